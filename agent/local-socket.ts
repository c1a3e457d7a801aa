// How a command line asks the running agent: a socket inside the closed state folder (a named pipe on Windows), one question, one answer.
import { createHash } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { Log } from './log.ts';

export type Question = 'status' | 'uninstall';
/** The longest path of a local socket on Linux is 107 bytes, on macOS 103. */
const PATH_BYTES_MAX = 100;
const ASK_MS = 3000;

function placeOf(stateDir: string): string | null {
  if (process.platform === 'win32') return `\\\\.\\pipe\\lanet-agent-${createHash('sha256').update(stateDir.toLowerCase()).digest('hex').slice(0, 16)}`;
  const path = join(stateDir, 'agent.sock');
  return Buffer.byteLength(path) > PATH_BYTES_MAX ? null : path;
}

/** Null when this machine gives no socket: then `status` says only what the files say. */
export function answerLocally(stateDir: string, answers: Record<Question, () => unknown>, log: Log): Server | null {
  const place = placeOf(stateDir);
  if (place === null) {
    log.warn('no_local_socket', { reason: 'the path of the state folder is too long' });
    return null;
  }
  const server = createServer((socket) => {
    socket.setTimeout(ASK_MS, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.once('data', (data) => {
      const question = data.toString('utf8', 0, 32).trim();
      socket.end(question === 'status' || question === 'uninstall' ? `${JSON.stringify(answers[question]())}\n` : 'null\n');
    });
  });
  server.on('error', (fault) => log.warn('no_local_socket', { reason: fault.message }));
  // The lock is held: a socket that lies there is of a process that is gone.
  if (process.platform !== 'win32') rmSync(place, { force: true });
  server.listen(place, () => {
    if (process.platform !== 'win32') chmodSync(place, 0o600);
  });
  server.unref();
  return server;
}

/** What the running agent says, null when none answers. */
export function askLocally(stateDir: string, question: Question): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const place = placeOf(stateDir);
  if (place === null) return Promise.resolve(null);
  const socket = createConnection(place);
  let text = '';
  socket.setEncoding('utf8');
  socket.setTimeout(ASK_MS, () => socket.destroy());
  socket.on('connect', () => socket.write(`${question}\n`));
  socket.on('data', (part: string) => { text += part; });
  socket.on('error', () => resolve(null));
  socket.on('close', () => {
    try {
      resolve(JSON.parse(text));
    } catch {
      resolve(null);
    }
  });
  return promise;
}
