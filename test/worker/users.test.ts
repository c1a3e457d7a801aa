// People over the API: lists, creation rights, edits, invitations, assignments.
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, signIn, type Answer, type ApiClient } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { makeWorld, password, world, type PersonName } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const as = {} as Record<PersonName, ApiClient>;
const { who, client, site } = world;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
  for (const name of ['superadmin', 'admin', 'technician', 'client_admin', 'solicitante', 'client_admin_b', 'superadmin2'] as const) {
    as[name] = await signIn(worker, who[name]);
  }
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const trips = async (answer: Answer) => (await worker.stats()).by_request[answer.requestId];
const fields = (answer: Answer) => answer.body.errors?.map((error) => error.field);
let counter = 0;
const newcomer = (change: object = {}) => ({
  name: 'Íñigo Güell', email: `nuevo${(counter += 1)}@alfa.example`, role: 'solicitante', client_id: client.a, password: 'Farol-verde-42!', ...change,
});
const somebody = async (change: object = {}) => (await as.superadmin.send('POST', '/api/users', newcomer(change))).body.data.user as { user_id: string; email: string };

describe('reading', () => {
  test('staff read everybody, a client administrator the own client, a solicitante nobody else', async () => {
    const ids = async (person: ApiClient, query = '') => {
      const answer = await person.get(`/api/users?limit=100${query}`);
      expect(answer.status).toBe(200);
      return answer.body.data.users.map((user: { user_id: string }) => user.user_id);
    };
    for (const name of ['superadmin', 'admin', 'technician'] as const) {
      expect(await ids(as[name])).toEqual(expect.arrayContaining([who.solicitante.user_id, who.solicitante_b.user_id, who.admin.user_id]));
    }
    const own = await ids(as.client_admin);
    expect(own).toEqual(expect.arrayContaining([who.solicitante.user_id, who.gone.user_id, who.client_admin.user_id]));
    expect(own).not.toContain(who.solicitante_b.user_id);
    expect(own).not.toContain(who.technician.user_id);
    expect(await ids(as.client_admin, `&client_id=${client.b}`)).toEqual([]);
    expect((await as.solicitante.get('/api/users')).status).toBe(403);
    expect((await as.solicitante.get(`/api/users/${who.solicitante.user_id}`)).body.data.user).toMatchObject({ email: who.solicitante.email, sites: [{ site_id: site.a1, name: 'Matriz' }] });
    expect((await as.solicitante.get(`/api/users/${who.solicitante2.user_id}`)).status).toBe(404);
    expect((await as.client_admin.get(`/api/users/${who.solicitante_b.user_id}`)).status).toBe(404);
    expect((await as.client_admin.get(`/api/users/${who.technician.user_id}`)).status).toBe(404);
  });

  test('a person answers with names and never with a password, in one round trip', async () => {
    const one = await as.technician.get(`/api/users/${who.solicitante.user_id}`);
    expect(Object.keys(one.body.data.user).sort()).toEqual([
      'client_id', 'client_name', 'created_at', 'email', 'email_verified_at', 'is_active', 'last_login', 'locale', 'name', 'phone', 'role', 'sites', 'updated_at', 'user_id',
    ]);
    expect(one.body.data.user).toMatchObject({ name: 'Lucía Muñoz', client_name: 'Alfa Construcción', role: 'solicitante' });
    expect(await trips(one)).toBe(1);
    const list = await as.superadmin.get('/api/users');
    expect(JSON.stringify(list.body)).not.toMatch(/password|scrypt|totp/);
    expect(await trips(list)).toBe(1);
  });

  test('filters narrow the list and unknown parameters are refused', async () => {
    const emails = async (query: string) => (await as.admin.get(`/api/users?${query}`)).body.data.users.map((user: { email: string }) => user.email);
    expect(await emails('role=admin')).toEqual([who.admin.email, who.admin2.email]);
    expect(await emails(`site_id=${site.b1}`)).toEqual([who.solicitante_b.email]);
    expect(await emails(`client_id=${client.a}&is_active=false`)).toEqual([who.gone.email]);
    expect(await emails('q=nunez')).toEqual([who.admin.email]);
    expect(await emails('q=%25')).toEqual([]);
    expect(await emails('q=direccion%40BETA')).toEqual([who.client_admin_b.email]);
    for (const query of ['rol=admin', 'role=jefe', 'limit=0', 'limit=101', 'client_id=1', 'is_active=si', 'q=%00', 'cursor=abc', `cursor=${btoa('["a","b"]')}`]) {
      expect((await as.admin.get(`/api/users?${query}`)).status, query).toBe(422);
    }
  });

  test('pages hold every person once, sorted as Spanish does', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const { data } = (await as.superadmin.get(`/api/users?limit=3${cursor && `&cursor=${cursor}`}`)).body;
      seen.push(...data.users.map((user: { name: string }) => user.name));
      expect(data.pagination).toMatchObject({ limit: 3, total_is_capped: false });
      cursor = data.pagination.next_cursor ?? '';
    } while (cursor);
    const all = await owner.query<{ name: string }>('select name from users where deleted_at is null');
    expect([...seen].sort()).toEqual(all.map((row) => row.name).sort());
    expect(seen).toEqual([...seen].sort(new Intl.Collator('es').compare));
  });
});

