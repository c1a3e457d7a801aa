// Mail administration over the API: configuration, templates, the queue, what came in, suppressions, development's mailbox.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientWith, signIn, type Answer, type ApiClient, type Loose } from '../support/api-client.ts';
import { composeMail, type MailParts } from '../support/compose-mail.ts';
import { createTestDatabase, sql, stackFacts, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world, type PersonName } from '../support/world.ts';

/** Loaded by name: its types are those of the platform, not of Node. */
const { makeSecretBox } = (await import(new URL('../../worker/platform/secret-box.ts', import.meta.url).href)) as {
  makeSecretBox: (keys: { id: string; key: string }[]) => { open(sealed: { key_id: string; box: string }, context: string): Promise<string> };
};

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const as = {} as Record<PersonName, ApiClient>;
const { who, client, site, ticket, queue, inbound, template } = world;
const nobody = '00000000-0000-4000-8fff-00000000dead';
const boxKey = { id: 'box-1', key: Buffer.alloc(32, 7).toString('base64url') };

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  // The world's own mails wait, so that every row keeps the status a test gave it.
  await owner.query(`update email_queue set not_before = now() + interval '1 day'`);
  worker = await startWorker({ database, secrets: { SECRET_BOX_KEYS: JSON.stringify([boxKey]) } });
  for (const name of ['superadmin', 'admin', 'technician', 'client_admin', 'solicitante'] as const) as[name] = await signIn(worker, who[name]);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const trips = async (answer: Answer) => (await worker.stats()).by_request[answer.requestId];
const fields = (answer: Answer) => answer.body.errors?.map((error) => [error.field, error.code]);
const audited = async (entity: string, id: string) => owner.query(`select action, actor_id from audit_log where actor_kind = 'user' and entity = $1 and entity_id = $2 order by audit_id`, [entity, id]);
const deliver = async (parts: MailParts): Promise<Loose> => {
  const subject = parts.subject!;
  expect((await worker.email({ from: parts.from, to: 'soporte@mail.example.com', raw: composeMail(parts) })).outcome).toBe('ok');
  return waitFor(`the mail ${subject}`, async () => (await owner.query('select * from inbound_emails where subject = $1', [subject]))[0]);
};

