// Routes of working time, contracts and what is left of them.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { dispositionOf } from '../../http/disposition.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { idParam } from '../contract.ts';
import { TicketParam } from '../tickets/contract.ts';
import { closeMonth, listClosings, reopenMonth } from './close-month.ts';
import { ClientTimeQuery, Closing, ClosingParam, ContractChange, ContractQuery, EntryChange, NewContract, NewEntry, TimeExportQuery, TimeQuery, TimerStart, TimerStop, TimeSettings, UsageQuery } from './contract.ts';
import { exportTime } from './export-time.ts';
import { changeTime, deleteTime, logTime } from './log-time.ts';
import { listClientTime, listTime, readTicketTime } from './read-time.ts';
import { readTimer, startTimerOn, stopTimerOn } from './run-timer.ts';
import { readTimeSettings, writeTimeSettings } from './time-settings.ts';
import { changeContract, createContract, deleteContract, listContracts, readUsage } from './write-contract.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['time'] });

export const timeRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('Working time with totals per client and person'), validate('query', TimeQuery), async (c) =>
    ok(c, unwrap(c, await listTime(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .get('/timer', about('My running timer'), async (c) => ok(c, unwrap(c, await readTimer(c.var.deps, c.var.actor)), 200))
  .get('/export.csv', describeRoute({ summary: 'Working time as a file', tags: ['time'], responses: { 200: { description: 'The file, to be saved', content: { 'text/csv': {} } } } }), validate('query', TimeExportQuery), async (c) => {
    const file = unwrap(c, await exportTime(c.var.deps, c.var.actor, c.req.valid('query')));
    return c.body(file.text, 200, { 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': dispositionOf(file.name), 'X-Content-Type-Options': 'nosniff' });
  })
  .put('/:id', about('Change an entry'), validate('param', idParam), validate('json', EntryChange), async (c) =>
    ok(c, unwrap(c, await changeTime(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'entry updated'))
  .delete('/:id', about('Take an entry back'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await deleteTime(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'entry deleted'));

/** Beside the routes of tickets. */
export const ticketTimeRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/:id/time', about('Working time of a ticket'), validate('param', TicketParam), async (c) =>
    ok(c, unwrap(c, await readTicketTime(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .post('/:id/time', about('Write down working time'), validate('param', TicketParam), validate('json', NewEntry), async (c) =>
    ok(c, unwrap(c, await logTime(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 201, 'time written down'))
  .post('/:id/timer/start', about('Start my timer here; another one of mine ends'), validate('param', TicketParam), validate('json', TimerStart), async (c) =>
    ok(c, unwrap(c, await startTimerOn(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'timer started'))
  .post('/:id/timer/stop', about('Stop my timer here'), validate('param', TicketParam), validate('json', TimerStop), async (c) =>
    ok(c, unwrap(c, await stopTimerOn(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'timer stopped'));

/** Beside the routes of clients. */
export const clientTimeRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/:id/time', about('Charged time of a client, without notes'), validate('param', idParam), validate('query', ClientTimeQuery), async (c) =>
    ok(c, unwrap(c, await listClientTime(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('query'))), 200))
  .get('/:id/contract-usage', about('What is left of the hours of a month'), validate('param', idParam), validate('query', UsageQuery), async (c) =>
    ok(c, unwrap(c, await readUsage(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('query'))), 200))
  .get('/:id/time-closings', about('Closed months'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await listClosings(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .post('/:id/time-closings', about('Close a month'), validate('param', idParam), validate('json', Closing), async (c) =>
    ok(c, unwrap(c, await closeMonth(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json').month)), 201, 'month closed'))
  .delete('/:id/time-closings/:month', about('Open a closed month again'), validate('param', ClosingParam), async (c) => {
    const { id, month } = c.req.valid('param');
    return ok(c, unwrap(c, await reopenMonth(c.var.deps, c.var.actor, id, month)), 200, 'month opened');
  });

export const contractRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('Contracts'), validate('query', ContractQuery), async (c) => ok(c, unwrap(c, await listContracts(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .post('/', about('Make a contract'), validate('json', NewContract), async (c) =>
    ok(c, unwrap(c, await createContract(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'contract created'))
  .put('/:id', about('Change a contract'), validate('param', idParam), validate('json', ContractChange), async (c) =>
    ok(c, unwrap(c, await changeContract(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'contract updated'))
  .delete('/:id', about('Delete a contract'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await deleteContract(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'contract deleted'));

/** Each route names its guard: other switches stand under the same address. */
export const timeSettingRoutes = new Hono<AppEnv>()
  .get('/time', authenticate, about('Rounding of time, and whether ratings are asked for'), async (c) => ok(c, unwrap(c, await readTimeSettings(c.var.deps, c.var.actor)), 200))
  .put('/time', authenticate, about('Change rounding of time and asking for ratings'), validate('json', TimeSettings), async (c) =>
    ok(c, unwrap(c, await writeTimeSettings(c.var.deps, c.var.actor, c.req.valid('json'))), 200, 'settings saved'));
