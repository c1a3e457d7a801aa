// Who is told about what: one user of each role, watchers, muted people, outside addresses, and the actor.
import { describe, expect, test } from 'vitest';
import { personsTold, recipientsOf, type NoticeAddresses, type NoticePerson, type Occasion } from '../../worker/modules/notifications/rules.ts';
import type { NotificationEvent } from '../../worker/modules/email/values.ts';
import type { UserRole } from '../../worker/modules/users/values.ts';

const person = (name: string, role: UserRole, extra: Partial<NoticePerson> = {}): NoticePerson => ({
  user_id: `id-${name}`, email: `${name}@desk.example`, name, role, locale: 'es', is_creator: false, is_assignee: false, is_watcher: false, muted: [], ...extra,
});

/** What SQL hands over: active people who may see the ticket. The deactivated and those of other sites and clients never get here. */
const people = [
  person('super', 'superadmin'),
  person('admin', 'admin'),
  person('tech', 'technician'),
  person('queue', 'technician', { choices: { email: { ticket_created: true }, in_app: { ticket_created: true } } }),
  person('assignee', 'technician', { is_assignee: true }),
  person('staffwatcher', 'admin', { is_watcher: true }),
  person('direccion', 'client_admin'),
  person('creator', 'solicitante', { is_creator: true }),
  person('follower', 'solicitante', { is_watcher: true }),
];
const ticket: NoticeAddresses = { notification_email: 'avisos@fuera.example', additional_emails: ['otro@fuera.example'] };
const nobody = { user_id: null };
const named = (name: string): NoticePerson => people.find((one) => one.name === name)!;
const told = (occasion: Occasion, actor: { user_id: string | null; email?: string } = nobody, who = people, about = ticket) =>
  recipientsOf(occasion, who, about, actor).map((recipient) => recipient.email.split('@')[0]).sort();

const concerned = ['assignee', 'avisos', 'creator', 'direccion', 'follower', 'otro', 'staffwatcher'];
const table: [NotificationEvent, string[]][] = [
  // Of the staff those who subscribe to the queue.
  ['ticket_created', ['assignee', 'avisos', 'direccion', 'otro', 'queue']],
  ['ticket_assigned', ['assignee', 'creator']],
  ['ticket_status_changed', concerned],
  ['ticket_commented', concerned],
  ['ticket_resolved', concerned],
  ['ticket_closed', concerned],
  ['ticket_reopened', concerned],
  ['sla_warning', ['admin', 'assignee', 'staffwatcher', 'super']],
  ['sla_breach', ['admin', 'assignee', 'staffwatcher', 'super']],
];

describe('each event reaches exactly its people', () => {
  test.each(table)('%s', (event, expected) => expect(told({ event })).toEqual(expected));
});

test('an internal note reaches the assignee, mentioned staff and staff who watch, and no client user or outside address', () => {
  expect(told({ event: 'ticket_commented', is_internal: true, mentioned: ['id-tech', 'id-creator', 'id-follower'] })).toEqual(['assignee', 'staffwatcher', 'tech']);
});

test('an internal note acknowledges nobody', () => {
  const acknowledge = { user_id: null, email: 'creator@desk.example', name: null, locale: 'es' as const };
  expect(told({ event: 'ticket_commented', is_internal: true, acknowledge })).toEqual(['assignee', 'staffwatcher']);
});

test.each(people)('$name is never told about their own act', (actor) => {
  for (const [event] of table) expect(told({ event }, { user_id: actor.user_id })).not.toContain(actor.name);
});

test('the address that wrote a mail is not told about it, whatever its letter case and wherever the ticket names it', () => {
  const about = { notification_email: 'Avisos@FUERA.example', additional_emails: [] };
  expect(told({ event: 'ticket_commented' }, { user_id: null, email: 'AVISOS@fuera.example' }, [], about)).toEqual([]);
});

test('the same address as person, notification address and additional address gets one mail', () => {
  const about = { notification_email: 'CREATOR@desk.example', additional_emails: ['creator@desk.example', ' creator@Desk.Example '] };
  expect(told({ event: 'ticket_resolved' }, nobody, [named('creator')], about)).toEqual(['creator']);
});

test('who muted an event is not told, nor through the address field of the ticket', () => {
  const muted = person('quiet', 'solicitante', { is_creator: true, muted: ['ticket_commented'] });
  const about = { notification_email: 'quiet@desk.example', additional_emails: [] };
  expect(told({ event: 'ticket_commented' }, nobody, [muted], about)).toEqual([]);
  expect(told({ event: 'ticket_resolved' }, nobody, [muted], about)).toEqual(['quiet']);
});

test('a client administrator is told without having to watch', () => {
  expect(told({ event: 'ticket_commented' }, nobody, [named('direccion')], { notification_email: null, additional_emails: [] })).toEqual(['direccion']);
});

