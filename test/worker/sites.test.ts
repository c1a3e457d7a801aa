// Sites over the API: names, authorised addresses, the primary one, deletion.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn, type Answer, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { makeWorld, world, type PersonName } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const as = {} as Record<PersonName, ApiClient>;
const { who, client, site, ticket } = world;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
  for (const name of ['superadmin', 'admin', 'technician', 'client_admin', 'solicitante', 'solicitante_b'] as const) as[name] = await signIn(worker, who[name]);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const trips = async (answer: Answer) => (await worker.stats()).by_request[answer.requestId];
const fields = (answer: Answer) => answer.body.errors?.map((error) => error.field);
let counter = 0;
const newSite = (change: object = {}) => ({ client_id: client.a, name: `Sucursal ${(counter += 1)}`, ...change });
const create = async (change: object = {}): Promise<Loose> => (await as.admin.send('POST', '/api/sites', newSite(change))).body.data.site;
const newClient = async (): Promise<string> => (await as.admin.send('POST', '/api/clients', { name: `Cliente ${(counter += 1)}` })).body.data.client.client_id;
const primaries = (clientId: string) => owner.query('select name from sites where client_id = $1 and is_primary and deleted_at is null', [clientId]);

describe('reading', () => {
  test('staff read all, a client administrator the own client, a solicitante the assigned ones', async () => {
    const ids = async (name: PersonName, query = '') => {
      const answer = await as[name].get(`/api/sites?limit=100${query}`);
      expect([answer.status, await trips(answer)]).toEqual([200, 1]);
      return answer.body.data.sites.map((one: Loose) => one.site_id).sort();
    };
    const all = [site.a1, site.a2, site.b1, site.b2];
    for (const name of ['superadmin', 'admin', 'technician'] as const) expect(await ids(name)).toEqual(all);
    expect(await ids('client_admin')).toEqual([site.a1, site.a2]);
    expect(await ids('client_admin', `&client_id=${client.b}`)).toEqual([]);
    expect(await ids('solicitante')).toEqual([site.a1]);
    for (const [name, id] of [['client_admin', site.b1], ['solicitante', site.a2], ['solicitante', site.b1]] as const) {
      expect((await as[name].get(`/api/sites/${id}`)).status, `${name} ${id}`).toBe(404);
    }
  });

  test('authorised addresses are for staff and the client administrator; counts are the caller\'s', async () => {
    const read = async (name: PersonName) => (await as[name].get(`/api/sites/${site.a1}`)).body.data.site;
    expect(await read('technician')).toMatchObject({ name: 'Matriz', client_name: 'Alfa Construcción', authorized_emails: ['caja@otro.example'], is_primary: true, open_tickets: 1 });
    expect((await read('client_admin')).authorized_emails).toEqual(['caja@otro.example']);
    expect((await read('solicitante')).authorized_emails).toBeNull();
  });

  test('filters are closed and pages hold every site once', async () => {
    expect((await as.technician.get('/api/sites?q=bodega')).body.data.sites.map((one: Loose) => one.site_id)).toEqual([site.a2]);
    for (const query of ['nombre=x', 'client_id=x', 'limit=1000', 'q=%00']) expect((await as.technician.get(`/api/sites?${query}`)).status, query).toBe(422);
    const first = (await as.technician.get('/api/sites?limit=3')).body.data;
    const second = (await as.technician.get(`/api/sites?limit=3&cursor=${first.pagination.next_cursor}`)).body.data;
    expect(new Set([...first.sites, ...second.sites].map((one: Loose) => one.site_id)).size).toBe(4);
    expect(second.pagination).toEqual({ limit: 3, next_cursor: null, total: 4, total_is_capped: false });
  });
});

