// Routes of the health page and of a new desk's first steps.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { FirstStepsBody } from './contract.ts';
import { dismissFirstSteps, readFirstSteps, readHealth } from './read-health.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['operations'] });

export const operationRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/health', about('How mail, the clock and the fleet are doing, each line with its judgement'), async (c) => ok(c, unwrap(c, await readHealth(c.var.deps, c.var.actor)), 200))
  .get('/first-steps', about('What a new desk has still to do'), async (c) => ok(c, unwrap(c, await readFirstSteps(c.var.deps, c.var.actor)), 200))
  .put('/first-steps', about('Put the list of first steps away, or take it out again'), validate('json', FirstStepsBody), async (c) =>
    ok(c, unwrap(c, await dismissFirstSteps(c.var.deps, c.var.actor, c.req.valid('json'))), 200, 'settings saved'));
