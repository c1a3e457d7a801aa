// Routes of maintenance windows.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { idParam } from '../contract.ts';
import { NewWindow, WindowChange, WindowQuery } from './contract.ts';
import { changeWindow, createWindow, deleteWindow, listWindows } from './write-window.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['maintenance'] });

export const maintenanceRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('Maintenance windows with their next times'), validate('query', WindowQuery), async (c) =>
    ok(c, unwrap(c, await listWindows(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .post('/', about('Plan a window'), validate('json', NewWindow), async (c) =>
    ok(c, unwrap(c, await createWindow(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'window created'))
  .put('/:id', about('Change a window'), validate('param', idParam), validate('json', WindowChange), async (c) =>
    ok(c, unwrap(c, await changeWindow(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'window updated'))
  .delete('/:id', about('Call a window off'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await deleteWindow(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'window deleted'));
