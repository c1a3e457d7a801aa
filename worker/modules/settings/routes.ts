// Routes of the deployment's switches.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { readCloseGates, writeCloseGates } from './close-gates.ts';
import { CloseGatesBody } from './contract.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['settings'] });

export const settingRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/close-gates', about('What must be done before a ticket is closed'), async (c) => ok(c, unwrap(c, await readCloseGates(c.var.deps, c.var.actor)), 200))
  .put('/close-gates', about('Decide what must be done before a ticket is closed'), validate('json', CloseGatesBody), async (c) =>
    ok(c, unwrap(c, await writeCloseGates(c.var.deps, c.var.actor, c.req.valid('json'))), 200, 'settings saved'));
