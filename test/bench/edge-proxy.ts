// Stands where the edge stands: compresses what the runtime sends plainly here, so that a slow line carries what it would in production.
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, constants } from 'node:zlib';

const compressible = /^(?:text\/|application\/(?:javascript|json|manifest\+json)|image\/svg)/;

export interface EdgeProxy {
  url: string;
  stop(): Promise<void>;
}

/** In front of `target`, on a free port of 127.0.0.1. Requests look as if they had come to the target itself. */
export async function startEdgeProxy(target: string): Promise<EdgeProxy> {
  const kept = new Map<string, Buffer>();
  const server = createServer((incoming, outgoing) => {
    const headers = { ...incoming.headers, host: new URL(target).host, 'accept-encoding': 'identity', ...(incoming.headers.origin === undefined ? {} : { origin: target }) };
    const onward = request(`${target}${incoming.url ?? '/'}`, { method: incoming.method ?? 'GET', headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
        const body = Buffer.concat(parts);
        const answered = { ...answer.headers };
        delete answered['transfer-encoding'];
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
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}
