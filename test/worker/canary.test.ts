// Nothing private reaches a log, whatever fails: every secret of this run is a canary that the captured lines must not hold.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseMessage } from '../../worker/modules/email/message/parse-message.ts';
import { call, signIn, type ApiClient } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, password, world } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
let technician: ApiClient;
const { who, site, ticket, category } = world;
const canary = (what: string): string => `kanarie-${what}-4be1f7`;
/** What must not be logged: made-up words, and every token the run was given. */
const secrets = new Set<string>([password]);
const failures: { requestId: string; text: string }[] = [];

const keep = (token: string): string => {
  secrets.add(token);
  return token;
};
const word = (what: string): string => keep(canary(what));

/** A call that the API does not survive: the answer is a code and a request id, nothing else. */
async function fails(send: () => Promise<{ status: number; body: unknown; requestId: string }>): Promise<void> {
  const { status, body, requestId } = await send();
  expect(status).toBe(500);
  failures.push({ requestId, text: JSON.stringify(body) });
}

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
  technician = await signIn(worker, who.technician);
  keep(technician.token);
  keep(technician.refreshToken);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const login = (email: string, secret: string) => call(worker, 'POST', '/api/auth/login', { body: { email, password: secret } });
const newTicket = (text: string) => ({ client_id: world.client.a, site_id: site.a1, category_id: category.leaf, subject: text, description: text, affected_person: text });

test('refused requests of every kind are answered', async () => {
  expect((await login(who.technician.email, word('wrong-password'))).status).toBe(401);
  expect((await login(`${word('unknown-account')}@alfa.example`, password)).status).toBe(401);
  expect((await call(worker, 'POST', '/api/auth/login', { body: `{"email":"a@b.example","password":"${word('broken-json')}` })).status).toBe(400);
  expect((await call(worker, 'POST', '/api/auth/login', { body: `{"password":"x","${word('unknown-key')}":1}` })).status).toBe(422);
  expect((await worker.fetch('/api/tickets', { method: 'POST', body: word('text-body'), headers: { 'content-type': 'text/plain' } })).status).toBe(415);
  expect((await call(worker, 'GET', '/api/tickets', { token: word(`bearer-${'x'.repeat(30)}`) })).status).toBe(401);
  expect((await call(worker, 'POST', '/api/auth/refresh', { body: { refresh_token: `lrt_${word('refresh')}` } })).status).toBe(401);
  expect((await technician.get(`/api/${word('route')}?q=${word('route-query')}`)).status).toBe(404);
  expect((await technician.get(`/api/tickets?q=${word('search')}`)).status).toBe(200);
  expect((await technician.get(`/api/tickets?status=${word('status')}`)).status).toBe(422);
  expect((await technician.upload(`/api/tickets/${ticket.a1}/attachments`, {}, [{ name: `${word('file-name')}.txt`, content: word('file-text') }])).status).toBe(201);
  expect((await technician.upload(`/api/tickets/${ticket.a1}/attachments`, {}, [{ name: `${word('bad-name')}.exe`, content: word('bad-text') }])).status).toBeGreaterThanOrEqual(400);
  expect((await call(worker, 'GET', `/api/live?ticket=${word('live-ticket-of-enough-letters')}`)).status).toBe(400);
});

test.each(['before', 'kill', 'after_commit_drop'] as const)('requests die with the database (%s) and answer a code and a request id', async (moment) => {
  const arm = (match: string) => worker.armFault({ [moment]: 1, match });
  // Jobs of their own run after an answer: the word is one that signing in alone says.
  await arm('password_hash');
  await fails(() => login(`${word(`${moment}-account`)}@alfa.example`, word(`${moment}-password`)));
  await arm('become_user');
  await fails(() => technician.get(`/api/tickets?q=${word(`${moment}-search`)}`));
  await arm('insert into "tickets"');
  await fails(() => technician.send('POST', '/api/tickets', newTicket(word(`${moment}-ticket`))));
  await arm('insert into "ticket_comments"');
  await fails(() => technician.send('POST', `/api/tickets/${ticket.a1}/comments`, { body_text: word(`${moment}-comment`), visibility: 'internal' }));
  await worker.clearFaults();
});

test('statements that fail in SQL with their values in the message do not pass them on', async () => {
  await owner.query(`create function public.bomb() returns trigger language plpgsql as $$ begin raise exception 'cannot store % %', new.subject, new.description; end $$`);
  await owner.query('create trigger bomb before insert on tickets for each row execute function public.bomb()');
  await fails(() => technician.send('POST', '/api/tickets', newTicket(`${word('raised')} "quoted" '${word('single')}'\nat home (${word('frame')}:1:1)`.replace('\n', ' '))));
  await owner.query('drop trigger bomb on tickets');
  expect((await technician.send('POST', '/api/tickets', newTicket(word('ticket')))).status).toBe(201);
  expect((await technician.send('POST', `/api/tickets/${ticket.a1}/comments`, { body_text: word('public-comment'), visibility: 'public' })).status).toBe(201);
});

