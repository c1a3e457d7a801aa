// One machine's object in the real runtime: sockets, polls, viewers, eviction, R2 and queues, without anything else of the product.
import { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { TestHarness } from 'wrangler';
import { encodeOutput } from '../../durable-objects/protocol/agent-frames.ts';
import { Envelope, signedBytes, verifies } from '../../durable-objects/protocol/envelope.ts';
import type { AgentObject, CommandOrder, ObjectConfig } from '../../durable-objects/protocol/fleet.ts';
import { waitFor } from '../support/wait-for.ts';

// Loaded by Node itself: vitest would resolve it with the Worker's conditions.
const require = createRequire(import.meta.url);
const { WebSocket } = require('ws') as typeof import('ws');

/** What the object says, in any shape. */
type Said = Record<string, unknown> & { type: string };
/** One machine of the test: every test has its own object. */
interface Machine {
  client_id: string;
  asset_id: string;
}

const client = '10000000-0000-4000-8000-000000000001';
const pair = generateKeyPairSync('ed25519');
const commandKey = { key_id: 'k1', private_key: pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'), public_key: pair.publicKey.export({ format: 'jwk' }).x! };
const machineKey = 'k'.repeat(43);
const root = fileURLToPath(new URL('../../', import.meta.url));

/** Speaks to the object as the worker does, and keeps what reaches the queues. */
const DOOR = `
export { AgentSession } from ${JSON.stringify(join(root, 'durable-objects/agent-session.ts'))};
const heard = [];
const stubOf = (env, { client_id, asset_id }) => env.AGENT_SESSION.get(env.AGENT_SESSION.idFromName(client_id + '/' + asset_id));
const plain = (key, value) => value instanceof Uint8Array ? { base64: value.toBase64 ? value.toBase64() : btoa(Array.from(value, (b) => String.fromCharCode(b)).join('')) } : value;
export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    if (url.pathname === '/queue') return Response.json(heard.filter((message) => message.asset_id === url.searchParams.get('asset')));
    if (url.pathname === '/rpc') {
      const { machine, method, args } = await request.json();
      try {
        return new Response(JSON.stringify({ value: await stubOf(env, machine)[method](...args) ?? null }, plain));
      } catch (fault) {
        return Response.json({ fault: String(fault) }, { status: 500 });
      }
    }
    const headers = new Headers(request.headers);
    return stubOf(env, JSON.parse(headers.get('X-Machine'))).fetch('https://agent/connect', { headers });
  },
  async queue(batch) {
    for (const message of batch.messages) heard.push(message.body);
  },
};`;
const CONFIG = `
name = "object-door"
main = "door.js"
compatibility_date = "2026-10-20"
compatibility_flags = ["nodejs_compat"]
[[r2_buckets]]
binding = "ATTACHMENTS"
bucket_name = "attachments"
[[queues.producers]]
binding = "FLEET_CHANGES"
queue = "changes"
[[queues.producers]]
binding = "FLEET_DATA"
queue = "data"
[[queues.consumers]]
queue = "changes"
max_batch_timeout = 0
[[queues.consumers]]
queue = "data"
max_batch_timeout = 0
[[durable_objects.bindings]]
name = "AGENT_SESSION"
class_name = "AgentSession"
[exports.AgentSession]
type = "durable-object"
storage = "sqlite"
`;

let dir: string;
let harness: TestHarness;
let url: string;
const sockets: InstanceType<typeof WebSocket>[] = [];

beforeAll(async () => {
  process.env.WRANGLER_SEND_METRICS = 'false';
  process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false';
  process.env.WRANGLER_LOG ??= 'none';
  const { createTestHarness } = require('wrangler') as typeof import('wrangler');
  dir = mkdtempSync(join(tmpdir(), 'lanet-object-'));
  writeFileSync(join(dir, 'door.js'), DOOR);
  writeFileSync(join(dir, 'wrangler.toml'), CONFIG);
  harness = createTestHarness({ root: dir, workers: [{ configPath: join(dir, 'wrangler.toml'), secrets: { COMMAND_KEYS: JSON.stringify([commandKey]) } }] });
  url = (await harness.listen()).url.origin;
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
});
afterAll(async () => {
  await harness?.close();
  rmSync(dir, { recursive: true, force: true });
});

async function rpc<M extends keyof AgentObject>(machine: Machine, method: M, ...args: unknown[]): Promise<Awaited<ReturnType<AgentObject[M]>>> {
  const { value, fault } = (await (await fetch(`${url}/rpc`, { method: 'POST', body: JSON.stringify({ machine, method, args }) })).json()) as { value: Awaited<ReturnType<AgentObject[M]>>; fault?: string };
  if (fault !== undefined) throw new Error(fault);
  return value;
}
const queued = async (machine: Machine): Promise<Said[]> => (await (await fetch(`${url}/queue?asset=${machine.asset_id}`)).json()) as Said[];

const configOf = (machine: Machine, more: Partial<ObjectConfig> = {}): ObjectConfig => ({
  revision: 1, ...machine, site_id: client, status: 'active', public_key: machineKey, rules: [], allowed_networks: [],
  agent: { revision: 1, metrics_s: 300, services_s: 600, security_s: 3600, inventory_s: 86_400, events: true, script_concurrency: 2, command_keys: [], is_held: false }, ...more,
});
async function machineOf(more: Partial<ObjectConfig> = {}): Promise<Machine> {
  const machine = { client_id: client, asset_id: randomUUID() };
  await rpc(machine, 'configure', configOf(machine, more));
  return machine;
}
const orderOf = (machine: Machine, more: Partial<CommandOrder> = {}): CommandOrder => ({
  ...machine, execution_id: randomUUID(), kind: 'script', lane: 'script', script_type: 'bash', script: 'echo', script_sha256: '0'.repeat(64), version_id: null, arguments: '{"args":[],"env":{}}', run_as: 'user',
  limits: { timeout_s: 60, output_bytes: 64 * 1024 * 1024, memory_bytes: null, processes: null }, requested_by: { user_id: client, name: 'Ana' }, approved_by: null, approval_sha256: null,
  authorised_at: new Date().toISOString(), expires_at: new Date(Date.now() + 3_600_000).toISOString(), ...more,
});

interface Line {
  status: number;
  code: string;
  heard: Said[];
  closed: number | null;
  socket: InstanceType<typeof WebSocket>;
  say(frame: unknown): void;
  hear(type: string, many?: number): Promise<Said>;
}
/** An upgrade with these headers, settled: open or refused. */
async function open(machine: Machine, headers: Record<string, string>): Promise<Line> {
  // A client that offers no subprotocol refuses an answer that names one.
  const socket = new WebSocket(url.replace('http', 'ws'), headers['X-Agent-Identity'] ? ['lanet.agent.2', 'lanet.agent.1'] : [], { headers: { 'X-Machine': JSON.stringify(machine), ...headers } });
  sockets.push(socket);
  const heard: Said[] = [];
  const line: Line = {
    status: 0, code: '', heard, closed: null, socket, say: (frame) => socket.send(JSON.stringify(frame)),
    hear: (type, many = 1) => waitFor(`${many} ${type}`, async () => heard.filter((message) => message.type === type)[many - 1]),
  };
  socket.on('message', (data: Buffer) => data.toString() !== 'pong' && heard.push(JSON.parse(data.toString()) as Said));
  socket.on('close', (code: number) => (line.closed = code));
  socket.on('error', () => (line.status ||= 599));
  socket.on('open', () => (line.status = 101));
  socket.on('unexpected-response', (_request, response) => {
    let text = '';
    response.on('data', (piece: Buffer) => (text += piece.toString()));
    response.on('end', () => {
      line.code = (JSON.parse(text) as { code: string }).code;
      line.status = response.statusCode ?? 0;
    });
  });
  await waitFor('an answer to the upgrade', async () => line.status > 0);
  return line;
}
const identityOf = (machine: Machine, protocol = 2) => ({ ...machine, public_key: machineKey, address: '192.0.2.7', protocol });
const connect = (machine: Machine, more: Record<string, unknown> = {}, challenge: string = randomUUID()): Promise<Line> =>
  open(machine, { 'X-Agent-Identity': JSON.stringify({ ...identityOf(machine), ...more }), 'X-Challenge-Id': challenge });
const helloOf = (more: object = {}) => ({
  type: 'hello', protocol: 2, agent_version: '1.0.0', platform: 'linux', hostname: 'pc-01', boot_id: '70000000-0000-4000-8000-000000000007', spool_id: '80000000-0000-4000-8000-000000000008', clock: new Date().toISOString(),
  last_sequence: 0, inventory: {}, commands: [], ...more,
});
async function greet(machine: Machine, more: object = {}, identity: Record<string, unknown> = {}): Promise<Line> {
  const line = await connect(machine, identity);
  line.say(helloOf(more));
  await line.hear('welcome');
  return line;
}
const watch = (machine: Machine, mayReadOutput = true, ticket: string = randomUUID()): Promise<Line> =>
  open(machine, { 'X-Asset-Viewer': JSON.stringify({ user_id: client, ...machine, may_read_output: mayReadOutput }), 'X-Ticket-Id': ticket });
const envelopeOf = (command: Said): Envelope => Envelope.parse(JSON.parse(String(command.envelope)));
const endOf = ({ execution_id, sequence }: Envelope, bytes: Uint8Array) => ({
  type: 'command.finished', execution_id, sequence, status: 'completed', exit_code: 0, started_at: new Date().toISOString(), finished_at: new Date().toISOString(), duration_ms: 1, output_bytes: bytes.byteLength,
  output_sha256: createHash('sha256').update(bytes).digest('hex'),
});
const outputOf = async (machine: Machine, executionId: string): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  for (let offset = 0; ; ) {
    const page = (await rpc(machine, 'output', executionId, offset, 2_000_000))!;
    pieces.push(...page.chunks.map(({ data }) => Buffer.from((data as unknown as { base64: string }).base64, 'base64')));
    offset = page.next_offset;
    if (offset >= page.total) return Buffer.concat(pieces);
  }
};
/** As a real agent does: at most eight pieces ahead of what was acknowledged. */
async function print(line: Line, executionId: string, bytes: Uint8Array, pieceBytes = 64 * 1024): Promise<void> {
  const acked = (): number => line.heard.reduce((most, frame) => (frame.type === 'output.ack' ? Math.max(most, Number(frame.next_offset)) : most), 0);
  for (let offset = 0; offset < bytes.byteLength; offset += pieceBytes) {
    if (offset - acked() >= 8 * pieceBytes) await waitFor('room in the window', async () => offset - acked() < 8 * pieceBytes);
    line.socket.send(encodeOutput({ execution_id: executionId, offset, stream: 'stdout', data: bytes.subarray(offset, offset + pieceBytes) }));
  }
}

test('a command goes out signed, its output comes back, and every state reaches the queue', async () => {
  const machine = await machineOf();
  const line = await greet(machine);
  const order = orderOf(machine);
  const [accepted] = await rpc(machine, 'enqueue', [order]);
  expect(accepted).toMatchObject({ execution_id: order.execution_id, position: 0, is_online: true });
  const command = await line.hear('command');
  expect(await verifies(commandKey.public_key, String(command.signature), signedBytes(String(command.envelope)))).toBe(true);
  const envelope = envelopeOf(command);
  expect(envelope).toMatchObject({ execution_id: order.execution_id, agent_id: machine.asset_id, sequence: 1, not_after: order.expires_at });
  line.say({ type: 'command.received', execution_id: envelope.execution_id, sequence: 1 });
  line.say({ type: 'command.started', execution_id: envelope.execution_id, started_at: new Date().toISOString() });
  const bytes = Buffer.from('línea 1\n<b>2</b>\n');
  await print(line, envelope.execution_id, bytes);
  line.say(endOf(envelope, bytes));
  await line.hear('command.ack');
  expect(await outputOf(machine, envelope.execution_id)).toEqual(bytes);
  const states = await waitFor('the end in the queue', async () => {
    const found = (await queued(machine)).filter(({ type }) => type === 'execution').map(({ state }) => state);
    return found.includes('completed') && found;
  });
  // Steps that the end overtakes need not be told.
  expect(['delivered', 'running', 'completed'].filter((state) => states.includes(state))).toEqual(states);
});

test('an object that is evicted in the middle of an output goes on where it was', async () => {
  const machine = await machineOf();
  const line = await greet(machine);
  await rpc(machine, 'enqueue', [orderOf(machine)]);
  const envelope = envelopeOf(await line.hear('command'));
  line.say({ type: 'command.received', execution_id: envelope.execution_id, sequence: 1 });
  const bytes = randomBytes(200_000);
  await print(line, envelope.execution_id, bytes.subarray(0, 100_000), 50_000);
  await line.hear('output.ack', 2);
  await harness.getWorker().evictDurableObject('AGENT_SESSION', { name: `${machine.client_id}/${machine.asset_id}`, webSockets: 'hibernate' });
  for (const offset of [100_000, 150_000]) line.socket.send(encodeOutput({ execution_id: envelope.execution_id, offset, stream: 'stdout', data: bytes.subarray(offset, offset + 50_000) }));
  line.say(endOf(envelope, bytes));
  await line.hear('command.ack');
  expect((await outputOf(machine, envelope.execution_id)).equals(bytes)).toBe(true);
  expect((await queued(machine)).filter(({ type }) => type === 'notice')).toEqual([]);
});

test('when the runtime drops sockets and memory, a command in flight is resumed and nobody is told offline', async () => {
  const machine = await machineOf();
  const line = await greet(machine);
  await rpc(machine, 'enqueue', [orderOf(machine)]);
  const envelope = envelopeOf(await line.hear('command'));
  line.say({ type: 'command.received', execution_id: envelope.execution_id, sequence: 1 });
  const bytes = randomBytes(90_000);
  await print(line, envelope.execution_id, bytes.subarray(0, 45_000));
  await line.hear('output.ack');
  await harness.getWorker().evictDurableObject('AGENT_SESSION', { name: `${machine.client_id}/${machine.asset_id}`, webSockets: 'close' });
  const after = await greet(machine, { last_sequence: 1, commands: [{ execution_id: envelope.execution_id, sequence: 1, state: 'running', output_bytes: 90_000 }] });
  expect(after.heard[0]).toMatchObject({ type: 'welcome', commands: [{ execution_id: envelope.execution_id, is_known: true, is_final: false, next_offset: 45_000 }] });
  after.socket.send(encodeOutput({ execution_id: envelope.execution_id, offset: 45_000, stream: 'stdout', data: bytes.subarray(45_000) }));
  after.say(endOf(envelope, bytes));
  await after.hear('command.ack');
  expect((await outputOf(machine, envelope.execution_id)).equals(bytes)).toBe(true);
  expect((await queued(machine)).filter(({ type }) => type === 'presence').map(({ is_online }) => is_online)).toEqual([true]);
});

test('coming back again and again says nothing to any queue', async () => {
  const machine = await machineOf();
  const first = await greet(machine);
  await waitFor('the presence', async () => (await queued(machine)).length === 1);
  first.socket.terminate();
  for (let n = 0; n < 5; n++) (await greet(machine)).socket.terminate();
  const last = await greet(machine);
  // An end that reaches the queue shows that nothing else was on its way before it.
  await rpc(machine, 'enqueue', [orderOf(machine, { expires_at: new Date(Date.now() - 1000).toISOString() })]);
  await waitFor('the expiry', async () => (await queued(machine)).some(({ state }) => state === 'expired'));
  expect((await queued(machine)).map(({ type }) => type)).toEqual(['presence', 'execution']);
  expect(last.closed).toBeNull();
});

test('the newest connection wins, and a challenge, a stranger or an unknown machine gets none', async () => {
  const machine = await machineOf();
  const old = await greet(machine);
  const challenge = randomUUID();
  await connect(machine, {}, challenge);
  await waitFor('the old one to close', async () => old.closed === 4000);
  expect(await connect(machine, {}, challenge)).toMatchObject({ status: 401, code: 'challenge_used' });
  expect(await connect(machine, { asset_id: randomUUID() })).toMatchObject({ status: 403, code: 'foreign' });
  expect(await connect(machine, { public_key: 'x'.repeat(43) })).toMatchObject({ status: 401, code: 'credential_stale' });
  expect(await connect({ client_id: client, asset_id: randomUUID() })).toMatchObject({ status: 409, code: 'unconfigured' });
});

test('a revoked machine is cut off and learns why when it returns; a closed network is told to people', async () => {
  const machine = await machineOf();
  const line = await greet(machine);
  await rpc(machine, 'revoke');
  await waitFor('the close', async () => line.closed === 4001);
  const back = await connect(machine);
  await waitFor('the reason', async () => back.closed === 4001);
  const fenced = await machineOf({ allowed_networks: ['198.51.100.0/24'] });
  expect(await connect(fenced)).toMatchObject({ status: 403, code: 'network_refused' });
  await waitFor('the notice', async () => (await queued(fenced)).some(({ kind }) => kind === 'network_refused'));
});

test('a goodbye is offline at once', async () => {
  const machine = await machineOf();
  const line = await greet(machine);
  line.say({ type: 'goodbye', reason: 'stop' });
  await waitFor('offline', async () => (await queued(machine)).some(({ is_online, reason }) => is_online === false && reason === 'goodbye_stop'));
  expect((await rpc(machine, 'presence')).is_online).toBe(false);
});

test('a viewer joins in the middle and has the output from its first byte to its end', async () => {
  const machine = await machineOf();
  const line = await greet(machine);
  await rpc(machine, 'enqueue', [orderOf(machine)]);
  const envelope = envelopeOf(await line.hear('command'));
  const bytes = randomBytes(3_000_000);
  line.say({ type: 'command.received', execution_id: envelope.execution_id, sequence: 1 });
  await print(line, envelope.execution_id, bytes.subarray(0, 2_500_000), 50_000);
  await line.hear('output.ack', 50);
  const viewer = await watch(machine);
  expect(await viewer.hear('hello')).toMatchObject({ presence: { is_online: true } });
  expect(await line.hear('live')).toMatchObject({ every_s: 2 });
  viewer.say({ type: 'follow', execution_id: envelope.execution_id, offset: 0 });
  const more = await viewer.hear('output.more');
  viewer.say({ type: 'follow', execution_id: envelope.execution_id, offset: more.next_offset });
  for (let offset = 2_500_000; offset < bytes.byteLength; offset += 50_000) line.socket.send(encodeOutput({ execution_id: envelope.execution_id, offset, stream: 'stderr', data: bytes.subarray(offset, offset + 50_000) }));
  line.say(endOf(envelope, bytes));
  expect(await viewer.hear('output.end')).toMatchObject({ total: bytes.byteLength });
  const seen = Buffer.alloc(bytes.byteLength);
  for (const message of viewer.heard) if (message.type === 'output') Buffer.from(String(message.data), 'base64').copy(seen, Number(message.offset));
  expect(seen.equals(bytes)).toBe(true);
  line.say({ type: 'sample', sample: { at: new Date().toISOString(), cpu: 12, memory: 34 } });
  expect(await viewer.hear('sample')).toMatchObject({ sample: { cpu: 12 } });
});

test('a viewer without the right to output gets none, and a ticket works once', async () => {
  const machine = await machineOf();
  await greet(machine);
  const [accepted] = await rpc(machine, 'enqueue', [orderOf(machine)]);
  const ticket = randomUUID();
  const viewer = await watch(machine, false, ticket);
  expect((await watch(machine, true, ticket)).code).toBe('ticket_used');
  viewer.say({ type: 'follow', execution_id: accepted!.execution_id, offset: 0 });
  await waitFor('the close', async () => viewer.closed === 4003);
  expect((await watch({ ...machine, client_id: randomUUID() })).status).toBe(409);
});

test('a machine without WebSockets gets its command by a waiting poll and ends it by another', async () => {
  const machine = await machineOf();
  const poll = (frames: unknown[], waitMs = 0) => rpc(machine, 'poll', identityOf(machine), frames, waitMs) as Promise<{ frames: Said[]; close?: { reason: string } }>;
  expect((await poll([])).close?.reason).toBe('hello first');
  expect((await poll([helloOf({ protocol: 1 })])).frames.map(({ type }) => type)).toEqual(['welcome']);
  const waiting = poll([], 20_000);
  await waitFor('online', async () => (await rpc(machine, 'presence')).is_online);
  await rpc(machine, 'enqueue', [orderOf(machine)]);
  const said = [...(await waiting).frames, ...(await poll([])).frames];
  const envelope = envelopeOf(said.find(({ type }) => type === 'command')!);
  const bytes = Buffer.from('hecho\n');
  const answer = await poll([
    { type: 'command.received', execution_id: envelope.execution_id, sequence: 1 },
    { type: 'command.output', execution_id: envelope.execution_id, offset: 0, stream: 'stdout', data: bytes.toString('base64') }, endOf(envelope, bytes),
  ]);
  expect(answer.frames.map(({ type }) => type)).toEqual(['output.ack', 'command.ack']);
  expect(await outputOf(machine, envelope.execution_id)).toEqual(bytes);
});

test('hostile frames end their own connection and nothing else', async () => {
  const machine = await machineOf();
  const neighbour = await greet(await machineOf());
  for (const [message, code] of [['{', 4003], ['[]', 4003], [JSON.stringify({ type: 'command.finished' }), 4003], ['x'.repeat(1_100_000), 4004], [randomBytes(90_000), 4004], [Buffer.alloc(40, 9), 4003]] as const) {
    const line = await greet(machine);
    line.socket.send(message);
    await waitFor(`close ${code}`, async () => line.closed === code);
  }
  const silent = await connect(machine);
  silent.say({ type: 'goodbye', reason: 'stop' });
  await waitFor('hello first', async () => silent.closed === 4003);
  const line = await greet(machine);
  line.say({ type: 'data', n: 1, record: { kind: 'inventory', class: 'os', sha256: 'x', collected_at: 'never', content: null } });
  expect(await line.hear('ack')).toMatchObject({ n: 1 });
  line.say({ type: 'command.received', execution_id: randomUUID(), sequence: 4 });
  await waitFor('the notices', async () => {
    const kinds = (await queued(machine)).filter(({ type }) => type === 'notice').map(({ kind }) => kind);
    return kinds.includes('refused_frame') && kinds.includes('refused_record') && kinds.includes('unknown_execution');
  });
  expect([line.closed, neighbour.closed]).toEqual([null, null]);
});

test('an agent of the version before gets no frame it does not know', async () => {
  const machine = await machineOf();
  const line = await greet(machine, { protocol: 1 }, { protocol: 1 });
  await watch(machine);
  await rpc(machine, 'enqueue', [orderOf(machine)]);
  await line.hear('command');
  expect(line.heard.map(({ type }) => type)).toEqual(['welcome', 'command']);
  line.socket.send(encodeOutput({ execution_id: envelopeOf(line.heard[1]!).execution_id, offset: 0, stream: 'stdout', data: Uint8Array.of(1) }));
  await waitFor('the close', async () => line.closed === 4003);
});

test('large inventory reaches the queue by way of R2, once', async () => {
  const machine = await machineOf();
  const line = await greet(machine);
  const content = Array.from({ length: 2000 }, (_, n) => ({ name: `Programa ${n}`, version: '1.0', publisher: 'Ejemplo', installed_on: null, source: null }));
  for (const n of [1, 2]) line.say({ type: 'data', n, record: { kind: 'inventory', class: 'software', sha256: '0'.repeat(64), collected_at: new Date().toISOString(), content } });
  await line.hear('ack', 2);
  const found = await waitFor('the message', async () => (await queued(machine)).find(({ type }) => type === 'inventory'));
  expect(found).toMatchObject({ class: 'software', content: null });
  expect(String(found.r2_key)).toMatch(`inventory/${client}/${machine.asset_id}/`);
  expect((await queued(machine)).filter(({ type }) => type === 'inventory')).toHaveLength(1);
});
