// What the mail screens do over the API: a reply taken back, programs that a client lists, cards of invitations, decisions with their facts.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import { composeMail, type MailParts } from '../support/compose-mail.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const as = {} as Record<'admin' | 'technician' | 'technician2' | 'solicitante', ApiClient>;
const { client, site, ticket, who } = world;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  await owner.query(`update email_queue set status = 'cancelled' where effect_key like 'world:%'`);
  // Longer than the drain lingers: what a test writes waits until the test says otherwise.
  await owner.query(`update settings set value = '60' where name = 'reply_undo_seconds'`);
  worker = await startWorker({ database });
  for (const name of ['admin', 'technician', 'technician2', 'solicitante'] as const) as[name] = await signIn(worker, who[name]);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const openTicket = async (): Promise<Loose> => (await as.solicitante.send('POST', '/api/tickets', { subject: 'La impresora no imprime', description: 'Desde ayer.' })).body.data.ticket;
const reply = async (one: Loose, body: Record<string, unknown> = {}) => {
  const answer = await as.technician.send('POST', `/api/tickets/${one.ticket_id}/comments`, { body_text: 'Ya la reinicié.', ...body });
  expect(answer.status).toBe(201);
  return answer.body.data as { comment: Loose; ticket: Loose; not_before: string };
};
const withdraw = (by: keyof typeof as, one: Loose, commentId: string) => as[by].send('POST', `/api/tickets/${one.ticket_id}/comments/${commentId}/withdraw`, {});
const mailsOf = (commentId: string) => owner.query<{ status: string; comment_id: string | null }>(`select status, comment_id from email_queue where effect_key like '%' || $1 || '%'`, [commentId]);
const conversation = async (one: Loose): Promise<Loose[]> => (await as.solicitante.get(`/api/tickets/${one.ticket_id}/comments`)).body.data.comments;

describe('a reply is taken back while its mails wait', () => {
  test('the message, its notices and the first response are gone, and no mail leaves', async () => {
    const one = await openTicket();
    const { comment, ticket: answered } = await reply(one);
    expect(answered.first_response_at).toBe(comment.created_at);
    const waiting = await mailsOf(comment.comment_id);
    expect(waiting.map((row) => row.status)).toContain('pending');
    const responded = async () => ((await as.technician.get(`/api/tickets/${one.ticket_id}/sla`)).body.data.sla.clocks as Loose[]).find((clock) => clock.target === 'first_response')?.met_at;
    expect(await responded()).toBe(comment.created_at);
    const answer = await withdraw('technician', one, comment.comment_id);
    expect(answer.status).toBe(200);
    expect(await responded()).toBeNull();
    expect(answer.body.data.ticket).toMatchObject({ first_response_at: null, version: answered.version + 1 });
    expect(await conversation(one)).toEqual([]);
    expect([...new Set((await mailsOf(comment.comment_id)).map((row) => row.status))]).toEqual(['cancelled']);
    expect(await owner.query(`select 1 from notifications where effect_key like '%' || $1 || '%'`, [comment.comment_id])).toEqual([]);
    expect(await owner.query(`select 1 from sla_events where ticket_id = $1 and target = 'first_response'`, [one.ticket_id])).toEqual([]);
    const history = (await as.technician.get(`/api/tickets/${one.ticket_id}/activities`)).body.data.activities as Loose[];
    expect(history.map((row) => row.action).slice(0, 2)).toEqual(['withdrew', 'created']);
    expect((await withdraw('technician', one, comment.comment_id)).status).toBe(404);

    // Said again, it is the first response.
    const again = await reply(one);
    expect(again.ticket.first_response_at).toBe(again.comment.created_at);
    expect(await owner.query(`select cause from sla_events where ticket_id = $1 and target = 'first_response'`, [one.ticket_id])).toEqual([{ cause: 'reply' }]);
  });

  test('not by somebody else, not a note, not once a mail has left or the window is over', async () => {
    const one = await openTicket();
    const { comment } = await reply(one);
    expect((await withdraw('technician2', one, comment.comment_id)).status).toBe(403);
    expect((await withdraw('solicitante', one, comment.comment_id)).status).toBe(403);
    await owner.query(`update email_queue set status = 'sent', sent_at = now() where queue_id = (select queue_id from email_queue where comment_id = $1 limit 1)`, [comment.comment_id]);
    expect((await withdraw('technician', one, comment.comment_id)).status).toBe(409);
    expect((await conversation(one)).map((row) => row.comment_id)).toEqual([comment.comment_id]);
    const note = await reply(one, { visibility: 'internal' });
    expect((await withdraw('technician', one, note.comment.comment_id)).body.errors?.[0]?.code ?? '').toBe('too_late');
    const late = await reply(one);
    await owner.query(`update ticket_comments set created_at = created_at - interval '70 seconds' where comment_id = $1`, [late.comment.comment_id]);
    expect((await withdraw('technician', one, late.comment.comment_id)).status).toBe(409);
  });
});

