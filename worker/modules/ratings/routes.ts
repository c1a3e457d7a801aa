// Routes of satisfaction: beside a ticket, and for the link in a mail without signing in.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { floods } from '../../http/middleware/guards.ts';
import { validate } from '../../http/validate.ts';
import { TicketParam } from '../tickets/contract.ts';
import { LinkParam, LinkRating, NewRating } from './contract.ts';
import { lookAtLink, rateWithLink } from './rate-by-link.ts';
import { rateTicket, readRatings } from './rate-ticket.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['ratings'] });

/** Public: whoever has the link. */
export const ratingRoutes = new Hono<AppEnv>()
  .use(floods('LOGIN_LIMIT'))
  .get('/:token', about('What a link of a mail is about; changes nothing'), validate('param', LinkParam), async (c) =>
    ok(c, { rating: unwrap(c, await lookAtLink(c.var.deps, c.var.requestId, c.req.valid('param').token)) }, 200))
  .post('/', about('Rate a resolution with the link of a mail'), validate('json', LinkRating), async (c) =>
    ok(c, { rating: unwrap(c, await rateWithLink(c.var.deps, c.var.requestId, c.req.valid('json'))) }, 200, 'thank you'));

/** Beside the routes of tickets. */
export const ticketRatingRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/:id/rating', about('Ratings of a ticket'), validate('param', TicketParam), async (c) =>
    ok(c, unwrap(c, await readRatings(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .post('/:id/rating', about('Rate the resolution'), validate('param', TicketParam), validate('json', NewRating), async (c) =>
    ok(c, unwrap(c, await rateTicket(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'thank you'));
