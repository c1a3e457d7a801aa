// In-app notifications, preferences, settings and the audit trail.
import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { forAgents, forJobs, forUsers, isMachine, isManager, isSignedIn, isStaff, isSuperadmin, self } from '../policies.ts';
import { createdAt, id, instant, notificationEvent } from './columns.ts';
import { users } from './users.ts';

export const notifications = pgTable('notifications', {
  notification_id: id(),
  user_id: uuid().notNull().references(() => users.user_id, { onDelete: 'cascade' }),
  event: notificationEvent().notNull(),
  ticket_id: uuid(),
  body: text().notNull(),
  read_at: instant(),
  created_at: createdAt(),
}, (t) => [
  index('notifications_user_idx').on(t.user_id, t.created_at.desc().nullsFirst()),
  forUsers('notifications', 'select', self),
  forUsers('notifications', 'update', self),
]).enableRLS();

/** A missing row means: yes for what concerns the person, no for the queue of everybody (`ticket_created` of staff). */
export const notificationPreferences = pgTable('notification_preferences', {
  user_id: uuid().notNull().references(() => users.user_id, { onDelete: 'cascade' }),
  event: notificationEvent().notNull(),
  channel: text().notNull().default('email'),
  is_on: boolean().notNull(),
}, (t) => [
  primaryKey({ columns: [t.user_id, t.event, t.channel] }),
  check('notification_preferences_channel', sql`${t.channel} in ('email', 'in_app')`),
  forUsers('notification_preferences', 'select', self),
  forUsers('notification_preferences', 'insert', self),
  forUsers('notification_preferences', 'update', self),
  forUsers('notification_preferences', 'delete', self),
]).enableRLS();

/** Deployment-wide switches; never a secret. */
export const settings = pgTable('settings', {
  name: text().primaryKey(),
  value: jsonb().notNull(),
  updated_at: createdAt(),
}, () => [
  // Rules of the desk that a request of anybody follows; the rest is for administrators.
  forUsers('settings', 'select', sql`${isManager} or (${isSignedIn} and name in ('reopen_window_days', 'auto_close', 'reply_undo_seconds', 'least_loaded_assignment')) or (${isStaff} and name in ('script_four_eyes', 'script_budget', 'remote_freeze', 'agent_config', 'fleet_retention', 'close_gates'))`),
  forUsers('settings', 'insert', isSuperadmin),
  // The freeze switch is for whoever sees the fire first; everything else waits for a superadmin.
  forUsers('settings', 'update', sql`${isSuperadmin} or (${isManager} and name = 'remote_freeze')`),
  forAgents('settings', 'select', sql`${isMachine} and name = 'agent_config'`),
  ...forJobs('settings', { select: ['auth', 'mail_in', 'mail_out', 'sweep', 'fleet', 'enroll'] }),
]).enableRLS();

/** Append-only and hash-chained; rows come from triggers and `app.audit()` alone. */
export const auditLog = pgTable('audit_log', {
  audit_id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  occurred_at: createdAt(),
  actor_kind: text().notNull(),
  actor_id: uuid(),
  actor_name: text(),
  client_id: uuid(),
  action: text().notNull(),
  entity: text().notNull(),
  entity_id: text(),
  details: jsonb().notNull().default(sql`'{}'::jsonb`),
  request_id: text(),
  previous_hash: text(),
  hash: text().notNull(),
}, (t) => [
  index('audit_log_actor_idx').on(t.actor_id, t.audit_id.desc().nullsFirst()),
  index('audit_log_entity_idx').on(t.entity, t.entity_id),
  index('audit_log_client_idx').on(t.client_id, t.audit_id.desc().nullsFirst()),
  forUsers('audit_log', 'select', sql`${isManager} or ((select app.role()) = 'technician' and actor_id = (select app.user_id()))`),
  ...forJobs('audit_log', { select: ['sweep'] }),
]).enableRLS();