test('links of resets and invitations, and mails that do not leave', async () => {
  await worker.refuseMails(500, 3);
  expect((await call(worker, 'POST', '/api/auth/forgot-password', { body: { email: who.solicitante.email } })).status).toBe(200);
  await waitFor('a refused mail to be noted', async () => (await owner.query("select 1 from email_queue where last_error like '%HTTP_500%'"))[0]);
  await owner.query("update email_queue set not_before = now() - interval '1 second' where status = 'pending'");
  await worker.armFault({ before: 1, match: 'email_queue' });
  await worker.runCron('* * * * *').catch(() => undefined);
  await worker.clearFaults();
  await waitFor('the reset mail', async () => {
    await worker.runCron('* * * * *').catch(() => undefined);
    await owner.query("update email_queue set not_before = now() - interval '1 second' where status = 'pending'");
    return (await worker.mails()).find(({ to }) => to.includes(who.solicitante.email));
  });
  for (const { id } of await worker.mails()) {
    const { body_text } = await parseMessage(new TextEncoder().encode(await worker.rawMail(id)));
    const token = /token=([0-9a-f]{40,})/.exec(body_text)?.[1];
    if (token) keep(token);
  }
  expect([...secrets].some((one) => /^[0-9a-f]{64}$/.test(one))).toBe(true);
});

test('a cron job that SQL refuses', async () => {
  await owner.query("update email_queue set status = 'pending', not_before = now() - interval '1 second', attempts = 0 where status <> 'sending'");
  await owner.query(`create function public.mail_bomb() returns trigger language plpgsql as $$ begin raise exception '${word('cron')} %', new.to_email; end $$`);
  await owner.query('create trigger mail_bomb before update on email_queue for each row execute function public.mail_bomb()');
  await expect(worker.runCron('* * * * *')).rejects.toThrow('exception');
  await owner.query('drop trigger mail_bomb on email_queue');
  expect(worker.logs().join('\n')).toContain('"event":"cron_failed"');
});

test('mails that come in, whole, broken, and while the database is away', async () => {
  const mail = (text: string, extra = '') => `From: Caja <caja@otro.example>\r\nTo: soporte@mail.example.com\r\nSubject: ${text}\r\nMessage-ID: <${text}@otro.example>\r\n${extra}\r\n${text}\r\n`;
  const send = (raw: string) => worker.email({ from: 'caja@otro.example', to: 'soporte@mail.example.com', raw });
  expect((await send(mail(word('mail')))).outcome).toBe('ok');
  expect((await send(mail(word('broken-mail'), 'Content-Type: multipart/mixed; boundary=x\r\n'))).outcome).toBe('ok');
  await worker.armFault({ kill: 1, match: 'inbound_emails', times: 2 });
  expect((await send(mail(word('late-mail')))).outcome).toBe('ok');
  await waitFor('the first mail to be taken up', async () => (await owner.query("select 1 from inbound_emails where from_email = 'caja@otro.example' and state <> 'processing'"))[0]);
  await worker.clearFaults();
});

test('none of it stands in the logs, and each failure does, by its request id', () => {
  const lines = worker.logs();
  const text = lines.join('\n');
  expect([...secrets].filter((secret) => text.includes(secret))).toEqual([]);
  expect(text).not.toMatch(/kanarie|Bearer |lrt_|scrypt|eyJ[A-Za-z0-9_-]{20}|postgres(ql)?:\/\/|Failed query|params:/);
  const ours = lines.flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Record<string, unknown>] : []));
  for (const line of ours) expect([line.level, typeof line.event]).toEqual([expect.stringMatching(/^(info|error)$/), 'string']);
  expect(failures.length).toBeGreaterThan(10);
  for (const { requestId } of failures) expect(ours.filter((line) => line.requestId === requestId && line.event === 'request_failed')).toHaveLength(1);
});

test('a 500 answers a code and its request id, never what happened', () => {
  for (const { requestId, text } of failures) {
    const { timestamp: _at, ...rest } = JSON.parse(text) as Record<string, unknown>;
    const message = `internal error, request ${requestId}`;
    expect(rest).toEqual({ success: false, message, data: null, errors: [{ code: 'internal', message }] });
  }
});
