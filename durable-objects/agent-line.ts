// Who speaks for a machine on one connection; kept in the socket's attachment, so that it survives sleep.
import type { Link } from './command-ledger.ts';
import type { AgentIdentity } from './protocol/fleet.ts';

export interface AgentLine {
  kind: 'agent';
  link: Link;
  /** Rises with every socket; 0: the long poll. */
  n: number;
  identity: AgentIdentity;
  connected_at: number;
  /** From the greeting; null before it. */
  spool_id: string | null;
}

/** The long poll has no socket to remember for it. */
export interface PollSession {
  link_id: string;
  offset_ms: number;
  spool_id: string;
  at: number;
}

/** Null: not a socket of an agent. */
export function lineOf(socket: WebSocket): AgentLine | null {
  const attachment = socket.deserializeAttachment() as AgentLine | null;
  return attachment?.kind === 'agent' ? attachment : null;
}

export const keepLine = (socket: WebSocket, line: AgentLine): void => socket.serializeAttachment(line);
