// Health of the deployment, without secrets and without a sign-in.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import { sql } from 'drizzle-orm';
import type { AppEnv } from './app-env.ts';
import { ok } from './envelope.ts';
import { unwrap } from './errors.ts';

export const systemRoutes = new Hono<AppEnv>()
  .get('/health', describeRoute({ summary: 'Is the program up and does its database answer', tags: ['system'] }), async (c) => {
    const { database } = c.var.deps;
    unwrap(c, await database.asActor({ kind: 'job', job: 'sweep', requestId: c.var.requestId }, {}, (tx) => [tx.execute(sql`select 1`)]));
    return ok(c, { status: 'ok', database: 'ok' }, 200);
  });
