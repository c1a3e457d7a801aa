// The gateway to the LiveBoard objects: one for the staff, one a client.
import type { Effect } from './problem.ts';

export interface LiveBoards {
  /** Tells the boards what to look at. A lost hint costs a refetch later, never data. */
  publish(effects: Effect[]): Promise<void>;
  /** Hands an upgrade request to the board of the viewer. */
  connect(board: string, request: Request): Promise<Response>;
}

export const STAFF_BOARD = 'staff';
export const clientBoard = (clientId: string): string => `client:${clientId}`;

export function objectBoards(namespace: DurableObjectNamespace): LiveBoards {
  const board = (name: string) => namespace.get(namespace.idFromName(name));
  return {
    async publish(effects) {
      const byBoard = new Map<string, Effect[]>();
      const add = (name: string, effect: Effect) => byBoard.set(name, [...(byBoard.get(name) ?? []), effect]);
      for (const effect of effects) {
        if (effect.type === 'mail') continue;
        add(STAFF_BOARD, effect);
        if (effect.type === 'ticket' && !effect.internal) add(clientBoard(effect.client_id), effect);
        if (effect.type === 'authority' && effect.client_id) add(clientBoard(effect.client_id), effect);
      }
      await Promise.all([...byBoard].map(([name, list]) =>
        board(name).fetch('https://board/publish', { method: 'POST', body: JSON.stringify(list) })));
    },
    connect: (name, request) => board(name).fetch(request),
  };
}
