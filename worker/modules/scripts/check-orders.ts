// Rights, approval and freeze of commands, looked at again before they leave: one round trip for any number.
import type { Deps } from '../../deps.ts';
import type { Actor } from '../../platform/database.ts';
import { approvalOf } from './approval.ts';
import { ordersOf, scriptsOf, type StoredOrder, type StoredScript } from './fleet-store.ts';
import { orderRefusal } from './order-rules.ts';

export const fleetJob = (deps: Pick<Deps, 'ids'>, what: string): Actor => ({ kind: 'job', job: 'fleet', requestId: `${what}-${deps.ids.next()}` });

export interface CheckedOrder {
  order: StoredOrder;
  script: StoredScript | null;
  /** Null: it may go. */
  refusal: string | null;
}

/** @throws on outages. */
export async function checkOrders(deps: Pick<Deps, 'database' | 'ids'>, executionIds: string[]): Promise<CheckedOrder[]> {
  const read = await deps.database.asActor(fleetJob(deps, 'orders'), {}, (tx) => [ordersOf(tx, executionIds), scriptsOf(tx, executionIds)]);
  if (!read.ok) throw new Error(`orders: ${read.problem.kind}`);
  const [orders, scripts] = read.value.rows;
  const known = new Map<string, StoredScript & { computed: string }>();
  for (const script of scripts.rows as unknown as StoredScript[]) known.set(script.version_id, { ...script, computed: await approvalOf(script) });
  return (orders.rows as unknown as StoredOrder[]).map((order) => {
    const script = order.version_id ? known.get(order.version_id) : undefined;
    const refusal = orderRefusal({
      ...order, version_state: script?.state ?? null, version_approval: script?.approval_sha256 ?? null, computed_approval: script?.computed ?? null, script_is_active: script?.is_active ?? null,
    });
    return { order, script: script ?? null, refusal };
  });
}
