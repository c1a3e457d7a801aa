// Placeholder of the first hour: takeExecutions.
import type { FleetChange } from '../../../durable-objects/protocol/fleet.ts';
import type { Deps } from '../../deps.ts';
import type { Effect } from '../../platform/problem.ts';

export async function takeExecutions(_deps: Deps, _messages: Extract<FleetChange, { type: 'execution' }>[]): Promise<Effect[]> {
  return [];
}
