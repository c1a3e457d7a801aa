// What a hostile tenant, an unknown sender and a broken server try through the doors of mail, merges and participants, and what holds.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { receiveMail } from '../../worker/modules/email/receive-mail.ts';
import { parseMessage } from '../../worker/modules/email/message/parse-message.ts';
import { sha256Hex, systemIds } from '../../worker/platform/clock.ts';
import { openDatabase } from '../../worker/platform/database.ts';
import { signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import { composeMail, type MailParts } from '../support/compose-mail.ts';
import { mutateMail } from '../support/mutate-mail.ts';
import { createTestDatabase, sql, stackFacts, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world, type PersonName } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const as = {} as Record<PersonName, ApiClient>;
const { who, client, site } = world;
const MAILBOX = 'soporte@mail.example.com';

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  await owner.query(`update email_queue set status = 'cancelled' where effect_key like 'world:%'`);
  worker = await startWorker({ database });
  for (const name of ['technician', 'technician2', 'client_admin', 'solicitante', 'client_admin_b', 'solicitante_b'] as const) as[name] = await signIn(worker, who[name]);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const receive = async (raw: string, from: string, to = MAILBOX): Promise<Loose> => {
  const { identity } = await parseMessage(new TextEncoder().encode(raw));
  await worker.email({ from, to, raw });
  return waitFor(`the mail ${identity}`, async () => (await owner.query<Loose>(`select * from inbound_emails where message_id = $1 and state <> 'processing'`, [identity]))[0] ?? null);
};
const deliver = (parts: MailParts, to = MAILBOX) => receive(composeMail(parts), /<([^>]+)>/.exec(parts.from)?.[1] ?? parts.from, to);
const open = async (subject: string, by: ApiClient = as.solicitante, more: object = {}): Promise<Loose> => (await by.send('POST', '/api/tickets', { subject, ...more })).body.data.ticket;
const say = async (id: string, body_text: string, by: ApiClient = as.technician, more: object = {}) => by.send('POST', `/api/tickets/${id}/comments`, { body_text, ...more });
const read = async (id: string, by: ApiClient = as.technician): Promise<Loose> => (await by.get(`/api/tickets/${id}`)).body.data?.ticket;
const texts = async (id: string, by: ApiClient): Promise<string[]> => ((await by.get(`/api/tickets/${id}/comments`)).body.data?.comments ?? []).map((one: Loose) => one.body_text);
const idle = () => waitFor('an idle queue', async () => (await owner.query(`select 1 from email_queue where status = 'sending' or (status = 'pending' and not_before <= now())`)).length === 0);
const mailedTo = (email: string, ticketId: string) => owner.query(`select 1 from email_queue where ticket_id = $1 and lower(to_email) = $2`, [ticketId, email]);
/** A reply address of a ticket, as its reader has it. */
const replyAddress = (email: string) => waitFor(`a reply address of ${email}`, async () => {
  for (const mail of (await worker.mails()).filter((one) => one.to.includes(email))) {
    const parsed = await parseMessage(new TextEncoder().encode(await worker.rawMail(mail.id)));
    if (parsed.reply_to[0]) return parsed.reply_to[0].email;
  }
  return null;
});

describe('somebody of another client who knows everything but the secret', () => {
  test('ids of mails, the number and a stolen reply address open nothing, say nothing, and mail nobody', async () => {
    const victim = await deliver({ from: who.solicitante.email, subject: 'Nómina confidencial', message_id: '<nomina@alfa.example>' });
    const { ticket_number } = await read(victim.ticket_id);
    const before = await texts(victim.ticket_id, as.client_admin);
    const stolen = await replyAddress(who.solicitante.email);
    const tries = [
      await deliver({ from: who.solicitante_b.email, subject: 'Re: Nómina', in_reply_to: '<nomina@alfa.example>', references: '<nomina@alfa.example>', text: 'ATAQUE-1' }),
      await deliver({ from: who.solicitante_b.email, subject: `Re: [${ticket_number}] Nómina`, text: 'ATAQUE-2' }),
      await deliver({ from: who.solicitante_b.email, subject: 'Re: Nómina', text: 'ATAQUE-3' }, stolen),
      await deliver({ from: `"${who.solicitante.email}" <${who.solicitante_b.email}>`, subject: `[${ticket_number}]`, text: 'ATAQUE-4' }, stolen),
      await deliver({ from: who.solicitante.email, subject: `[${ticket_number}]`, text: 'ATAQUE-5', dmarc: 'fail' }, stolen),
      await deliver({ from: who.solicitante.email, subject: `[${ticket_number}]`, in_reply_to: '<nomina@alfa.example>', text: 'ATAQUE-6', dmarc: 'none' }),
      await deliver({ from: 'nadie@hostil.example', subject: `[${ticket_number}]`, in_reply_to: '<nomina@alfa.example>', text: 'ATAQUE-7' }, stolen),
    ];
    await idle();
    expect(await texts(victim.ticket_id, as.client_admin)).toEqual(before);
    // What was opened instead is the attacker's own, and names nothing of the other client.
    for (const one of tries.filter((mail) => mail.ticket_id !== null && mail.ticket_id !== victim.ticket_id)) {
      expect((await read(one.ticket_id)).client_id).toBe(client.b);
      expect(JSON.stringify((await as.solicitante_b.get(`/api/tickets/${one.ticket_id}`)).body)).not.toMatch(/confidencial|alfa/i);
    }
    for (const mail of await worker.mails()) if (mail.to.includes(who.solicitante_b.email)) expect(await worker.rawMail(mail.id)).not.toMatch(/confidencial|@alfa/i);
    expect(await mailedTo(who.solicitante_b.email, victim.ticket_id)).toEqual([]);
    expect(await mailedTo('nadie@hostil.example', victim.ticket_id)).toEqual([]);
  });

  test('a Reply-To, a Sender, a Cc and a second From lead our answers nowhere else', async () => {
    const mail = await deliver({
      from: `Bruno\u202egpj.exe <${who.solicitante_b.email}>`, subject: 'Ayuda\u202egpj', headers: { 'Reply-To': who.client_admin.email, Sender: who.superadmin.email, Cc: `${who.client_admin.email}, ${MAILBOX}, ${who.superadmin.email}, soporte+x@mail.example.com`, 'Disposition-Notification-To': who.client_admin.email, 'Return-Receipt-To': who.client_admin.email, 'X-Lanet-Loop': 'no' },
    });
    expect(mail.state).toBe('applied');
    await say(mail.ticket_id, 'Lo vemos.');
    await waitFor('the answer', async () => (await owner.query(`select 1 from email_queue where ticket_id = $1 and event = 'ticket_commented'`, [mail.ticket_id])).length > 0);
    const told = await owner.query<{ to_email: string; to_user_id: string | null }>('select lower(to_email) as to_email from email_queue where ticket_id = $1', [mail.ticket_id]);
    expect(told.map((one) => one.to_email).filter((email) => /alfa|mail\.example\.com/.test(email) || email === who.superadmin.email)).toEqual([]);
    const people = (await as.technician.get(`/api/tickets/${mail.ticket_id}/participants`)).body.data;
    expect(people.proposed.map((one: Loose) => one.email).filter((email: string) => email !== who.client_admin_b.email)).toEqual([]);
    const two = composeMail({ from: who.solicitante_b.email, message_id: '<dos-from@beta.example>' }).replace('\r\nTo:', `\r\nFrom: ${who.client_admin.email}\r\nTo:`);
    const doubled = await receive(two, who.solicitante_b.email);
    if (doubled.ticket_id !== null) expect((await read(doubled.ticket_id)).client_id).toBe(client.b);
  });

  test('merges, splits, links and participants are the staff’s, and reach nothing of another client', async () => {
    const mine = await open('Propio', as.client_admin_b);
    const theirs = await open('Ajeno');
    const comment = (await say(theirs.ticket_id, 'Mensaje ajeno', as.solicitante)).body.data.comment;
    const orders: [string, string, object | undefined][] = [
      ['POST', `/api/tickets/${mine.ticket_id}/merge`, { into: theirs.ticket_number, version: mine.version }], ['POST', `/api/tickets/${theirs.ticket_id}/merge`, { into: mine.ticket_number, version: theirs.version }],
      ['POST', `/api/tickets/${mine.ticket_id}/split`, { comment_id: comment.comment_id, subject: 'x' }], ['POST', `/api/tickets/${mine.ticket_id}/links`, { ticket: theirs.ticket_number, type: 'related' }],
      ['PUT', `/api/tickets/${mine.ticket_id}/participants`, { version: mine.version, cc: [who.client_admin.email] }],
    ];
    for (const [method, path, body] of orders) {
      expect((await as.client_admin_b.send(method as 'POST', path, body)).status, path).toBe(403);
      const byStaff = await as.technician.send(method as 'POST', path, body);
      expect([404, 422], path).toContain(byStaff.status);
    }
    for (const path of [`/api/tickets/${mine.ticket_id}/merge?into=${theirs.ticket_number}`, `/api/tickets/${mine.ticket_id}/participants`]) expect((await as.client_admin_b.get(path)).status, path).toBe(403);
    expect((await as.client_admin_b.get(`/api/tickets/${mine.ticket_id}/links`)).body.data.links).toEqual([]);
    expect((await as.technician.send('PUT', `/api/tickets/${mine.ticket_id}/participants`, { version: mine.version, cc: ['caja@otro.example'] })).body.errors?.[0]?.code).toBe('other_client');
    for (const cc of ['a@b.example\r\nBcc: c@d.example', 'a@b.example, c@d.example', 'Soporte <soporte@mail.example.com>', 'soporte+x@mail.example.com', 'SOPORTE@MAIL.EXAMPLE.COM']) {
      expect((await as.technician.send('PUT', `/api/tickets/${mine.ticket_id}/participants`, { version: mine.version, cc: [cc] })).status, cc).toBe(422);
    }
    expect(await texts(theirs.ticket_id, as.client_admin)).toEqual(['Mensaje ajeno']);
  });
});

describe('what ties no mail to a ticket', () => {
  test('E-T5: neither a like subject, nor a Thread-Index, nor a number in the text; E-T8: and no ticket goes to another client', async () => {
    const headers = { 'Thread-Index': 'AdEjXyZ0AAAAAAAAAAAAAAAAAAAAAA==', 'Thread-Topic': 'Impresora del piso' };
    const first = await deliver({ from: who.client_admin.email, subject: 'Impresora del piso', headers });
    const { ticket_number, version } = await read(first.ticket_id);
    const second = await deliver({ from: who.client_admin.email, subject: 'Re: Impresora del piso', headers, text: `Sobre [${ticket_number}]: sigue igual.` });
    expect(second.ticket_id).not.toBe(first.ticket_id);
    for (const by of [as.technician, as.client_admin]) expect((await by.send('PUT', `/api/tickets/${first.ticket_id}`, { client_id: client.b, version })).status).toBe(422);
    expect((await read(first.ticket_id)).client_id).toBe(client.a);
  });
});

test('E-C14: a command in the mail of a client is a text like any other, and moves nothing', async () => {
  const { ticket_id } = await deliver({ from: who.solicitante.email, subject: 'Con orden' });
  const { status, assigned_to } = await read(ticket_id);
  await deliver({ from: who.solicitante.email, subject: `Re: [${(await read(ticket_id)).ticket_number}]`, text: '#close\n#note secreto\n#time 600\n@fwd nadie@hostil.example' });
  expect(await read(ticket_id)).toMatchObject({ status, assigned_to });
  expect((await texts(ticket_id, as.solicitante)).at(-1)).toContain('#close');
  expect(await owner.query('select 1 from time_entries where ticket_id = $1', [ticket_id])).toEqual([]);
});

describe('forwards that are forged', () => {
  const block = (writer: string, text = 'Paga ya.') => `---------- Forwarded message ---------\nDe: ${writer}\nDate: lun, 2 mar 2026 a las 9:00\nSubject: Pago\nTo: x@msp.example\n\n${text}`;
  test.each([
    ['without a verdict', { from: who.technician2.email, subject: 'RV: Pago', text: block(who.client_admin.email), dmarc: 'none' as const }],
    ['with SPF alone', { from: who.technician2.email, subject: 'RV: Pago', text: block(who.client_admin.email), dmarc: 'spf' as const }],
    ['by a program', { from: who.technician2.email, subject: 'RV: Pago', text: block(who.client_admin.email), headers: { 'Auto-Submitted': 'auto-generated' } }],
    ['of a mail of the staff itself', { from: who.technician2.email, subject: 'RV: Pago', text: block(who.superadmin.email) }],
    ['of somebody who was deactivated', { from: who.technician2.email, subject: 'RV: Pago', text: block(who.gone.email) }],
    ['of a mail that says to be of us', { from: who.technician2.email, subject: 'RV: Pago', text: block(MAILBOX) }],
    ['by a look-alike of the staff', { from: `${who.technician2.email} <t@hostil.example>`, subject: 'RV: Pago', text: block(who.client_admin.email) }],
    ['with a writer of two addresses', { from: who.technician2.email, subject: 'RV: Pago', text: block(`Dirección <${who.client_admin.email}> <mala@beta.example>`) }],
  ])('%s: no ticket of anybody', async (_name, parts) => {
    expect(await deliver(parts)).toMatchObject({ state: 'quarantined', ticket_id: null });
  });
});

describe('races', () => {
  test('a merge, its undo, an answer and its withdrawal at once: each is done or refused, the two tickets stand, and no note is mailed', async () => {
    const [source, target] = [await open('Carrera'), await open('Meta')];
    await say(source.ticket_id, `${world.canary} nota`, as.technician, { visibility: 'internal' });
    const { version } = await read(source.ticket_id);
    const answers = await Promise.all([
      as.technician.send('POST', `/api/tickets/${source.ticket_id}/merge`, { into: target.ticket_id, version }), as.technician2.send('POST', `/api/tickets/${source.ticket_id}/merge`, { into: target.ticket_id, version }),
      as.technician.send('POST', `/api/tickets/${target.ticket_id}/merge`, { into: source.ticket_id, version: target.version }), say(source.ticket_id, 'Respuesta.'), say(target.ticket_id, 'Otra.', as.solicitante),
    ]);
    for (const one of answers) expect([200, 201, 404, 409], JSON.stringify(one.body)).toContain(one.status);
    const merges = await owner.query<{ merge_id: string; source_id: string }>('select merge_id, source_id from ticket_merges where undone_at is null and source_id = any($1::uuid[])', [`{${source.ticket_id},${target.ticket_id}}`]);
    expect(merges.length).toBeLessThanOrEqual(1);
    if (merges[0]) {
      const undone = await Promise.all([1, 2, 3].map(() => as.technician.send('DELETE', `/api/tickets/${merges[0]!.source_id}/merges/${merges[0]!.merge_id}`)));
      expect(undone.filter((one) => one.status === 200)).toHaveLength(1);
      for (const one of undone) expect([200, 409]).toContain(one.status);
    }
    for (const id of [source.ticket_id, target.ticket_id]) {
      expect((await read(id)).ticket_id).toBe(id);
      expect(JSON.stringify(await texts(id, as.solicitante))).not.toContain(world.canary);
    }
    const reply = (await say((await open('Retirada')).ticket_id, 'Con error')).body.data.comment;
    const taken = await Promise.all([1, 2, 3].map(() => as.technician.send('POST', `/api/tickets/${reply.ticket_id}/comments/${reply.comment_id}/withdraw`)));
    expect(taken.filter((one) => one.status === 200)).toHaveLength(1);
    for (const one of taken) expect([200, 404, 409]).toContain(one.status);
    expect((await as.technician2.send('POST', `/api/tickets/${reply.ticket_id}/comments/${reply.comment_id}/withdraw`)).status).not.toBe(200);
    expect(await texts(reply.ticket_id, as.solicitante)).toEqual([]);
    expect(await owner.query(`select 1 from email_queue where comment_id = $1 and status not in ('cancelled')`, [reply.comment_id])).toEqual([]);
    for (const mail of await worker.mails()) expect(await worker.rawMail(mail.id)).not.toContain(world.canary);
  });
});

describe('one mail', () => {
  const kept = new Map<string, Uint8Array>();
  const deps = (): Parameters<typeof receiveMail>[0] => ({
    database: openDatabase(database.appUrl, `${stackFacts().neonUrl}/sql`), clock: { now: () => new Date() }, ids: systemIds, dns: null, log: { error: () => undefined, info: () => undefined },
    attachments: { bytes: async (key: string) => kept.get(key) ?? null, put: async (key: string, bytes: Uint8Array) => void kept.set(key, bytes) },
    config: { mailFrom: MAILBOX, origin: 'https://portal.example.com', arcSealers: [], replyAddressKeys: [{ id: 1, key: Buffer.alloc(32, 7).toString('base64url') }], mailTestHosts: [] },
  }) as unknown as Parameters<typeof receiveMail>[0];
  /** As the consumer of the queue does it; then a person releases it, so that every row is written that a mail can write. */
  const take = async (raw: Uint8Array): Promise<Loose[]> => {
    const raw_sha256 = await sha256Hex(raw);
    kept.set(raw_sha256, raw);
    const mail = { raw_key: raw_sha256, raw_sha256, raw_size: raw.length, envelope_from: who.solicitante.email, envelope_to: MAILBOX, received_at: new Date().toISOString() };
    const first = await receiveMail(deps(), mail);
    const second = first.state === 'applied' ? first : await receiveMail(deps(), mail, { inbound_id: first.inbound_id, place: { client_id: client.a, site_id: site.a1 }, actor: { user_id: who.technician.user_id, name: who.technician.name } });
    return [first, second];
  };

  test('however broken, is stored with all it says: no value of it stops a statement', async () => {
    for (let seed = 1; seed <= 15; seed++) {
      const outcome = await take(mutateMail(seed)).catch((fault: unknown) => [{ state: `seed ${seed}: ${String(fault)}` }] as Loose[]);
      expect(outcome.at(-1)!.state).toMatch(/^(?:applied|quarantined|ignored|conflict)$/);
    }
  });

  test.each([
    ['five thousand headers', composeMail({ from: who.solicitante.email, headers: Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`X-H${n}`, 'x'])) })],
    ['three thousand readers', composeMail({ from: who.solicitante.email, headers: { Cc: Array.from({ length: 3000 }, (_, n) => `c${n}@alfa.example`).join(', ') } })],
    ['five thousand references', composeMail({ from: who.solicitante.email, references: Array.from({ length: 5000 }, (_, n) => `<r${n}@alfa.example>`).join(' ') })],
    ['values of SQL, JSON and HTML', composeMail({ from: `'; drop table tickets;--\\u0000 <${who.solicitante.email}>`, subject: `'); select pg_sleep(9);-- \\x00 \u202e <img src=x onerror=alert(1)> {"a":`, text: '\\u0000 $1 $$ %s \u0007 \u2028 {{actor.email}}', attachments: [{ name: `..\\..\\'; drop.txt`, content: 'x', type: 'text/plain' }] })],
    ['a hundred and fifty files', composeMail({ from: who.solicitante.email, attachments: Array.from({ length: 150 }, (_, n) => ({ name: `a${n}.txt`, content: `f${n}`, type: 'text/plain' })) })],
  ])('of %s is taken within bounds', async (_name, raw) => {
    const began = performance.now();
    const [, second] = await take(new TextEncoder().encode(raw));
    expect(second!.state).toBe('applied');
    expect(performance.now() - began).toBeLessThan(5000);
    expect(await owner.query(`select 1 from ticket_participants where ticket_id = $1 offset 20`, [second!.ticket_id])).toEqual([]);
    expect(await owner.query(`select 1 from file_attachments where ticket_id = $1 offset 100`, [second!.ticket_id])).toEqual([]);
  });
});
