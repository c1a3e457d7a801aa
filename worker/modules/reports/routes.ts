// Routes of reports and their schedules.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { dispositionOf } from '../../http/disposition.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { idParam } from '../contract.ts';
import { askReport } from './ask-report.ts';
import { NewReport, NewSchedule, ReportQuery, ScheduleChange, ScheduleQuery } from './contract.ts';
import { deleteReport, listReports, openReport, readReport } from './read-reports.ts';
import { changeSchedule, createSchedule, deleteSchedule, listSchedules, readSchedule } from './write-schedule.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['reports'] });

export const reportRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('Reports, newest first'), validate('query', ReportQuery), async (c) =>
    ok(c, unwrap(c, await listReports(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .post('/', about('Ask for a report; it is made after the answer'), validate('json', NewReport), async (c) =>
    ok(c, unwrap(c, await askReport(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'report queued'))
  .get('/schedules', about('Schedules of reports'), validate('query', ScheduleQuery), async (c) =>
    ok(c, unwrap(c, await listSchedules(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .post('/schedules', about('Make a schedule'), validate('json', NewSchedule), async (c) =>
    ok(c, unwrap(c, await createSchedule(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'schedule created'))
  .get('/schedules/:id', about('One schedule'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await readSchedule(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .put('/schedules/:id', about('Change a schedule; it runs with the rights of whoever changed it last'), validate('param', idParam), validate('json', ScheduleChange), async (c) =>
    ok(c, unwrap(c, await changeSchedule(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'schedule updated'))
  .delete('/schedules/:id', about('End a schedule'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await deleteSchedule(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'schedule deleted'))
  .get('/:id', about('One report with its figures'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await readReport(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .delete('/:id', about('Throw a report away'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await deleteReport(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'report deleted'))
  .get('/:id/download', describeRoute({ summary: 'The file', tags: ['reports'], responses: { 200: { description: 'The file, to be saved', content: { 'application/octet-stream': {} } } } }), validate('param', idParam), async (c) => {
    const file = unwrap(c, await openReport(c.var.deps, c.var.actor, c.req.valid('param').id));
    return c.body(file.body, 200, { 'Content-Type': file.mime_type, 'Content-Length': String(file.size), 'Content-Disposition': dispositionOf(file.name), 'X-Content-Type-Options': 'nosniff' });
  });
