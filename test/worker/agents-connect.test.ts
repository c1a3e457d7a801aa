// Machines on the line: sockets and long polls through the real object, presence in Postgres, revocation, and the minute's sweep.
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { proofBytes, sign } from '../../durable-objects/protocol/envelope.ts';
import { makeAgentCredentials } from '../../worker/platform/agent-credentials.ts';
import { call, signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import type { SqlWindow } from '../support/sql.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world } from '../support/world.ts';

// Loaded by Node itself: vitest would resolve it with the Worker's conditions.
const { WebSocket } = createRequire(import.meta.url)('ws') as typeof import('ws');

const key = { kid: 'agents', secret: Buffer.alloc(32, 7).toString('base64url') };
const credentials = makeAgentCredentials([key]);
const strangers = makeAgentCredentials([{ kid: 'agents', secret: Buffer.alloc(32, 8).toString('base64url') }]);
type Name = keyof typeof world.machine_key;

let database: TestDatabase;
let worker: TestWorker;
let owner: SqlWindow;
let technician: ApiClient;
let admin: ApiClient;
const lines: Line[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  // Of the world's rows nobody is there yet: a test waits for those who come.
  await owner.query(`update assets set agent_status = 'offline' where public_key is not null`);
  worker = await startWorker({ database, secrets: { JWT_KEYS: JSON.stringify([key]) } });
  technician = await signIn(worker, world.who.technician);
  admin = await signIn(worker, world.who.admin);
});
afterEach(async () => {
  for (const line of lines.splice(0)) line.socket.terminate();
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

interface Line {
  /** Of the upgrade; 101 when it is open. */
  status: number;
  code: string | undefined;
  frames: Loose[];
  closed: number | null;
  protocol: string;
  socket: InstanceType<typeof WebSocket>;
  say(frame: unknown): void;
}
interface How {
  signer?: Name;
  credential?: string;
  challenge?: string;
  protocols?: string[];
  address?: string;
  host?: string;
}
const challenge = async (): Promise<string> => (await call(worker, 'POST', '/api/agents/challenge', { body: {} })).body.data.challenge as string;
const credentialOf = (name: Name) => credentials.signCredential({ asset_id: world.asset[name], client_id: name === 'b1' ? world.client.b : world.client.a, public_key: world.machine_key[name].public_key });

async function connect(name: Name, how: How = {}): Promise<Line> {
  const text = how.challenge ?? (await challenge());
  const socket = new WebSocket(`${worker.url.replace('http', 'ws')}/api/agents/connect`, how.protocols ?? ['lanet.agent.2'], {
    headers: {
      Authorization: `Bearer ${how.credential ?? (await credentialOf(name))}`, 'X-Lanet-Challenge': text,
      'X-Lanet-Proof': await sign(world.machine_key[how.signer ?? name].private_key, proofBytes(how.host ?? new URL(worker.url).host, world.asset[name], text)),
      ...(how.address ? { 'CF-Connecting-IP': how.address } : {}),
    },
  });
  const line: Line = { status: 0, code: undefined, frames: [], closed: null, protocol: '', socket, say: (frame) => socket.send(JSON.stringify(frame)) };
  lines.push(line);
  socket.on('message', (data: Buffer) => line.frames.push(JSON.parse(data.toString())));
  socket.on('close', (code: number) => (line.closed = code));
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    socket.on('open', () => {
      line.status = 101;
      line.protocol = socket.protocol;
      resolve();
    });
    socket.on('unexpected-response', (_request: unknown, response: import('node:http').IncomingMessage) => {
      line.status = response.statusCode ?? 0;
      let body = '';
      response.on('data', (part: Buffer) => (body += part.toString())).on('end', () => {
        line.code = JSON.parse(body).errors?.[0]?.code;
        resolve();
      });
    });
  });
  return line;
}
const hello = (boot: string = crypto.randomUUID(), clock = new Date().toISOString()) => ({
  type: 'hello', protocol: 2, agent_version: '2.0.0', platform: 'linux', hostname: 'recepcion', boot_id: boot, spool_id: '00000000-0000-4000-8000-000000000001', clock, last_sequence: 0, inventory: {}, commands: [],
});
const frame = (line: Line, type: string): Promise<Loose> => waitFor(`the frame ${type}`, async () => line.frames.find((one) => one.type === type));
async function greet(line: Line, boot?: string, clock?: string): Promise<Loose> {
  expect([line.status, line.code]).toEqual([101, undefined]);
  line.say(hello(boot, clock));
  return frame(line, 'welcome');
}
const closing = (line: Line): Promise<number> => waitFor('the close', async () => line.closed);
const rowOf = async (name: Name) => (await owner.query<Loose>('select agent_status, presence_revision, agent_version, hostname, ip_address, last_seen_at, offline_since, enrolment from assets where asset_id = $1', [world.asset[name]]))[0]!;
const becomes = (name: Name, status: string) => waitFor(`${name} to be ${status}`, async () => (await rowOf(name)).agent_status === status);
async function authToken(name: Name): Promise<string> {
  return credentials.signAuthToken({ asset_id: world.asset[name], client_id: name === 'b1' ? world.client.b : world.client.a, public_key: world.machine_key[name].public_key }, crypto.randomUUID(), new Date());
}

