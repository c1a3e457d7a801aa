// Commands that are written down reach their machines' objects. A repeat is harmless: an object knows its commands.
import type { CommandOrder, DispatchMessage } from '../../../durable-objects/protocol/fleet.ts';
import type { Deps } from '../../deps.ts';
import type { Effect } from '../../platform/problem.ts';
import { configureMachines } from '../agents/configure-agents.ts';
import { advanceRuns } from './advance-runs.ts';
import { checkOrders, fleetJob, type CheckedOrder } from './check-orders.ts';
import { argumentsText, commandOrder, openSecrets } from './command-order.ts';
import { markDispatched, noteEnded, refuseOrders } from './fleet-store.ts';
import { ticketHints, type TicketHintRow } from './take-executions.ts';

/** Objects asked at the same time. */
const AT_ONCE = 250;
/** An object takes so many orders a call; the sweep brings the rest. */
const PER_CALL = 100;

type Dispatching = Pick<Deps, 'database' | 'ids' | 'clock' | 'agents' | 'secretBox' | 'log' | 'config'>;

export async function dispatchExecutions(deps: Dispatching, messages: Extract<DispatchMessage, { type: 'executions' }>[]): Promise<Effect[]> {
  const wanted = [...new Set(messages.flatMap((message) => message.execution_ids))];
  if (wanted.length === 0) return [];
  // A paused run keeps what it has not sent; going on sends it. A later wave has its own hour.
  const found = await checkOrders(deps, wanted);
  const checked = found.filter(({ order }) => order.status === 'queued' && order.is_due && order.run_state !== 'paused');
  const refused = checked.filter((one) => one.refusal !== null);
  const machines = [...Map.groupBy(checked.filter((one) => one.refusal === null), ({ order }) => order.asset_id).values()];
  const taken: string[] = [];
  for (let at = 0; at < machines.length; at += AT_ONCE) {
    const done = await Promise.all(machines.slice(at, at + AT_ONCE).map((orders) => handOver(deps, orders)));
    taken.push(...done.flat());
  }
  // The machine's object may have it already, with rights that were good a moment ago; a session of remote help is ended.
  const ended = found.filter(({ order, refusal }) => order.kind === 'remote' && refusal !== null && (order.status === 'delivered' || order.status === 'running'));
  const calledBack = [...Map.groupBy([...refused, ...ended], ({ order }) => order.asset_id).values()];
  for (let at = 0; at < calledBack.length; at += AT_ONCE) await Promise.all(calledBack.slice(at, at + AT_ONCE).map((orders) => callBack(deps, orders)));
  // One that is refused, or was over before, may be what its run waits for.
  const runs = [...new Set(found.flatMap(({ order, refusal }) => (order.run_id && (refusal !== null || order.status !== 'queued') ? [order.run_id] : [])))];
  if (taken.length === 0 && refused.length === 0) return advanceRuns(deps, runs);
  const written = await deps.database.asActor(fleetJob(deps, 'dispatch'), {}, (tx) => [
    markDispatched(tx, taken), refuseOrders(tx, refused.map(({ order, refusal }) => ({ execution_id: order.execution_id, reason: refusal! }))),
    noteEnded(tx, refused.map(({ order }) => order.execution_id)),
  ]);
  if (!written.ok) throw new Error(`dispatch: ${written.problem.kind}`);
  const [marked, , noted] = written.value.rows;
  // Cancelled between reading and handing over: the object is told, too.
  for (const row of marked.rows as { execution_id: string; client_id: string; asset_id: string; status: string }[]) {
    if (row.status === 'cancelled') await deps.agents.of(row.client_id, row.asset_id).cancel(row.execution_id);
  }
  return [
    ...refused.map(({ order }): Effect => ({ type: 'asset', asset_id: order.asset_id, client_id: order.client_id, site_id: order.site_id, kind: 'execution' })),
    ...ticketHints(noted.rows as unknown as TicketHintRow[]), ...(await advanceRuns(deps, runs)),
  ];
}

/** An object that cannot be reached asks again before it sends what is older than a minute, and hears the same. */
async function callBack(deps: Dispatching, orders: CheckedOrder[]): Promise<void> {
  const { client_id, asset_id } = orders[0]!.order;
  try {
    await deps.agents.of(client_id, asset_id).authorise(orders.map(({ order, refusal }) => ({ execution_id: order.execution_id, is_allowed: false, reason: refusal })));
  } catch (fault) {
    deps.log.error('call_back_failed', fault, { asset_id, commands: orders.length });
  }
}

/** @returns what the object took; nothing when it cannot be reached, and the sweep tries again. */
async function handOver(deps: Dispatching, orders: CheckedOrder[]): Promise<string[]> {
  const { client_id, asset_id } = orders[0]!.order;
  try {
    const now = deps.clock.now();
    const commands: CommandOrder[] = [];
    for (const { order, script } of orders.slice(0, PER_CALL)) {
      const secrets = await openSecrets(deps, order.secret_arguments, order);
      commands.push(commandOrder({ ...order, expires_at: new Date(order.expires_at) }, script, argumentsText(order.arguments, secrets), now));
    }
    const hand = async () => (await deps.agents.of(client_id, asset_id).enqueue(commands)).map((accepted) => accepted.execution_id);
    return await hand().catch(async (fault: unknown) => {
      // A machine that never connected: its object learns what it is about, then takes the command.
      if (!(fault instanceof Error && fault.message.includes('unconfigured'))) throw fault;
      await configureMachines(deps, [asset_id]);
      return hand();
    });
  } catch (fault) {
    deps.log.error('enqueue_failed', fault, { asset_id, commands: orders.length });
    return [];
  }
}
