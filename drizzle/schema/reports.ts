// Reports that were asked for, the files they became, and what asks for them by the calendar.
import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { REPORT_FAULTS, REPORT_FORMATS, REPORT_FREQUENCIES, REPORT_GROUPS, REPORT_KINDS, REPORT_STATUSES, type ReportFault, type ReportFormat, type ReportFrequency, type ReportGroup, type ReportKind, type ReportStatus } from '../../worker/modules/reports/values.ts';
import { forJobs, forUsers, isClientAdmin, isManager, isStaff, ownClient } from '../policies.ts';
import { clients } from './clients.ts';
import { createdAt, id, instant, oneOf } from './columns.ts';
import { users } from './users.ts';

/** A client's administrators see what was made for them; what the staff made about their client for itself stays with the staff. */
const readers = sql`${isStaff} or (${isClientAdmin} and ${ownClient} and is_for_client)`;

/** A schedule runs with the rights of its owner: whoever changed it last. `client_id` null: every client, for the staff. */
export const reportSchedules = pgTable('report_schedules', {
  schedule_id: id(),
  client_id: uuid().references(() => clients.client_id),
  name: text().notNull(),
  kind: text().notNull().$type<ReportKind>(),
  format: text().notNull().$type<ReportFormat>(),
  group_by: text().$type<ReportGroup>(),
  locale: text().notNull().default('es'),
  /** Zone of `time_of_day`. The period itself ends at midnight of the client's zone. */
  timezone: text().notNull(),
  frequency: text().notNull().$type<ReportFrequency>(),
  /** 1 Monday … 7 Sunday. */
  weekday: integer(),
  /** Clamped to the last day of shorter months. */
  day_of_month: integer(),
  /** `HH:MM`. */
  time_of_day: text().notNull(),
  recipients: text().array().notNull().default(sql`'{}'::text[]`),
  is_for_client: boolean().notNull().default(false),
  is_active: boolean().notNull().default(true),
  owner_id: uuid().notNull().references(() => users.user_id),
  next_run_at: instant(),
  last_run_at: instant(),
  version: integer().notNull().default(1),
  created_at: createdAt(),
  updated_at: createdAt(),
  deleted_at: instant(),
}, (t) => [
  index('report_schedules_due_idx').on(t.next_run_at).where(sql`is_active and deleted_at is null`),
  index('report_schedules_client_idx').on(t.client_id),
  oneOf('report_schedules_kind', t.kind, REPORT_KINDS),
  oneOf('report_schedules_format', t.format, REPORT_FORMATS),
  oneOf('report_schedules_group', t.group_by, REPORT_GROUPS),
  oneOf('report_schedules_frequency', t.frequency, REPORT_FREQUENCIES),
  check('report_schedules_locale', sql`${t.locale} in ('es', 'en')`),
  check('report_schedules_name_length', sql`length(${t.name}) between 1 and 120`),
  check('report_schedules_when', sql`(${t.frequency} = 'weekly' and ${t.weekday} between 1 and 7) or (${t.frequency} = 'monthly' and ${t.day_of_month} between 1 and 31)`),
  check('report_schedules_time', sql`${t.time_of_day} ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'`),
  check('report_schedules_recipients', sql`cardinality(${t.recipients}) <= 20`),
  forUsers('report_schedules', 'select', readers),
  forUsers('report_schedules', 'insert', sql`owner_id = (select app.user_id()) and (${readers})`),
  forUsers('report_schedules', 'update', readers, sql`owner_id = (select app.user_id()) and (${readers})`),
  ...forJobs('report_schedules', { select: ['sweep', 'mail_out'], update: ['sweep'] }),
]).enableRLS();

/** One report: asked for, made with the rights of whoever asked, kept for a while. */
export const reports = pgTable('reports', {
  report_id: id(),
  client_id: uuid().references(() => clients.client_id),
  schedule_id: uuid().references(() => reportSchedules.schedule_id),
  /** Which turn of the schedule this is, `monthly:2026-10`: a turn is one row. */
  period_key: text(),
  kind: text().notNull().$type<ReportKind>(),
  format: text().notNull().$type<ReportFormat>(),
  group_by: text().$type<ReportGroup>(),
  locale: text().notNull().default('es'),
  timezone: text().notNull(),
  /** Half-open, midnight to midnight of `timezone` unless exact instants were asked for. */
  from_at: instant().notNull(),
  to_at: instant().notNull(),
  is_for_client: boolean().notNull().default(false),
  asked_by: uuid().notNull().references(() => users.user_id),
  /** Who gets the file by mail when it is ready. */
  recipients: text().array().notNull().default(sql`'{}'::text[]`),
  status: text().notNull().default('queued').$type<ReportStatus>(),
  attempts: integer().notNull().default(0),
  not_before: createdAt(),
  lease_token: uuid(),
  lease_until: instant(),
  started_at: instant(),
  finished_at: instant(),
  expires_at: instant(),
  row_count: integer(),
  size: integer(),
  file_name: text(),
  r2_key: text(),
  /** The short tables of the file, as they are shown on the screen: {tables: [{heading, columns, rows}]}. */
  figures: jsonb(),
  error_code: text().$type<ReportFault>(),
  error: text(),
  created_at: createdAt(),
  deleted_at: instant(),
}, (t) => [
  unique('reports_turn_key').on(t.schedule_id, t.period_key),
  index('reports_created_idx').on(t.created_at.desc().nullsFirst(), t.report_id.desc().nullsFirst()).where(sql`deleted_at is null`),
  index('reports_client_idx').on(t.client_id, t.created_at.desc().nullsFirst(), t.report_id.desc().nullsFirst()),
  index('reports_due_idx').on(t.not_before).where(sql`status in ('queued', 'running')`),
  index('reports_expiry_idx').on(t.expires_at).where(sql`r2_key is not null`),
  oneOf('reports_kind', t.kind, REPORT_KINDS),
  oneOf('reports_format', t.format, REPORT_FORMATS),
  oneOf('reports_group', t.group_by, REPORT_GROUPS),
  oneOf('reports_status', t.status, REPORT_STATUSES),
  oneOf('reports_error_code', t.error_code, REPORT_FAULTS),
  check('reports_locale', sql`${t.locale} in ('es', 'en')`),
  check('reports_period', sql`${t.from_at} < ${t.to_at}`),
  check('reports_turn', sql`${t.period_key} is null or ${t.schedule_id} is not null`),
  check('reports_ready_has_file', sql`${t.status} <> 'ready' or ${t.r2_key} is not null`),
  // A row cannot hand out the bytes of another client's folder.
  check('reports_own_folder', sql`${t.r2_key} like case when ${t.client_id} is null then 'house/reports/%' else 'client/' || ${t.client_id} || '/reports/%' end`),
  forUsers('reports', 'select', readers),
  forUsers('reports', 'insert', sql`asked_by = (select app.user_id()) and status = 'queued' and schedule_id is null and recipients = '{}' and r2_key is null and (${readers})`),
  forUsers('reports', 'update', sql`${isManager} or (asked_by = (select app.user_id()) and (${readers}))`),
  ...forJobs('reports', { select: ['sweep', 'mail_out'], insert: ['sweep'], update: ['sweep'] }),
]).enableRLS();
