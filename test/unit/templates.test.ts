// Mail texts: every default renders without leftovers, values cannot break out of where they land.
import { describe, expect, test } from 'vitest';
import { isDelimiterLine } from '../../worker/modules/email/message/quote-patterns.ts';
import { hindranceOf, retryDelayMinutes, templateKeyOf, templateValues, threadHeaders, withoutSignedLinks, withoutTags, MAILS_PER_RECIPIENT_HOUR, MAILS_PER_TICKET_HOUR } from '../../worker/modules/email/outbox-rules.ts';
import type { ClaimedMail } from '../../worker/modules/email/outbox-store.ts';
import { defaultTemplate, frame, renderTemplate, wordsOf } from '../../worker/modules/email/templates/render.ts';
import { TEMPLATE_KEYS, TEMPLATE_VARIABLES, type TemplateValues } from '../../worker/modules/email/templates/template.ts';

const everything = Object.fromEntries(TEMPLATE_VARIABLES.map((name) => [name, `<${name}>&"'`])) as TemplateValues;
const locales = ['es', 'en'] as const;
const all = TEMPLATE_KEYS.flatMap((key) => locales.map((locale) => [key, locale] as const));

const ticketFacts: NonNullable<ClaimedMail['ticket']> = {
  ticket_number: 'TKT-000123', subject: 'No imprime', description: 'La impresora no responde', priority: 'alta', status: 'en_proceso', affected_person: null,
  created_at: '2026-03-02T18:00:00Z', assigned_at: null, resolved_at: null, closed_at: null, is_deleted: false, client_name: 'Ferretería Ñandú', timezone: 'America/Mexico_City',
  site_name: 'Centro', category: null, created_by: 'Lucía', assigned_to: null, resolution: null, resolved_by: null, resolution_number: null, references: [], sent_last_hour: 0,
};
const mail = (extra: Partial<ClaimedMail> = {}): ClaimedMail => ({
  queue_id: 'q', event: 'ticket_status_changed', client_id: 'c', ticket_id: 't', comment_id: null, user_id: 'u', to_email: 'lucia@alfa.example', to_name: 'Lucía', locale: 'es',
  vars: { old_status: 'nuevo', new_status: 'en_proceso' }, is_automatic: true, attempts: 1, user_role: 'solicitante', user_is_active: true, suppressed: null,
  ticket: ticketFacts, comment: null, recipient_last_hour: 0, ...extra,
});
const context = { origin: 'https://portal.example.com', mspName: 'Soporte LANET', link: null, now: new Date('2026-03-03T00:30:00Z') };

