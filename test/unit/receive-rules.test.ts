// What becomes of a mail, as tables: who may write (E-S), which ticket it belongs to (E-T), what kind of mail it is (E-L).
import { describe, expect, test } from 'vitest';
import { decideMail, LIMITS, placeOf, provesAddress, type InboundFacts, type Known, type KnownTicket, type Sender } from '../../worker/modules/email/receive-rules.ts';
import { MAIL_CLASSES, MAIL_VERDICTS, type MailVerdict } from '../../worker/modules/email/values.ts';

const now = new Date('2026-03-10T12:00:00Z');
const lifecycle = { reopenWindowDays: 14, closesAtOnce: false };
const ticket = (extra: Partial<KnownTicket> = {}): KnownTicket => ({
  ticket_id: 't1', ticket_number: 'TKT-000001', client_id: 'a', site_id: 'a1', version: 3, status: 'en_proceso', assigned_to: 'tech', first_response_at: null, closed_at: null, is_participant: true, ...extra,
});
const contact = { user_id: 'u1', name: 'Ana', role: 'solicitante' as const, client_id: 'a', site_ids: ['a2'], locale: 'es' as const, is_active: true };
const sender = (extra: Partial<Sender> = {}): Sender => ({ user: contact, by_address: [], by_domain: [], primary_site_id: 'a1', is_monitor: false, ...extra });
const stranger = sender({ user: null, primary_site_id: null });
const ofDomain = sender({ user: null, primary_site_id: null, by_domain: [{ client_id: 'a', site_id: 'a1', domain: 'alfa.example' }] });
const counts = { new_hour: 0, new_day: 0, client_hour: {}, ack_ten_minutes: 0, ack_day: 0 };
const known = (extra: Partial<Known> = {}): Known => ({ tickets: [], ids: [], sender: sender(), counts, refuses_unknown: false, ...extra });
const mail = (extra: Partial<InboundFacts> = {}): InboundFacts => ({
  from: { email: 'ana@alfa.example', name: 'Ana' }, class: 'human', auto_generated: false, verdict: 'verified', token: null, reference_ids: [], subject_ticket: null, has_bounce: false, ...extra,
});
const decide = (facts: Partial<InboundFacts>, about: Partial<Known> = {}) => decideMail(mail(facts), known(about), now, lifecycle);
const token = { ticket_id: 't1', is_for_sender: true, scope: 'reply' as const };
const byIds = { reference_ids: ['m1@x.example'] };
const withTicket = (extra: Partial<KnownTicket> = {}): Partial<Known> => ({ tickets: [ticket(extra)], ids: [{ message_id: 'm1@x.example', ticket_id: 't1' }] });
/** `comment public`, `comment internal third-party`, `quarantine reason`, `ticket create`, … */
const told = (decision: ReturnType<typeof decide>): string => {
  if (decision.kind === 'comment') return `comment ${decision.visibility} ${decision.as}${decision.by_staff ? ' staff' : ''}`;
  if (decision.kind === 'ticket') return `ticket ${decision.contact}${decision.acknowledges ? ' ack' : ''}`;
  return 'reason' in decision ? `${decision.kind} ${decision.reason}` : decision.kind;
};
type Row = Record<MailVerdict, string>;

