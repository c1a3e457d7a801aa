// Canned replies and macros, how often each is used, and the steps that stand on a ticket. Staff alone.
import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { MACRO_SCOPES, type MacroChanges, type MacroScope } from '../../worker/modules/macros/values.ts';
import { forUsers, isManager, isStaff, self } from '../policies.ts';
import { checklistTemplates } from './checklists.ts';
import { clients } from './clients.ts';
import { commentVisibility, createdAt, id, instant, oneOf } from './columns.ts';
import { ticketKey } from './tickets.ts';
import { users } from './users.ts';

const mine = sql`owner_id = (select app.user_id())`;
/** The author's own; what belongs to the team is the administrators' as well. */
const editable = sql`(${isStaff} and (${mine} or (${isManager} and scope = 'team')))`;

/** A reply, changes of the ticket, or both. A personal one exists for nobody else; `client_id`: for tickets of that client alone. */
export const macros = pgTable('macros', {
  macro_id: id(),
  scope: text().notNull().$type<MacroScope>(),
  owner_id: uuid().notNull().references(() => users.user_id),
  client_id: uuid().references(() => clients.client_id),
  name: text().notNull(),
  description: text(),
  body_es: text(),
  body_en: text(),
  visibility: commentVisibility().notNull().default('public'),
  changes: jsonb().notNull().default(sql`'{}'::jsonb`).$type<MacroChanges>(),
  is_active: boolean().notNull().default(true),
  version: integer().notNull().default(1),
  created_at: createdAt(),
  updated_at: createdAt(),
}, (t) => [
  oneOf('macros_scope', t.scope, MACRO_SCOPES),
  uniqueIndex('macros_name_key').on(sql`(case when scope = 'personal' then owner_id else '00000000-0000-0000-0000-000000000000'::uuid end)`, sql`lower(name)`),
  index('macros_owner_idx').on(t.owner_id),
  index('macros_client_idx').on(t.client_id),
  check('macros_do_something', sql`${t.body_es} is not null or ${t.body_en} is not null or ${t.changes} <> '{}'::jsonb`),
  forUsers('macros', 'select', sql`${isStaff} and (scope = 'team' or ${mine})`),
  forUsers('macros', 'insert', sql`${isStaff} and ${mine}`),
  forUsers('macros', 'update', editable),
  forUsers('macros', 'delete', editable),
]).enableRLS();

const ofVisibleMacro = sql`exists (select 1 from macros m where m.macro_id = "macro_uses"."macro_id")`;

/** How often a person used a macro: the order of the picker. A row of its own, so that using one is not changing it. */
export const macroUses = pgTable('macro_uses', {
  macro_id: uuid().notNull().references(() => macros.macro_id, { onDelete: 'cascade' }),
  user_id: uuid().notNull().references(() => users.user_id, { onDelete: 'cascade' }),
  uses: integer().notNull().default(1),
  last_used_at: instant().notNull().defaultNow(),
}, (t) => [
  primaryKey({ columns: [t.macro_id, t.user_id] }),
  index('macro_uses_user_idx').on(t.user_id, t.last_used_at.desc().nullsFirst()),
  forUsers('macro_uses', 'select', sql`${isStaff} and ${ofVisibleMacro}`),
  forUsers('macro_uses', 'insert', sql`${isStaff} and ${self} and ${ofVisibleMacro}`),
  forUsers('macro_uses', 'update', sql`${isStaff} and ${self} and ${ofVisibleMacro}`),
]).enableRLS();

/** One step of one ticket. `checklist_name` keeps where it came from when the template is gone; null: written by hand. */
export const ticketChecklistItems = pgTable('ticket_checklist_items', {
  item_id: id(),
  ticket_id: uuid().notNull(),
  client_id: uuid().notNull(),
  checklist_template_id: uuid().references(() => checklistTemplates.checklist_template_id, { onDelete: 'set null' }),
  checklist_name: text(),
  text: text().notNull(),
  is_required: boolean().notNull().default(false),
  sort_order: integer().notNull().default(0),
  done_at: instant(),
  done_by: uuid().references(() => users.user_id),
  done_by_name: text(),
  created_by: uuid().references(() => users.user_id),
  created_at: createdAt(),
  updated_at: createdAt(),
}, (t) => [
  ticketKey(t, 'ticket_checklist_items_ticket_fk'),
  index('ticket_checklist_items_ticket_idx').on(t.ticket_id, t.sort_order, t.item_id),
  index('ticket_checklist_items_template_idx').on(t.checklist_template_id),
  check('ticket_checklist_items_done', sql`(${t.done_at} is null) = (${t.done_by} is null)`),
  forUsers('ticket_checklist_items', 'select', isStaff),
  forUsers('ticket_checklist_items', 'insert', isStaff),
  forUsers('ticket_checklist_items', 'update', isStaff),
  forUsers('ticket_checklist_items', 'delete', isStaff),
]).enableRLS();
