// The gateway to the LiveBoard objects: one for the staff, one a client.
import type { Viewer } from '../../durable-objects/protocol/live.ts';
import { boardOf, hintsByBoard } from './live-hints.ts';
import type { Effect } from './problem.ts';

export interface LiveBoards {
  /** Tells the boards what to look at. A lost hint costs a refetch later, never data. */
  publish(effects: Effect[]): Promise<void>;
  /** Hands an upgrade request of a verified viewer to their board. `ticketId` works once. */
  connect(viewer: Viewer, ticketId: string, request: Request): Promise<Response>;
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
      return board(boardOf(viewer)).fetch('https://board/connect', { headers });
    },
  };
}
