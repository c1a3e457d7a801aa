// Machines at the door: enrolment, credentials and sessions over HTTP; good, bad and hostile.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolmentBytes, proofBytes, sign } from '../../durable-objects/protocol/envelope.ts';
import { makeAgentCredentials } from '../../worker/platform/agent-credentials.ts';
import { makeTokens } from '../../worker/platform/tokens.ts';
import { call, signIn, type Answer, type ApiClient, type Loose } from '../support/api-client.ts';
import type { SqlWindow } from '../support/sql.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { makeWorld, world } from '../support/world.ts';

const key = { kid: 'agents', secret: Buffer.alloc(32, 7).toString('base64url') };
const credentials = makeAgentCredentials([key]);
const strangers = makeAgentCredentials([{ kid: 'agents', secret: Buffer.alloc(32, 8).toString('base64url') }]);

let database: TestDatabase;
let worker: TestWorker;
let owner: SqlWindow;
let technician: ApiClient;
let host: string;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database, secrets: { JWT_KEYS: JSON.stringify([key]) } });
  host = new URL(worker.url).host;
  technician = await signIn(worker, world.who.technician);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

interface Machine {
  private_key: string;
  public_key: string;
}
async function newMachine(): Promise<Machine> {
  const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
  return {
    private_key: Buffer.from(await crypto.subtle.exportKey('pkcs8', pair.privateKey)).toString('base64url'), public_key: Buffer.from(await crypto.subtle.exportKey('raw', pair.publicKey)).toString('base64url'),
  };
}
const hardware = { hostname: 'CAJA-3', platform: 'linux', serial: 'ABC-1', uuid: null, manufacturer: 'Hecha Aquí', model: 'X1', mac_addresses: ['02:00:00:00:00:01'], agent_version: '1.2.3' };
async function registration(machine: Machine, token: string, change: Record<string, unknown> = {}, signedHost = host) {
  return { enrollment_token: token, public_key: machine.public_key, proof: await sign(machine.private_key, enrolmentBytes(signedHost, token, machine.public_key)), hardware_info: hardware, ...change };
}
const post = (path: string, body?: unknown, token?: string, headers?: Record<string, string>): Promise<Answer> => call(worker, 'POST', path, { body, token, ...(headers ? { headers } : {}) });
async function newToken(options: Record<string, unknown> = {}): Promise<string> {
  const made = await technician.send('POST', '/api/agents/tokens', { client_id: world.client.a, site_id: world.site.a1, name: 'Prueba', ...options });
  expect(made.status).toBe(201);
  return made.body.data.enrollment_token as string;
}
const challenge = async (): Promise<string> => (await post('/api/agents/challenge', {})).body.data.challenge as string;
async function session(machine: Machine, agentId: string, options: { challenge?: string; host?: string; signer?: Machine } = {}): Promise<Answer> {
  const text = options.challenge ?? (await challenge());
  return post('/api/agents/session', { agent_id: agentId, challenge: text, proof: await sign((options.signer ?? machine).private_key, proofBytes(options.host ?? host, agentId, text)) });
}
const codeOf = (answer: Answer) => [answer.status, answer.body.errors?.[0]?.code];
const a1 = world.machine_key.a1;

