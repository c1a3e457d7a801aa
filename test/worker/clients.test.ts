// Clients over the API: the wizard, lists, edits, deletion, numbers.
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
  for (const name of ['superadmin', 'admin', 'technician', 'client_admin', 'solicitante', 'client_admin_b'] as const) as[name] = await signIn(worker, who[name]);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const trips = async (answer: Answer) => (await worker.stats()).by_request[answer.requestId];
const fields = (answer: Answer) => answer.body.errors?.map((error) => error.field);
let counter = 0;
const next = () => (counter += 1);
const newClient = (change: object = {}) => ({ name: `Cliente ${next()}`, ...change });
const create = async (change: object = {}): Promise<Loose> => (await as.admin.send('POST', '/api/clients', newClient(change))).body.data.client;

const wizard = (change: (body: Loose) => void = () => undefined) => {
  const n = next();
  const body = {
    client: {
      name: `Ferretería Ñandú ${n}`, rfc: 'ñan010203ab1', email: `hola@nandu${n}.example`, phone: '+52 477 123 4567', allowed_emails: [`nandu${n}.example`, `Caja${n}@Otro.Example`],
      address: 'Av. Juárez 12', city: 'León', state: 'Guanajuato', country: 'México', postal_code: '37000',
    },
    admin_user: { name: 'Íngrid Ávila', email: `ingrid@nandu${n}.example`, password: 'Farol-verde-42!' },
    sites: [{ key: 'matriz', name: 'Matriz', city: 'León', postal_code: '37000' }, { key: 'bodega', name: 'Bodega Señorío', postal_code: '37001', authorized_emails: [`bodega${n}@otro.example`] }],
    additional_users: [
      { name: 'Úrsula Peña', email: `ursula@nandu${n}.example`, site_keys: ['bodega'] },
      { name: 'Óscar Núñez', email: `oscar@nandu${n}.example`, password: 'Muelle-antiguo-9', site_keys: ['matriz', 'bodega'] },
    ],
  };
  change(body);
  return body;
};
const everything = () => owner.query(
  'select (select count(*) from clients) c, (select count(*) from sites) s, (select count(*) from users) u, (select count(*) from user_site_assignments) a, (select count(*) from one_time_tokens) t, (select count(*) from email_queue) q');

