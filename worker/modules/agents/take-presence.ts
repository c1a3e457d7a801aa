// Placeholder of the first hour: takePresence.
import type { FleetChange } from '../../../durable-objects/protocol/fleet.ts';
import type { Deps } from '../../deps.ts';
import type { Effect } from '../../platform/problem.ts';

export async function takePresence(_deps: Deps, _messages: Extract<FleetChange, { type: 'presence' }>[]): Promise<Effect[]> {
  return [];
}
