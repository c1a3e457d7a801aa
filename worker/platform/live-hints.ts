// Which board hears of what. Pure.
import type { Hint, Viewer } from '../../durable-objects/protocol/live.ts';
import type { Effect } from './problem.ts';

const STAFF_BOARD = 'staff';
const clientBoard = (clientId: string): string => `client:${clientId}`;

/** Which board hears of what: an internal note never reaches a client's board, mail hints reach the staff's alone. */
export function hintsByBoard(effects: Effect[]): Map<string, Hint[]> {
  const boards = new Map<string, Hint[]>();
  const add = (name: string, hint: Hint) => boards.set(name, [...(boards.get(name) ?? []), hint]);
  for (const effect of effects) {
    if (effect.type === 'mail' || effect.type === 'configure' || effect.type === 'dispatch' || effect.type === 'report') continue;
    if (effect.type === 'notification') {
      add(effect.client_id ? clientBoard(effect.client_id) : STAFF_BOARD, effect);
      continue;
    }
    add(STAFF_BOARD, effect);
    if (effect.type === 'ticket' && !effect.internal) add(clientBoard(effect.client_id), effect);
    if (effect.type === 'asset') add(clientBoard(effect.client_id), effect);
    if (effect.type === 'authority' && effect.client_id) add(clientBoard(effect.client_id), effect);
  }
  return boards;
}

/** The board a viewer's socket belongs to. */
export const boardOf = (viewer: Viewer): string => (viewer.client_id ? clientBoard(viewer.client_id) : STAFF_BOARD);