describe('the wizard', () => {
  test('makes client, administrator, sites and people in two round trips (T-CL-1, T-CL-11)', async () => {
    const body = wizard();
    const answer = await as.admin.send('POST', '/api/clients/wizard', body);
    expect(answer.body.errors).toBeNull();
    expect(answer.status).toBe(201);
    expect(await trips(answer)).toBe(2);
    const { client: made, client_id, admin_user_id, site_ids, additional_user_ids } = answer.body.data;
    expect(made).toMatchObject({
      client_id, name: body.client.name, rfc: 'ÑAN010203AB1', postal_code: '37000', authorized_domains: [body.client.allowed_emails[0]], total_sites: 2, total_users: 3, is_active: true,
      timezone: 'America/Mexico_City',
    });
    const sites = await owner.query('select site_id, name, is_primary, authorized_emails from sites where client_id = $1 order by is_primary desc', [client_id]);
    expect(sites).toEqual([
      { site_id: site_ids[0], name: 'Matriz', is_primary: true, authorized_emails: [body.client.allowed_emails[1]!.toLowerCase()] },
      { site_id: site_ids[1], name: 'Bodega Señorío', is_primary: false, authorized_emails: body.sites[1]!.authorized_emails },
    ]);
    const people = await owner.query(
      `select u.user_id, u.name, u.role, u.password_hash is not null as has_password, array_agg(a.site_id order by a.site_id)::text[] as sites
         from users u join user_site_assignments a using (user_id) where u.client_id = $1 group by u.user_id order by u.name collate "es-x-icu"`, [client_id]);
    expect(people).toEqual([
      { user_id: admin_user_id, name: 'Íngrid Ávila', role: 'client_admin', has_password: true, sites: [...site_ids].sort() },
      { user_id: additional_user_ids[1], name: 'Óscar Núñez', role: 'solicitante', has_password: true, sites: [...site_ids].sort() },
      { user_id: additional_user_ids[0], name: 'Úrsula Peña', role: 'solicitante', has_password: false, sites: [site_ids[1]] },
    ]);
    expect(await owner.query("select user_id, to_email from email_queue where client_id = $1 and event = 'user_invited'", [client_id]))
      .toEqual([{ user_id: additional_user_ids[0], to_email: body.additional_users[0]!.email }]);
    const oscar = await signIn(worker, { email: body.additional_users[1]!.email }, 'Muelle-antiguo-9');
    expect((await oscar.get('/api/sites')).body.data.sites.map((one: { name: string }) => one.name)).toEqual(['Bodega Señorío', 'Matriz']);
    const ingrid = await signIn(worker, { email: body.admin_user.email }, 'Farol-verde-42!');
    expect((await ingrid.get('/api/clients')).body.data.clients.map((one: { name: string }) => one.name)).toEqual([body.client.name]);
  });

  test('names section and index of what is wrong, and creates nothing (T-CL-2, T-CL-3, T-CL-4)', async () => {
    const taken = wizard();
    expect((await as.superadmin.send('POST', '/api/clients/wizard', taken)).status).toBe(201);
    const before = await everything();
    const cases: [string, number, string[], (body: Loose) => void][] = [
      ['no client', 422, ['client'], (body) => delete body.client],
      ['no administrator', 422, ['admin_user'], (body) => delete body.admin_user],
      ['no sites', 422, ['sites'], (body) => delete body.sites],
      ['an empty list of sites', 422, ['sites'], (body) => (body.sites = [])],
      ['fields of several sections', 422, ['client.rfc', 'admin_user.email', 'sites.0.name', 'sites.1.latitude', 'additional_users.1.site_keys'], (body) => {
        body.client.rfc = 'ABC'; body.admin_user.email = 'x'; body.sites[0].name = ''; body.sites[1].latitude = 91; body.additional_users[1].site_keys = [];
      }],
      ['postal codes', 422, ['sites.1.postal_code', 'client.postal_code'], (body) => { body.client.postal_code = '1'; body.sites[1].postal_code = 'ABCDE'; }],
      ['an administrator with a staff role', 422, ['admin_user.role'], (body) => (body.admin_user.role = 'superadmin')],
      ['an unknown section', 422, ['assets'], (body) => (body.assets = [])],
      ['an unknown key', 422, ['additional_users.0.site_keys.0'], (body) => (body.additional_users[0].site_keys = ['sotano'])],
      ['one address twice', 422, ['additional_users.1.email'], (body) => (body.additional_users[1].email = body.admin_user.email.toUpperCase())],
      ['one site name twice', 422, ['sites.1.name'], (body) => (body.sites[1].name = 'MATRIZ')],
      ['one authorised address at two sites', 422, ['sites.1.authorized_emails'], (body) => (body.sites[0].authorized_emails = body.sites[1].authorized_emails)],
      ['a well-known password', 422, ['admin_user.password'], (body) => (body.admin_user.password = 'Contraseña123')],
      ['a public mail domain', 422, ['client.allowed_emails.0'], (body) => (body.client.allowed_emails = ['gmail.com'])],
      ['the name of another client', 409, ['client.name'], (body) => (body.client.name = taken.client.name.toUpperCase())],
      ['the address of another client', 409, ['client.email'], (body) => (body.client.email = taken.client.email.toUpperCase())],
      ['the domain of another client', 409, ['client.authorized_domains'], (body) => (body.client.allowed_emails = ['ALFA.example'])],
      ['the address of somebody, last', 409, ['additional_users.1.email'], (body) => (body.additional_users[1].email = who.solicitante_b.email.toUpperCase())],
    ];
    for (const [what, status, named, change] of cases) {
      const answer = await as.admin.send('POST', '/api/clients/wizard', wizard(change));
      expect([what, answer.status, fields(answer)]).toEqual([what, status, named]);
    }
    expect(await everything()).toEqual(before);
  });

  test('two at the same moment with one address: one is made whole, the other not at all', async () => {
    const before = (await everything())[0] as Record<string, string>;
    const email = `misma${next()}@gamma.example`;
    const answers = await Promise.all([1, 2].map(() => as.admin.send('POST', '/api/clients/wizard', wizard((body) => { body.additional_users[1].email = email; }))));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409]);
    const after = (await everything())[0] as Record<string, string>;
    expect([Number(after.c) - Number(before.c), Number(after.s) - Number(before.s), Number(after.u) - Number(before.u)]).toEqual([1, 2, 3]);
  });

  test('is for administrators', async () => {
    for (const name of ['technician', 'client_admin', 'solicitante'] as const) expect((await as[name].send('POST', '/api/clients/wizard', wizard())).status, name).toBe(403);
  });
});

