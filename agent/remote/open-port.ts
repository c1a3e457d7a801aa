// A port of this very machine: its VNC server. Never another address, whatever an order says, and nothing that does not begin as VNC does.
import { connect } from 'node:net';
import type { Opened } from './far-end.ts';

const CONNECT_MS = 5_000;
/** How every VNC server begins, before it was asked anything (RFC 6143, 7.1.1). */
const GREETING = Buffer.from('RFB ');

/** Nothing is passed in either direction before the greeting came. */
export function openPort(port: number): Promise<Opened> {
  const { promise, resolve } = Promise.withResolvers<Opened>();
  const over = Promise.withResolvers<{ reason: string; exit_code: number | null }>();
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  const refuse = (why: string): void => {
    clearTimeout(deadline);
    socket.destroy();
    resolve({ ok: false, reason: 'no_desktop', message: why });
  };
  const deadline = setTimeout(() => refuse(`no VNC server answers on port ${port} of this machine`), CONNECT_MS);
  const listen = (): void => {
    const begin = socket.read(GREETING.length) as Buffer | null;
    if (begin === null) return;
    socket.off('readable', listen);
    if (!begin.equals(GREETING)) return refuse(`what answers on port ${port} of this machine is no VNC server`);
    clearTimeout(deadline);
    socket.unshift(begin);
    resolve({ ok: true, end: { input: socket, output: socket, ended: over.promise, kill: () => void socket.destroy() } });
  };
  socket.on('readable', listen);
  socket.on('error', (fault) => refuse(`nothing answers on port ${port} of this machine: ${fault.message}`));
  socket.on('close', () => {
    refuse(`no VNC server answers on port ${port} of this machine`);
    over.resolve({ reason: 'exit', exit_code: null });
  });
  return promise;
}