describe('E-S3: what a sender may do with each verdict', () => {
  const failed = 'quarantine failed_verification';
  const table: [string, Partial<InboundFacts>, Partial<Known>, Row][] = [
    ['open a ticket as a known contact', {}, {}, { verified: 'ticket known ack', 'forwarded-verified': 'ticket known ack', weak: 'ticket known', unverified: 'ticket known', failed }],
    ['reply with a valid reply token', { token }, withTicket(), { verified: 'comment public message', 'forwarded-verified': 'comment public message', weak: 'comment public message', unverified: 'comment public message', failed }],
    ['reply by ids, taking part in the ticket', byIds, withTicket(), { verified: 'comment public message', 'forwarded-verified': 'comment public message', weak: 'comment internal third-party', unverified: 'quarantine unverified_reply', failed }],
    ['reply by ids, somebody else of the client', byIds, withTicket({ is_participant: false }), { verified: 'comment internal third-party', 'forwarded-verified': 'comment internal third-party', weak: 'comment internal third-party', unverified: 'quarantine unverified_reply', failed }],
    ['reply by subject alone', { subject_ticket: 'TKT-000001' }, withTicket(), { verified: 'comment public message', 'forwarded-verified': 'comment public message', weak: 'ticket known', unverified: 'ticket known', failed }],
    ['make a contact from an authorised domain', {}, { sender: ofDomain }, { verified: 'ticket create ack', 'forwarded-verified': 'ticket create ack', weak: 'quarantine unverified_domain', unverified: 'quarantine unverified_domain', failed }],
    ['write without being known', {}, { sender: stranger }, { verified: 'quarantine unknown_sender', 'forwarded-verified': 'quarantine unknown_sender', weak: 'quarantine unknown_sender', unverified: 'quarantine unknown_sender', failed }],
    ['act as staff with the own token', { token: { ...token, scope: 'staff' } }, { ...withTicket(), sender: sender({ user: { ...contact, role: 'technician', client_id: null } }) },
      { verified: 'comment public message staff', 'forwarded-verified': 'comment public message staff', weak: 'comment internal third-party', unverified: 'comment internal third-party', failed }],
    ['act as staff without a token', byIds, { ...withTicket(), sender: sender({ user: { ...contact, role: 'technician', client_id: null } }) },
      { verified: 'comment internal third-party', 'forwarded-verified': 'comment internal third-party', weak: 'comment internal third-party', unverified: 'comment internal third-party', failed }],
  ];
  test.each(table.flatMap(([action, facts, about, row]) => MAIL_VERDICTS.map((verdict) => [action, verdict, row[verdict], facts, about] as const)))(
    '%s, %s: %s', (_action, verdict, expected, facts, about) => expect(told(decide({ ...facts, verdict }, about))).toBe(expected));

  test('E-T2: a token made for somebody else is a third party, unless a verified participant holds it', () => {
    const other = { token: { ...token, is_for_sender: false } };
    expect(told(decide(other, { ...withTicket({ is_participant: false }), sender: stranger }))).toBe('comment internal third-party');
    expect(told(decide({ ...other, verdict: 'unverified' }, withTicket()))).toBe('comment internal third-party');
    expect(told(decide(other, withTicket()))).toBe('comment public message');
  });

  test('E-T3: a reply by ids from another client adds nothing to the ticket', () => {
    const foreign = sender({ user: { ...contact, client_id: 'b', site_ids: ['b1'] }, primary_site_id: 'b1' });
    expect(decide(byIds, { ...withTicket({ is_participant: false }), sender: foreign })).toMatchObject({ kind: 'ticket', place: { client_id: 'b' } });
  });

  test('a deactivated person opens nothing and is a third party in a thread', () => {
    const gone = sender({ user: { ...contact, is_active: false } });
    expect(told(decide({}, { sender: gone }))).toBe('quarantine inactive_sender');
    expect(told(decide({ token }, { ...withTicket(), sender: gone }))).toBe('comment internal third-party');
  });
});

test('E-L5: only a verified mail that a person wrote, and that went somewhere, proves that its address lives', () => {
  const proves = (facts: Partial<InboundFacts>, about: Partial<Known> = {}) => provesAddress(mail(facts), decide(facts, about));
  expect([proves({}), proves({ token }, withTicket()), proves({ verdict: 'forwarded-verified' })]).toEqual([true, true, true]);
  expect([proves({ verdict: 'weak' }), proves({ verdict: 'unverified', token }, withTicket()), proves({ class: 'auto-reply', token }, withTicket()), proves({ auto_generated: true, token }, withTicket()), proves({ class: 'bounce-permanent' }), proves({}, { sender: stranger })])
    .toEqual([false, false, false, false, false, false]);
});

describe('E-T: which ticket', () => {
  const two = { tickets: [ticket(), ticket({ ticket_id: 't2', ticket_number: 'TKT-000002' }), ticket({ ticket_id: 't3', ticket_number: 'TKT-000003' })] };
  const ids = [{ message_id: 'm2@x.example', ticket_id: 't2' }, { message_id: 'm3@x.example', ticket_id: 't3' }];
  const ticketOf = (facts: Partial<InboundFacts>, about: Partial<Known> = { ...two, ids }) => {
    const decision = decide(facts, about);
    return decision.kind === 'comment' ? decision.ticket.ticket_id : decision.kind;
  };
  test('the reply token wins over ids and subject', () => expect(ticketOf({ token, reference_ids: ['m2@x.example'], subject_ticket: 'TKT-000003' })).toBe('t1'));
  test('ids win over the subject', () => expect(ticketOf({ reference_ids: ['m2@x.example'], subject_ticket: 'TKT-000003' })).toBe('t2'));
  test('the first id in the order given wins', () => expect(ticketOf({ reference_ids: ['unknown@x.example', 'm3@x.example', 'm2@x.example'] })).toBe('t3'));
  test('E-T3: an id that stands on two tickets matches neither', () => {
    const shared = [...ids, { message_id: 'm2@x.example', ticket_id: 't3' }];
    expect(ticketOf({ reference_ids: ['m2@x.example'] }, { ...two, ids: shared })).toBe('ticket');
    expect(ticketOf({ reference_ids: ['m2@x.example', 'm3@x.example'] }, { ...two, ids: shared })).toBe('t3');
  });
  test('E-T4: the subject comes last', () => expect(ticketOf({ subject_ticket: 'TKT-000003' })).toBe('t3'));
  test('a token of a ticket that is gone falls through to the ids', () => expect(ticketOf({ token: { ...token, ticket_id: 'deleted' }, reference_ids: ['m2@x.example'] })).toBe('t2'));
});