describe('who may', () => {
  const routes: [string, string, string, unknown?][] = [
    ['SA', 'GET', '/config'], ['S', 'PUT', '/config', {}],
    ['SAT', 'GET', '/templates'], ['SA', 'POST', '/templates', { event: 'sla_breach', locale: 'es', subject: 'x', body_text: 'y' }], ['SA', 'PUT', `/templates/${nobody}`, {}], ['SA', 'DELETE', `/templates/${nobody}`],
    ['SAT', 'POST', `/templates/${nobody}/preview`], ['SAT', 'POST', '/templates/preview', { event: 'sla_breach', locale: 'es', subject: 'x', body_text: 'y' }],
    ['SAT', 'GET', '/queue'], ['SA', 'POST', `/queue/${nobody}/retry`], ['SAT', 'POST', `/queue/${nobody}/cancel`],
    ['SAT', 'GET', '/inbound'], ['SAT', 'GET', `/inbound/${inbound.a1}`], ['SAT', 'GET', `/inbound/${inbound.a1}/raw`],
    ['SAT', 'POST', `/inbound/${nobody}/replay`], ['SAT', 'POST', `/inbound/${nobody}/release`, { ticket_id: ticket.a1 }], ['SAT', 'POST', `/inbound/${nobody}/discard`],
    ['SAT', 'GET', '/suppressions'], ['SA', 'DELETE', '/suppressions/no%40such.example'],
    ['SAT', 'GET', '/dev-mailbox'], ['SAT', 'GET', '/dev-mailbox/none'],
  ];
  const callers = { S: 'superadmin', A: 'admin', T: 'technician', C: 'client_admin', R: 'solicitante' } as const;

  test.each(routes)('%s alone: %s %s', async (allowed, method, path, body) => {
    const anonymous = await clientWith(worker, '').send(method, `/api/email${path}`, body);
    expect(anonymous.status).toBe(401);
    for (const [letter, name] of Object.entries(callers)) {
      const answer = await as[name].send(method, `/api/email${path}`, body);
      if (allowed.includes(letter)) expect([letter, answer.status]).not.toEqual([letter, 403]);
      else expect([letter, answer.status, answer.body.data]).toEqual([letter, 403, null]);
      expect(await trips(answer)).toBeLessThanOrEqual(method === 'GET' ? 1 : 2);
    }
  });

  test('unknown parameters, fields and wrong values are refused', async () => {
    const cases: [string, string, unknown, [string, string][]][] = [
      ['GET', '/queue?sort=x', undefined, [['sort', 'unknown_field']]],
      ['GET', '/queue?status=gone', undefined, [['status.0', 'invalid_value']]],
      ['GET', '/queue?cursor=abc', undefined, [['cursor', 'invalid_cursor']]],
      ['GET', `/inbound?cursor=${Buffer.from('["2026-01-01","x"]').toString('base64url')}`, undefined, [['cursor', 'invalid_cursor']]],
      ['GET', '/inbound?class=spam', undefined, [['class.0', 'invalid_value']]],
      ['GET', '/inbound/7', undefined, [['id', 'invalid_format']]],
      ['PUT', '/config', { secrets: {} }, [['secrets', 'unknown_field']]],
      ['PUT', '/config', { from_name: 'a\r\nBcc: b', smtp_port: 0, smtp_host: 'a b' }, [['from_name', 'custom'], ['smtp_host', 'custom'], ['smtp_port', 'too_small']]],
      ['POST', '/templates', { event: 'x', locale: 'fr', subject: '', body_text: ' ' }, [['event', 'invalid_value'], ['locale', 'invalid_value'], ['subject', 'too_small'], ['body_text', 'custom']]],
      ['POST', `/inbound/${inbound.quarantined}/release`, {}, [['ticket_id', 'custom']]],
      ['POST', `/inbound/${inbound.quarantined}/release`, { client_id: client.a }, [['site_id', 'custom']]],
      ['POST', `/inbound/${inbound.quarantined}/release`, { ticket_id: ticket.a1, client_id: client.a }, [['client_id', 'custom']]],
    ];
    for (const [method, path, body, expected] of cases) {
      const answer = await as.superadmin.send(method, `/api/email${path}`, body);
      expect([path, answer.status, fields(answer)]).toEqual([path, 422, expected]);
    }
  });
});

