// The fleet as somebody hostile sees it: parallel orders, frozen queues, renamed scripts, machines that lie, sockets of other people.
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { CLOSE } from '../../durable-objects/protocol/limits.ts';
import { call, signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import type { SqlWindow } from '../support/sql.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { startTestAgent, type Doing, type TestAgent } from '../support/test-agent.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world } from '../support/world.ts';

// Loaded by Node itself: vitest would resolve it with the Worker's conditions.
const { WebSocket } = createRequire(import.meta.url)('ws') as typeof import('ws');

let database: TestDatabase;
let worker: TestWorker;
let owner: SqlWindow;
let technician: ApiClient;
let admin: ApiClient;
const agents: TestAgent[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  await owner.query(`update script_executions set status = 'cancelled', created_at = now() - interval '2 hours' where true`);
  await owner.query(`update agent_enrollment_tokens set max_uses = 10000`);
  worker = await startWorker({ database });
  [technician, admin] = await Promise.all([signIn(worker, world.who.technician), signIn(worker, world.who.admin)]);
});
afterEach(() => {
  for (const one of agents.splice(0)) one.drop();
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

async function machine(doing?: Doing, site = 'a1'): Promise<TestAgent> {
  const one = await startTestAgent(worker, world.enrolment_secret(site), doing ? { doing } : {});
  agents.push(one);
  return one;
}
const restart = (by: ApiClient, agent: TestAgent, more: Record<string, unknown> = {}) => by.send('POST', `/api/assets/${agent.enrolled.agent_id}/commands`, { kind: 'service', name: 'cups', action: 'restart', ...more });
const executionIs = (id: string, status: string): Promise<Loose> => waitFor(`${id} to be ${status}`, async () => {
  const { execution } = (await technician.get(`/api/executions/${id}`)).body.data;
  return execution.status === status ? execution : null;
});

test('requests at the same time do not spend more than the budget of an hour, of a person or of a client', async () => {
  const [one, other] = [await machine(), await machine()];
  const spent = async (): Promise<number> => Number((await owner.query(`select count(*)::int as n from script_executions where created_at > now() - interval '1 hour' and kind <> 'inventory'`))[0]!['n']);
  const before = await owner.query(`select value from settings where name = 'script_budget'`);
  const flood = (by: ApiClient[]) => Promise.all(Array.from({ length: 12 }, (_, n) => restart(by[n % by.length]!, n % 2 ? one : other)));
  await owner.query(`update settings set value = '{"per_person_hour": 4, "per_client_hour": 5000}' where name = 'script_budget'`);
  const first = await flood([technician]);
  expect(first.map(({ status }) => status).sort()).toEqual([...Array(4).fill(201), ...Array(8).fill(429)]);
  expect(await spent()).toBe(4);
  await owner.query(`update settings set value = '{"per_person_hour": 5000, "per_client_hour": 7}' where name = 'script_budget'`);
  const second = await flood([technician, admin]);
  expect(second.filter(({ status }) => status === 201)).toHaveLength(3);
  expect(new Set(second.filter(({ status }) => status !== 201).map(({ status, headers }) => `${status} ${headers.get('Retry-After')}`))).toEqual(new Set(['429 600']));
  expect(await spent()).toBe(7);
  await owner.query(`update settings set value = '${JSON.stringify(before[0]!['value'])}' where name = 'script_budget'`);
});

test('what a freeze finds waiting at a machine that is busy never leaves, however fresh its rights are', async () => {
  let go = (): void => undefined;
  const gate = new Promise<void>((resolve) => (go = resolve));
  const agent = await machine(async (run) => {
    await gate;
    await run.finish();
  }, 'b1');
  const [first, second] = [(await restart(technician, agent)).body.data.execution.execution_id, (await restart(technician, agent)).body.data.execution.execution_id];
  await executionIs(first, 'running');
  expect((await admin.send('PUT', '/api/fleet/freeze', { scope: 'all', is_frozen: true, reason: 'incidente' })).status).toBe(200);
  expect(await executionIs(second, 'refused')).toMatchObject({ reason: 'frozen' });
  expect((await admin.send('PUT', '/api/fleet/freeze', { scope: 'all', is_frozen: false })).status).toBe(200);
  go();
  await executionIs(first, 'completed');
  const third = (await restart(technician, agent)).body.data.execution.execution_id;
  await executionIs(third, 'completed');
  expect(agent.orders.map((order) => order.execution_id)).toEqual([first, third]);
});

test('a script that was approved keeps its name until an administrator changes it', async () => {
  const { body } = await technician.send('POST', '/api/scripts', { name: 'Formatear disco', script_type: 'bash', version: { content: 'echo formato\n' } });
  const { script, version } = body.data;
  expect((await technician.send('PUT', `/api/scripts/${script.script_id}`, { name: 'Formatear un disco' })).status).toBe(200);
  await technician.send('POST', `/api/scripts/${script.script_id}/submit`, { version_id: version.version_id });
  await admin.send('POST', `/api/scripts/${script.script_id}/approve`, { version_id: version.version_id });
  for (const change of [{ name: 'Inventario' }, { description: 'Solo lee' }]) {
    const refused = await technician.send('PUT', `/api/scripts/${script.script_id}`, change);
    expect([refused.status, refused.body.errors?.[0]?.code]).toEqual([403, 'approved']);
  }
  expect((await technician.send('PUT', `/api/scripts/${script.script_id}`, { tags: ['disco'] })).status).toBe(200);
  expect((await admin.send('PUT', `/api/scripts/${script.script_id}`, { name: 'Formato de disco' })).body.data.script.name).toBe('Formato de disco');
});

test('frames and bodies nested without end are refused or end the poll, and nothing fails', async () => {
  const agent = await machine();
  const token = agent.enrolled.auth_token;
  const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  const object = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
  for (const frame of [deep(1000), deep(100_000), deep(500_000), object]) {
    const { status } = await call(worker, 'POST', '/api/agents/heartbeat', { token, body: `{"frames":[${frame}]}` });
    expect([200, 400, 422], `${frame.slice(0, 5)} of ${frame.length}`).toContain(status);
  }
  const record = `{"type":"data","n":1,"record":{"kind":"inventory","class":"hardware","sha256":"${'0'.repeat(64)}","collected_at":"2026-01-01T00:00:00Z","content":${deep(400_000)}}}`;
  expect([200, 400, 422]).toContain((await call(worker, 'POST', '/api/agents/inventory', { token, body: `{"records":[${record}]}` })).status);
  for (const path of ['/api/agents/register', '/api/agents/session']) {
    const { status } = await call(worker, 'POST', path, { body: `{"hardware_info":${deep(400_000)},"agent_id":${deep(1000)}}` });
    expect([400, 422]).toContain(status);
  }
});

test('a machine that speaks of the commands of others, of none, or out of turn changes nothing of theirs', async () => {
  let go = (): void => undefined;
  const gate = new Promise<void>((resolve) => (go = resolve));
  const [honest, liar] = [await machine(async (run) => {
    await gate;
    await run.print('de verdad\n');
    await run.finish();
  }), await machine(undefined, 'b1')];
  const id = (await restart(technician, honest)).body.data.execution.execution_id as string;
  const running = await executionIs(id, 'running');
  const { sequence } = honest.orders[0]!;
  const now = new Date().toISOString();
  const end = { type: 'command.finished', execution_id: id, status: 'completed', exit_code: 0, started_at: now, finished_at: now, duration_ms: 1, output_bytes: 0, output_sha256: '0'.repeat(64) };
  for (const seq of [sequence, 0, 2 ** 47]) liar.say({ ...end, sequence: seq });
  liar.say({ type: 'command.started', execution_id: id, started_at: now });
  liar.say({ type: 'command.output', execution_id: id, offset: 0, stream: 'stdout', data: btoa('mentira') });
  honest.say({ ...end, sequence: sequence + 1 });
  await liar.report({ kind: 'events', entries: [{ at: now, level: 'error', source: 'x', code: null, message: 'y' }], suppressed: 0 });
  expect(await executionIs(id, 'running')).toEqual(running);
  go();
  expect(await executionIs(id, 'completed')).toMatchObject({ output_tail: 'de verdad\n', reason: null });
});

test('who watches one machine hears of no other, and a reader without the right is cut off', async () => {
  const [seen, other] = [await machine(), await machine()];
  const id = (await restart(technician, other)).body.data.execution.execution_id as string;
  await executionIs(id, 'completed');
  const clientAdmin = await signIn(worker, world.who.client_admin);
  const watch = async (by: ApiClient, at: TestAgent, of = at) => {
    const { ticket } = (await by.send('POST', `/api/assets/${of.enrolled.agent_id}/live`)).body.data;
    const socket = new WebSocket(`${worker.url.replace('http', 'ws')}/api/assets/${at.enrolled.agent_id}/live?ticket=${encodeURIComponent(ticket)}`);
    const heard: string[] = [];
    let closed: number | null = null;
    socket.on('message', (data: Buffer) => heard.push(data.toString()));
    socket.on('close', (code: number) => (closed = code));
    socket.on('error', () => (closed ??= 0));
    return { socket, heard, closed: () => closed, open: () => waitFor('the socket', async () => heard.length > 0) };
  };
  const staff = await watch(technician, seen);
  await staff.open();
  staff.socket.send(JSON.stringify({ type: 'follow', execution_id: id, offset: 0 }));
  const client = await watch(clientAdmin, seen);
  await client.open();
  client.socket.send(JSON.stringify({ type: 'follow', execution_id: id, offset: 0 }));
  await waitFor('the client to be cut off', async () => client.closed() !== null);
  // The ticket of one machine opens no other.
  const crossed = await watch(technician, seen, other);
  await waitFor('the crossed ticket to be refused', async () => crossed.closed() !== null);
  expect(crossed.heard).toEqual([]);
  await restart(technician, seen);
  await waitFor('the own machine to be heard', async () => staff.heard.some((text) => text.includes('"execution"')));
  expect(staff.heard.join('')).not.toContain(id);
  staff.socket.terminate();
});

test('a machine that greets under another name again and again, or prints for no command, is asked for a pause and told to few', async () => {
  const [greets, prints] = [await machine(), await machine()];
  const hello = (n: number) => ({ type: 'hello', protocol: 2, agent_version: '1', platform: 'linux', hostname: `nombre-${n}`, boot_id: null, spool_id: randomUUID(), clock: new Date().toISOString(), last_sequence: 0, inventory: {}, commands: [] });
  for (let n = 0; n < 100; n++) greets.say(hello(n));
  await waitFor('the pause', async () => greets.closed !== null);
  expect(greets.closed).toBe(CLOSE.tooMany);
  const [{ presence_revision: revision }] = await owner.query<Loose>('select presence_revision from assets where asset_id = $1', [greets.enrolled.agent_id]);
  expect(Number(revision)).toBeLessThanOrEqual(62);
  const nothing = { type: 'command.output', execution_id: randomUUID(), offset: 0, stream: 'stdout', data: btoa('nada') };
  for (let n = 0; n < 1300; n++) prints.say(nothing);
  await waitFor('the other pause', async () => prints.closed !== null);
  expect(prints.closed).toBe(CLOSE.tooMany);
});

test('what machines are told of the command keys holds no private half', async () => {
  const agent = await machine();
  const announced = agent.enrolled.command_keys as { key_id: string; public_key: string; private_key?: string }[];
  expect(announced.length).toBeGreaterThan(0);
  for (const key of announced) expect(Object.keys(key).filter((name) => !['key_id', 'public_key', 'endorsed'].includes(name))).toEqual([]);
});

test('who knows the public key of a machine, or holds a token that is over, writes nothing into its row and little anywhere', async () => {
  const victim = await machine();
  const rowOf = async () => (await owner.query<Loose>('select to_jsonb(a) - array[\'last_seen_at\', \'presence_revision\'] as row from assets a where asset_id = $1', [victim.enrolled.agent_id]))[0]!.row;
  const before = await rowOf();
  const register = (token: string, hostname: string) => call(worker, 'POST', '/api/agents/register', {
    body: { enrollment_token: token, public_key: victim.enrolled.key.public_key, proof: 'A'.repeat(86), hardware_info: { hostname, platform: 'linux', agent_version: '9' } },
  });
  expect((await register('no-such-token-0000', 'ajena')).status).toBe(401);
  expect((await register(world.enrolment_secret('a1'), 'ajena')).status).toBe(401);
  expect(await rowOf()).toEqual(before);
  await owner.query(`update agent_enrollment_tokens set expires_at = now() - interval '1 minute' where token_id = $1`, [world.enrolment_token.a2]);
  // As if the token had been tried so often already.
  await owner.query(`insert into rate_counters (bucket, window_start, hits) values ('enrol-repeat:' || $1, date_bin('10 minutes', now(), timestamptz '2020-01-01'), 198), ('enrol-repeat:' || $1, date_bin('10 minutes', now(), timestamptz '2020-01-01') + interval '10 minutes', 198)`, [world.enrolment_token.a2]);
  const statuses: number[] = [];
  for (let n = 0; n < 6; n++) statuses.push((await register(world.enrolment_secret('a2'), `ajena-${n}`)).status);
  expect(statuses).toEqual([401, 401, 429, 429, 429, 429]);
  expect(await owner.query(`select 1 from enrollment_attempts where hostname like 'ajena-%'`)).toHaveLength(2);
});
