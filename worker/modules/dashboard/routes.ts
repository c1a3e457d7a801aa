// Routes of the dashboards.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { DashboardActivityQuery, DashboardQuery } from './contract.ts';
import { readDashboardActivity, readDashboardCharts, readDashboardStats } from './read-dashboard.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['dashboard'] });

export const dashboardRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/stats', about('What is open now, and what a period held, as far as the caller sees it'), validate('query', DashboardQuery), async (c) =>
    ok(c, unwrap(c, await readDashboardStats(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .get('/charts', about('Days, distributions and loads of a period'), validate('query', DashboardQuery), async (c) =>
    ok(c, unwrap(c, await readDashboardCharts(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .get('/activity', about('What happened last'), validate('query', DashboardActivityQuery), async (c) =>
    ok(c, unwrap(c, await readDashboardActivity(c.var.deps, c.var.actor, c.req.valid('query'))), 200));
