// The script library, runs over many machines, and every command that ever went to a machine.
import { sql } from 'drizzle-orm';
import { bigint, boolean, check, foreignKey, index, integer, jsonb, pgTable, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { COMMAND_KINDS, COMMAND_LANES, EXECUTION_STATES, RUN_STATES, SCRIPT_TYPES, VERSION_STATES, type CommandKind, type CommandLane, type ExecutionState, type RunState, type ScriptType, type VersionState } from '../../worker/modules/scripts/values.ts';
import { forAgents, forJobs, forUsers, isStaff, ownAsset } from '../policies.ts';
import { assets } from './assets.ts';
import { clients, sites } from './clients.ts';
import { createdAt, id, instant, oneOf } from './columns.ts';
import { tickets } from './tickets.ts';
import { users } from './users.ts';

export const agentScripts = pgTable('agent_scripts', {
  script_id: id(),
  /** Null: for the machines of every client. */
  client_id: uuid().references(() => clients.client_id),
  name: text().notNull(),
  description: text().notNull().default(''),
  script_type: text().notNull().$type<ScriptType>(),
  tags: text().array().notNull().default(sql`'{}'::text[]`),
  is_active: boolean().notNull().default(true),
  created_by: uuid().references(() => users.user_id),
  created_at: createdAt(),
  updated_at: createdAt(),
  deleted_at: instant(),
}, (t) => [
  uniqueIndex('agent_scripts_name_key').on(sql`coalesce(${t.client_id}, '00000000-0000-0000-0000-000000000000'::uuid)`, sql`lower(${t.name})`).where(sql`deleted_at is null`),
  check('agent_scripts_name_length', sql`length(${t.name}) between 1 and 200`),
  oneOf('agent_scripts_type', t.script_type, SCRIPT_TYPES),
  forUsers('agent_scripts', 'select', isStaff),
  forUsers('agent_scripts', 'insert', sql`${isStaff} and created_by = (select app.user_id())`),
  forUsers('agent_scripts', 'update', isStaff),
  ...forJobs('agent_scripts', { select: ['fleet'] }),
]).enableRLS();

/** Immutable once submitted: what was approved is what runs. `approval_sha256` binds content, parameters, limits, run-as and scope. */
export const agentScriptVersions = pgTable('agent_script_versions', {
  version_id: id(),
  script_id: uuid().notNull().references(() => agentScripts.script_id),
  version: integer().notNull(),
  content: text().notNull(),
  sha256: text().notNull(),
  parameters: jsonb().notNull().default(sql`'[]'::jsonb`),
  requires_admin: boolean().notNull().default(false),
  limits: jsonb().notNull(),
  state: text().notNull().default('draft').$type<VersionState>(),
  approval_sha256: text(),
  change_note: text(),
  created_by: uuid().notNull().references(() => users.user_id),
  created_at: createdAt(),
  submitted_at: instant(),
  decided_by: uuid().references(() => users.user_id),
  decided_at: instant(),
  decision_note: text(),
}, (t) => [
  unique('agent_script_versions_key').on(t.script_id, t.version),
  oneOf('agent_script_versions_state', t.state, VERSION_STATES),
  check('agent_script_versions_sha', sql`${t.sha256} ~ '^[0-9a-f]{64}$'`),
  check('agent_script_versions_content', sql`octet_length(${t.content}) between 1 and 262144`),
  check('agent_script_versions_approved', sql`${t.state} <> 'approved' or (${t.approval_sha256} is not null and ${t.decided_by} is not null)`),
  forUsers('agent_script_versions', 'select', isStaff),
  forUsers('agent_script_versions', 'insert', sql`${isStaff} and created_by = (select app.user_id()) and state = 'draft'`),
  forUsers('agent_script_versions', 'update', isStaff),
  ...forJobs('agent_script_versions', { select: ['fleet'] }),
]).enableRLS();

/** One order over many machines: waves, and the failure rate at which it stops. */
export const scriptRuns = pgTable('script_runs', {
  run_id: id(),
  kind: text().notNull().default('script').$type<CommandKind>(),
  script_id: uuid().references(() => agentScripts.script_id),
  version_id: uuid().references(() => agentScriptVersions.version_id),
  title: text().notNull(),
  machines: integer().notNull(),
  /** Machines in each wave, e.g. [1, 5, 25, 69]; one entry: all at once. */
  waves: jsonb().notNull(),
  wave: integer().notNull().default(0),
  /** Percent of failures in a wave that stops the rest. */
  failure_percent_max: integer().notNull().default(20),
  state: text().notNull().default('running').$type<RunState>(),
  state_reason: text(),
  requested_by: uuid().notNull().references(() => users.user_id),
  created_at: createdAt(),
  updated_at: createdAt(),
  finished_at: instant(),
}, (t) => [
  oneOf('script_runs_state', t.state, RUN_STATES),
  oneOf('script_runs_kind', t.kind, COMMAND_KINDS),
  index('script_runs_created_idx').on(t.created_at.desc().nullsFirst(), t.run_id),
  index('script_runs_open_idx').on(t.updated_at).where(sql`state = 'running'`),
  forUsers('script_runs', 'select', isStaff),
  forUsers('script_runs', 'insert', sql`${isStaff} and requested_by = (select app.user_id())`),
  forUsers('script_runs', 'update', isStaff),
  ...forJobs('script_runs', { select: ['fleet', 'sweep'], update: ['fleet', 'sweep'] }),
]).enableRLS();

/** One command for one machine. Client people read who did what when through app.remote_actions(), never arguments or output.
 * What becomes of it is the machine's word, so no person changes a row: cancelling goes through the machine's object. */
export const scriptExecutions = pgTable('script_executions', {
  execution_id: id(),
  client_id: uuid().notNull(),
  site_id: uuid().notNull(),
  asset_id: uuid().notNull(),
  run_id: uuid().references(() => scriptRuns.run_id),
  wave: integer().notNull().default(0),
  kind: text().notNull().$type<CommandKind>(),
  lane: text().notNull().default('script').$type<CommandLane>(),
  /** What people read: the script's name, or the command in words. */
  title: text().notNull(),
  script_id: uuid().references(() => agentScripts.script_id),
  version_id: uuid().references(() => agentScriptVersions.version_id),
  script_sha256: text(),
  approval_sha256: text(),
  arguments: jsonb().notNull().default(sql`'{}'::jsonb`),
  /** Values of secret parameters, sealed; never in an answer. */
  secret_arguments: jsonb(),
  run_as: text().notNull().default('user').$type<'user' | 'system'>(),
  limits: jsonb().notNull(),
  status: text().notNull().default('queued').$type<ExecutionState>(),
  revision: integer().notNull().default(0),
  reason: text(),
  ticket_id: uuid(),
  requested_by: uuid().notNull().references(() => users.user_id),
  requested_by_name: text().notNull(),
  approved_by: uuid().references(() => users.user_id),
  approved_by_name: text(),
  exit_code: bigint({ mode: 'number' }),
  duration_ms: bigint({ mode: 'number' }),
  output_bytes: bigint({ mode: 'number' }).notNull().default(0),
  output_sha256: text(),
  output_tail: text().notNull().default(''),
  is_truncated: boolean().notNull().default(false),
  /** The object has it; null: still to be handed over (the sweep repeats). */
  dispatched_at: instant(),
  created_at: createdAt(),
  started_at: instant(),
  finished_at: instant(),
  expires_at: instant().notNull(),
}, (t) => [
  foreignKey({ columns: [t.asset_id, t.client_id], foreignColumns: [assets.asset_id, assets.client_id], name: 'script_executions_asset_fk' }),
  foreignKey({ columns: [t.client_id, t.site_id], foreignColumns: [sites.client_id, sites.site_id], name: 'script_executions_site_fk' }),
  foreignKey({ columns: [t.ticket_id, t.client_id], foreignColumns: [tickets.ticket_id, tickets.client_id], name: 'script_executions_ticket_fk' }),
  oneOf('script_executions_status', t.status, EXECUTION_STATES),
  oneOf('script_executions_kind', t.kind, COMMAND_KINDS),
  oneOf('script_executions_lane', t.lane, COMMAND_LANES),
  check('script_executions_run_as', sql`${t.run_as} in ('user', 'system')`),
  index('script_executions_asset_idx').on(t.asset_id, t.created_at.desc().nullsFirst(), t.execution_id),
  index('script_executions_ticket_idx').on(t.ticket_id, t.created_at).where(sql`ticket_id is not null`),
  index('script_executions_run_idx').on(t.run_id, t.wave, t.status).where(sql`run_id is not null`),
  index('script_executions_created_idx').on(t.created_at.desc().nullsFirst(), t.execution_id),
  index('script_executions_client_idx').on(t.client_id, t.created_at.desc().nullsFirst(), t.execution_id),
  index('script_executions_budget_idx').on(t.requested_by, t.created_at),
  index('script_executions_removal_idx').on(t.asset_id, t.created_at).where(sql`kind = 'uninstall'`),
  index('script_executions_undispatched_idx').on(t.created_at).where(sql`dispatched_at is null and status = 'queued'`),
  forUsers('script_executions', 'select', isStaff),
  forUsers('script_executions', 'insert', sql`${isStaff} and requested_by = (select app.user_id()) and status = 'queued'`),
  forAgents('script_executions', 'select', ownAsset),
  ...forJobs('script_executions', { select: ['fleet', 'sweep'], update: ['fleet', 'sweep'] }),
]).enableRLS();