test('a machine enrols: its asset stands at the site of the token, and what it gets works', async () => {
  const token = await newToken();
  const machine = await newMachine();
  const answer = await post('/api/agents/register', await registration(machine, token));
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  const { agent_id: id, client_id: client, status, credential, auth_token: auth, config } = answer.body.data;
  expect([client, status]).toEqual([world.client.a, 'active']);
  expect(config).toMatchObject({ metrics_s: 300, is_held: false, command_keys: [{ key_id: expect.any(String), public_key: expect.stringMatching(/^[\w-]{43}$/) }, expect.anything()] });
  expect(JSON.stringify(answer.body)).not.toContain('private_key');
  expect(await owner.query('select client_id, site_id, name, hostname, enrolment, agent_status, platform, serial, agent_version, mac_addresses from assets where asset_id = $1', [id])).toEqual([{
    client_id: world.client.a, site_id: world.site.a1, name: 'CAJA-3', hostname: 'CAJA-3', enrolment: 'active', agent_status: 'installing', platform: 'linux', serial: 'ABC-1', agent_version: '1.2.3', mac_addresses: ['02:00:00:00:00:01'],
  }]);
  expect(await credentials.verifyCredential(credential)).toEqual({ asset_id: id, client_id: world.client.a, public_key: machine.public_key });
  expect((await worker.stats()).by_request[answer.requestId]).toBe(1);
  const read = await call(worker, 'GET', '/api/agents/config', { token: auth });
  expect([read.status, read.body.data.status]).toEqual([200, 'active']);
  expect((await worker.stats()).by_request[read.requestId]).toBe(1);
});

test('the older names of the fields enrol too; a missing key is named', async () => {
  const token = await newToken();
  const machine = await newMachine();
  const { enrollment_token: _none, ...rest } = await registration(machine, token);
  expect((await post('/api/agents/register', { ...rest, client_key: world.client.a, site_key: token })).status).toBe(201);
  expect(codeOf(await post('/api/agents/register', { ...rest, client_key: world.client.b, site_key: token }))).toEqual([403, 'wrong_client']);
  const { public_key: _key, ...keyless } = rest;
  const refused = await post('/api/agents/register', { ...keyless, client_key: world.client.a, site_key: token });
  expect(refused.status).toBe(422);
  expect(refused.body.errors).toContainEqual(expect.objectContaining({ field: 'public_key', message: expect.stringContaining('required') }));
  expect((await post('/api/agents/register', rest)).body.errors).toContainEqual(expect.objectContaining({ field: 'enrollment_token' }));
});

test('a stolen token is worth nothing once it was withdrawn, and proves nothing without the key', async () => {
  const token = await newToken({ name: 'Perdido' });
  const machine = await newMachine();
  const another = await newMachine();
  expect(codeOf(await post('/api/agents/register', await registration(machine, token, { public_key: another.public_key })))).toEqual([401, 'bad_proof']);
  expect(codeOf(await post('/api/agents/register', await registration(machine, token, {}, 'other.example')))).toEqual([401, 'bad_proof']);
  const [row] = (await technician.get('/api/agents/tokens')).body.data.tokens as { token_id: string; name: string; uses: number }[];
  expect([row!.name, row!.uses]).toEqual(['Perdido', 0]);
  expect((await technician.send('DELETE', `/api/agents/tokens/${row!.token_id}`)).body.data.token.state).toBe('revoked');
  expect(codeOf(await post('/api/agents/register', await registration(machine, token)))).toEqual([403, 'revoked']);
  expect(codeOf(await post('/api/agents/register', await registration(machine, 'no-such-token-anywhere')))).toEqual([401, 'unknown_token']);
  const attempts = (await technician.get(`/api/agents/attempts?token_id=${row!.token_id}`)).body.data.attempts as { outcome: string; client_name: string; token_name: string }[];
  expect(attempts.map((one) => one.outcome)).toEqual(['revoked', 'bad_proof', 'bad_proof']);
  expect(attempts[0]).toMatchObject({ client_name: 'Alfa Construcción', token_name: 'Perdido' });
});

test('tokens and attempts page without gaps, are shown hashed and to staff alone', async () => {
  const token = await newToken({ name: 'Uno' });
  await newToken({ name: 'Dos', client_id: world.client.b, site_id: world.site.b1 });
  const all = (await technician.get('/api/agents/tokens?limit=100')).body.data;
  expect(JSON.stringify(all)).not.toContain(token);
  expect(JSON.stringify(all)).not.toContain('token_hash');
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const data: Loose = (await technician.get(`/api/agents/tokens?limit=2${cursor ? `&cursor=${cursor}` : ''}`)).body.data;
    seen.push(...data.tokens.map((one: { token_id: string }) => one.token_id));
    cursor = data.pagination.next_cursor;
  }
  expect(seen).toEqual(all.tokens.map((one: { token_id: string }) => one.token_id));
  expect((await technician.get('/api/agents/tokens?state=active')).body.data.tokens.every((one: { state: string }) => one.state === 'active')).toBe(true);
  expect((await technician.get('/api/agents/attempts?limit=1')).body.data.pagination.next_cursor).toEqual(expect.any(String));
  expect((await technician.send('POST', '/api/agents/tokens', { client_id: world.client.a, site_id: world.site.b1, name: 'Mezcla' })).status).toBe(422);
});

