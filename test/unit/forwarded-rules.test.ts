// Who forwards for somebody else, and whose ticket it becomes (E-T10).
import { expect, it } from 'vitest';
import { decideForward, mayForward } from '../../worker/modules/email/forwarded-rules.ts';
import { LIMITS, type Known, type Sender } from '../../worker/modules/email/receive-rules.ts';

const counts = { new_hour: 0, new_day: 0, client_hour: {}, ack_ten_minutes: 0, ack_day: 0 };
const nobody: Sender = { user: null, by_address: [], by_domain: [], primary_site_id: null, is_monitor: false };
const person = (change: Partial<NonNullable<Sender['user']>> = {}): NonNullable<Sender['user']> => ({ user_id: 'u', name: 'Ana', role: 'solicitante', client_id: 'a', site_ids: ['a1'], locale: 'es', is_active: true, ...change });
const known = (sender: Partial<Sender>, more: Partial<Known['counts']> = {}): Known => ({ tickets: [], ids: [], sender: { ...nobody, ...sender }, counts: { ...counts, ...more }, refuses_unknown: true });
const decide = (about: Known, place: Parameters<typeof decideForward>[4] = null) => decideForward('ana@acme.example', 'Luis', about, [], place);

it.each<[string, Known, object]>([
  ['a contact gets the ticket and is told', known({ user: person() }), { kind: 'ticket', place: { client_id: 'a', site_id: 'a1' }, contact: 'known', acknowledges: true }],
  ['a contact that was told lately is not told again', known({ user: person() }, { ack_ten_minutes: LIMITS.acksPerTenMinutes }), { kind: 'ticket', acknowledges: false }],
  ['a listed address opens for its site, and nobody is told', known({ by_address: [{ client_id: 'a', site_id: 'a2' }] }), { kind: 'ticket', place: { client_id: 'a', site_id: 'a2' }, contact: 'none', acknowledges: false }],
  ['an address of a known domain makes no contact', known({ by_domain: [{ client_id: 'a', site_id: 'a1', domain: 'acme.example' }] }), { kind: 'ticket', contact: 'none', acknowledges: false }],
  ['two clients claim the address', known({ by_address: [{ client_id: 'a', site_id: 'a1' }, { client_id: 'b', site_id: 'b1' }] }), { kind: 'quarantine', reason: 'two_clients' }],
  ['a deactivated person', known({ user: person({ is_active: false }) }), { kind: 'quarantine', reason: 'inactive_sender' }],
  ['somebody of the staff', known({ user: person({ role: 'admin', client_id: null }) }), { kind: 'quarantine', reason: 'staff_sender' }],
  ['nobody knows the address, also where strangers are refused', known({}), { kind: 'quarantine', reason: 'unknown_sender' }],
  ['the client is over its limit', known({ user: person() }, { client_hour: { a: LIMITS.clientPerHour } }), { kind: 'quarantine', reason: 'client_limit' }],
])('%s', (_, about, expected) => expect(decide(about)).toMatchObject(expected));

it('a person who releases it decides where it goes, and nobody of another client is told', () => {
  expect(decide(known({ user: person() }), { client_id: 'b', site_id: 'b1' })).toMatchObject({ kind: 'ticket', place: { client_id: 'b' }, contact: 'none', acknowledges: false });
  expect(decide(known({}), { client_id: 'b', site_id: 'b1' }).steps.map(({ code }) => code)).toEqual(['forwarded', 'client', 'acknowledged']);
});

it('verified, active staff forwards by hand; nobody else does', () => {
  const staff = { ...nobody, user: person({ role: 'technician', client_id: null }) };
  const mail = { class: 'human' as const, auto_generated: false, verdict: 'verified' as const };
  expect(mayForward(mail, staff)).toBe(true);
  expect(mayForward({ ...mail, verdict: 'forwarded-verified' }, staff)).toBe(true);
  for (const verdict of ['weak', 'unverified', 'failed'] as const) expect(mayForward({ ...mail, verdict }, staff)).toBe(false);
  expect(mayForward({ ...mail, auto_generated: true }, staff)).toBe(false);
  expect(mayForward({ ...mail, class: 'auto-reply' }, staff)).toBe(false);
  expect(mayForward(mail, { ...nobody, user: person() })).toBe(false);
  expect(mayForward(mail, { ...nobody, user: person({ role: 'admin', is_active: false }) })).toBe(false);
  expect(mayForward(mail, nobody)).toBe(false);
});
