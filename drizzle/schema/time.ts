// Working time on tickets, the months that are closed for it, and the hours a client has bought.
import { sql } from 'drizzle-orm';
import { boolean, check, date, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { TIME_ACTIVITIES, type TimeActivity } from '../../worker/modules/time/values.ts';
import { forJobs, forUsers, isClientAdmin, isManager, isStaff, ownClient } from '../policies.ts';
import { clients } from './clients.ts';
import { createdAt, id, instant, oneOf } from './columns.ts';
import { ticketKey } from './tickets.ts';
import { users } from './users.ts';

/** Own entries, and everybody's for administrators. */
const mineOrManaged = sql`(${isManager} or (${isStaff} and user_id = (select app.user_id())))`;

/** What somebody worked on a ticket. Without an end it is a running timer. Client people read totals through app.client_time(), never notes. */
export const timeEntries = pgTable('time_entries', {
  entry_id: id(),
  ticket_id: uuid().notNull(),
  client_id: uuid().notNull(),
  user_id: uuid().notNull().references(() => users.user_id),
  started_at: instant().notNull(),
  ended_at: instant(),
  /** As it was worked; rounding is a matter of reports and contracts. Null while the timer runs. */
  minutes: integer(),
  note: text().notNull().default(''),
  is_billable: boolean().notNull().default(true),
  activity: text().notNull().default('remoto').$type<TimeActivity>(),
  is_timer: boolean().notNull().default(false),
  created_by: uuid(),
  version: integer().notNull().default(1),
  created_at: createdAt(),
  updated_at: createdAt(),
}, (t) => [
  ticketKey(t, 'time_entries_ticket_fk'),
  uniqueIndex('time_entries_running_key').on(t.user_id).where(sql`ended_at is null`),
  index('time_entries_ticket_idx').on(t.ticket_id, t.started_at),
  index('time_entries_user_idx').on(t.user_id, t.started_at),
  index('time_entries_client_idx').on(t.client_id, t.started_at),
  index('time_entries_started_idx').on(t.started_at.desc().nullsFirst(), t.entry_id.desc().nullsFirst()),
  check('time_entries_ends_with_minutes', sql`(${t.ended_at} is null) = (${t.minutes} is null) and (${t.ended_at} is null or ${t.ended_at} >= ${t.started_at})`),
  check('time_entries_minutes', sql`coalesce(${t.minutes}, 1) between 1 and 1440`),
  check('time_entries_note_length', sql`length(${t.note}) <= 2000`),
  oneOf('time_entries_activity', t.activity, TIME_ACTIVITIES),
  forUsers('time_entries', 'select', isStaff),
  forUsers('time_entries', 'insert', mineOrManaged),
  forUsers('time_entries', 'update', mineOrManaged),
  forUsers('time_entries', 'delete', mineOrManaged),
  ...forJobs('time_entries', { select: ['sweep'] }),
]).enableRLS();

/** Months of a client, in its own time zone, in which no entry changes any more. */
export const timeClosings = pgTable('time_closings', {
  client_id: uuid().notNull().references(() => clients.client_id),
  /** The first day. */
  month: date().notNull(),
  closed_by: uuid(),
  created_at: createdAt(),
}, (t) => [
  primaryKey({ columns: [t.client_id, t.month] }),
  check('time_closings_first_day', sql`extract(day from ${t.month}) = 1`),
  forUsers('time_closings', 'select', isStaff),
  forUsers('time_closings', 'insert', sql`${isManager} and closed_by = (select app.user_id())`),
  forUsers('time_closings', 'delete', isManager),
  ...forJobs('time_closings', { select: ['sweep'] }),
]).enableRLS();

/** Hours a month that a client has bought. Days are local ones of the client. */
export const clientContracts = pgTable('client_contracts', {
  contract_id: id(),
  client_id: uuid().notNull().references(() => clients.client_id),
  name: text().notNull(),
  minutes_per_month: integer().notNull(),
  starts_on: date().notNull(),
  /** The last day; null: until further notice. */
  ends_on: date(),
  /** What is left of a month is added to the next. */
  rolls_over: boolean().notNull().default(false),
  /** Share of the hours from which on the portal warns. */
  warn_percent: integer().notNull().default(80),
  notes: text().notNull().default(''),
  version: integer().notNull().default(1),
  created_at: createdAt(),
  updated_at: createdAt(),
  deleted_at: instant(),
}, (t) => [
  index('client_contracts_client_idx').on(t.client_id, t.starts_on),
  check('client_contracts_days', sql`${t.ends_on} is null or ${t.ends_on} >= ${t.starts_on}`),
  check('client_contracts_minutes', sql`${t.minutes_per_month} between 1 and 600000 and ${t.warn_percent} between 1 and 100`),
  forUsers('client_contracts', 'select', sql`${isStaff} or (${isClientAdmin} and ${ownClient} and deleted_at is null)`),
  forUsers('client_contracts', 'insert', isManager),
  forUsers('client_contracts', 'update', isManager),
  ...forJobs('client_contracts', { select: ['sweep'] }),
]).enableRLS();
