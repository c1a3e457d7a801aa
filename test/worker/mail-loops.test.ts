// Machines that answer machines come to an end, and one mail that arrives over two ways is one mail.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { MAILS_PER_TICKET_HOUR } from '../../worker/modules/email/outbox-rules.ts';
import { parseMessage, type ParsedMessage } from '../../worker/modules/email/message/parse-message.ts';
import { signIn, type ApiClient } from '../support/api-client.ts';
import { composeMail, type MailParts } from '../support/compose-mail.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
let technician: ApiClient;
const MAILBOX = 'soporte@mail.example.com';

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  await owner.query(`update email_queue set status = 'cancelled' where effect_key like 'world:%'`);
  await owner.query(`update settings set value = '0' where name = 'reply_undo_seconds'`);
  worker = await startWorker({ database });
  technician = await signIn(worker, world.who.technician);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});
const idle = () => waitFor('an idle queue', async () => (await owner.query(`select 1 from email_queue where status in ('pending', 'sending')`)).length === 0);
beforeEach(async () => {
  await idle();
  await worker.clearMails();
});

interface Inbound { inbound_id: string; state: string; reason: string | null; class: string; ticket_id: string | null; conflict_of: string | null }
const rowsOf = (id: string) => owner.query<Inbound>('select inbound_id, state, reason, class, ticket_id, conflict_of from inbound_emails where message_id = $1 order by created_at', [id]);
/** Delivers and waits until a row more stands for this Message-ID. */
async function receive(id: string, raw: string, from: string, to = MAILBOX): Promise<Inbound> {
  const before = (await rowsOf(id)).length;
  expect((await worker.email({ from, to, raw })).outcome).toBe('ok');
  return waitFor(`the mail ${id}`, async () => (await rowsOf(id))[before]);
}
const write = (id: string, parts: Omit<MailParts, 'message_id'>, to = MAILBOX) => receive(id, composeMail({ ...parts, message_id: `<${id}>` }), parts.from, to);
const captured = async (): Promise<{ to: string; raw: string; mail: ParsedMessage }[]> => Promise.all((await worker.mails()).map(async ({ id, to }) => {
  const raw = await worker.rawMail(id);
  return { to: to[0]!, raw, mail: await parseMessage(new TextEncoder().encode(raw)) };
}));
const sentTo = async (email: string) => (await captured()).filter(({ to }) => to === email);
const firstMailTo = (email: string) => waitFor(`a mail to ${email}`, async () => (await sentTo(email))[0]);
const stamped = (raw: string, domain: string) => `Authentication-Results: mx.cloudflare.net; dmarc=pass header.from=${domain}; spf=pass smtp.mailfrom=${domain}\r\n${raw}`;

test('two autoresponders without any mark in one ticket are stopped by the limit of the ticket', async () => {
  const [ana, bot] = ['ana.vacaciones@alfa.example', 'robot@otro.example'];
  const opened = await write('bucle-0@alfa.example', { from: ana, subject: 'Bucle' });
  await owner.query('update tickets set notification_email = $2, version = version + 1 where ticket_id = $1', [opened.ticket_id, bot]);
  await technician.send('POST', `/api/tickets/${opened.ticket_id}/comments`, { body_text: 'Hola a los dos' });
  await idle();
  // As if the two had been at it for a while.
  const SHORT = 8;
  const earlier = MAILS_PER_TICKET_HOUR - SHORT;
  await owner.query(`insert into rate_counters (bucket, window_start, hits) values ($1, now() - interval '50 minutes', $2 - (select coalesce(sum(hits), 0) from rate_counters where bucket = $1))`, [`out:ticket:${opened.ticket_id}`, earlier]);
  const sentBefore = (await captured()).length;
  const answered = new Set<string>();
  let exchanges = 0;
  for (; exchanges < 100; exchanges++) {
    const fresh = (await captured()).find(({ to, mail }) => [ana, bot].includes(to) && !answered.has(mail.message_id!));
    if (!fresh) break;
    answered.add(fresh.mail.message_id!);
    // A reader's program that answers every mail as if a person had written.
    await write(`bucle-${exchanges + 1}@alfa.example`, { from: fresh.to, subject: `Re: ${fresh.mail.subject}`, text: `Recibido ${exchanges}`, in_reply_to: `<${fresh.mail.message_id}>` }, fresh.mail.reply_to[0]!.email);
    await idle();
  }
  const [{ sent, held }] = await owner.query<{ sent: number; held: number }>(
    `select count(*) filter (where status = 'sent')::int as sent, count(*) filter (where status = 'parked' and error_class = 'limit')::int as held from email_queue where ticket_id = $1`, [opened.ticket_id]) as [{ sent: number; held: number }];
  expect(sent - sentBefore).toBe(SHORT);
  expect(held).toBeGreaterThan(0);
  expect(exchanges).toBeLessThan(100);
  expect(await owner.query('select count(*)::int as n from tickets where from_email in ($1, $2)', [ana, bot])).toEqual([{ n: 1 }]);
});

