// SQL of commands as people order and read them.
import { and, eq, inArray, sql, type SQL } from 'drizzle-orm';
import { scriptExecutions, scriptRuns } from '../../../drizzle/schema/index.ts';
import { arrayLiteral, type Tx } from '../../platform/database.ts';
import type { ExecuteScript, ExecutionQuery, ExecutionRow, RunQuery, RunRow, ScriptLimits, ScriptParameter } from './contract.ts';
import type { Machine } from './order-rules.ts';
import { OPEN_EXECUTION_STATES, type CommandLane, type ScriptType } from './values.ts';

const outer = (column: string): SQL => sql.raw(`"script_executions"."${column}"`);

const executionColumns = {
  execution_id: scriptExecutions.execution_id, client_id: scriptExecutions.client_id,
  client_name: sql<string>`(select c.name::text from clients c where c.client_id = ${outer('client_id')})`,
  site_id: scriptExecutions.site_id, site_name: sql<string>`(select s.name::text from sites s where s.site_id = ${outer('site_id')})`,
  asset_id: scriptExecutions.asset_id, asset_name: sql<string>`(select a.name from assets a where a.asset_id = ${outer('asset_id')})`,
  run_id: scriptExecutions.run_id, wave: scriptExecutions.wave, kind: scriptExecutions.kind, title: scriptExecutions.title, script_id: scriptExecutions.script_id,
  version_id: scriptExecutions.version_id, version: sql<number | null>`(select v.version from agent_script_versions v where v.version_id = ${outer('version_id')})`,
  script_sha256: scriptExecutions.script_sha256, approval_sha256: scriptExecutions.approval_sha256, arguments: sql<ExecutionRow['arguments']>`${scriptExecutions.arguments}`,
  run_as: scriptExecutions.run_as, limits: sql<ScriptLimits>`${scriptExecutions.limits}`, status: scriptExecutions.status, reason: scriptExecutions.reason,
  ticket_id: scriptExecutions.ticket_id, ticket_number: sql<string | null>`(select t.ticket_number from tickets t where t.ticket_id = ${outer('ticket_id')})`,
  requested_by: scriptExecutions.requested_by, requested_by_name: scriptExecutions.requested_by_name, approved_by: scriptExecutions.approved_by, approved_by_name: scriptExecutions.approved_by_name,
  exit_code: scriptExecutions.exit_code, duration_ms: scriptExecutions.duration_ms, output_bytes: scriptExecutions.output_bytes, output_sha256: scriptExecutions.output_sha256,
  output_tail: scriptExecutions.output_tail, is_truncated: scriptExecutions.is_truncated, created_at: scriptExecutions.created_at, started_at: scriptExecutions.started_at,
  finished_at: scriptExecutions.finished_at, expires_at: scriptExecutions.expires_at,
};

export const executionRow = (tx: Tx, executionId: string) => tx.select(executionColumns).from(scriptExecutions).where(eq(scriptExecutions.execution_id, executionId));

type ExecutionFilters = Omit<ExecutionQuery, 'limit' | 'cursor'>;
function matching(query: ExecutionFilters): SQL | undefined {
  const same = (['asset_id', 'run_id', 'script_id', 'client_id', 'kind', 'status'] as const).map((name) => (query[name] ? sql`${scriptExecutions[name]} = ${query[name]}` : undefined));
  return and(
    ...same,
    // Of a ticket and what was merged into it.
    query.ticket_id ? sql`${scriptExecutions.ticket_id} = any((select app.ticket_family(app.ticket_of(${query.ticket_id})))::uuid[])` : undefined,
    query.open === true ? inArray(scriptExecutions.status, [...OPEN_EXECUTION_STATES]) : undefined,
    query.open === false ? sql`${scriptExecutions.status} not in ('queued', 'delivered', 'running')` : undefined,
  );
}

