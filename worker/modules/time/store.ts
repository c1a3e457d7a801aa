// SQL of working time.
import { and, desc, eq, isNull, sql, type SQL } from 'drizzle-orm';
import { clients, tickets, timeClosings, timeEntries } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';
import { ticketIs } from '../tickets/store.ts';
import type { TimeFilters } from './contract.ts';
import type { Span } from './rules.ts';
import type { TimeActivity } from './values.ts';

const entryColumns = {
  entry_id: timeEntries.entry_id, ticket_id: timeEntries.ticket_id, ticket_number: sql<string>`${tickets.ticket_number}`, ticket_subject: tickets.subject,
  client_id: timeEntries.client_id, client_name: sql<string>`${clients.name}::text`, user_id: timeEntries.user_id, user_name: sql<string>`app.person_name(${timeEntries.user_id})`,
  started_at: timeEntries.started_at, ended_at: timeEntries.ended_at, minutes: timeEntries.minutes, note: timeEntries.note, is_billable: timeEntries.is_billable,
  activity: timeEntries.activity, is_timer: timeEntries.is_timer, is_locked: sql<boolean>`app.is_time_closed(${timeEntries.client_id}, ${timeEntries.started_at})`, version: timeEntries.version,
};

/** Entries of tickets that are there, with what an answer names. */
const entries = (tx: Tx) => tx.select(entryColumns).from(timeEntries)
  .innerJoin(tickets, and(eq(tickets.ticket_id, timeEntries.ticket_id), isNull(tickets.deleted_at))!)
  .innerJoin(clients, eq(clients.client_id, timeEntries.client_id));

export const entryById = (tx: Tx, entryId: string) => entries(tx).where(eq(timeEntries.entry_id, entryId));
export const entriesOfTicket = (tx: Tx, idOrNumber: string, limit: number) =>
  entries(tx).where(sql`${tickets.ticket_id} = any((select app.ticket_family(app.ticket_of(${idOrNumber})))::uuid[])`).orderBy(desc(timeEntries.started_at), desc(timeEntries.entry_id)).limit(limit);
export const runningOf = (tx: Tx, userId: string) => entries(tx).where(and(eq(timeEntries.user_id, userId), isNull(timeEntries.ended_at)));

/** Entries of the person that this transaction changed, and the one that runs. `updated_at` is set by a trigger to the instant of the transaction. */
export const touchedTimers = (tx: Tx, userId: string) =>
  entries(tx).where(and(eq(timeEntries.user_id, userId), sql`(${timeEntries.ended_at} is null or (${timeEntries.is_timer} and ${timeEntries.updated_at} = now()::timestamptz(3)))`));

const idOf = (idOrNumber: string): SQL => sql`(select ${tickets.ticket_id} from ${tickets} where ${ticketIs(idOrNumber)})`;

/** What a live hint of the ticket needs. */
export const ticketRef = (tx: Tx, where: SQL) => tx.select({
  ticket_id: tickets.ticket_id, ticket_number: sql<string>`${tickets.ticket_number}`, client_id: tickets.client_id, site_id: tickets.site_id, created_by: tickets.created_by, version: tickets.version,
}).from(tickets).where(where);
export const ticketOfEntry = (tx: Tx, entryId: string) => ticketRef(tx, sql`${tickets.ticket_id} = (select e.ticket_id from time_entries e where e.entry_id = ${entryId}::uuid)`);
export const ticketByIdOrNumber = (tx: Tx, idOrNumber: string) => ticketRef(tx, ticketIs(idOrNumber));

/** Entry of a ticket that is there; otherwise none, and the caller finds no row. */
export const insertEntry = (tx: Tx, entryId: string, idOrNumber: string, userId: string, span: Span, entry: { note: string; is_billable: boolean; activity: TimeActivity }) => tx.execute(sql`
  insert into time_entries (entry_id, ticket_id, client_id, user_id, started_at, ended_at, minutes, note, is_billable, activity)
  select ${entryId}::uuid, t.ticket_id, t.client_id, ${userId}::uuid, ${span.started_at.toISOString()}::timestamptz, ${span.ended_at.toISOString()}::timestamptz, ${span.minutes}::integer, ${entry.note},
         ${entry.is_billable}::boolean, ${entry.activity} from tickets t where t.ticket_id = ${idOf(idOrNumber)}`);