test('hostile registrations are refused by name and leave no machine', async () => {
  const token = await newToken();
  const machine = await newMachine();
  const good = await registration(machine, token);
  const [{ before }] = (await owner.query<{ before: string }>('select count(*) as before from assets')) as [{ before: string }];
  const bad: [Record<string, unknown>, string][] = [
    [{ public_key: 'x' }, 'public_key'], [{ public_key: `${machine.public_key.slice(0, 42)}B` }, 'public_key'], [{ public_key: 5 }, 'public_key'], [{ proof: '' }, 'proof'],
    [{ hardware_info: { ...hardware, platform: 'solaris' } }, 'hardware_info.platform'], [{ hardware_info: { ...hardware, hostname: 'x'.repeat(300) } }, 'hardware_info.hostname'],
    [{ hardware_info: { ...hardware, mac_addresses: Array.from({ length: 65 }, () => '02') } }, 'hardware_info.mac_addresses'], [{ hardware_info: null }, 'hardware_info'], [{ extra: 1 }, 'extra'],
    [{ enrollment_token: { $gt: '' } }, 'enrollment_token'],
  ];
  for (const [change, field] of bad) {
    const answer = await post('/api/agents/register', { ...good, ...change });
    expect([answer.status, answer.body.errors?.map((one) => one.field)], field).toEqual([422, expect.arrayContaining([field])]);
  }
  expect((await post('/api/agents/register', '{"a": ')).status).toBe(400);
  expect((await post('/api/agents/register', { ...good, hardware_info: { ...hardware, junk: 'x'.repeat(1_100_000) } })).status).toBe(413);
  expect(await owner.query('select count(*) as before from assets')).toEqual([{ before }]);
  // What a machine says of itself is text: controls, halves of characters and markup are stored as nothing but text.
  const answer = await post('/api/agents/register', { ...good, hardware_info: { ...hardware, hostname: 'A\u0000\u001b[31mB\ud800<img>', junk: 1 } });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  expect(await owner.query('select name from assets where asset_id = $1', [answer.body.data.agent_id])).toEqual([{ name: 'A [31mB <img>' }]);
});

test('a key of another client enrols nowhere else; a revoked machine does not come back with a fresh token', async () => {
  const token = await newToken();
  expect(codeOf(await post('/api/agents/register', await registration(world.machine_key.b1, token)))).toEqual([403, 'wrong_client']);
  expect(codeOf(await post('/api/agents/register', await registration(world.machine_key.a1_revoked, token)))).toEqual([403, 'machine_revoked']);
});

