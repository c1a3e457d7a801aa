// Which tickets a query asks for. What the caller may see is the database's business, not this file's.
import { and, eq, gte, inArray, isNull, lt, sql, type SQL } from 'drizzle-orm';
import { tickets } from '../../../drizzle/schema/index.ts';
import type { UserActor } from '../../platform/database.ts';
import { clockIs, dueIs, isAsleep, ofClocks, took } from './clock-store.ts';
import type { TicketQuery } from './contract.ts';
import { treeCondition } from './filter-tree-store.ts';
import { OPEN_STATUSES } from './values.ts';
import { matchesWords } from './words-store.ts';

export { dueIs };
export type TicketFilters = Partial<Omit<TicketQuery, 'limit' | 'cursor' | 'sort' | 'group'>>;

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
    query.tag ? sql`((select app.is_staff()) and ${query.tag} = any(${tickets.tags}))` : undefined,
    query.snoozed === undefined ? undefined : isAsleep(query.snoozed),
    query.created_after ? gte(tickets.created_at, new Date(query.created_after)) : undefined,
    query.created_before ? lt(tickets.created_at, new Date(query.created_before)) : undefined,
    query.finished_after ? sql`${finishedAt} >= ${query.finished_after}::timestamptz` : undefined,
    query.finished_before ? sql`${finishedAt} < ${query.finished_before}::timestamptz` : undefined,
    query.due ? ofClocks(dueIs(query.due)) : undefined,
    query.clock ? ofClocks(clockIs(query.clock)) : undefined,
    query.first_response_took ? ofClocks(took('first_response', query.first_response_took)) : undefined,
    query.resolution_took ? ofClocks(took('resolution', query.resolution_took)) : undefined,
    query.q ? matchesWords(query.q) : undefined,
    query.filter ? treeCondition(query.filter) : undefined,
  )!;
}

/** The expression of an index: when a ticket left the backlog. */
export const finishedAt: SQL = sql`(case when tickets.resolved_at is null then tickets.closed_at else tickets.resolved_at end)`;