type Before = readonly [at: string, id: string] | null;
export const listExecutionRows = (tx: Tx, query: ExecutionFilters, before: Before, limit: number) =>
  tx.select(executionColumns).from(scriptExecutions)
    .where(and(matching(query), before ? sql`(${scriptExecutions.created_at}, ${scriptExecutions.execution_id}) < (${before[0]}::timestamptz, ${before[1]}::uuid)` : undefined))
    .orderBy(sql`${scriptExecutions.created_at} desc`, sql`${scriptExecutions.execution_id} desc`).limit(limit);

export const countExecutions = (tx: Tx, query: ExecutionFilters, cap: number) =>
  tx.select({ total: sql<number>`count(*)::int` }).from(tx.select({ one: sql`1`.as('one') }).from(scriptExecutions).where(matching(query)).limit(cap).as('counted'));

const runColumns = {
  run_id: scriptRuns.run_id, kind: scriptRuns.kind, title: scriptRuns.title, script_id: scriptRuns.script_id, version_id: scriptRuns.version_id, machines: scriptRuns.machines,
  waves: sql<number[]>`${scriptRuns.waves}`, wave: scriptRuns.wave, failure_percent_max: scriptRuns.failure_percent_max, state: scriptRuns.state, state_reason: scriptRuns.state_reason,
  requested_by: scriptRuns.requested_by, requested_by_name: sql<string | null>`app.person_name("script_runs"."requested_by")`, created_at: scriptRuns.created_at, updated_at: scriptRuns.updated_at,
  finished_at: scriptRuns.finished_at,
  by_status: sql<RunRow['by_status']>`(select coalesce(json_object_agg(x.status, x.n), '{}'::json) from (select e.status, count(*)::int as n from script_executions e where e.run_id = "script_runs"."run_id" group by e.status) x)`,
};
export const runRow = (tx: Tx, runId: string) => tx.select(runColumns).from(scriptRuns).where(eq(scriptRuns.run_id, runId));

const runsMatching = (query: Pick<RunQuery, 'script_id' | 'state'>): SQL | undefined =>
  and(query.script_id ? eq(scriptRuns.script_id, query.script_id) : undefined, query.state ? eq(scriptRuns.state, query.state) : undefined);
export const listRunRows = (tx: Tx, query: Pick<RunQuery, 'script_id' | 'state'>, before: Before, limit: number) =>
  tx.select(runColumns).from(scriptRuns)
    .where(and(runsMatching(query), before ? sql`(${scriptRuns.created_at}, ${scriptRuns.run_id}) < (${before[0]}::timestamptz, ${before[1]}::uuid)` : undefined))
    .orderBy(sql`${scriptRuns.created_at} desc`, sql`${scriptRuns.run_id} desc`).limit(limit);
export const countRuns = (tx: Tx, query: Pick<RunQuery, 'script_id' | 'state'>, cap: number) =>
  tx.select({ total: sql<number>`count(*)::int` }).from(tx.select({ one: sql`1`.as('one') }).from(scriptRuns).where(runsMatching(query)).limit(cap).as('counted'));

type Target = { asset_ids?: string[] | undefined; filter?: ExecuteScript['filter'] };
const targets = ({ asset_ids, filter }: Target): SQL => sql.join([
  sql`a.deleted_at is null`,
  ...(asset_ids ? [sql`a.asset_id = any(${arrayLiteral(asset_ids)}::uuid[])`] : []),
  ...(filter?.client_id ? [sql`a.client_id = ${filter.client_id}::uuid`] : []),
  ...(filter?.site_id ? [sql`a.site_id = ${filter.site_id}::uuid`] : []),
  ...(filter?.platform ? [sql`a.platform = ${filter.platform}`] : []),
  ...(filter?.asset_type ? [sql`a.asset_type = ${filter.asset_type}`] : []),
  ...(filter?.tag ? [sql`${filter.tag} = any(a.tags)`] : []),
  // A filter means the machines that can take commands at all.
  ...(filter ? [sql`a.enrolment = 'active' and a.lifecycle <> 'retired'`] : []),
], sql` and `);

