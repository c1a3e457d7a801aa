// The bytes of a version: fetched in one stream, gone on with where a connection broke, never more than was signed.
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { tunnelTo, type Server } from '../http.ts';
import { FILE_MODE } from '../state-dir.ts';

/** `broken`: there is more to come; `truncated`: the server holds less than was signed. */
export type Fetched = { ok: true } | { ok: false; reason: 'unauthorised' | 'broken' | 'truncated' | 'too_large' | 'bad_hash' | 'unreachable'; message: string };

const SILENCE_MS = 30_000;

/** One attempt; what arrived stays in `part` for the next one. Never throws and never rejects. */
export async function fetchCode(server: Server, call: { path: string; bearer: string; part: string; size: number; sha256: string; signal?: AbortSignal }): Promise<Fetched> {
  const { part, size, sha256 } = call;
  if (sizeOf(part) > size) rmSync(part, { force: true });
  if (sizeOf(part) < size) {
    const got = await appendTo(server, call);
    if (!got.ok) return got;
  }
  const have = sizeOf(part);
  if (have < size) return { ok: false, reason: 'broken', message: `${have} of ${size} bytes` };
  if (createHash('sha256').update(readFileSync(part)).digest('hex') === sha256) return { ok: true };
  rmSync(part, { force: true });
  return { ok: false, reason: 'bad_hash', message: 'these are not the bytes that were signed' };
}

function appendTo(server: Server, { path, bearer, part, size, signal }: Parameters<typeof fetchCode>[1]): Promise<Fetched> {
  const { promise, resolve } = Promise.withResolvers<Fetched>();
  const fail = (reason: Extract<Fetched, { ok: false }>['reason'], message: string): void => resolve({ ok: false, reason, message });
  try {
    const url = new URL(path, server.origin);
    const offset = sizeOf(part);
    const outgoing = (url.protocol === 'https:' ? https : http).request(url, {
      agent: tunnelTo(server), signal, headers: { 'user-agent': 'lanet-agent', authorization: `Bearer ${bearer}`, ...(offset > 0 ? { range: `bytes=${offset}-` } : {}) },
    }, (incoming) => {
      const status = incoming.statusCode ?? 0;
      if (status !== 200 && status !== 206) {
        incoming.resume();
        // The rest is not there.
        const isShort = status === 416 || (status === 404 && offset > 0);
        fail(status === 401 ? 'unauthorised' : isShort ? 'truncated' : 'unreachable', `the server answered ${status}`);
        return;
      }
      // A server that knows no ranges begins again.
      let have = status === 206 ? offset : 0;
      const file = openSync(part, have > 0 ? 'a' : 'w', FILE_MODE);
      const end = (): void => {
        closeSync(file);
        resolve({ ok: true });
      };
      incoming.on('data', (piece: Buffer) => {
        have += piece.length;
        if (have > size) {
          outgoing.destroy();
          fail('too_large', `more than the signed ${size} bytes`);
        } else writeSync(file, piece);
      });
      incoming.once('close', end);
      incoming.on('error', (fault) => fail('unreachable', fault.message));
    });
    outgoing.setTimeout(SILENCE_MS, () => outgoing.destroy(new Error('no answer in time')));
    outgoing.on('error', (fault) => fail('unreachable', fault.message));
    outgoing.end();
  } catch (fault) {
    fail('unreachable', fault instanceof Error ? fault.message : String(fault));
  }
  return promise;
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}
