// Entries of working time: written by hand, changed, taken back.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, forbidden, invalid, invalidField, notFound, refused, type Effect, type Problem, type Result } from '../../platform/problem.ts';
import { ticketEffect } from '../tickets/open-ticket.ts';
import { isManagerRole, STAFF_ROLES } from '../users/values.ts';
import type { EntryChange, EntryRow, NewEntry, TimeWarning } from './contract.ts';
import { isFault, spanOf } from './rules.ts';
import { deleteEntry, entryById, entryUnchanged, insertEntry, overlapping, ticketOfEntry, updateEntry } from './store.ts';

const STAFF = { roles: STAFF_ROLES };
type Ref = Parameters<typeof ticketEffect>[0];

/** Others who look at the ticket see the new total; people of the client are told nothing. */
export const timeEffects = (tickets: readonly Ref[]): Effect[] => tickets.map((ticket) => ticketEffect(ticket, 'time', true));

/** What the caller is told with an accepted entry. */
export function warningsOf(entry: EntryRow, overlaps: readonly Record<string, unknown>[]): TimeWarning[] {
  const others = overlaps.map((row) => ({ entry_id: String(row.entry_id), ticket_number: String(row.ticket_number), started_at: new Date(String(row.started_at)).toISOString(), minutes: row.minutes as number | null }));
  return [
    ...(others.length > 0 ? [{ code: 'overlap' as const, message: 'other time of the same person lies in this stretch', entries: others }] : []),
    ...(entry.is_timer && entry.minutes === 1440 ? [{ code: 'capped' as const, message: 'the timer ran longer than a day; a day was kept' }] : []),
  ];
}

/** A closed month has a code of its own: it is the one refusal a person can do nothing about. */
export const closedMonth = (problem: Problem): { ok: false; problem: Problem } =>
  (problem.kind === 'conflict' && problem.message === 'the month is closed' ? conflict('month_closed', problem.message, undefined, 'started_at') : refused(problem));

export async function logTime(deps: Pick<Deps, 'database' | 'ids' | 'clock'>, actor: UserActor, idOrNumber: string, input: NewEntry): Promise<Result<{ entry: EntryRow; warnings: TimeWarning[] }>> {
  const span = spanOf(input.minutes, input.started_at, deps.clock.now());
  if (isFault(span)) return invalid(span);
  const entryId = deps.ids.next();
  const written = await deps.database.asActor(actor, STAFF, (tx) => [
    insertEntry(tx, entryId, idOrNumber, input.user_id ?? actor.userId, span, input), entryById(tx, entryId), overlapping(tx, entryId), ticketOfEntry(tx, entryId),
  ]);
  if (!written.ok) return closedMonth(written.problem);
  const [, [entry], overlaps, tickets] = written.value.rows;
  return entry ? done({ entry, warnings: warningsOf(entry, overlaps.rows) }, timeEffects(tickets)) : notFound('ticket');
}

/** The entry, if the caller may change it. */
async function ownEntry(deps: Pick<Deps, 'database'>, actor: UserActor, entryId: string): Promise<Result<EntryRow>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [entryById(tx, entryId)]);
  if (!read.ok) return read;
  const { me, rows: [[entry]] } = read.value;
  if (!entry) return notFound('entry');
  if (entry.user_id !== me.user_id && !isManagerRole(me.role)) return forbidden("somebody else's time is changed by administrators");
  if (entry.is_locked && entry.ended_at) return conflict('month_closed', 'the month is closed', undefined, 'started_at');
  return done(entry);
}

export async function changeTime(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, entryId: string, { version, ...change }: EntryChange): Promise<Result<{ entry: EntryRow; warnings: TimeWarning[] }>> {
  const own = await ownEntry(deps, actor, entryId);
  if (!own.ok) return own;
  const before = own.value;
  if (before.version !== version) return conflict('version_conflict', 'the entry changed meanwhile', { entry: before }, 'version');
  const { minutes, started_at, ...rest } = change;
  const isMoved = minutes !== undefined || started_at !== undefined;
  if (isMoved && before.minutes === null) return invalidField('minutes', 'running', 'stop the timer first');
  const span = isMoved ? spanOf(minutes ?? before.minutes!, started_at ?? before.started_at.toISOString(), deps.clock.now()) : null;
  if (span && isFault(span)) return invalid(span);
  const written = await deps.database.asActor(actor, STAFF, (tx) => [
    entryUnchanged(tx, entryId, version), updateEntry(tx, entryId, { ...rest, ...span, version: version + 1 }), entryById(tx, entryId), overlapping(tx, entryId), ticketOfEntry(tx, entryId),
  ]);
  if (!written.ok) return closedMonth(written.problem);
  const [, , [entry], overlaps, tickets] = written.value.rows;
  return entry ? done({ entry, warnings: isMoved ? warningsOf(entry, overlaps.rows) : [] }, timeEffects(tickets)) : notFound('entry');
}

export async function deleteTime(deps: Pick<Deps, 'database'>, actor: UserActor, entryId: string): Promise<Result<null>> {
  const own = await ownEntry(deps, actor, entryId);
  if (!own.ok) return own;
  const written = await deps.database.asActor(actor, STAFF, (tx) => [ticketOfEntry(tx, entryId), deleteEntry(tx, entryId)]);
  return written.ok ? done(null, timeEffects(written.value.rows[0])) : closedMonth(written.problem);
}