describe('creation', () => {
  test('each role creates what the matrix says and is refused the rest (T-RL-8)', async () => {
    const expected = {
      superadmin: { superadmin: 201, admin: 201, technician: 201, client_admin: 201, solicitante: 201 },
      admin: { superadmin: 403, admin: 201, technician: 201, client_admin: 201, solicitante: 201 },
      technician: { superadmin: 403, admin: 403, technician: 403, client_admin: 403, solicitante: 201 },
      client_admin: { superadmin: 403, admin: 403, technician: 403, client_admin: 201, solicitante: 201 },
      solicitante: { superadmin: 403, admin: 403, technician: 403, client_admin: 403, solicitante: 403 },
    } as const;
    for (const [name, roles] of Object.entries(expected)) {
      for (const [role, status] of Object.entries(roles)) {
        const isOfClient = role === 'client_admin' || role === 'solicitante';
        const answer = await as[name as 'admin'].send('POST', '/api/users', newcomer({ role, client_id: isOfClient ? client.a : null, password: undefined, invite: false }));
        expect(answer.status, `${name} creates ${role}`).toBe(status);
        if (status === 201) expect(answer.body.data.user).toMatchObject({ role, is_active: true });
      }
    }
  });

  test('a created person signs in with the given password, keeps accents, and the hash is nobody\'s', async () => {
    const body = newcomer({ name: 'Ñandú Ávila Güemes', phone: '', site_ids: [site.a1, site.a2] });
    const answer = await as.client_admin.send('POST', '/api/users', body);
    expect(answer.status).toBe(201);
    expect(answer.body.data.user).toMatchObject({ name: 'Ñandú Ávila Güemes', phone: null, client_id: client.a, sites: [{ name: 'Bodega' }, { name: 'Matriz' }] });
    expect(JSON.stringify(answer.body)).not.toMatch(/password|scrypt/);
    expect(await trips(answer)).toBe(2);
    await signIn(worker, { email: body.email.toUpperCase() }, body.password);
    const [audit] = await owner.query<{ details: string }>("select details::text from audit_log where entity = 'users' and entity_id = $1", [answer.body.data.user.user_id]);
    expect(audit!.details).toContain('Ñandú');
    expect(audit!.details).not.toMatch(/scrypt/);
  });

  test('wrong fields are named and nothing is created', async () => {
    const before = await owner.query('select count(*) from users');
    const cases: [object, string, number][] = [
      [{ name: ' ' }, 'name', 422], [{ name: 'a\u0000b' }, 'name', 422], [{ name: 'a\ud800b' }, 'name', 422], [{ email: 'nadie' }, 'email', 422], [{ role: 'jefe' }, 'role', 422], [{ phone: 'llámame' }, 'phone', 422],
      [{ password: 'corta' }, 'password', 422], [{ password: 'Contraseña123' }, 'password', 422], [{ password: 'iñigo güell' }, 'password', 422],
      [{ client_id: null }, 'client_id', 422], [{ role: 'admin' }, 'client_id', 422], [{ site_ids: [site.b1] }, 'site_ids.0', 422],
      [{ invite: true }, 'invite', 422], [{ password_hash: 'x' }, 'password_hash', 422], [{ email: who.solicitante.email.toUpperCase() }, 'email', 409],
      [{ is_active: true }, 'is_active', 422],
    ];
    for (const [change, field, status] of cases) {
      const answer = await as.superadmin.send('POST', '/api/users', newcomer(change));
      expect([answer.status, fields(answer)], JSON.stringify(change)).toEqual([status, [field]]);
    }
    expect((await as.superadmin.send('POST', '/api/users', '{"name":')).status).toBe(400);
    expect(await owner.query('select count(*) from users')).toEqual(before);
  });

  test('a foreign client or site in the body does not exist for a client administrator (T-CL-8)', async () => {
    expect((await as.client_admin.send('POST', '/api/users', newcomer({ client_id: client.b }))).status).toBe(404);
    expect((await as.client_admin.send('POST', '/api/users', newcomer({ site_ids: [site.b1] }))).status).toBe(404);
    expect((await as.technician.send('POST', '/api/users', newcomer({ client_id: crypto.randomUUID() }))).status).toBe(404);
  });
});

