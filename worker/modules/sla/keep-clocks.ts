// The keeper: works facts into due times, and tells once what became due. Two at once share the work.
import type { Deps } from '../../deps.ts';
import type { Actor } from '../../platform/database.ts';
import type { Effect } from '../../platform/problem.ts';
import { insertNotices, type Notice } from '../notifications/queue-notices.ts';
import { decide, nextOpening, type Act, type Clock, type Decision } from './clock-rules.ts';
import { derive, rulesOf, type Derived } from './derive-clocks.ts';
import { activePolicies, anyDue, calendars, categoryParents, claimClocks, closeResolved, insertEvents, keep, standingSettings, type ClockRow, type KeptClock, type KeptEvent } from './keeper-store.ts';

export const CLOCKS_AT_ONCE = 500;
/** A clock that began on record later than it started tells nothing that was due before. */
const HISTORY_MS = 86_400_000;
const AUTHOR = 'Sistema';

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** Days of a setting `{days}`; null: switched off. */
export function daysOf(settings: readonly { name: string; value: unknown }[], name: string): number | null {
  const value = settings.find((row) => row.name === name)?.value;
  if (typeof value !== 'object' || value === null) return null;
  if ('mode' in value && value.mode !== 'after') return null;
  return 'days' in value && typeof value.days === 'number' && value.days > 0 && value.days <= 3650 ? value.days : null;
}

type KeeperDeps = Pick<Deps, 'database' | 'clock' | 'ids'>;

/**
 * One round trip, and a cheap one, when nothing is due; three for a batch, two for named tickets. Safe to repeat at any point.
 * @param ticketIds those with news; without them whatever is due.
 * @returns how many clocks were taken, and what follows.
 */
export async function keepClocks(deps: KeeperDeps, ticketIds?: readonly string[]): Promise<{ taken: number; effects: Effect[] }> {
  const actor: Actor = { kind: 'job', job: 'sweep', requestId: `sla-${deps.ids.next()}` };
  const now = deps.clock.now();
  if (!ticketIds) {
    const looked = await deps.database.asActor(actor, {}, (tx) => [anyDue(tx, now)]);
    if (!looked.ok) throw new Error(`service levels: ${looked.problem.kind}`);
    if (!(looked.value.rows[0].rows[0] as { is_due: boolean }).is_due) return { taken: 0, effects: [] };
  }
  const read = await deps.database.asActor(actor, {}, (tx) =>
    [claimClocks(tx, now, CLOCKS_AT_ONCE, ticketIds), activePolicies(tx), calendars(tx), categoryParents(tx), standingSettings(tx)]);
  if (!read.ok) throw new Error(`service levels: ${read.problem.kind}`);
  const [claimed, policies, calendarRows, links, settings] = read.value.rows;
  const rows = claimed.rows as unknown as ClockRow[];
  if (rows.length === 0) return { taken: 0, effects: [] };
  const rules = rulesOf(policies, calendarRows, links);
  const [autoCloseDays, waitingDays] = [daysOf(settings, 'auto_close'), daysOf(settings, 'waiting_reminder')];
  const work = rows.map((row) => {
    const derived = derive(row, rules, now.getTime());
    const decision = decide({ ...derived, status: row.status, told: row.told, autoCloseDays, waitingDays, since: row.created - HISTORY_MS, now: now.getTime() });
    // Who would be told was not asked for: the due times now, the telling with the next look.
    const isEarly = row.people === null && decision.acts.length > 0;
    return { row, derived, decision: isEarly ? { ...decision, acts: [], told: row.told, next: now.getTime() } : decision };
  });
  const notices = work.flatMap(({ row, derived, decision }) => decision.acts.flatMap((act) => noticeOf(row, derived, act, now)));
  const events = work.flatMap(({ row, derived, decision }) => eventsOf(row, derived, decision, now));
  const closings = work.filter(({ decision }) => decision.acts.some((act) => act.kind === 'close')).map(({ row }) => ({ ticket_id: row.ticket_id, version: row.version, activity_id: deps.ids.next() }));
  const written = await deps.database.asActor(actor, {}, (tx) => [
    ...(closings.length > 0 ? [closeResolved(tx, closings, now, AUTHOR)] : []),
    ...(events.length > 0 ? [insertEvents(tx, events)] : []),
    ...(notices.length > 0 ? [insertNotices(tx, notices)] : []),
    keep(tx, work.map(keptClock)),
  ] as unknown as [ReturnType<typeof keep>]);
  if (!written.ok) throw new Error(`service levels: ${written.problem.kind}`);
  const closed = closings.length > 0 ? (written.value.rows[0] as unknown as { rows: Omit<Extract<Effect, { type: 'ticket' }>, 'type' | 'kind' | 'internal'>[] }).rows : [];
  return {
    taken: rows.length,
    effects: [...closed.map((row): Effect => ({ ...row, type: 'ticket', kind: 'status', internal: false })), ...(notices.length > 0 ? [{ type: 'mail' } as const] : [])],
  };
}

