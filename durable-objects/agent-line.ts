// Who speaks for a machine on one connection; kept in the socket's attachment, so that it survives sleep.
import type { Link } from './command-ledger.ts';
import type { AgentFeature } from './protocol/agent-frames.ts';
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
  features?: AgentFeature[];
  at: number;
}

/** While the object is awake it has one WebSocket for a socket; reading the attachment each time costs more than the frame. */
const known = new WeakMap<WebSocket, AgentLine>();

/** Null: not a socket of an agent. */
export function lineOf(socket: WebSocket): AgentLine | null {
  const line = known.get(socket);
  if (line) return line;
  const attachment = socket.deserializeAttachment() as AgentLine | null;
  if (attachment?.kind !== 'agent') return null;
  known.set(socket, attachment);
  return attachment;
}

export function keepLine(socket: WebSocket, line: AgentLine): void {
  known.set(socket, line);
  socket.serializeAttachment(line);
}