/** LN409 when somebody changed it meanwhile, LN403 when it is somebody else's and the caller no administrator. */
export const entryUnchanged = (tx: Tx, entryId: string, version: number) => tx.execute(sql`
  select app.must(exists (select 1 from time_entries where entry_id = ${entryId}::uuid and version = ${version}::integer), 'LN409', 'the entry changed meanwhile')`);
export const updateEntry = (tx: Tx, entryId: string, change: Partial<typeof timeEntries.$inferInsert>) =>
  tx.update(timeEntries).set(change).where(eq(timeEntries.entry_id, entryId));
export const deleteEntry = (tx: Tx, entryId: string) => tx.delete(timeEntries).where(eq(timeEntries.entry_id, entryId));

/** Other entries of the same person at the same time. */
export const overlapping = (tx: Tx, entryId: string | SQL) => tx.execute(sql`
  select o.entry_id, t.ticket_number, o.started_at, o.minutes from time_entries e
    join time_entries o on o.user_id = e.user_id and o.entry_id <> e.entry_id and o.started_at < coalesce(e.ended_at, now()) and coalesce(o.ended_at, now()) > e.started_at
    join tickets t on t.ticket_id = o.ticket_id and t.deleted_at is null
   where e.entry_id = ${entryId}::uuid order by o.started_at limit 5`);

export const startTimer = (tx: Tx, idOrNumber: string, entryId: string, now: Date, timer: { note: string; activity: TimeActivity; is_billable: boolean }) => tx.execute(sql`
  select entry_id, ended_id from app.start_timer(${idOf(idOrNumber)}, ${entryId}::uuid, ${now.toISOString()}::timestamptz, ${timer.note}, ${timer.activity}, ${timer.is_billable}::boolean)`);
export const stopTimer = (tx: Tx, idOrNumber: string, now: Date, timer: { note?: string | undefined; activity?: TimeActivity | undefined; is_billable?: boolean | undefined }) => tx.execute(sql`
  select app.stop_timer(${idOf(idOrNumber)}, ${now.toISOString()}::timestamptz, ${timer.note ?? null}::text, ${timer.activity ?? null}::text, ${timer.is_billable ?? null}::boolean) as entry_id`);

const matching = (query: TimeFilters): SQL | undefined => and(
  query.client_id ? eq(timeEntries.client_id, query.client_id) : undefined,
  query.user_id ? eq(timeEntries.user_id, query.user_id) : undefined,
  query.activity ? eq(timeEntries.activity, query.activity) : undefined,
  query.billable === undefined ? undefined : eq(timeEntries.is_billable, query.billable),
  query.from ? sql`${timeEntries.started_at} >= ${query.from}::timestamptz` : undefined,
  query.to ? sql`${timeEntries.started_at} < ${query.to}::timestamptz` : undefined,
);

/** Newest first. */
export const entryPage = (tx: Tx, query: TimeFilters, before: { at: string; key: string } | null, limit: number) =>
  entries(tx).where(and(matching(query), before ? sql`(${timeEntries.started_at}, ${timeEntries.entry_id}) < (${before.at}::timestamptz, ${before.key}::uuid)` : undefined))
    .orderBy(desc(timeEntries.started_at), desc(timeEntries.entry_id)).limit(limit);

