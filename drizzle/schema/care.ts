// The rest of an asset's life: care that is due, fields of the desk's own, machines that turned out to be one, and licences of programs.
import { sql } from 'drizzle-orm';
import { check, date, foreignKey, index, integer, jsonb, pgTable, text, unique, uuid, boolean } from 'drizzle-orm/pg-core';
import { REMINDER_KINDS, type ReminderKind } from '../../worker/modules/care/values.ts';
import { FIELD_TYPES, type FieldType } from '../../worker/modules/fields/values.ts';
import { forJobs, forUsers, isManager, isStaff } from '../policies.ts';
import { assets } from './assets.ts';
import { clients } from './clients.ts';
import { createdAt, id, instant, oneOf } from './columns.ts';
import { tickets } from './tickets.ts';
import { users } from './users.ts';

/** What the desk plans for one asset and notes in its own fields. No row: the defaults. */
export const assetCare = pgTable('asset_care', {
  asset_id: uuid().primaryKey(),
  client_id: uuid().notNull(),
  /** A ticket so many days before the warranty ends; 0: none. */
  warranty_notice_days: integer().notNull().default(30),
  maintenance_every_months: integer(),
  /** The day of the next maintenance, at its client. */
  maintenance_next_on: date(),
  /** By the id of the field. */
  fields: jsonb().notNull().default(sql`'{}'::jsonb`).$type<Record<string, string | number | boolean>>(),
  updated_by: uuid().notNull().references(() => users.user_id),
  updated_at: createdAt(),
}, (t) => [
  foreignKey({ columns: [t.asset_id, t.client_id], foreignColumns: [assets.asset_id, assets.client_id], name: 'asset_care_asset_fk' }).onUpdate('cascade'),
  index('asset_care_due_idx').on(t.maintenance_next_on),
  check('asset_care_counts', sql`${t.warranty_notice_days} between 0 and 365 and ${t.maintenance_every_months} between 1 and 60`),
  check('asset_care_plan', sql`${t.maintenance_every_months} is null or ${t.maintenance_next_on} is not null`),
  check('asset_care_fields', sql`jsonb_typeof(${t.fields}) = 'object' and octet_length(${t.fields}::text) <= 65536`),
  forUsers('asset_care', 'select', isStaff),
  forUsers('asset_care', 'insert', sql`${isStaff} and updated_by = (select app.user_id())`),
  forUsers('asset_care', 'update', isStaff, sql`${isStaff} and updated_by = (select app.user_id())`),
  ...forJobs('asset_care', { select: ['sweep'], update: ['sweep'] }),
]).enableRLS();

/** What was due and became a ticket: unique, so that two sweeps at once open one. */
export const assetReminders = pgTable('asset_reminders', {
  reminder_id: id(),
  asset_id: uuid().notNull(),
  client_id: uuid().notNull(),
  kind: text().notNull().$type<ReminderKind>(),
  due_on: date().notNull(),
  ticket_id: uuid().notNull(),
  created_at: createdAt(),
}, (t) => [
  unique('asset_reminders_turn_key').on(t.asset_id, t.kind, t.due_on),
  foreignKey({ columns: [t.asset_id, t.client_id], foreignColumns: [assets.asset_id, assets.client_id], name: 'asset_reminders_asset_fk' }),
  foreignKey({ columns: [t.ticket_id, t.client_id], foreignColumns: [tickets.ticket_id, tickets.client_id], name: 'asset_reminders_ticket_fk' }),
  index('asset_reminders_ticket_idx').on(t.ticket_id),
  oneOf('asset_reminders_kind', t.kind, REMINDER_KINDS),
  forUsers('asset_reminders', 'select', isStaff),
  ...forJobs('asset_reminders', { select: ['sweep'], insert: ['sweep'] }),
]).enableRLS();

/** Fields of the desk's own on assets of some kinds; empty: of every kind. */
export const assetFields = pgTable('asset_fields', {
  field_id: id(),
  asset_types: text().array().notNull().default(sql`'{}'::text[]`),
  label: text().notNull(),
  field_type: text().notNull().$type<FieldType>(),
  /** The values of a choice, in their order. */
  options: text().array().notNull().default(sql`'{}'::text[]`),
  sort_order: integer().notNull().default(0),
  /** A field that is not active is on no form; what assets say in it stays. */
  is_active: boolean().notNull().default(true),
  created_at: createdAt(),
  updated_at: createdAt(),
}, (t) => [
  unique('asset_fields_label_key').on(t.label),
  oneOf('asset_fields_type', t.field_type, FIELD_TYPES),
  check('asset_fields_options', sql`(${t.field_type} = 'choice') = (cardinality(${t.options}) > 0)`),
  check('asset_fields_label_length', sql`length(${t.label}) between 1 and 80`),
  forUsers('asset_fields', 'select', isStaff),
  forUsers('asset_fields', 'insert', isManager),
  forUsers('asset_fields', 'update', isManager),
]).enableRLS();

/** Two assets that were one machine: the source is retired, what was said of it is the target's; its own history stays with it. */
export const assetMerges = pgTable('asset_merges', {
  merge_id: id(),
  client_id: uuid().notNull(),
  source_id: uuid().notNull(),
  target_id: uuid().notNull(),
  tickets: integer().notNull(),
  merged_by: uuid().notNull().references(() => users.user_id),
  merged_by_name: text().notNull(),
  created_at: createdAt(),
}, (t) => [
  unique('asset_merges_source_key').on(t.source_id),
  foreignKey({ columns: [t.source_id, t.client_id], foreignColumns: [assets.asset_id, assets.client_id], name: 'asset_merges_source_fk' }),
  foreignKey({ columns: [t.target_id, t.client_id], foreignColumns: [assets.asset_id, assets.client_id], name: 'asset_merges_target_fk' }),
  index('asset_merges_target_idx').on(t.target_id),
  check('asset_merges_two', sql`${t.source_id} <> ${t.target_id}`),
  forUsers('asset_merges', 'select', isStaff),
  forUsers('asset_merges', 'insert', sql`${isStaff} and merged_by = (select app.user_id())`),
]).enableRLS();

/** What a client bought; what is installed is counted from the inventories. */
export const softwareLicences = pgTable('software_licences', {
  licence_id: id(),
  client_id: uuid().notNull().references(() => clients.client_id),
  name: text().notNull(),
  /** Words of a program's name, `*` for anything: `*office*2021*`. */
  pattern: text().notNull(),
  seats: integer().notNull(),
  expires_on: date(),
  notes: text(),
  created_by: uuid().notNull().references(() => users.user_id),
  version: integer().notNull().default(1),
  created_at: createdAt(),
  updated_at: createdAt(),
  deleted_at: instant(),
}, (t) => [
  index('software_licences_client_idx').on(t.client_id, t.name),
  check('software_licences_lengths', sql`length(${t.name}) between 1 and 200 and length(${t.pattern}) between 2 and 200`),
  check('software_licences_seats', sql`${t.seats} between 0 and 1000000`),
  forUsers('software_licences', 'select', isStaff),
  forUsers('software_licences', 'insert', sql`${isStaff} and created_by = (select app.user_id())`),
  forUsers('software_licences', 'update', isStaff),
]).enableRLS();