describe('E-L: what kind of mail', () => {
  const expected: Record<(typeof MAIL_CLASSES)[number], [string, string]> = {
    human: ['ticket known ack', 'comment public message'],
    'auto-reply': ['quarantine auto_reply', 'comment internal auto-reply'],
    'bounce-permanent': ['bounce', 'bounce'],
    'bounce-temporary': ['bounce', 'bounce'],
    'delivery-receipt': ['ignore delivery_receipt', 'ignore delivery_receipt'],
    list: ['quarantine list', 'quarantine list'],
    'abuse-report': ['quarantine abuse_report', 'quarantine abuse_report'],
    own: ['ignore own_mail', 'ignore own_mail'],
  };
  test.each(MAIL_CLASSES)('%s', (kind) => {
    expect([told(decide({ class: kind })), told(decide({ class: kind, token }, withTicket()))]).toEqual(expected[kind]);
  });
  test('E-L2: an automatic answer never reopens', () => {
    expect(decide({ class: 'auto-reply', token }, withTicket({ status: 'resuelto' }))).toMatchObject({ kind: 'comment', moves: { kind: 'stays' } });
  });
  test('a monitoring tool opens tickets only when listed and verified, and gets no answer', () => {
    const listed = { sender: sender({ is_monitor: true }) };
    expect(told(decide({ auto_generated: true }))).toBe('quarantine automatic_mail');
    expect(told(decide({ auto_generated: true, verdict: 'weak' }, listed))).toBe('quarantine automatic_mail');
    expect(told(decide({ auto_generated: true }, listed))).toBe('ticket known');
    // Bulk by its own word (E-L3); nobody is made a contact by a program.
    const program = { sender: sender({ is_monitor: true, user: null, by_address: [{ client_id: 'a', site_id: 'a1' }] }) };
    expect(told(decide({ class: 'list' }, program))).toBe('ticket none');
    expect(told(decide({ class: 'list', verdict: 'unverified' }, program))).toBe('quarantine list');
    expect(told(decide({ class: 'list' }))).toBe('quarantine list');
  });
  test('a mail without From is kept for a person', () => expect(told(decide({ from: null }))).toBe('quarantine no_from'));
});

describe('which client', () => {
  const site = (client_id: string, site_id: string) => ({ client_id, site_id });
  test('the listed address wins over the domain of another client', () =>
    expect(placeOf(sender({ user: null, by_address: [site('a', 'a2')], by_domain: [{ client_id: 'b', site_id: 'b1', domain: 'beta.example' }] }))).toEqual(site('a', 'a2')));
  test('E-S4: the longest domain wins', () =>
    expect(placeOf(sender({ user: null, by_domain: [{ client_id: 'b', site_id: 'b1', domain: 'norte.alfa.example' }, { client_id: 'a', site_id: 'a1', domain: 'alfa.example' }] }))).toEqual(site('b', 'b1')));
  test('a person goes to the own site, without one to the primary', () => {
    expect(placeOf(sender())).toEqual(site('a', 'a2'));
    expect(placeOf(sender({ user: { ...contact, site_ids: [] } }))).toEqual(site('a', 'a1'));
  });
  test('E-S4: an address of two clients is never guessed', () => {
    expect(told(decide({}, { sender: sender({ user: null, by_address: [site('a', 'a1'), site('b', 'b1')] }) }))).toBe('quarantine two_clients');
    expect(told(decide({}, { sender: sender({ by_address: [site('b', 'b1')] }) }))).toBe('quarantine two_clients');
    const ofBeta = [{ client_id: 'b', site_id: 'b1', domain: 'beta.example' }];
    expect(told(decide({}, { sender: sender({ by_domain: ofBeta }) }))).toBe('quarantine two_clients');
    expect(placeOf(sender({ by_address: [site('a', 'a2')], by_domain: ofBeta }))).toEqual(site('a', 'a2'));
  });
  test('unknown senders are refused when the setting says so', () => expect(told(decide({}, { sender: stranger, refuses_unknown: true }))).toBe('ignore unknown_sender'));
});

