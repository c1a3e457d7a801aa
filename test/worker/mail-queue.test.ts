// What leaves: retries, refusals, limits, one bad address among good ones, thread headers, and no internal word.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseMessage, type ParsedMessage } from '../../worker/modules/email/message/parse-message.ts';
import { call, signIn, type ApiClient } from '../support/api-client.ts';
import { composeMail } from '../support/compose-mail.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
let technician: ApiClient;
let client: ApiClient;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  await owner.query(`update email_queue set status = 'cancelled' where effect_key like 'world:%'`);
  await owner.query(`update settings set value = '0' where name = 'reply_undo_seconds'`);
  worker = await startWorker({ database });
  technician = await signIn(worker, world.who.technician);
  client = await signIn(worker, world.who.solicitante);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});
const idle = () => waitFor('an idle queue', async () => (await owner.query(`select 1 from email_queue where status = 'sending' or (status = 'pending' and not_before <= now())`)).length === 0);
beforeEach(idle);

const drain = () => worker.runCron('* * * * *');
let count = 0;
const queue = async (extra: Record<string, unknown> = {}) => {
  count += 1;
  const row = { event: 'ticket_assigned', effect_key: `test:${count}`, client_id: world.client.a, ticket_id: world.ticket.a1, to_email: `persona-${count}@recibe.example`, ...extra };
  const names = Object.keys(row);
  await owner.query(`insert into email_queue (${names.join(', ')}) values (${names.map((_, n) => `$${n + 1}`).join(', ')})`, Object.values(row));
  return row.effect_key;
};
interface Row { status: string; last_error: string | null; error_class: string | null; attempts: number; wait: number; body_text: string | null; vars: Record<string, unknown>; message_id: string | null }
const rowOf = async (key: string) => (await owner.query<Row>(
  `select status, last_error, error_class, attempts, round(extract(epoch from not_before - now()))::int as wait, body_text, vars, message_id from email_queue where effect_key = $1`, [key]))[0]!;
const mailsTo = async (email: string): Promise<ParsedMessage[]> => {
  const found = (await worker.mails()).filter((mail) => mail.to.includes(email));
  return Promise.all(found.map(async (mail) => parseMessage(new TextEncoder().encode(await worker.rawMail(mail.id)))));
};
const header = (mail: ParsedMessage, name: string) => mail.headers.find((one) => one.key === name)?.value ?? null;
const openTicket = async (subject: string) => (await client.send('POST', '/api/tickets', { subject, description: 'x' })).body.data.ticket as { ticket_id: string; ticket_number: string; version: number };

describe('when a mail does not leave', () => {
  test('an outage is tried again after 1, 5, 15 and 60 minutes and 6 hours, then it failed', async () => {
    const key = await queue();
    for (const minutes of [1, 5, 15, 60, 360]) {
      await worker.refuseMails(503, 1);
      await drain();
      const row = await rowOf(key);
      expect(row).toMatchObject({ status: 'pending', error_class: 'retry' });
      expect(Math.abs(row.wait - minutes * 60)).toBeLessThan(20);
      await owner.query('update email_queue set not_before = now() where effect_key = $1', [key]);
    }
    await worker.refuseMails(503, 1);
    await drain();
    expect(await rowOf(key)).toMatchObject({ status: 'failed', attempts: 6 });
  });

  test('a refused address fails at once, is suppressed, and the others still get theirs', async () => {
    const bad = await queue({ to_email: 'no-existe@recibe.example' });
    await worker.refuseMails(550, 1);
    await drain();
    const good = await queue();
    const again = await queue({ to_email: 'No-Existe@recibe.example' });
    await drain();
    expect(await rowOf(bad)).toMatchObject({ status: 'failed', error_class: 'refused' });
    expect(await rowOf(good)).toMatchObject({ status: 'sent' });
    expect(await rowOf(again)).toMatchObject({ status: 'cancelled', error_class: 'suppressed' });
  });

  test('a mail that the transport finds faulty waits for a person', async () => {
    const key = await queue();
    await worker.refuseMails(413, 1);
    await drain();
    expect(await rowOf(key)).toMatchObject({ status: 'parked', error_class: 'park' });
  });

  test('E-L8: a ticket that sent thirty mails in an hour is held, and so is an address with sixty', async () => {
    await owner.query(`insert into rate_counters (bucket, window_start, hits) values ($1, now() - interval '30 minutes', 29), ('out:to:mucho@recibe.example', now() - interval '59 minutes', 60), ('out:to:antes@recibe.example', now() - interval '61 minutes', 60)`, [`out:ticket:${world.ticket.b2}`]);
    const about = { client_id: world.client.b, ticket_id: world.ticket.b2 };
    const [first, second] = [await queue(about), await queue(about)];
    const flooded = await queue({ ticket_id: null, to_email: 'mucho@recibe.example' });
    const earlier = await queue({ ticket_id: null, to_email: 'antes@recibe.example' });
    await drain();
    expect([(await rowOf(first)).status, (await rowOf(second)).status].toSorted()).toEqual(['parked', 'sent']);
    expect(await rowOf(flooded)).toMatchObject({ status: 'parked', error_class: 'limit' });
    // Those who look after mail are told, once for each of the two.
    const told = await owner.query<{ vars: { alarm: string } }>(`select n.vars from notifications n where n.event = 'mailbox_alarm' and n.user_id = $1 order by n.vars ->> 'alarm'`, [world.who.admin.user_id]);
    expect(told.map(({ vars }) => vars)).toMatchObject([{ alarm: 'held_address', mailbox_address: 'mucho@recibe.example' }, { alarm: 'held_ticket' }]);
    expect(await rowOf(earlier)).toMatchObject({ status: 'sent' });
  });

  test('an event without a text is parked and the next mail leaves', async () => {
    const [strange, next] = [await queue({ event: 'asset_alert' }), await queue()];
    await drain();
    expect(await rowOf(strange)).toMatchObject({ status: 'parked' });
    expect(await rowOf(next)).toMatchObject({ status: 'sent' });
  });
});

