// Routes of macros, and of applying one beside the routes of tickets.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { idParam } from '../contract.ts';
import { IdempotencyHeader, TicketParam } from '../tickets/contract.ts';
import { applyMacro, previewMacro } from './apply-macro.ts';
import { MacroApplication, MacroChange, MacroPreviewBody, MacroQuery, NewMacro } from './contract.ts';
import { changeMacro, createMacro, listMacros, readMacro, removeMacro } from './write-macro.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['macros'] });

export const macroRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about("Macros of the team and one's own, the most used first"), validate('query', MacroQuery), async (c) =>
    ok(c, unwrap(c, await listMacros(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .post('/', about('Make a macro'), validate('json', NewMacro), async (c) =>
    ok(c, unwrap(c, await createMacro(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'macro created'))
  .get('/:id', about('One macro'), validate('param', idParam), async (c) => ok(c, unwrap(c, await readMacro(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .put('/:id', about('Change a macro'), validate('param', idParam), validate('json', MacroChange), async (c) =>
    ok(c, unwrap(c, await changeMacro(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'macro updated'))
  .delete('/:id', about('Delete a macro'), validate('param', idParam), async (c) => {
    unwrap(c, await removeMacro(c.var.deps, c.var.actor, c.req.valid('param').id));
    return ok(c, null, 200, 'macro deleted');
  })
  .post('/:id/preview', about('What it would do to a ticket'), validate('param', idParam), validate('json', MacroPreviewBody), async (c) =>
    ok(c, unwrap(c, await previewMacro(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json').ticket_id)), 200));

/** Beside the routes of tickets. */
export const ticketMacroRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .post('/:id/macro', about('Apply a macro: all of it, or nothing'), validate('param', TicketParam), validate('header', IdempotencyHeader), validate('json', MacroApplication), async (c) =>
    ok(c, unwrap(c, await applyMacro(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'), c.req.valid('header')['idempotency-key'])), 200, 'macro applied'));
