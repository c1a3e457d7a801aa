// Service levels: calendars, policies, one clock a ticket, and the ledger that explains it.
import { sql } from 'drizzle-orm';
import { bigint, boolean, check, date, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { SLA_EVENTS, SLA_STATES, SLA_TARGETS, type SlaEvent, type SlaState, type SlaTarget } from '../../worker/modules/sla/values.ts';
import { forJobs, forUsers, isManager, isSignedIn, isStaff, ofVisibleTicket, ownClient } from '../policies.ts';
import { clients, sites } from './clients.ts';
import { createdAt, id, instant, oneOf, ticketPriority } from './columns.ts';
import { categories, ticketKey } from './tickets.ts';

/** Of the provider (client_id null), of one client, or of one site; `is_default`: the one that holds there unless a policy names another. `business_hours`: weekday → list of [from, to], `HH:MM`. */
export const businessCalendars = pgTable('business_calendars', {
  calendar_id: id(),
  client_id: uuid().references(() => clients.client_id),
  site_id: uuid(),
  name: text().notNull(),
  timezone: text().notNull(),
  business_hours: jsonb().notNull(),
  is_default: boolean().notNull().default(false),
  /** Rises with every change of hours or holidays; a clock says which it was computed with. */
  version: integer().notNull().default(1),
  created_at: createdAt(),
  updated_at: createdAt(),
  deleted_at: instant(),
}, (t) => [
  foreignKey({ columns: [t.client_id, t.site_id], foreignColumns: [sites.client_id, sites.site_id], name: 'business_calendars_site_fk' }),
  check('business_calendars_site_has_client', sql`${t.site_id} is null or ${t.client_id} is not null`),
  uniqueIndex('business_calendars_name_key').on(sql`coalesce(client_id, '00000000-0000-0000-0000-000000000000'::uuid)`, sql`lower(name)`).where(sql`deleted_at is null`),
  uniqueIndex('business_calendars_default_key').on(sql`coalesce(site_id, client_id, '00000000-0000-0000-0000-000000000000'::uuid)`).where(sql`is_default and deleted_at is null`),
  forUsers('business_calendars', 'select', sql`${isStaff} or (${isSignedIn} and client_id is null) or ${ownClient}`),
  forUsers('business_calendars', 'insert', isManager),
  forUsers('business_calendars', 'update', isManager),
  ...forJobs('business_calendars', { select: ['sweep'] }),
]).enableRLS();

/** Local dates on which a calendar is closed. A proposed day closes nothing until a person has confirmed it. */
export const calendarHolidays = pgTable('calendar_holidays', {
  calendar_id: uuid().notNull().references(() => businessCalendars.calendar_id, { onDelete: 'cascade' }),
  day: date().notNull(),
  name: text().notNull(),
  is_confirmed: boolean().notNull().default(false),
  created_at: createdAt(),
}, (t) => [
  primaryKey({ columns: [t.calendar_id, t.day] }),
  forUsers('calendar_holidays', 'select', sql`exists (select 1 from business_calendars c where c.calendar_id = "calendar_holidays"."calendar_id")`),
  forUsers('calendar_holidays', 'insert', isManager),
  forUsers('calendar_holidays', 'update', isManager),
  forUsers('calendar_holidays', 'delete', isManager),
  ...forJobs('calendar_holidays', { select: ['sweep'] }),
]).enableRLS();

/** A policy. The most specific one wins (5-sla); minutes; null: no such target. */
export const slas = pgTable('slas', {
  sla_id: id(),
  client_id: uuid().references(() => clients.client_id),
  /** With its category the policy ends. */
  category_id: uuid().references(() => categories.category_id, { onDelete: 'cascade' }),
  priority: ticketPriority(),
  name: text().notNull(),
  /** Null: the site's, the client's, or the provider's. */
  calendar_id: uuid().references(() => businessCalendars.calendar_id),
  is_always_open: boolean().notNull().default(false),
  first_response_minutes: integer(),
  next_reply_minutes: integer(),
  resolution_minutes: integer(),
  /** Shares of the business budget, e.g. [75, 90]. */
  warn_percents: integer().array().notNull().default(sql`'{75}'::integer[]`),
  /** [{target, after_minutes (negative: before the due time), roles[], emails[], notify_client}] */
  escalations: jsonb().notNull().default(sql`'[]'::jsonb`),
  is_active: boolean().notNull().default(true),
  version: integer().notNull().default(1),
  created_at: createdAt(),
  updated_at: createdAt(),
  deleted_at: instant(),
}, (t) => [
  // Two, because the text of an enum is not immutable: nulls cannot be given a value here.
  uniqueIndex('slas_scope_key').on(sql`coalesce(client_id, '00000000-0000-0000-0000-000000000000'::uuid)`, sql`coalesce(category_id, '00000000-0000-0000-0000-000000000000'::uuid)`, t.priority).where(sql`deleted_at is null and is_active and priority is not null`),
  uniqueIndex('slas_scope_any_key').on(sql`coalesce(client_id, '00000000-0000-0000-0000-000000000000'::uuid)`, sql`coalesce(category_id, '00000000-0000-0000-0000-000000000000'::uuid)`).where(sql`deleted_at is null and is_active and priority is null`),
  check('slas_minutes', sql`coalesce(${t.first_response_minutes}, 1) > 0 and coalesce(${t.next_reply_minutes}, 1) > 0 and coalesce(${t.resolution_minutes}, 1) > 0`),
  forUsers('slas', 'select', sql`${isStaff} or (${isSignedIn} and client_id is null) or ${ownClient}`),
  forUsers('slas', 'insert', isManager),
  forUsers('slas', 'update', isManager),
  ...forJobs('slas', { select: ['sweep'] }),
]).enableRLS();

/** One clock of one ticket. Times of first response and resolution; `next_event_at` is the sweep's only question. */
export const slaCompliance = pgTable('sla_compliance', {
  ticket_id: uuid().primaryKey(),
  client_id: uuid().notNull(),
  sla_id: uuid().references(() => slas.sla_id, { onDelete: 'set null' }),
  calendar_id: uuid().references(() => businessCalendars.calendar_id),
  /** Versions of policy and calendar the due times were computed with. */
  sla_version: integer(),
  calendar_version: integer(),
  started_at: instant().notNull(),
  /** Targets as they were computed, minutes; null: the policy has none, and the clock counts in no percentage. */
  first_response_target: integer(),
  resolution_target: integer(),
  first_response_due_at: instant(),
  first_response_at: instant(),
  first_response_breached_at: instant(),
  first_response_state: text().notNull().default('pending').$type<SlaState>(),
  next_reply_since: instant(),
  next_reply_due_at: instant(),
  resolution_due_at: instant(),
  resolution_at: instant(),
  resolution_breached_at: instant(),
  resolution_state: text().notNull().default('pending').$type<SlaState>(),
  /** Business seconds it took, in the clock's calendar and without what it stood still; null: not (any more), no calendar counted, or the ticket is deleted. */
  first_response_used_s: integer(),
  resolution_used_s: integer(),
  /** The nearest due time that is still to be met. */
  due_at: instant(),
  /** What was told already, so that nothing is told twice: `warned:resolution:75`, `escalated:resolution:0` … */
  told: text().array().notNull().default(sql`'{}'::text[]`),
  /** A fact was written that the due times do not know yet; the keeper works it in. */
  is_stale: boolean().notNull().default(true),
  next_event_at: instant(),
  /** Rises with every fact: the keeper does not overwrite what it has not read. */
  facts: integer().notNull().default(0),
  created_at: createdAt(),
  updated_at: createdAt(),
}, (t) => [
  ticketKey(t, 'sla_compliance_ticket_fk'),
  index('sla_compliance_due_idx').on(t.next_event_at).where(sql`next_event_at is not null`),
  index('sla_compliance_open_due_idx').on(t.due_at).where(sql`due_at is not null`),
  // The queue by what is due next: tickets without a due time last.
  index('sla_compliance_queue_idx').on(sql`coalesce(due_at, 'infinity'::timestamptz)`, t.ticket_id),
  // How long things took in a period is read from these alone: first response by when the ticket was opened, resolution by when it ended.
  index('sla_compliance_started_idx').on(t.started_at, t.ticket_id, t.client_id, t.first_response_used_s),
  index('sla_compliance_ended_idx').on(t.resolution_at, t.ticket_id, t.client_id, t.resolution_used_s).where(sql`resolution_used_s is not null`),
  index('sla_compliance_client_idx').on(t.client_id),
  index('sla_compliance_policy_idx').on(t.sla_id),
  index('sla_compliance_calendar_idx').on(t.calendar_id),
  oneOf('sla_compliance_first_state', t.first_response_state, SLA_STATES),
  oneOf('sla_compliance_resolution_state', t.resolution_state, SLA_STATES),
  forUsers('sla_compliance', 'select', ofVisibleTicket('sla_compliance')),
  ...forJobs('sla_compliance', { select: ['sweep', 'mail_out'], update: ['sweep'] }),
]).enableRLS();

/** Why a due time is what it is: every change of the clock, in order. */
export const slaEvents = pgTable('sla_events', {
  event_id: id(),
  /** Order of facts of the same instant. */
  seq: bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
  ticket_id: uuid().notNull(),
  client_id: uuid().notNull(),
  target: text().$type<SlaTarget>(),
  event: text().notNull().$type<SlaEvent>(),
  at: instant().notNull(),
  due_at: instant(),
  cause: text(),
  details: jsonb().notNull().default(sql`'{}'::jsonb`),
  /** The same fact twice is one row. */
  fact_key: text().notNull(),
  actor_id: uuid(),
  created_at: createdAt(),
}, (t) => [
  ticketKey(t, 'sla_events_ticket_fk'),
  uniqueIndex('sla_events_fact_key').on(t.ticket_id, t.fact_key),
  index('sla_events_ticket_idx').on(t.ticket_id, t.at),
  oneOf('sla_events_target', t.target, SLA_TARGETS),
  oneOf('sla_events_event', t.event, SLA_EVENTS),
  forUsers('sla_events', 'select', ofVisibleTicket('sla_events')),
  ...forJobs('sla_events', { select: ['sweep'], insert: ['sweep'] }),
]).enableRLS();