test('a machine comes, is online in Postgres, and comes back without one round trip to it', async () => {
  const first = await connect('a1', { address: '198.51.100.7' });
  const welcome = await greet(first);
  expect(welcome).toMatchObject({ protocol: 2, config: { metrics_s: 300, is_held: false } });
  expect(first.protocol).toBe('lanet.agent.2');
  await becomes('a1', 'online');
  expect(await rowOf('a1')).toMatchObject({ agent_version: '2.0.0', hostname: 'recepcion', ip_address: '198.51.100.7', offline_since: null });
  await worker.resetStats();
  for (let n = 0; n < 5; n++) {
    lines.at(-1)!.socket.terminate();
    await greet(await connect('a1', { address: '198.51.100.7' }));
  }
  expect(await worker.stats()).toEqual({ total: 0, by_request: {} });
  // What it is told are the seeded limits and the world's own, of this client and of all.
  const rules = await owner.query('select 1 from alert_rules where deleted_at is null and (client_id is null or client_id = $1)', [world.client.a]);
  expect(rules.length).toBeGreaterThan(2);
});

test('the newest line of a key is the machine; the older one is told so', async () => {
  const older = await connect('a1');
  await greet(older);
  const newer = await connect('a1');
  await greet(newer);
  expect(await closing(older)).toBe(4000);
  expect(newer.closed).toBeNull();
});

test('a challenge works once; a foreign key, name of server or credential opens nothing; a person is no machine', async () => {
  const text = await challenge();
  expect((await connect('a1', { challenge: text })).status).toBe(101);
  const refusal = async (how: How, name: Name = 'a1') => {
    const line = await connect(name, how);
    return [line.status, line.code];
  };
  expect(await refusal({ challenge: text })).toEqual([401, 'challenge_used']);
  expect(await refusal({ challenge: await credentials.signChallenge(crypto.randomUUID(), new Date(Date.now() - 300_000)) })).toEqual([401, 'challenge_invalid']);
  expect(await refusal({ challenge: 'garbage-garbage-garbage-garbage' })).toEqual([401, 'challenge_invalid']);
  expect(await refusal({ signer: 'b1' })).toEqual([401, 'proof_invalid']);
  expect(await refusal({ host: 'relay.example' })).toEqual([401, 'proof_invalid']);
  expect(await refusal({ credential: await credentialOf('b1') })).toEqual([401, 'proof_invalid']);
  const a1 = { asset_id: world.asset.a1, client_id: world.client.a, public_key: world.machine_key.a1.public_key };
  expect(await refusal({ credential: await strangers.signCredential(a1) })).toEqual([401, 'credential_stale']);
  expect(await refusal({ credential: await authToken('a1') })).toEqual([401, 'credential_stale']);
  expect(await refusal({ credential: technician.token })).toEqual([401, 'credential_stale']);
  // Ours, but for a place that this machine is not at: its object does not know it.
  expect(await refusal({ credential: await credentials.signCredential({ ...a1, client_id: world.client.b }) })).toEqual([401, 'credential_stale']);
  // An older key of the same machine.
  expect(await refusal({ credential: await credentials.signCredential({ ...a1, public_key: world.machine_key.b1.public_key }), signer: 'b1' })).toEqual([401, 'credential_stale']);
  expect((await call(worker, 'GET', '/api/agents/connect', { token: await credentialOf('a1') })).status).toBe(400);
});

