// Limits and origins, before anything is parsed.
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { secureHeaders } from 'hono/secure-headers';
import type { AppEnv } from '../app-env.ts';
import { ProblemError } from '../errors.ts';

export const JSON_BYTES_MAX = 1024 * 1024;
export const UPLOAD_BYTES_MAX = 40 * 1024 * 1024;

export const apiHeaders = secureHeaders({
  strictTransportSecurity: 'max-age=63072000; includeSubDomains',
  xFrameOptions: 'DENY',
  referrerPolicy: 'no-referrer',
  crossOriginResourcePolicy: 'same-origin',
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
});

/** Who still sends when the connection closes never reads the answer (the socket is reset): as much of a refused body is read and dropped. */
const REFUSED_BYTES_MAX = 16 * 1024 * 1024;

async function dropBody(body: ReadableStream<Uint8Array> | null): Promise<void> {
  if (!body || body.locked) return;
  const reader = body.getReader();
  let bytes = 0;
  try {
    for (let part = await reader.read(); !part.done && bytes < REFUSED_BYTES_MAX; part = await reader.read()) bytes += part.value.byteLength;
  } catch {
    // The sender went away.
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

const tooLarge = async (c: Context): Promise<never> => {
  await dropBody(c.req.raw.body);
  throw new ProblemError({ kind: 'too_large', message: 'the request is too large' });
};
const jsonLimit = bodyLimit({ maxSize: JSON_BYTES_MAX, onError: tooLarge });
const uploadLimit = bodyLimit({ maxSize: UPLOAD_BYTES_MAX, onError: tooLarge });

/** Bodies are JSON, or multipart for uploads; each with its own limit. */
export const bodies = createMiddleware<AppEnv>(async (c, next) => {
  if (['GET', 'HEAD', 'OPTIONS'].includes(c.req.method)) return next();
  const type = (c.req.header('Content-Type') ?? '').split(';')[0]!.trim().toLowerCase();
  if (type === 'multipart/form-data') return uploadLimit(c, next);
  const isEmpty = c.req.header('Content-Length') === '0' || (!c.req.header('Content-Length') && !c.req.header('Transfer-Encoding') && !type);
  if (type !== 'application/json' && !isEmpty) {
    throw new ProblemError({ kind: 'unsupported_media', message: 'send application/json (or multipart/form-data for files)' });
  }
  return jsonLimit(c, next);
});

/** Browsers of other origins may not call the API at all; programs send no Origin. */
export const sameOrigin = createMiddleware<AppEnv>(async (c, next) => {
  c.header('Cache-Control', 'no-store');
  const origin = c.req.header('Origin');
  if (origin && origin !== c.var.deps.config.origin && origin !== new URL(c.req.url).origin) {
    throw new ProblemError({ kind: 'forbidden', code: 'origin', message: 'this origin may not call the API' });
  }
  await next();
});

/** Floods, per address and location of the edge. Lockout of an account is counted in SQL beside the sign-in. */
export const floods = (binding: 'LOGIN_LIMIT' | 'API_LIMIT' | 'AGENT_LIMIT') =>
  createMiddleware<AppEnv>(async (c, next) => {
    const limit = c.env[binding];
    const key = `${c.req.header('CF-Connecting-IP') ?? 'local'}`;
    if (limit && !(await limit.limit({ key })).success) {
      throw new ProblemError({ kind: 'too_many', message: 'too many requests from this address', retryAfterSeconds: 60 });
    }
    await next();
  });
