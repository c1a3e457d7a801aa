// Approvals by a named person: who may be asked, what the link of the mail opens, that looking decides nothing, and that one word is the last.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signApprovalLink, type ApprovalLink } from '../../worker/platform/approval-links.ts';
import { signRatingLink } from '../../worker/platform/rating-links.ts';
import { call, signIn, type Answer, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
let desk: ApiClient;
let boss: ApiClient;
let reader: ApiClient;
const { who, client, site } = world;
const keys = [{ kid: 'approvals', secret: randomBytes(32).toString('base64url') }];
const WEEK = 7 * 86_400_000;
/** Nobody's account, under a domain that client A authorised. */
const outside = 'compras@alfa.example';

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  await owner.query(`update email_queue set status = 'cancelled' where status = 'pending'`);
  worker = await startWorker({ database, secrets: { JWT_KEYS: JSON.stringify(keys) } });
  [desk, boss, reader] = await Promise.all([signIn(worker, who.technician), signIn(worker, who.client_admin), signIn(worker, who.solicitante)]);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const fine = (answer: Answer, status = 200): Loose => {
  expect(answer.status, JSON.stringify(answer.body)).toBe(status);
  return answer.body.data;
};
const open = async (): Promise<Loose> => fine(await reader.send('POST', '/api/tickets', { subject: 'Un disco <nuevo>', site_id: site.a1 }), 201).ticket;
const ticketNow = async (ticket: Loose): Promise<Loose> => fine(await desk.get(`/api/tickets/${ticket.ticket_id}`)).ticket;
const ask = async (ticket: Loose, change: object = {}): Promise<Answer> =>
  desk.send('POST', `/api/tickets/${ticket.ticket_id}/approvals`, { approver_email: outside, what: 'Un disco de 4 TB', cost: '$ 2,900 MXN', version: (await ticketNow(ticket)).version, ...change });
const asked = async (ticket: Loose, change: object = {}): Promise<Loose> => fine(await ask(ticket, change), 201).approvals[0];
const sign = (approval: Loose, change: Partial<ApprovalLink> = {}, until = new Date(Date.now() + WEEK)): Promise<string> =>
  signApprovalLink(keys, { approval_id: approval.approval_id, client_id: client.a, address: approval.approver_email, ...change }, until);
const look = (token: string): Promise<Answer> => call(worker, 'POST', '/api/approvals/look', { body: { token } });
const decide = (token: string, decision = 'approved', reason = ''): Promise<Answer> => call(worker, 'POST', '/api/approvals', { body: { token, decision, reason } });
const codeOf = (answer: Answer): unknown => answer.body.errors?.[0]?.code ?? answer.status;

test('the mail says what, what it costs and who asks; its link shows it and decides nothing until a button is pressed; the copy that is kept has no link', async () => {
  const ticket = await open();
  await worker.clearMails();
  const approval = await asked(ticket);
  expect(approval).toMatchObject({ state: 'open', approver_email: outside, asked_by_name: who.technician.name, cost: '$ 2,900 MXN' });
  expect(await ticketNow(ticket)).toMatchObject({ status: 'pendiente_aprobacion' });
  const [kept] = await waitFor('the mail to leave', async () => {
    const rows = await owner.query<{ body_text: string; body_html: string; to_email: string }>(`select body_text, body_html, to_email from email_queue where effect_key = $1 and status = 'sent'`, [`approval:${approval.approval_id}:${outside}`]);
    return rows.length > 0 ? rows : null;
  });
  for (const words of ['Un disco de 4 TB', '$ 2,900 MXN', who.technician.name, ticket.ticket_number, '/approve?lang=es#token=…']) expect(kept!.body_text).toContain(words);
  expect(kept!.body_html).toContain('Un disco &#60;nuevo&#62;');
  expect((await worker.mails()).filter((mail) => mail.to.includes(outside))).toHaveLength(1);

  const token = await sign(approval);
  const before = await owner.query('select version, status, updated_at from tickets where ticket_id = $1', [ticket.ticket_id]);
  // What a scanner of mails does: it follows every address it finds.
  for (const method of ['GET', 'HEAD']) expect((await worker.fetch(`/approve?lang=es#token=${token}`, { method })).status).toBe(200);
  // No server takes it in an address.
  expect((await call(worker, 'GET', `/api/approvals/${token}`)).status).toBe(404);
  expect(fine(await look(token)).approval).toMatchObject({ state: 'open', what: 'Un disco de 4 TB', cost: '$ 2,900 MXN', asked_by_name: who.technician.name, subject: 'Un disco <nuevo>' });
  expect(await owner.query('select version, status, updated_at from tickets where ticket_id = $1', [ticket.ticket_id])).toEqual(before);

  expect(fine(await decide(token, 'approved', 'Adelante')).approval).toMatchObject({ state: 'approved', reason: 'Adelante' });
  expect(await ticketNow(ticket)).toMatchObject({ status: 'en_proceso' });
  // Once: neither again nor the other way, and the page says how it ended.
  for (const word of ['approved', 'refused']) expect(codeOf(await decide(token, word, 'No'))).toBe('already_decided');
  expect(fine(await look(token)).approval.state).toBe('approved');
  const { activities } = fine(await desk.get(`/api/tickets/${ticket.ticket_id}/activities`));
  expect(activities.map((one: Loose) => [one.actor_name, one.action])).toEqual(expect.arrayContaining([[outside, 'approved'], [outside, 'status'], [who.technician.name, 'approval_asked']]));
  expect(fine(await desk.get(`/api/tickets/${ticket.ticket_id}/comments`)).comments.at(-1)).toMatchObject({ body_text: 'Adelante', author_name: outside, author_is_staff: false, visibility: 'public' });
});

test('two clicks at once are one decision; who refuses says why, and the request ends', async () => {
  const ticket = await open();
  const token = await sign(await asked(ticket, { approver_email: who.client_admin2.email }));
  expect((await decide(token, 'refused', '  ')).status).toBe(422);
  const answers = await Promise.all([decide(token, 'refused', 'Muy caro'), decide(token, 'approved'), decide(token, 'refused', 'No hace falta')]);
  expect(answers.map((one) => one.status).toSorted()).toEqual([200, 409, 409]);
  const [{ n }] = await owner.query<{ n: number }>(`select count(*)::int as n from ticket_activities where ticket_id = $1 and action in ('approved', 'refused')`, [ticket.ticket_id]) as [{ n: number }];
  expect(n).toBe(1);
  const again = await open();
  const other = await sign(await asked(again, { approver_email: who.client_admin2.email }));
  fine(await decide(other, 'refused', 'Muy caro'));
  expect(await ticketNow(again)).toMatchObject({ status: 'cancelado' });
});

test('a link opens nothing once it expired, was altered, was signed for something else, or its address went to another client', async () => {
  const ticket = await open();
  const approval = await asked(ticket, { approver_email: who.client_admin2.email });
  const good = await sign(approval);
  const [header, , signature] = good.split('~') as [string, string, string];
  const altered = Buffer.from(JSON.stringify({ type: 'approval', sub: approval.approval_id, cid: client.a, to: outside, exp: 4e9 })).toString('base64url');
  for (const [token, code] of [
    [await sign(approval, {}, new Date(Date.now() - 60_000)), 'link_expired'],
    [`${header}~${altered}~${signature}`, 'link_invalid'],
    [await signRatingLink(keys, { ticket_id: ticket.ticket_id, client_id: client.a, resolution_number: 1, address: outside }, new Date()), 'link_invalid'],
    [await sign(approval, { client_id: client.b }), 'not_found'],
    [await sign(approval, { address: outside }), 'not_found'],
  ] as const) for (const answer of [await look(token), await decide(token)]) expect(codeOf(answer)).toBe(code);
  // Whoever asks as a rating finds nothing either.
  expect((await call(worker, 'GET', `/api/ratings/${good}`)).status).toBe(403);
  await owner.query('update users set is_active = false where user_id = $1', [who.client_admin2.user_id]);
  expect((await decide(good)).status).toBe(404);
  await owner.query('update users set is_active = true, client_id = $2 where user_id = $1', [who.client_admin2.user_id, client.b]);
  expect((await look(good)).status).toBe(404);
  await owner.query('update users set client_id = $2 where user_id = $1', [who.client_admin2.user_id, client.a]);
  expect((await look(good)).status).toBe(200);
  expect(await ticketNow(ticket)).toMatchObject({ status: 'pendiente_aprobacion' });
});

test('only people and addresses of the client are asked; asking again ends the link before, the portal and the desk end it too', async () => {
  const ticket = await open();
  for (const email of [who.client_admin_b.email, who.technician2.email, who.gone.email, 'quien@fuera.example']) expect(codeOf(await ask(ticket, { approver_email: email }))).toBe('not_of_client');
  expect((await reader.send('POST', `/api/tickets/${ticket.ticket_id}/approvals`, { approver_email: outside, what: 'x', version: 1 })).status).toBe(403);
  const first = await asked(ticket);
  const second = await asked(ticket, { what: 'Dos discos' });
  expect(fine(await look(await sign(first))).approval.state).toBe('withdrawn');
  expect(codeOf(await decide(await sign(first)))).toBe('already_decided');
  expect(fine(await boss.get(`/api/tickets/${ticket.ticket_id}/approvals`)).approvals.map((one: Loose) => one.state)).toEqual(['open', 'withdrawn']);
  expect(fine(await reader.get(`/api/tickets/${ticket.ticket_id}/approvals`)).approvals).toEqual([]);
  fine(await boss.send('PATCH', `/api/tickets/${ticket.ticket_id}/status`, { status: 'en_proceso', version: (await ticketNow(ticket)).version }));
  expect(fine(await desk.get(`/api/tickets/${ticket.ticket_id}/approvals`)).approvals[0]).toMatchObject({ state: 'approved', settled_by_name: who.client_admin.name, settled_via: 'portal' });
  expect(codeOf(await decide(await sign(second), 'refused', 'Tarde'))).toBe('already_decided');
  const third = await asked(ticket);
  fine(await desk.send('PATCH', `/api/tickets/${ticket.ticket_id}/status`, { status: 'en_proceso', version: (await ticketNow(ticket)).version }));
  expect(fine(await look(await sign(third))).approval.state).toBe('withdrawn');
  expect(await ticketNow(ticket)).toMatchObject({ status: 'en_proceso' });
});