test('an agent of an older protocol is told to update; one that offers several gets the newest', async () => {
  const ancient = await connect('a1', { protocols: ['lanet.agent.0'] });
  expect(ancient.status).toBe(101);
  expect(await closing(ancient)).toBe(4006);
  expect((await connect('a1', { protocols: ['lanet.agent.9', 'lanet.agent.1', 'lanet.agent.2'] })).protocol).toBe('lanet.agent.2');
  expect((await connect('a1', { protocols: ['lanet.agent.1'] })).protocol).toBe('lanet.agent.1');
});

test('a clock off by days keeps nobody out', async () => {
  const welcome = await greet(await connect('a1'), undefined, '2031-01-01T00:00:00.000Z');
  expect(Math.abs(Date.parse(welcome.server_time) - Date.now())).toBeLessThan(60_000);
});

test('revocation closes the line at once; the machine is told for good, over HTTP too, until an administrator lets it back', async () => {
  const line = await connect('a2');
  await greet(line);
  const token = await authToken('a2');
  const revoked = await technician.send('POST', `/api/agents/${world.asset.a2}/revoke`, {});
  expect([revoked.status, revoked.body.data.asset.enrolment]).toEqual([200, 'revoked']);
  expect((await worker.stats()).by_request[revoked.requestId]).toBe(1);
  expect(await closing(line)).toBe(4001);
  await becomes('a2', 'offline');
  const again = await connect('a2');
  expect(await closing(again)).toBe(4001);
  expect((await call(worker, 'POST', '/api/agents/heartbeat', { token, body: { frames: [hello()] } })).body.data.close).toMatchObject({ code: 4001 });
  expect((await call(worker, 'GET', '/api/agents/config', { token })).status).toBe(401);
  expect((await technician.send('POST', `/api/agents/${world.asset.a2}/approve`, {})).status).toBe(409);
  expect((await admin.send('POST', `/api/agents/${world.asset.a2}/approve`, {})).status).toBe(200);
  await greet(await connect('a2'));
  await becomes('a2', 'online');
});

test('a held machine is on the line and learns of its approval there', async () => {
  const line = await connect('a1_held');
  expect((await greet(line)).config.is_held).toBe(true);
  const approved = await technician.send('POST', `/api/agents/${world.asset.a1_held}/approve`, {});
  expect([approved.status, approved.body.data.asset.enrolment]).toEqual([200, 'active']);
  expect((await frame(line, 'config')).config.is_held).toBe(false);
  expect((await technician.send('POST', `/api/agents/${world.asset.a1_plain}/approve`, {})).body.errors?.[0]?.code).toBe('no_agent');
  expect((await technician.send('POST', '/api/agents/00000000-0000-4000-8fff-00000000dead/revoke', {})).status).toBe(404);
});

test('a machine that works is put back on hold: it stays on the line, is told, and takes no orders until it is approved', async () => {
  const line = await connect('a2');
  await greet(line);
  const held = await technician.send('POST', `/api/agents/${world.asset.a2}/hold`, {});
  expect([held.status, held.body.data.asset.enrolment]).toEqual([200, 'held']);
  expect((await worker.stats()).by_request[held.requestId]).toBe(1);
  expect((await frame(line, 'config')).config.is_held).toBe(true);
  expect(line.closed).toBeNull();
  const order = await technician.send('POST', `/api/assets/${world.asset.a2}/commands`, { kind: 'inventory' });
  expect(order.status).toBeGreaterThanOrEqual(400);
  expect(JSON.stringify(order.body)).toContain('held');
  expect(await owner.query(`select details -> 'enrolment' as enrolment from audit_log where entity = 'assets' and entity_id = $1 and actor_id is not null order by audit_id desc limit 1`, [world.asset.a2]))
    .toEqual([{ enrolment: ['active', 'held'] }]);
  expect((await technician.send('POST', `/api/agents/${world.asset.a2}/hold`, {})).status).toBe(200);
  expect((await technician.send('POST', `/api/agents/${world.asset.a1_plain}/hold`, {})).body.errors?.[0]?.code).toBe('no_agent');
  line.frames.length = 0;
  expect((await technician.send('POST', `/api/agents/${world.asset.a2}/approve`, {})).status).toBe(200);
  expect((await frame(line, 'config')).config.is_held).toBe(false);
});

