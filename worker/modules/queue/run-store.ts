// SQL of acts on many tickets: what was asked for, what is next, what became of each ticket.
import { and, eq, sql, type SQL } from 'drizzle-orm';
import { ticketRunItems, ticketRuns, tickets } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';
import { ticketColumns } from '../tickets/store.ts';
import type { RunRow } from './contract.ts';
import { RUN_STEP, RUN_TICKETS_MAX, RUN_UNDO_HOURS, type RunItemState, type TicketBefore } from './values.ts';

const counted = (state: RunItemState) => sql<number>`(select count(*)::int from ticket_run_items i where i.run_id = "ticket_runs"."run_id" and i.state = ${state})`;

const runColumns = {
  run_id: ticketRuns.run_id, action: ticketRuns.action, action_data: sql<Record<string, unknown>>`${ticketRuns.action_data}`, total: ticketRuns.total,
  waiting: counted('waiting'), done: counted('done'), failed: counted('failed'), undone: counted('undone'), kept: counted('kept'),
  is_undoing: sql<boolean>`undo_asked_at is not null`, undo_until: sql<Date>`created_at + ${RUN_UNDO_HOURS} * interval '1 hour'`.mapWith((value: string) => new Date(value)),
  refusals: sql<RunRow['refusals']>`(select coalesce(jsonb_agg(f order by f.position), '[]'::jsonb) from (select i.position, i.ticket_id, t.ticket_number, i.code, i.message from ticket_run_items i
    join tickets t on t.ticket_id = i.ticket_id where i.run_id = "ticket_runs"."run_id" and i.state in ('failed', 'kept') order by i.position limit 20) f)`,
} satisfies Record<keyof RunRow, unknown>;

export const runById = (tx: Tx, runId: string) => tx.select(runColumns).from(ticketRuns).where(eq(ticketRuns.run_id, runId));

/** Of the caller: what was begun within the time in which it can be taken back and is neither through nor taken back whole. Newest first. */
export const unfinishedRuns = (tx: Tx) => tx.select(runColumns).from(ticketRuns)
  .where(sql`user_id = (select app.user_id()) and created_at > now() - ${RUN_UNDO_HOURS} * interval '1 hour' and exists (
    select 1 from ticket_run_items i where i.run_id = "ticket_runs"."run_id" and i.state = case when undo_asked_at is null then 'waiting' else 'done' end)`)
  .orderBy(sql`created_at desc`).limit(3);

export const insertRun = (tx: Tx, row: typeof ticketRuns.$inferInsert) => tx.insert(ticketRuns).values(row);

/** Runs that can no longer be taken back leave with the next one of their person. */
export const forgetOldRuns = (tx: Tx, userId: string) =>
  tx.delete(ticketRuns).where(and(eq(ticketRuns.user_id, userId), sql`${ticketRuns.created_at} < now() - ${RUN_UNDO_HOURS} * interval '1 hour'`));

/** The tickets as they are chosen now: what comes to match later is not touched. */
export const chooseTickets = (tx: Tx, runId: string, chosen: SQL) => tx.execute(sql`
  insert into ticket_run_items (run_id, ticket_id, client_id, position)
  select ${runId}::uuid, ${tickets.ticket_id}, ${tickets.client_id}, row_number() over (order by ${tickets.created_at}, ${tickets.ticket_id}) from ${tickets} where ${chosen} limit ${RUN_TICKETS_MAX + 1}`);

/** LN422 when there are too many. */
export const countChosen = (tx: Tx, runId: string) => tx.execute(sql`
  with counted as (select count(*)::int as n from ticket_run_items where run_id = ${runId}::uuid),
       noted as (update ticket_runs set total = (select n from counted) where run_id = ${runId}::uuid returning 1)
  select app.must((select n from counted) <= ${RUN_TICKETS_MAX}, 'LN422', ${`more than ${RUN_TICKETS_MAX} tickets match: narrow the list`}), (select count(*) from noted)`);

const nextIds = (runId: string, state: RunItemState): SQL => sql`(select i.ticket_id from ticket_run_items i where i.run_id = ${runId}::uuid and i.state = ${state}
  order by i.position ${sql.raw(state === 'done' ? 'desc' : 'asc')} limit ${RUN_STEP})`;

/** Tickets of the next step that are still there. */
export const nextTickets = (runId: string, state: RunItemState): SQL => sql`${tickets.ticket_id} in ${nextIds(runId, state)} and ${tickets.deleted_at} is null`;

export const ticketRowsWhere = (tx: Tx, where: SQL) => tx.select(ticketColumns).from(tickets).where(where);

export const nextItems = (tx: Tx, runId: string, state: RunItemState) =>
  tx.select({ ticket_id: ticketRunItems.ticket_id, before: ticketRunItems.before, version_after: ticketRunItems.version_after }).from(ticketRunItems)
    .where(sql`${ticketRunItems.run_id} = ${runId}::uuid and ${ticketRunItems.ticket_id} in ${nextIds(runId, state)}`);

/** What a run sets, as SQL over its row: the step that reads it needs no round trip of its own. */
export const askedFor = (runId: string, key: 'assigned_to' | 'category_id'): SQL => sql`(select nullif(r.action_data ->> ${key}, '')::uuid from ticket_runs r where r.run_id = ${runId}::uuid)`;
/** Of each ticket: who will have it once the run is through. */
export const assigneeToBe = (runId: string): SQL => sql`(select case when r.action = 'assign' then nullif(r.action_data ->> 'assigned_to', '')::uuid else ${tickets.assigned_to} end from ticket_runs r where r.run_id = ${runId}::uuid)`;

export interface ItemOutcome {
  ticket_id: string;
  state: RunItemState;
  before?: TicketBefore;
  version_after?: number;
  code?: string;
  message?: string;
}

export const writeOutcomes = (tx: Tx, runId: string, outcomes: readonly ItemOutcome[]) => tx.execute(sql`
  update ticket_run_items i set state = o.state, before = coalesce(o.before, i.before), version_after = coalesce(o.version_after, i.version_after), code = o.code, message = left(o.message, 500)
    from jsonb_to_recordset(${JSON.stringify(outcomes)}::jsonb) as o(ticket_id uuid, state text, before jsonb, version_after integer, code text, message text)
   where i.run_id = ${runId}::uuid and i.ticket_id = o.ticket_id`);

export const askForUndo = (tx: Tx, runId: string, now: Date) => tx.update(ticketRuns).set({ undo_asked_at: now }).where(eq(ticketRuns.run_id, runId));

/** Names of people and categories that the next tickets go back to. */
export const undoNames = (tx: Tx, runId: string) => tx.execute(sql`
  with b as (select i.before from ticket_run_items i where i.run_id = ${runId}::uuid and i.ticket_id in ${nextIds(runId, 'done')})
  select u.user_id as id, u.name from users u where u.user_id in (select (b.before ->> 'assigned_to')::uuid from b)
  union all select c.category_id, c.name from categories c where c.category_id in (select (b.before ->> 'category_id')::uuid from b)`);