describe('every default text', () => {
  test.each(all)('%s (%s) leaves no braces and names no unknown variable', (key, locale) => {
    const rendered = renderTemplate(defaultTemplate(key, locale), everything);
    expect(rendered.unknown).toEqual([]);
    expect(`${rendered.subject}${rendered.text}${rendered.html}`).not.toMatch(/\{\{|\}\}/);
    expect(rendered.html).not.toMatch(/<(?:comment_text|subject|description|resolution|reason)>/);
  });
  test.each(all)('%s (%s) renders without a single value', (key, locale) => {
    const rendered = renderTemplate(defaultTemplate(key, locale), {});
    expect(rendered.text).not.toMatch(/\{\{|undefined|null|\n{3}/);
  });
  test('the acknowledgement quotes nothing of what was received', () => {
    for (const locale of locales) {
      const { subject, body_text } = defaultTemplate('ticket_created_ack', locale);
      expect(subject + body_text).not.toMatch(/\{\{\s*(subject|description|comment_text)/);
    }
  });
  test('the notice of an internal note carries no text of it', () => {
    for (const locale of locales) expect(defaultTemplate('ticket_commented_internal', locale).body_text).not.toContain('comment');
  });
});

test.each(locales)('a question for approval (%s) says what, what it costs and until when; without a cost nothing stands in its place; what is kept of it has no link', (locale) => {
  const vars = { notice: 'approval', actor_name: 'Tomás', reason: 'Un disco <nuevo>', cost: '$ 2,900 MXN', sla_due: '2026-03-10T18:00:00Z' };
  const link = `https://portal.example.com/approve?lang=${locale}#token=${'a'.repeat(40)}~${'b'.repeat(60)}~${'c'.repeat(43)}`;
  const written = (given: ClaimedMail): ReturnType<typeof renderTemplate> => renderTemplate(defaultTemplate(templateKeyOf(given)!, locale), templateValues(given, { ...context, link }));
  const { text, html } = written(mail({ user_id: null, locale, vars }));
  for (const words of ['Un disco <nuevo>', `${wordsOf(locale).cost}: $ 2,900 MXN`, 'Tomás', 'TKT-000123', link]) expect(text).toContain(words);
  expect(html).toContain('Un disco &#60;nuevo&#62;');
  expect(withoutSignedLinks(html)).not.toContain('b'.repeat(60));
  expect(withoutSignedLinks(text)).toContain(`/approve?lang=${locale}#token=…`);
  expect(written(mail({ user_id: null, locale, vars: { ...vars, cost: '' } })).text).not.toContain(`${wordsOf(locale).cost}:`);
});

test('values are escaped in HTML and stay as typed in the text', () => {
  const rendered = renderTemplate({ subject: 's', body_text: 'Dice: {{comment_text}}', body_html: '<p>{{comment_text}}</p>' }, { comment_text: '<script>alert(1)</script>\n"x" & y' });
  expect(rendered.text).toBe('Dice: <script>alert(1)</script>\n"x" & y');
  expect(rendered.html).not.toContain('<script>');
  expect(rendered.html).toContain('<br>');
});

test('a value cannot bring a variable or a header of its own', () => {
  const rendered = renderTemplate({ subject: '{{ticket_tag}} {{subject}}', body_text: '{{comment_text}}', body_html: null }, { ticket_tag: '[TKT-000001]', subject: 'a\r\nBcc: x@y.example\u0000', comment_text: '{{link}}', link: 'SECRET' });
  expect(rendered.subject).toBe('[TKT-000001] a Bcc: x@y.example');
  expect(rendered.text).toBe('{{link}}');
  expect(rendered.html).not.toContain('SECRET');
});

test('an unknown variable renders as nothing and is named', () => {
  expect(renderTemplate({ subject: '{{nope}}x', body_text: 'a {{ other }} b', body_html: null }, {})).toMatchObject({ subject: 'x', text: 'a  b', unknown: ['nope', 'other'] });
});

test('the line above which to reply is one our own reader cuts at', () => {
  for (const locale of locales) {
    const framed = frame(renderTemplate(defaultTemplate('ticket_commented', locale), { comment_text: 'hola' }), wordsOf(locale), true);
    expect(isDelimiterLine(framed.text.split('\n')[0]!)).toBe(true);
    expect(framed.html).toContain('##-');
  }
});

test('times are told in the time zone of the client, statuses by name', () => {
  const values = templateValues(mail(), context);
  expect(values.created_date).toContain('12:00');
  expect(values).toMatchObject({ old_status: 'Nuevo', new_status: 'En proceso', ticket_tag: '[TKT-000123]' });
});

test('staff is led to the ticket, client people to their request, an outside address to no portal', () => {
  expect(templateValues(mail({ user_role: 'technician' }), context).portal_url).toContain('https://portal.example.com/tickets/TKT-000123');
  expect(templateValues(mail(), context).portal_url).toContain('/requests/TKT-000123');
  expect(templateValues(mail({ user_id: null, user_role: null }), context).portal_url).toBe('');
});

test('a subject with tags of other tickets leaves with ours alone', () => {
  expect(withoutTags('RE: [TKT-000001] impresora [tkt-1234567]')).toBe('RE: impresora');
});

test('tries are spread over 1, 5, 15, 60 minutes and 6 hours, then end', () => {
  expect([1, 2, 3, 4, 5, 6].map(retryDelayMinutes)).toEqual([1, 5, 15, 60, 360, null]);
});

test('thread headers hold the root and the newest ids in 2,048 bytes, and no synthetic or broken id', () => {
  const ids = ['root@alfa.example', ...Array.from({ length: 90 }, (_, n) => `mensaje-bastante-largo-numero-${n}@servidor.example`), 'sha256-00@synthetic.invalid', 'a\r\nBcc: x@y.example'];
  const headers = threadHeaders(ids);
  expect(headers['In-Reply-To']).toBe('<mensaje-bastante-largo-numero-89@servidor.example>');
  expect(headers.References).toMatch(/^<root@alfa\.example> .*<mensaje-bastante-largo-numero-89@servidor\.example>$/);
  expect(headers.References!.length).toBeLessThanOrEqual(2048);
  expect(JSON.stringify(headers)).not.toMatch(/synthetic|Bcc|\\r|\\n/);
  expect(threadHeaders([])).toEqual({});
});

test('each event picks its text, and an internal note the one without text', () => {
  expect(templateKeyOf({ event: 'ticket_commented', vars: {} })).toBe('ticket_commented');
  expect(templateKeyOf({ event: 'ticket_commented', vars: { is_internal: true } })).toBe('ticket_commented_internal');
  expect(templateKeyOf({ event: 'ticket_created', vars: { is_acknowledgement: true } })).toBe('ticket_created_ack');
  expect(templateKeyOf({ event: 'asset_alert', vars: {} })).toBeNull();
});

describe('a mail stays here when', () => {
  const none = { ticket: 0, recipient: 0 };
  test('nothing hinders: it leaves', () => expect(hindranceOf(mail(), none)).toBeNull());
  test('its address is suppressed', () => expect(hindranceOf(mail({ suppressed: 'bounced' }), none)).toMatchObject({ status: 'cancelled', error_class: 'suppressed' }));
  test('its person was deactivated', () => expect(hindranceOf(mail({ user_is_active: false }), none)).toMatchObject({ status: 'cancelled' }));
  test('its ticket was deleted', () => expect(hindranceOf(mail({ ticket: { ...ticketFacts, is_deleted: true } }), none)).toMatchObject({ status: 'cancelled' }));
  test('its comment is not public', () => expect(hindranceOf(mail({ comment_id: 'k', comment: null }), none)).toMatchObject({ status: 'parked', error_class: 'not_public' }));
  test('the ticket has had its mails of the hour', () => {
    expect(hindranceOf(mail(), { ticket: MAILS_PER_TICKET_HOUR - 1, recipient: 0 })).toBeNull();
    expect(hindranceOf(mail({ ticket: { ...ticketFacts, sent_last_hour: 20 } }), { ticket: 10, recipient: 0 })).toMatchObject({ status: 'parked', error_class: 'limit' });
  });
  test('the address has had its mails of the hour', () => {
    expect(hindranceOf(mail({ recipient_last_hour: MAILS_PER_RECIPIENT_HOUR }), none)).toMatchObject({ status: 'parked', error_class: 'limit' });
  });
});
