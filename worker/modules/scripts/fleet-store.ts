// SQL of commands on their way, as the job `fleet`: hand over, look again, take what became of them, move runs on.
import { sql, type SQL } from 'drizzle-orm';
import { arrayLiteral, type Tx } from '../../platform/database.ts';
import type { FleetChange } from '../../../durable-objects/protocol/fleet.ts';
import type { ExecutionRow, ScriptLimits, ScriptParameter } from './contract.ts';
import type { SealedSecrets } from './command-order.ts';
import type { Machine, WaveFacts } from './order-rules.ts';
import { FAILED_STATES } from './order-rules.ts';
import type { UserRole } from '../users/values.ts';
import type { CommandLane, ExecutionState, RunState, ScriptType } from './values.ts';

const ids = (list: string[]): SQL => sql`${arrayLiteral(list)}::uuid[]`;
const FINAL = sql`not in ('queued', 'delivered', 'running')`;

export interface StoredOrder {
  execution_id: string;
  client_id: string;
  site_id: string;
  asset_id: string;
  run_id: string | null;
  kind: ExecutionRow['kind'];
  lane: CommandLane;
  version_id: string | null;
  script_sha256: string | null;
  approval_sha256: string | null;
  arguments: ExecutionRow['arguments'];
  secret_arguments: SealedSecrets | null;
  run_as: 'user' | 'system';
  limits: ScriptLimits;
  status: ExecutionState;
  requested_by: string;
  requested_by_name: string;
  approved_by: string | null;
  approved_by_name: string | null;
  expires_at: string;
  /** Null: no active staff by now. */
  requester_role: UserRole | null;
  /** The setting as it is stored. */
  tool_rights: unknown;
  all_frozen: boolean;
  run_state: RunState | null;
  /** False: of a later wave than the one under way. */
  is_due: boolean;
  machine: Machine | null;
}

/** Commands with everything that is looked at before they leave. The texts of scripts come apart, each once. */
export const ordersOf = (tx: Tx, executionIds: string[]) => tx.execute(sql`
  select e.execution_id, e.client_id, e.site_id, e.asset_id, e.run_id, e.kind, e.lane, e.version_id, e.script_sha256, e.approval_sha256, e.arguments, e.secret_arguments, e.run_as, e.limits, e.status,
         e.requested_by, e.requested_by_name, e.approved_by, e.approved_by_name, e.expires_at, app.staff_role(e.requested_by) as requester_role, r.state as run_state, coalesce(e.wave <= r.wave, true) as is_due,
         coalesce((select s.value from settings s where s.name = 'remote_freeze'), 'null'::jsonb) not in ('null'::jsonb, 'false'::jsonb) as all_frozen, (select s.value from settings s where s.name = 'tool_rights') as tool_rights,
         case when a.deleted_at is null then jsonb_build_object('asset_id', a.asset_id, 'client_id', a.client_id, 'site_id', a.site_id, 'name', a.name, 'enrolment', a.enrolment, 'lifecycle', a.lifecycle,
           'platform', a.platform, 'agent_status', a.agent_status, 'client_is_active', c.is_active and c.deleted_at is null, 'client_is_frozen', c.remote_frozen_at is not null) end as machine
    from script_executions e join assets a on a.asset_id = e.asset_id join clients c on c.client_id = e.client_id left join script_runs r on r.run_id = e.run_id
   where e.execution_id = any(${ids(executionIds)}) order by e.created_at, e.execution_id`);

export interface StoredScript {
  version_id: string;
  script_id: string;
  client_id: string | null;
  script_type: ScriptType;
  content: string;
  parameters: ScriptParameter[];
  requires_admin: boolean;
  limits: ScriptLimits;
  state: string;
  approval_sha256: string | null;
  is_active: boolean;
}

