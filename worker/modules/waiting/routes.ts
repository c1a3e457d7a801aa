// Routes of waiting on purpose, beside the other routes of a ticket.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { TicketParam } from '../tickets/contract.ts';
import { NewReminder, ReminderParam, SnoozeOrder } from './contract.ts';
import { addReminder, listReminders, removeReminder } from './remind.ts';
import { readWaiting, snoozeTicket, wakeTicket } from './snooze-ticket.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['tickets'] });

export const ticketWaitingRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/:id/waiting', about("Whether the ticket is put aside, and the caller's own reminders"), validate('param', TicketParam), async (c) =>
    ok(c, unwrap(c, await readWaiting(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .put('/:id/snooze', about('Put the ticket aside until a moment or an answer'), validate('param', TicketParam), validate('json', SnoozeOrder), async (c) =>
    ok(c, unwrap(c, await snoozeTicket(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'ticket put aside'))
  .delete('/:id/snooze', about('Take the ticket up again'), validate('param', TicketParam), async (c) =>
    ok(c, unwrap(c, await wakeTicket(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'ticket taken up'))
  .post('/:id/reminders', about('Be reminded of the ticket'), validate('param', TicketParam), validate('json', NewReminder), async (c) =>
    ok(c, unwrap(c, await addReminder(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 201, 'reminder kept'))
  .delete('/:id/reminders/:reminder_id', about('Forget a reminder'), validate('param', ReminderParam), async (c) => {
    const { id, reminder_id } = c.req.valid('param');
    return ok(c, unwrap(c, await removeReminder(c.var.deps, c.var.actor, id, reminder_id)), 200, 'reminder forgotten');
  });

export const reminderRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about("The caller's own reminders of all tickets"), async (c) => ok(c, unwrap(c, await listReminders(c.var.deps, c.var.actor)), 200));