describe('reading', () => {
  test('staff read all, client users their own, and a foreign one does not exist', async () => {
    for (const name of ['superadmin', 'admin', 'technician'] as const) {
      const answer = await as[name].get('/api/clients?limit=100');
      expect(answer.body.data.clients.map((one: Loose) => one.client_id)).toEqual(expect.arrayContaining([client.a, client.b]));
      expect(await trips(answer)).toBe(1);
    }
    for (const name of ['client_admin', 'solicitante'] as const) {
      expect((await as[name].get('/api/clients')).body.data.clients.map((one: Loose) => one.client_id)).toEqual([client.a]);
      expect((await as[name].get(`/api/clients/${client.a}`)).status).toBe(200);
      for (const path of ['', '/sites']) expect((await as[name].get(`/api/clients/${client.b}${path}`)).status, path).toBe(404);
    }
    for (const path of ['/users', '/stats']) {
      expect((await as.client_admin.get(`/api/clients/${client.b}${path}`)).status).toBe(404);
      expect((await as.solicitante.get(`/api/clients/${client.a}${path}`)).status).toBe(403);
    }
  });

  test('counts and lists are of what the caller sees; authorised domains are not for a solicitante', async () => {
    const read = async (name: PersonName) => (await as[name].get(`/api/clients/${client.a}`)).body.data.client;
    expect(await read('technician')).toMatchObject({ name: 'Alfa Construcción', total_sites: 2, total_users: 5, open_tickets: 3, authorized_domains: ['alfa.example'] });
    expect(await read('client_admin')).toMatchObject({ open_tickets: 3, authorized_domains: ['alfa.example'] });
    expect(await read('solicitante')).toMatchObject({ total_sites: 1, total_users: 1, open_tickets: 2, authorized_domains: null });
    const sites = await as.solicitante.get(`/api/clients/${client.a}/sites`);
    expect(sites.body.data.sites.map((one: Loose) => one.site_id)).toEqual([site.a1]);
    const users = await as.client_admin.get(`/api/clients/${client.a}/users?role=solicitante&is_active=true`);
    expect(users.body.data.users.map((one: Loose) => one.email)).toEqual([who.solicitante.email, who.solicitante2.email]);
    const stats = await as.client_admin.get(`/api/clients/${client.a}/stats`);
    expect(stats.body.data.stats).toMatchObject({
      active_sites: 2, active_users: 4, total_tickets: 5, open_tickets: 3, tickets_last_30_days: 5,
      by_status: { nuevo: 3, resuelto: 1, cerrado: 1, cancelado: 0 }, by_priority: { media: 3, critica: 0 },
    });
    for (const answer of [sites, users, stats]) expect(await trips(answer)).toBe(1);
  });

  test('search finds name, RFC and address; filters are closed', async () => {
    const names = async (query: string) => (await as.technician.get(`/api/clients?${query}`)).body.data.clients.map((one: Loose) => one.name);
    expect(await names('q=construccion')).toEqual(['Alfa Construcción']);
    expect(await names('q=BDI0102')).toEqual(['Beta Diseño']);
    expect(await names('q=contacto%40alfa')).toEqual(['Alfa Construcción']);
    expect(await names('q=_')).toEqual([]);
    for (const query of ['name=Alfa', 'q=%00']) expect((await as.technician.get(`/api/clients?${query}`)).status, query).toBe(422);
    expect((await as.technician.get('/api/clients/1')).status).toBe(422);
    expect((await as.technician.get(`/api/clients/${client.a}/sites?client_id=${client.b}`)).status).toBe(422);
  });
});

