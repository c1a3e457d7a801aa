// A machine came back and its object asks whether what waited may still go.
import type { FleetChange } from '../../../durable-objects/protocol/fleet.ts';
import type { Deps } from '../../deps.ts';
import type { Effect } from '../../platform/problem.ts';
import { checkOrders } from './check-orders.ts';

const AT_ONCE = 40;

export async function answerAuthorise(deps: Pick<Deps, 'database' | 'ids' | 'agents'>, messages: Extract<FleetChange, { type: 'authorise' }>[]): Promise<Effect[]> {
  const checked = new Map((await checkOrders(deps, [...new Set(messages.flatMap((message) => message.execution_ids))])).map((one) => [one.order.execution_id, one]));
  const asked = [...Map.groupBy(messages, (message) => `${message.client_id}/${message.asset_id}`).values()];
  for (let at = 0; at < asked.length; at += AT_ONCE) {
    await Promise.all(asked.slice(at, at + AT_ONCE).map((list) => {
      const { client_id, asset_id } = list[0]!;
      const verdicts = [...new Set(list.flatMap((message) => message.execution_ids))].map((execution_id) => {
        const found = checked.get(execution_id);
        const isOfMachine = found?.order.asset_id === asset_id && found.order.client_id === client_id;
        const reason = isOfMachine ? found.refusal : 'unknown';
        return { execution_id, is_allowed: reason === null, reason };
      });
      return deps.agents.of(client_id, asset_id).authorise(verdicts);
    }));
  }
  return [];
}
