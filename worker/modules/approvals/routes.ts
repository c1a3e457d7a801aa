// Routes of approvals: beside a ticket, and for the link in a mail without signing in.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { floods } from '../../http/middleware/guards.ts';
import { validate } from '../../http/validate.ts';
import { TicketParam } from '../tickets/contract.ts';
import { askApproval, readApprovals } from './ask-approval.ts';
import { LinkDecision, LinkLook, NewApproval } from './contract.ts';
import { decideByLink, lookAtApproval } from './decide-by-link.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['approvals'] });

/** Public: whoever has the link. */
export const approvalRoutes = new Hono<AppEnv>()
  .use(floods('LOGIN_LIMIT'))
  .post('/look', about('What a link of a mail asks to approve; changes nothing'), validate('json', LinkLook), async (c) =>
    ok(c, { approval: unwrap(c, await lookAtApproval(c.var.deps, c.var.requestId, c.req.valid('json').token)) }, 200))
  .post('/', about('Approve or refuse with the link of a mail'), validate('json', LinkDecision), async (c) =>
    ok(c, { approval: unwrap(c, await decideByLink(c.var.deps, c.var.requestId, c.req.valid('json'))) }, 200, 'decided'));

/** Beside the routes of tickets. */
export const ticketApprovalRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/:id/approvals', about('Who was asked to approve what'), validate('param', TicketParam), async (c) =>
    ok(c, unwrap(c, await readApprovals(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .post('/:id/approvals', about('Ask a named person of the client to approve'), validate('param', TicketParam), validate('json', NewApproval), async (c) =>
    ok(c, unwrap(c, await askApproval(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 201, 'approval asked for'));