const machine = {
  asset_id: sql<string>`a.asset_id`, client_id: sql<string>`a.client_id`, site_id: sql<string>`a.site_id`, name: sql<string>`a.name`, enrolment: sql<string>`a.enrolment`, lifecycle: sql<string>`a.lifecycle`,
  platform: sql<string | null>`a.platform`, agent_status: sql<string | null>`a.agent_status`, client_is_active: sql<boolean>`c.is_active and c.deleted_at is null`, client_is_frozen: sql<boolean>`c.remote_frozen_at is not null`,
} satisfies { [K in keyof Machine]: SQL<Machine[K]> };

/** @returns at most `limit` machines. */
export const machinesFor = (tx: Tx, target: Target, limit: number) =>
  tx.select(machine).from(sql`assets a join clients c on c.client_id = a.client_id`).where(targets(target)).orderBy(sql`a.name, a.asset_id`).limit(limit);

/** What an order is measured by: the last hour's commands of the person, of each client (unless it is not counted), when the session began, where the ticket belongs. */
export const orderFacts = (tx: Tx, sessionId: string, target: Target, ticketId: string | null, isCounted = true) =>
  tx.select({
    mine: !isCounted ? sql<number>`0` : sql<number>`(select count(*)::int from script_executions e where e.requested_by = (select app.user_id()) and e.created_at > now() - interval '1 hour' and e.kind <> 'inventory')`,
    clients: !isCounted ? sql<Record<string, number>>`'{}'::json` : sql<Record<string, number>>`(select coalesce(json_object_agg(x.client_id, x.n), '{}'::json) from (
      select e.client_id, count(*)::int as n from script_executions e where e.created_at > now() - interval '1 hour' and e.kind <> 'inventory'
         and e.client_id = any(array(select distinct a.client_id from assets a where ${targets(target)})) group by e.client_id) x)`,
    signed_in_at: sql<string>`(select s.created_at from sessions s where s.session_id = ${sessionId}::uuid)`,
    ticket_client: sql<string | null>`(select t.client_id from tickets t where t.ticket_id = ${ticketId}::uuid and t.deleted_at is null)`,
  }).from(sql`(select 1) as once`);

export interface NewOrders {
  run_id: string | null;
  kind: ExecutionRow['kind'];
  lane: CommandLane;
  title: string;
  script_id: string | null;
  version_id: string | null;
  script_sha256: string | null;
  approval_sha256: string | null;
  approved_by: string | null;
  arguments: Record<string, unknown>;
  secret_arguments: { key_id: string; box: string } | null;
  run_as: 'user' | 'system';
  limits: ScriptLimits;
  ticket_id: string | null;
  requested_by: string;
  expires_at: Date;
}

/** The same order for each machine; names of people are put in by the database, which also looks at approval and machine once more. */
export const insertExecutions = (tx: Tx, order: NewOrders, machines: { execution_id: string; asset_id: string; wave: number }[]) => {
  const json = (value: unknown): SQL => (value === null ? sql`null::jsonb` : sql`${JSON.stringify(value)}::jsonb`);
  return tx.execute(sql`insert into script_executions (execution_id, client_id, site_id, asset_id, wave, run_id, kind, lane, title, script_id, version_id, script_sha256, approval_sha256, approved_by,
      arguments, secret_arguments, run_as, limits, ticket_id, requested_by, requested_by_name, expires_at)
    select x.execution_id, a.client_id, a.site_id, a.asset_id, x.wave, ${order.run_id}::uuid, ${order.kind}, ${order.lane}, ${order.title}, ${order.script_id}::uuid, ${order.version_id}::uuid,
      ${order.script_sha256}, ${order.approval_sha256}, ${order.approved_by}::uuid, ${json(order.arguments)}, ${json(order.secret_arguments)}, ${order.run_as}, ${json(order.limits)},
      ${order.ticket_id}::uuid, ${order.requested_by}::uuid, '', ${order.expires_at.toISOString()}::timestamptz
      from unnest(${arrayLiteral(machines.map((one) => one.execution_id))}::uuid[], ${arrayLiteral(machines.map((one) => one.asset_id))}::uuid[], ${arrayLiteral(machines.map((one) => String(one.wave)))}::integer[]) as x(execution_id, asset_id, wave)
      join assets a on a.asset_id = x.asset_id`);
};

