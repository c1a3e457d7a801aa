// Requests of the agent: through the proxy where there is one (CONNECT, also for WebSockets), over TLS or to this very machine.
import http from 'node:http';
import https from 'node:https';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';

export interface Server {
  /** Origin, no trailing slash. */
  origin: string;
  /** What signatures name: host with port. */
  host: string;
  /** Explicit proxy; null: HTTPS_PROXY and NO_PROXY of the environment. */
  proxy: string | null;
}

/** `unreachable`: no answer at all; otherwise the code of the server's envelope, or `http_<status>` for an answer of somebody else. */
export type Answer = { ok: true; status: number; data: unknown } | { ok: false; status: number; code: string; message: string; retryAfterS: number | null };

const ANSWER_BYTES_MAX = 8 * 1024 * 1024;

/** A sentence when the address cannot be used. Plain http is for this machine only; there is no switch to trust less. */
export function serverOf(text: string, proxy: string | null): Server | string {
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) return 'the server is an address like https://helpdesk.example.com';
  if (url.username || url.password || url.search || url.hash || url.pathname !== '/') return 'the server is an address without path, user or password';
  const isLoopback = url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(url.hostname);
  if (url.protocol === 'http:' && !isLoopback) return 'http:// is accepted for this machine only: use https://';
  if (proxy !== null && !/^https?:$/.test(URL.parse(proxy)?.protocol ?? '')) return 'the proxy is an address like http://proxy.example.net:3128';
  return { origin: url.origin, host: url.host, proxy };
}

/** The tunnel for one request, or nothing when the server is reached directly. */
export function tunnelTo(server: Server): HttpsProxyAgent<string> | undefined {
  const proxy = server.proxy ?? getProxyForUrl(server.origin);
  return proxy === '' ? undefined : new HttpsProxyAgent(proxy);
}

/** One JSON request. Never throws and never rejects. */
export function request(server: Server, call: { method: 'GET' | 'POST'; path: string; body?: unknown; bearer?: string; timeoutMs?: number; signal?: AbortSignal }): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const refuse = (code: string, message: string): void => resolve({ ok: false, status: 0, code, message, retryAfterS: null });
  try {
    const body = call.body === undefined ? null : JSON.stringify(call.body);
    const url = new URL(call.path, server.origin);
    const outgoing = (url.protocol === 'https:' ? https : http).request(url, {
      method: call.method, agent: tunnelTo(server), signal: call.signal,
      headers: {
        accept: 'application/json', 'user-agent': 'lanet-agent',
        ...(body === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        ...(call.bearer ? { authorization: `Bearer ${call.bearer}` } : {}),
      },
    }, (incoming) => {
      let bytes = 0;
      const parts: Buffer[] = [];
      incoming.on('data', (part: Buffer) => {
        bytes += part.length;
        if (bytes > ANSWER_BYTES_MAX) outgoing.destroy(new Error('the answer is too large'));
        else parts.push(part);
      });
      incoming.on('end', () => resolve(read(incoming.statusCode ?? 0, Buffer.concat(parts).toString('utf8'), incoming.headers['retry-after'])));
      incoming.on('error', (fault) => refuse('unreachable', fault.message));
    });
    outgoing.setTimeout(call.timeoutMs ?? 30_000, () => outgoing.destroy(new Error('no answer in time')));
    outgoing.on('error', (fault: Error & { code?: string }) => refuse('unreachable', fault.message || (fault.code ?? 'connection failed')));
    outgoing.end(body ?? undefined);
  } catch (fault) {
    refuse('unreachable', fault instanceof Error ? fault.message : String(fault));
  }
  return promise;
}

/** The envelope of an answer, also of a WebSocket upgrade that was refused. */
export function read(status: number, text: string, retryAfter?: string): Answer {
  const envelope = envelopeOf(text);
  if (status >= 200 && status < 300 && envelope && 'data' in envelope) return { ok: true, status, data: envelope.data };
  const code = envelope?.errors?.[0]?.code;
  const seconds = Number(retryAfter);
  return {
    ok: false, status, code: typeof code === 'string' ? code.slice(0, 64) : `http_${status}`,
    message: typeof envelope?.message === 'string' ? envelope.message.slice(0, 300) : `the server answered ${status}`,
    retryAfterS: retryAfter !== undefined && Number.isFinite(seconds) ? Math.min(3600, Math.max(0, seconds)) : null,
  };
}

/** Null for a proxy's page or an empty body. */
function envelopeOf(text: string): { data?: unknown; message?: unknown; errors?: { code?: unknown }[] | null } | null {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' ? found : null;
  } catch {
    return null;
  }
}