describe('what people get', () => {
  test('two assignments are two mails (T-NT-5)', async () => {
    const ticket = await openTicket('Dos veces asignado');
    for (const assigned_to of [world.who.technician2.user_id, world.who.technician.user_id, world.who.technician2.user_id]) {
      expect((await technician.send('POST', `/api/tickets/${ticket.ticket_id}/assign`, { assigned_to })).status).toBe(200);
      await idle();
    }
    await waitFor('both mails', async () => (await mailsTo(world.who.technician2.email)).filter((mail) => mail.subject.includes(ticket.ticket_number) && mail.body_text.includes('asignado a')).length === 2);
  });

  test('a change of the subject alone mails nobody (T-NT-7)', async () => {
    const ticket = await openTicket('Cambia de nombre');
    await idle();
    const before = (await owner.query('select 1 from email_queue')).length;
    expect((await technician.send('PUT', `/api/tickets/${ticket.ticket_id}`, { version: ticket.version, subject: 'Otro nombre' })).status).toBe(200);
    expect((await owner.query('select 1 from email_queue')).length).toBe(before);
  });

  test('E-L6, E-T9: mails of a ticket stand in one thread, and only the automatic ones say so (T-NT-11)', async () => {
    const ticket = await openTicket('Un solo hilo');
    await technician.send('POST', `/api/tickets/${ticket.ticket_id}/comments`, { body_text: 'Primera <respuesta> & más' });
    const [first] = await waitFor('the reply', async () => {
      const found = (await mailsTo(world.who.solicitante.email)).filter((mail) => mail.body_text.includes('Primera <respuesta>'));
      return found.length ? found : null;
    });
    expect(header(first!, 'auto-submitted')).toBeNull();
    expect(header(first!, 'x-lanet-loop')).toBeTruthy();
    expect(first!.from!.name).toBe(`${world.who.technician.name} (Mesa de ayuda)`);
    expect(first!.body_html).toContain('Primera &#60;respuesta&#62; &#38; más');
    const { version } = (await technician.get(`/api/tickets/${ticket.ticket_id}`)).body.data.ticket;
    await technician.send('PATCH', `/api/tickets/${ticket.ticket_id}/status`, { status: 'resuelto', version, resolution_notes: 'Se cambió el cable' });
    const [resolved] = await waitFor('the resolution', async () => {
      const found = (await mailsTo(world.who.solicitante.email)).filter((mail) => mail.body_text.includes('Se cambió el cable'));
      return found.length ? found : null;
    });
    expect(header(resolved!, 'auto-submitted')).toBe('auto-generated');
    expect(header(resolved!, 'x-auto-response-suppress')).toBe('All');
    expect(resolved!.references).toContain(first!.message_id);
    expect(resolved!.subject).toBe(first!.subject);
    expect(resolved!.body_text).not.toMatch(/\{\{|\}\}/);
  });

  test('the assignee learns of an internal note without a word of it, a client user not at all (T-NT-6)', async () => {
    await technician.send('POST', `/api/tickets/${world.ticket.a1}/assign`, { assigned_to: world.who.technician2.user_id });
    await technician.send('POST', `/api/tickets/${world.ticket.a1}/comments`, { body_text: `${world.canary} secreto`, visibility: 'internal' });
    await waitFor('the notice', async () => (await mailsTo(world.who.technician2.email)).some((mail) => mail.body_text.includes('nota interna')));
    await idle();
    const rows = await owner.query<{ to_email: string }>(`select to_email from email_queue where vars ->> 'is_internal' = 'true'`);
    expect(rows.map((row) => row.to_email).filter((email) => !email.endsWith('@msp.example'))).toEqual([]);
    for (const mail of await worker.mails()) expect(await worker.rawMail(mail.id)).not.toContain(world.canary);
    const stored = JSON.stringify(await owner.query('select vars, subject, body_text, body_html from email_queue'));
    expect(stored).not.toContain(world.canary);
  });

  test('a queue row that names an internal note is held, not rendered', async () => {
    const key = await queue({ event: 'ticket_commented', comment_id: world.comment.a1_internal });
    await drain();
    expect(await rowOf(key)).toMatchObject({ status: 'parked', error_class: 'not_public' });
  });

  test('a reset link works once and is kept nowhere that staff can read', async () => {
    await call(worker, 'POST', '/api/auth/forgot-password', { body: { email: world.who.client_admin2.email } });
    const [mail] = await waitFor('the reset mail', async () => {
      const found = (await mailsTo(world.who.client_admin2.email)).filter((one) => one.body_text.includes('reset-password'));
      return found.length ? found : null;
    });
    const token = /#token=([^\s]+)/.exec(mail!.body_text)![1]!;
    await idle();
    const [row] = await owner.query<Row>(`select body_text, body_html, vars from email_queue where event = 'password_reset' and to_email = $1`, [world.who.client_admin2.email]);
    expect(JSON.stringify(row)).not.toContain(token);
    expect(row!.vars).not.toHaveProperty('link_token_box');
    const body = { token, password: 'otra frase larga distinta' };
    expect((await call(worker, 'POST', '/api/auth/reset-password', { body })).status).toBe(200);
    expect((await call(worker, 'POST', '/api/auth/reset-password', { body })).status).toBe(422);
  });
});

