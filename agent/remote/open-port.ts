// A port of this very machine: its VNC server. Never another address, whatever an order says.
import { connect } from 'node:net';
import type { Opened } from './far-end.ts';

const CONNECT_MS = 5_000;

export function openPort(port: number): Promise<Opened> {
  const { promise, resolve } = Promise.withResolvers<Opened>();
  const over = Promise.withResolvers<{ reason: string; exit_code: number | null }>();
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  const deadline = setTimeout(() => socket.destroy(new Error('no answer')), CONNECT_MS);
  socket.on('connect', () => {
    clearTimeout(deadline);
    resolve({ ok: true, end: { input: socket, output: socket, ended: over.promise, kill: () => void socket.destroy() } });
  });
  socket.on('error', (fault) => {
    clearTimeout(deadline);
    resolve({ ok: false, reason: 'no_desktop', message: `nothing answers on port ${port} of this machine: ${fault.message}` });
  });
  socket.on('close', () => over.resolve({ reason: 'exit', exit_code: null }));
  return promise;
}