test('an autoresponder without any mark that answers each mail we send it ends after one exchange', async () => {
  const from = 'cortes@alfa.example';
  const opened = await write('cortes-1@alfa.example', { from, subject: 'Una vez' });
  const ack = await firstMailTo(from);
  const answer = await write('cortes-2@alfa.example', { from, subject: `Gracias: ${ack.mail.subject}`, text: 'Gracias por escribir' }, ack.mail.reply_to[0]!.email);
  expect(answer.ticket_id).toBe(opened.ticket_id);
  await idle();
  expect(await sentTo(from)).toHaveLength(1);
});

test('two desks of this kind that write to each other end after one exchange', async () => {
  // The other desk sends what this one would send, under another name.
  const other = 'mesa@alfa.example';
  await write('mesa-1@alfa.example', { from: other, subject: 'Pedido' });
  const ack = await firstMailTo(other);
  const asOther = stamped(ack.raw.replaceAll(MAILBOX, other).replace(/^(X-LANET-Loop): .*$/im, '$1: 0123456789abcdef01234567').replace(/^Message-ID: .*$/im, 'Message-ID: <mesa-ack@alfa.example>'), 'alfa.example');
  expect(await receive('mesa-ack@alfa.example', asOther, other)).toMatchObject({ class: 'auto-reply' });
  await idle();
  expect(await sentTo(other)).toHaveLength(1);
});

test('a mail of ours that comes back is known by its mark, also under another From', async () => {
  await write('vuelve-1@alfa.example', { from: 'vuelve@alfa.example' });
  const ack = await firstMailTo('vuelve@alfa.example');
  const back = stamped(ack.raw.replace(/^From: .*$/im, 'From: vuelve@alfa.example').replace(/^Message-ID: .*$/im, 'Message-ID: <vuelve-2@alfa.example>'), 'alfa.example');
  expect(await receive('vuelve-2@alfa.example', back, 'vuelve@alfa.example', ack.mail.reply_to[0]!.email)).toMatchObject({ class: 'own', state: 'ignored', reason: 'own_mail', ticket_id: null });
});

test('a mark of another installation is no mark of ours: the mail is a mail', async () => {
  expect(await write('marca-1@alfa.example', { from: 'marca@alfa.example', headers: { 'X-LANET-Loop': 'f'.repeat(24) } })).toMatchObject({ class: 'human', state: 'applied' });
});

test('our own address as sender opens nothing, and is never written to, in any of its spellings', async () => {
  expect(await write('propio-1@mail.example.com', { from: MAILBOX, subject: 'A mí mismo' })).toMatchObject({ class: 'own', state: 'ignored' });
  const opened = await write('propio-2@alfa.example', { from: 'propio@alfa.example' });
  const reply = (await firstMailTo('propio@alfa.example')).mail.reply_to[0]!.email;
  const ours = ['Soporte@Mail.example.com', 'soporte+ventas@mail.example.com', reply];
  await owner.query('update tickets set additional_emails = $2, version = version + 1 where ticket_id = $1', [opened.ticket_id, [...ours, 'externo@otro.example']]);
  await technician.send('POST', `/api/tickets/${opened.ticket_id}/comments`, { body_text: 'Para todos' });
  await firstMailTo('externo@otro.example');
  await idle();
  const cancelled = await owner.query<{ to_email: string }>(`select to_email from email_queue where ticket_id = $1 and status = 'cancelled' and error_class = 'own_address'`, [opened.ticket_id]);
  expect(cancelled.map((row) => row.to_email).toSorted()).toEqual(ours.map((one) => one.toLowerCase()).toSorted());
  expect((await captured()).filter(({ to }) => to.endsWith('@mail.example.com'))).toEqual([]);
});

test('E-L9: two of our own mailboxes never answer each other, also when they are of different domains', async () => {
  const second = 'ventas@alfa.example';
  await owner.query(`insert into email_config (name, from_address, from_name) values ('Ventas', $1, 'Ventas')`, [second]);
  expect(await write('buzones-1@alfa.example', { from: second, subject: 'De un buzón a otro' })).toMatchObject({ class: 'own', state: 'ignored', reason: 'own_mail', ticket_id: null });
  const opened = await write('buzones-2@alfa.example', { from: 'buzones@alfa.example' });
  await owner.query('update tickets set additional_emails = $2, version = version + 1 where ticket_id = $1', [opened.ticket_id, [second, 'externa@otro.example']]);
  await technician.send('POST', `/api/tickets/${opened.ticket_id}/comments`, { body_text: 'Para ambos' });
  await firstMailTo('externa@otro.example');
  await idle();
  expect(await owner.query(`select to_email from email_queue where ticket_id = $1 and status = 'cancelled' and error_class = 'own_address'`, [opened.ticket_id])).toEqual([{ to_email: second }]);
  expect(await sentTo(second)).toEqual([]);
});

