// What stands in a mail and when it may leave: undo window, people who left, own templates, languages, headers nobody can add to.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { parseMessage, type ParsedMessage } from '../../worker/modules/email/message/parse-message.ts';
import { signIn, type ApiClient } from '../support/api-client.ts';
import { composeMail } from '../support/compose-mail.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
let technician: ApiClient;
let client: ApiClient;
const MAILBOX = 'soporte@mail.example.com';

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  await owner.query(`update email_queue set status = 'cancelled' where effect_key like 'world:%'`);
  worker = await startWorker({ database });
  technician = await signIn(worker, world.who.technician);
  client = await signIn(worker, world.who.solicitante);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});
const undo = (seconds: number) => owner.query(`update settings set value = $1 where name = 'reply_undo_seconds'`, [String(seconds)]);
const idle = () => waitFor('an idle queue', async () => (await owner.query(`select 1 from email_queue where status = 'sending' or (status = 'pending' and not_before <= now())`)).length === 0);
beforeEach(async () => {
  await undo(0);
  await idle();
  await worker.clearMails();
});
const drain = () => worker.runCron('* * * * *');
const openTicket = async (subject: string) => {
  const ticket = (await client.send('POST', '/api/tickets', { subject, description: 'x' })).body.data.ticket as { ticket_id: string; ticket_number: string };
  await idle();
  await worker.clearMails();
  return ticket;
};
const reply = (ticketId: string, body_text: string) => technician.send('POST', `/api/tickets/${ticketId}/comments`, { body_text });
const sentTo = async (email: string): Promise<{ raw: string; mail: ParsedMessage }[]> => {
  const found = (await worker.mails()).filter(({ to }) => to.includes(email));
  return Promise.all(found.map(async ({ id }) => {
    const raw = await worker.rawMail(id);
    return { raw, mail: await parseMessage(new TextEncoder().encode(raw)) };
  }));
};
const mailTo = (email: string) => waitFor(`a mail to ${email}`, async () => (await sentTo(email))[0]);
const rowsOf = (ticketId: string) => owner.query<{ to_email: string; status: string; error_class: string | null }>(
  `select to_email, status, error_class from email_queue where ticket_id = $1 and event = 'ticket_commented' order by to_email collate "C"`, [ticketId]);
/** Two drains may share the work: the one after the answer, and the test's own. */
const endedRowsOf = (ticketId: string) => waitFor('every mail to be decided', async () => {
  const rows = await rowsOf(ticketId);
  return rows.every(({ status }) => status !== 'pending' && status !== 'sending') && rows;
});
const requester = world.who.solicitante.email;

test('a reply in its undo window stays, whoever drains, and leaves when the window is over', async () => {
  const { ticket_id } = await openTicket('Con ventana');
  await undo(60);
  await reply(ticket_id, 'Quizá me arrepienta');
  await drain();
  expect((await rowsOf(ticket_id)).map(({ status }) => status)).toEqual(['pending', 'pending', 'pending']);
  expect(await worker.mails()).toEqual([]);
  await owner.query('update email_queue set not_before = now() where ticket_id = $1', [ticket_id]);
  await Promise.all([drain(), drain()]);
  await idle();
  expect((await sentTo(requester)).map(({ mail }) => mail.body_text.includes('Quizá me arrepienta'))).toEqual([true]);
});

test('who was deactivated or suppressed between the reply and its leaving gets nothing, the others do', async () => {
  const { ticket_id } = await openTicket('Se fue');
  await undo(60);
  await reply(ticket_id, 'Para quien quede');
  const { client_admin, client_admin2 } = world.who;
  await owner.query('update users set is_active = false where user_id = $1', [client_admin.user_id]);
  await owner.query(`insert into email_suppressions (email, reason) values ($1, 'bounced')`, [client_admin2.email]);
  await owner.query('update email_queue set not_before = now() where ticket_id = $1', [ticket_id]);
  await drain();
  await endedRowsOf(ticket_id);
  await owner.query('update users set is_active = true where user_id = $1', [client_admin.user_id]);
  await owner.query('delete from email_suppressions where email = $1', [client_admin2.email]);
  expect(await endedRowsOf(ticket_id)).toEqual([
    { to_email: client_admin2.email, status: 'cancelled', error_class: 'suppressed' }, { to_email: client_admin.email, status: 'cancelled', error_class: 'inactive' },
    { to_email: requester, status: 'sent', error_class: null }]);
});

