// The gateway to the LiveBoard objects: one for the staff, one a client.
import type { Hint, Viewer } from '../../durable-objects/protocol/live.ts';
import type { Effect } from './problem.ts';

export interface LiveBoards {
  /** Tells the boards what to look at. A lost hint costs a refetch later, never data. */
  publish(effects: Effect[]): Promise<void>;
  /** Hands an upgrade request of a verified viewer to their board. `ticketId` works once. */
  connect(viewer: Viewer, ticketId: string, request: Request): Promise<Response>;
}

const STAFF_BOARD = 'staff';
const clientBoard = (clientId: string): string => `client:${clientId}`;

/** Which board hears of what: an internal note never reaches a client's board, mail hints reach the staff's alone. */
export function hintsByBoard(effects: Effect[]): Map<string, Hint[]> {
  const boards = new Map<string, Hint[]>();
  const add = (name: string, hint: Hint) => boards.set(name, [...(boards.get(name) ?? []), hint]);
  for (const effect of effects) {
    if (effect.type === 'mail') continue;
    add(STAFF_BOARD, effect);
    if (effect.type === 'ticket' && !effect.internal) add(clientBoard(effect.client_id), effect);
    if (effect.type === 'authority' && effect.client_id) add(clientBoard(effect.client_id), effect);
  }
  return boards;
}

export function objectBoards(namespace: DurableObjectNamespace): LiveBoards {
  const board = (name: string) => namespace.get(namespace.idFromName(name));
  return {
    async publish(effects) {
      await Promise.all([...hintsByBoard(effects)].map(([name, hints]) => board(name).fetch('https://board/publish', { method: 'POST', body: JSON.stringify(hints) })));
    },
    connect(viewer, ticketId, request) {
      const headers = new Headers({ Upgrade: 'websocket', 'X-Viewer': JSON.stringify(viewer), 'X-Ticket-Id': ticketId });
      for (const name of ['Sec-WebSocket-Key', 'Sec-WebSocket-Version']) headers.set(name, request.headers.get(name) ?? '');
      return board(viewer.client_id ? clientBoard(viewer.client_id) : STAFF_BOARD).fetch('https://board/connect', { headers });
    },
  };
}
