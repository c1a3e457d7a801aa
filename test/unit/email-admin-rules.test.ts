// Pure policy of the mail screens, and the invented mails that previews are made of.
import { describe, expect, test } from 'vitest';
import { BODY_BYTES_SHOWN, cancelRefusal, configFaults, inboundRefusal, mayCancel, retryRefusal, SUBJECT_CHARACTERS_SHOWN, templateWarnings } from '../../worker/modules/email/admin-rules.ts';
import { firstBytes } from '../../worker/modules/email/first-bytes.ts';
import { decodeInstantCursor, isUuid } from '../../worker/modules/email/instant-cursor.ts';
import { templateKeyOf, templateValues } from '../../worker/modules/email/outbox-rules.ts';
import { exampleMail } from '../../worker/modules/email/templates/example-mail.ts';
import { defaultTemplate, renderTemplate } from '../../worker/modules/email/templates/render.ts';
import { INBOUND_STATES, MAIL_QUEUE_STATUSES, NOTIFICATION_EVENTS } from '../../worker/modules/email/values.ts';
import { USER_ROLES } from '../../worker/modules/users/values.ts';
import { encodeCursor } from '../../worker/http/pagination.ts';

const now = new Date('2026-03-02T16:00:00.000Z');
const short = { subject: 'x', html: '<p>x</p>' };
const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);

test('only a mail that ended without leaving is sent again', () => {
  const may = MAIL_QUEUE_STATUSES.filter((status) => retryRefusal({ status, event: 'ticket_created', created_at: minutesAgo(100_000) }, now) === null);
  expect(may).toEqual(['failed', 'cancelled', 'parked']);
  expect(retryRefusal({ status: 'cancelled', event: 'ticket_commented', created_at: now, error_class: 'withdrawn' }, now)?.code).toBe('not_retriable');
});

test.each([['password_reset', 30], ['user_invited', 7 * 24 * 60]] as const)('a %s mail is not sent again once its link has expired', (event, minutes) => {
  expect(retryRefusal({ status: 'failed', event, created_at: minutesAgo(minutes - 1) }, now)).toBeNull();
  expect(retryRefusal({ status: 'failed', event, created_at: minutesAgo(minutes) }, now)?.code).toBe('link_expired');
});

test('only a mail that waits is cancelled, by managers or by whoever caused it', () => {
  expect(MAIL_QUEUE_STATUSES.filter((status) => cancelRefusal({ status }) === null)).toEqual(['pending']);
  expect(USER_ROLES.filter((role) => mayCancel(role, 'me', { created_by: 'other' }))).toEqual(['superadmin', 'admin']);
  expect(mayCancel('technician', 'me', { created_by: 'me' })).toBe(true);
  expect(mayCancel('technician', 'me', { created_by: null })).toBe(false);
});

test('a mail that became a ticket cannot be taken up again', () => {
  const may = (act: 'replay' | 'release' | 'discard') => INBOUND_STATES.filter((state) => inboundRefusal(act, state) === null);
  expect(may('replay')).toEqual(['processing', 'quarantined', 'ignored', 'conflict', 'parked', 'discarded']);
  expect(may('release')).toEqual(['quarantined', 'ignored', 'conflict', 'parked', 'discarded']);
  expect(may('discard')).toEqual(['quarantined', 'conflict', 'parked']);
});

test('a configuration names every field it lacks', () => {
  const whole = { from_address: 'soporte@msp.example', from_name: 'Mesa' };
  const faulty = (change: object, inUse: 'binding' | 'capture' = 'binding') => configFaults({ ...whole, ...change }, inUse).map((fault) => fault.field);
  expect(faulty({ transport: 'binding' })).toEqual([]);
  expect(configFaults({}, 'binding').map((fault) => fault.field)).toEqual(['from_address', 'from_name']);
  expect(faulty({ transport: 'smtp' })).toEqual(['smtp_host', 'smtp_port']);
  expect(faulty({ transport: 'smtp', smtp_host: 'mail.msp.example', smtp_port: 465 })).toEqual([]);
  expect([faulty({ transport: 'capture' }), faulty({ transport: 'capture' }, 'capture')]).toEqual([['transport'], []]);
});