test('a reply of a ticket that was deleted meanwhile does not leave', async () => {
  const { ticket_id } = await openTicket('Se borra');
  await undo(60);
  await reply(ticket_id, 'Tarde');
  await owner.query('update tickets set deleted_at = now(), version = version + 1 where ticket_id = $1', [ticket_id]);
  await owner.query('update email_queue set not_before = now() where ticket_id = $1', [ticket_id]);
  await drain();
  expect((await endedRowsOf(ticket_id)).map(({ status, error_class }) => [status, error_class])).toEqual([['cancelled', 'gone'], ['cancelled', 'gone'], ['cancelled', 'gone']]);
  expect(await worker.mails()).toEqual([]);
});

test('a template of the installation is used in its language, what it names wrongly is nothing, what people wrote stays text', async () => {
  await owner.query(`insert into email_templates (event, locale, subject, body_text, body_html) values ('ticket_commented', 'es', $1, $2, $3)`, [
    '{{ticket_tag}} De {{msp_name}}: {{subject}}', 'PROPIA {{comment_text}} [{{no_existe}}]', '<p class="propia">{{comment_text}}</p>']);
  await owner.query(`update users set locale = 'en' where user_id = $1`, [world.who.client_admin.user_id]);
  const { ticket_id, ticket_number } = await openTicket('Asunto <b>{{link}}</b>');
  await reply(ticket_id, '<img src=x onerror=alert(1)> {{link}} {{comment_text}}');
  await mailTo(requester);
  await idle();
  const own = (await sentTo(requester))[0]!.mail;
  const english = (await sentTo(world.who.client_admin.email))[0]!.mail;
  await owner.query(`delete from email_templates where event = 'ticket_commented'`);
  await owner.query(`update users set locale = 'es' where user_id = $1`, [world.who.client_admin.user_id]);
  expect(own.subject).toBe(`[${ticket_number}] De Mesa de ayuda: Asunto <b>{{link}}</b>`);
  expect(own.body_text).toContain('PROPIA <img src=x onerror=alert(1)> {{link}} {{comment_text}} []');
  expect(own.body_html).toContain('class="propia"');
  expect(own.body_html).not.toContain('<img');
  expect(english.body_text).toContain('wrote:');
  expect(english.body_text).not.toContain('PROPIA');
});

test('an inactive template is not used', async () => {
  await owner.query(`insert into email_templates (event, locale, subject, body_text, is_active) values ('ticket_commented', 'es', 'x', 'APAGADA', false)`);
  const { ticket_id } = await openTicket('Plantilla apagada');
  await reply(ticket_id, 'Hola');
  expect((await mailTo(requester)).mail.body_text).not.toContain('APAGADA');
  await owner.query(`delete from email_templates where event = 'ticket_commented'`);
});

test('a received subject and name with line breaks add no header to what we send', async () => {
  const word = (text: string) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
  const raw = composeMail({ from: 'X <inyecta@alfa.example>', subject: 'SUBJECT', message_id: '<inyecta@alfa.example>' })
    .replace('Subject: SUBJECT', `Subject: ${word('Hola\r\nBcc: victima@otro.example\r\n\r\ncuerpo')}`)
    .replace('From: X <', `From: ${word('Ana\r\nBcc: victima@otro.example')} <`);
  await worker.email({ from: 'inyecta@alfa.example', to: MAILBOX, raw });
  const { ticket_id } = await waitFor('the ticket', async () => (await owner.query<{ ticket_id: string }>(`select ticket_id from tickets where from_email = 'inyecta@alfa.example'`))[0]);
  await mailTo('inyecta@alfa.example');
  await reply(ticket_id, 'Respuesta');
  await idle();
  const mails = await worker.mails();
  expect(mails.length).toBeGreaterThan(2);
  for (const { id, to } of mails) {
    expect(to).not.toContain('victima@otro.example');
    const head = (await worker.rawMail(id)).split('\r\n\r\n')[0]!;
    expect(head).not.toMatch(/^bcc:/im);
    expect(head).toMatch(/^subject: /im);
  }
});