/** What `app.place_order()` is told; see there. */
export interface OrderAtOnce {
  execution_id: string;
  asset_id: string;
  kind: ExecutionRow['kind'];
  /** Null: whatever the script asks for has to be bound first. */
  arguments: ExecutionRow['arguments'] | null;
  secret_arguments: NewOrders['secret_arguments'];
  ticket_id: string | null;
  expires_at: string;
  per_person_hour: number;
  per_client_hour: number;
  key?: string;
  request_hash?: string;
  command?: { lane: CommandLane; title: string; run_as: 'user' | 'system'; limits: ScriptLimits };
  script?: { script_id: string; version_id: string | null; timeout_s: number | null; platforms: Record<ScriptType, readonly string[]>; asks: boolean };
}

/** What it answers: without an execution nothing is written. Instants are text. */
export interface PlacedAtOnce {
  execution?: Omit<ExecutionRow, 'created_at' | 'started_at' | 'finished_at' | 'expires_at'> & { created_at: string; expires_at: string };
  script: { version_id: string; script_type: ScriptType; content: string; parameters: ScriptParameter[] } | null;
}

/** The order, its audit row and its row as people read it: one statement. LN409 and LN429 when it may not be written like this. */
export const placeOrder = (tx: Tx, { command, script, ...order }: OrderAtOnce) => tx.execute(sql`select app.place_order(${JSON.stringify({ ...order, ...command, ...script })}::jsonb) as placed`);

export const insertRun = (tx: Tx, row: typeof scriptRuns.$inferInsert) => tx.insert(scriptRuns).values(row);

/** Orders of one person, and those to the machines of one client, are written one after the other: whoever waited here sees what the one before wrote. */
export const takeTurn = (tx: Tx, userId: string, clientIds: string[]) => tx.execute(sql`
  select pg_advisory_xact_lock(hashtextextended(x.name, 0)) from (select unnest(${arrayLiteral([`orders:${userId}`, ...clientIds.map((id) => `orders-to:${id}`)])}::text[]) as name order by 1) x`);

/** What an order adds to the hour; null: it is not counted. */
export interface Spending {
  perPersonHour: number;
  perClientHour: number;
  /** Machines of each client. */
  machines: { client_id: string; n: number }[];
}

/** Nothing was frozen and no budget spent since it was read. Runs in its turn, before the orders are written. */
export const stillAllowed = (tx: Tx, clientIds: string[], spending: Spending | null) => {
  const hour = sql`e.created_at > now() - interval '1 hour' and e.kind <> 'inventory'`;
  const within = spending === null ? sql`true` : sql`(select count(*) from script_executions e where e.requested_by = (select app.user_id()) and ${hour}) + ${spending.machines.reduce((sum, { n }) => sum + n, 0)}::int <= ${spending.perPersonHour}::numeric
    and not exists (select 1 from jsonb_to_recordset(${JSON.stringify(spending.machines)}::jsonb) as w(client_id uuid, n integer)
      where (select count(*) from script_executions e where e.client_id = w.client_id and ${hour}) + w.n > ${spending.perClientHour}::numeric)`;
  return tx.execute(sql`select
    app.must(coalesce((select s.value from settings s where s.name = 'remote_freeze'), 'null'::jsonb) in ('null'::jsonb, 'false'::jsonb)
      and not exists (select 1 from clients c where c.client_id = any(${arrayLiteral(clientIds)}::uuid[]) and c.remote_frozen_at is not null), 'LN409', 'remote commands are frozen'),
    app.must(${within}, 'LN429', 'the budget of this hour is spent')`);
};

