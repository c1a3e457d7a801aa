// Which machine is asking over HTTP: the signature of its short token. Its object, or Postgres, says whether it may.
import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../app-env.ts';
import { ProblemError } from '../errors.ts';

export const authenticateAgent = createMiddleware<AppEnv>(async (c, next) => {
  const token = /^Bearer ([A-Za-z0-9._-]{20,2048})$/.exec(c.req.header('Authorization') ?? '')?.[1];
  if (!token) throw new ProblemError({ kind: 'unauthenticated', code: 'token_missing', message: 'ask for a session first' });
  const machine = await c.var.deps.agentCredentials.verifyAuthToken(token, c.var.deps.clock.now());
  if (!machine) throw new ProblemError({ kind: 'unauthenticated', code: 'token_invalid', message: 'the token is not a valid one of a machine or has expired: ask for a session' });
  c.set('machine', machine);
  await next();
});