describe('creating and changing', () => {
  test('administrators add sites, in two round trips; others may not', async () => {
    const answer = await as.admin.send('POST', '/api/sites', newSite({ name: 'Almacén Peñón', city: 'Mérida', postal_code: '97000', latitude: 20.97, longitude: -89.62, authorized_emails: ['Nave@Otro.Example'] }));
    expect([answer.status, await trips(answer)]).toEqual([201, 2]);
    expect(answer.body.data.site).toMatchObject({ name: 'Almacén Peñón', latitude: 20.97, longitude: -89.62, authorized_emails: ['nave@otro.example'], is_primary: false, is_active: true });
    for (const name of ['technician', 'client_admin', 'solicitante'] as const) {
      expect((await as[name].send('POST', '/api/sites', newSite())).status, name).toBe(403);
      expect((await as[name].send('PUT', `/api/sites/${site.a1}`, { city: 'X' })).status, name).toBe(403);
      expect((await as[name].send('DELETE', `/api/sites/${site.a2}`)).status, name).toBe(403);
    }
    expect((await as.admin.send('POST', '/api/sites', newSite({ client_id: crypto.randomUUID() }))).status).toBe(404);
    expect((await as.admin.send('PUT', `/api/sites/${crypto.randomUUID()}`, { city: 'X' })).status).toBe(404);
  });

  test('wrong fields are named; a name repeats in another client only (T-CL-6)', async () => {
    const cases: [object, string, number][] = [
      [{ name: '' }, 'name', 422], [{ postal_code: '123' }, 'postal_code', 422], [{ latitude: -91 }, 'latitude', 422], [{ longitude: 181 }, 'longitude', 422],
      [{ authorized_emails: ['bien@otro.example', 'mal'] }, 'authorized_emails.1', 422], [{ is_active: true }, 'is_active', 422], [{ site_id: site.a1 }, 'site_id', 422],
      [{ name: 'MATRIZ' }, 'name', 409], [{ authorized_emails: ['CAJA@otro.example'] }, 'authorized_emails', 409],
    ];
    for (const [change, field, status] of cases) {
      const answer = await as.superadmin.send('POST', '/api/sites', newSite(change));
      expect([answer.status, fields(answer)], JSON.stringify(change)).toEqual([status, [field]]);
    }
    expect((await as.admin.send('POST', '/api/sites', newSite({ client_id: client.b, name: 'Bodega' }))).status).toBe(201);
    expect(fields(await as.admin.send('PUT', `/api/sites/${site.a2}`, { client_id: client.b }))).toEqual(['client_id']);
    expect(fields(await as.admin.send('PUT', `/api/sites/${site.a2}`, { name: 'matriz' }))).toEqual(['name']);
    expect(fields(await as.admin.send('PUT', `/api/sites/${site.a2}`, { postal_code: '9' }))).toEqual(['postal_code']);
  });

  test('a client has exactly one primary site: the first, until another one is chosen', async () => {
    const clientId = await newClient();
    const first = await create({ client_id: clientId, name: 'Uno', is_primary: false });
    expect(first.is_primary).toBe(true);
    await create({ client_id: clientId, name: 'Dos' });
    expect(await primaries(clientId)).toEqual([{ name: 'Uno' }]);
    const third = await create({ client_id: clientId, name: 'Tres', is_primary: true });
    expect(await primaries(clientId)).toEqual([{ name: 'Tres' }]);
    const chosen = await as.admin.send('PUT', `/api/sites/${first.site_id}`, { is_primary: true });
    expect([chosen.status, await trips(chosen)]).toEqual([200, 2]);
    expect(await primaries(clientId)).toEqual([{ name: 'Uno' }]);
    for (const change of [{ is_primary: false }, { is_active: false }]) {
      expect((await as.admin.send('PUT', `/api/sites/${first.site_id}`, change)).body.errors).toMatchObject([{ code: 'primary_site', field: Object.keys(change)[0] }]);
    }
    await as.admin.send('PUT', `/api/sites/${third.site_id}`, { is_active: false });
    expect((await as.admin.send('PUT', `/api/sites/${third.site_id}`, { is_primary: true })).body.errors).toMatchObject([{ code: 'site_inactive' }]);
    expect(await primaries(clientId)).toEqual([{ name: 'Uno' }]);
  });

  test('two first sites at the same moment leave one primary', async () => {
    const clientId = await newClient();
    const answers = await Promise.all([1, 2, 3].map(() => as.admin.send('POST', '/api/sites', newSite({ client_id: clientId }))));
    expect(answers.every((answer) => answer.status === 201 || answer.status === 409)).toBe(true);
    expect(await primaries(clientId)).toHaveLength(1);
  });

  test('an inactive site is no place of a solicitante any more', async () => {
    const clientId = await newClient();
    await create({ client_id: clientId });
    const second = await create({ client_id: clientId });
    const email = `persona${(counter += 1)}@otra.example`;
    await as.admin.send('POST', '/api/users', { name: 'Rosa Íñiguez', email, role: 'solicitante', client_id: clientId, password: 'Farol-verde-42!', site_ids: [second.site_id] });
    const person = await signIn(worker, { email }, 'Farol-verde-42!');
    expect((await person.get('/api/sites')).body.data.sites).toHaveLength(1);
    expect((await as.admin.send('PUT', `/api/sites/${second.site_id}`, { is_active: false })).status).toBe(200);
    expect((await person.get('/api/sites')).body.data.sites).toEqual([]);
  });
});

describe('deletion', () => {
  test('is refused with open tickets (T-CL-7), and takes the assignments with it', async () => {
    for (const verb of ['DELETE', 'PUT'] as const) {
      const answer = await as.admin.send(verb, `/api/sites/${site.b2}`, verb === 'PUT' ? { is_active: false } : undefined);
      expect([answer.status, answer.body.errors?.[0]?.code, answer.body.data], verb).toEqual([409, 'open_tickets', { open_tickets: 1 }]);
    }
    await owner.query("update tickets set status = 'cerrado', version = version + 1 where ticket_id = $1", [ticket.b1]);
    expect(await primaries(client.b)).toEqual([{ name: 'Matriz' }]);
    expect((await as.solicitante_b.get(`/api/sites/${site.b1}`)).status).toBe(200);
    const answer = await as.admin.send('DELETE', `/api/sites/${site.b1}`);
    expect([answer.status, await trips(answer)]).toEqual([200, 2]);
    expect(await primaries(client.b)).toHaveLength(1);
    expect((await as.admin.get(`/api/sites/${site.b1}`)).status).toBe(404);
    expect((await as.admin.send('DELETE', `/api/sites/${site.b1}`)).status).toBe(404);
    expect((await as.solicitante_b.get('/api/sites')).body.data.sites).toEqual([]);
    expect(await owner.query('select 1 from user_site_assignments where site_id = $1', [site.b1])).toEqual([]);
    expect(await owner.query("select 1 from site_emails where email = 'caja@tercero.example'")).toEqual([]);
    expect((await as.admin.send('POST', '/api/sites', newSite({ client_id: client.b, name: 'Matriz' }))).status).toBe(201);
  });

  test('a client keeps at least one active site', async () => {
    const clientId = await newClient();
    const first = await create({ client_id: clientId, name: 'Uno' });
    const second = await create({ client_id: clientId, name: 'Dos' });
    expect((await as.admin.send('DELETE', `/api/sites/${first.site_id}`)).status).toBe(200);
    expect(await primaries(clientId)).toEqual([{ name: 'Dos' }]);
    const last = await as.admin.send('DELETE', `/api/sites/${second.site_id}`);
    expect([last.status, last.body.errors?.[0]?.code]).toEqual([409, 'last_site']);
    expect(await primaries(clientId)).toEqual([{ name: 'Dos' }]);
  });
});