const deliver = async (parts: MailParts | string, from: string, subject: string): Promise<Loose> => {
  const raw = typeof parts === 'string' ? parts : composeMail(parts);
  expect((await worker.email({ from, to: 'soporte@mail.example.com', raw })).outcome).toBe('ok');
  return waitFor(`the mail ${subject}`, async () => (await owner.query<Loose>('select * from inbound_emails where subject = $1', [subject]))[0]);
};

describe('programs that a client lists (E-L3)', () => {
  const from = 'avisos@vigia.example';
  const alarm = (subject: string, dmarc: MailParts['dmarc'] = 'pass', headers: Record<string, string> = { 'Auto-Submitted': 'auto-generated' }) => deliver({ from, subject, headers, dmarc }, from, subject);

  test('open tickets at their site while they are listed and their mail is verified', async () => {
    expect(await alarm('Disco lleno 1')).toMatchObject({ state: 'quarantined', reason: 'automatic_mail' });
    const added = await as.admin.send('POST', '/api/email/monitoring-senders', { client_id: client.a, address: 'Avisos@Vigia.example', site_id: site.a2, note: 'Vigía' });
    expect(added.status).toBe(201);
    const sender = added.body.data.monitoring_sender as Loose;
    expect(sender).toMatchObject({ address: from, site_id: site.a2, note: 'Vigía', created_by_name: who.admin.name });
    const listed = await as.technician.get(`/api/email/monitoring-senders?client_id=${client.a}`);
    expect((listed.body.data.monitoring_senders as Loose[]).map((row) => row.address)).toEqual([from, 'monitor@alfa.example']);

    const opened = await alarm('Disco lleno 2');
    expect(opened).toMatchObject({ state: 'applied', client_id: client.a });
    const [made] = await owner.query<Loose>('select site_id, created_by from tickets where ticket_id = $1', [opened.ticket_id]);
    expect(made).toEqual({ site_id: site.a2, created_by: null });
    expect(await owner.query('select 1 from users where email = $1', [from])).toEqual([]);
    expect(await alarm('Disco lleno 2b', 'pass', { Precedence: 'bulk' })).toMatchObject({ state: 'applied', client_id: client.a });
    expect(await owner.query(`select 1 from email_queue where to_email = $1`, [from])).toEqual([]);
    expect(await alarm('Disco lleno 3', 'none')).toMatchObject({ state: 'quarantined', reason: 'automatic_mail' });

    expect((await as.admin.send('DELETE', `/api/email/monitoring-senders/${sender.sender_id}`)).status).toBe(200);
    expect(await alarm('Disco lleno 4')).toMatchObject({ state: 'quarantined' });
    expect(await owner.query(`select action from audit_log where entity = 'monitoring_senders' and entity_id = $1 order by audit_id`, [sender.sender_id])).toEqual([{ action: 'list' }, { action: 'unlist' }]);
  });

  test('are listed once a client, at a site of that client', async () => {
    const add = (body: Record<string, unknown>) => as.admin.send('POST', '/api/email/monitoring-senders', { client_id: client.a, address: 'otro@vigia.example', ...body });
    expect((await add({ site_id: site.b1 })).body.errors).toMatchObject([{ field: 'site_id', code: 'other_client' }]);
    expect((await add({ client_id: ticket.a1 })).body.errors).toMatchObject([{ field: 'client_id' }]);
    expect((await add({})).status).toBe(201);
    expect((await add({})).status).toBe(409);
    expect((await add({ client_id: client.b })).status).toBe(201);
  });
});

