// What both ways to the server have in common, so that everything above does not know which one is in use.
import type { AgentFrame, OutputChunk, ServerFrame } from '../durable-objects/protocol/agent-frames.ts';

export interface Channel {
  readonly kind: 'websocket' | 'long-poll';
  /** The version both sides agreed on. */
  readonly protocol: number;
  send(frame: AgentFrame): void;
  sendOutput(chunk: OutputChunk): void;
  /** Said frames go out first. */
  close(): Promise<void>;
}

export interface ChannelEvents {
  onFrame(frame: ServerFrame): void;
  /** Once, also after an own `close`. `code` as in `CLOSE`, or of the WebSocket protocol. */
  onClose(code: number, reason: string): void;
}

/** Why there is no channel. `upgrade`: the server answers, but something on the way does not let a WebSocket through. */
export interface NotOpened {
  ok: false;
  why: 'unreachable' | 'upgrade' | 'stale' | 'unauthorised' | 'revoked' | 'outdated' | 'refused';
  code: string;
  message: string;
  retryAfterS: number | null;
}
export type Opened = { ok: true; channel: Channel; offsetMs: number } | NotOpened;

/** What an answer that is not 2xx means for the connection. `http_…` codes are of something between here and the server. */
export function notOpened(answer: { status: number; code: string; message: string; retryAfterS: number | null }): NotOpened {
  const because = (why: NotOpened['why']): NotOpened => ({ ok: false, why, code: answer.code, message: answer.message, retryAfterS: answer.retryAfterS });
  if (answer.code === 'unreachable') return because('unreachable');
  if (answer.code === 'credential_stale') return because('stale');
  if (answer.code === 'revoked') return because('revoked');
  if (answer.code === 'upgrade_required' && answer.status === 426) return because('outdated');
  if (answer.code.startsWith('http_')) return because('upgrade');
  return because(answer.status === 401 ? 'unauthorised' : 'refused');
}