describe('the configuration', () => {
  const stored = async () => (await owner.query('select config_id, secrets, from_name from email_config where is_default'))[0] as { config_id: string; secrets: Record<string, Loose>; from_name: string };

  test('managers read it without secrets, in one round trip', async () => {
    const answer = await as.admin.get('/api/email/config');
    expect(answer.status).toBe(200);
    expect(await trips(answer)).toBe(1);
    expect(answer.body.data.config).toMatchObject({ config_id: world.config.main, from_address: 'soporte@mail.example.com', secrets_set: { smtp_password: true, imap_password: false } });
    expect(answer.body.data.in_use).toEqual({ transport: 'capture', mail_from: 'soporte@mail.example.com' });
    expect(JSON.stringify(answer.body)).not.toMatch(/"box"|sealed/);
  });

  test('a secret is sealed for its row, what is not named stays, null takes one away, and none is ever answered', async () => {
    const before = (await stored()).secrets.smtp_password;
    const secret = 'Contraseña-imap-93';
    const answer = await as.superadmin.send('PUT', '/api/email/config', { imap_host: 'imap.msp.example', imap_port: 993, imap_username: 'soporte', imap_password: secret, from_name: 'Mesa' });
    expect(answer.body.errors).toBeNull();
    expect(await trips(answer)).toBe(2);
    expect(answer.body.data.config).toMatchObject({ imap_host: 'imap.msp.example', imap_port: 993, from_name: 'Mesa', secrets_set: { smtp_password: true, imap_password: true } });
    const { config_id, secrets } = await stored();
    expect(secrets.smtp_password).toEqual(before);
    expect(await makeSecretBox([boxKey]).open(secrets.imap_password, `email_config:${config_id}`)).toBe(secret);
    await expect(makeSecretBox([boxKey]).open(secrets.imap_password, `email_config:${nobody}`)).rejects.toThrow();
    const taken = await as.superadmin.send('PUT', '/api/email/config', { smtp_password: null });
    expect(taken.body.data.config.secrets_set).toEqual({ smtp_password: false, imap_password: true, oauth_client_secret: false, oauth_refresh_token: false });
    expect(Object.keys((await stored()).secrets)).toEqual(['imap_password']);
    const trail = JSON.stringify(await owner.query(`select * from audit_log where entity = 'email_config'`));
    expect(trail).toContain('changed');
    for (const text of [JSON.stringify(answer.body), JSON.stringify(taken.body), trail, worker.logs().join('\n')]) expect(text).not.toContain(secret);
    expect(trail).not.toContain(secrets.imap_password.box);
  });

  test('a server of its own needs a name and a port; a refused change changes nothing', async () => {
    const before = await stored();
    const answer = await as.superadmin.send('PUT', '/api/email/config', { transport: 'smtp', from_name: 'Otra' });
    expect([answer.status, fields(answer)]).toEqual([422, [['smtp_host', 'required'], ['smtp_port', 'required']]]);
    expect(await stored()).toEqual(before);
  });

  test('the first one is created from an address and a name, once', async () => {
    const rows = await owner.query('select * from email_config');
    await owner.query('delete from email_config');
    try {
      expect((await as.admin.get('/api/email/config')).body.data.config).toBeNull();
      const empty = await as.superadmin.send('PUT', '/api/email/config', { name: 'Mesa' });
      expect([empty.status, fields(empty)]).toEqual([422, [['from_address', 'required'], ['from_name', 'required']]]);
      const answers = await Promise.all([1, 2].map(() => as.superadmin.send('PUT', '/api/email/config', { from_address: 'Soporte@MSP.example', from_name: 'Mesa', smtp_password: 'x', imap_password: null })));
      expect(answers.map((answer) => answer.status).filter((status) => status !== 409)).toContain(200);
      expect(await owner.query('select from_address, is_default, secrets ? $1 as smtp, secrets ? $2 as imap from email_config', ['smtp_password', 'imap_password']))
        .toEqual([{ from_address: 'soporte@msp.example', is_default: true, smtp: true, imap: false }]);
    } finally {
      await owner.query('delete from email_config');
      await owner.query(`insert into email_config select * from jsonb_populate_recordset(null::email_config, $1)`, [JSON.stringify(rows)]);
    }
  });
});

