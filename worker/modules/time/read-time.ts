// Working time as people read it: of a ticket, of everybody with totals, and of a client for its administrator.
import { sql } from 'drizzle-orm';
import type { Deps } from '../../deps.ts';
import { page } from '../../http/pagination.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, invalidField, notFound, type Result } from '../../platform/problem.ts';
import { decodeInstantCursor, isUuid } from '../email/instant-cursor.ts';
import { isTimezone } from '../sla/zone-rules.ts';
import { ticketExists } from '../tickets/store.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { ClientEntryRow, ClientTime, ClientTimeQuery, TicketTime, TimeList, TimeQuery, TimeTotal } from './contract.ts';
import { clientEntries, clientTotals, entriesOfTicket, entryPage, timeTotals } from './store.ts';

const STAFF = { roles: STAFF_ROLES };
export const TIME_READERS = { roles: [...STAFF_ROLES, 'client_admin'] as const };
const ENTRIES_OF_TICKET_MAX = 500;

export async function readTicketTime(deps: Pick<Deps, 'database'>, actor: UserActor, idOrNumber: string): Promise<Result<TicketTime>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [ticketExists(tx, idOrNumber), entriesOfTicket(tx, idOrNumber, ENTRIES_OF_TICKET_MAX)]);
  if (!read.ok) return read;
  const [exists, entries] = read.value.rows;
  if (exists.length === 0) return notFound('ticket');
  const sum = (rows: typeof entries): number => rows.reduce((total, row) => total + (row.minutes ?? 0), 0);
  return done({ entries, total_minutes: sum(entries), billable_minutes: sum(entries.filter((row) => row.is_billable)) });
}

export async function listTime(deps: Pick<Deps, 'database'>, actor: UserActor, query: TimeQuery): Promise<Result<TimeList>> {
  const before = decodeInstantCursor(query.cursor, isUuid);
  if (!before.ok) return before;
  const { limit, cursor: _cursor, zone, ...filters } = query;
  if (zone !== undefined && !isTimezone(zone)) return invalidField('zone', 'unknown_zone', 'is no time zone');
  const read = await deps.database.asActor(actor, STAFF, (tx) => [entryPage(tx, filters, before.value, limit + 1), timeTotals(tx, filters, zone ?? 'UTC')]);
  if (!read.ok) return read;
  const [rows, sums] = read.value.rows;
  const totals = sums.rows as unknown as (Omit<TimeTotal, 'id'> & { client_id: string | null; user_id: string | null; day: string | null })[];
  const whole = totals.find((row) => row.client_id === null && row.user_id === null && row.day === null) ?? { minutes: 0, billable_minutes: 0, entries: 0 };
  const by = (key: 'client_id' | 'user_id'): TimeTotal[] =>
    totals.filter((row) => row[key] !== null).map(({ client_id, user_id, day: _day, ...row }) => ({ ...row, id: (key === 'client_id' ? client_id : user_id)! }));
  const shown = page(rows, limit, whole.entries, (row) => [row.started_at.toISOString(), row.entry_id]);
  return done({
    entries: shown.rows, pagination: shown.pagination,
    totals: { minutes: whole.minutes, billable_minutes: whole.billable_minutes, entries: whole.entries, by_client: by('client_id'), by_user: by('user_id'),
      by_day: zone === undefined ? [] : totals.flatMap((row) => (row.day === null ? [] : [{ day: row.day, minutes: row.minutes }])).toSorted((a, b) => a.day.localeCompare(b.day)),
    },
  });
}

/** Charged time of one client, without notes. Staff and the client's own administrators. */
export async function listClientTime(deps: Pick<Deps, 'database'>, actor: UserActor, clientId: string, query: ClientTimeQuery): Promise<Result<ClientTime>> {
  const before = decodeInstantCursor(query.cursor, isUuid);
  if (!before.ok) return before;
  const read = await deps.database.asActor(actor, TIME_READERS, (tx) => [
    clientEntries(tx, clientId, query, before.value, query.limit + 1),
    clientTotals(tx, clientId, sql`${query.from ?? null}::timestamptz`, sql`${query.to ?? null}::timestamptz`),
  ]);
  if (!read.ok) return read;
  const [found, sums] = read.value.rows;
  const rows = (found.rows as unknown as ClientEntryRow[]).map((row) => ({ ...row, started_at: new Date(row.started_at).toISOString() }));
  const totals = sums.rows as unknown as { user_name: string; minutes: number; entries: number }[];
  const shown = page(rows, query.limit, totals.reduce((sum, row) => sum + row.entries, 0), (row) => [row.started_at, row.entry_id]);
  return done({
    entries: shown.rows, pagination: shown.pagination,
    totals: { minutes: totals.reduce((sum, row) => sum + row.minutes, 0), by_user: totals.map((row) => ({ name: row.user_name, minutes: row.minutes, entries: row.entries })) },
  });
}
