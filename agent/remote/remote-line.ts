// The machine's side of a remote session: a second WebSocket beside the usual one, with the same proof, so that what a person sees waits for no output of commands.
import { WebSocket } from 'ws';
import { CLOSE_REMOTE_OVER, REMOTE_LIMITS, REMOTE_SUBPROTOCOL, ToMachine } from '../../durable-objects/protocol/remote.ts';
import { PING_SECONDS } from '../../durable-objects/protocol/limits.ts';
import { tunnelTo } from '../http.ts';
import { prove, type Self } from '../session.ts';

const HANDSHAKE_MS = 20_000;

export interface LineEvents {
  /** Both sides are there. */
  onGo(size: { cols: number; rows: number }): void;
  onSize(size: { cols: number; rows: number }): void;
  /** Bytes of the person; `took` says when they are dealt with. */
  onBytes(bytes: Buffer): void;
  /** The person took enough that more may be sent. */
  onRoom(): void;
  /** Once, and for good. `reason`: the server's word, or `connection_lost`. */
  onClosed(reason: string): void;
}

export interface RemoteLine {
  hello(banner: 'shown' | 'none'): void;
  /** @returns false when the window is full: wait for `onRoom`. */
  send(bytes: Uint8Array): boolean;
  took(bytes: number): void;
  close(reason: string): void;
}

/** Counts what is on its way, in both directions. Pure. */
export class Window {
  #sent = 0;
  #acked = 0;
  #taken = 0;
  #told = 0;
  readonly #size: number;
  constructor(size: number = REMOTE_LIMITS.windowBytes) {
    this.#size = size;
  }

  sent(bytes: number): boolean {
    this.#sent += bytes;
    return this.hasRoom;
  }

  get hasRoom(): boolean {
    return this.#sent - this.#acked < this.#size;
  }

  acked(total: number): void {
    if (total > this.#acked && total <= this.#sent) this.#acked = total;
  }

  /** @returns the total to tell the other side now; null: not yet worth a frame. */
  took(bytes: number): number | null {
    this.#taken += bytes;
    if (this.#taken - this.#told < REMOTE_LIMITS.ackBytes) return null;
    this.#told = this.#taken;
    return this.#taken;
  }
}

export async function openRemoteLine(self: Self, sessionId: string, events: LineEvents, signal: AbortSignal): Promise<{ ok: true; line: RemoteLine } | { ok: false; message: string }> {
  const proved = await prove(self.server, self.key, self.identity.agent_id, signal);
  if (!proved.ok) return { ok: false, message: proved.message };
  const { promise, resolve } = Promise.withResolvers<{ ok: true; line: RemoteLine } | { ok: false; message: string }>();
  const socket = new WebSocket(new URL(`/api/agents/remote-sessions/${sessionId}`, self.server.origin.replace(/^http/, 'ws')), [REMOTE_SUBPROTOCOL], {
    agent: tunnelTo(self.server), handshakeTimeout: HANDSHAKE_MS, maxPayload: REMOTE_LIMITS.frameBytes, perMessageDeflate: false,
    headers: { authorization: `Bearer ${self.identity.credential}`, 'x-lanet-challenge': proved.proof.challenge, 'x-lanet-proof': proved.proof.proof, 'user-agent': 'lanet-agent' },
  });
  const abort = (): void => socket.terminate();
  signal.addEventListener('abort', abort, { once: true });
  const window = new Window();
  let pings: NodeJS.Timeout | undefined;
  const say = (data: string | Uint8Array): void => {
    if (socket.readyState === WebSocket.OPEN) socket.send(data);
  };
  const line: RemoteLine = {
    hello: (banner) => say(JSON.stringify({ type: 'hello', banner })),
    send(bytes) {
      for (let at = 0; at < bytes.byteLength; at += REMOTE_LIMITS.frameBytes) say(bytes.subarray(at, at + REMOTE_LIMITS.frameBytes));
      return window.sent(bytes.byteLength);
    },
    took(bytes) {
      const total = window.took(bytes);
      if (total !== null) say(JSON.stringify({ type: 'ack', bytes: total }));
    },
    close(reason) {
      socket.close(CLOSE_REMOTE_OVER, reason.slice(0, 120));
      setTimeout(abort, 1000).unref();
    },
  };
  socket.on('open', () => {
    pings = setInterval(() => say('ping'), PING_SECONDS * 1000);
    resolve({ ok: true, line });
  });
  socket.on('error', (fault) => resolve({ ok: false, message: fault.message }));
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) return events.onBytes(data);
    const frame = ToMachine.safeParse(jsonIn(data.toString('utf8')));
    if (!frame.success) return;
    if (frame.data.type === 'go') events.onGo(frame.data);
    else if (frame.data.type === 'size') events.onSize(frame.data);
    else {
      window.acked(frame.data.bytes);
      if (window.hasRoom) events.onRoom();
    }
  });
  socket.on('close', (code, reason) => {
    clearInterval(pings);
    signal.removeEventListener('abort', abort);
    resolve({ ok: false, message: 'the connection closed while it was opened' });
    events.onClosed(code === CLOSE_REMOTE_OVER ? reason.toString('utf8').slice(0, 64) || 'over' : 'connection_lost');
  });
  return promise;
}

/** Null for what is not JSON. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
