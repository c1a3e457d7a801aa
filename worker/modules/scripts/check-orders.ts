// Rights, approval and freeze of commands, looked at again before they leave: one round trip for any number.
import type { Deps } from '../../deps.ts';
import type { Actor } from '../../platform/database.ts';
import { mayUse, toolRightsOf } from '../tools/rules.ts';
import { GROUP_OF_TOOL, type ToolGroup, type ToolName } from '../tools/values.ts';
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

/** What the setting of tools calls an order; null for what it says nothing about. */
function groupOf({ kind, arguments: { tool, remote } }: Pick<StoredOrder, 'kind' | 'arguments'>): ToolGroup | null {
  switch (kind) {
    case 'tool': return GROUP_OF_TOOL[tool?.tool as ToolName] ?? null;
    case 'service': return 'services';
    case 'reboot': return 'restart';
    case 'uninstall': return 'software';
    case 'remote': return remote?.session ?? null;
    default: return null;
  }
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
    const group = groupOf(order);
    const refusal = orderRefusal({
      ...order, requester_is_staff: order.requester_role !== null, requester_may: group === null || order.requester_role === null || mayUse(toolRightsOf(order.tool_rights), group, order.requester_role),
      version_state: script?.state ?? null, version_approval: script?.approval_sha256 ?? null, computed_approval: script?.computed ?? null, script_is_active: script?.is_active ?? null,
    });
    return { order, script: script ?? null, refusal };
  });
}
