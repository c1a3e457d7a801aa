// The browser's side of a session of remote help: bytes both ways, neither side sending faster than the other takes.
import type { ToPerson } from '../../../durable-objects/protocol/remote.ts';
import { Outgoing } from './outgoing.ts';
import { remoteTicket } from './remote.ts';

export interface RemoteEvents {
  /** The machine was asked; `until`: for how long. */
  onWaiting: (until: string) => void;
  /** Of a tunnel: the machine is there, the command is not yet. */
  onReady?: (until: string) => void;
  /** Both sides are there. */
  onOpen: (until: string) => void;
  /** `took` when they are dealt with: the machine sends on by it. */
  onBytes: (bytes: Uint8Array<ArrayBuffer>, took: () => void) => void;
  /** Of a tunnel: bytes so far, towards the machine and from it. */
  onCount?: (up: number, down: number) => void;
  /** Once, and for good. */
  onOver: (reason: string) => void;
}

export interface RemoteChannel {
  send: (bytes: Uint8Array<ArrayBuffer>) => void;
  size: (cols: number, rows: number) => void;
  /** Ends the session for both sides. */
  end: () => void;
  /** The page goes away. */
  leave: () => void;
}

const ackBytes = 32 * 1024;
const pingMs = 30_000;

export function joinRemote(sessionId: string, events: RemoteEvents): RemoteChannel {
  let socket: WebSocket | null = null;
  let isOver = false;
  let taken = 0;
  let told = 0;
  let wanted: { cols: number; rows: number } | null = null;
  let pings: ReturnType<typeof setInterval> | undefined;
  const say = (frame: object): void => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  };
  const outgoing = new Outgoing((bytes) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(bytes);
  });
  const over = (reason: string): void => {
    clearInterval(pings);
    if (isOver) return;
    isOver = true;
    events.onOver(reason);
  };
  const took = (bytes: number): void => {
    taken += bytes;
    if (taken - told < ackBytes) return;
    told = taken;
    say({ type: 'ack', bytes: taken });
  };
  const heard = (message: ToPerson): void => {
    if (message.type === 'waiting') events.onWaiting(message.until);
    else if (message.type === 'open') events.onOpen(message.until);
    else if (message.type === 'ack') outgoing.acked(message.bytes);
    else if (message.type === 'ready') events.onReady?.(message.until);
    else if (message.type === 'bytes') events.onCount?.(message.up, message.down);
    else over(message.reason);
  };
  void remoteTicket(sessionId).then((ticket) => {
    if (isOver) return;
    const url = new URL(`/api/remote-sessions/${sessionId}/connect`, location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.searchParams.set('ticket', ticket);
    socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      pings = setInterval(() => {
        if (socket?.readyState === WebSocket.OPEN) socket.send('ping');
      }, pingMs);
      if (wanted) say({ type: 'size', ...wanted });
    };
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data !== 'string') events.onBytes(new Uint8Array(data), () => took(data.byteLength));
      else if (data !== 'pong') heard(JSON.parse(data) as ToPerson);
    };
    socket.onclose = ({ reason }) => over(reason || 'connection_lost');
  }, () => over('no_ticket'));
  return {
    send: (bytes) => outgoing.add(bytes),
    size: (cols, rows) => {
      wanted = { cols, rows };
      say({ type: 'size', cols, rows });
    },
    end: () => {
      say({ type: 'end' });
      // Without a socket there is nobody to say it to.
      if (socket?.readyState !== WebSocket.OPEN) over('ended');
    },
    leave: () => {
      isOver = true;
      clearInterval(pings);
      socket?.close();
    },
  };
}
