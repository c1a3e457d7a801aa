// A ticket names a machine: of its own client, and by people at a site only one of their sites.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, type ApiClient } from '../support/api-client.ts';
import { createTestDatabase, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { makeWorld, world } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let technician: ApiClient;
let direction: ApiClient;
let person: ApiClient;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  worker = await startWorker({ database });
  [technician, direction, person] = await Promise.all([signIn(worker, world.who.technician), signIn(worker, world.who.client_admin), signIn(worker, world.who.solicitante)]);
});
afterAll(async () => {
  await worker?.stop();
  await database?.drop();
});

const open = (by: ApiClient, asset_id: string, more = {}) => by.send('POST', '/api/tickets', { client_id: world.client.a, site_id: world.site.a1, subject: 'Lenta', asset_id, ...more });

test('staff opens a ticket about a machine of the client and finds it by the machine', async () => {
  const { status, body } = await open(technician, world.asset.a1_plain);
  expect([status, body.data.ticket.asset_id]).toEqual([201, world.asset.a1_plain]);
  const found = await technician.get(`/api/tickets?asset_id=${world.asset.a1_plain}`);
  expect(found.body.data.tickets.map((ticket: { ticket_id: string }) => ticket.ticket_id)).toContain(body.data.ticket.ticket_id);
});

test('a machine of another client is refused on opening and on change, with the field named', async () => {
  const refused = await open(technician, world.asset.b1);
  expect([refused.status, refused.body.errors![0]]).toEqual([422, expect.objectContaining({ field: 'asset_id', code: 'unknown_machine' })]);
  const { body } = await open(technician, world.asset.a1);
  const path = `/api/tickets/${body.data.ticket.ticket_id}`;
  expect((await technician.send('PUT', path, { version: body.data.ticket.version, asset_id: world.asset.b1 })).body.errors![0]).toMatchObject({ field: 'asset_id' });
  const changed = await technician.send('PUT', path, { version: body.data.ticket.version, asset_id: world.asset.a2 });
  expect(changed.body.data.ticket.asset_id).toBe(world.asset.a2);
  expect((await technician.get(`${path}/activities`)).body.data.activities).toContainEqual(expect.objectContaining({ field: 'asset_id', old_value: world.machine_name.a1, new_value: world.machine_name.a2 }));
  expect((await technician.send('PUT', path, { version: changed.body.data.ticket.version, asset_id: null })).body.data.ticket.asset_id).toBeNull();
});

test('a solicitante names a machine of their own sites and no other', async () => {
  expect((await open(person, world.asset.a1)).status).toBe(201);
  expect((await open(person, world.asset.a2)).body.errors![0]).toMatchObject({ field: 'asset_id' });
  expect((await open(person, world.asset.b1)).body.errors![0]).toMatchObject({ field: 'asset_id' });
  expect((await open(direction, world.asset.a2)).status).toBe(201);
  expect((await open(direction, world.asset.b1)).status).toBe(422);
});