describe('templates', () => {
  test('every event that leaves as mail has a text in both languages, stored or built in', async () => {
    const answer = await as.technician.get('/api/email/templates');
    expect(await trips(answer)).toBe(1);
    const { templates, variables } = answer.body.data;
    expect(variables).toContain('ticket_number');
    const of = (event: string, locale: string) => templates.filter((row: Loose) => row.event === event && row.locale === locale);
    for (const event of ['ticket_created', 'ticket_assigned', 'ticket_status_changed', 'ticket_commented', 'ticket_resolved', 'ticket_closed', 'ticket_reopened', 'password_reset', 'user_invited'])
      for (const locale of ['es', 'en']) expect(of(event, locale)).toMatchObject([{ template_id: null, is_default: true, is_active: true }]);
    expect(of('sla_warning', 'es')).toMatchObject([{ template_id: template.es, is_default: false, subject: 'Aviso' }]);
  });

  test('one is stored, changed, and taken away again', async () => {
    const input = { event: 'ticket_closed', locale: 'en', subject: '{{ticket_tag}} closed', body_text: 'Closed: {{reason}}', body_html: '' };
    const made = await as.admin.send('POST', '/api/email/templates', input);
    expect(made.status).toBe(201);
    expect(made.body.data.template).toMatchObject({ event: 'ticket_closed', locale: 'en', subject: input.subject, body_html: null, is_active: true, is_default: false });
    const id = made.body.data.template.template_id;
    const again = await as.admin.send('POST', '/api/email/templates', input);
    expect([again.status, fields(again)]).toEqual([409, [['event', 'taken']]]);
    const changed = await as.admin.send('PUT', `/api/email/templates/${id}`, { body_html: '<p>{{reason}}</p>', is_active: false });
    expect(changed.body.data.template).toMatchObject({ template_id: id, subject: input.subject, body_html: '<p>{{reason}}</p>', is_active: false });
    expect((await as.admin.send('DELETE', `/api/email/templates/${id}`)).status).toBe(200);
    for (const gone of [await as.admin.send('DELETE', `/api/email/templates/${id}`), await as.admin.send('PUT', `/api/email/templates/${id}`, {}), await as.admin.send('POST', `/api/email/templates/${id}/preview`)]) expect(gone.status).toBe(404);
    expect((await audited('email_templates', id)).map((row) => row.action)).toEqual(['insert', 'update', 'delete']);
  });

  test('a preview fills invented values, warns of unknown variables, and its HTML is harmless', async () => {
    const draft = {
      event: 'ticket_resolved', locale: 'es', subject: 'Listo {{ticket_number}} {{nombre}}', body_text: 'Notas: {{resolution}} {{link}}',
      body_html: '<p onclick="x()">{{resolution}}</p><script>alert(1)</script><img src="https://seguimiento.example/p.gif"><a href="javascript:alert(1)">aquí</a><iframe src="https://x.example"></iframe>',
    };
    const answer = await as.technician.send('POST', '/api/email/templates/preview', draft);
    expect([answer.status, await trips(answer)]).toEqual([200, 1]);
    const { subject, text, html, warnings } = answer.body.data.preview;
    expect(subject).toBe('Listo TKT-000123');
    expect(text).toContain('Se reinició la cola de impresión');
    expect(html).toContain('Se reinició la cola de impresión');
    expect(html).not.toMatch(/<script|onclick|javascript:|<iframe|\ssrc=/i);
    expect(warnings.map((one: Loose) => [one.code, one.name])).toEqual([['unknown_variable', 'nombre'], ['empty_variable', 'link'], ['missing_link', 'portal_url'], ['missing_tag', 'ticket_tag']]);
    const stored = await as.technician.send('POST', `/api/email/templates/${template.es}/preview`);
    expect(stored.body.data.preview).toMatchObject({ subject: 'Aviso', warnings: [{ code: 'missing_link' }, { code: 'missing_tag' }] });
  });
});

