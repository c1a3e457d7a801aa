// Routes of policies.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { PolicyBody, PolicyQuery } from './contract.ts';
import { readPolicy, writePolicy } from './decide-policy.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['policies'] });

export const policyRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('What machines obey at one level, and who said it'), validate('query', PolicyQuery), async (c) =>
    ok(c, unwrap(c, await readPolicy(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .put('/', about('Say what machines obey at one level'), validate('json', PolicyBody), async (c) =>
    ok(c, unwrap(c, await writePolicy(c.var.deps, c.var.actor, c.req.valid('json'))), 200, 'policy saved'));
