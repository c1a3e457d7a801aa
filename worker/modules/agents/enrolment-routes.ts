// Routes of the people who let machines in and send them away.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { idParam } from '../contract.ts';
import { AttemptQuery, NewToken, TokenQuery } from './contract.ts';
import { holdAgent, letMachineWork, revokeAgent } from './decide-machine.ts';
import { listAttempts, listTokens, makeToken, withdrawToken } from './manage-tokens.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['agents'] });

// Each route names its guard: machines' routes stand under the same address.
export const enrolmentRoutes = new Hono<AppEnv>()
  .get('/tokens', about('Enrolment tokens'), authenticate, validate('query', TokenQuery), async (c) =>
    ok(c, unwrap(c, await listTokens(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .post('/tokens', about('A new enrolment token; shown once'), authenticate, validate('json', NewToken), async (c) =>
    ok(c, unwrap(c, await makeToken(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'token created'))
  .delete('/tokens/:id', about('Withdraw an enrolment token'), authenticate, validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await withdrawToken(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'token withdrawn'))
  .get('/attempts', about('Every attempt to enrol, good or bad'), authenticate, validate('query', AttemptQuery), async (c) =>
    ok(c, unwrap(c, await listAttempts(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .post('/:id/approve', about('Let a held machine work'), authenticate, validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await letMachineWork(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'machine approved'))
  .post('/:id/hold', about('Hold a machine: it reports and gets no commands'), authenticate, validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await holdAgent(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'machine held'))
  .post('/:id/revoke', about('Withdraw the key of a machine; its socket closes'), authenticate, validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await revokeAgent(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'machine revoked'));
