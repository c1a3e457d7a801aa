// Fields that a category adds to its tickets, what tickets say in them, and the names of tags.
import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { FIELD_NEEDS, FIELD_TYPES, type FieldNeed, type FieldType } from '../../worker/modules/fields/values.ts';
import { forUsers, isManager, isSignedIn, isStaff, ofVisibleTicket } from '../policies.ts';
import { commentVisibility, createdAt, id, oneOf } from './columns.ts';
import { categories, ticketKey } from './tickets.ts';

export const categoryFields = pgTable('category_fields', {
  field_id: id(),
  category_id: uuid().notNull().references(() => categories.category_id, { onDelete: 'cascade' }),
  label: text().notNull(),
  hint: text(),
  field_type: text().notNull().$type<FieldType>(),
  /** The values of a choice, in their order. */
  options: text().array().notNull().default(sql`'{}'::text[]`),
  /** When somebody has to fill it in. */
  needed_at: text().notNull().default('never').$type<FieldNeed>(),
  /** `internal`: people of a client neither see nor fill it in. */
  visibility: commentVisibility().notNull().default('internal'),
  sort_order: integer().notNull().default(0),
  /** A field that is not active is on no form; what tickets say in it stays. */
  is_active: boolean().notNull().default(true),
  created_at: createdAt(),
  updated_at: createdAt(),
}, (t) => [
  unique('category_fields_label_key').on(t.category_id, t.label),
  oneOf('category_fields_type', t.field_type, FIELD_TYPES),
  oneOf('category_fields_needed', t.needed_at, FIELD_NEEDS),
  check('category_fields_options', sql`(${t.field_type} = 'choice') = (cardinality(${t.options}) > 0)`),
  check('category_fields_label_length', sql`length(${t.label}) between 1 and 80`),
  forUsers('category_fields', 'select', sql`${isStaff} or (${isSignedIn} and visibility = 'public')`),
  forUsers('category_fields', 'insert', isManager),
  forUsers('category_fields', 'update', isManager),
  forUsers('category_fields', 'delete', isManager),
]).enableRLS();

const ofSeenField = sql`exists (select 1 from category_fields f where f.field_id = "ticket_field_values"."field_id")`;
/** People of a client fill in a form once, while they open the ticket. */
const ofTicketBeingOpened = sql`exists (select 1 from tickets t where t.ticket_id = "ticket_field_values"."ticket_id" and t.created_by = (select app.user_id()) and t.version = 1)`;

export const ticketFieldValues = pgTable('ticket_field_values', {
  ticket_id: uuid().notNull(),
  client_id: uuid().notNull(),
  field_id: uuid().notNull().references(() => categoryFields.field_id, { onDelete: 'cascade' }),
  /** Text, number, `2026-11-23`, one of the options, or true and false. */
  value: jsonb().notNull().$type<string | number | boolean>(),
  updated_at: createdAt(),
}, (t) => [
  primaryKey({ columns: [t.ticket_id, t.field_id] }),
  ticketKey(t, 'ticket_field_values_ticket_fk'),
  index('ticket_field_values_field_idx').on(t.field_id),
  forUsers('ticket_field_values', 'select', sql`${ofVisibleTicket('ticket_field_values')} and ${ofSeenField}`),
  forUsers('ticket_field_values', 'insert', sql`${ofVisibleTicket('ticket_field_values')} and ${ofSeenField} and (${isStaff} or ${ofTicketBeingOpened})`),
  forUsers('ticket_field_values', 'update', isStaff),
  forUsers('ticket_field_values', 'delete', isStaff),
]).enableRLS();

/** Every word that was ever a tag of a ticket, for suggestions: kept by a trigger. Staff alone. */
export const tagNames = pgTable('tag_names', {
  name: text().primaryKey(),
  created_at: createdAt(),
}, () => [
  forUsers('tag_names', 'select', isStaff),
  forUsers('tag_names', 'delete', isManager),
]).enableRLS();
