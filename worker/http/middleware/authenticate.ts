// Who is asking: the token's signature and identity. Authority is not read here; the database loads it with the query.
import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../app-env.ts';
import { ProblemError } from '../errors.ts';

export const authenticate = createMiddleware<AppEnv>(async (c, next) => {
  const token = /^Bearer ([A-Za-z0-9._-]{20,4096})$/.exec(c.req.header('Authorization') ?? '')?.[1];
  if (!token) throw new ProblemError({ kind: 'unauthenticated', code: 'token_missing', message: 'sign in first' });
  const claims = await c.var.deps.tokens.verifyAccess(token, c.var.deps.clock.now());
  if (!claims) throw new ProblemError({ kind: 'unauthenticated', code: 'token_invalid', message: 'the access token is not valid or has expired' });
  c.set('actor', { kind: 'user', userId: claims.sub, sessionId: claims.sid, requestId: c.var.requestId, isClientUser: claims.client_id !== null });
  await next();
});
