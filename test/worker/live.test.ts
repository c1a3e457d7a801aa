// Live hints: who hears what, one-time tickets, and sockets that end with the rights of their holder.
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, signIn, type ApiClient } from '../support/api-client.ts';
import { createTestDatabase, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world } from '../support/world.ts';

// Loaded by Node itself: vitest would resolve it with the Worker's conditions.
const { WebSocket } = createRequire(import.meta.url)('ws') as typeof import('ws');

let database: TestDatabase;
let worker: TestWorker;
const sockets: { close(): void }[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  worker = await startWorker({ database });
});
afterAll(async () => {
  for (const socket of sockets) socket.close();
  await worker?.stop();
  await database?.drop();
});

const liveTicket = async (by: ApiClient): Promise<string> => (await by.send('POST', '/api/live/ticket', {})).body.data.ticket;

/** A connected browser: what it heard, and with which code it was closed. */
async function listen(by: ApiClient) {
  const socket = new WebSocket(`${worker.url.replace('http', 'ws')}/api/live?ticket=${await liveTicket(by)}`, { origin: worker.origin });
  sockets.push(socket);
  const heard: { type: string; ticket_id?: string; kind?: string }[] = [];
  const state = { heard, closed: null as number | null, pong: false, socket };
  socket.on('message', (data: Buffer) => (data.toString() === 'pong' ? (state.pong = true) : heard.push(JSON.parse(data.toString()))));
  socket.on('close', (code: number) => (state.closed = code));
  await waitFor('the greeting of the board', async () => heard.some((message) => message.type === 'hello'));
  return state;
}

const refusal = (query: string, headers: Record<string, string> = {}) => new Promise<number>((resolve) => {
  const socket = new WebSocket(`${worker.url.replace('http', 'ws')}/api/live?${query}`, { headers });
  socket.on('unexpected-response', (_request: unknown, response: { statusCode?: number }) => resolve(response.statusCode ?? 0));
  socket.on('open', () => resolve(101));
  socket.on('error', () => undefined);
});

test('a ticket opened by one is heard by those who may see it and by nobody else', async () => {
  const people = { technician: world.who.technician, client_admin: world.who.client_admin, solicitante: world.who.solicitante, other_site: world.who.solicitante2, other_client: world.who.client_admin_b };
  const clients = Object.fromEntries(await Promise.all(Object.entries(people).map(async ([name, person]) => [name, await signIn(worker, person)] as const)));
  const ears = Object.fromEntries(await Promise.all(Object.entries(clients).map(async ([name, client]) => [name, await listen(client)] as const)));
  const { body } = await clients.solicitante!.send('POST', '/api/tickets', { subject: 'Se oye en vivo' });
  const id = body.data.ticket.ticket_id;
  const hears = (name: string) => ears[name]!.heard.some((message) => message.ticket_id === id && message.kind === 'created');
  await waitFor('the hint', async () => hears('technician') && hears('client_admin') && hears('solicitante'));
  // An internal note is the staff's alone; the public reply after it tells when everything before has arrived.
  await clients.technician!.send('POST', `/api/tickets/${id}/comments`, { body_text: `${world.canary}`, visibility: 'internal' });
  await clients.technician!.send('POST', `/api/tickets/${id}/comments`, { body_text: 'visible' });
  const commented = (name: string) => ears[name]!.heard.filter((message) => message.ticket_id === id && message.kind === 'commented').length;
  await waitFor('the reply', async () => commented('client_admin') >= 1 && commented('technician') >= 2);
  expect([commented('client_admin'), commented('solicitante'), commented('technician')]).toEqual([1, 1, 2]);
  const foreign = (await clients.other_client!.send('POST', '/api/tickets', { subject: 'De otro cliente' })).body.data.ticket.ticket_id;
  await waitFor('the own hint of the other client', async () => ears.other_client!.heard.some((message) => message.ticket_id === foreign));
  for (const name of ['other_site', 'other_client']) expect([name, ears[name]!.heard.filter((message) => message.ticket_id === id)]).toEqual([name, []]);
  const all = JSON.stringify(Object.values(ears).map((ear) => ear.heard));
  expect(all).not.toContain(world.canary);
  expect(all).not.toContain('Se oye en vivo');
});

test('a live ticket works once, not for strangers, not for another origin, and only as WebSocket', async () => {
  const technician = await signIn(worker, world.who.technician);
  const ticket = await liveTicket(technician);
  expect(await refusal(`ticket=${ticket}`, { Origin: 'https://evil.example' })).toBe(403);
  expect(await refusal(`ticket=${ticket}`)).toBe(101);
  expect(await refusal(`ticket=${ticket}`)).toBe(401);
  expect(await refusal(`ticket=${technician.token}`)).toBe(401);
  expect(await refusal('ticket=garbage-garbage-garbage')).toBe(401);
  expect((await call(worker, 'GET', `/api/live?ticket=${await liveTicket(technician)}`)).status).toBe(400);
  expect((await call(worker, 'POST', '/api/live/ticket', { body: {} })).status).toBe(401);
  // The ticket of a socket is no access token.
  expect((await call(worker, 'GET', '/api/tickets', { token: await liveTicket(technician) })).status).toBe(401);
});

test('signing out closes the sockets of that person at once', async () => {
  const admin = await signIn(worker, world.who.admin);
  const [ear, other] = [await listen(admin), await listen(await signIn(worker, world.who.superadmin))];
  await admin.send('POST', '/api/auth/logout', {});
  await waitFor('the close', async () => ear.closed !== null);
  expect([ear.closed, other.closed]).toEqual([4001, null]);
});

test('a refresh token that is used twice closes the sockets of that person at once', async () => {
  const technician = await signIn(worker, world.who.technician2);
  const ear = await listen(technician);
  const refresh = () => call(worker, 'POST', '/api/auth/refresh', { body: { refresh_token: technician.refreshToken } });
  expect([(await refresh()).status, ear.closed]).toEqual([200, null]);
  expect((await refresh()).status).toBe(401);
  await waitFor('the close', async () => ear.closed !== null);
  expect(ear.closed).toBe(4001);
});

test('ping is answered, and a large frame ends the socket', async () => {
  const ear = await listen(await signIn(worker, world.who.superadmin));
  ear.socket.send('ping');
  await waitFor('pong', async () => ear.pong);
  ear.socket.send('x'.repeat(1000));
  await waitFor('the close', async () => ear.closed !== null);
  expect(ear.closed).toBe(4002);
});
