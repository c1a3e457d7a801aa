// The queue: filters, search, sort and keyset paging in one round trip.
import { and, eq, isNotNull, sql, type SQL } from 'drizzle-orm';
import { slaCompliance, tickets } from '../../../drizzle/schema/index.ts';
import type { Deps } from '../../deps.ts';
import { decodeCursor, page, TOTAL_CAP, type CursorValue } from '../../http/pagination.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, type Result } from '../../platform/problem.ts';
import type { Pagination } from '../contract.ts';
import type { ListedTicket, TicketQuery, TicketSort } from './contract.ts';
import { ticketFilters } from './filter-store.ts';
import { summaryColumns } from './store.ts';

/** How a sort reads and continues. All columns of a key run in one direction, so one row comparison continues it. */
const SORTS: Record<TicketSort, { descending: boolean; keys: SQL[]; casts: string[]; of: (row: SortedRow) => CursorValue[] }> = {
  created_at: byTime(tickets.created_at, false, (row) => row.created_at),
  '-created_at': byTime(tickets.created_at, true, (row) => row.created_at),
  updated_at: byTime(tickets.updated_at, false, (row) => row.updated_at),
  '-updated_at': byTime(tickets.updated_at, true, (row) => row.updated_at),
  ticket_number: { descending: false, keys: [sql`${tickets.ticket_seq}`], casts: ['bigint'], of: (row) => [row.ticket_seq] },
  '-ticket_number': { descending: true, keys: [sql`${tickets.ticket_seq}`], casts: ['bigint'], of: (row) => [row.ticket_seq] },
  priority: byPriority(false),
  '-priority': byPriority(true),
  // Tickets without a due time come last.
  sla_due: { descending: false, keys: [sql`coalesce(${slaCompliance.due_at}, 'infinity'::timestamptz)`, sql`${slaCompliance.ticket_id}`], casts: ['timestamptz', 'uuid'], of: (row) => [row.sla_due_at?.toISOString() ?? 'infinity', row.ticket_id] },
};

const slaColumns = {
  sla_due_at: slaCompliance.due_at,
  // A due time that has passed counts before the keeper writes it down.
  sla_state: sql<ListedTicket['sla_state']>`(case when ${slaCompliance.ticket_id} is null then null
    when 'breached' in (${slaCompliance.first_response_state}, ${slaCompliance.resolution_state}) or ${slaCompliance.due_at} <= now() then 'breached'
    else ${slaCompliance.resolution_state} end)`,
};

type SortedRow = ListedTicket & { ticket_seq: number };

function withoutSequence(row: SortedRow): ListedTicket {
  const { ticket_seq: _sequence, ...summary } = row;
  return summary;
}

function byTime(column: typeof tickets.created_at | typeof tickets.updated_at, descending: boolean, at: (row: SortedRow) => Date) {
  return { descending, keys: [sql`${column}`, sql`${tickets.ticket_id}`], casts: ['timestamptz', 'uuid'], of: (row: SortedRow) => [at(row).toISOString(), row.ticket_id] };
}

function byPriority(descending: boolean) {
  return {
    descending, keys: [sql`${tickets.priority}`, sql`${tickets.created_at}`, sql`${tickets.ticket_id}`], casts: ['ticket_priority', 'timestamptz', 'uuid'],
    of: (row: SortedRow) => [row.priority, row.created_at.toISOString(), row.ticket_id],
  };
}

export async function listTickets(
  deps: Pick<Deps, 'database'>, actor: UserActor, query: TicketQuery,
): Promise<Result<{ tickets: ListedTicket[]; pagination: Pagination }>> {
  const sort = SORTS[query.sort];
  const cursor = decodeCursor(query.cursor, sort.keys.length);
  if (!cursor.ok) return cursor;
  const matching = ticketFilters(actor, query);
  // Every ticket has a clock; saying so makes an inner join of the left one, which its index can walk in order.
  const isByDue = query.sort === 'sla_due';
  const direction = sql.raw(sort.descending ? 'desc' : 'asc');
  const after = cursor.value
    ? sql`(${sql.join(sort.keys, sql`, `)}) ${sql.raw(sort.descending ? '<' : '>')} (${sql.join(cursor.value.map((value, i) => sql`${value}::${sql.raw(sort.casts[i]!)}`), sql`, `)})`
    : undefined;
  const read = await deps.database.asActor(actor, {}, (tx) => [
    tx.select({ ...summaryColumns, ...slaColumns, ticket_seq: tickets.ticket_seq }).from(tickets).leftJoin(slaCompliance, eq(slaCompliance.ticket_id, tickets.ticket_id)).where(and(matching, after, isByDue ? isNotNull(slaCompliance.ticket_id) : undefined))
      .orderBy(...sort.keys.map((key) => sql`${key} ${direction}`)).limit(query.limit + 1),
    tx.select({ total: sql<number>`count(*)::int` }).from(tx.select({ one: sql`1`.as('one') }).from(tickets).where(matching).limit(TOTAL_CAP + 1).as('counted')),
  ]);
  if (!read.ok) return read;
  const [rows, [count]] = read.value.rows;
  const shown = page(rows as SortedRow[], query.limit, count!.total, sort.of);
  return done({ tickets: shown.rows.map(withoutSequence), pagination: shown.pagination });
}