test('a client that names its networks has its machines from there alone', async () => {
  await greet(await connect('b1', { address: '203.0.113.9' }));
  const away = lines.at(-1)!;
  const setNetworks = (agent_networks: string[]) => admin.send('PUT', `/api/clients/${world.client.b}`, { agent_networks });
  expect((await setNetworks(['198.51.100.0/24', 'no es una red'])).status).toBe(422);
  expect((await setNetworks(['198.51.100.0/24', '2001:db8::/32'])).body.data.client.agent_networks).toEqual(['198.51.100.0/24', '2001:db8::/32']);
  expect(await closing(away)).toBe(4002);
  expect(await connect('b1', { address: '203.0.113.9' })).toMatchObject({ status: 403, code: 'network_refused' });
  await greet(await connect('b1', { address: '198.51.100.20' }));
  await waitFor('the refusal in the audit trail', async () => (await owner.query(`select 1 from audit_log where action = 'agent_network_refused' and entity_id = $1`, [world.asset.b1])).length === 1);
  await setNetworks([]);
  await waitFor('the way from anywhere', async () => (await connect('b1', { address: '203.0.113.9' })).status === 101);
});

test('the machines of a client that was switched off are held, and get commands again when it is back', async () => {
  const line = await connect('b1');
  await greet(line);
  const isHeld = (is: boolean) => waitFor(`a machine that is ${is ? '' : 'not '}held`, async () => line.frames.some((one) => one.type === 'config' && (one.config as { is_held: boolean }).is_held === is));
  await admin.send('PUT', `/api/clients/${world.client.b}`, { is_active: false });
  await isHeld(true);
  expect((await call(worker, 'GET', '/api/agents/config', { token: await authToken('b1') })).status).toBe(401);
  await admin.send('PUT', `/api/clients/${world.client.b}`, { is_active: true });
  await isHeld(false);
  expect(line.closed).toBeNull();
});

test('without WebSockets the same frames go by long poll, and no round trip to Postgres is made', async () => {
  const line = await connect('b1');
  await greet(line);
  line.socket.terminate();
  const token = await authToken('b1');
  await worker.resetStats();
  const poll = (frames: unknown[], wait = 0) => call(worker, 'POST', '/api/agents/heartbeat', { token, body: { frames, wait_s: wait } });
  const first = await poll([hello()]);
  expect(first.status, JSON.stringify(first.body)).toBe(200);
  expect(first.body.data.frames[0]).toMatchObject({ type: 'welcome' });
  const record = { kind: 'metrics', samples: [{ at: new Date().toISOString(), cpu: 5, memory: 40, memory_bytes: 1000 }] };
  const second = await poll([{ type: 'data', n: 1, record }]);
  expect(second.body.data.frames).toContainEqual({ type: 'ack', n: 1 });
  expect((await worker.stats()).by_request[second.requestId]).toBeUndefined();
  const sent = await call(worker, 'POST', '/api/agents/inventory', { token, body: { records: [{ type: 'data', n: 2, record: { kind: 'inventory', class: 'volumes', sha256: '0'.repeat(64), collected_at: new Date().toISOString(), content: [] } }] } });
  expect(sent.body.data.frames).toContainEqual({ type: 'ack', n: 2 });
  expect((await call(worker, 'POST', '/api/agents/inventory', { token, body: { records: [{ type: 'data', n: 3, record }] } })).status).toBe(422);
});