test('a machine that proves its key gets a session; a challenge works once, for one machine, on this server, for a minute', async () => {
  const good = await session(a1, world.asset.a1);
  expect(good.status, JSON.stringify(good.body)).toBe(200);
  expect(good.body.data).toMatchObject({ agent_id: world.asset.a1, client_id: world.client.a, status: 'active' });
  expect((await worker.stats()).by_request[good.requestId]).toBe(2);
  const text = await challenge();
  expect((await session(a1, world.asset.a1, { challenge: text })).status).toBe(200);
  expect(codeOf(await session(a1, world.asset.a1, { challenge: text }))).toEqual([401, 'challenge_used']);
  // Who does not hold the key makes nothing be written down.
  const counters = await owner.query('select bucket from rate_counters order by 1');
  expect(codeOf(await session(a1, world.asset.a2))).toEqual([401, 'proof_invalid']);
  expect(await owner.query('select bucket from rate_counters order by 1')).toEqual(counters);
  expect(codeOf(await session(a1, world.asset.a1, { signer: world.machine_key.b1 }))).toEqual([401, 'proof_invalid']);
  expect(codeOf(await session(a1, world.asset.a1, { host: 'relay.example' }))).toEqual([401, 'proof_invalid']);
  expect(codeOf(await session(a1, '00000000-0000-4000-8fff-00000000dead'))).toEqual([401, 'proof_invalid']);
  const old = await credentials.signChallenge(crypto.randomUUID(), new Date(Date.now() - 300_000));
  expect(codeOf(await session(a1, world.asset.a1, { challenge: old }))).toEqual([401, 'challenge_invalid']);
  expect(codeOf(await session(a1, world.asset.a1, { challenge: await strangers.signChallenge(crypto.randomUUID(), new Date()) }))).toEqual([401, 'challenge_invalid']);
  // A token of another kind, signed with the same key, is no challenge.
  expect(codeOf(await session(a1, world.asset.a1, { challenge: await credentials.signAuthToken({ asset_id: world.asset.a1, client_id: world.client.a, public_key: a1.public_key }, crypto.randomUUID(), new Date()) }))).toEqual([401, 'challenge_invalid']);
});

test('only the holder of its key is told that a machine was sent away; a held one gets a session that says so', async () => {
  expect(codeOf(await session(world.machine_key.a1_revoked, world.asset.a1_revoked))).toEqual([403, 'revoked']);
  expect(codeOf(await session(a1, world.asset.a1_revoked))).toEqual([401, 'proof_invalid']);
  const held = await session(world.machine_key.a1_held, world.asset.a1_held);
  expect(held.body.data).toMatchObject({ status: 'held', config: { is_held: true } });
});

test('no token of a person opens a route of machines, and no token of a machine a route of people', async () => {
  const { data } = (await session(a1, world.asset.a1)).body;
  const machineRoutes = [['POST', '/api/agents/heartbeat', {}], ['POST', '/api/agents/inventory', { records: [] }], ['GET', '/api/agents/config', undefined], ['POST', '/api/agents/tickets', { subject: 'Hola' }]] as const;
  const machine = { asset_id: world.asset.a1, client_id: world.client.a, public_key: a1.public_key };
  const expired = await credentials.signAuthToken(machine, crypto.randomUUID(), new Date(Date.now() - 3_600_000));
  const forged = await strangers.signAuthToken(machine, crypto.randomUUID(), new Date());
  for (const [method, path, body] of machineRoutes) {
    for (const token of [technician.token, data.credential, await credentials.signChallenge(crypto.randomUUID(), new Date()), expired, forged, undefined, 'garbage-garbage-garbage']) {
      expect((await call(worker, method, path, { token, ...(body ? { body } : {}) })).status, `${path} ${token?.slice(0, 12)}`).toBe(401);
    }
  }
  for (const [method, path] of [['GET', '/api/tickets'], ['GET', '/api/auth/me'], ['GET', '/api/agents/tokens'], ['GET', '/api/agents/attempts'], ['POST', `/api/agents/${world.asset.a1_held}/approve`], ['POST', `/api/agents/${world.asset.a1}/revoke`], ['POST', '/api/live/ticket']]) {
    for (const token of [data.auth_token, data.credential]) expect((await call(worker, method!, path!, { token })).status, path).toBe(401);
  }
  // The keys are the same, the types are not: neither verifier takes the other's.
  const people = makeTokens([key], 15);
  expect(await people.verifyAccess(data.auth_token, new Date())).toBeNull();
  expect(await people.verifyLive(data.auth_token, new Date())).toBeNull();
  expect(await credentials.verifyAuthToken(technician.token, new Date())).toBeNull();
  expect(await credentials.verifyCredential(technician.token)).toBeNull();
});

