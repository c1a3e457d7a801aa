// Placeholder of the first hour: takeNotices.
import type { FleetChange } from '../../../durable-objects/protocol/fleet.ts';
import type { Deps } from '../../deps.ts';
import type { Effect } from '../../platform/problem.ts';

export async function takeNotices(_deps: Deps, _messages: Extract<FleetChange, { type: 'notice' }>[]): Promise<Effect[]> {
  return [];
}