test('hostile frames by long poll end the poll with a reason and harm nobody else', async () => {
  const token = await authToken('b1');
  const neighbour = await connect('a1');
  await greet(neighbour);
  for (const frames of [[{ type: 'nonsense' }], [null], [[[]]], [{ ...hello(), spool_id: 5 }], ['x'.repeat(70_000)]]) {
    const answer = await call(worker, 'POST', '/api/agents/heartbeat', { token, body: { frames } });
    expect([answer.status, answer.body.data.close?.code], JSON.stringify(frames).slice(0, 60)).toEqual([200, 4003]);
  }
  expect((await call(worker, 'POST', '/api/agents/heartbeat', { token, body: { frames: Array.from({ length: 201 }, () => hello()) } })).status).toBe(422);
  expect((await call(worker, 'POST', '/api/agents/heartbeat', { token, body: { frames: ['x'.repeat(1_100_000)] } })).status).toBe(413);
  expect(neighbour.closed).toBeNull();
  expect(neighbour.socket.readyState).toBe(1);
});

test('a goodbye is offline in Postgres within two seconds', async () => {
  const line = await connect('a1');
  await greet(line);
  await becomes('a1', 'online');
  const began = Date.now();
  line.say({ type: 'goodbye', reason: 'stop' });
  await becomes('a1', 'offline');
  expect(Date.now() - began).toBeLessThan(2500);
  expect((await rowOf('a1')).offline_since).not.toBeNull();
});

test('one key on two machines raises one alert and one ticket that names both, however often they alternate', async () => {
  const [one, two] = [crypto.randomUUID(), crypto.randomUUID()];
  for (const boot of [one, two, one, two, one, two]) await greet(await connect('a1', { address: boot === one ? '203.0.113.9' : '198.51.100.4' }), boot);
  await waitFor('the alert', async () => (await owner.query(`select 1 from alerts where asset_id = $1 and kind = 'clone'`, [world.asset.a1])).length > 0);
  expect(await owner.query(`select status, metric, site_id from alerts where asset_id = $1 and kind = 'clone'`, [world.asset.a1])).toEqual([{ status: 'open', metric: 'clone', site_id: world.site.a1 }]);
  expect(await owner.query(`select 1 from audit_log where action = 'agent_clone' and entity_id = $1`, [world.asset.a1])).toHaveLength(1);
  const ticket = () => owner.query<Loose>(`select t.asset_id, t.subject, t.description, t.channel, t.priority from tickets t join alerts l using (ticket_id) where l.asset_id = $1 and l.kind = 'clone'`, [world.asset.a1]);
  await waitFor('its ticket', async () => (await ticket()).length > 0);
  const [opened, ...more] = await ticket();
  expect(more).toEqual([]);
  expect(opened).toMatchObject({ asset_id: world.asset.a1, channel: 'agente', priority: 'alta', subject: expect.stringContaining('Identidad repetida') });
  expect(opened!.description).toMatch(/203\.0\.113\.9/);
  expect(opened!.description).toMatch(/198\.51\.100\.4/);
});

test('each minute the silent are asked: who answers is refreshed, who is gone is offline; two sweeps at once agree, and nobody stale costs one round trip', async () => {
  const line = await connect('a1');
  await greet(line);
  await becomes('a1', 'online');
  // One that is said to be online and never came: word of its end was lost.
  await owner.query(`update assets set agent_status = 'online', last_seen_at = now() - interval '20 minutes' where asset_id = any($1)`, [[world.asset.a1, world.asset.a1_revoked]]);
  const before = await rowOf('a1');
  await Promise.all([worker.runCron('* * * * *'), worker.runCron('* * * * *')]);
  const a1 = await rowOf('a1');
  expect(a1).toMatchObject({ agent_status: 'online', offline_since: null });
  expect(a1.last_seen_at.getTime()).toBeGreaterThan(before.last_seen_at.getTime() + 600_000);
  expect(await rowOf('a1_revoked')).toMatchObject({ agent_status: 'offline', offline_since: expect.any(Date) });
  await worker.resetStats();
  await worker.runCron('* * * * *');
  const asked = Object.entries((await worker.stats()).by_request).filter(([id]) => id.startsWith('heartbeat-'));
  expect(asked.map(([, trips]) => trips)).toEqual([1]);
});