describe('invitations', () => {
  test('a person without a password gets a link that sets one, once', async () => {
    const body = newcomer({ password: undefined, locale: 'es' });
    const answer = await as.client_admin.send('POST', '/api/users', body);
    expect(answer.status).toBe(201);
    expect(await trips(answer)).toBe(2);
    const userId = answer.body.data.user.user_id as string;
    const [row] = await owner.query<{ purpose: string; days: number; token_hash: string }>(
      "select purpose, token_hash, extract(epoch from expires_at - now())::int / 86400.0 as days from one_time_tokens where user_id = $1", [userId]);
    expect(row).toMatchObject({ purpose: 'invite', token_hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(Number(row!.days)).toBeGreaterThan(6.9);
    const [mail] = await owner.query('select event, client_id, to_email, to_name, locale, effect_key, created_by from email_queue where user_id = $1', [userId]);
    expect(mail).toEqual({
      event: 'user_invited', client_id: client.a, to_email: body.email, to_name: body.name, locale: 'es',
      effect_key: `user_invited:${row!.token_hash.slice(0, 32)}`, created_by: who.client_admin.user_id,
    });
    const token = await invitedToken(body.email);
    const choose = () => call(worker, 'POST', '/api/auth/reset-password', { body: { token, password: 'Muelle-antiguo-9' } });
    expect((await choose()).status).toBe(200);
    expect((await choose()).status).toBe(422);
    await signIn(worker, { email: body.email }, 'Muelle-antiguo-9');
    expect((await as.client_admin.send('POST', `/api/users/${userId}/invite`, {})).body.errors).toMatchObject([{ code: 'already_signed_in' }]);
  });

  test('an invitation is repeated by those who manage the person, and by nobody else', async () => {
    const person = await somebody({ password: undefined, invite: false });
    const count = async () => (await owner.query('select 1 from one_time_tokens where user_id = $1', [person.user_id])).length;
    expect(await count()).toBe(0);
    const path = `/api/users/${person.user_id}/invite`;
    expect((await as.solicitante.send('POST', path, {})).status).toBe(403);
    expect((await as.client_admin_b.send('POST', path, {})).status).toBe(404);
    const admin = await as.superadmin.send('POST', '/api/users', newcomer({ role: 'admin', client_id: null, password: undefined, invite: false }));
    expect((await as.technician.send('POST', `/api/users/${admin.body.data.user.user_id}/invite`, {})).status).toBe(403);
    expect(await count()).toBe(0);
    const answer = await as.technician.send('POST', path, {});
    expect([answer.status, await count(), await trips(answer)]).toEqual([200, 1, 2]);
    const colleague = await as.admin.send('POST', '/api/users', { name: 'Técnica Nueva', email: 'nueva@msp.example', role: 'technician', locale: 'en' });
    expect(await owner.query('select event, client_id, locale from email_queue where user_id = $1', [colleague.body.data.user.user_id])).toEqual([{ event: 'user_invited', client_id: null, locale: 'en' }]);
    expect((await as.admin.send('POST', `/api/users/${who.gone.user_id}/invite`, {})).body.errors).toMatchObject([{ code: 'user_inactive' }]);
  });
});

/** Token of the invitation that left for this address. */
async function invitedToken(email: string): Promise<string> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    await worker.runCron('* * * * *');
    const mail = (await worker.mails()).find((one) => one.to.includes(email));
    const token = mail && /invite#token=([0-9a-f]{64})/.exec((await PostalMime.parse(await worker.rawMail(mail.id))).text ?? '')?.[1];
    if (token) return token;
    if (Date.now() > deadline) throw new Error(`no invitation left for ${email}`);
  }
}