describe('what an answer moves', () => {
  const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
  test.each<[KnownTicket['status'], Partial<KnownTicket>, string]>([
    ['nuevo', {}, 'stays'], ['asignado', {}, 'stays'], ['en_proceso', {}, 'stays'], ['pendiente_aprobacion', {}, 'stays'], ['reabierto', {}, 'stays'], ['cancelado', {}, 'stays'],
    ['espera_cliente', {}, 'en_proceso'], ['espera_cliente', { assigned_to: null }, 'nuevo'], ['resuelto', {}, 'reabierto'],
    ['cerrado', { closed_at: daysAgo(13) }, 'reabierto'], ['cerrado', { closed_at: daysAgo(15) }, 'a new ticket'],
  ])('%s %o: %s', (status, extra, expected) => {
    const decision = decide({ token }, withTicket({ status, ...extra }));
    const moved = decision.kind === 'comment' ? (decision.moves.kind === 'moves' ? decision.moves.to : 'stays') : decision.kind === 'ticket' && decision.follows ? 'a new ticket' : decision.kind;
    expect(moved).toBe(expected);
  });
  test('staff and third parties move nothing', () => {
    const staff = sender({ user: { ...contact, role: 'technician', client_id: null } });
    expect(decide({ token: { ...token, scope: 'staff' } }, { ...withTicket({ status: 'resuelto' }), sender: staff })).toMatchObject({ kind: 'comment', by_staff: true, moves: { kind: 'stays' } });
    expect(decide({ token: { ...token, is_for_sender: false } }, { ...withTicket({ status: 'resuelto', is_participant: false }), sender: stranger })).toMatchObject({ kind: 'comment', moves: { kind: 'stays' } });
  });
  test('a ticket that follows a closed one stays at its site', () => {
    const closed = withTicket({ status: 'cerrado', closed_at: daysAgo(30), site_id: 'a9' });
    expect(decide({ token }, closed)).toMatchObject({ kind: 'ticket', place: { client_id: 'a', site_id: 'a9' }, follows: { ticket_id: 't1' } });
  });
  test('E-T6: answers to a ticket closed for good open new ones within the limits only', () => {
    const closed = withTicket({ status: 'cerrado', closed_at: daysAgo(30) });
    expect(told(decide({ token }, { ...closed, counts: { ...counts, new_hour: LIMITS.newPerHour } }))).toBe('quarantine sender_limit');
    expect(told(decide({ token }, { ...closed, counts: { ...counts, client_hour: { a: LIMITS.clientPerHour } } }))).toBe('quarantine client_limit');
  });
});

describe('who is not who they were', () => {
  test('E-S9: a deactivated technician with the own reply address writes nothing to the client', () => {
    const gone = sender({ user: { ...contact, role: 'technician', client_id: null, is_active: false } });
    expect(told(decide({ token: { ...token, scope: 'staff' } }, { ...withTicket(), sender: gone }))).toBe('comment internal third-party');
  });
  test('a staff reply address in the hands of a client person makes no staff of them', () => {
    expect(decide({ token: { ...token, scope: 'staff' } }, withTicket())).toMatchObject({ kind: 'comment', by_staff: false });
  });
  test('staff opens nothing by mail, however well verified', () => {
    for (const role of ['superadmin', 'admin', 'technician'] as const) expect(told(decide({}, { sender: sender({ user: { ...contact, role, client_id: null } }) }))).toBe('quarantine staff_sender');
  });
  test('a mail without From is kept for a person, also with a valid reply address', () => expect(told(decide({ from: null, token }, withTicket()))).toBe('quarantine no_from'));
});

describe('E-L8: limits', () => {
  test.each([
    ['sender, hour', { ...counts, new_hour: LIMITS.newPerHour }, 'quarantine sender_limit'],
    ['sender, day', { ...counts, new_day: LIMITS.newPerDay }, 'quarantine sender_limit'],
    ['client, hour', { ...counts, client_hour: { a: LIMITS.clientPerHour } }, 'quarantine client_limit'],
    ['another client does not count', { ...counts, client_hour: { b: LIMITS.clientPerHour } }, 'ticket known ack'],
    ['one acknowledgement in ten minutes', { ...counts, ack_ten_minutes: 1 }, 'ticket known'],
    ['five acknowledgements a day', { ...counts, ack_day: 5 }, 'ticket known'],
    ['just below all of them', { new_hour: LIMITS.newPerHour - 1, new_day: LIMITS.newPerDay - 1, client_hour: { a: LIMITS.clientPerHour - 1 }, ack_ten_minutes: 0, ack_day: 4 }, 'ticket known ack'],
  ])('%s', (_name, at, expected) => expect(told(decide({}, { counts: at }))).toBe(expected));
  test('replies are not counted as new tickets', () => expect(told(decide({ token }, { ...withTicket(), counts: { ...counts, new_hour: 99, new_day: 99 } }))).toBe('comment public message'));
});

test('every decision says why, a sentence a step', () => {
  for (const verdict of MAIL_VERDICTS) for (const kind of MAIL_CLASSES) {
    const { steps } = decide({ verdict, class: kind, token }, withTicket());
    expect(steps.length).toBeGreaterThan(1);
    for (const { code, detail } of steps) expect(`${code} ${detail}`).toMatch(/^[a-z_]+ \S.{5,}/);
  }
});
