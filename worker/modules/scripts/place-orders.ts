// The common way of every command: who may get it, in which waves, written down with its audit row, then handed to the machine.
import { ARGUMENTS_BYTES_MAX } from '../../../durable-objects/protocol/limits.ts';
import type { Deps } from '../../deps.ts';
import type { Authority, UserActor } from '../../platform/database.ts';
import { conflict, done, forbidden, invalid, invalidField, notFound, refused, type Effect, type Result } from '../../platform/problem.ts';
import { storeAnswer } from '../tickets/store.ts';
import { isManagerRole } from '../users/values.ts';
import { argumentsText, commandOrder, sealSecrets } from './command-order.ts';
import type { Acceptance, ExecutionRow, OrderOutcome, ScriptLimits, SkippedMachine } from './contract.ts';
import { audit, executionRow, insertExecutions, insertRun, runRow, stillAllowed, takeTurn, type NewOrders, type Spending } from './execution-store.ts';
import { STAFF } from './list-scripts.ts';
import { inWaves, machineRefusal, RECENT_SIGN_IN, REFUSAL_WORDS, type Machine } from './order-rules.ts';
import { scriptSettingsOf } from './rules.ts';
import { WAVES_FROM, wavesOf, type CommandLane, type ScriptType } from './values.ts';

/** More machines than this take several orders. */
export const MACHINES_MAX = 5000;

export interface Order {
  kind: ExecutionRow['kind'];
  lane: CommandLane;
  title: string;
  script: { script_id: string; version_id: string; script_type: ScriptType; client_id: string | null; content: string; sha256: string; approval_sha256: string; decided_by: string; decided_by_name: string } | null;
  /** Secrets hidden. */
  arguments: ExecutionRow['arguments'];
  secrets: Record<string, string>;
  run_as: 'user' | 'system';
  limits: ScriptLimits;
  ticket_id: string | null;
  expires_in_s: number;
  rollout: 'waves' | 'at_once' | undefined;
  failure_percent_max: number;
  /** The machines that were named; null: a filter. */
  asset_ids: string[] | null;
  once: Once | null;
  /** Of one command that has to be known before it is placed. */
  execution_id?: string;
  /** What the audit row says besides. */
  audited?: Record<string, unknown>;
}

/** The caller's Idempotency-Key, and what the request was. */
export interface Once {
  key: string;
  request_hash: string;
}

/** What one round trip read before the decision. */
export interface Read {
  me: Authority;
  machines: Machine[];
  settings: { name: string; value: unknown }[];
  /** What this key answered before. */
  answered: { request_hash: string; result_id: string } | undefined;
  facts: { mine: number; clients: Record<string, number>; signed_in_at: string; ticket_client: string | null };
}

export type Placing = Pick<Deps, 'database' | 'clock' | 'ids' | 'secretBox' | 'agents' | 'log'>;

/** One named machine gives one command; anything else gives a run. The same key with the same request answers the first order and orders nothing. */
export async function placeOrders(deps: Placing, actor: UserActor, read: Read, order: Order): Promise<Result<OrderOutcome>> {
  if (read.answered) {
    if (read.answered.request_hash !== order.once?.request_hash) return conflict('idempotency_key_reused', 'this Idempotency-Key was used for another request');
    return repeatAnswer(deps, actor, read.answered.result_id);
  }
  const decided = decide(read, order, deps.clock.now());
  if (!decided.ok) return decided;
  const size = new TextEncoder().encode(argumentsText(order.arguments, order.secrets)).byteLength;
  if (size > ARGUMENTS_BYTES_MAX) return invalid({ field: 'arguments', code: 'too_large', message: `together the arguments have at most ${ARGUMENTS_BYTES_MAX} bytes` });
  return order.asset_ids?.length === 1 ? orderOne(deps, actor, read, order, decided.value.machines[0]!) : orderMany(deps, actor, read, order, decided.value);
}

async function repeatAnswer(deps: Placing, actor: UserActor, id: string): Promise<Result<OrderOutcome>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [executionRow(tx, id), runRow(tx, id)]);
  if (!read.ok) return read;
  const [[execution], [run]] = read.value.rows;
  return execution || run ? done({ execution: execution ? { ...execution, accepted: null } : null, run: run ?? null, skipped: [] }) : notFound('command');
}