describe('changes', () => {
  test('a change answers the changed person in two round trips and leaves the rest alone', async () => {
    const person = await somebody({ phone: '55 1234 5678', site_ids: [site.a1] });
    const answer = await as.technician.send('PUT', `/api/users/${person.user_id}`, { name: 'Otro Nombre' });
    expect(answer.status).toBe(200);
    expect(answer.body.data.user).toMatchObject({ name: 'Otro Nombre', phone: '55 1234 5678', email: person.email, sites: [{ site_id: site.a1 }] });
    expect(await trips(answer)).toBe(2);
    expect((await as.technician.send('PUT', `/api/users/${person.user_id}`, { phone: '' })).body.data.user.phone).toBeNull();
  });

  test('nobody changes their own role, client or activity (T-RL-4)', async () => {
    const own = (name: PersonName, change: object) => as[name].send('PUT', `/api/users/${who[name].user_id}`, change);
    for (const name of ['superadmin', 'admin', 'technician', 'client_admin', 'solicitante'] as const) {
      const role = name === 'solicitante' ? 'client_admin' : 'solicitante';
      expect((await own(name, { role })).status, name).toBe(403);
      expect((await own(name, { is_active: false })).status, name).toBe(403);
      expect((await own(name, { client_id: client.b })).status, name).toBe(403);
      expect((await own(name, { phone: '55 0000 0000', role: who[name].role })).body.data.user, name).toMatchObject({ phone: '55 0000 0000', role: who[name].role });
    }
    expect((await own('solicitante', { email: 'otra@alfa.example' })).status).toBe(403);
    expect((await owner.query('select 1 from users where user_id = $1 and role = $2 and client_id = $3', [who.solicitante.user_id, 'solicitante', client.a])).length).toBe(1);
  });

  test('nobody edits or promotes above their own role; foreign people do not exist', async () => {
    const put = (name: PersonName, of: PersonName, change: object) => as[name].send('PUT', `/api/users/${who[of].user_id}`, change).then((answer) => answer.status);
    expect(await put('admin', 'superadmin', { name: 'X' })).toBe(403);
    expect(await put('admin', 'technician', { role: 'superadmin' })).toBe(403);
    expect(await put('technician', 'client_admin', { name: 'X' })).toBe(403);
    expect(await put('technician', 'solicitante', { role: 'client_admin' })).toBe(403);
    expect(await put('client_admin', 'solicitante', { role: 'technician', client_id: null })).toBe(403);
    expect(await put('client_admin', 'solicitante', { client_id: client.b })).toBe(404);
    expect(await put('technician', 'solicitante', { client_id: client.b })).toBe(403);
    expect(await put('client_admin', 'solicitante_b', { name: 'X' })).toBe(404);
    expect(await put('client_admin', 'technician', { name: 'X' })).toBe(404);
    expect(await put('solicitante', 'solicitante2', { name: 'X' })).toBe(404);
    expect(await put('admin', 'solicitante', { user_id: who.admin.user_id })).toBe(422);
    expect(await put('admin', 'solicitante', { role: 'technician' })).toBe(422);
  });

  test('another client takes the sites of a person away; another address ends open links', async () => {
    const person = await somebody({ site_ids: [site.a1], password: undefined });
    const moved = await as.admin.send('PUT', `/api/users/${person.user_id}`, { client_id: client.b });
    expect(moved.status).toBe(200);
    expect(moved.body.data.user).toMatchObject({ client_id: client.b, sites: [] });
    const staff = await as.admin.send('PUT', `/api/users/${person.user_id}`, { role: 'technician', client_id: null });
    expect(staff.body.data.user).toMatchObject({ role: 'technician', client_id: null, client_name: null });
    const readdressed = await as.admin.send('PUT', `/api/users/${person.user_id}`, { email: 'Otra.Direccion@msp.example' });
    expect(readdressed.body.data.user).toMatchObject({ email: 'otra.direccion@msp.example', email_verified_at: null });
    expect(await owner.query('select 1 from one_time_tokens where user_id = $1 and used_at is null', [person.user_id])).toEqual([]);
    const taken = await as.admin.send('PUT', `/api/users/${person.user_id}`, { email: who.admin2.email.toUpperCase() });
    expect([taken.status, fields(taken)]).toEqual([409, ['email']]);
  });

  test('a deactivation ends the sessions at once', async () => {
    const body = newcomer();
    const { user_id } = (await as.admin.send('POST', '/api/users', body)).body.data.user;
    const person = await signIn(worker, body, body.password);
    expect((await person.get(`/api/users/${user_id}`)).status).toBe(200);
    expect((await as.client_admin.send('PUT', `/api/users/${user_id}`, { is_active: false })).status).toBe(200);
    expect((await person.get(`/api/users/${user_id}`)).status).toBe(401);
  });
});