/** Everything that matches: as a whole (no key), by client, by person and by day of the zone. */
export const timeTotals = (tx: Tx, query: TimeFilters, zone: string) => tx.execute(sql`
  select x.client_id, x.user_id, to_char(x.day, 'YYYY-MM-DD') as day, coalesce((select c.name::text from clients c where c.client_id = x.client_id), app.person_name(x.user_id)) as name, x.minutes, x.billable_minutes, x.entries from (
    select ${timeEntries.client_id} as client_id, ${timeEntries.user_id} as user_id, local.day, coalesce(sum(${timeEntries.minutes}), 0)::int as minutes,
           coalesce(sum(${timeEntries.minutes}) filter (where ${timeEntries.is_billable}), 0)::int as billable_minutes, count(*)::int as entries
      from ${timeEntries} join ${tickets} on ${tickets.ticket_id} = ${timeEntries.ticket_id} and ${tickets.deleted_at} is null
      cross join lateral (select (${timeEntries.started_at} at time zone ${zone})::date as day) local
     where ${matching(query) ?? sql`true`}
     group by grouping sets ((), (${timeEntries.client_id}), (${timeEntries.user_id}), (local.day))) x
   order by x.minutes desc, name`);

/** Rows of a file: instants as local words of each client's zone. */
export const exportRows = (tx: Tx, query: TimeFilters, limit: number) => tx.execute(sql`
  select to_char(${timeEntries.started_at} at time zone ${clients.timezone}, 'YYYY-MM-DD HH24:MI') as started, to_char(${timeEntries.ended_at} at time zone ${clients.timezone}, 'YYYY-MM-DD HH24:MI') as ended,
         ${clients.timezone} as zone, ${clients.name}::text as client, ${tickets.ticket_number} as ticket, ${tickets.subject} as subject, app.person_name(${timeEntries.user_id}) as person,
         ${timeEntries.activity} as activity, ${timeEntries.minutes} as minutes, ${timeEntries.is_billable} as is_billable, ${timeEntries.note} as note
    from ${timeEntries} join ${tickets} on ${tickets.ticket_id} = ${timeEntries.ticket_id} and ${tickets.deleted_at} is null join ${clients} on ${clients.client_id} = ${timeEntries.client_id}
   where ${timeEntries.ended_at} is not null and ${matching(query) ?? sql`true`}
   order by ${timeEntries.started_at}, ${timeEntries.entry_id} limit ${limit}`);

/** LN404 when the client is none the caller may know of. */
export const clientEntries = (tx: Tx, clientId: string, query: { from?: string | undefined; to?: string | undefined }, before: { at: string; key: string } | null, limit: number) => tx.execute(sql`
  select * from app.client_time(${clientId}::uuid, ${query.from ?? null}::timestamptz, ${query.to ?? null}::timestamptz, ${before?.at ?? null}::timestamptz, ${before?.key ?? null}::uuid, ${limit}::integer)`);
export const clientTotals = (tx: Tx, clientId: string, from: SQL, to: SQL) => tx.execute(sql`
  select user_id, user_name, minutes::int as minutes, rounded::int as rounded, entries::int as entries from app.client_time_totals(${clientId}::uuid, ${from}, ${to})`);

export const closingsOf = (tx: Tx, clientId: string) => tx.select({
  month: sql<string>`to_char(${timeClosings.month}, 'YYYY-MM')`, closed_by_name: sql<string | null>`app.person_name(${timeClosings.closed_by})`, created_at: timeClosings.created_at,
}).from(timeClosings).where(eq(timeClosings.client_id, clientId)).orderBy(desc(timeClosings.month));
export const clientExists = (tx: Tx, clientId: string) => tx.select({ client_id: clients.client_id }).from(clients).where(and(eq(clients.client_id, clientId), isNull(clients.deleted_at)));
export const insertClosing = (tx: Tx, clientId: string, month: string, userId: string) => tx.execute(sql`
  insert into time_closings (client_id, month, closed_by) select c.client_id, ${`${month}-01`}::date, ${userId}::uuid from clients c where c.client_id = ${clientId}::uuid and c.deleted_at is null
  on conflict do nothing`);
export const deleteClosing = (tx: Tx, clientId: string, month: string) =>
  tx.delete(timeClosings).where(and(eq(timeClosings.client_id, clientId), eq(timeClosings.month, `${month}-01`)));

export const timeSettings = (tx: Tx) => tx.execute(sql`select app.time_rounding() as rounding_minutes, app.ratings_enabled() as ratings_enabled`);