type Work = { row: ClockRow; derived: Derived; decision: Decision };

function keptClock({ row, derived: { policy, calendar, clocks }, decision }: Work): KeptClock {
  const of = (target: string) => clocks.find((clock) => clock.target === target);
  const [first, next, resolution] = [of('first_response')!, of('next_reply'), of('resolution')!];
  const usedOf = (clock: Clock): number | null => (clock.met === null || calendar === null || row.is_deleted ? null : Math.round(clock.used_s));
  return {
    ticket_id: row.ticket_id, facts: row.facts, sla_id: policy?.sla_id ?? null, sla_version: policy?.version ?? null, calendar_id: calendar?.calendar_id ?? null, calendar_version: calendar?.version ?? null,
    first_response_target: first.target_minutes, resolution_target: resolution.target_minutes,
    first_response_due_at: iso(first.due), first_response_at: iso(first.met), first_response_breached_at: iso(first.breached), first_response_state: first.state, next_reply_due_at: iso(next?.due ?? null),
    resolution_due_at: iso(resolution.due), resolution_at: iso(resolution.met), resolution_breached_at: iso(resolution.breached), resolution_state: resolution.state,
    first_response_used_s: usedOf(first), resolution_used_s: usedOf(resolution),
    due_at: iso(decision.due), told: decision.told, next_event_at: iso(decision.next),
  };
}

/** Lines of the ledger that the keeper knows: what it did, and due times that moved because a rule changed. */
function eventsOf(row: ClockRow, { policy, calendar, clocks }: Derived, { acts }: Decision, now: Date): KeptEvent[] {
  const base = { ticket_id: row.ticket_id, client_id: row.client_id };
  const told = acts.flatMap((act): KeptEvent[] => (act.kind !== 'warned' && act.kind !== 'breached' && act.kind !== 'escalated' ? [] : [{
    ...base, target: act.target, event: act.kind, at: iso(act.at)!, due_at: iso(act.due), cause: null, fact_key: act.key,
    details: { ...(act.percent ? { percent: act.percent } : {}), ...(act.escalation ? { after_minutes: act.escalation.after_minutes, roles: act.escalation.roles } : {}) },
  }]));
  const isNew = row.sla_id === null && row.sla_version === null;
  if (isNew || (row.sla_id === (policy?.sla_id ?? null) && row.sla_version === policy?.version && row.calendar_id === (calendar?.calendar_id ?? null) && row.calendar_version === calendar?.version)) return told;
  const cause = row.sla_id === (policy?.sla_id ?? null) && row.sla_version === policy?.version ? 'calendar' : 'policy';
  const before: Record<string, number | null> = { first_response: row.first_response_due, resolution: row.resolution_due };
  return [...told, ...clocks.flatMap((clock): KeptEvent[] => (clock.target === 'next_reply' || clock.met !== null || before[clock.target] === clock.due ? [] : [{
    ...base, target: clock.target, event: 'retargeted', at: now.toISOString(), due_at: iso(clock.due), cause, fact_key: `retargeted:${clock.target}:${row.facts}`,
    details: { from: iso(before[clock.target] ?? null), to: iso(clock.due), policy: policy?.name ?? null },
  }]))];
}

/** Outside business hours it waits for the opening, unless the policy is always open. */
function noticeOf(row: ClockRow, { policy, calendar }: Derived, act: Act, now: Date): Notice[] {
  if (act.isSilent || row.people === null) return [];
  const opens = nextOpening(policy?.is_always_open ? null : calendar, now.getTime());
  const vars = { actor_name: AUTHOR, sla_target: act.target, sla_due: iso(act.due) };
  const notice = (event: Notice['event'], more: Record<string, string | null> = {}): Notice => ({
    event, ticket: row, people: row.people!, actor: { user_id: null }, cause_id: `${row.ticket_id}:${act.key}`, vars: { ...vars, ...more },
    ...(act.escalation ? { escalation: act.escalation } : {}), ...(opens > now.getTime() ? { not_before: new Date(opens) } : {}),
  });
  switch (act.kind) {
    case 'warned': return [notice('sla_warning')];
    case 'breached': return [notice('sla_breach')];
    case 'escalated': return [notice('sla_escalation')];
    case 'closing': return [notice('ticket_status_changed', { notice: 'closing' })];
    case 'waiting': return [notice('ticket_status_changed', { notice: 'waiting' })];
    case 'close': return [notice('ticket_closed', { old_status: 'resuelto', new_status: 'cerrado' })];
  }
}

/** Hands the tickets of some effects to the keeper. */
export async function keepClocksOf(deps: KeeperDeps, effects: readonly Effect[]): Promise<Effect[]> {
  const ids = [...new Set(effects.flatMap((effect) => (effect.type === 'ticket' ? [effect.ticket_id] : [])))];
  return ids.length === 0 ? [] : (await keepClocks(deps, ids)).effects;
}
