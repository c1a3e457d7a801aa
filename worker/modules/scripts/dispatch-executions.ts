// Placeholder of the first hour: dispatchExecutions.
import type { DispatchMessage } from '../../../durable-objects/protocol/fleet.ts';
import type { Deps } from '../../deps.ts';
import type { Effect } from '../../platform/problem.ts';

export async function dispatchExecutions(_deps: Deps, _messages: Extract<DispatchMessage, { type: 'executions' }>[]): Promise<Effect[]> {
  return [];
}
