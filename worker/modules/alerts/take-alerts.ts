// Placeholder of the first hour: takeAlerts.
import type { FleetChange } from '../../../durable-objects/protocol/fleet.ts';
import type { Deps } from '../../deps.ts';
import type { Effect } from '../../platform/problem.ts';

export async function takeAlerts(_deps: Deps, _messages: Extract<FleetChange, { type: 'alert' }>[]): Promise<Effect[]> {
  return [];
}
