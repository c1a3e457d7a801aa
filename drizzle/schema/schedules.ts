// Tickets that open by the calendar: once at a time, or again and again; and what each turn became.
import { sql } from 'drizzle-orm';
import { boolean, check, foreignKey, index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { FREQUENCIES, RUN_FAULTS, RUN_OUTCOMES, type Frequency, type RunFault, type RunOutcome } from '../../worker/modules/schedules/values.ts';
import { TICKET_PRIORITIES, type TicketPriority } from '../../worker/modules/tickets/values.ts';
import { forJobs, forUsers, isStaff } from '../policies.ts';
import { assets } from './assets.ts';
import { sites } from './clients.ts';
import { createdAt, id, instant, oneOf } from './columns.ts';
import { categories, tickets } from './tickets.ts';
import { users } from './users.ts';

export const ticketSchedules = pgTable('ticket_schedules', {
  schedule_id: id(),
  client_id: uuid().notNull(),
  site_id: uuid().notNull(),
  asset_id: uuid(),
  name: text().notNull(),
  // What the ticket says.
  subject: text().notNull(),
  description: text().notNull().default(''),
  priority: text().notNull().default('media').$type<TicketPriority>(),
  category_id: uuid().references(() => categories.category_id, { onDelete: 'set null' }),
  assigned_to: uuid().references(() => users.user_id),
  /** A person of the client in whose name it opens; null: nobody's. */
  requester_id: uuid().references(() => users.user_id),
  tags: text().array().notNull().default(sql`'{}'::text[]`),
  // When.
  frequency: text().notNull().$type<Frequency>(),
  /** Every so many days, weeks, months or years, counted from the one of `starts_on`. */
  every: integer().notNull().default(1),
  /** 1 Monday … 7 Sunday; of weekly ones, and the one of `nth`. */
  weekdays: integer().array().notNull().default(sql`'{}'::integer[]`),
  /** Of monthly and yearly ones; clamped to the last day of shorter months; 31 is always the last. */
  day_of_month: integer(),
  /** Instead of `day_of_month`: the 1st to 4th such weekday of the month, -1 the last. */
  nth: integer(),
  /** Of yearly ones. */
  month: integer(),
  /** Local days `YYYY-MM-DD`, both included; the first is the day of one that opens once. */
  starts_on: text().notNull(),
  ends_on: text(),
  /** `HH:MM` of `timezone`. */
  time_of_day: text().notNull(),
  timezone: text().notNull(),
  is_active: boolean().notNull().default(true),
  /** Null: no further turn. */
  next_run_at: instant(),
  last_run_at: instant(),
  created_by: uuid().notNull().references(() => users.user_id),
  version: integer().notNull().default(1),
  created_at: createdAt(),
  updated_at: createdAt(),
  deleted_at: instant(),
}, (t) => [
  unique('ticket_schedules_client_key').on(t.schedule_id, t.client_id),
  foreignKey({ columns: [t.client_id, t.site_id], foreignColumns: [sites.client_id, sites.site_id], name: 'ticket_schedules_site_fk' }),
  foreignKey({ columns: [t.asset_id, t.client_id], foreignColumns: [assets.asset_id, assets.client_id], name: 'ticket_schedules_asset_fk' }),
  index('ticket_schedules_due_idx').on(t.next_run_at).where(sql`is_active and deleted_at is null`),
  index('ticket_schedules_client_idx').on(t.client_id),
  index('ticket_schedules_created_idx').on(t.created_at.desc().nullsFirst(), t.schedule_id.desc().nullsFirst()).where(sql`deleted_at is null`),
  oneOf('ticket_schedules_priority', t.priority, TICKET_PRIORITIES),
  oneOf('ticket_schedules_frequency', t.frequency, FREQUENCIES),
  check('ticket_schedules_lengths', sql`length(${t.name}) between 1 and 120 and length(${t.subject}) between 1 and 500`),
  check('ticket_schedules_every', sql`${t.every} between 1 and 99`),
  check('ticket_schedules_when', sql`case ${t.frequency}
    when 'weekly' then cardinality(${t.weekdays}) between 1 and 7
    when 'monthly' then (${t.day_of_month} is null) <> (${t.nth} is null)
    when 'yearly' then ${t.month} between 1 and 12 and (${t.day_of_month} is null) <> (${t.nth} is null)
    else true end is true`),
  check('ticket_schedules_day', sql`${t.day_of_month} between 1 and 31`),
  check('ticket_schedules_nth', sql`${t.nth} is null or (${t.nth} in (-1, 1, 2, 3, 4) and cardinality(${t.weekdays}) = 1)`),
  check('ticket_schedules_weekdays', sql`${t.weekdays} <@ array[1, 2, 3, 4, 5, 6, 7]`),
  check('ticket_schedules_days', sql`${t.starts_on} ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' and (${t.ends_on} is null or (${t.ends_on} ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' and ${t.ends_on} >= ${t.starts_on}))`),
  check('ticket_schedules_time', sql`${t.time_of_day} ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'`),
  forUsers('ticket_schedules', 'select', isStaff),
  forUsers('ticket_schedules', 'insert', sql`${isStaff} and created_by = (select app.user_id())`),
  forUsers('ticket_schedules', 'update', isStaff),
  ...forJobs('ticket_schedules', { select: ['sweep'], update: ['sweep'] }),
]).enableRLS();

/** One turn: unique, so that two sweeps at once open one ticket. */
export const ticketScheduleRuns = pgTable('ticket_schedule_runs', {
  run_id: id(),
  schedule_id: uuid().notNull(),
  client_id: uuid().notNull(),
  due_at: instant().notNull(),
  ticket_id: uuid(),
  outcome: text().notNull().$type<RunOutcome>(),
  /** Turns before this one that an outage swallowed. */
  missed: integer().notNull().default(0),
  error_code: text().$type<RunFault>(),
  created_at: createdAt(),
}, (t) => [
  unique('ticket_schedule_runs_turn_key').on(t.schedule_id, t.due_at),
  foreignKey({ columns: [t.schedule_id, t.client_id], foreignColumns: [ticketSchedules.schedule_id, ticketSchedules.client_id], name: 'ticket_schedule_runs_schedule_fk' }),
  foreignKey({ columns: [t.ticket_id, t.client_id], foreignColumns: [tickets.ticket_id, tickets.client_id], name: 'ticket_schedule_runs_ticket_fk' }),
  index('ticket_schedule_runs_ticket_idx').on(t.ticket_id),
  oneOf('ticket_schedule_runs_outcome', t.outcome, RUN_OUTCOMES),
  oneOf('ticket_schedule_runs_error', t.error_code, RUN_FAULTS),
  check('ticket_schedule_runs_ticket', sql`(${t.outcome} = 'failed') = (${t.ticket_id} is null) and (${t.outcome} = 'failed') = (${t.error_code} is not null)`),
  forUsers('ticket_schedule_runs', 'select', isStaff),
  ...forJobs('ticket_schedule_runs', { select: ['sweep'], insert: ['sweep'] }),
]).enableRLS();
