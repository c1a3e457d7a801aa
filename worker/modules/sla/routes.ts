// Routes of service levels: policies, calendars, previews, and what runs out.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { idParam } from '../contract.ts';
import { TicketParam } from '../tickets/contract.ts';
import { CalendarChange, ClockQuery, HolidayQuery, MetricsQuery, NewCalendar, NewPolicy, PolicyChange, PreviewCase, PreviewTicket } from './contract.ts';
import { previewCase, previewTicket } from './preview-due.ts';
import { listClocks, readCompliance } from './read-compliance.ts';
import { readTicketSla } from './ticket-sla.ts';
import { changeCalendar, createCalendar, deleteCalendar, listCalendars, proposeHolidays } from './write-calendar.ts';
import { changePolicy, createPolicy, deletePolicy, listPolicies } from './write-policy.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['sla'] });

export const slaRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/policies', about('Policies'), async (c) => ok(c, unwrap(c, await listPolicies(c.var.deps, c.var.actor)), 200))
  .post('/policies', about('Make a policy'), validate('json', NewPolicy), async (c) =>
    ok(c, unwrap(c, await createPolicy(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'policy created'))
  .put('/policies/:id', about('Change a policy; open clocks follow'), validate('param', idParam), validate('json', PolicyChange), async (c) =>
    ok(c, unwrap(c, await changePolicy(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'policy updated'))
  .delete('/policies/:id', about('End a policy'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await deletePolicy(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'policy deleted'))
  .get('/calendars', about('Calendars with their holidays'), async (c) => ok(c, unwrap(c, await listCalendars(c.var.deps, c.var.actor)), 200))
  .post('/calendars', about('Make a calendar'), validate('json', NewCalendar), async (c) =>
    ok(c, unwrap(c, await createCalendar(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'calendar created'))
  .put('/calendars/:id', about('Change a calendar; open clocks follow'), validate('param', idParam), validate('json', CalendarChange), async (c) =>
    ok(c, unwrap(c, await changeCalendar(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'calendar updated'))
  .delete('/calendars/:id', about('End a calendar'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await deleteCalendar(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'calendar deleted'))
  .get('/holidays', about('Public holidays of a country and year, to be confirmed one by one'), validate('query', HolidayQuery), async (c) =>
    ok(c, unwrap(c, await proposeHolidays(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .post('/preview', about('When something would be due, and why'), validate('json', PreviewCase), async (c) =>
    ok(c, unwrap(c, await previewCase(c.var.deps, c.var.actor, c.req.valid('json'))), 200))
  .post('/preview/ticket', about('When a ticket opened now would be due; with a policy as if it were in force'), validate('json', PreviewTicket), async (c) =>
    ok(c, unwrap(c, await previewTicket(c.var.deps, c.var.actor, c.req.valid('json'))), 200))
  .get('/warnings', about('Clocks that run out'), validate('query', ClockQuery), async (c) =>
    ok(c, unwrap(c, await listClocks(c.var.deps, c.var.actor, 'warned', c.req.valid('query'))), 200))
  .get('/breaches', about('Clocks that ran out, of open tickets'), validate('query', ClockQuery), async (c) =>
    ok(c, unwrap(c, await listClocks(c.var.deps, c.var.actor, 'breached', c.req.valid('query'))), 200))
  .get('/metrics', about('Share of clocks that were met'), validate('query', MetricsQuery), async (c) =>
    ok(c, unwrap(c, await readCompliance(c.var.deps, c.var.actor, c.req.valid('query'))), 200));

/** Beside the routes of tickets. */
export const ticketSlaRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/:id/sla', about('The clocks of a ticket and their story'), validate('param', TicketParam), async (c) =>
    ok(c, unwrap(c, await readTicketSla(c.var.deps, c.var.actor, c.req.valid('param').id)), 200));