describe('assignments', () => {
  test('sites are replaced as a whole, within the client of the person', async () => {
    const person = await somebody({ site_ids: [site.a1] });
    const put = (client_: ApiClient, site_ids: string[]) => client_.send('POST', `/api/users/${person.user_id}/sites`, { site_ids });
    const answer = await put(as.client_admin, [site.a2, site.a2]);
    expect(answer.body.data.user.sites).toEqual([{ site_id: site.a2, name: 'Bodega' }]);
    expect(await trips(answer)).toBe(2);
    const foreign = await put(as.technician, [site.a1, site.b1]);
    expect([foreign.status, fields(foreign)]).toEqual([422, ['site_ids.1']]);
    expect((await put(as.client_admin, [site.b1])).status).toBe(404);
    expect((await put(as.client_admin_b, [site.b1])).status).toBe(404);
    expect((await put(as.solicitante, [site.a1])).status).toBe(403);
    expect((await owner.query('select site_id from user_site_assignments where user_id = $1', [person.user_id]))).toEqual([{ site_id: site.a2 }]);
    expect((await put(as.admin, [])).body.data.user.sites).toEqual([]);
    const staff = await as.admin.send('POST', `/api/users/${who.technician.user_id}/sites`, { site_ids: [site.a1] });
    expect([staff.status, fields(staff)]).toEqual([422, ['site_ids']]);
  });
});

test('everybody chooses their own keyboard: it comes along to the next sign-in, and nobody chooses it for them', async () => {
  const { technician } = who;
  const path = `/api/users/${technician.user_id}`;
  expect((await as.technician.get('/api/auth/me')).body.data.user.has_shortcuts).toBe(true);
  expect((await as.technician.send('PUT', path, { has_shortcuts: false })).status).toBe(200);
  expect((await call(worker, 'POST', '/api/auth/login', { body: { email: technician.email, password } })).body.data.user.has_shortcuts).toBe(false);
  for (const name of ['superadmin', 'admin'] as const) expect((await as[name].send('PUT', path, { has_shortcuts: true })).status, name).toBe(403);
  expect((await as.technician.get('/api/auth/me')).body.data.user.has_shortcuts).toBe(false);
});

describe('deletion', () => {
  test('only a superadmin deletes, never themselves, and the deleted person is gone at once (T-RL-9)', async () => {
    const body = newcomer();
    const { user_id } = (await as.admin.send('POST', '/api/users', body)).body.data.user;
    const person = await signIn(worker, body, body.password);
    const path = `/api/users/${user_id}`;
    for (const name of ['admin', 'technician', 'client_admin', 'solicitante'] as const) expect((await as[name].send('DELETE', path)).status, name).toBe(403);
    expect((await as.superadmin.send('DELETE', `/api/users/${who.superadmin.user_id}`)).status).toBe(403);
    expect((await as.superadmin.send('DELETE', `/api/users/${crypto.randomUUID()}`)).status).toBe(404);
    const answer = await as.superadmin.send('DELETE', path);
    expect([answer.status, await trips(answer)]).toEqual([200, 1]);
    expect((await person.get(path)).status).toBe(401);
    expect((await as.superadmin.get(path)).status).toBe(404);
    expect((await as.superadmin.send('DELETE', path)).status).toBe(404);
    expect((await as.admin.send('POST', '/api/users', body)).status).toBe(201);
  });

  test('one superadmin always stays', async () => {
    await owner.query("update users set deleted_at = now(), is_active = false where role = 'superadmin' and user_id not in ($1, $2)", [who.superadmin.user_id, who.superadmin2.user_id]);
    const both = await Promise.all([
      as.superadmin.send('DELETE', `/api/users/${who.superadmin2.user_id}`), as.superadmin2.send('DELETE', `/api/users/${who.superadmin.user_id}`),
    ]);
    expect(both.filter((answer) => answer.status === 200)).toHaveLength(1);
    const left = await owner.query("select 1 from users where role = 'superadmin' and is_active and deleted_at is null");
    expect(left).toHaveLength(1);
  });
});