export const scriptsOf = (tx: Tx, executionIds: string[]) => tx.execute(sql`
  select v.version_id, v.script_id, s.client_id, s.script_type, v.content, v.parameters, v.requires_admin, v.limits, v.state, v.approval_sha256, s.is_active and s.deleted_at is null as is_active
    from agent_script_versions v join agent_scripts s on s.script_id = v.script_id
   where v.version_id in (select e.version_id from script_executions e where e.execution_id = any(${ids(executionIds)}))`);

/** The objects have these; answers those that were cancelled while they were handed over. */
export const markDispatched = (tx: Tx, executionIds: string[]) => tx.execute(sql`
  update script_executions set dispatched_at = now() where execution_id = any(${ids(executionIds)}) and dispatched_at is null returning execution_id, client_id, asset_id, status`);

/** Ends commands that may not leave, with their reason in the audit trail. */
export const refuseOrders = (tx: Tx, refusals: { execution_id: string; reason: string }[]) => tx.execute(sql`
  with x as (select * from jsonb_to_recordset(${JSON.stringify(refusals)}::jsonb) as x(execution_id uuid, reason text)),
  done as (update script_executions e set status = 'refused', reason = x.reason, finished_at = now() from x
            where e.execution_id = x.execution_id and e.status = 'queued' and e.dispatched_at is null returning e.execution_id, e.client_id, e.reason, e.title)
  select app.audit('refuse', 'script_executions', execution_id::text, client_id, jsonb_build_object('reason', reason, 'title', title)) from done`);

type Taken = Extract<FleetChange, { type: 'execution' }>;
export interface TakenRow {
  execution_id: string;
  client_id: string;
  site_id: string;
  asset_id: string;
  run_id: string | null;
  /** Its program goes, and with that word it was retired: see 3-removal.sql. */
  is_gone: boolean;
}

/** By revision: an older word changes nothing, and what has ended is opened again by no one. */
export const takeChanges = (tx: Tx, changes: Omit<Taken, 'type' | 'at'>[]) => tx.execute(sql`
  with x as (select * from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as x(execution_id uuid, client_id uuid, asset_id uuid, state text, revision integer, started_at timestamptz,
      finished_at timestamptz, exit_code bigint, duration_ms bigint, output_bytes bigint, output_sha256 text, is_truncated boolean, output_tail text, reason text)),
  before as (select e.execution_id, e.status from script_executions e join x using (execution_id) order by e.execution_id for update of e),
  done as (
    update script_executions e set status = x.state, revision = x.revision, reason = x.reason, started_at = coalesce(x.started_at, e.started_at), finished_at = x.finished_at, exit_code = x.exit_code,
           duration_ms = x.duration_ms, output_bytes = x.output_bytes, output_sha256 = x.output_sha256, is_truncated = x.is_truncated, output_tail = x.output_tail, dispatched_at = coalesce(e.dispatched_at, now())
      from x join before b using (execution_id)
     where e.execution_id = x.execution_id and e.client_id = x.client_id and e.asset_id = x.asset_id and x.revision > e.revision
       and not (b.status ${FINAL} and x.state in ('queued', 'delivered', 'running'))
    returning e.execution_id, e.client_id, e.site_id, e.asset_id, e.run_id, e.kind, e.status, e.title, e.exit_code, e.duration_ms, e.reason, b.status as was)
  select d.execution_id, d.client_id, d.site_id, d.asset_id, d.run_id, d.kind = 'uninstall' and d.status = 'completed' as is_gone,
         case when d.status ${FINAL} and d.status <> d.was then app.audit('finish', 'script_executions', d.execution_id::text, d.client_id,
           jsonb_build_object('status', d.status, 'was', d.was, 'title', d.title, 'exit_code', d.exit_code, 'duration_ms', d.duration_ms, 'reason', d.reason)) end as audited
    from done d`);

/** Internal notes on the tickets of commands that ended; each once. Columns of a ticket hint. */
export const noteEnded = (tx: Tx, executionIds: string[]) => tx.execute(sql`select * from app.note_executions(${ids(executionIds)})`);

