// Routes of the queue: views and their counts, pins beside the routes of tickets, acts on many tickets.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { idParam } from '../contract.ts';
import { TicketParam } from '../tickets/contract.ts';
import { NewRun, NewView, ViewChange, ViewCounts } from './contract.ts';
import { readRun, startRun, stepRun, undoRun } from './runs.ts';
import { changeView, countViews, createView, listViews, pinTicket, removeView } from './views.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['queue'] });

export const viewRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about("Views of the caller, the caller's pinned tickets, and acts that were left in the middle"), async (c) => ok(c, unwrap(c, await listViews(c.var.deps, c.var.actor)), 200))
  .post('/', about('Save a view'), validate('json', NewView), async (c) => ok(c, unwrap(c, await createView(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'view created'))
  .post('/counts', about('How many tickets each filter holds'), validate('json', ViewCounts), async (c) => ok(c, unwrap(c, await countViews(c.var.deps, c.var.actor, c.req.valid('json'))), 200))
  .put('/:id', about('Change a view'), validate('param', idParam), validate('json', ViewChange), async (c) =>
    ok(c, unwrap(c, await changeView(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'view updated'))
  .delete('/:id', about('Delete a view'), validate('param', idParam), async (c) => {
    unwrap(c, await removeView(c.var.deps, c.var.actor, c.req.valid('param').id));
    return ok(c, null, 200, 'view deleted');
  });

/** Beside the routes of tickets. */
export const ticketPinRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .put('/:id/pin', about('Keep a ticket at hand'), validate('param', TicketParam), async (c) => ok(c, unwrap(c, await pinTicket(c.var.deps, c.var.actor, c.req.valid('param').id, true)), 200))
  .delete('/:id/pin', about('Let go of a pinned ticket'), validate('param', TicketParam), async (c) => ok(c, unwrap(c, await pinTicket(c.var.deps, c.var.actor, c.req.valid('param').id, false)), 200));

export const ticketRunRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .post('/', about('Write down an act on many tickets'), validate('json', NewRun), async (c) => ok(c, unwrap(c, await startRun(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'run started'))
  .get('/:id', about('How far it is'), validate('param', idParam), async (c) => ok(c, unwrap(c, await readRun(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .post('/:id/step', about('Do the next tickets'), validate('param', idParam), async (c) => ok(c, unwrap(c, await stepRun(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .post('/:id/undo', about('Take the next tickets back'), validate('param', idParam), async (c) => ok(c, unwrap(c, await undoRun(c.var.deps, c.var.actor, c.req.valid('param').id)), 200));
