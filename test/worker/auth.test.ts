// Signing in: the ported cases T-AU-1 to T-AU-9, and what an attacker tries.
import { compareSync, hashSync } from 'bcryptjs';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseMessage } from '../../worker/modules/email/message/parse-message.ts';
import { call, clientWith, signIn } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { makeWorld, password, world } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const login = (email: string, secret: string, headers: Record<string, string> = {}) =>
  call(worker, 'POST', '/api/auth/login', { body: { email, password: secret }, headers });
const payloadOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
const mailTo = async (email: string) => {
  const mail = (await worker.mails()).find((one) => one.to.includes(email));
  return mail ? (await parseMessage(new TextEncoder().encode(await worker.rawMail(mail.id)))).body_text : null;
};
const linkToken = (text: string) => /[?#&]token=([0-9a-f]{64})/.exec(text)?.[1];
const waitFor = async <T>(what: string, probe: () => Promise<T | null | undefined>): Promise<T> => {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`waited 15 s for ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
};

test('an active user of each role signs in and gets tokens and data without a hash (T-AU-1)', async () => {
  for (const name of ['superadmin', 'admin', 'technician', 'client_admin', 'solicitante'] as const) {
    const person = world.who[name];
    const { status, body } = await login(person.email, password);
    expect(status).toBe(200);
    expect(body.data.user).toMatchObject({ user_id: person.user_id, role: person.role, client_id: person.client_id, email: person.email });
    expect(JSON.stringify(body)).not.toMatch(/password_hash|scrypt/);
    const payload = payloadOf(body.data.access_token);
    expect(payload).toMatchObject({ sub: person.user_id, role: person.role, client_id: person.client_id, name: person.name, email: person.email, type: 'access' });
    for (const claim of ['site_ids', 'jti', 'iat', 'nbf', 'exp']) expect(payload).toHaveProperty(claim);
    expect(payload.exp - payload.iat).toBe(15 * 60);
  }
  const solicitante = await login(world.who.solicitante.email, password);
  expect(solicitante.body.data.user.site_ids).toEqual([world.site.a1]);
});

test('no token, a malformed one, an expired one and one of another key answer 401 on every protected route (T-AU-2)', async () => {
  const expired = await new SignJWT({ sub: world.who.admin.user_id, sid: world.who.admin.session_id, type: 'access', client_id: null })
    .setProtectedHeader({ alg: 'HS256', kid: 'test-1' }).setJti('x').setExpirationTime(1).sign(new Uint8Array(32));
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify({ sub: world.who.admin.user_id, exp: 9999999999 })).toString('base64url')}.`;
  for (const token of [undefined, 'garbage-garbage-garbage', expired, unsigned]) {
    for (const path of ['/api/auth/me', '/api/tickets', '/api/users', '/api/clients', '/api/email/queue']) {
      const { status, body } = await call(worker, 'GET', path, { token });
      expect([path, status, body.success]).toEqual([path, 401, false]);
    }
  }
});

test('a wrong password, an unknown address and an inactive user get the same answer (T-AU-3)', async () => {
  const answers = [await login(world.who.admin2.email, 'not the password'), await login('nobody@msp.example', password), await login(world.who.gone.email, password)];
  for (const { status, body } of answers) expect({ status, ...body, timestamp: '' }).toEqual({ status: 401, ...answers[0]!.body, timestamp: '' });
});

test('a password with markup characters works in sign-in, change and reset, untouched (T-AU-4)', async () => {
  const odd = `<b>&"'\\; drop table users--ñ€`;
  const person = world.who.technician2;
  const signed = await signIn(worker, person);
  expect((await signed.send('POST', '/api/auth/change-password', { current_password: password, new_password: odd })).status).toBe(200);
  expect((await login(person.email, odd)).status).toBe(200);
  expect((await login(person.email, password)).status).toBe(401);
  await call(worker, 'POST', '/api/auth/forgot-password', { body: { email: person.email } });
  const token = linkToken((await waitFor('the reset mail', () => mailTo(person.email))));
  expect((await call(worker, 'POST', '/api/auth/reset-password', { body: { token, password: `${odd} again` } })).status).toBe(200);
  expect((await login(person.email, `${odd} again`)).status).toBe(200);
});

