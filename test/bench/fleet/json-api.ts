// The API as a program sees it; says which answer came instead of the expected one.

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

export function apiOf(url: string, token?: string): Api {
  const send = async (method: string, path: string, body: unknown, expected: number): Promise<{ data: Loose; ms: number }> => {
    const from = performance.now();
    const response = await fetch(url + path, {
      method, headers: { ...(token && { authorization: `Bearer ${token}` }), ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const ms = performance.now() - from;
    if (response.status !== expected) throw new UnexpectedStatus(response.status, `${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`);
    return { data: (JSON.parse(text) as { data: Loose }).data, ms };
  };
  return { token, send, get: (path) => send('GET', path, undefined, 200) };
}
