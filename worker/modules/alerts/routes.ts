// Routes of alerts and of the rules that raise them.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { idParam } from '../contract.ts';
import { AlertDecision, AlertQuery, AlertRuleChange, AlertRuleQuery, AlertStatsQuery, NewAlertRule } from './contract.ts';
import { decideAlert } from './decide-alert.ts';
import { alertStats, listAlerts, listSiteOutages } from './read-alerts.ts';
import { createAlertRule, deleteAlertRule, listAlertRules, updateAlertRule } from './write-alert-rule.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['alerts'] });

export const alertRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('Alerts, newest first'), validate('query', AlertQuery), async (c) =>
    ok(c, unwrap(c, await listAlerts(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .get('/stats', about('Conditions that hold now'), validate('query', AlertStatsQuery), async (c) =>
    ok(c, unwrap(c, await alertStats(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .get('/sites', about('Sites with machines that do not answer'), async (c) =>
    ok(c, unwrap(c, await listSiteOutages(c.var.deps, c.var.actor)), 200))
  .get('/rules', about('What is watched'), validate('query', AlertRuleQuery), async (c) =>
    ok(c, unwrap(c, await listAlertRules(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .post('/rules', about('Watch something'), validate('json', NewAlertRule), async (c) =>
    ok(c, unwrap(c, await createAlertRule(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'rule created'))
  .put('/rules/:id', about('Change a rule'), validate('param', idParam), validate('json', AlertRuleChange), async (c) =>
    ok(c, unwrap(c, await updateAlertRule(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'rule updated'))
  .delete('/rules/:id', about('Watch it no longer'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await deleteAlertRule(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'rule deleted'))
  .post('/:id/acknowledge', about('Take notice of an alert'), validate('param', idParam), validate('json', AlertDecision), async (c) =>
    ok(c, unwrap(c, await decideAlert(c.var.deps, c.var.actor, c.req.valid('param').id, 'acknowledge', c.req.valid('json').note)), 200))
  .post('/:id/resolve', about('Say that an alert is dealt with'), validate('param', idParam), validate('json', AlertDecision), async (c) =>
    ok(c, unwrap(c, await decideAlert(c.var.deps, c.var.actor, c.req.valid('param').id, 'resolve', c.req.valid('json').note)), 200));