test('signing out, deactivation and a deleted client end the token at once (T-AU-5)', async () => {
  const signed = await signIn(worker, world.who.client_admin2);
  expect((await signed.get('/api/auth/me')).status).toBe(200);
  expect((await signed.send('POST', '/api/auth/logout', {})).status).toBe(200);
  expect((await signed.get('/api/auth/me')).status).toBe(401);
  expect((await call(worker, 'POST', '/api/auth/refresh', { body: { refresh_token: signed.refreshToken } })).status).toBe(401);
  const other = await signIn(worker, world.who.client_admin2);
  await owner.query(`update users set is_active = false where user_id = '${world.who.client_admin2.user_id}'`);
  expect((await other.get('/api/tickets')).status).toBe(401);
  await owner.query(`update users set is_active = true where user_id = '${world.who.client_admin2.user_id}'`);
  expect((await other.get('/api/tickets')).status).toBe(401);
});

test('a changed role acts at once: authority is never taken from the token', async () => {
  const signed = await signIn(worker, world.who.admin2);
  const gone = `/api/tickets/${world.ticket.a1_deleted}`;
  expect((await signed.send('DELETE', gone)).status).toBe(404);
  await owner.query(`update users set role = 'technician' where user_id = '${world.who.admin2.user_id}'`);
  expect((await signed.send('DELETE', gone)).status).toBe(403);
  await owner.query(`update users set role = 'admin' where user_id = '${world.who.admin2.user_id}'`);
});

test('a refresh token used twice ends the session and every token of its family (T-AU-6)', async () => {
  const first = await signIn(worker, world.who.solicitante2);
  const rotated = await call(worker, 'POST', '/api/auth/refresh', { body: { refresh_token: first.refreshToken } });
  expect(rotated.status).toBe(200);
  expect(rotated.body.data.refresh_token).not.toBe(first.refreshToken);
  expect((await call(worker, 'POST', '/api/auth/refresh', { body: { refresh_token: first.refreshToken } })).status).toBe(401);
  expect((await call(worker, 'POST', '/api/auth/refresh', { body: { refresh_token: rotated.body.data.refresh_token } })).status).toBe(401);
  expect((await clientWith(worker, rotated.body.data.access_token).get('/api/auth/me')).status).toBe(401);
  expect((await owner.query(`select count(*)::int as n from audit_log where action = 'refresh_reused'`))[0]).toMatchObject({ n: 1 });
});

test('two uses of one refresh token at the same time give one new token at most', async () => {
  const first = await signIn(worker, world.who.solicitante2);
  const answers = await Promise.all([1, 2, 3].map(() => call(worker, 'POST', '/api/auth/refresh', { body: { refresh_token: first.refreshToken } })));
  expect(answers.filter((answer) => answer.status === 200).length).toBeLessThanOrEqual(1);
});

test('the portal keeps its refresh token in a cookie that no script reads', async () => {
  const { body, headers } = await login(world.who.solicitante_b.email, password, { 'X-Refresh-Token': 'cookie', Origin: worker.origin });
  expect(body.data.refresh_token).toBeNull();
  const cookie = headers.get('Set-Cookie')!;
  expect(cookie).toMatch(/^__Host-lanet_refresh=lrt_[0-9a-f]{64}; .*HttpOnly/);
  expect(cookie).toMatch(/Secure/);
  expect(cookie).toMatch(/SameSite=Strict/);
  const refreshed = await call(worker, 'POST', '/api/auth/refresh', { body: {}, headers: { Cookie: cookie.split(';')[0]!, 'X-Refresh-Token': 'cookie' } });
  expect(refreshed.status).toBe(200);
});