describe('loops end', () => {
  const receive = async (parts: Parameters<typeof composeMail>[0] | string, from: string, to: string, messageId: string) => {
    await worker.email({ from, to, raw: typeof parts === 'string' ? parts : composeMail({ ...parts, message_id: `<${messageId}>` }) });
    return waitFor(`the mail ${messageId}`, async () => (await owner.query<{ state: string; class: string; ticket_id: string | null }>('select state, class, ticket_id from inbound_emails where message_id = $1', [messageId]))[0]);
  };

  test('an autoresponder that answers our acknowledgement gets no answer', async () => {
    const from = 'robot@alfa.example';
    const first = await receive({ from, subject: 'Hola' }, from, 'soporte@mail.example.com', 'loop-1@alfa.example');
    const [ack] = await waitFor('the acknowledgement', async () => {
      const found = await mailsTo(from);
      return found.length ? found : null;
    });
    const queued = async () => (await owner.query('select 1 from email_queue where ticket_id = $1', [first.ticket_id])).length;
    await idle();
    const before = await queued();
    for (const n of [2, 3, 4]) {
      const answer = await receive(
        { from, subject: `Respuesta automática: ${ack!.subject}`, in_reply_to: `<${ack!.message_id}>`, headers: { 'Auto-Submitted': 'auto-replied' } }, '', ack!.reply_to[0]!.email, `loop-${n}@alfa.example`);
      expect(answer).toMatchObject({ class: 'auto-reply', ticket_id: first.ticket_id });
    }
    await idle();
    expect(await queued()).toBe(before);
    expect((await mailsTo(from)).length).toBe(1);
  });

  test('E-L7: an autoresponder that hides what it is gets one acknowledgement in ten minutes, whatever it opens', async () => {
    const from = 'sin-marca@alfa.example';
    for (const n of [1, 2, 3]) await receive({ from, subject: `Gracias por su mensaje ${n}` }, from, 'soporte@mail.example.com', `oculto-${n}@alfa.example`);
    await idle();
    await waitFor('the acknowledgement', async () => (await mailsTo(from)).length > 0);
    expect((await mailsTo(from)).length).toBe(1);
  });

  test('our own mail coming back is known and changes nothing', async () => {
    const [mail] = await worker.mails();
    const raw = await worker.rawMail(mail!.id);
    const id = (await parseMessage(new TextEncoder().encode(raw))).message_id!;
    expect(await receive(raw, 'reenvio@otro.example', 'soporte@mail.example.com', id)).toMatchObject({ class: 'own', state: 'ignored', ticket_id: null });
  });

  test('a program that writes on its own account opens no ticket unless the client listed it, and is never answered', async () => {
    const from = 'respaldo@alfa.example';
    const headers = { 'Auto-Submitted': 'auto-generated' };
    expect(await receive({ from, subject: 'Respaldo fallido', headers }, from, 'soporte@mail.example.com', 'monitor-1@alfa.example')).toMatchObject({ state: 'quarantined', ticket_id: null });
    await owner.query(`insert into monitoring_senders (client_id, address, created_by) values ($1, $2, $3)`, [world.client.a, from, world.who.admin.user_id]);
    const opened = await receive({ from, subject: 'Respaldo fallido', headers }, from, 'soporte@mail.example.com', 'monitor-2@alfa.example');
    expect(opened).toMatchObject({ state: 'applied' });
    await idle();
    expect(await mailsTo(from)).toEqual([]);
  });
});
