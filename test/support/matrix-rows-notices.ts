// Probes of the lines of notifications, times, devices and pushes.
import type { Scope } from './matrix-expectations.ts';
import { equals, isJob, place, q, signature, somebody } from './matrix-rows-places.ts';
import type { Me, Probe } from './matrix-rows-places.ts';
import { notices } from './world-notices.ts';

const ofTicket = (scope: Scope): Record<string, string> => ({ ticket_id: q(place(scope).ticket_id), client_id: q(place(scope).client_id) });
const ofPerson = (scope: Scope, me: Me): string => equals('user_id', somebody(scope, me).user_id);
/** Told by the actor about a ticket of the place; a machine tells of an opening alone. */
const told = (scope: Scope, me: Me): Record<string, string> => ({
  ...ofTicket(scope), user_id: q(somebody(scope, me).user_id), event: me.actor === 'agent' ? "'ticket_created'" : "'ticket_commented'", effect_key: "'probe'", actor_id: signature(me),
});

export const NOTICE_PROBES: Record<string, Probe> = {
  notifications: {
    where: (scope, me) => equals('notification_id', notices.notification(somebody(scope, me))),
    insert: told,
    change: (_scope, me) => (isJob(me) ? 'announced_at = now()' : 'read_at = now()'),
  },
  'notifications: in the name of somebody else': { insert: (scope, me) => ({ ...told(scope, me), actor_id: q(somebody('n', me).user_id) }) },
  'notifications: what they say': { where: (scope, me) => equals('notification_id', notices.notification(somebody(scope, me))), change: () => "vars = '{}'" },
  notification_preferences: {
    where: ofPerson,
    insert: (scope, me) => ({ user_id: q(somebody(scope, me).user_id), event: "'sla_breach'", is_on: 'false' }),
    change: () => 'is_on = false',
  },
  notification_settings: {
    where: ofPerson,
    insert: (scope, me) => ({ user_id: q(somebody(scope, me).user_id) }),
    change: (_scope, me) => (isJob(me) ? 'digested_at = now()' : "timezone = 'UTC'"),
    isTaken: true,
  },
  ticket_mutes: {
    where: ofPerson,
    insert: (scope, me) => ({ ...ofTicket(scope), user_id: q(me.person.user_id) }),
    change: () => 'created_at = now()',
  },
  'ticket_mutes: for somebody else': { insert: (scope, me) => ({ ...ofTicket(scope), user_id: q(somebody('n', me).user_id) }) },
  push_subscriptions: {
    where: (scope, me) => equals('subscription_id', notices.push_device(somebody(scope, me))),
    column: 'subscription_id',
    insert: (scope, me) => ({ user_id: q(somebody(scope, me).user_id), endpoint: "'https://fcm.googleapis.com/probe'", p256dh: "'x'", auth: "'x'", server_key: "'x'", device: "'x'" }),
    change: () => 'failures = 1',
  },
  push_queue: {
    where: (scope, me) => equals('push_id', notices.push(somebody(scope, me))),
    insert: told,
    change: () => 'attempts = 1',
  },
};
