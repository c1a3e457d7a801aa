// SQL of merging tickets and of taking it back.
import { and, eq, isNull, sql } from 'drizzle-orm';
import { ticketMerges, tickets, ticketWatchers } from '../../../drizzle/schema/index.ts';
import { arrayLiteral, type Tx } from '../../platform/database.ts';
import { ticketColumns } from './store.ts';
import type { MergedPeople, TicketStatus } from './values.ts';

export interface AudienceRow {
  /** Who asked for the source and who follows it, as far as they are still there. */
  people: { user_id: string; email: string; name: string; is_requester: boolean; may_see_target: boolean }[];
  /** Who hears of the target anyway. */
  target_user_ids: string[];
  /** Of merges into the target that stand. */
  others: MergedPeople[];
}

/** `rows[0].found`. Both tickets by id or number. */
export const mergeAudience = (tx: Tx, source: string, target: string) => tx.execute(sql`
  with ends as (select app.ticket_of(${source}) as source_id, app.ticket_of(${target}) as target_id)
  select json_build_object(
    'people', (select coalesce(json_agg(json_build_object('user_id', u.user_id, 'email', u.email, 'name', u.name, 'is_requester', u.user_id is not distinct from t.created_by,
                 'may_see_target', app.may_see(u.user_id, e.target_id)) order by u.name, u.user_id), '[]'::json)
                 from tickets t join users u on u.user_id = t.created_by or u.user_id in (select w.user_id from ticket_watchers w where w.ticket_id = t.ticket_id)
                where t.ticket_id = e.source_id and u.is_active and u.deleted_at is null),
    'target_user_ids', (select coalesce(json_agg(x.user_id), '[]'::json) from (
                 select w.user_id from ticket_watchers w where w.ticket_id = e.target_id union select t.created_by from tickets t where t.ticket_id = e.target_id and t.created_by is not null) x),
    'others', (select coalesce(json_agg(m.people), '[]'::json) from ticket_merges m where m.target_id = e.target_id and m.undone_at is null)) as found
    from ends e`);

export interface MergeRow {
  merge_id: string;
  client_id: string;
  source_id: string;
  target_id: string;
  source_before: { status: TicketStatus };
  people: MergedPeople;
  merged_at: Date;
  undone_at: Date | null;
}

const mergeColumns = {
  merge_id: ticketMerges.merge_id, client_id: ticketMerges.client_id, source_id: ticketMerges.source_id, target_id: ticketMerges.target_id, source_before: ticketMerges.source_before,
  people: ticketMerges.people, merged_at: ticketMerges.merged_at, undone_at: ticketMerges.undone_at,
};

export const mergeRow = (tx: Tx, mergeId: string) => tx.select(mergeColumns).from(ticketMerges).where(eq(ticketMerges.merge_id, mergeId));

/** One end of a merge as itself: a source is not shown as what it was merged into. `deleted_at`: the target may be gone, its sources are not. */
export const endOfMerge = (tx: Tx, mergeId: string, end: 'source_id' | 'target_id') => tx.select({ ...ticketColumns, deleted_at: tickets.deleted_at }).from(tickets)
  .where(sql`${tickets.ticket_id} = (select m.${sql.raw(end)} from ticket_merges m where m.merge_id = ${mergeId}::uuid)`);
export const ticketItself = (tx: Tx, ticketId: string) => tx.select(ticketColumns).from(tickets).where(and(eq(tickets.ticket_id, ticketId), isNull(tickets.deleted_at)));

/** Of merges into the same target that stand beside this one. */
export const othersBeside = (tx: Tx, mergeId: string) => tx.select({ people: ticketMerges.people }).from(ticketMerges)
  .where(sql`${ticketMerges.undone_at} is null and ${ticketMerges.merge_id} <> ${mergeId}::uuid and ${ticketMerges.target_id} = (select m.target_id from ticket_merges m where m.merge_id = ${mergeId}::uuid)`);

export const insertMerge = (tx: Tx, row: typeof ticketMerges.$inferInsert) => tx.insert(ticketMerges).values(row);

/** LN409 when somebody took it back meanwhile. */
export const endMerge = (tx: Tx, mergeId: string, by: { user_id: string; name: string; at: Date; version: number }) => tx.execute(sql`
  with ended as (
    update ticket_merges set undone_at = ${by.at.toISOString()}::timestamptz, undone_by = ${by.user_id}::uuid, undone_by_name = ${by.name}, undone_version = ${by.version}::integer
     where merge_id = ${mergeId}::uuid and undone_at is null returning 1)
  select app.must((select count(*) = 1 from ended), 'LN409', 'the merge was taken back meanwhile')`);

export const removeWatchers = (tx: Tx, ticketId: string, userIds: readonly string[]) =>
  tx.delete(ticketWatchers).where(and(eq(ticketWatchers.ticket_id, ticketId), sql`${ticketWatchers.user_id} = any(${arrayLiteral(userIds)}::uuid[])`));

/** `details` holds ids and numbers, never text of a ticket. */
export const auditTicket = (tx: Tx, action: 'merge' | 'unmerge' | 'split', ticketId: string, clientId: string, details: Record<string, unknown>) =>
  tx.execute(sql`select app.audit(${action}, 'tickets', ${ticketId}, ${clientId}::uuid, ${JSON.stringify(details)}::jsonb)`);
