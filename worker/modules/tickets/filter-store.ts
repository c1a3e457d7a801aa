// Which tickets a query asks for. What the caller may see is the database's business, not this file's.
import { and, eq, gte, inArray, isNull, lt, or, sql, type SQL } from 'drizzle-orm';
import { tickets } from '../../../drizzle/schema/index.ts';
import type { UserActor } from '../../platform/database.ts';
import type { TicketQuery } from './contract.ts';
import { DUE_SOON_HOURS, OPEN_STATUSES, type TicketClock, type TicketDue } from './values.ts';

export type TicketFilters = Partial<Omit<TicketQuery, 'limit' | 'cursor' | 'sort'>>;

export function ticketFilters(actor: UserActor, query: TicketFilters): SQL {
  return and(
    isNull(tickets.deleted_at),
    // A hint for the planner, never authority: row security decides, but an OR of roles can't use the index of a client.
    actor.isClientUser ? sql`${tickets.client_id} = (select app.client_id())` : undefined,
    query.status ? inArray(tickets.status, query.status) : undefined,
    query.open === true ? inArray(tickets.status, [...OPEN_STATUSES]) : undefined,
    query.open === false ? sql`${tickets.status} in ('resuelto', 'cerrado', 'cancelado')` : undefined,
    query.priority ? inArray(tickets.priority, query.priority) : undefined,
    query.channel ? inArray(tickets.channel, query.channel) : undefined,
    query.client_id ? eq(tickets.client_id, query.client_id) : undefined,
    query.site_id ? eq(tickets.site_id, query.site_id) : undefined,
    query.category_id ? eq(tickets.category_id, query.category_id) : undefined,
    query.asset_id ? eq(tickets.asset_id, query.asset_id) : undefined,
    query.created_by ? eq(tickets.created_by, query.created_by) : undefined,
    query.assigned_to === 'none' ? isNull(tickets.assigned_to)
      : query.assigned_to === 'me' ? sql`${tickets.assigned_to} = (select app.user_id())`
      : query.assigned_to ? eq(tickets.assigned_to, query.assigned_to) : undefined,
    query.tag ? sql`${query.tag} = any(${tickets.tags})` : undefined,
    query.snoozed === undefined ? undefined : sql`${tickets.ticket_id} ${sql.raw(query.snoozed ? 'in' : 'not in')} ${ASLEEP}`,
    query.created_after ? gte(tickets.created_at, new Date(query.created_after)) : undefined,
    query.created_before ? lt(tickets.created_at, new Date(query.created_before)) : undefined,
    query.finished_after ? sql`${finishedAt} >= ${query.finished_after}::timestamptz` : undefined,
    query.finished_before ? sql`${finishedAt} < ${query.finished_before}::timestamptz` : undefined,
    query.due ? ofClocks(dueIs(query.due)) : undefined,
    query.clock ? ofClocks(clockIs(query.clock)) : undefined,
    query.first_response_took ? ofClocks(took('first_response', query.first_response_took)) : undefined,
    query.resolution_took ? ofClocks(took('resolution', query.resolution_took)) : undefined,
    query.q ? matches(query.q) : undefined,
  )!;
}

/** The expression of an index: when a ticket left the backlog. */
export const finishedAt: SQL = sql`(case when tickets.resolved_at is null then tickets.closed_at else tickets.resolved_at end)`;

/** Few at a time: found by a partial index, once a statement. */
export const ASLEEP: SQL = sql.raw('(select z.ticket_id from ticket_snoozes z where z.woken_at is null)');

const ofClocks = (where: SQL): SQL => sql`${tickets.ticket_id} in (select c.ticket_id from sla_compliance c where ${where})`;

/** Over `c` (sla_compliance), whose `due_at` is the next due time of an open ticket. */
export const dueIs = (due: TicketDue): SQL => (due === 'overdue'
  ? sql`c.due_at is not null and c.due_at <= now()`
  : sql`c.due_at is not null and c.due_at > now() and c.due_at <= now() + ${DUE_SOON_HOURS} * interval '1 hour'`);

/** A due time that has passed counts before the keeper writes it down. */
function clockIs(clock: TicketClock): SQL {
  const [target, isMet] = clock.startsWith('first_response') ? ['first_response', clock.endsWith('met')] : ['resolution', clock.endsWith('met')];
  const of = (column: string): SQL => sql.raw(`c.${target}_${column}`);
  const breached = sql`(${of('breached_at')} is not null or (${of('state')} = 'pending' and ${of('due_at')} <= now()))`;
  return sql`${of('target')} is not null and ${isMet ? sql`${of('state')} = 'met' and ${of('breached_at')} is null` : breached}`;
}

function took(target: 'first_response' | 'resolution', range: string): SQL {
  const [from, below] = range.split('-').map((text) => (text === '' ? null : Number(text) * 60));
  const used = sql.raw(`c.${target}_used_s`);
  return sql`${used} >= ${from} ${below === null ? sql`` : sql`and ${used} < ${below}`}`;
}

const likeText = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/**
 * Number, words of the ticket (Spanish stems, without accents; the last word may be unfinished), client or site name.
 * Names become arrays first, so that every branch can use its index.
 */
function matches(q: string): SQL {
  const number = /^(?:tkt-?)?0*(\d{1,15})$/i.exec(q)?.[1];
  const words = q.match(/[\p{L}\p{N}@._-]+/gu) ?? [];
  const unfinished = words.length > 0 && /^[\p{L}\p{N}]+$/u.test(words.at(-1)!) ? words.at(-1)! : null;
  return or(
    number ? sql`${tickets.ticket_seq} = ${number}::bigint` : undefined,
    sql`${tickets.search} @@ websearch_to_tsquery('app.es', ${q})`,
    unfinished
      ? sql`${tickets.search} @@ (${words.length > 1 ? sql`plainto_tsquery('app.es', ${words.slice(0, -1).join(' ')}) &&` : sql``} to_tsquery('simple', '''' || translate(unaccent(lower(${unfinished})), '''\\', '  ') || ''':*'))`
      : undefined,
    sql`${tickets.client_id} = any(array(select c.client_id from clients c where unaccent(c.name::text) ilike unaccent(${likeText(q)})))`,
    sql`${tickets.site_id} = any(array(select s.site_id from sites s where unaccent(s.name::text) ilike unaccent(${likeText(q)})))`,
  )!;
}
