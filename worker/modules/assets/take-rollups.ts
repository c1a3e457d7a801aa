// Placeholder of the first hour: takeRollups.
import type { FleetData } from '../../../durable-objects/protocol/fleet.ts';
import type { Deps } from '../../deps.ts';
import type { Effect } from '../../platform/problem.ts';

export async function takeRollups(_deps: Deps, _messages: Extract<FleetData, { type: 'rollup' }>[]): Promise<Effect[]> {
  return [];
}
