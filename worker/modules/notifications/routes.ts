// Routes of notifications: the list, preferences, devices, and the followers of a ticket.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { idParam } from '../contract.ts';
import { TicketParam } from '../tickets/contract.ts';
import { ForgetPushDevice, MarkRead, MuteBody, NewPushDevice, NotificationQuery, PreferencesChange, WatcherBody, WatcherQuery } from './contract.ts';
import { changePreferences, readPreferences } from './preferences.ts';
import { addPushDevice, forgetPushDevice } from './push-devices.ts';
import { markNotificationsRead, readNotifications } from './read-notifications.ts';
import { changeWatcher, listCandidates, listWatchers, muteTicket } from './watch-ticket.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['notifications'] });

export const notificationRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('Own notifications, newest first'), validate('query', NotificationQuery), async (c) =>
    ok(c, unwrap(c, await readNotifications(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .post('/read', about('Mark as read: some, those of a ticket, or all'), validate('json', MarkRead), async (c) =>
    ok(c, unwrap(c, await markNotificationsRead(c.var.deps, c.var.actor, c.req.valid('json'))), 200))
  .get('/preferences', about('What one hears of, where and when'), async (c) => ok(c, unwrap(c, await readPreferences(c.var.deps, c.var.actor)), 200))
  .put('/preferences', about('Change preferences; what is left out stays'), validate('json', PreferencesChange), async (c) =>
    ok(c, unwrap(c, await changePreferences(c.var.deps, c.var.actor, c.req.valid('json'))), 200, 'preferences saved'))
  .post('/push', about('Let this browser be woken'), validate('json', NewPushDevice), async (c) =>
    ok(c, unwrap(c, await addPushDevice(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'device added'))
  .post('/push/forget', about('This browser signs out'), validate('json', ForgetPushDevice), async (c) =>
    ok(c, unwrap(c, await forgetPushDevice(c.var.deps, c.var.actor, c.req.valid('json'))), 200))
  .delete('/push/:id', about('Remove a device'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await forgetPushDevice(c.var.deps, c.var.actor, { subscription_id: c.req.valid('param').id })), 200, 'device removed'));

/** Beside the routes of tickets. */
export const watcherRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/:id/watchers', about('Who follows a ticket'), validate('param', TicketParam), async (c) =>
    ok(c, unwrap(c, await listWatchers(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .get('/:id/watchers/candidates', about('Who could follow it, or be named in a note'), validate('param', TicketParam), async (c) =>
    ok(c, unwrap(c, await listCandidates(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .post('/:id/watchers', about('Follow, or let somebody follow'), validate('param', TicketParam), validate('json', WatcherBody), async (c) =>
    ok(c, unwrap(c, await changeWatcher(c.var.deps, c.var.actor, c.req.valid('param').id, 'add', c.req.valid('json').user_id)), 200))
  .delete('/:id/watchers', about('Follow no longer; `user_id`: somebody else'), validate('param', TicketParam), validate('query', WatcherQuery), async (c) =>
    ok(c, unwrap(c, await changeWatcher(c.var.deps, c.var.actor, c.req.valid('param').id, 'remove', c.req.valid('query').user_id)), 200))
  .put('/:id/mute', about('Hear nothing of a ticket, or again'), validate('param', TicketParam), validate('json', MuteBody), async (c) =>
    ok(c, unwrap(c, await muteTicket(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json').is_muted)), 200));