export const audit = (tx: Tx, action: string, entity: 'script_executions' | 'script_runs' | 'clients', entityId: string, clientId: string | null, details: Record<string, unknown>) =>
  tx.execute(sql`select app.audit(${action}, ${entity}, ${entityId}, ${clientId}::uuid, ${JSON.stringify(details)}::jsonb)`);

/** Commands that no object has yet; answers those that ended here. */
export const cancelWaiting = (tx: Tx, which: { execution_id?: string; run_id?: string }, reason: string) =>
  tx.execute(sql`select execution_id from app.cancel_waiting(${which.execution_id ?? null}::uuid, ${which.run_id ?? null}::uuid, ${reason})`);

/** Only from one of the states named; LN409 otherwise. */
export const setRunState = (tx: Tx, runId: string, from: RunRow['state'][], to: RunRow['state'], reason: string | null) =>
  tx.execute(sql`with changed as (update script_runs set state = ${to}, state_reason = ${reason}, updated_at = now(), finished_at = case when ${to} = 'cancelled' then now() end
      where run_id = ${runId}::uuid and state = any(${arrayLiteral(from)}::text[]) returning 1)
    select app.must((select count(*) = 1 from changed), 'LN409', 'the run is not in a state for this')`);

const WAITING_MAX = 5000;
/** Commands that may leave for their machine at any moment: of machines that are there, or so young that nobody would ask about them again. And sessions of remote help, which can be ended at any moment, also where the machine's own line is gone: theirs is another. */
export const waitingOrders = (tx: Tx, which: { client_id?: string | null; version_id?: string }) =>
  tx.select({ execution_id: scriptExecutions.execution_id }).from(scriptExecutions)
    .where(and(
      sql`(${scriptExecutions.status} = 'queued' or (${scriptExecutions.kind} = 'remote' and ${scriptExecutions.status} in ('delivered', 'running')))`, which.client_id ? eq(scriptExecutions.client_id, which.client_id) : undefined, which.version_id ? eq(scriptExecutions.version_id, which.version_id) : undefined,
      sql`(${scriptExecutions.created_at} > now() - interval '2 minutes' or ${scriptExecutions.kind} = 'remote' or exists (select 1 from assets a where a.asset_id = ${outer('asset_id')} and a.agent_status = 'online'))`,
    )).orderBy(sql`${scriptExecutions.created_at} desc`).limit(WAITING_MAX);

/** What a run that goes on has to hand over, and one of its commands in any case: by it the run is looked at. */
export const dueOrders = (tx: Tx, runId: string) =>
  tx.select({ execution_id: scriptExecutions.execution_id }).from(scriptExecutions).innerJoin(scriptRuns, eq(scriptRuns.run_id, scriptExecutions.run_id))
    .where(sql`${scriptExecutions.run_id} = ${runId}::uuid and ((${scriptExecutions.wave} <= ${scriptRuns.wave} and ${scriptExecutions.dispatched_at} is null and ${scriptExecutions.status} = 'queued')
      or ${scriptExecutions.execution_id} = (select f.execution_id from script_executions f where f.run_id = ${runId}::uuid order by f.wave, f.execution_id limit 1))`);

export const remoteActionRows = (tx: Tx, clientId: string, assetId: string | null, before: Before, limit: number) =>
  tx.execute(sql`select * from app.remote_actions(${clientId}::uuid, ${assetId}::uuid, ${before?.[0] ?? null}::timestamptz, ${before?.[1] ?? null}::uuid, ${limit}::integer)`);

/** Counting the log goes through the same function, so that it can tell nobody more than the log itself. */
export const countRemoteActions = (tx: Tx, clientId: string, assetId: string | null, cap: number) =>
  tx.execute(sql`select count(*)::int as total from app.remote_actions(${clientId}::uuid, ${assetId}::uuid, null, null, ${cap}::integer)`);

export const machineMustExist = (tx: Tx, assetId: string) =>
  tx.execute(sql`select app.must(exists (select 1 from assets where asset_id = ${assetId}::uuid and deleted_at is null), 'LN404', 'asset not found')`);
