// SQL of saved views, their counts, and pinned tickets.
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { ticketPins, tickets, ticketViews } from '../../../drizzle/schema/index.ts';
import { arrayLiteral, type Tx, type UserActor } from '../../platform/database.ts';
import { ticketFilters } from '../tickets/filter-store.ts';
import { summaryColumns, ticketIs } from '../tickets/store.ts';
import type { FilterGroup, TicketSort } from '../tickets/contract.ts';
import type { ViewRow } from './contract.ts';
import { COUNT_CAP, PINS_MAX } from './values.ts';

const viewColumns = {
  view_id: ticketViews.view_id, owner_id: ticketViews.owner_id, owner_name: sql<string | null>`(select p.name from users p where p.user_id = "ticket_views"."owner_id")`,
  scope: ticketViews.scope, member_ids: sql<string[]>`to_json(${ticketViews.member_ids})`, name: ticketViews.name, filter: sql<FilterGroup>`${ticketViews.filter}`, sort: sql<TicketSort>`${ticketViews.sort}`, layout: ticketViews.layout,
  sort_order: ticketViews.sort_order, version: ticketViews.version, may_edit: sql<boolean>`(owner_id = app.user_id() or (app.is_manager() and scope = 'everyone'))`,
} satisfies Record<keyof ViewRow, unknown>;

const LIST_MAX = 200;
/** One's own first, then those of the team, then everybody's. */
export const viewRows = (tx: Tx) => tx.select(viewColumns).from(ticketViews)
  .orderBy(sql`owner_id <> app.user_id()`, sql`scope = 'everyone'`, asc(ticketViews.sort_order), sql`lower(${ticketViews.name})`, asc(ticketViews.view_id)).limit(LIST_MAX);

export const viewById = (tx: Tx, viewId: string) => tx.select(viewColumns).from(ticketViews).where(eq(ticketViews.view_id, viewId));
export const insertView = (tx: Tx, row: typeof ticketViews.$inferInsert) => tx.insert(ticketViews).values(row);
/** Version and time rise by trigger; no row when somebody was faster. */
export const updateView = (tx: Tx, viewId: string, version: number, change: Partial<typeof ticketViews.$inferInsert>) =>
  tx.update(ticketViews).set(change).where(and(eq(ticketViews.view_id, viewId), eq(ticketViews.version, version))).returning({ view_id: ticketViews.view_id });
export const deleteView = (tx: Tx, viewId: string) => tx.delete(ticketViews).where(eq(ticketViews.view_id, viewId)).returning({ view_id: ticketViews.view_id });

/** How many views the caller owns, and whether everybody named is of the staff. */
export const viewFacts = (tx: Tx, memberIds: readonly string[]) => tx.execute(sql`select
  (select count(*)::int from ticket_views where owner_id = app.user_id()) as mine,
  not exists (select 1 from unnest(${arrayLiteral(memberIds)}::uuid[]) as m(id) where not app.is_active_staff(m.id)) as are_staff`);

/** All counts in one query: each one stops at the cap, so what it costs does not grow with the tickets. */
export const countRow = (tx: Tx, actor: UserActor, filters: readonly FilterGroup[]) => tx.execute(sql`select ${sql.join(filters.map((filter, index) =>
  sql`(select count(*)::int from (select 1 from ${tickets} where ${ticketFilters(actor, { filter })} limit ${COUNT_CAP + 1}) x) as ${sql.raw(`n${index}`)}`), sql`, `)}`);

export const pinnedRows = (tx: Tx) => tx.select({
  ticket_id: tickets.ticket_id, ticket_number: summaryColumns.ticket_number, subject: tickets.subject, status: tickets.status, priority: tickets.priority, client_name: summaryColumns.client_name,
}).from(tickets).where(and(isNull(tickets.deleted_at), sql`${tickets.ticket_id} in (select p.ticket_id from ticket_pins p where p.user_id = (select app.user_id()))`))
  .orderBy(sql`(select p.created_at from ticket_pins p where p.user_id = (select app.user_id()) and p.ticket_id = "tickets"."ticket_id") desc`).limit(PINS_MAX);

/** Pinning twice is once. */
export const insertPin = (tx: Tx, idOrNumber: string, userId: string) => tx.execute(sql`
  with found as (select ${tickets.ticket_id}, ${tickets.client_id} from ${tickets} where ${ticketIs(idOrNumber)}),
       put as (insert into ticket_pins (user_id, ticket_id, client_id) select ${userId}::uuid, ticket_id, client_id from found on conflict do nothing returning 1)
  select app.must(exists (select 1 from found), 'LN404', 'ticket not found'),
         app.must((select count(*) from ticket_pins where user_id = ${userId}::uuid) + (select count(*) from put) <= ${PINS_MAX}, 'LN422', ${`${PINS_MAX} tickets are pinned already`})`);

export const deletePin = (tx: Tx, idOrNumber: string, userId: string) =>
  tx.delete(ticketPins).where(and(eq(ticketPins.user_id, userId), sql`${ticketPins.ticket_id} = (select app.ticket_of(${idOrNumber}))`));
