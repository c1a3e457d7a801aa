// The queue as people arrange it: saved views, pinned tickets, and acts on many tickets that can be taken back. Staff alone.
import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { RUN_ACTIONS, RUN_ITEM_STATES, VIEW_SCOPES, type RunAction, type RunItemState, type TicketBefore, type ViewLayout, type ViewScope } from '../../worker/modules/queue/values.ts';
import { forUsers, isManager, isStaff, self } from '../policies.ts';
import { createdAt, id, instant, oneOf } from './columns.ts';
import { ticketKey } from './tickets.ts';
import { users } from './users.ts';

const mine = sql`owner_id = (select app.user_id())`;
/** The author's own; what everybody sees is the administrators' as well. */
const editable = sql`(${isStaff} and (${mine} or (${isManager} and scope = 'everyone')))`;

/** A list of tickets by its filter. A view shows nobody a ticket: it is asked with the rights of whoever looks. */
export const ticketViews = pgTable('ticket_views', {
  view_id: id(),
  owner_id: uuid().notNull().references(() => users.user_id),
  scope: text().notNull().$type<ViewScope>(),
  /** With whom a view of scope `team` is shared. */
  member_ids: uuid().array().notNull().default(sql`'{}'::uuid[]`),
  name: text().notNull(),
  /** A tree of conditions (tickets/contract.ts). */
  filter: jsonb().notNull(),
  sort: text().notNull(),
  layout: jsonb().notNull().$type<ViewLayout>(),
  sort_order: integer().notNull().default(0),
  version: integer().notNull().default(1),
  created_at: createdAt(),
  updated_at: createdAt(),
}, (t) => [
  index('ticket_views_owner_idx').on(t.owner_id),
  oneOf('ticket_views_scope', t.scope, VIEW_SCOPES),
  check('ticket_views_name_length', sql`length(${t.name}) between 1 and 60`),
  check('ticket_views_members', sql`${t.scope} = 'team' or cardinality(${t.member_ids}) = 0`),
  forUsers('ticket_views', 'select', sql`${isStaff} and (scope = 'everyone' or ${mine} or (scope = 'team' and (select app.user_id()) = any(member_ids)))`),
  forUsers('ticket_views', 'insert', sql`${isStaff} and ${mine}`),
  forUsers('ticket_views', 'update', editable),
  forUsers('ticket_views', 'delete', editable),
]).enableRLS();

/** Tickets that a person keeps at hand. */
export const ticketPins = pgTable('ticket_pins', {
  user_id: uuid().notNull().references(() => users.user_id, { onDelete: 'cascade' }),
  ticket_id: uuid().notNull(),
  client_id: uuid().notNull(),
  created_at: createdAt(),
}, (t) => [
  primaryKey({ columns: [t.user_id, t.ticket_id] }),
  ticketKey(t, 'ticket_pins_ticket_fk'),
  index('ticket_pins_ticket_idx').on(t.ticket_id),
  forUsers('ticket_pins', 'select', sql`${isStaff} and ${self}`),
  forUsers('ticket_pins', 'insert', sql`${isStaff} and ${self}`),
  forUsers('ticket_pins', 'delete', sql`${isStaff} and ${self}`),
]).enableRLS();

/** One act on many tickets, done in steps by whoever asked for it. */
export const ticketRuns = pgTable('ticket_runs', {
  run_id: id(),
  user_id: uuid().notNull().references(() => users.user_id, { onDelete: 'cascade' }),
  action: text().notNull().$type<RunAction>(),
  action_data: jsonb().notNull(),
  /** Tickets it was asked for. */
  total: integer().notNull(),
  undo_asked_at: instant(),
  created_at: createdAt(),
}, (t) => [
  index('ticket_runs_user_idx').on(t.user_id, t.created_at),
  oneOf('ticket_runs_action', t.action, RUN_ACTIONS),
  forUsers('ticket_runs', 'select', sql`${isStaff} and ${self}`),
  forUsers('ticket_runs', 'insert', sql`${isStaff} and ${self}`),
  forUsers('ticket_runs', 'update', sql`${isStaff} and ${self}`),
  forUsers('ticket_runs', 'delete', sql`${isStaff} and ${self}`),
]).enableRLS();

const ofOwnRun = sql`${isStaff} and exists (select 1 from ticket_runs r where r.run_id = "ticket_run_items"."run_id" and r.user_id = (select app.user_id()))`;

/** What a run did to one ticket, and what it overwrote. */
export const ticketRunItems = pgTable('ticket_run_items', {
  run_id: uuid().notNull().references(() => ticketRuns.run_id, { onDelete: 'cascade' }),
  ticket_id: uuid().notNull(),
  client_id: uuid().notNull(),
  position: integer().notNull(),
  state: text().notNull().default('waiting').$type<RunItemState>(),
  before: jsonb().$type<TicketBefore>(),
  /** Version of the ticket that the act left: taking it back asks for that one. */
  version_after: integer(),
  code: text(),
  message: text(),
}, (t) => [
  primaryKey({ columns: [t.run_id, t.ticket_id] }),
  ticketKey(t, 'ticket_run_items_ticket_fk'),
  index('ticket_run_items_ticket_idx').on(t.ticket_id),
  index('ticket_run_items_state_idx').on(t.run_id, t.state, t.position),
  oneOf('ticket_run_items_state', t.state, RUN_ITEM_STATES),
  check('ticket_run_items_done', sql`${t.state} not in ('done', 'undone') or (${t.before} is not null and ${t.version_after} is not null)`),
  forUsers('ticket_run_items', 'select', ofOwnRun),
  forUsers('ticket_run_items', 'insert', ofOwnRun),
  forUsers('ticket_run_items', 'update', ofOwnRun),
  forUsers('ticket_run_items', 'delete', ofOwnRun),
]).enableRLS();