describe('creating and changing', () => {
  test('a client is created and changed by administrators only, with empty text as nothing', async () => {
    const answer = await as.admin.send('POST', '/api/clients', newClient({ rfc: '', phone: '', email: '', city: 'Cancún', timezone: 'America/Cancun' }));
    expect([answer.status, await trips(answer)]).toEqual([201, 2]);
    const made = answer.body.data.client;
    expect(made).toMatchObject({ rfc: null, phone: null, email: null, city: 'Cancún', timezone: 'America/Cancun', locale: 'es', authorized_domains: [], total_sites: 0 });
    const changed = await as.admin.send('PUT', `/api/clients/${made.client_id}`, { name: 'Diseño y Señalización', authorized_domains: ['senal.example'] });
    expect([changed.status, await trips(changed)]).toEqual([200, 2]);
    expect(changed.body.data.client).toMatchObject({ name: 'Diseño y Señalización', city: 'Cancún', authorized_domains: ['senal.example'] });
    for (const name of ['technician', 'client_admin', 'solicitante'] as const) expect((await as[name].send('POST', '/api/clients', newClient())).status, name).toBe(403);
    for (const name of ['technician', 'solicitante'] as const) expect((await as[name].send('PUT', `/api/clients/${client.a}`, { phone: '' })).status, name).toBe(403);
    expect((await as.admin.send('PUT', `/api/clients/${crypto.randomUUID()}`, { name: 'X' })).status).toBe(404);
  });

  test('wrong fields are named', async () => {
    const cases: [object, string, number][] = [
      [{ rfc: 'ABC010230AB9' }, 'rfc', 422], [{ postal_code: '123' }, 'postal_code', 422], [{ timezone: 'Marte/Norte' }, 'timezone', 422], [{ locale: 'fr' }, 'locale', 422],
      [{ phone: 'x' }, 'phone', 422], [{ email: 'x' }, 'email', 422], [{ authorized_domains: ['ok.example', 'hotmail.com'] }, 'authorized_domains.1', 422],
      [{ allowed_emails: ['caja@ok.example'] }, 'allowed_emails.0', 422], [{ client_id: client.a }, 'client_id', 422], [{ deleted_at: null }, 'deleted_at', 422],
      [{ name: 'ALFA construcción' }, 'name', 409], [{ email: 'CONTACTO@alfa.example' }, 'email', 409], [{ authorized_domains: ['Alfa.Example'] }, 'authorized_domains', 409],
    ];
    for (const [change, field, status] of cases) {
      const answer = await as.superadmin.send('POST', '/api/clients', newClient(change));
      expect([answer.status, fields(answer)], JSON.stringify(change)).toEqual([status, [field]]);
    }
    const made = await create({ country: 'Francia', postal_code: '75001-X' });
    const answer = await as.admin.send('PUT', `/api/clients/${made.client_id}`, { country: '' });
    expect([answer.status, fields(answer)]).toEqual([422, ['postal_code']]);
  });

  test('two clients that take one domain at the same moment do not both get it', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => as.admin.send('POST', '/api/clients', newClient({ authorized_domains: ['disputado.example'] }))));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409]);
    expect(answers.filter((answer) => answer.status === 409).map(fields)).toEqual([['authorized_domains'], ['authorized_domains']]);
  });

  test('mixed allowed addresses are sorted: domains to the client, addresses to the primary site', async () => {
    const answer = await as.admin.send('PUT', `/api/clients/${client.b}`, { allowed_emails: ['beta.example', 'nueva@tercero.example', 'caja@tercero.example'] });
    expect(answer.status).toBe(200);
    expect(answer.body.data.client.authorized_domains).toEqual(['beta.example']);
    expect(await owner.query('select authorized_emails from sites where site_id = $1', [site.b1])).toEqual([{ authorized_emails: ['caja@tercero.example', 'nueva@tercero.example'] }]);
  });

  test('the administrator of a client changes its contact data and nothing else, of no other client', async () => {
    const own = await as.client_admin.send('PUT', `/api/clients/${client.a}`, { phone: '55 9999 0000', city: 'Mérida' });
    expect(own.status).toBe(200);
    expect(own.body.data.client).toMatchObject({ phone: '55 9999 0000', city: 'Mérida' });
    for (const change of [{ name: 'Otro' }, { rfc: null }, { is_active: false }, { authorized_domains: [] }, { allowed_emails: ['x.example'] }, { timezone: 'UTC' }, { locale: 'en' }]) {
      const answer = await as.client_admin.send('PUT', `/api/clients/${client.a}`, change);
      expect([answer.status, answer.body.errors?.[0]?.code], JSON.stringify(change)).toEqual([403, 'contact_data_only']);
    }
    expect((await as.client_admin.send('PUT', `/api/clients/${client.b}`, { phone: '' })).status).toBe(404);
  });

  test('people of an inactive client are out at once, and in again with it', async () => {
    const body = wizard();
    const { client_id } = (await as.admin.send('POST', '/api/clients/wizard', body)).body.data;
    const person = await signIn(worker, body.admin_user, body.admin_user.password);
    expect((await as.admin.send('PUT', `/api/clients/${client_id}`, { is_active: false })).status).toBe(200);
    expect((await person.get('/api/clients')).status).toBe(401);
    expect((await as.admin.send('POST', '/api/users', { name: 'X', email: `x${next()}@x.example`, role: 'solicitante', client_id })).body.errors).toMatchObject([{ code: 'client_inactive', field: 'client_id' }]);
    expect((await as.admin.send('PUT', `/api/clients/${client_id}`, { is_active: true })).status).toBe(200);
    expect((await person.get('/api/clients')).status).toBe(200);
  });
});

