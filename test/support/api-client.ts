// A program that talks to the API as a person of the test world.
import { password, type Person } from './world.ts';
import type { TestWorker } from './stack.ts';

/** Any JSON, read by name. */
export type Loose = ReturnType<typeof JSON.parse>;

export interface Answer {
  status: number;
  /** The envelope; `data` is loose on purpose, tests read it as a stranger would. */
  body: { success: boolean; message: string; data: Loose; errors: { code: string; field?: string; message: string }[] | null; timestamp: string };
  headers: Headers;
  requestId: string;
}

export interface ApiClient {
  token: string;
  refreshToken: string;
  get(path: string): Promise<Answer>;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Multipart: text fields and files. */
  upload(path: string, fields: Record<string, string>, files: { name: string; content: string | Uint8Array; type?: string }[]): Promise<Answer>;
}

export async function call(worker: TestWorker, method: string, path: string, options: { token?: string | undefined; body?: unknown; headers?: Record<string, string> } = {}): Promise<Answer> {
  const isForm = options.body instanceof FormData;
  const response = await worker.fetch(path, {
    method,
    headers: {
      ...(options.token ? { Authorization: `Bearer ${options.token}` } : {}),
      ...(options.body === undefined || isForm ? {} : { 'Content-Type': 'application/json' }),
      ...options.headers,
    },
    ...(options.body === undefined ? {} : { body: isForm ? (options.body as FormData) : typeof options.body === 'string' ? options.body : JSON.stringify(options.body) }),
  });
  const text = await response.text();
  const body = (response.headers.get('Content-Type') ?? '').includes('json') ? JSON.parse(text) : { success: response.ok, message: text, data: null, errors: null, timestamp: '' };
  return { status: response.status, body: body as Answer['body'], headers: response.headers, requestId: response.headers.get('X-Request-Id') ?? '' };
}

export function clientWith(worker: TestWorker, token: string, refreshToken = ''): ApiClient {
  return {
    token, refreshToken,
    get: (path) => call(worker, 'GET', path, { token }),
    send: (method, path, body, headers) => call(worker, method, path, { token, body, ...(headers ? { headers } : {}) }),
    upload: (path, fields, files) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      for (const file of files) form.append('file', new Blob([typeof file.content === 'string' ? file.content : Buffer.from(file.content)], { type: file.type ?? 'application/octet-stream' }), file.name);
      return call(worker, 'POST', path, { token, body: form });
    },
  };
}

/** Signs in over the API; throws with the answer when that fails. */
export async function signIn(worker: TestWorker, person: Pick<Person, 'email'>, secret = password): Promise<ApiClient> {
  const { status, body } = await call(worker, 'POST', '/api/auth/login', { body: { email: person.email, password: secret } });
  if (status !== 200) throw new Error(`sign-in of ${person.email}: ${status} ${body.message}`);
  return clientWith(worker, body.data.access_token, body.data.refresh_token);
}
