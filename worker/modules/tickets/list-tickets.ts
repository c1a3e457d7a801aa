// The queue: filters, search, sort and keyset paging in one round trip.
import { and, eq, isNotNull, sql, type SQL } from 'drizzle-orm';
import { slaCompliance, tickets } from '../../../drizzle/schema/index.ts';
import type { Deps } from '../../deps.ts';
import { decodeCursor, page, TOTAL_CAP, type CursorValue } from '../../http/pagination.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, type Result } from '../../platform/problem.ts';
import type { Pagination } from '../contract.ts';
import { partsOf } from '../knowledge/rules.ts';
import type { QueueGroup } from '../queue/values.ts';
import { isStaffRole } from '../users/values.ts';
import type { ListedTicket, TicketQuery, TicketSort } from './contract.ts';
import { ticketFilters } from './filter-store.ts';
import { summaryColumns } from './store.ts';
import { excerptOf, markedSubjectOf } from './words-store.ts';

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

/** At most one of a ticket sleeps. */
const snoozeOf = sql<ListedTicket['snooze']>`(select jsonb_build_object('until_at', z.until_at) from ticket_snoozes z where z.ticket_id = "tickets"."ticket_id" and z.woken_at is null)`;

type SortedRow = Omit<ListedTicket, 'excerpt' | 'subject_parts'> & { ticket_seq: number; group_key: string | number | null; excerpt: { text: string; is_internal: boolean } | null; marked_subject: string | null };

function listed(row: SortedRow): ListedTicket {
  const { ticket_seq: _sequence, group_key: _group, excerpt, marked_subject: subject, ...summary } = row;
  return { ...summary, excerpt: excerpt && { parts: partsOf(excerpt.text), is_internal: excerpt.is_internal }, subject_parts: subject === null ? null : partsOf(subject) };
}

const ranked = (column: string, values: readonly string[]): SQL => sql.raw(`(case "tickets"."${column}" ${values.map((value, i) => `when '${value}' then ${i}`).join(' ')} end)`);

/** What comes before the sort; always upwards. Two clients of one name are two groups; tickets of nobody come first. */
const GROUPS: Record<QueueGroup, { key: SQL; cast: 'integer' | 'text' }> = {
  status: { key: ranked('status', ['nuevo', 'asignado', 'en_proceso', 'reabierto', 'espera_cliente', 'pendiente_aprobacion', 'resuelto', 'cerrado', 'cancelado']), cast: 'integer' },
  priority: { key: ranked('priority', ['critica', 'alta', 'media', 'baja']), cast: 'integer' },
  client: { key: sql`coalesce((select lower(g.name::text) || ' ' || g.client_id from clients g where g.client_id = "tickets"."client_id"), '')`, cast: 'text' },
  assignee: { key: sql`coalesce((select lower(g.name) || ' ' || g.user_id from users g where g.user_id = "tickets"."assigned_to"), '')`, cast: 'text' },
};

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
  const group = query.group && GROUPS[query.group];
  const cursor = decodeCursor(query.cursor, sort.keys.length + (group ? 1 : 0));
  if (!cursor.ok) return cursor;
  const matching = ticketFilters(actor, query);
  // Every ticket has a clock; saying so makes an inner join of the left one, which its index can walk in order.
  const isByDue = query.sort === 'sla_due';
  const direction = sql.raw(sort.descending ? 'desc' : 'asc');
  const compared = (values: CursorValue[]): SQL =>
    sql`(${sql.join(sort.keys, sql`, `)}) ${sql.raw(sort.descending ? '<' : '>')} (${sql.join(values.map((value, i) => sql`${value}::${sql.raw(sort.casts[i]!)}`), sql`, `)})`;
  const after = cursor.value && (group
    ? sql`(${group.key} > ${cursor.value[0]}::${sql.raw(group.cast)} or (${group.key} = ${cursor.value[0]}::${sql.raw(group.cast)} and ${compared(cursor.value.slice(1))}))`
    : compared(cursor.value));
  const read = await deps.database.asActor(actor, {}, (tx) => [
    tx.select({
      ...summaryColumns, ...slaColumns, ticket_seq: tickets.ticket_seq,
      group_key: group ? sql<string | number>`${group.key}` : sql<null>`null`, excerpt: query.q ? excerptOf(query.q) : sql<null>`null`,
      marked_subject: query.q ? markedSubjectOf(query.q) : sql<null>`null`, snooze: actor.isClientUser ? sql<null>`null` : snoozeOf,
    }).from(tickets).leftJoin(slaCompliance, eq(slaCompliance.ticket_id, tickets.ticket_id))
      .where(and(matching, after ?? undefined, isByDue ? isNotNull(slaCompliance.ticket_id) : undefined))
      .orderBy(...(group ? [group.key] : []), ...sort.keys.map((key) => sql`${key} ${direction}`)).limit(query.limit + 1),
    tx.select({ total: sql<number>`count(*)::int` }).from(tx.select({ one: sql`1`.as('one') }).from(tickets).where(matching).limit(TOTAL_CAP + 1).as('counted')),
  ]);
  if (!read.ok) return read;
  const [rows, [count]] = read.value.rows;
  const shown = page(rows as SortedRow[], query.limit, count!.total, (row) => [...(group ? [row.group_key] : []), ...sort.of(row)]);
  // Tags are the desk's own words.
  const seen = isStaffRole(read.value.me.role) ? shown.rows : shown.rows.map((row) => ({ ...row, tags: [] }));
  return done({ tickets: seen.map(listed), pagination: shown.pagination });
}

