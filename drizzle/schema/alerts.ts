// When a machine's readings become somebody's business.
import { sql } from 'drizzle-orm';
import { boolean, check, doublePrecision, foreignKey, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { ALERT_KINDS, ALERT_METRICS, ALERT_STATES, type AlertKind, type AlertMetric, type AlertState } from '../../worker/modules/alerts/values.ts';
import { forJobs, forUsers, isClientAdmin, isManager, isStaff, ownClient } from '../policies.ts';
import { assets } from './assets.ts';
import { clients, sites } from './clients.ts';
import { createdAt, id, instant, oneOf, ticketPriority } from './columns.ts';
import { categories, tickets } from './tickets.ts';
import { users } from './users.ts';

/** Scope: one asset, one site, one client, or (all null) every machine. `asset_types` narrows further; empty: any. */
export const alertRules = pgTable('alert_rules', {
  rule_id: id(),
  client_id: uuid().references(() => clients.client_id),
  site_id: uuid(),
  asset_id: uuid(),
  name: text().notNull(),
  metric: text().notNull().$type<AlertMetric>(),
  operator: text().notNull().default('>=').$type<'>=' | '<='>(),
  threshold: doublePrecision().notNull(),
  hysteresis: doublePrecision().notNull().default(0),
  need: integer().notNull().default(3),
  of: integer().notNull().default(3),
  target: text(),
  asset_types: text().array().notNull().default(sql`'{}'::text[]`),
  priority: ticketPriority().notNull().default('media'),
  category_id: uuid().references(() => categories.category_id, { onDelete: 'set null' }),
  opens_ticket: boolean().notNull().default(true),
  resolves_ticket: boolean().notNull().default(false),
  is_active: boolean().notNull().default(true),
  created_by: uuid().references(() => users.user_id),
  created_at: createdAt(),
  updated_at: createdAt(),
  deleted_at: instant(),
}, (t) => [
  foreignKey({ columns: [t.client_id, t.site_id], foreignColumns: [sites.client_id, sites.site_id], name: 'alert_rules_site_fk' }),
  foreignKey({ columns: [t.asset_id, t.client_id], foreignColumns: [assets.asset_id, assets.client_id], name: 'alert_rules_asset_fk' }),
  check('alert_rules_scope', sql`(${t.site_id} is null and ${t.asset_id} is null) or ${t.client_id} is not null`),
  check('alert_rules_counts', sql`${t.need} between 1 and ${t.of} and ${t.of} <= 60`),
  check('alert_rules_operator', sql`${t.operator} in ('>=', '<=')`),
  oneOf('alert_rules_metric', t.metric, ALERT_METRICS),
  forUsers('alert_rules', 'select', sql`${isStaff} or (${isClientAdmin} and (client_id is null or ${ownClient}))`),
  forUsers('alert_rules', 'insert', sql`${isManager} and created_by = (select app.user_id())`),
  forUsers('alert_rules', 'update', isManager),
  ...forJobs('alert_rules', { select: ['fleet', 'enroll', 'sweep'] }),
]).enableRLS();

/** One opening of one condition. */
export const alerts = pgTable('alerts', {
  alert_id: id(),
  client_id: uuid().notNull(),
  site_id: uuid().notNull(),
  /** Null: about the whole site. */
  asset_id: uuid(),
  rule_id: uuid().references(() => alertRules.rule_id),
  kind: text().notNull().default('metric').$type<AlertKind>(),
  /** The object's name for this opening: the same word twice is the same alert. */
  opening: text().notNull(),
  metric: text().notNull(),
  target: text(),
  value: doublePrecision(),
  threshold: doublePrecision(),
  samples: jsonb().notNull().default(sql`'[]'::jsonb`),
  status: text().notNull().default('open').$type<AlertState>(),
  priority: ticketPriority().notNull().default('media'),
  ticket_id: uuid(),
  /** Under a maintenance window, or folded into the alert of the whole site: no ticket of its own. */
  suppressed_by: uuid(),
  folded_into: uuid(),
  /** Offline alerts wait until then, so that a whole site's fall is seen as one. */
  ticket_due_at: instant(),
  opened_at: instant().notNull(),
  recovered_at: instant(),
  acknowledged_by: uuid().references(() => users.user_id),
  acknowledged_at: instant(),
  resolved_by: uuid().references(() => users.user_id),
  resolved_at: instant(),
  resolution_note: text(),
  created_at: createdAt(),
}, (t) => [
  foreignKey({ columns: [t.asset_id, t.client_id], foreignColumns: [assets.asset_id, assets.client_id], name: 'alerts_asset_fk' }),
  foreignKey({ columns: [t.client_id, t.site_id], foreignColumns: [sites.client_id, sites.site_id], name: 'alerts_site_fk' }),
  foreignKey({ columns: [t.ticket_id, t.client_id], foreignColumns: [tickets.ticket_id, tickets.client_id], name: 'alerts_ticket_fk' }),
  uniqueIndex('alerts_opening_key').on(sql`coalesce(${t.asset_id}, ${t.site_id})`, sql`coalesce(${t.rule_id}, '00000000-0000-0000-0000-000000000000'::uuid)`, t.opening),
  index('alerts_created_idx').on(t.opened_at.desc().nullsFirst(), t.alert_id),
  index('alerts_open_idx').on(t.client_id, t.site_id, t.asset_id).where(sql`status in ('open', 'acknowledged')`),
  index('alerts_asset_idx').on(t.asset_id, t.opened_at.desc().nullsFirst()),
  index('alerts_ticket_idx').on(t.ticket_id).where(sql`ticket_id is not null`),
  index('alerts_due_idx').on(t.ticket_due_at).where(sql`ticket_due_at is not null`),
  oneOf('alerts_status', t.status, ALERT_STATES),
  oneOf('alerts_kind', t.kind, ALERT_KINDS),
  forUsers('alerts', 'select', sql`${isStaff} or (${isClientAdmin} and ${ownClient})`),
  forUsers('alerts', 'update', isStaff),
  ...forJobs('alerts', { select: ['fleet', 'sweep', 'mail_out'], insert: ['fleet', 'sweep'], update: ['fleet', 'sweep'] }),
]).enableRLS();

/** Times in which nobody wants to hear of a machine, a site or a client. `every_days`: repeats (7: weekly). */
export const maintenanceWindows = pgTable('maintenance_windows', {
  window_id: id(),
  client_id: uuid().notNull().references(() => clients.client_id),
  site_id: uuid(),
  asset_id: uuid(),
  name: text().notNull(),
  starts_at: instant().notNull(),
  ends_at: instant().notNull(),
  every_days: integer(),
  repeats_until: instant(),
  /** Days of a repetition are days there: the client's zone when the window was planned. */
  timezone: text().notNull().default('UTC'),
  /** The end that has been summed up already. */
  summed_up_to: instant(),
  created_by: uuid().references(() => users.user_id),
  created_at: createdAt(),
  deleted_at: instant(),
}, (t) => [
  foreignKey({ columns: [t.client_id, t.site_id], foreignColumns: [sites.client_id, sites.site_id], name: 'maintenance_windows_site_fk' }),
  foreignKey({ columns: [t.asset_id, t.client_id], foreignColumns: [assets.asset_id, assets.client_id], name: 'maintenance_windows_asset_fk' }),
  check('maintenance_windows_order', sql`${t.ends_at} > ${t.starts_at}`),
  check('maintenance_windows_repeat', sql`${t.every_days} is null or (${t.every_days} between 1 and 366 and ${t.ends_at} - ${t.starts_at} <= make_interval(days => ${t.every_days}))`),
  // Refuses a name that Postgres does not know, before a sweep meets it.
  check('maintenance_windows_zone', sql`(timestamptz '2026-01-01' at time zone ${t.timezone}) is not null`),
  index('maintenance_windows_client_idx').on(t.client_id, t.starts_at),
  forUsers('maintenance_windows', 'select', sql`${isStaff} or (${isClientAdmin} and ${ownClient})`),
  forUsers('maintenance_windows', 'insert', sql`${isStaff} and created_by = (select app.user_id())`),
  forUsers('maintenance_windows', 'update', isStaff),
  ...forJobs('maintenance_windows', { select: ['fleet', 'sweep'], update: ['sweep'] }),
]).enableRLS();
