// Stands where the edge stands: HTTP/2, and compressed what the runtime sends plainly here, so that a slow line carries what it would in production.
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createSecureServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, constants } from 'node:zlib';
import { testCertificate } from '../support/test-certificate.ts';

const compressible = /^(?:text\/|application\/(?:javascript|json|manifest\+json)|image\/svg)/;

export interface EdgeProxy {
  url: string;
  stop(): Promise<void>;
}

/** In front of `target`, on a free port of 127.0.0.1. Requests look as if they had come to the target itself. */
export async function startEdgeProxy(target: string): Promise<EdgeProxy> {
  const kept = new Map<string, Buffer>();
  const { certFile, keyFile } = testCertificate();
  const sessions = new Set<ServerHttp2Session>();
  const server = createSecureServer({ cert: readFileSync(certFile), key: readFileSync(keyFile), allowHTTP1: true }, (incoming, outgoing) => {
    const given = Object.fromEntries(Object.entries(incoming.headers).filter(([name]) => !name.startsWith(':')));
    const headers = { ...given, host: new URL(target).host, 'accept-encoding': 'identity', ...(incoming.headers.origin === undefined ? {} : { origin: target }) };
    const onward = request(`${target}${incoming.url ?? '/'}`, { method: incoming.method ?? 'GET', headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
        const body = Buffer.concat(parts);
        const answered = { ...answer.headers };
        // Of the connection that ends here.
        for (const name of ['transfer-encoding', 'connection', 'keep-alive']) delete answered[name];
        if (body.length < 200 || answered['content-encoding'] !== undefined || !compressible.test(answered['content-type'] ?? '')) {
          outgoing.writeHead(answer.statusCode ?? 502, answered).end(body);
          return;
        }
        const isFixed = incoming.method === 'GET' && /immutable/.test(String(answered['cache-control']));
        // The quality that the edge uses for what it compresses itself.
        const small = (isFixed ? kept.get(incoming.url!) : undefined) ?? brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });
        if (isFixed) kept.set(incoming.url!, small);
        outgoing.writeHead(answer.statusCode ?? 502, { ...answered, 'content-encoding': 'br', 'content-length': String(small.length) }).end(small);
      });
    });
    onward.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(onward);
  });
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => {
      server.close(() => resolve());
      for (const session of sessions) session.destroy();
    }),
  };
}