/** Runs among these that are under way. */
export const runsOf = (tx: Tx, runIds: string[]) => tx.execute(sql`
  select r.run_id, r.wave, r.waves, r.failure_percent_max as "failurePercentMax",
         coalesce((select s.value from settings s where s.name = 'remote_freeze'), 'null'::jsonb) not in ('null'::jsonb, 'false'::jsonb) as is_frozen, x.*
    from script_runs r cross join lateral (
      select count(*) filter (where e.wave = r.wave and (e.status in ('delivered', 'running') or (e.status = 'queued' and (e.dispatched_at is null or a.agent_status = 'online'))))::int as open,
             count(*) filter (where e.wave = r.wave and e.status = 'queued' and e.dispatched_at is not null and a.agent_status is distinct from 'online')::int as waiting,
             count(*) filter (where e.wave = r.wave and e.status ${FINAL})::int as finals,
             count(*) filter (where e.wave = r.wave and e.status = any(${arrayLiteral(FAILED_STATES)}::text[]))::int as failed,
             count(*) filter (where e.status not in ('completed', 'failed', 'timeout', 'refused', 'cancelled', 'expired', 'interrupted'))::int as unfinished
        from script_executions e join assets a on a.asset_id = e.asset_id where e.run_id = r.run_id) x
   where r.run_id = any(${ids(runIds)}) and r.state = 'running'`);
export type RunFacts = WaveFacts & { run_id: string; is_frozen: boolean };

/** One step of a run from the wave that was looked at; answers the commands of the next wave, none when somebody was faster. */
export const nextWave = (tx: Tx, runId: string, wave: number) => tx.execute(sql`
  with moved as (update script_runs set wave = wave + 1, updated_at = now() where run_id = ${runId}::uuid and wave = ${wave}::integer and state = 'running' returning run_id, wave)
  select e.execution_id from script_executions e join moved m on m.run_id = e.run_id and e.wave = m.wave where e.status = 'queued' and e.dispatched_at is null`);

export const endRun = (tx: Tx, runId: string, wave: number, state: 'done' | 'stopped' | 'paused', reason: string | null) => tx.execute(sql`
  update script_runs set state = ${state}, state_reason = ${reason}, updated_at = now(), finished_at = case when ${state} in ('done', 'stopped') then now() end
   where run_id = ${runId}::uuid and wave = ${wave}::integer and state = 'running'`);

export const cancelRest = (tx: Tx, runId: string, reason: string) => tx.execute(sql`select execution_id from app.cancel_waiting(null, ${runId}::uuid, ${reason})
  where exists (select 1 from script_runs r where r.run_id = ${runId}::uuid and r.state = 'stopped')`);

/** Commands nobody handed over within half a minute, of runs that are under way; commands whose time is over; runs that nobody moved for a minute. */
export const leftBehind = (tx: Tx, limit: number) => tx.execute(sql`
  select 'order' as what, e.execution_id as id from script_executions e left join script_runs r on r.run_id = e.run_id
   where e.dispatched_at is null and e.status = 'queued' and e.created_at < now() - interval '30 seconds' and e.expires_at > now()
     and (r.run_id is null or (r.state in ('running', 'done') and e.wave <= r.wave))
   order by e.created_at limit ${limit}`);
/** Marks what it names, so that runs which wait for a machine do not stand before the others the next time. */
export const staleRuns = (tx: Tx, limit: number) => tx.execute(sql`
  update script_runs set updated_at = now() where run_id in (
    select run_id from script_runs where state = 'running' and updated_at < now() - interval '45 seconds' order by updated_at limit ${limit} for update skip locked) returning run_id`);
export const expireUndispatched = (tx: Tx) => tx.execute(sql`
  with done as (update script_executions set status = 'expired', reason = 'never_sent', finished_at = now() where dispatched_at is null and status = 'queued' and expires_at <= now()
    returning execution_id, client_id, site_id, asset_id, title)
  select execution_id, client_id, site_id, asset_id, app.audit('finish', 'script_executions', execution_id::text, client_id, jsonb_build_object('status', 'expired', 'title', title)) as audited from done`);