describe('the queue', () => {
  const status = async (id: string) => (await owner.query('select status::text, attempts, last_error from email_queue where queue_id = $1', [id]))[0] as { status: string; attempts: number; last_error: string | null };
  const set = (id: string, change: string) => owner.query(`update email_queue set ${change} where queue_id = $1`, [id]);

  test('is listed newest first in pages, filtered, in one round trip', async () => {
    const first = await as.technician.get('/api/email/queue?limit=2');
    expect(await trips(first)).toBe(1);
    const second = await as.technician.get(`/api/email/queue?limit=100&cursor=${first.body.data.pagination.next_cursor}`);
    const rows: Loose[] = [...first.body.data.queue, ...second.body.data.queue];
    expect(rows.map((row) => row.queue_id).toSorted()).toEqual(((await owner.query('select queue_id from email_queue order by 1')) as { queue_id: string }[]).map((row) => row.queue_id));
    expect(rows.map((row) => row.created_at)).toEqual(rows.map((row) => row.created_at).toSorted().toReversed());
    expect(first.body.data.pagination.total).toBe(rows.length);
    const only = async (query: string) => (await as.technician.get(`/api/email/queue?${query}`)).body.data.queue.map((row: Loose) => row.queue_id);
    expect(await only(`ticket_id=${ticket.b1}`)).toEqual([queue.b1]);
    expect(await only('event=ticket_resolved,password_reset&q=BETA.example')).toEqual([queue.reset]);
    expect(await only('q=100%25')).toEqual([]);
    expect(rows.find((row) => row.queue_id === queue.a1)).toMatchObject({ client_id: client.a, status: 'pending', variant: null, ticket_number: expect.stringMatching(/^TKT-\d{6,}$/) });
  });

  test('never shows the box of a one-time link, nor the text of a mail that carries one', async () => {
    await set(queue.reset, `vars = '{"link_token_box": {"key_id": "k", "box": "CAJA-SECRETA"}}', body_text = 'CUERPO-SECRETO', body_html = 'CUERPO-SECRETO'`);
    await set(queue.by_technician, `body_text = 'texto visible'`);
    const answer = await as.superadmin.get('/api/email/queue');
    expect(JSON.stringify(answer.body)).not.toMatch(/SECRET/);
    expect(answer.body.data.queue.find((row: Loose) => row.queue_id === queue.by_technician).body_text).toBe('texto visible');
    await set(queue.reset, `vars = '{}', body_text = null, body_html = null`);
  });

  test('a failed mail is sent again at once, and the act is audited', async () => {
    await worker.clearMails();
    await set(queue.a1, `status = 'failed', attempts = 6, last_error = 'capture: HTTP_500', error_class = 'retry'`);
    const answer = await as.admin.send('POST', `/api/email/queue/${queue.a1}/retry`);
    expect([answer.status, answer.body.data.mail.status, answer.body.data.mail.attempts]).toEqual([200, 'pending', 0]);
    expect(await trips(answer)).toBe(2);
    await waitFor('the mail sent again', async () => (await status(queue.a1)).status === 'sent');
    expect((await worker.mails()).map((mail) => mail.to)).toEqual([[who.client_admin.email]]);
    expect(await audited('email_queue', queue.a1)).toEqual([{ action: 'retry', actor_id: who.admin.user_id }]);
    const again = await as.admin.send('POST', `/api/email/queue/${queue.a1}/retry`);
    expect([again.status, again.body.data, fields(again)]).toEqual([409, { status: 'sent' }, [['status', 'not_retriable']]]);
  });

  test('a sign-in mail whose link has expired is not sent again', async () => {
    await set(queue.reset, `status = 'failed', created_at = now() - interval '31 minutes'`);
    const answer = await as.admin.send('POST', `/api/email/queue/${queue.reset}/retry`);
    expect([answer.status, fields(answer)]).toEqual([409, [['status', 'link_expired']]]);
    expect((await status(queue.reset)).status).toBe('failed');
  });

  test('a technician cancels the mails of their own acts alone, and only before they leave', async () => {
    const foreign = await as.technician.send('POST', `/api/email/queue/${queue.a2}/cancel`);
    expect([foreign.status, (await status(queue.a2)).status]).toEqual([403, 'pending']);
    const own = await as.technician.send('POST', `/api/email/queue/${queue.by_technician}/cancel`);
    expect([own.status, own.body.data.mail.status, await trips(own)]).toEqual([200, 'cancelled', 2]);
    expect((await status(queue.by_technician)).last_error).toBe(`cancelled by ${who.technician.name}`);
    const again = await as.technician.send('POST', `/api/email/queue/${queue.by_technician}/cancel`);
    expect([again.status, again.body.data]).toEqual([409, { status: 'cancelled' }]);
    expect((await as.admin.send('POST', `/api/email/queue/${queue.a2}/cancel`)).status).toBe(200);
    expect(await audited('email_queue', queue.by_technician)).toEqual([{ action: 'cancel', actor_id: who.technician.user_id }]);
  });

  test('two people at once: one of them cancels, the other learns of it', async () => {
    await set(queue.b1, `status = 'pending'`);
    const answers = await Promise.all(Array.from({ length: 4 }, () => as.admin.send('POST', `/api/email/queue/${queue.b1}/cancel`)));
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([200, 409, 409, 409]);
    expect(await audited('email_queue', queue.b1)).toHaveLength(1);
  });
});

