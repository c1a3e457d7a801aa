// Settings and the audit trail.
import { sql } from 'drizzle-orm';
import { bigint, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { forAgents, forJobs, forUsers, isMachine, isManager, isSignedIn, isStaff, isSuperadmin } from '../policies.ts';
import { createdAt } from './columns.ts';

/** Deployment-wide switches; never a secret. */
export const settings = pgTable('settings', {
  name: text().primaryKey(),
  value: jsonb().notNull(),
  updated_at: createdAt(),
}, () => [
  // Rules of the desk that a request of anybody follows; the rest is for administrators.
  forUsers('settings', 'select', sql`${isManager} or (${isSignedIn} and name in ('reopen_window_days', 'auto_close', 'reply_undo_seconds', 'least_loaded_assignment')) or (${isStaff} and name in ('script_four_eyes', 'script_budget', 'remote_freeze', 'agent_config', 'fleet_retention', 'close_gates', 'tool_rights'))`),
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
  // Ids follow the time: the ends of a period become ids by it.
  index('audit_log_occurred_idx').on(t.occurred_at),
  index('audit_log_entity_idx').on(t.entity, t.entity_id),
  index('audit_log_client_idx').on(t.client_id, t.audit_id.desc().nullsFirst()),
  forUsers('audit_log', 'select', sql`${isManager} or ((select app.role()) = 'technician' and actor_id = (select app.user_id()))`),
  ...forJobs('audit_log', { select: ['sweep'] }),
]).enableRLS();