describe('deletion', () => {
  test('is refused with open tickets, and then takes sites, people and domains out of use (T-CL-5)', async () => {
    for (const name of ['technician', 'client_admin', 'solicitante'] as const) expect((await as[name].send('DELETE', `/api/clients/${client.a}`)).status, name).toBe(403);
    const refused = await as.superadmin.send('DELETE', `/api/clients/${client.b}`);
    expect([refused.status, refused.body.errors?.[0]?.code, refused.body.data]).toEqual([409, 'open_tickets', { open_tickets: 2 }]);
    for (const id of [ticket.b1, ticket.b2]) await owner.query("update tickets set status = 'cerrado', version = version + 1 where ticket_id = $1", [id]);
    const answer = await as.superadmin.send('DELETE', `/api/clients/${client.b}`);
    expect([answer.status, await trips(answer)]).toEqual([200, 2]);
    expect((await as.client_admin_b.get('/api/clients')).status).toBe(401);
    expect((await as.superadmin.get(`/api/clients/${client.b}`)).status).toBe(404);
    expect((await as.superadmin.send('DELETE', `/api/clients/${client.b}`)).status).toBe(404);
    expect(await owner.query(
      `select (select count(*)::int from sites where client_id = $1 and (is_active or deleted_at is null)) as sites, (select count(*)::int from users where client_id = $1 and is_active) as people,
              (select count(*)::int from client_domains where client_id = $1) as domains, (select count(*)::int from site_emails where client_id = $1) as addresses,
              (select count(*)::int from tickets where client_id = $1) as tickets`, [client.b])).toEqual([{ sites: 0, people: 0, domains: 0, addresses: 0, tickets: 3 }]);
    expect((await as.admin.send('POST', '/api/clients', { name: 'Beta Diseño', authorized_domains: ['beta.example'] })).status).toBe(201);
  });
});
