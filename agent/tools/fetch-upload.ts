// Brings what was lent for this machine: over its own connection settings, with its own bearer, piece by piece.
import http from 'node:http';
import https from 'node:https';
import { tunnelTo } from '../http.ts';
import type { Log } from '../log.ts';
import { renewSession, type Self } from '../session.ts';

const SILENCE_MS = 30_000;

/** A sentence when it did not come whole; the bytes are in `take` otherwise. */
export async function fetchUpload(self: Self, log: Log, uploadId: string, take: (bytes: Uint8Array) => Promise<void>, signal: AbortSignal): Promise<string | null> {
  const first = self.identity.auth_token === null ? 401 : await attempt(self, uploadId, take, signal);
  if (first !== 401) return first;
  const renewed = await renewSession(self, log, signal);
  if (!renewed.ok) return `the server did not let this machine in: ${renewed.code}`;
  const second = await attempt(self, uploadId, take, signal);
  return second === 401 ? 'the server did not let this machine in' : second;
}

/** 401: nothing was taken. */
async function attempt(self: Self, uploadId: string, take: (bytes: Uint8Array) => Promise<void>, signal: AbortSignal): Promise<string | 401 | null> {
  const url = new URL(`/api/agents/uploads/${uploadId}`, self.server.origin);
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  const outgoing = (url.protocol === 'https:' ? https : http).get(url, { agent: tunnelTo(self.server), signal, headers: { 'user-agent': 'lanet-agent', authorization: `Bearer ${self.identity.auth_token!}` } }, resolve);
  outgoing.setTimeout(SILENCE_MS, () => outgoing.destroy(new Error('no answer in time')));
  outgoing.on('error', reject);
  try {
    const incoming = await promise;
    if (incoming.statusCode !== 200) {
      incoming.resume();
      return incoming.statusCode === 401 ? 401 : `the server answered ${incoming.statusCode ?? 0}`;
    }
    for await (const bytes of incoming) await take(bytes as Buffer);
    return incoming.complete ? null : 'the connection broke';
  } catch (fault) {
    outgoing.destroy();
    return fault instanceof Error ? fault.message : String(fault);
  }
}