describe('mail that came in', () => {
  test('is listed and filtered in one round trip', async () => {
    const all = await as.technician.get('/api/email/inbound');
    expect(await trips(all)).toBe(1);
    const ids = (answer: Answer) => answer.body.data.inbound.map((row: Loose) => row.inbound_id);
    expect(ids(all)).toEqual(expect.arrayContaining([inbound.a1, inbound.b1, inbound.quarantined]));
    expect(ids(await as.technician.get(`/api/email/inbound?client_id=${client.b}`))).toEqual([inbound.b1]);
    expect(ids(await as.technician.get(`/api/email/inbound?ticket_id=${ticket.a1}&state=applied,parked`))).toEqual([inbound.a1]);
    expect(ids(await as.technician.get('/api/email/inbound?q=quarantined@correo'))).toEqual([inbound.quarantined]);
    const page = await as.technician.get('/api/email/inbound?limit=1');
    const rest = await as.technician.get(`/api/email/inbound?cursor=${page.body.data.pagination.next_cursor}`);
    expect([...ids(page), ...ids(rest)].toSorted()).toEqual(ids(all).toSorted());
    expect(all.body.data.inbound[0]).not.toHaveProperty('raw_key');
  });

  test('one shows its decision, text, files and headers; the original is a download', async () => {
    const mail = await deliver({
      from: 'ana@alfa.example', subject: 'Detalle con archivo', text: 'Texto único ñ', attachments: [{ name: 'nota.txt', content: 'hola' }], headers: { 'X-Secreto': 'no se muestra' },
    });
    const answer = await as.technician.get(`/api/email/inbound/${mail.inbound_id}`);
    expect([answer.status, await trips(answer)]).toEqual([200, 1]);
    const detail = answer.body.data.inbound;
    expect(detail).toMatchObject({
      inbound_id: mail.inbound_id, state: 'applied', client_name: expect.any(String), ticket_number: expect.stringMatching(/^TKT-/), has_raw: true, text: 'Texto único ñ', text_is_cut: false,
      attachments: [{ name: 'nota.txt', size: 4 }], raw_is_cut: false,
    });
    expect(detail.decisions.map((one: Loose) => one.step)).toEqual(detail.decisions.map((_: Loose, n: number) => n + 1));
    expect(detail.decisions.length).toBeGreaterThan(1);
    expect(detail.headers).toEqual(expect.arrayContaining([expect.objectContaining({ value: 'Detalle con archivo' })]));
    expect(JSON.stringify(detail.headers)).not.toContain('no se muestra');
    expect(detail).not.toHaveProperty('raw_key');
    const raw = await as.technician.get(`/api/email/inbound/${mail.inbound_id}/raw`);
    expect([raw.status, await trips(raw)]).toEqual([200, 1]);
    expect(raw.headers.get('Content-Disposition')).toBe(`attachment; filename="mail-${mail.inbound_id}.eml"`);
    expect([raw.headers.get('Content-Type'), raw.headers.get('X-Content-Type-Options')]).toEqual(['message/rfc822', 'nosniff']);
    expect(raw.body.message).toContain('Texto único ñ');
    const replay = await as.technician.send('POST', `/api/email/inbound/${mail.inbound_id}/replay`);
    expect([replay.status, replay.body.data.state]).toEqual([409, 'applied']);
  });

  test('an original that is gone is said, not guessed', async () => {
    const detail = (await as.technician.get(`/api/email/inbound/${inbound.quarantined}`)).body.data.inbound;
    expect(detail).toMatchObject({ has_raw: false, text: null, attachments: [], headers: [], raw_text: null });
    expect((await as.technician.get(`/api/email/inbound/${inbound.quarantined}/raw`)).status).toBe(404);
    expect((await as.technician.get(`/api/email/inbound/${nobody}`)).status).toBe(404);
    const replay = await as.technician.send('POST', `/api/email/inbound/${inbound.quarantined}/replay`);
    expect([replay.status, fields(replay)]).toEqual([409, [['state', 'raw_missing']]]);
  });

  test('a mail in quarantine is released into a new ticket of the named site, once', async () => {
    const mail = await deliver({ from: 'extrano@lejos.example', subject: 'Para liberar', text: 'Soy nuevo aquí' });
    expect(mail.state).toBe('quarantined');
    const path = `/api/email/inbound/${mail.inbound_id}/release`;
    const wrong: [unknown, number][] = [
      [{ client_id: nobody, site_id: site.a1 }, 404], [{ client_id: client.a, site_id: nobody }, 404], [{ client_id: client.b, site_id: site.a1 }, 422], [{ ticket_id: nobody }, 404], [{ ticket_id: ticket.a1_deleted }, 404],
    ];
    for (const [body, expected] of wrong) expect([body, (await as.technician.send('POST', path, body)).status]).toEqual([body, expected]);
    expect(await audited('inbound_emails', mail.inbound_id)).toEqual([]);
    const answer = await as.technician.send('POST', path, { client_id: client.a, site_id: site.a2 });
    expect(answer.body.errors).toBeNull();
    expect(await trips(answer)).toBe(2);
    expect(answer.body.data.inbound).toMatchObject({ inbound_id: mail.inbound_id, state: 'applied' });
    const opened = (await as.technician.get(`/api/tickets/${answer.body.data.inbound.ticket_id}`)).body.data.ticket;
    expect(opened).toMatchObject({ subject: 'Para liberar', client_id: client.a, site_id: site.a2, from_email: 'extrano@lejos.example', channel: 'email' });
    expect(await audited('inbound_emails', mail.inbound_id)).toEqual([{ action: 'release', actor_id: who.technician.user_id }]);
    expect((await as.technician.send('POST', path, { client_id: client.a, site_id: site.a2 })).status).toBe(409);
    expect((await owner.query('select 1 from tickets where subject = $1', ['Para liberar']))).toHaveLength(1);
  });

  test('a mail in quarantine is released into a ticket that exists', async () => {
    const mail = await deliver({ from: 'extrano@lejos.example', subject: 'Al existente', text: 'Esto va en el otro ticket' });
    const answer = await as.technician.send('POST', `/api/email/inbound/${mail.inbound_id}/release`, { ticket_id: ticket.a2 });
    expect(answer.body.data.inbound).toMatchObject({ state: 'applied', ticket_id: ticket.a2 });
    const { comments } = (await as.technician.get(`/api/tickets/${ticket.a2}/comments`)).body.data;
    expect(comments.map((one: Loose) => one.body_text)).toContain('Esto va en el otro ticket');
  });

  test('a mail is replayed with what is known now', async () => {
    const mail = await deliver({ from: 'futuro@lejos.example', subject: 'Luego autorizado' });
    expect(mail.state).toBe('quarantined');
    const still = await as.technician.send('POST', `/api/email/inbound/${mail.inbound_id}/replay`);
    expect([still.status, still.body.data.inbound.state]).toEqual([200, 'quarantined']);
    await owner.query(`update sites set authorized_emails = authorized_emails || array['futuro@lejos.example'] where site_id = $1`, [site.b1]);
    const answer = await as.technician.send('POST', `/api/email/inbound/${mail.inbound_id}/replay`);
    expect([answer.body.data.inbound.state, await trips(answer)]).toEqual(['applied', 2]);
    expect(await owner.query('select client_id, site_id from tickets where ticket_id = $1', [answer.body.data.inbound.ticket_id])).toEqual([{ client_id: client.b, site_id: site.b1 }]);
    expect((await audited('inbound_emails', mail.inbound_id)).map((row) => row.action)).toEqual(['replay', 'replay']);
  });

  test('two people release at once: one ticket', async () => {
    const mail = await deliver({ from: 'extrano@lejos.example', subject: 'Liberada dos veces' });
    const answers = await Promise.all([as.technician, as.admin, as.superadmin].map((one) => one.send('POST', `/api/email/inbound/${mail.inbound_id}/release`, { client_id: client.a, site_id: site.a1 })));
    expect(answers.map((answer) => answer.status).filter((status) => ![200, 409].includes(status))).toEqual([]);
    expect(await owner.query('select 1 from tickets where subject = $1', ['Liberada dos veces'])).toHaveLength(1);
  });

  test('a mail is discarded once, and only while it waits', async () => {
    const mail = await deliver({ from: 'extrano@lejos.example', subject: 'Para descartar' });
    const answer = await as.technician.send('POST', `/api/email/inbound/${mail.inbound_id}/discard`);
    expect([answer.status, answer.body.data.inbound.state, await trips(answer)]).toEqual([200, 'discarded', 2]);
    const again = await as.technician.send('POST', `/api/email/inbound/${mail.inbound_id}/discard`);
    expect([again.status, again.body.data.state]).toEqual([409, 'discarded']);
    expect((await as.technician.send('POST', `/api/email/inbound/${inbound.a1}/discard`)).status).toBe(409);
    expect(await audited('inbound_emails', mail.inbound_id)).toEqual([{ action: 'discard', actor_id: who.technician.user_id }]);
  });

  test('a mail whose processing fails stays as it was', async () => {
    const mail = await deliver({ from: 'extrano@lejos.example', subject: 'Con la base caída' });
    await worker.armFault({ before: 1, match: 'email_decisions' });
    const answer = await as.technician.send('POST', `/api/email/inbound/${mail.inbound_id}/release`, { client_id: client.a, site_id: site.a1 });
    await worker.clearFaults();
    expect([answer.status, answer.body.data]).toEqual([503, null]);
    expect(await owner.query('select state::text, ticket_id from inbound_emails where inbound_id = $1', [mail.inbound_id])).toEqual([{ state: 'quarantined', ticket_id: null }]);
    expect((await as.technician.send('POST', `/api/email/inbound/${mail.inbound_id}/release`, { client_id: client.a, site_id: site.a1 })).body.data.inbound.state).toBe('applied');
  });
});

