// Routes of tickets by the calendar.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { idParam } from '../contract.ts';
import { NewTicketSchedule, TicketScheduleChange, TicketScheduleQuery, TurnsQuestion } from './contract.ts';
import { changeTicketSchedule, createTicketSchedule, deleteTicketSchedule, listTicketSchedules, previewTurns, readTicketSchedule } from './write-schedule.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['ticket schedules'] });

export const ticketScheduleRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('Tickets that open by the calendar'), validate('query', TicketScheduleQuery), async (c) =>
    ok(c, unwrap(c, await listTicketSchedules(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .post('/', about('Make a schedule'), validate('json', NewTicketSchedule), async (c) =>
    ok(c, unwrap(c, await createTicketSchedule(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'schedule created'))
  .post('/preview', about('When it would be due, before it is saved'), validate('json', TurnsQuestion), async (c) =>
    ok(c, unwrap(c, await previewTurns(c.var.deps, c.var.actor, c.req.valid('json'))), 200))
  .get('/:id', about('One schedule'), validate('param', idParam), async (c) => ok(c, unwrap(c, await readTicketSchedule(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .put('/:id', about('Change a schedule'), validate('param', idParam), validate('json', TicketScheduleChange), async (c) =>
    ok(c, unwrap(c, await changeTicketSchedule(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'schedule updated'))
  .delete('/:id', about('End a schedule'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await deleteTicketSchedule(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'schedule deleted'));
