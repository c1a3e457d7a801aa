// The technician's side of a tunnel: one WebSocket, opened with the session's code. What it carries is read by the streams at both ends.
import { WebSocket } from 'ws';
import { CLOSE_REMOTE_OVER, REMOTE_LIMITS } from '../../durable-objects/protocol/remote.ts';
import { ToCommand, TUNNEL_SUBPROTOCOL } from '../../durable-objects/protocol/tunnel.ts';
import { read, tunnelTo, type Server } from '../http.ts';
import { jsonIn, Window } from './remote-line.ts';

const HANDSHAKE_MS = 20_000;
const PING_MS = 30_000;

export interface TunnelEvents {
  onWaiting(word: Extract<ToCommand, { type: 'waiting' }>): void;
  /** Both sides are there; until when at the latest. */
  onOpen(until: string): void;
  onBytes(bytes: Buffer): void;
  /** The machine took enough that more may be sent. */
  onRoom(): void;
  /** Once, and for good: the session's own reason, or why it never began. */
  onOver(reason: string, message: string | null): void;
}

export interface TunnelLine {
  /** @returns false when the window is full: wait for `onRoom`. */
  send(bytes: Uint8Array): boolean;
  /** Ends the session for both sides. */
  end(): void;
}

export function openTunnelLine(server: Server, code: string, events: TunnelEvents): TunnelLine {
  const socket = new WebSocket(new URL('/api/remote-sessions/tunnel', server.origin.replace(/^http/, 'ws')), [TUNNEL_SUBPROTOCOL], {
    agent: tunnelTo(server), handshakeTimeout: HANDSHAKE_MS, maxPayload: REMOTE_LIMITS.frameBytes, perMessageDeflate: false, headers: { authorization: `Bearer ${code}`, 'user-agent': 'lanet-agent' },
  });
  const window = new Window();
  let pings: NodeJS.Timeout | undefined;
  let isOver = false;
  let isHeard = true;
  const over = (reason: string, message: string | null): void => {
    if (isOver) return;
    isOver = true;
    clearInterval(pings);
    socket.terminate();
    events.onOver(reason, message);
  };
  const say = (data: string | Uint8Array): void => {
    if (socket.readyState === WebSocket.OPEN) socket.send(data);
  };
  socket.on('unexpected-response', (_request, incoming) => {
    let text = '';
    incoming.setEncoding('utf8');
    incoming.on('data', (part: string) => { if (text.length < 65_536) text += part; });
    incoming.on('end', () => {
      const answer = read(incoming.statusCode ?? 0, text);
      over(answer.ok ? 'refused' : answer.code, answer.ok ? 'the server did not switch to a WebSocket' : answer.message);
    });
  });
  socket.on('error', (fault) => over('unreachable', fault.message));
  socket.on('open', () => {
    pings = setInterval(() => {
      if (!isHeard) return over('connection_lost', null);
      isHeard = false;
      say('ping');
    }, PING_MS);
  });
  socket.on('message', (data: Buffer, isBinary) => {
    isHeard = true;
    if (isOver) return;
    if (isBinary) {
      const total = window.took(data.byteLength);
      if (total !== null) say(JSON.stringify({ type: 'ack', bytes: total }));
      return events.onBytes(data);
    }
    const word = ToCommand.safeParse(jsonIn(data.toString('utf8'))).data;
    if (word?.type === 'waiting') events.onWaiting(word);
    else if (word?.type === 'open') events.onOpen(word.until);
    else if (word?.type === 'over') over(word.reason, null);
    else if (word?.type === 'ack') {
      window.acked(word.bytes);
      if (window.hasRoom) events.onRoom();
    }
  });
  socket.on('close', (status, reason) => over(status === CLOSE_REMOTE_OVER ? reason.toString('utf8').slice(0, 64) || 'over' : 'connection_lost', null));
  return {
    send(bytes) {
      say(bytes);
      return window.sent(bytes.byteLength);
    },
    end() {
      if (socket.readyState === WebSocket.OPEN) say(JSON.stringify({ type: 'end' }));
      else over('ended', null);
    },
  };
}
