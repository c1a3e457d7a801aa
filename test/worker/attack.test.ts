// What a hostile person of another client, or a hostile sender, tried on the finished product and found open once.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseMessage } from '../../worker/modules/email/message/parse-message.ts';
import { signIn, type ApiClient } from '../support/api-client.ts';
import { composeMail, type MailParts } from '../support/compose-mail.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
let clientAdmin: ApiClient;
let technician: ApiClient;
const MAILBOX = 'soporte@mail.example.com';

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
  clientAdmin = await signIn(worker, world.who.client_admin);
  technician = await signIn(worker, world.who.technician);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

interface Inbound { state: string; reason: string | null; ticket_id: string | null; client_id: string | null }
const rows = async <T>(text: string): Promise<T[]> => (await owner.query(text)) as T[];
const received = (messageId: string) => waitFor(`the mail ${messageId}`, async () =>
  (await rows<Inbound>(`select * from inbound_emails where message_id = '${messageId}' and state <> 'processing'`))[0] ?? null);
const deliver = async (parts: MailParts): Promise<Inbound> => {
  const raw = composeMail(parts);
  await worker.email({ from: parts.from, to: MAILBOX, raw });
  return received((await parseMessage(new TextEncoder().encode(raw))).identity);
};

describe('values that no form of ours sends', () => {
  const cursor = (...values: unknown[]): string => Buffer.from(JSON.stringify(values)).toString('base64url');
  const id = world.ticket.a1;
  test.each([
    ['a cursor that is no instant', `/api/tickets?cursor=${cursor('x', id)}`],
    ['a cursor that is no id', `/api/tickets?cursor=${cursor('2026-01-01T00:00:00Z', 'x')}`],
    ['a cursor with a fraction', `/api/tickets?sort=ticket_number&cursor=${cursor(1.5)}`],
    ['a cursor out of range', `/api/tickets?sort=ticket_number&cursor=${cursor(1e99)}`],
    ['a cursor that is no priority', `/api/tickets?sort=priority&cursor=${cursor('x', '2026-01-01T00:00:00Z', id)}`],
    ['a cursor of comments', `/api/tickets/${id}/comments?cursor=${cursor('x', 'x')}`],
    ['a cursor of activities', `/api/tickets/${id}/activities?cursor=${cursor('x', 'x')}`],
    ['the year zero', '/api/tickets?created_after=0000-01-01T00:00:00Z'],
  ])('%s answers 422', async (_name, path) => {
    expect((await clientAdmin.get(path)).status).toBe(422);
  });

  test.each(['ŉ', 'a½', '℀', 'impresora ŉ'])('a search for %s is a search', async (q) => {
    expect((await clientAdmin.get(`/api/tickets/search?q=${encodeURIComponent(q)}`)).status).toBe(200);
  });
});

describe("mail of another client's domain", () => {
  test("an administrator of one client names nobody under another client's domain", async () => {
    const person = { name: 'Dirección', email: 'nadie@beta.example', role: 'solicitante', client_id: world.client.a, invite: false };
    expect((await clientAdmin.send('POST', '/api/users', person)).status).toBe(422);
    expect((await clientAdmin.send('POST', '/api/users', { ...person, email: 'nadie@norte.beta.example' })).status).toBe(422);
    expect((await clientAdmin.send('PUT', `/api/users/${world.who.solicitante2.user_id}`, { email: 'nadie@beta.example' })).status).toBe(422);
    expect((await clientAdmin.send('POST', '/api/users', { ...person, email: 'nadie@correo.example' })).status).toBe(201);
  });

  test('a verified mail of a domain does not go to the client that calls its sender one of its people', async () => {
    await technician.send('POST', '/api/users', { name: 'Prestado', email: 'prestado@beta.example', role: 'solicitante', client_id: world.client.a, invite: false });
    expect(await deliver({ from: 'prestado@beta.example' })).toMatchObject({ state: 'quarantined', reason: 'two_clients', ticket_id: null });
  });
});

