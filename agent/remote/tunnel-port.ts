// The other end of a tunnel: SSH or RDP of this very machine. Never another address, and no other port, whatever an order says.
import { connect, type Socket } from 'node:net';
import { TUNNEL_PORTS } from '../../durable-objects/protocol/remote.ts';

const CONNECT_MS = 5_000;
const LOOPBACKS = ['127.0.0.1', '::1'] as const;
export type Loopback = (typeof LOOPBACKS)[number];

/** Where it listens; null: nowhere, or not a port of a tunnel. */
export async function loopbackOf(port: number): Promise<Loopback | null> {
  if (!TUNNEL_PORTS.includes(port)) return null;
  for (const host of LOOPBACKS) if (await listens(host, port)) return host;
  return null;
}

/** One connection; it takes bytes before it stands. */
export const connectTunnel = (host: Loopback, port: number): Socket => connect({ host, port, noDelay: true, allowHalfOpen: true });

function listens(host: Loopback, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port });
  const say = (answer: boolean): void => {
    resolve(answer);
    socket.destroy();
  };
  socket.setTimeout(CONNECT_MS, () => say(false));
  socket.on('connect', () => say(true));
  socket.on('error', () => say(false));
  return promise;
}