/** Two requests with one key at once: the second finds the first one's answer when it is sent again. */
const TAKEN = { ...STAFF, taken: { idempotency_keys_user_id_key_pk: { field: 'Idempotency-Key', code: 'idempotency_race', message: 'the same request is being answered' } } };
const remember = (tx: Parameters<typeof storeAnswer>[0], me: Authority, order: Order, result_id: string) => (order.once ? [storeAnswer(tx, { user_id: me.user_id, ...order.once, result_id })] : []);

function decide({ me, machines, settings, facts }: Read, order: Order, now: Date): Result<{ machines: Machine[]; skipped: SkippedMachine[] }> {
  const limits = scriptSettingsOf(settings);
  const found = new Set(machines.map((machine) => machine.asset_id));
  const skipped: SkippedMachine[] = (order.asset_ids ?? []).filter((id) => !found.has(id)).map((asset_id) => ({ asset_id, name: null, reason: 'not_found' }));
  const able: Machine[] = [];
  for (const machine of machines) {
    const reason = machineRefusal(machine, order.script);
    if (reason) skipped.push({ asset_id: machine.asset_id, name: machine.name, reason });
    else able.push(machine);
  }
  const isSingle = order.asset_ids?.length === 1;
  if (isSingle && machines.length === 0) return notFound('machine');
  if (limits.isFrozen) return conflict('frozen', 'remote commands are frozen');
  if (machines.length > MACHINES_MAX) return invalidField('filter', 'too_many_machines', `an order reaches at most ${MACHINES_MAX} machines`);
  if (able.length === 0) {
    const [first] = skipped;
    return isSingle && first ? conflict(first.reason, REFUSAL_WORDS[first.reason]) : conflict('no_machine', 'none of these machines can take the command', { skipped });
  }
  if (order.ticket_id && (facts.ticket_client === null || able.some((machine) => machine.client_id !== facts.ticket_client))) {
    return invalidField('ticket_id', 'other_client', "the ticket is not of these machines' client");
  }
  if (order.rollout === 'at_once' && able.length >= WAVES_FROM && order.kind !== 'inventory' && !isManagerRole(me.role)) return forbidden('administrators reach many machines at once', 'at_once_managers');
  const isSensitive = order.kind !== 'inventory' && (able.length >= RECENT_SIGN_IN.machines || (order.rollout === 'at_once' && able.length >= WAVES_FROM));
  if (isSensitive && now.getTime() - new Date(facts.signed_in_at).getTime() > RECENT_SIGN_IN.minutes * 60_000) {
    return forbidden(`sign in again: so many machines take a sign-in of the last ${RECENT_SIGN_IN.minutes} minutes`, 'recent_sign_in');
  }
  if (order.kind !== 'inventory') {
    const perClient = Map.groupBy(able, (machine) => machine.client_id);
    const over = facts.mine + able.length > limits.perPersonHour ? `you may reach ${limits.perPersonHour} machines an hour and reached ${facts.mine}`
      : [...perClient].some(([client, list]) => (facts.clients[client] ?? 0) + list.length > limits.perClientHour) ? `a client's machines take ${limits.perClientHour} commands an hour` : null;
    if (over) return refused({ kind: 'too_many', message: over, retryAfterSeconds: 600 });
  }
  return done({ machines: able, skipped });
}

const rowOf = (order: Order, me: Authority, now: Date): Omit<NewOrders, 'run_id' | 'secret_arguments'> => ({
  kind: order.kind, lane: order.lane, title: order.title, script_id: order.script?.script_id ?? null, version_id: order.script?.version_id ?? null, script_sha256: order.script?.sha256 ?? null,
  approval_sha256: order.script?.approval_sha256 ?? null, approved_by: order.script?.decided_by ?? null, arguments: order.arguments as Record<string, unknown>, run_as: order.run_as, limits: order.limits,
  ticket_id: order.ticket_id, requested_by: me.user_id, expires_at: new Date(now.getTime() + order.expires_in_s * 1000),
});

const auditDetails = (order: Order) => ({ kind: order.kind, title: order.title, version_id: order.script?.version_id ?? null, approval_sha256: order.script?.approval_sha256 ?? null, approved_by: order.script?.decided_by ?? null, run_as: order.run_as, ticket_id: order.ticket_id, ...order.audited });

/** The same budgets as in `decide`: other requests may have been written since those were read. */
const spendingOf = (settings: Read['settings'], order: Order, machines: { client_id: string }[]): Spending | null => {
  if (order.kind === 'inventory') return null;
  const { perPersonHour, perClientHour } = scriptSettingsOf(settings);
  return { perPersonHour, perClientHour, machines: [...Map.groupBy(machines, (machine) => machine.client_id)].map(([client_id, list]) => ({ client_id, n: list.length })) };
};

