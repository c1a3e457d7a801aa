// Placeholder of the first hour: configureAgents.
import type { DispatchMessage } from '../../../durable-objects/protocol/fleet.ts';
import type { Deps } from '../../deps.ts';
import type { Effect } from '../../platform/problem.ts';

export async function configureAgents(_deps: Deps, _messages: Extract<DispatchMessage, { type: 'configure' }>[]): Promise<Effect[]> {
  return [];
}