describe('what a mail was, on its ticket', () => {
  test('an invitation is a card beside the text, for the client too', async () => {
    const from = who.solicitante.email;
    const ics = ['BEGIN:VCALENDAR', 'METHOD:REQUEST', 'BEGIN:VEVENT', 'UID:1@alfa.example', 'SUMMARY:Visita <b>técnica</b>', 'LOCATION:Oficina central', 'DTSTART:20261117T150000Z', 'DTEND:20261117T160000Z', 'ORGANIZER;CN=Laura:mailto:laura@alfa.example', 'END:VEVENT', 'END:VCALENDAR'].join('\r\n');
    const mail = await deliver({ from, subject: 'Invitación', text: 'Adjunto la cita.', attachments: [{ name: 'cita.ics', content: Buffer.from(ics).toString('latin1'), type: 'text/calendar' }] }, from, 'Invitación');
    const [comment] = await conversation({ ticket_id: mail.ticket_id });
    expect(comment).toMatchObject({
      body_text: 'Adjunto la cita.', protection: null,
      calendar: { is_text: false, cards: [{ method: 'REQUEST', title: 'Visita <b>técnica</b>', place: 'Oficina central', organiser: { name: 'Laura', email: 'laura@alfa.example' }, start: { instant: '2026-11-17T15:00:00.000Z' } }] },
    });
  });

  test('a signed mail says so, and its decision names facts for any language', async () => {
    const from = who.solicitante.email;
    const raw = composeMail({ from, subject: 'Firmado' }).replace('Content-Type: text/plain; charset=utf-8', 'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary="s"')
      .replace(/\r\n\r\n[\s\S]*$/, '\r\n\r\n--s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nTexto firmado.\r\n--s\r\nContent-Type: application/pkcs7-signature; name="smime.p7s"\r\nContent-Transfer-Encoding: base64\r\n\r\nMIAG\r\n--s--\r\n')
      .replace('Content-Transfer-Encoding: 8bit\r\n', '');
    const mail = await deliver(raw, from, 'Firmado');
    expect((await conversation({ ticket_id: mail.ticket_id }))[0]).toMatchObject({ protection: 'signed', body_text: 'Texto firmado.', calendar: null });
    const decisions = (await as.technician.get(`/api/email/inbound/${mail.inbound_id}`)).body.data.inbound.decisions as Loose[];
    const facts = (code: string) => decisions.find((one) => one.code === code)?.facts;
    expect(facts('class')).toMatchObject({ class: 'human' });
    expect(facts('verdict')).toMatchObject({ verdict: 'verified' });
    expect(facts('client')).toEqual({ why: 'person' });
    // The invitation was acknowledged a moment ago.
    expect(facts('acknowledged')).toEqual({ sent: 'no' });
  });
});

test('staff puts a subject and description right: the version guards it, the history tells it', async () => {
  const one = await openTicket();
  const put = (body: Record<string, unknown>) => as.technician.send('PUT', `/api/tickets/${one.ticket_id}`, body);
  expect((await put({ version: one.version, subject: 'La impresora de recepción no imprime', description: 'Desde el lunes.' })).body.data.ticket).toMatchObject({ subject: 'La impresora de recepción no imprime', version: one.version + 1 });
  expect((await put({ version: one.version, subject: 'Otro' })).status).toBe(409);
  const history = (await as.solicitante.get(`/api/tickets/${one.ticket_id}/activities`)).body.data.activities as Loose[];
  expect(history.find((row) => row.field === 'subject')).toMatchObject({ old_value: 'La impresora no imprime', new_value: 'La impresora de recepción no imprime', actor_name: who.technician.name });
});