describe('addresses that look like another', () => {
  test.each([
    ['a quoted local part that holds an address', '"ana@alfa.example"@hostil.example'],
    ['two at signs', 'ana@alfa.example@hostil.example'],
    ['a NUL between', 'ana@alfa.example\0@hostil.example'],
  ])('%s is a sender of the last domain', async (_name, from) => {
    const raw = composeMail({ from, dmarc: null });
    const stamped = `Authentication-Results: mx.cloudflare.net; dmarc=pass header.from=hostil.example\r\n${raw}`;
    await worker.email({ from: 'ana@hostil.example', to: MAILBOX, raw: stamped });
    expect(await received((await parseMessage(new TextEncoder().encode(stamped))).identity)).toMatchObject({ state: 'quarantined', ticket_id: null });
  });
});

describe('forged delivery reports', () => {
  const report = (id: string, recipient: string, original: string): string => [
    'From: MAILER-DAEMON@alfa.example', `To: ${MAILBOX}`, 'Subject: Undelivered Mail Returned to Sender', `Message-ID: <${id}>`, 'MIME-Version: 1.0',
    'Auto-Submitted: auto-replied', 'Content-Type: multipart/report; report-type=delivery-status; boundary="r"', '', '--r', 'Content-Type: text/plain', '', 'no such user', '--r',
    'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.alfa.example', '', `Final-Recipient: rfc822; ${recipient}`, 'Action: failed', 'Status: 5.1.1', '', '--r',
    'Content-Type: message/rfc822', '', `Message-ID: <${original}>`, `To: ${recipient}`, 'Subject: x', '', 'x', '--r--', '',
  ].join('\r\n');

  test('neither with the own reply address nor with an id of the thread somebody else is silenced', async () => {
    const { technician: staff, solicitante, client_admin } = world.who;
    const opened = await deliver({ from: solicitante.email, subject: 'Con respuesta' });
    await technician.send('POST', `/api/tickets/${opened.ticket_id}/assign`, { assigned_to: staff.user_id });
    await technician.send('POST', `/api/tickets/${opened.ticket_id}/comments`, { body_text: 'Revisando' });
    await (await signIn(worker, solicitante)).send('POST', `/api/tickets/${opened.ticket_id}/comments`, { body_text: 'Gracias' });
    const sentTo = (email: string) => waitFor(`a mail to ${email}`, async () =>
      (await rows<{ message_id: string }>(`select message_id from email_queue where ticket_id = '${opened.ticket_id}' and lower(to_email) = '${email}' and status = 'sent'`))[0] ?? null);
    const [mine, theirs] = [await sentTo(solicitante.email), await sentTo(staff.email)];
    await sentTo(client_admin.email);
    const address = await waitFor('the reply address', async () => {
      for (const mail of await worker.mails()) {
        const parsed = await parseMessage(new TextEncoder().encode(await worker.rawMail(mail.id)));
        if (parsed.message_id === mine.message_id) return parsed.reply_to[0]?.email ?? null;
      }
      return null;
    });
    await worker.email({ from: '', to: address, raw: report('forged-token@alfa.example', client_admin.email, 'unknown@mail.example.com') });
    await worker.email({ from: '', to: MAILBOX, raw: report('forged-id@alfa.example', staff.email, theirs.message_id) });
    await received('forged-token@alfa.example');
    await received('forged-id@alfa.example');
    expect(await rows(`select email from email_suppressions where email in ('${client_admin.email}', '${staff.email}')`)).toEqual([]);
    await worker.email({ from: '', to: address, raw: report('own-token@alfa.example', solicitante.email, 'unknown@mail.example.com') });
    await received('own-token@alfa.example');
    expect(await rows(`select email from email_suppressions where email = '${solicitante.email}'`)).toEqual([{ email: solicitante.email }]);
  });
});
