// The clocks of one ticket and why they say what they say: worked out from the ledger, right even before the keeper came by.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, notFound, type Result } from '../../platform/problem.ts';
import { ticketIs } from '../tickets/store.ts';
import { isStaffRole } from '../users/values.ts';
import type { Clock, StoredCalendar } from './clock-rules.ts';
import type { ClockAnswer, TicketSla } from './contract.ts';
import { derive, rulesOf } from './derive-clocks.ts';
import { activePolicies, calendars, categoryParents, clockOfTicket, type ClockRow } from './keeper-store.ts';
import { storyOf } from './rules.ts';
import type { SlaEvent } from './values.ts';

const STRETCHES_MAX = 120;
const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** @param ended when the clock ended otherwise than by being met. */
export function answerClock(clock: Clock, calendar: StoredCalendar | null, ended: number | null, now: number): ClockAnswer {
  const until = Math.max(clock.started, clock.met ?? ended ?? Math.max(clock.due ?? now, now));
  const story = calendar === null || clock.target_minutes === null ? [] : storyOf(calendar, clock.started, until, clock.pauses, STRETCHES_MAX);
  return {
    target: clock.target, target_minutes: clock.target_minutes, started_at: iso(clock.started)!, due_at: iso(clock.due), met_at: iso(clock.met), breached_at: iso(clock.breached), state: clock.state,
    used_s: clock.used_s, remaining_s: clock.target_minutes === null ? null : clock.target_minutes * 60 - clock.used_s,
    story: story.map((one) => ({ ...one, from: iso(one.from)!, to: iso(one.to)! })),
  };
}

/** One round trip; nothing is written. People of the client do not see who was warned or called. */
export async function readTicketSla(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, idOrNumber: string): Promise<Result<{ sla: TicketSla }>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [clockOfTicket(tx, ticketIs(idOrNumber)), activePolicies(tx), calendars(tx), categoryParents(tx)]);
  if (!read.ok) return read;
  const { me, rows: [found, policies, calendarRows, links] } = read.value;
  const row = found.rows[0] as unknown as ClockRow | undefined;
  if (!row) return notFound('ticket');
  const now = deps.clock.now().getTime();
  const { policy, calendar, facts, clocks } = derive(row, rulesOf(policies, calendarRows, links), now);
  const isStaff = isStaffRole(me.role);
  const stored: Record<string, number | null> = { first_response: row.first_response_due, resolution: row.resolution_due };
  return done({ sla: {
    ticket_id: row.ticket_id,
    policy: policy && { sla_id: policy.sla_id, name: policy.name },
    calendar: calendar && { calendar_id: calendar.calendar_id, name: calendar.name, timezone: calendar.timezone },
    now: iso(now)!,
    clocks: clocks.map((clock) => {
      const answer = answerClock(clock, calendar, facts.resolutionAt ?? facts.stoppedAt, now);
      // A requester does not see maintenance windows: the due time that was recorded knows of them.
      return me.role === 'solicitante' && !row.is_stale && clock.target in stored ? { ...answer, due_at: iso(stored[clock.target] ?? null) } : answer;
    }),
    events: row.ledger.filter((line) => isStaff || (line.event !== 'warned' && line.event !== 'escalated'))
      .map(({ target, event, at, due_at, cause, actor_name, details }) => ({ target, event: event as SlaEvent, at: iso(at)!, due_at: iso(due_at), cause, actor_name, details: isStaff ? details : {} })),
  } });
}