test('E-S7: each person has their own mail, reply address and thread; an outside address no way into the portal (T-NT-11)', async () => {
  const { ticket_id, ticket_number } = await openTicket('Cada quien el suyo');
  await owner.query(`update tickets set notification_email = 'avisos@otro.example', version = version + 1 where ticket_id = $1`, [ticket_id]);
  await reply(ticket_id, 'Uno');
  await idle();
  await reply(ticket_id, 'Dos');
  await idle();
  const people = [requester, world.who.client_admin.email, world.who.client_admin2.email, 'avisos@otro.example'];
  const mails = await Promise.all(people.map(async (email) => [email, await sentTo(email)] as const));
  for (const [email, list] of mails) {
    expect(list.map(({ mail }) => [mail.to.map((to) => to.email), mail.cc])).toEqual([[[email], []], [[email], []]]);
    const [second, first] = [list[0]!.mail, list[1]!.mail];
    expect(second.reply_to).toEqual(first.reply_to);
    expect(second.subject).toBe(first.subject);
    expect(second.references.length + second.in_reply_to.length).toBeGreaterThan(0);
  }
  expect(new Set(mails.flatMap(([, list]) => list.map(({ mail }) => mail.reply_to[0]!.email))).size).toBe(people.length);
  const outside = mails[3]![1][0]!.mail;
  expect(outside.body_text).not.toContain(`/${ticket_number}`);
  expect(mails[0]![1][0]!.mail.body_text).toContain(`https://portal.example.com/requests/${ticket_number}`);
  await worker.email({ from: 'avisos@otro.example', to: outside.reply_to[0]!.email, raw: composeMail({ from: 'avisos@otro.example', text: 'Gracias a todos', message_id: '<avisos-1@otro.example>' }) });
  await waitFor('the answer', async () => (await owner.query(`select 1 from ticket_comments where ticket_id = $1 and author_email = 'avisos@otro.example' and visibility = 'public'`, [ticket_id]))[0]);
});

test('E-Q4: no internal word stands in any mail or row, also when a note is followed by a public reply and a resolution', async () => {
  const { ticket_id } = await openTicket('Con nota');
  const note = await technician.send('POST', `/api/tickets/${ticket_id}/comments`, { body_text: `${world.canary} contraseña del servidor`, visibility: 'internal' });
  expect(note.status).toBe(201);
  await reply(ticket_id, 'Ya casi');
  const { version } = (await technician.get(`/api/tickets/${ticket_id}`)).body.data.ticket;
  await technician.send('PATCH', `/api/tickets/${ticket_id}/status`, { status: 'resuelto', version, resolution_notes: 'Se cambió <el> cable & listo' });
  await waitFor('the resolution', async () => (await sentTo(requester)).some(({ mail }) => mail.body_text.includes('Se cambió <el> cable & listo')));
  await idle();
  const mails = await worker.mails();
  expect(mails.length).toBeGreaterThan(3);
  for (const { id } of mails) {
    const raw = await worker.rawMail(id);
    const parsed = await parseMessage(new TextEncoder().encode(raw));
    expect(JSON.stringify([raw, parsed.body_text, parsed.body_html])).not.toContain(world.canary);
  }
  expect(JSON.stringify(await owner.query('select * from email_queue'))).not.toContain(world.canary);
});