test('a machine opens a ticket about itself: its place, its words, the staff told; a repeat is the same ticket', async () => {
  await worker.clearMails();
  await owner.query(`insert into notification_preferences (user_id, event, channel, is_on) values ($1, 'ticket_created', 'email', true)`, [world.who.technician.user_id]);
  const { auth_token: token } = (await session(a1, world.asset.a1)).body.data;
  const body = { subject: 'No imprime', description: 'Desde la mañana.', diagnostics: { disco: '91 %', memoria: 88, servicios: ['spooler detenido'], nota: 'a\u0000b\nc' } };
  const headers = { 'Idempotency-Key': 'ticket-de-prueba-1' };
  const made = await post('/api/agents/tickets', body, token, headers);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  expect((await worker.stats()).by_request[made.requestId]).toBe(2);
  const { ticket } = made.body.data;
  expect(await owner.query(`select t.client_id, t.site_id, t.asset_id, t.channel, t.status, t.created_by, t.priority, c.name as category, t.description from tickets t join categories c using (category_id) where ticket_id = $1`, [ticket.ticket_id])).toEqual([{
    client_id: world.client.a, site_id: world.site.a1, asset_id: world.asset.a1, channel: 'agente', status: 'nuevo', created_by: null, priority: 'media', category: 'General',
    description: 'Desde la mañana.\n\n--- Diagnóstico del equipo ---\ndisco: 91 %\nmemoria: 88\nservicios: spooler detenido\nnota: a b c',
  }]);
  expect(await owner.query(`select actor_id, actor_name, action from ticket_activities where ticket_id = $1`, [ticket.ticket_id])).toEqual([{ actor_id: null, actor_name: world.machine_name.a1, action: 'created' }]);
  const told = (await owner.query<{ to_email: string }>(`select to_email from email_queue where ticket_id = $1`, [ticket.ticket_id])).map((row) => row.to_email);
  expect(told).toContain(world.who.technician.email);
  expect(told.some((email) => email.endsWith('@beta.example'))).toBe(false);
  const again = await post('/api/agents/tickets', body, token, headers);
  expect([again.status, again.body.data.ticket.ticket_number]).toEqual([201, ticket.ticket_number]);
  expect(codeOf(await post('/api/agents/tickets', { ...body, subject: 'Otra cosa' }, token, headers))).toEqual([409, 'idempotency_key_reused']);
  const twice = await Promise.all(Array.from({ length: 4 }, () => post('/api/agents/tickets', { subject: 'A la vez' }, token, { 'Idempotency-Key': 'a-la-vez-1' })));
  expect(new Set(twice.map((one) => one.body.data.ticket.ticket_number)).size).toBe(1);
  // The ticket of one machine is out of reach of another's key of the same words.
  const other = (await session(world.machine_key.a2, world.asset.a2)).body.data.auth_token as string;
  expect((await post('/api/agents/tickets', body, other, headers)).body.data.ticket.ticket_id).not.toBe(ticket.ticket_id);
});

test('a machine opens at most ten tickets an hour, names nobody else, and none once it was sent away', async () => {
  const { auth_token: token } = (await session(world.machine_key.b1, world.asset.b1)).body.data;
  for (const wrong of [{ client_id: world.client.a }, { asset_id: world.asset.a1 }, { site_id: world.site.a1 }, { created_by: world.who.admin.user_id }, { channel: 'portal' }]) {
    expect((await post('/api/agents/tickets', { subject: 'Ajeno', ...wrong }, token)).status).toBe(422);
  }
  const statuses: number[] = [];
  for (let n = 0; n < 11; n++) statuses.push((await post('/api/agents/tickets', { subject: `Ruido ${n}` }, token)).status);
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 201), 429]);
  await owner.query(`update assets set enrolment = 'revoked' where asset_id = $1`, [world.asset.b1]);
  expect((await post('/api/agents/tickets', { subject: 'Todavía' }, token)).status).toBe(401);
  expect((await call(worker, 'GET', '/api/agents/config', { token })).status).toBe(401);
  await owner.query(`update assets set enrolment = 'active' where asset_id = $1`, [world.asset.b1]);
});
