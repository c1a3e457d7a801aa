// Placeholder of the first hour: takeInventory.
import type { FleetData } from '../../../durable-objects/protocol/fleet.ts';
import type { Deps } from '../../deps.ts';
import type { Effect } from '../../platform/problem.ts';

export async function takeInventory(_deps: Deps, _messages: Extract<FleetData, { type: 'inventory' }>[]): Promise<Effect[]> {
  return [];
}