test('a reload that loses the new cookie does not sign the person out, but an old cookie does end the family', async () => {
  const { headers, body } = await login(world.who.solicitante_b.email, password, { 'X-Refresh-Token': 'cookie' });
  const first = headers.get('Set-Cookie')!.split(';')[0]!;
  const refresh = (cookie: string) => call(worker, 'POST', '/api/auth/refresh', { body: {}, headers: { Cookie: cookie, 'X-Refresh-Token': 'cookie' } });
  expect((await Promise.all([refresh(first), refresh(first), refresh(first)])).map((answer) => answer.status)).toEqual([200, 200, 200]);
  await owner.query(`update refresh_tokens set used_at = used_at - interval '21 seconds' where used_at is not null`);
  expect((await refresh(first)).status).toBe(401);
  expect((await clientWith(worker, body.data.access_token).get('/api/auth/me')).status).toBe(401);
});

test('a reset link works once and for 30 minutes; an unknown address gets the same answer and no mail (T-AU-7)', async () => {
  await worker.clearMails();
  const known = await call(worker, 'POST', '/api/auth/forgot-password', { body: { email: world.who.solicitante_b.email } });
  const unknown = await call(worker, 'POST', '/api/auth/forgot-password', { body: { email: 'nobody@beta.example' } });
  expect({ ...unknown.body, timestamp: '' }).toEqual({ ...known.body, timestamp: '' });
  const raw = await waitFor('the reset mail', () => mailTo(world.who.solicitante_b.email));
  expect((await worker.mails()).length).toBe(1);
  const token = linkToken(raw)!;
  expect(raw).toContain(`${worker.origin}/`);
  const weak = await call(worker, 'POST', '/api/auth/reset-password', { body: { token, password: 'corta' } });
  expect([weak.status, weak.body.errors![0]!.field]).toEqual([422, 'password']);
  expect((await call(worker, 'POST', '/api/auth/reset-password', { body: { token, password: 'otra frase muy larga' } })).status).toBe(200);
  const again = await call(worker, 'POST', '/api/auth/reset-password', { body: { token, password: 'otra frase muy larga' } });
  expect([again.status, again.body.errors![0]!.field]).toEqual([422, 'token']);
  expect((await login(world.who.solicitante_b.email, 'otra frase muy larga')).status).toBe(200);

  await worker.clearMails();
  await call(worker, 'POST', '/api/auth/forgot-password', { body: { email: world.who.solicitante_b.email } });
  const late = linkToken(await waitFor('the second mail', () => mailTo(world.who.solicitante_b.email)))!;
  await owner.query(`update one_time_tokens set expires_at = now() - interval '1 second' where used_at is null and purpose = 'reset'`);
  expect((await call(worker, 'POST', '/api/auth/reset-password', { body: { token: late, password: 'otra frase muy larga' } })).status).toBe(422);
});

test('weak passwords are refused naming the field, and nothing is composed for the person (T-AU-8)', async () => {
  const signed = await signIn(worker, world.who.admin);
  for (const weak of ['corta', '12345678901', 'password1234', 'contraseña123']) {
    const { status, body } = await signed.send('POST', '/api/auth/change-password', { current_password: password, new_password: weak });
    if (status !== 422) expect([weak, status]).toEqual([weak, 422]);
    expect(body.errors![0]!.field).toBe('new_password');
  }
  expect((await signed.send('POST', '/api/auth/change-password', { current_password: 'wrong wrong wrong', new_password: 'una frase nueva y larga' })).body.errors![0]!.field).toBe('current_password');
});

test('ten failures lock the account with 429 and Retry-After, also for the right password, and leave audit rows (T-AU-9)', async () => {
  const person = world.who.superadmin2;
  for (let i = 0; i < 10; i++) expect((await login(person.email, `wrong ${i}`)).status).toBe(401);
  const locked = await login(person.email, password);
  expect(locked.status).toBe(429);
  expect(Number(locked.headers.get('Retry-After'))).toBeGreaterThan(0);
  expect((await owner.query(`select count(*)::int as n from audit_log where action = 'login_failed' and entity_id = '${person.user_id}'`))[0]).toMatchObject({ n: 10 });
  await owner.query('delete from rate_counters');
  expect((await login(person.email, password)).status).toBe(200);
});

