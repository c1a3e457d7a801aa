// Placeholder of the first hour: answerAuthorise.
import type { FleetChange } from '../../../durable-objects/protocol/fleet.ts';
import type { Deps } from '../../deps.ts';
import type { Effect } from '../../platform/problem.ts';

export async function answerAuthorise(_deps: Deps, _messages: Extract<FleetChange, { type: 'authorise' }>[]): Promise<Effect[]> {
  return [];
}