test('an absent technician who is told of a ticket answers nobody', async () => {
  const opened = await write('ausente-1@alfa.example', { from: 'ausencia@alfa.example' });
  await technician.send('POST', `/api/tickets/${opened.ticket_id}/assign`, { assigned_to: world.who.technician2.user_id });
  const notice = await firstMailTo(world.who.technician2.email);
  await idle();
  const queued = async () => (await owner.query('select 1 from email_queue where ticket_id = $1', [opened.ticket_id])).length;
  const before = await queued();
  const away = await write('ausente-2@msp.example', { from: world.who.technician2.email, subject: `Fuera de la oficina: ${notice.mail.subject}`, headers: { 'Auto-Submitted': 'auto-replied' } }, notice.mail.reply_to[0]!.email);
  expect(away).toMatchObject({ class: 'auto-reply', state: 'applied', ticket_id: opened.ticket_id });
  await idle();
  expect(await queued()).toBe(before);
  expect((await technician.get(`/api/tickets/${opened.ticket_id}/comments`)).body.data.comments.at(-1)).toMatchObject({ kind: 'auto-reply', visibility: 'internal' });
});

test('E-D4: a mail to two of our addresses, each with the trace lines of its way, is one ticket and no conflict', async () => {
  const from = 'copia@alfa.example';
  const body = composeMail({ from, to: `${MAILBOX}, ventas@mail.example.com`, subject: 'A los dos', message_id: '<copia@alfa.example>', attachments: [{ name: 'a.txt', content: 'uno' }] });
  const over = (way: string) => `Received: from ${way}.alfa.example by mx.example.net; Mon, 02 Mar 2026 16:00:0${way.length % 10} +0000\r\n${body}`;
  const first = await receive('copia@alfa.example', over('norte'), from);
  const second = await receive('copia@alfa.example', over('sureste'), from, 'ventas@mail.example.com');
  expect(first).toMatchObject({ state: 'applied' });
  expect(second).toMatchObject({ state: 'ignored', reason: 'duplicate', conflict_of: first.inbound_id, ticket_id: null });
  const other = await receive('copia@alfa.example', composeMail({ from, subject: 'A los dos', message_id: '<copia@alfa.example>', attachments: [{ name: 'a.txt', content: 'dos' }] }), from);
  expect(other).toMatchObject({ state: 'conflict', conflict_of: first.inbound_id });
  expect(await owner.query(`select count(*)::int as n from tickets where subject = 'A los dos'`)).toEqual([{ n: 1 }]);
});

test('a mail to two mailboxes of different domains is one ticket, also when both copies come at once; another text under its Message-ID is not it', async () => {
  const from = 'casas@alfa.example';
  const other = 'ayuda@otra-casa.example';
  const body = composeMail({ from, to: `${MAILBOX}, ${other}`, subject: 'A las dos casas', message_id: '<casas@alfa.example>' });
  const over = (way: string) => `Received: from ${way}.alfa.example by mx.example.net; Mon, 02 Mar 2026 16:00:00 +0000\r\n${body}`;
  await Promise.all([worker.email({ from, to: MAILBOX, raw: over('norte') }), worker.email({ from, to: other, raw: over('sur') })]);
  const rows = await waitFor('both copies', async () => {
    const all = await rowsOf('casas@alfa.example');
    return all.length === 2 && all.every(({ state }) => state !== 'processing') ? all : null;
  });
  expect(rows.map(({ state, reason }) => `${state} ${reason}`).toSorted()).toEqual(['applied null', 'ignored duplicate']);
  const more = await receive('casas@alfa.example', composeMail({ from, subject: 'A las dos casas', message_id: '<casas@alfa.example>', text: 'Otra cosa' }), from, 'ventas@tercera-casa.example');
  expect(more.state).toBe('applied');
  expect(await owner.query(`select count(*)::int as n from tickets where subject = 'A las dos casas'`)).toEqual([{ n: 2 }]);
});

test('a flood of automatic answers to one of our mails stays in its ticket and mails nobody', async () => {
  const opened = await write('alud-1@alfa.example', { from: 'alud@alfa.example', subject: 'Alud automático' });
  const ack = await firstMailTo('alud@alfa.example');
  await idle();
  const before = (await owner.query('select 1 from email_queue')).length;
  const status = async () => (await technician.get(`/api/tickets/${opened.ticket_id}`)).body.data.ticket.status;
  const was = await status();
  for (let n = 2; n < 10; n++) await write(`alud-${n}@alfa.example`, { from: 'alud@alfa.example', subject: 'Auto', headers: { 'Auto-Submitted': 'auto-replied' } }, ack.mail.reply_to[0]!.email);
  await idle();
  expect((await owner.query('select 1 from email_queue')).length).toBe(before);
  expect(await status()).toBe(was);
  expect(await owner.query(`select count(*)::int as n from tickets where subject in ('Auto', 'Alud automático')`)).toEqual([{ n: 1 }]);
});
