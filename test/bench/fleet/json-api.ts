// The API as a program sees it; says which answer came instead of the expected one.
import { Agent, request } from 'node:http';

/** Any JSON, read by name. */
export type Loose = ReturnType<typeof JSON.parse>;

export interface Api {
  token: string | undefined;
  get(path: string): Promise<{ data: Loose; ms: number }>;
  /** Throws when another status comes. `ms`: from the call to the last byte of the answer. */
  send(method: string, path: string, body: unknown, expected: number): Promise<{ data: Loose; ms: number }>;
}

export class UnexpectedStatus extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Connections are kept, as a browser keeps them. The platform's `fetch` costs three times the CPU, which the server here has to share. */
const agent = new Agent({ keepAlive: true, maxSockets: 256, timeout: 120_000 });

function exchange(url: string, method: string, headers: Record<string, string>, body: string | undefined): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers: body === undefined ? headers : { ...headers, 'content-length': String(Buffer.byteLength(body)) } }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => void pieces.push(piece));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString('utf8') }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

export function apiOf(url: string, token?: string): Api {
  const send = async (method: string, path: string, body: unknown, expected: number): Promise<{ data: Loose; ms: number }> => {
    const from = performance.now();
    const text = body === undefined ? undefined : JSON.stringify(body);
    const answer = await exchange(url + path, method, { ...(token && { authorization: `Bearer ${token}` }), ...(text !== undefined && { 'content-type': 'application/json' }) }, text);
    const ms = performance.now() - from;
    if (answer.status !== expected) throw new UnexpectedStatus(answer.status, `${method} ${path} answered ${answer.status}: ${answer.text.slice(0, 300)}`);
    return { data: (JSON.parse(answer.text) as { data: Loose }).data, ms };
  };
  return { token, send, get: (path) => send('GET', path, undefined, 200) };
}
