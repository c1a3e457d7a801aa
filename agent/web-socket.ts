// The usual way to the server: one WebSocket, opened with the machine's proof, kept alive by pings of the agent.
import { WebSocket } from 'ws';
import { ServerFrame, encodeOutput, type AgentFrame } from '../durable-objects/protocol/agent-frames.ts';
import { FRAME_BYTES_MAX, OUTPUT_CHUNK_BYTES_MAX, PING_SECONDS, PROTOCOL_VERSION, PROTOCOL_VERSION_MIN, subprotocolOf } from '../durable-objects/protocol/limits.ts';
import { notOpened, type Channel, type ChannelEvents, type Opened } from './channel.ts';
import { read, tunnelTo } from './http.ts';
import type { Log } from './log.ts';
import { prove, type Self } from './session.ts';

const HANDSHAKE_MS = 20_000;
/** What a server may send in one frame: a command with the largest script, escaped. */
const INCOMING_BYTES_MAX = FRAME_BYTES_MAX;
/** Pongs missed before the connection counts as dead. */
const MISSED_PONGS_MAX = 2;

/** @param protocolMax the newest version to offer. */
export async function openWebSocket(self: Self, log: Log, events: ChannelEvents, protocolMax = PROTOCOL_VERSION, pingMs = PING_SECONDS * 1000, signal?: AbortSignal): Promise<Opened> {
  const proved = await prove(self.server, self.key, self.identity.agent_id, signal);
  if (!proved.ok) {
    const not = notOpened(proved);
    // No challenge means no server: a proxy's page is not a reason to try without WebSockets.
    return not.why === 'upgrade' ? { ...not, why: 'unreachable' } : not;
  }
  const versions = Array.from({ length: protocolMax - PROTOCOL_VERSION_MIN + 1 }, (_, i) => subprotocolOf(protocolMax - i));
  const { promise, resolve } = Promise.withResolvers<Opened>();
  const socket = new WebSocket(new URL('/api/agents/connect', self.server.origin.replace(/^http/, 'ws')), versions, {
    agent: tunnelTo(self.server), handshakeTimeout: HANDSHAKE_MS, maxPayload: INCOMING_BYTES_MAX, perMessageDeflate: false,
    headers: { authorization: `Bearer ${self.identity.credential}`, 'x-lanet-challenge': proved.proof.challenge, 'x-lanet-proof': proved.proof.proof, 'user-agent': 'lanet-agent' },
  });
  const abort = (): void => socket.terminate();
  signal?.addEventListener('abort', abort, { once: true });
  let isOpen = false;
  let pings: NodeJS.Timeout | undefined;

  socket.on('unexpected-response', (_request, incoming) => {
    let text = '';
    incoming.setEncoding('utf8');
    incoming.on('data', (part: string) => { if (text.length < 65_536) text += part; });
    incoming.on('end', () => {
      const answer = read(incoming.statusCode ?? 0, text, incoming.headers['retry-after']);
      resolve(notOpened(answer.ok ? { status: answer.status, code: `http_${answer.status}`, message: 'the server did not switch to a WebSocket', retryAfterS: null } : answer));
      socket.terminate();
    });
  });
  socket.on('error', (fault) => {
    if (isOpen) log.warn('socket_fault', { reason: fault.message });
    // The challenge came through a moment ago: what breaks now is the upgrade.
    else resolve({ ok: false, why: 'upgrade', code: 'upgrade_failed', message: fault.message, retryAfterS: null });
  });
  socket.on('open', () => {
    isOpen = true;
    const protocol = Number(/^lanet\.agent\.(\d+)$/.exec(socket.protocol)?.[1] ?? 0);
    if (!versions.includes(socket.protocol)) {
      resolve({ ok: false, why: 'upgrade', code: 'no_protocol', message: 'the server agreed to no version of this agent', retryAfterS: null });
      socket.terminate();
      return;
    }
    let missed = 0;
    pings = setInterval(() => {
      if (missed >= MISSED_PONGS_MAX) {
        log.warn('connection_silent', { missed });
        socket.terminate();
        return;
      }
      missed++;
      socket.send('ping');
    }, pingMs);
    socket.on('message', (data: Buffer, isBinary) => {
      missed = 0;
      const text = isBinary ? '' : data.toString('utf8');
      if (text === 'pong') return;
      const frame = frameIn(text);
      if (frame) events.onFrame(frame);
      else log.warn('frame_not_understood', { bytes: data.length });
    });
    resolve({ ok: true, channel: channelOn(socket, protocol, log), offsetMs: proved.proof.offsetMs });
  });
  socket.on('close', (code, reason) => {
    clearInterval(pings);
    signal?.removeEventListener('abort', abort);
    resolve({ ok: false, why: 'upgrade', code: 'upgrade_failed', message: 'the connection closed while it was opened', retryAfterS: null });
    if (isOpen) events.onClose(code, reason.toString('utf8').slice(0, 123));
  });
  return promise;
}

function channelOn(socket: WebSocket, protocol: number, log: Log): Channel {
  const say = (data: string | Uint8Array): void => {
    if (socket.readyState === WebSocket.OPEN) socket.send(data);
  };
  const send = (frame: AgentFrame): void => {
    const text = JSON.stringify(frame);
    if (Buffer.byteLength(text) > FRAME_BYTES_MAX) log.error('frame_too_large', { frame: frame.type, bytes: Buffer.byteLength(text) });
    else say(text);
  };
  return {
    kind: 'websocket', protocol, send,
    sendOutput(chunk) {
      if (chunk.data.byteLength > OUTPUT_CHUNK_BYTES_MAX) throw new RangeError('a piece of output is too large');
      if (protocol >= 2) say(encodeOutput(chunk));
      else send({ type: 'command.output', execution_id: chunk.execution_id, offset: chunk.offset, stream: chunk.stream, data: Buffer.from(chunk.data).toString('base64') });
    },
    close() {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (socket.readyState === WebSocket.CLOSED) resolve();
      socket.once('close', () => resolve());
      socket.close(1000);
      setTimeout(() => socket.terminate(), 500).unref();
      return promise;
    },
  };
}

/** Null for what this version does not know: a newer server may say more. */
export function frameIn(text: string): ServerFrame | null {
  try {
    const found = ServerFrame.safeParse(JSON.parse(text));
    return found.success ? found.data : null;
  } catch {
    return null;
  }
}