test('the requester of a mailed ticket gets the acknowledgement and no second mail about the same', () => {
  const acknowledge = { user_id: 'id-creator', email: 'creator@desk.example', name: 'creator', locale: 'en' as const };
  const recipients = recipientsOf({ event: 'ticket_created', acknowledge }, people, { notification_email: 'creator@desk.example', additional_emails: [] }, { user_id: 'id-creator', email: 'creator@desk.example' });
  expect(recipients.filter((one) => one.email === 'creator@desk.example')).toEqual([{ ...acknowledge, variant: 'acknowledgement' }]);
});

test('an assignee who made the assignment tells the creator alone', () => {
  expect(told({ event: 'ticket_assigned' }, { user_id: 'id-assignee' })).toEqual(['creator']);
});

const inApp = (occasion: Occasion, actor: { user_id: string | null; email?: string } = nobody, who = people) => personsTold(occasion, who, actor, 'in_app').map((one) => one.name).sort();

describe('inside the portal each event reaches the same people, without the outside addresses', () => {
  test.each(table)('%s', (event, expected) => expect(inApp({ event })).toEqual(expected.filter((name) => name !== 'avisos' && name !== 'otro')));
});

test('an escalation reaches the roles of its level, its addresses, and the client only when it says so', () => {
  const level = { roles: ['superadmin'], emails: ['jefe@fuera.example'], notify_client: false };
  expect(told({ event: 'sla_escalation', escalation: level })).toEqual(['jefe', 'super']);
  expect(inApp({ event: 'sla_escalation', escalation: level })).toEqual(['super']);
  expect(inApp({ event: 'sla_escalation', escalation: { ...level, notify_client: true } })).toEqual(['creator', 'direccion', 'super']);
});

test('the channels are chosen one by one', () => {
  const picky = person('picky', 'solicitante', { is_creator: true, choices: { email: { ticket_commented: false }, in_app: { ticket_resolved: false } } });
  const about = { notification_email: null, additional_emails: [] };
  expect([told({ event: 'ticket_commented' }, nobody, [picky], about), inApp({ event: 'ticket_commented' }, nobody, [picky])]).toEqual([[], ['picky']]);
  expect([told({ event: 'ticket_resolved' }, nobody, [picky], about), inApp({ event: 'ticket_resolved' }, nobody, [picky])]).toEqual([['picky'], []]);
});

test('who muted a ticket hears nothing of it on any channel, unless they are given it or named', () => {
  const quiet = person('quiet', 'technician', { is_watcher: true, is_assignee: true, choices: { mutes_ticket: true, has_push: true } });
  const about = { notification_email: 'quiet@desk.example', additional_emails: [] };
  for (const event of ['ticket_commented', 'ticket_status_changed', 'ticket_resolved', 'sla_breach'] as const) {
    expect([told({ event }, nobody, [quiet], about), inApp({ event }, nobody, [quiet]), personsTold({ event }, [quiet], nobody, 'push')]).toEqual([[], [], []]);
  }
  expect(inApp({ event: 'ticket_assigned' }, nobody, [quiet])).toEqual(['quiet']);
  expect(inApp({ event: 'ticket_commented', is_internal: true, mentioned: ['id-quiet'] }, nobody, [quiet])).toEqual(['quiet']);
});

test('a name in a public reply calls staff who would not be told, and never a client user', () => {
  expect(inApp({ event: 'ticket_commented', mentioned: ['id-tech'] })).toEqual([...concerned.filter((name) => name !== 'avisos' && name !== 'otro'), 'tech'].sort());
  expect(inApp({ event: 'ticket_commented', is_internal: true, mentioned: ['id-direccion'] })).toEqual(['assignee', 'staffwatcher']);
});

test('an alert is told as an alert: to technicians without a subscription to the queue, and not to who switched alerts off', () => {
  const off = person('off', 'technician', { choices: { email: { asset_alert: false }, in_app: { asset_alert: false } } });
  expect(inApp({ event: 'ticket_created', about: 'asset_alert' }, nobody, [...people, off])).toEqual(['assignee', 'direccion', 'queue', 'super', 'tech']);
  expect(told({ event: 'ticket_created', about: 'asset_alert' }, nobody, [off], { notification_email: null, additional_emails: [] })).toEqual([]);
});

test('a push goes to people with a device alone, and never to the actor, by id or by address', () => {
  const withDevice = person('creator', 'solicitante', { is_creator: true, choices: { has_push: true } });
  const names = (actor: { user_id: string | null; email?: string }) => personsTold({ event: 'ticket_commented' }, [...people.filter((one) => one.name !== 'creator'), withDevice], actor, 'push').map((one) => one.name);
  expect([names(nobody), names({ user_id: 'id-creator' }), names({ user_id: null, email: 'CREATOR@desk.example' })]).toEqual([['creator'], [], []]);
});
