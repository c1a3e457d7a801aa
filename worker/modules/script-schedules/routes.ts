// Routes of scripts that run by themselves.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { idParam } from '../contract.ts';
import { NewScriptSchedule, ScriptScheduleChange, ScriptScheduleQuery } from './contract.ts';
import { changeScriptSchedule, createScriptSchedule, deleteScriptSchedule, listScriptSchedules, readScriptSchedule } from './write-script-schedule.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['script schedules'] });

export const scriptScheduleRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('Scripts that run by themselves'), validate('query', ScriptScheduleQuery), async (c) =>
    ok(c, unwrap(c, await listScriptSchedules(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .post('/', about('Let a script run by itself'), validate('json', NewScriptSchedule), async (c) =>
    ok(c, unwrap(c, await createScriptSchedule(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'schedule created'))
  .get('/:id', about('One schedule of a script'), validate('param', idParam), async (c) => ok(c, unwrap(c, await readScriptSchedule(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .put('/:id', about('Change a schedule of a script, and answer for it'), validate('param', idParam), validate('json', ScriptScheduleChange), async (c) =>
    ok(c, unwrap(c, await changeScriptSchedule(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'schedule updated'))
  .delete('/:id', about('End a schedule of a script'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await deleteScriptSchedule(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'schedule deleted'));
