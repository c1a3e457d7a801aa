// The one fetch of the portal: unwraps the envelope, holds the access token in memory, refreshes it once.
import type { SignIn } from '../../../worker/modules/auth/contract.ts';
import { offlineStore } from './offline-store.ts';
import { sessionStore } from './session-store.ts';

/** One entry of the envelope's `errors`. */
export interface FieldError {
  code: string;
  field?: string;
  message: string;
}

/** What a failed request becomes; `status` 0 means that no answer arrived. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly errors: FieldError[];
  readonly requestId: string | null;
  readonly data: unknown;

  constructor(status: number, message: string, errors: FieldError[], requestId: string | null, data: unknown) {
    super(message);
    this.name = 'ApiProblem';
    this.status = status;
    this.errors = errors;
    this.requestId = requestId;
    this.data = data;
  }

  get code(): string {
    return this.errors[0]?.code ?? (this.status === 0 ? 'network' : `http_${this.status}`);
  }

  /** Field name to message, for forms. */
  get fields(): Record<string, string> {
    const fields: Record<string, string> = {};
    for (const error of this.errors) if (error.field && !(error.field in fields)) fields[error.field] = error.message;
    return fields;
  }
}

interface Envelope {
  success: boolean;
  message: string;
  data: unknown;
  errors: FieldError[] | null;
}

export type QueryValue = string | number | boolean | null | undefined;

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  query?: Record<string, QueryValue | QueryValue[]>;
  body?: unknown;
  form?: FormData;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** May take minutes: a large download. */
  isLarge?: boolean;
}

const timeoutMs = 30_000;

/** `/api` + path + query; empty values are left out, arrays repeat as one comma-separated value. */
export function apiUrl(path: string, query: RequestOptions['query'] = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    const text = Array.isArray(value) ? value.filter((item) => item !== undefined && item !== null).join(',') : value;
    if (text !== undefined && text !== null && text !== '') search.set(key, String(text));
  }
  const tail = search.toString();
  return `/api${path}${tail ? `?${tail}` : ''}`;
}

async function send(path: string, options: RequestOptions, token: string | null): Promise<Response> {
  const headers = new Headers(options.headers);
  if (token) headers.set('authorization', `Bearer ${token}`);
  let body: BodyInit | undefined;
  if (options.form) body = options.form;
  else if (options.body !== undefined) {
    headers.set('content-type', 'application/json');
    body = JSON.stringify(options.body);
  }
  const limit = AbortSignal.timeout(options.form || options.isLarge ? timeoutMs * 10 : timeoutMs);
  const init: RequestInit = {
    method: options.method ?? 'GET',
    headers,
    credentials: 'same-origin',
    cache: 'no-store',
    signal: options.signal ? AbortSignal.any([options.signal, limit]) : limit,
  };
  if (body !== undefined) init.body = body;
  try {
    const response = await fetch(apiUrl(path, options.query), init);
    offlineStore.heard(response.headers.get('x-lanet-cached-at'));
    return response;
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw unreachable();
  }
}

function unreachable(): ApiProblem {
  offlineStore.heard('');
  return new ApiProblem(0, 'network', [], null, null);
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const requestId = response.headers.get('x-request-id');
  const envelope = (await response.json().catch(() => null)) as Envelope | null;
  return new ApiProblem(
    response.status,
    envelope?.message ?? response.statusText,
    envelope?.errors ?? [],
    requestId,
    envelope?.data ?? null,
  );
}

/** Asks the server to keep the refresh token in the HttpOnly cookie and out of the answer. */
export const cookieOnly = { 'x-refresh-token': 'cookie' };

/** What theme.js asked for before any of this was there; once. That it got no answer is one: asked again, a silent server would be waited for twice. */
async function askedEarly(): Promise<Response | undefined> {
  const page = globalThis as { lanetSession?: Promise<Response> | undefined };
  const early = page.lanetSession;
  page.lanetSession = undefined;
  return early?.catch(() => {
    throw unreachable();
  });
}

async function exchangeCookie(staleToken: string | null): Promise<string | null> {
  const response = (await askedEarly()) ?? (await send('/auth/refresh', { method: 'POST', body: {}, headers: cookieOnly }, null));
  if (response.ok) {
    const { data } = (await response.json()) as { data: SignIn };
    const { status, user } = sessionStore.get();
    if (status === 'signed_in' && user && data.user && data.user.user_id !== user.user_id) {
      // Somebody else signed in beside this page: what was begun here is not ended in their name, and the page begins anew as theirs.
      globalThis.location?.reload();
      throw new ApiProblem(401, 'another person signed in', [], null, null);
    }
    sessionStore.signedIn(data.access_token, data.user);
    return data.access_token;
  }
  if (response.status === 401 || response.status === 422) {
    // An answer nobody reads keeps its connection.
    await response.body?.cancel();
    if (sessionStore.token() === staleToken) sessionStore.signedOut();
    return null;
  }
  throw await problemOf(response);
}

let refreshing: Promise<string | null> | null = null;

/**
 * A fresh access token from the HttpOnly cookie, or null when the session is over.
 * Tabs take turns (Web Locks): two rotations at once would look like a stolen refresh token and end the family.
 */
export function refreshSession(): Promise<string | null> {
  const staleToken = sessionStore.token();
  refreshing ??= (
    navigator.locks ? navigator.locks.request('lanet-refresh', () => exchangeCookie(staleToken)) : exchangeCookie(staleToken)
  ).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function answered(path: string, options: RequestOptions): Promise<Response> {
  const token = sessionStore.token();
  let response = await send(path, options, token);
  if (response.status === 401 && !path.startsWith('/auth/login') && sessionStore.get().status !== 'anonymous') {
    const fresh = await refreshSession();
    if (fresh) response = await send(path, options, fresh);
  }
  if (response.status === 401 && token) sessionStore.signedOut();
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** `data` of a successful answer. Throws ApiProblem. */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const response = await answered(path, options);
  if (response.status === 204) return null as T;
  const envelope = (await response.json()) as { data: T };
  return envelope.data;
}

/** A successful answer that is read while it arrives. Throws ApiProblem. */
export { answered as requestResponse };

/** The bytes of a download that needs the bearer. Throws ApiProblem. */
export async function requestBlob(path: string, options: RequestOptions = {}): Promise<Blob> {
  const response = await answered(path, options);
  return response.blob();
}
