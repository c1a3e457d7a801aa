// Routes of what ties tickets together, beside the other routes of a ticket.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { TicketParam } from './contract.ts';
import { LinkParam, MergeOrder, MergeParam, MergeQuery, NewLink, ParticipantsChange, SplitOrder } from './link-contract.ts';
import { linkTickets, listLinks, unlinkTickets } from './link-tickets.ts';
import { mergeTicket, previewMerge, undoMerge } from './merge-tickets.ts';
import { changeParticipants, readParticipants } from './participants.ts';
import { splitTicket } from './split-ticket.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['tickets'] });

export const ticketLinkRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/:id/merge', about('What a merge into another ticket would do'), validate('param', TicketParam), validate('query', MergeQuery), async (c) =>
    ok(c, unwrap(c, await previewMerge(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('query').into)), 200))
  .post('/:id/merge', about('Merge into another ticket; answers that one'), validate('param', TicketParam), validate('json', MergeOrder), async (c) =>
    ok(c, unwrap(c, await mergeTicket(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'tickets merged'))
  .delete('/:id/merges/:merge_id', about('Take a merge back within thirty days; answers the ticket that is back'), validate('param', MergeParam), async (c) => {
    const { id, merge_id } = c.req.valid('param');
    return ok(c, unwrap(c, await undoMerge(c.var.deps, c.var.actor, id, merge_id)), 200, 'merge taken back');
  })
  .post('/:id/split', about('A message becomes a ticket of its own'), validate('param', TicketParam), validate('json', SplitOrder), async (c) =>
    ok(c, unwrap(c, await splitTicket(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 201, 'ticket opened'))
  .get('/:id/links', about('Tickets that belong with it'), validate('param', TicketParam), async (c) =>
    ok(c, unwrap(c, await listLinks(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .post('/:id/links', about('Link with another ticket'), validate('param', TicketParam), validate('json', NewLink), async (c) =>
    ok(c, unwrap(c, await linkTickets(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 201, 'tickets linked'))
  .delete('/:id/links/:link_id', about('Cut a link'), validate('param', LinkParam), async (c) => {
    const { id, link_id } = c.req.valid('param');
    return ok(c, unwrap(c, await unlinkTickets(c.var.deps, c.var.actor, id, link_id)), 200, 'link cut');
  })
  .get('/:id/participants', about('Who takes part, who would, and who gets the next answer'), validate('param', TicketParam), async (c) =>
    ok(c, unwrap(c, await readParticipants(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .put('/:id/participants', about('Who takes part from now on'), validate('param', TicketParam), validate('json', ParticipantsChange), async (c) =>
    ok(c, unwrap(c, await changeParticipants(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'participants changed'));
