// One command for one machine in one round trip: written under the guards of SQL. What they refuse is read and decided the ordinary way, in words.
import { ARGUMENTS_BYTES_MAX } from '../../../durable-objects/protocol/limits.ts';
import type { UserActor } from '../../platform/database.ts';
import type { Result } from '../../platform/problem.ts';
import { argumentsText, sealSecrets } from './command-order.ts';
import type { ExecuteScript, ExecutionRow, OrderOutcome, ScriptLimits } from './contract.ts';
import { placeOrder, type OrderAtOnce, type PlacedAtOnce } from './execution-store.ts';
import { STAFF } from './list-scripts.ts';
import { handToMachine, type Once, type Placing } from './place-orders.ts';
import { BUDGETS, bindArguments } from './rules.ts';
import { SCRIPT_PLATFORMS } from './values.ts';

interface Wish {
  asset_id: string;
  ticket_id: string | null;
  expires_in_s: number;
  once: Once | null;
}
export type ScriptWish = Wish & Pick<ExecuteScript, 'script_id' | 'version_id' | 'timeout_s'> & { given: ExecuteScript['arguments'] };
export type CommandWish = Wish & { kind: Exclude<ExecutionRow['kind'], 'script'>; title: string; arguments: ExecutionRow['arguments']; limits: ScriptLimits };

/** What the guards refuse, or a repeat of the same request: somebody has to look. Null then. */
type AtOnce = Promise<Result<OrderOutcome> | null>;

export async function commandAtOnce(deps: Placing, actor: UserActor, wish: CommandWish): AtOnce {
  if (isTooLarge(wish.arguments, {})) return null;
  const now = deps.clock.now();
  const placed = await place(deps, actor, { ...orderOf(deps, wish, now), kind: wish.kind, arguments: wish.arguments, command: { lane: 'control', title: wish.title, run_as: 'system', limits: wish.limits } });
  if (!placed?.ok) return placed;
  return handToMachine(deps, actor, rowOf(placed.value), { lane: 'control', secrets: {}, script: null }, now);
}

/** A script that takes arguments is read with the first round trip and ordered with a second one. */
export async function scriptAtOnce(deps: Placing, actor: UserActor, wish: ScriptWish): AtOnce {
  const now = deps.clock.now();
  const script = { script_id: wish.script_id, version_id: wish.version_id ?? null, timeout_s: wish.timeout_s ?? null, platforms: SCRIPT_PLATFORMS, asks: Object.keys(wish.given).length > 0 };
  const order = { ...orderOf(deps, wish, now), kind: 'script' as const };
  let placed = await place(deps, actor, { ...order, script });
  let secrets: Record<string, string> = {};
  if (placed?.ok && !placed.value.execution) {
    const { version_id, parameters } = placed.value.script!;
    const { bound, faults } = bindArguments(parameters, wish.given);
    if (faults.length > 0 || isTooLarge({ env: bound.env }, bound.secrets)) return null;
    secrets = bound.secrets;
    const secret_arguments = await sealSecrets(deps, secrets, { run_id: null, execution_id: order.execution_id });
    placed = await place(deps, actor, { ...order, arguments: { env: bound.env }, secret_arguments, script: { ...script, version_id } });
  }
  if (!placed?.ok) return placed;
  return handToMachine(deps, actor, rowOf(placed.value), { lane: 'script', secrets, script: placed.value.script }, now);
}

const orderOf = (deps: Placing, wish: Wish, now: Date): Omit<OrderAtOnce, 'kind'> => ({
  execution_id: deps.ids.next(), asset_id: wish.asset_id, arguments: null, secret_arguments: null, ticket_id: wish.ticket_id, expires_at: new Date(now.getTime() + wish.expires_in_s * 1000).toISOString(), ...BUDGETS, ...wish.once,
});

/** Who may not ask at all is told so; whatever else stands in the way is for the ordinary way to say. */
async function place(deps: Placing, actor: UserActor, order: OrderAtOnce): Promise<Result<PlacedAtOnce> | null> {
  const written = await deps.database.asActor(actor, STAFF, (tx) => [placeOrder(tx, order)]);
  if (written.ok) return { ok: true, value: (written.value.rows[0].rows[0] as { placed: PlacedAtOnce }).placed };
  return written.problem.kind === 'unauthenticated' || written.problem.kind === 'forbidden' ? written : null;
}

const rowOf = ({ execution }: PlacedAtOnce): ExecutionRow => ({ ...execution!, created_at: new Date(execution!.created_at), started_at: null, finished_at: null, expires_at: new Date(execution!.expires_at) });

const isTooLarge = (shown: ExecutionRow['arguments'], secrets: Record<string, string>): boolean => new TextEncoder().encode(argumentsText(shown, secrets)).byteLength > ARGUMENTS_BYTES_MAX;