describe('an example mail', () => {
  const valuesOf = (event: (typeof NOTIFICATION_EVENTS)[number], locale: 'es' | 'en') => {
    const mail = exampleMail(event, locale, now);
    return templateValues(mail, { origin: 'https://portal.example.com', mspName: 'Mesa', link: mail.ticket ? null : 'https://portal.example.com/invite#token=x', rating: 'https://portal.example.com/rate/x', now });
  };

  test.each(NOTIFICATION_EVENTS)('fills the built-in text of %s without a warning, in both languages', (event) => {
    for (const locale of ['es', 'en'] as const) {
      const key = templateKeyOf({ event, vars: {} });
      const template = key ? defaultTemplate(key, locale) : { subject: '{{ticket_tag}} {{subject}}', body_text: '{{description}}', body_html: null };
      const optional = event === 'ticket_created' ? ['attachments'] : [];
      const { subject, text, html } = renderTemplate(template, valuesOf(event, locale));
      expect(templateWarnings({ event, ...template }, valuesOf(event, locale), { subject, html }).filter((one) => !optional.includes(one.name))).toEqual([]);
      for (const part of [subject, text, html]) expect(part.trim()).not.toBe('');
      expect(`${subject}${text}${html}`).not.toMatch(/\{\{|undefined|Invalid Date/);
    }
  });

  test('tells what is unknown, what stays empty, and a sign-in mail that lacks its link', () => {
    const values = valuesOf('user_invited', 'es');
    const warnings = templateWarnings({ event: 'user_invited', subject: '{{ quien }}', body_text: '{{ticket_number}} {{quien}}', body_html: '<p>{{link}}</p>' }, values, short);
    expect(warnings.map((one) => [one.code, one.name])).toEqual([['unknown_variable', 'quien'], ['empty_variable', 'ticket_number'], ['missing_link', 'link']]);
    expect(templateWarnings({ event: 'user_invited', subject: 'Hola', body_text: 'Entre en {{ link }}' }, values, short)).toEqual([]);
  });

  test('tells of a ticket mail without the way to its ticket, a subject no answer is threaded by, and what is cut off', () => {
    const values = valuesOf('ticket_resolved', 'es');
    const codesOf = (draft: { subject: string; body_text: string }, filled = short) => templateWarnings({ event: 'ticket_resolved', ...draft }, values, filled).map((one) => [one.code, one.name]);
    expect(codesOf({ subject: 'Resuelto', body_text: 'Listo.' })).toEqual([['missing_link', 'portal_url'], ['missing_tag', 'ticket_tag']]);
    const whole = { subject: '{{ticket_tag}} Listo', body_text: '{{portal_url}}' };
    expect(codesOf(whole)).toEqual([]);
    expect(codesOf(whole, { subject: 'x'.repeat(SUBJECT_CHARACTERS_SHOWN), html: 'ñ'.repeat(BODY_BYTES_SHOWN / 2) })).toEqual([]);
    expect(codesOf(whole, { subject: 'x'.repeat(SUBJECT_CHARACTERS_SHOWN + 1), html: 'ñ'.repeat(BODY_BYTES_SHOWN / 2 + 1) })).toEqual([['long_subject', '121'], ['long_body', '100']]);
  });
});

test('a cursor of another shape is refused, never passed to the database', () => {
  const id = '00000000-0000-4000-8000-000000000001';
  const good = encodeCursor(['2026-03-02T16:00:00.000Z', id]);
  expect(decodeInstantCursor(good, isUuid)).toEqual({ ok: true, value: { at: '2026-03-02T16:00:00.000Z', key: id } });
  expect(decodeInstantCursor(undefined, isUuid)).toEqual({ ok: true, value: null });
  for (const values of [['2026-13-02T16:00:00.000Z', id], ['yesterday', id], [7, id], ['2026-03-02T16:00:00.000Z', 'x'], ['2026-03-02T16:00:00.000Z', null]]) {
    expect(decodeInstantCursor(encodeCursor(values), isUuid), JSON.stringify(values)).toMatchObject({ ok: false });
  }
});

test('a text is cut between characters', () => {
  expect(firstBytes('ñandú', 4)).toBe('ñan');
  expect(firstBytes('ñandú', 1)).toBe('');
  expect(firstBytes('a👍b', 4)).toBe('a');
  expect(firstBytes('corto', 100)).toBe('corto');
});
