// Every answer names its request; the same id stands in logs, in the audit trail and beside each database round trip.
import { createMiddleware } from 'hono/factory';
import { depsOf } from '../../deps.ts';
import type { AppEnv } from '../app-env.ts';

export const requestId = createMiddleware<AppEnv>(async (c, next) => {
  const id = crypto.randomUUID();
  c.set('requestId', id);
  c.header('X-Request-Id', id);
  c.set('deps', depsOf(c.env));
  await next();
});
