// Each minute: schedules whose moment has come become tickets, each turn once, whoever else is at it.
import type { Deps } from '../../deps.ts';
import { sha256Hex } from '../../platform/clock.ts';
import type { Actor } from '../../platform/database.ts';
import type { Effect } from '../../platform/problem.ts';
import { noticeStatements } from '../notifications/queue-notices.ts';
import type { NoticePerson } from '../notifications/rules.ts';
import { dueTurn, uuidOf } from './rules.ts';
import * as store from './store.ts';
import type { DueSchedule, TurnToOpen } from './store.ts';
import type { RunFault, RunOutcome } from './values.ts';

/** What is left after so many belongs to the next minute. */
const TURNS_MAX = 50;
const AUTHOR = 'Calendario';

interface OpenedTicket {
  ticket_id: string;
  ticket_number: string;
  client_id: string;
  site_id: string;
  created_by: string | null;
  version: number;
}

type Needs = Pick<Deps, 'database' | 'clock' | 'ids' | 'log'>;

/** The turn as it is to be written; what an outage missed is one ticket that says so. */
async function turnOf(deps: Needs, schedule: DueSchedule, now: Date): Promise<TurnToOpen> {
  let fault: RunFault | null = schedule.is_served ? null : 'place_inactive';
  let due = { at: Date.parse(schedule.next_run_at), missed: 0, next: null as number | null };
  try {
    due = dueTurn(schedule, due.at, now.getTime());
  } catch {
    // A zone the runtime no longer knows: said in its line, and nothing more is due until somebody changes it.
    fault = 'unknown_timezone';
  }
  const dueAt = new Date(due.at).toISOString();
  const ticketId = fault === null ? uuidOf(await sha256Hex(`ticket ${schedule.schedule_id} ${dueAt}`)) : null;
  const outcome: RunOutcome = fault !== null ? 'failed' : due.missed > 0 ? 'caught_up' : 'opened';
  return {
    schedule_id: schedule.schedule_id, expected: schedule.next_run_at, due_at: dueAt, next_run_at: due.next === null ? null : new Date(due.next).toISOString(), missed: due.missed, outcome, error_code: fault,
    ticket_id: ticketId, run_id: deps.ids.next(), activity_ids: [deps.ids.next(), deps.ids.next()], category_id: schedule.category_id, assigned_to: schedule.assigned_to, requester_id: schedule.requester_id, author: AUTHOR, now: now.toISOString(),
  };
}

/** Idempotent and safe beside itself: the ticket of a turn has one id, and its schedule is held while it is written. One round trip when none is due. */
export async function openTurns(deps: Needs): Promise<Effect[]> {
  const actor: Actor = { kind: 'job', job: 'sweep', requestId: `ticket-schedules-${deps.ids.next()}` };
  const now = deps.clock.now();
  const read = await deps.database.asActor(actor, {}, (tx) => [store.dueSchedules(tx, now, TURNS_MAX), store.peopleOfDue(tx, now, TURNS_MAX)]);
  if (!read.ok) throw new Error(`ticket schedules: ${read.problem.kind}`);
  const people = read.value.rows[1].rows as unknown as (NoticePerson & { schedule_id: string })[];
  const effects: Effect[] = [];
  for (const schedule of read.value.rows[0].rows as unknown as DueSchedule[]) {
    const turn = await turnOf(deps, schedule, now);
    try {
      const { ticket_id } = turn;
      // Keyed by the turn: whoever repeats it tells nobody twice.
      const notices = ticket_id === null ? null : {
        event: 'ticket_created' as const, ticket: { ticket_id, client_id: schedule.client_id, notification_email: null, additional_emails: [] }, actor: { user_id: null }, cause_id: ticket_id,
        people: people.filter((person) => person.schedule_id === schedule.schedule_id), vars: { actor_name: AUTHOR },
      };
      const written = await deps.database.asActor(actor, {}, (tx) => [store.openTurn(tx, turn), ...(notices ? noticeStatements(tx, notices) : [])] as unknown as readonly [ReturnType<typeof store.openTurn>]);
      if (!written.ok) throw new Error(`ticket schedule: ${written.problem.kind}`);
      const opened = written.value.rows[0].rows as unknown as OpenedTicket[];
      effects.push(...opened.map((ticket): Effect => ({ ...ticket, type: 'ticket', kind: 'created', internal: false })));
    } catch (fault) {
      // The others go on; this one is tried again in the next minute.
      deps.log.error('ticket_schedule_failed', fault, { schedule_id: schedule.schedule_id });
    }
  }
  return effects.length > 0 ? [...effects, { type: 'mail' }] : [];
}