test("a bcrypt hash of the predecessor is accepted once and replaced", async () => {
  const old = hashSync('la clave vieja de antes', 4);
  expect(compareSync('la clave vieja de antes', old)).toBe(true);
  await owner.query(`update users set password_hash = '${old}' where user_id = '${world.who.superadmin2.user_id}'`);
  expect((await login(world.who.superadmin2.email, 'la clave vieja de antes')).status).toBe(200);
  const [row] = (await owner.query(`select password_hash from users where user_id = '${world.who.superadmin2.user_id}'`)) as { password_hash: string }[];
  expect(row!.password_hash).toMatch(/^scrypt\$16384\$8\$5\$/);
  expect((await login(world.who.superadmin2.email, 'la clave vieja de antes')).status).toBe(200);
});

test('a person lists and ends their own sessions, never those of others', async () => {
  const [one, two] = [await signIn(worker, world.who.technician), await signIn(worker, world.who.technician)];
  const { body } = await one.get('/api/auth/sessions');
  expect(body.data.sessions.filter((session: { is_current: boolean }) => session.is_current)).toHaveLength(1);
  expect(body.data.sessions.every((session: object) => !('user_id' in session))).toBe(true);
  const other = payloadOf(two.token).sid;
  expect((await one.send('DELETE', `/api/auth/sessions/${other}`)).status).toBe(200);
  expect((await two.get('/api/auth/me')).status).toBe(401);
  expect((await one.send('DELETE', `/api/auth/sessions/${world.who.superadmin.session_id}`)).status).toBe(404);
});

test('sign-in routes keep to two round trips, reads to one', async () => {
  const signed = await signIn(worker, world.who.superadmin);
  const paths: [string, string, unknown, number, number?][] = [
    ['POST', '/api/auth/login', { email: world.who.superadmin.email, password }, 2],
    ['POST', '/api/auth/login', { email: 'nobody@nowhere.example', password }, 2, 401],
    ['POST', '/api/auth/refresh', { refresh_token: signed.refreshToken }, 2],
    ['GET', '/api/auth/me', undefined, 1],
    ['GET', '/api/auth/sessions', undefined, 1],
    ['POST', '/api/auth/forgot-password', { email: 'nobody@nowhere.example' }, 2],
  ];
  for (const [method, path, body, most, status = 200] of paths) {
    const answer = await call(worker, method, path, { token: signed.token, body });
    const { by_request } = await worker.stats();
    expect([path, by_request[answer.requestId] ?? 0, answer.status]).toEqual([path, most, status]);
  }
});

test('malformed JSON, unknown fields, wrong types and other media are refused by name', async () => {
  const post = (body: unknown, headers = {}) => call(worker, 'POST', '/api/auth/login', { body, headers });
  expect((await post('{"email":')).status).toBe(400);
  const unknown = await post({ email: 'a@b.example', password: 'x', role: 'superadmin' });
  expect([unknown.status, unknown.body.errors![0]]).toEqual([422, expect.objectContaining({ field: 'role', code: 'unknown_field' })]);
  expect((await post({ email: 7, password: 'x' })).body.errors![0]!.field).toBe('email');
  const xml = await worker.fetch('/api/auth/login', { method: 'POST', body: '<a/>', headers: { 'Content-Type': 'text/xml' } });
  expect(xml.status).toBe(415);
  const huge = await post({ email: 'a@b.example', password: 'x'.repeat(1_200_000) });
  expect(huge.status).toBe(413);
  const foreign = await post({ email: 'a@b.example', password: 'x' }, { Origin: 'https://evil.example' });
  expect(foreign.status).toBe(403);
});
