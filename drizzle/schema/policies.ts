// What machines obey, said once at the level it is meant for; and scripts that run by themselves.
import { sql } from 'drizzle-orm';
import { boolean, check, foreignKey, index, integer, jsonb, pgTable, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { REMOTE_CONSENTS, UPDATE_RINGS, type RemoteConsent, type UpdateRing } from '../../worker/modules/policies/values.ts';
import { FREQUENCIES, type Frequency } from '../../worker/modules/schedules/values.ts';
import { SCRIPT_TRIGGERS, SCRIPT_TURN_OUTCOMES, SCRIPT_TURN_REASONS, type ScriptTrigger, type ScriptTurnOutcome, type ScriptTurnReason } from '../../worker/modules/script-schedules/values.ts';
import { forJobs, forUsers, isManager, isStaff } from '../policies.ts';
import { alertRules } from './alerts.ts';
import { assets } from './assets.ts';
import { clients, sites } from './clients.ts';
import { createdAt, id, instant, oneOf } from './columns.ts';
import { agentScripts, scriptRuns } from './scripts.ts';
import { users } from './users.ts';

/** One row a level: the desk (all null), a client, a site, a machine. Null: as the level above says. Intervals of the desk stand in the setting `agent_config`. */
export const fleetPolicies = pgTable('fleet_policies', {
  policy_id: id(),
  client_id: uuid().references(() => clients.client_id),
  site_id: uuid(),
  asset_id: uuid(),
  metrics_s: integer(),
  services_s: integer(),
  security_s: integer(),
  inventory_s: integer(),
  events: boolean(),
  script_concurrency: integer(),
  update_ring: text().$type<UpdateRing>(),
  remote_consent: text().$type<RemoteConsent>(),
  remote_minutes: integer(),
  /** By the id of an alert rule: another threshold, or that it does not count here. */
  rules: jsonb().notNull().default(sql`'{}'::jsonb`).$type<Record<string, { threshold?: number; is_off?: boolean }>>(),
  version: integer().notNull().default(1),
  updated_by: uuid().notNull().references(() => users.user_id),
  created_at: createdAt(),
  updated_at: createdAt(),
}, (t) => [
  uniqueIndex('fleet_policies_level_key').on(sql`coalesce(${t.asset_id}, ${t.site_id}, ${t.client_id}, '00000000-0000-0000-0000-000000000000'::uuid)`),
  foreignKey({ columns: [t.client_id, t.site_id], foreignColumns: [sites.client_id, sites.site_id], name: 'fleet_policies_site_fk' }),
  foreignKey({ columns: [t.asset_id, t.client_id], foreignColumns: [assets.asset_id, assets.client_id], name: 'fleet_policies_asset_fk' }),
  check('fleet_policies_level', sql`(${t.site_id} is null or ${t.asset_id} is null) and ((${t.site_id} is null and ${t.asset_id} is null) or ${t.client_id} is not null)`),
  check('fleet_policies_desk', sql`${t.client_id} is not null or (coalesce(${t.metrics_s}, ${t.services_s}, ${t.security_s}, ${t.inventory_s}, ${t.script_concurrency}) is null and ${t.events} is null and ${t.rules} = '{}')`),
  check('fleet_policies_seconds', sql`${t.metrics_s} between 5 and 86400 and ${t.services_s} between 30 and 86400 and ${t.security_s} between 60 and 604800 and ${t.inventory_s} between 60 and 604800 and ${t.script_concurrency} between 1 and 8`),
  check('fleet_policies_minutes', sql`${t.remote_minutes} between 1 and 720`),
  check('fleet_policies_rules', sql`jsonb_typeof(${t.rules}) = 'object' and octet_length(${t.rules}::text) <= 32768`),
  oneOf('fleet_policies_ring', t.update_ring, UPDATE_RINGS),
  oneOf('fleet_policies_consent', t.remote_consent, REMOTE_CONSENTS),
  forUsers('fleet_policies', 'select', isStaff),
  forUsers('fleet_policies', 'insert', sql`${isManager} and updated_by = (select app.user_id())`),
  forUsers('fleet_policies', 'update', isManager, sql`${isManager} and updated_by = (select app.user_id())`),
  ...forJobs('fleet_policies', { select: ['fleet', 'enroll', 'sweep'] }),
]).enableRLS();

/** An approved script that runs by itself on the machines of its scope (all null: every client). Whoever changed it last answers for it. */
export const scriptSchedules = pgTable('script_schedules', {
  schedule_id: id(),
  client_id: uuid().references(() => clients.client_id),
  site_id: uuid(),
  asset_id: uuid(),
  /** Empty: any. */
  asset_types: text().array().notNull().default(sql`'{}'::text[]`),
  name: text().notNull(),
  script_id: uuid().notNull().references(() => agentScripts.script_id),
  arguments: jsonb().notNull().default(sql`'{}'::jsonb`).$type<Record<string, string | number | boolean>>(),
  trigger: text().notNull().$type<ScriptTrigger>(),
  /** When, as tickets by the calendar say it (schedules.ts); of `calendar` alone. */
  frequency: text().$type<Frequency>(),
  every: integer().notNull().default(1),
  weekdays: integer().array().notNull().default(sql`'{}'::integer[]`),
  day_of_month: integer(),
  nth: integer(),
  month: integer(),
  starts_on: text(),
  ends_on: text(),
  time_of_day: text(),
  timezone: text(),
  /** Of `alert`: which rule; null: any. */
  rule_id: uuid().references(() => alertRules.rule_id),
  /** Of `alert`: on one machine not again within so many minutes. */
  cooldown_minutes: integer().notNull().default(60),
  /** How long a machine that is offline may take to come back. */
  valid_hours: integer().notNull().default(24),
  failure_percent_max: integer().notNull().default(20),
  is_active: boolean().notNull().default(true),
  /** Events before it are none of its business. */
  watch_from: instant().notNull().defaultNow(),
  next_run_at: instant(),
  last_run_at: instant(),
  owner_id: uuid().notNull().references(() => users.user_id),
  version: integer().notNull().default(1),
  created_at: createdAt(),
  updated_at: createdAt(),
  deleted_at: instant(),
}, (t) => [
  foreignKey({ columns: [t.client_id, t.site_id], foreignColumns: [sites.client_id, sites.site_id], name: 'script_schedules_site_fk' }),
  foreignKey({ columns: [t.asset_id, t.client_id], foreignColumns: [assets.asset_id, assets.client_id], name: 'script_schedules_asset_fk' }),
  index('script_schedules_due_idx').on(t.next_run_at).where(sql`is_active and deleted_at is null`),
  index('script_schedules_created_idx').on(t.created_at.desc().nullsFirst(), t.schedule_id.desc().nullsFirst()).where(sql`deleted_at is null`),
  check('script_schedules_scope', sql`(${t.site_id} is null or ${t.asset_id} is null) and ((${t.site_id} is null and ${t.asset_id} is null) or ${t.client_id} is not null)`),
  check('script_schedules_name', sql`length(${t.name}) between 1 and 120`),
  check('script_schedules_counts', sql`${t.every} between 1 and 99 and ${t.cooldown_minutes} between 5 and 10080 and ${t.valid_hours} between 1 and 168 and ${t.failure_percent_max} between 0 and 100`),
  check('script_schedules_when', sql`case when ${t.trigger} <> 'calendar' then ${t.frequency} is null and ${t.next_run_at} is null
    else ${t.frequency} is not null and ${t.starts_on} is not null and ${t.time_of_day} is not null and ${t.timezone} is not null end`),
  check('script_schedules_rule', sql`${t.rule_id} is null or ${t.trigger} = 'alert'`),
  check('script_schedules_arguments', sql`jsonb_typeof(${t.arguments}) = 'object' and octet_length(${t.arguments}::text) <= 65536`),
  oneOf('script_schedules_trigger', t.trigger, SCRIPT_TRIGGERS),
  oneOf('script_schedules_frequency', t.frequency, FREQUENCIES),
  forUsers('script_schedules', 'select', isStaff),
  forUsers('script_schedules', 'insert', sql`${isStaff} and (client_id is not null or ${isManager}) and owner_id = (select app.user_id())`),
  forUsers('script_schedules', 'update', sql`${isStaff} and (client_id is not null or ${isManager})`, sql`${isStaff} and (client_id is not null or ${isManager}) and owner_id = (select app.user_id())`),
  ...forJobs('script_schedules', { select: ['sweep'] }),
]).enableRLS();

/** What each turn became. `turn_key` is unique, so that two sweeps at once start one run. Written by app.start_script_turn() alone. */
export const scriptScheduleTurns = pgTable('script_schedule_turns', {
  turn_id: id(),
  schedule_id: uuid().notNull().references(() => scriptSchedules.schedule_id),
  turn_key: text().notNull(),
  /** Of the machine an event was about, or of the schedule. */
  client_id: uuid(),
  asset_id: uuid(),
  alert_id: uuid(),
  due_at: instant().notNull(),
  outcome: text().notNull().$type<ScriptTurnOutcome>(),
  reason: text().$type<ScriptTurnReason>(),
  run_id: uuid().references(() => scriptRuns.run_id),
  machines: integer().notNull().default(0),
  /** Turns before this one that an outage swallowed. */
  missed: integer().notNull().default(0),
  created_at: createdAt(),
}, (t) => [
  unique('script_schedule_turns_key').on(t.schedule_id, t.turn_key),
  foreignKey({ columns: [t.asset_id, t.client_id], foreignColumns: [assets.asset_id, assets.client_id], name: 'script_schedule_turns_asset_fk' }),
  index('script_schedule_turns_asset_idx').on(t.schedule_id, t.asset_id, t.created_at).where(sql`asset_id is not null`),
  index('script_schedule_turns_created_idx').on(t.schedule_id, t.created_at.desc().nullsFirst()),
  check('script_schedule_turns_machine', sql`${t.asset_id} is null or ${t.client_id} is not null`),
  oneOf('script_schedule_turns_outcome', t.outcome, SCRIPT_TURN_OUTCOMES),
  oneOf('script_schedule_turns_reason', t.reason, SCRIPT_TURN_REASONS),
  check('script_schedule_turns_run', sql`(${t.outcome} = 'started') = (${t.run_id} is not null) and (${t.outcome} = 'skipped') = (${t.reason} is not null)`),
  forUsers('script_schedule_turns', 'select', isStaff),
  ...forJobs('script_schedule_turns', { select: ['sweep'] }),
]).enableRLS();