async function orderOne(deps: Placing, actor: UserActor, { me, settings }: Read, order: Order, machine: Machine): Promise<Result<OrderOutcome>> {
  const now = deps.clock.now();
  const execution_id = order.execution_id ?? deps.ids.next();
  const row = { ...rowOf(order, me, now), run_id: null, secret_arguments: await sealSecrets(deps, order.secrets, { run_id: null, execution_id }) };
  const written = await deps.database.asActor(actor, TAKEN, (tx) => [
    takeTurn(tx, me.user_id, [machine.client_id]), stillAllowed(tx, [machine.client_id], spendingOf(settings, order, [machine])),
    insertExecutions(tx, row, [{ execution_id, asset_id: machine.asset_id, wave: 0 }]),
    audit(tx, 'execute', 'script_executions', execution_id, machine.client_id, { ...auditDetails(order), asset_id: machine.asset_id }),
    executionRow(tx, execution_id),
    ...remember(tx, me, order, execution_id),
  ] as const);
  if (!written.ok) return written;
  return handToMachine(deps, actor, written.value.rows[4][0]!, order, now);
}

/** The machine's object takes what is written down, before the caller has the answer; where it cannot be reached the queue hands it over later. */
export async function handToMachine(deps: Placing, actor: UserActor, execution: Omit<ExecutionRow, 'accepted'>, order: Pick<Order, 'lane' | 'secrets'> & { script: { script_type: ScriptType; content: string } | null }, now: Date): Promise<Result<OrderOutcome>> {
  const { execution_id, client_id, asset_id, site_id } = execution;
  const command = commandOrder({ ...execution, lane: order.lane }, order.script, argumentsText(execution.arguments, order.secrets), now);
  let accepted: Acceptance | null = null;
  try {
    const [taken] = await deps.agents.of(client_id, asset_id).enqueue([command]);
    if (taken) accepted = { position: taken.position, is_online: taken.is_online };
  } catch (fault) {
    deps.log.error('enqueue_failed', fault, { requestId: actor.requestId, execution_id });
  }
  const effects: Effect[] = [
    { type: 'asset', asset_id, client_id, site_id, kind: 'execution' },
    // The row waits without a mark of its object: the queue hands it over, and the sweep after that.
    ...(accepted ? [] : [{ type: 'dispatch' as const, execution_ids: [execution_id] }]),
  ];
  return done({ execution: { ...execution, accepted }, run: null, skipped: [] }, effects);
}

async function orderMany(deps: Placing, actor: UserActor, { me, settings }: Read, order: Order, { machines, skipped }: { machines: Machine[]; skipped: SkippedMachine[] }): Promise<Result<OrderOutcome>> {
  const now = deps.clock.now();
  const run_id = deps.ids.next();
  const waves = wavesOf(machines.length, order.rollout ?? (order.kind === 'inventory' ? 'at_once' : 'waves'));
  const placed = inWaves(machines, waves).map(({ machine, wave }) => ({ execution_id: deps.ids.next(), asset_id: machine.asset_id, client_id: machine.client_id, wave }));
  const secret_arguments = await sealSecrets(deps, order.secrets, { run_id, execution_id: run_id });
  const perClient = Map.groupBy(placed, (one) => one.client_id);
  const written = await deps.database.asActor(actor, TAKEN, (tx) => [
    takeTurn(tx, me.user_id, [...perClient.keys()]), stillAllowed(tx, [...perClient.keys()], spendingOf(settings, order, machines)),
    insertRun(tx, {
      run_id, kind: order.kind, script_id: order.script?.script_id ?? null, version_id: order.script?.version_id ?? null, title: order.title, machines: placed.length, waves,
      failure_percent_max: order.failure_percent_max, requested_by: me.user_id,
    }),
    insertExecutions(tx, { ...rowOf(order, me, now), run_id, secret_arguments }, placed),
    ...remember(tx, me, order, run_id),
    ...[...perClient].map(([client, list]) => audit(tx, 'execute', 'script_runs', run_id, client, { ...auditDetails(order), machines: list.map((one) => one.asset_id) })),
    runRow(tx, run_id),
  ] as const);
  if (!written.ok) return written;
  const [run] = written.value.rows.at(-1) as Awaited<ReturnType<typeof runRow>>;
  return done({ execution: null, run: run!, skipped }, [{ type: 'dispatch', execution_ids: placed.filter((one) => one.wave === 0).map((one) => one.execution_id) }]);
}