describe('suppressions', () => {
  test('are listed, and a manager lifts one whatever its case', async () => {
    const listed = await as.technician.get('/api/email/suppressions?q=rebota');
    expect([await trips(listed), listed.body.data.suppressions]).toMatchObject([1, [{ email: world.suppressed, reason: 'bounce' }]]);
    const path = `/api/email/suppressions/${encodeURIComponent(world.suppressed.toUpperCase())}`;
    const lifted = await as.admin.send('DELETE', path);
    expect([lifted.status, await trips(lifted)]).toEqual([200, 1]);
    expect((await as.admin.send('DELETE', path)).status).toBe(404);
    expect(await owner.query('select 1 from email_suppressions where email = $1', [world.suppressed])).toEqual([]);
    expect((await audited('email_suppressions', world.suppressed)).map((row) => row.action)).toContain('delete');
  });
});

describe("development's mailbox", () => {
  const keep = (to: string, raw: string) => fetch(`${stackFacts().captureUrl}/${database.name}/messages`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ from: 'soporte@mail.example.com', to: [to], raw, message_id: `<${to}>` }),
  });

  test('shows captured mails, newest first, with harmless HTML', async () => {
    await worker.clearMails();
    await keep('uno@alfa.example', 'From: Soporte <soporte@mail.example.com>\r\nTo: uno@alfa.example\r\nSubject: Uno\r\nContent-Type: text/html\r\n\r\n<p onclick="x()">Hola</p><script>alert(1)</script>');
    await keep('dos@alfa.example', 'From: soporte@mail.example.com\r\nTo: dos@alfa.example\r\nSubject: Dos\r\n\r\nTexto');
    const answer = await as.technician.get('/api/email/dev-mailbox?limit=1');
    expect([await trips(answer), answer.body.data.messages.map((one: Loose) => one.subject)]).toEqual([1, ['Dos']]);
    const rest = await as.technician.get(`/api/email/dev-mailbox?cursor=${answer.body.data.pagination.next_cursor}`);
    expect([rest.body.data.messages.map((one: Loose) => one.subject), rest.body.data.pagination]).toEqual([['Uno'], { limit: 50, next_cursor: null, total: 2, total_is_capped: false }]);
    const one = (await as.technician.get(`/api/email/dev-mailbox/${rest.body.data.messages[0].id}`)).body.data.message;
    expect(one).toMatchObject({ subject: 'Uno', to: ['uno@alfa.example'], text: 'Hola' });
    expect(one.html).toBe('<p>Hola</p>');
    expect(one.headers).toEqual(expect.arrayContaining([expect.objectContaining({ value: 'Uno' })]));
    expect((await as.technician.get('/api/email/dev-mailbox/none')).status).toBe(404);
  });

  test('does not exist where mail really leaves, and capturing cannot be chosen there', async () => {
    const real = await startWorker({ database, vars: { MAIL_TRANSPORT: 'binding' } });
    try {
      const superadmin = clientWith(real, as.superadmin.token);
      expect((await superadmin.get('/api/email/dev-mailbox')).status).toBe(404);
      expect((await superadmin.get('/api/email/dev-mailbox/none')).status).toBe(404);
      expect((await clientWith(real, as.solicitante.token).get('/api/email/dev-mailbox')).status).toBe(403);
      const answer = await superadmin.send('PUT', '/api/email/config', { transport: 'capture' });
      expect([answer.status, fields(answer)]).toEqual([422, [['transport', 'development_only']]]);
    } finally {
      await real.stop();
    }
  });
});
