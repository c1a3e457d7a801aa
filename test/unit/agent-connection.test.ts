// How an agent stays in touch: what it does for each refusal and close code, through proxies, without WebSockets, and with what it owes.
import { writeFileSync } from 'node:fs';
import { createServer, connect, type Server } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startAgent, type Running } from '../../agent/agent.ts';
import type { Platform } from '../../agent/collect/collector.ts';
import type { Timings } from '../../agent/connection.ts';
import { enroll } from '../../agent/enroll.ts';
import { serverOf } from '../../agent/http.ts';
import { machineKey, readIdentity } from '../../agent/identity.ts';
import type { Log } from '../../agent/log.ts';
import { policyFile } from '../../agent/policy.ts';
import type { Self } from '../../agent/session.ts';
import { CLOSE } from '../../durable-objects/protocol/limits.ts';
import { Hardware, Neighbours, Network, OperatingSystem, Sample, Security, Services, Software, Volumes, type EventEntry } from '../../durable-objects/protocol/inventory.ts';
import { makeStateDir, removeStateDir } from '../support/agent-process.ts';
import { FakeServer, endorsed, makeKey } from '../support/fake-server.ts';
import { waitFor } from '../support/wait-for.ts';

vi.setConfig({ testTimeout: 20_000 });
const QUICK: Partial<Timings> = { pingMs: 100, welcomeMs: 300, upgradesMax: 2, webSocketAgainMs: 600_000, backoff: { baseMs: 10, maxMs: 20, stableMs: 30_000 }, supersededMs: 20, unauthorisedMs: 50, pauseMs: 20 };
const EMPTY = {
  hardware: Hardware.parse({ manufacturer: 'Invented', memory_modules: [] }), os: OperatingSystem.parse({ platform: 'linux', name: 'Invented OS', hostname: 'pc-1.example' }), software: Software.parse([]), services: Services.parse([]),
  network: Network.parse([]), security: Security.parse({}), volumes: Volumes.parse([]), neighbours: Neighbours.parse([]),
};
let say: ((entries: EventEntry[]) => void) | null = null;
const calls: string[] = [];
const platform: Platform = {
  name: 'linux',
  inventory: { hardware: async () => EMPTY.hardware, os: async () => EMPTY.os, software: async () => EMPTY.software, services: async () => EMPTY.services, network: async () => EMPTY.network, security: async () => EMPTY.security, volumes: async () => EMPTY.volumes, neighbours: async () => EMPTY.neighbours },
  sample: async () => Sample.parse({ at: new Date().toISOString(), cpu: 5, memory: 50 }),
  watchEvents: (onEntries) => {
    say = onEntries;
    return () => { say = null; };
  },
  controlService: async (name, action) => {
    calls.push(`${action} ${name}`);
    return { ok: name !== 'missing', message: `${action} ${name}` };
  },
  reboot: async (delay) => {
    calls.push(`reboot in ${delay}`);
    return { ok: true, message: 'scheduled' };
  },
  enrolmentFacts: async () => ({ hostname: 'pc-1.example', platform: 'linux', serial: null, uuid: null, manufacturer: null, model: null, mac_addresses: [] }),
};

let server: FakeServer;
let stateDir: string;
let running: Running[] = [];
let events: string[] = [];
const keep = (event: string, fields: object = {}): void => void events.push(`${event} ${JSON.stringify(fields)}`);
const log: Log = { info: keep, warn: keep, error: keep };

beforeEach(async () => {
  server = await new FakeServer().start();
  stateDir = makeStateDir();
  running = [];
  events = [];
  calls.length = 0;
});
afterEach(async () => {
  await Promise.all(running.map((agent) => agent.stop('stop')));
  await server.stop();
  removeStateDir(stateDir);
});

async function enrolled(proxy: string | null = null): Promise<Self> {
  const target = serverOf(server.origin, proxy);
  if (typeof target === 'string') throw new Error(target);
  const done = await enroll(target, server.token, await platform.enrolmentFacts(), stateDir);
  if (!done.ok) throw new Error(done.message);
  return { stateDir, server: target, key: machineKey(stateDir), identity: done.identity };
}
async function online(self?: Self, timings: Partial<Timings> = {}, protocolMax?: number): Promise<Running> {
  const agent = startAgent(self ?? (await enrolled()), platform, log, { timings: { ...QUICK, ...timings }, ...(protocolMax ? { protocolMax } : {}) });
  running.push(agent);
  await waitFor('the agent to be online', async () => agent.status().is_online);
  return agent;
}
const finished = (id: string) => waitFor('the end', async () => server.execution(id).finished[0]);

test('a wrong token is refused with a sentence and nothing is kept', async () => {
  const target = serverOf(server.origin, null);
  if (typeof target === 'string') throw new Error(target);
  expect(await enroll(target, 'wrong', await platform.enrolmentFacts(), stateDir)).toEqual({ ok: false, mayPass: false, message: 'enrollment_refused (enrollment_refused)' });
  expect(readIdentity(stateDir)).toBeNull();
});
test('a stale credential is renewed by the key, and the agent comes online without anybody', async () => {
  const self = await enrolled();
  server.withdrawCredentials();
  await online(self);
  expect(server.requests).toContain('POST /api/agents/session');
  expect(readIdentity(stateDir)!.credential).toBe(self.identity.credential);
});
test('an identity that is refused after its renewal waits long, and comes back when the server takes it again', async () => {
  const self = await enrolled();
  server.behaviour.credentials = 'none';
  server.withdrawCredentials();
  server.behaviour.credentials = 'none';
  const agent = startAgent(self, platform, log, { timings: QUICK });
  running.push(agent);
  await waitFor('the long wait', async () => server.requests.filter((line) => line === 'UPGRADE').length >= 2);
  expect(agent.status().is_online).toBe(false);
  server.behaviour.credentials = 'any';
  await waitFor('online', async () => agent.status().is_online);
});
test.each([['revoked', CLOSE.revoked, 'revoked'], ['retired', CLOSE.revoked, 'retired'], ['upgrade_required', CLOSE.upgradeRequired, '']])('a machine that is told %s stays away for good', async (why, code, reason) => {
  const agent = await online();
  const before = server.requests.length;
  server.closeWith(code, reason);
  expect(await agent.ended).toBe(why);
  expect(server.requests.length).toBe(before);
});
test('an agent whose program goes says so, and ends for good when the server has the word', async () => {
  const pids: number[] = [];
  server.behaviour.acksEnds = false;
  const agent = startAgent(await enrolled(), platform, log, { timings: QUICK, removal: { way: 'deb', begin: async (pid) => {
    pids.push(pid);
    return { ok: true, message: 'the program is taken away by dpkg' };
  } } });
  running.push(agent);
  await waitFor('the agent to be online', async () => agent.status().is_online);
  expect(server.hellos[0]!.features).toContain('uninstall');
  const id = await server.run(null, { kind: 'uninstall' });
  expect(await finished(id)).toMatchObject({ status: 'completed', exit_code: 0, message: 'the program is taken away by dpkg' });
  expect([pids, agent.status().is_online]).toEqual([[process.pid], true]);
  server.send({ type: 'command.ack', execution_id: id });
  expect(await agent.ended).toBe('removed');
  expect(server.frames.at(-1)).toEqual({ type: 'goodbye', reason: 'uninstall' });
});
test('an agent that cannot take its program away does not offer it, says why when asked, and stays', async () => {
  const agent = await online();
  expect(server.hellos[0]!.features).not.toContain('uninstall');
  expect(await finished(await server.run(null, { kind: 'uninstall' }))).toMatchObject({ status: 'failed', reason: 'system_refused', message: expect.stringContaining('by hand') });
  writeFileSync(policyFile(stateDir), JSON.stringify({ refuse_kinds: ['uninstall'] }));
  expect(await finished(await server.run(null, { kind: 'uninstall' }))).toMatchObject({ status: 'refused', reason: 'local_policy' });
  expect(agent.status().is_online).toBe(true);
});
test('a superseded agent comes back only after its pause, others after their back-off', async () => {
  const agent = await online();
  for (const code of [CLOSE.superseded, CLOSE.badFrame, CLOSE.tooLarge, CLOSE.tooMany, CLOSE.unauthorised, 1012]) {
    const hellos = server.hellos.length;
    server.closeWith(code);
    await waitFor(`coming back after ${code}`, async () => server.hellos.length > hellos && agent.status().is_online);
  }
  expect(events.some((line) => line.includes('another program uses'))).toBe(true);
  expect(new Set(server.hellos.map((hello) => hello.boot_id)).size).toBe(1);
});
test('two pings without an answer end a dead connection', async () => {
  await online();
  server.behaviour.answersPing = false;
  const hellos = server.hellos.length;
  await waitFor('a new connection', async () => server.hellos.length > hellos);
  expect(events.some((line) => line.startsWith('connection_silent'))).toBe(true);
});
test('where upgrades are answered by something else the long poll carries everything, orders too', async () => {
  server.behaviour.upgrades = 'blocked';
  const agent = await online();
  expect(agent.status()).toMatchObject({ transport: 'long-poll', protocol: 1 });
  const id = await server.run('echo over; echo poll; head -c 200000 /dev/zero');
  const end = await finished(id);
  expect(end).toMatchObject({ status: 'completed', output_bytes: 200_010 });
  expect(server.hashOf(id)).toBe(end.output_sha256);
  await waitFor('readings', async () => server.records('metrics').length > 0);
  await waitFor('everything to be acknowledged', async () => agent.status().queue.records === 0 && agent.status().commands.unacknowledged === 0);
});
test('a server that opens sockets and says nothing counts as one without WebSockets, and is tried again later', async () => {
  server.behaviour.upgrades = 'mute';
  const agent = await online(undefined, { webSocketAgainMs: 200 });
  expect(agent.status().transport).toBe('long-poll');
  server.behaviour.upgrades = 'ok';
  await waitFor('a WebSocket', async () => agent.status().transport === 'websocket' && agent.status().is_online);
});
test('an agent of the protocol before speaks with this server in text frames', async () => {
  await online(undefined, {}, 1);
  expect(server.hellos[0]!.protocol).toBe(1);
  const id = await server.run('echo one; echo two >&2');
  expect(await finished(id)).toMatchObject({ status: 'completed' });
  expect(server.frames.some((frame) => frame.type === 'command.output')).toBe(true);
  server.send({ type: 'live', every_s: 1, for_s: 5 });
  const again = await server.run('true');
  await finished(again);
  expect(server.frames.some((frame) => frame.type === 'sample')).toBe(false);
});
test('a proxy is asked with CONNECT for the requests and for the WebSocket', async () => {
  const asked: string[] = [];
  const proxy: Server = createServer((client) => {
    client.on('error', () => {});
    client.once('data', (head) => {
      const target = /^CONNECT ([\d.]+):(\d+) HTTP/.exec(head.toString('latin1'));
      asked.push(head.toString('latin1').split('\r\n')[0]!);
      if (!target) {
        client.end('HTTP/1.1 405 Method Not Allowed\r\n\r\n');
        return;
      }
      const upstream = connect(Number(target[2]), target[1]!, () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      upstream.on('error', () => client.destroy());
      client.on('close', () => upstream.destroy());
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  const agent = await online(await enrolled(`http://127.0.0.1:${typeof address === 'object' ? address!.port : 0}`));
  // Register, challenge and the socket itself, none of them beside the proxy.
  expect(asked).toEqual([`CONNECT ${new URL(server.origin).host} HTTP/1.1`, `CONNECT ${new URL(server.origin).host} HTTP/1.1`, `CONNECT ${new URL(server.origin).host} HTTP/1.1`]);
  await agent.stop('stop');
  await new Promise<void>((resolve) => proxy.close(() => resolve()));
});
test('records wait for their acknowledgement and come again over the next connection', async () => {
  server.behaviour.acksData = false;
  const agent = await online();
  await waitFor('the first records', async () => server.records('inventory').length === 7 && server.records('metrics').length >= 1);
  expect(agent.status().queue.records).toBeGreaterThanOrEqual(8);
  server.frames = [];
  server.behaviour.acksData = true;
  server.dropSockets();
  await waitFor('all of them again', async () => server.records('inventory').length === 7);
  await waitFor('nothing to wait', async () => agent.status().queue.records === 0);
});
test('inventory travels when it changed or is wanted, not otherwise', async () => {
  const agent = await online();
  await waitFor('the first round', async () => server.records('inventory').length === 7 && agent.status().queue.records === 0);
  server.frames = [];
  const id = await server.run(null);
  expect(await finished(id)).toMatchObject({ status: 'completed', message: '7 classes read, 0 changed' });
  expect(server.records('inventory')).toEqual([]);
  server.send({ type: 'want', classes: ['hardware'] });
  await waitFor('the wanted class', async () => server.records('inventory').length === 1);
  expect(server.hellos.length).toBe(1);
  server.dropSockets();
  await waitFor('a second hello', async () => server.hellos[1]);
  expect(Object.keys(server.hellos[1]!.inventory)).toHaveLength(7);
});
test('events are sent as they happen, a storm is cut and counted', async () => {
  server.behaviour.config = { events: true };
  await online();
  await waitFor('the watcher', async () => say !== null);
  const entry: EventEntry = { at: new Date().toISOString(), level: 'error', source: 'invented', code: null, message: 'x' };
  for (let i = 0; i < 5; i++) say!(Array.from({ length: 100 }, () => entry));
  say!([entry]);
  await waitFor('the events', async () => server.records('events').length >= 3);
  const sent = server.records('events').reduce((sum, { record }) => sum + (record.kind === 'events' ? record.entries.length : 0), 0);
  expect(sent).toBe(100);
});
test('what is beside a machine is told to a server that asks for it, and never named in a greeting: an older one would not take it', async () => {
  server.behaviour.config = { neighbours_s: 86_400 };
  const agent = await online();
  await waitFor('the list', async () => server.records('inventory').some(({ record }) => record.kind === 'inventory' && record.class === 'neighbours'));
  server.dropSockets();
  await waitFor('the next greeting', async () => server.hellos.length > 1 && agent.status().is_online);
  expect(Object.keys(server.hellos[1]!.inventory)).not.toContain('neighbours');
  expect(await finished(await server.run(null))).toMatchObject({ message: expect.stringMatching(/^8 classes read/) });
});
test('somebody who watches sees readings that nobody keeps', async () => {
  await online();
  server.send({ type: 'live', every_s: 1, for_s: 2 });
  await waitFor('readings', async () => server.frames.filter((frame) => frame.type === 'sample').length >= 2);
});
test('an order is judged by the server\'s clock, however wrong the machine\'s is', async () => {
  server.behaviour.clockMs = 3 * 86_400_000;
  const agent = await online();
  const id = await server.run('date -u +%Y');
  const end = await finished(id);
  expect(end.status).toBe('completed');
  // Told by its own clock; the hello says how far that is off.
  expect(Math.abs(Date.parse(end.finished_at) - Date.now())).toBeLessThan(10_000);
  expect(agent.status().clock_offset_ms).toBeGreaterThan(2 * 86_400_000);
  const stale = await server.run('echo never', { not_after: new Date(Date.now() + 86_400_000).toISOString() });
  expect(await finished(stale)).toMatchObject({ status: 'refused', reason: 'stale', started_at: null });
});
test('the same order delivered again runs once and is answered from the record', async () => {
  await online();
  const { id, ...frame } = await server.order(`echo ran >> ${stateDir}/marks; sleep 0.2`);
  for (let i = 0; i < 3; i++) server.send(frame);
  await finished(id);
  server.send(frame);
  await waitFor('the answer to the repeat', async () => server.execution(id).finished.length >= 2);
  const other = await server.order(`echo ran >> ${stateDir}/marks`, { sequence: server.sequence });
  const { id: otherId, ...otherFrame } = other;
  server.send(otherFrame);
  expect(await finished(otherId)).toMatchObject({ status: 'refused', reason: 'repeated' });
  const { readFileSync } = await import('node:fs');
  expect(readFileSync(`${stateDir}/marks`, 'utf8')).toBe('ran\n');
  expect(server.execution(id).started).toBeGreaterThanOrEqual(1);
});
test('an unsigned or altered order is answered with its reason and starts nothing', async () => {
  await online();
  const stranger = makeKey('k1');
  const first = await server.run(`touch ${stateDir}/no`, {}, {}, {}, stranger);
  const second = await server.run(`touch ${stateDir}/no`, {}, {}, { script: `touch ${stateDir}/other` });
  expect(await finished(first)).toMatchObject({ status: 'refused', reason: 'bad_signature' });
  expect(await finished(second)).toMatchObject({ status: 'refused', reason: 'script_hash' });
  // A forged order uses up no sequence.
  const good = await server.run('echo fine', { sequence: server.sequence - 1 });
  expect(await finished(good)).toMatchObject({ status: 'completed' });
  const { existsSync } = await import('node:fs');
  expect([existsSync(`${stateDir}/no`), existsSync(`${stateDir}/other`)]).toEqual([false, false]);
});
test('an end whose acknowledgement was lost is said again over the next connection, with its output', async () => {
  server.behaviour.acksEnds = false;
  server.behaviour.acksOutput = false;
  const agent = await online();
  const id = await server.run('seq 1 1000');
  await finished(id);
  server.executions.clear();
  server.behaviour.acksEnds = server.behaviour.acksOutput = true;
  server.dropSockets();
  const end = await finished(id);
  expect(end.output_bytes).toBe(3893);
  expect(server.hashOf(id)).toBe(end.output_sha256);
  await waitFor('nothing owed', async () => agent.status().commands.unacknowledged === 0);
});
test('a cancelled order ends, whether it runs or waits', async () => {
  server.behaviour.config = { script_concurrency: 1 };
  await online();
  const first = await server.run('echo on; sleep 1000');
  const second = await server.run('echo never');
  await waitFor('output of the first', async () => server.execution(first).bytes === 3);
  // A start says that an order was received, too; one that waits in its lane says so alone.
  await waitFor('the second to be taken', async () => server.execution(second).received === 1);
  expect(server.execution(first)).toMatchObject({ received: 0, started: 1 });
  server.send({ type: 'cancel', execution_id: second });
  expect(await finished(second)).toMatchObject({ status: 'cancelled', started_at: null });
  server.send({ type: 'cancel', execution_id: first });
  expect(await finished(first)).toMatchObject({ status: 'cancelled', output_bytes: 3 });
});
test('services and restarts go through the system, and say what it said', async () => {
  await online();
  const order = (kind: 'service' | 'reboot', args: object) => server.run(null, { kind }, args);
  expect(await finished(await order('service', { service: { name: 'spooler', action: 'restart' } }))).toMatchObject({ status: 'completed', message: 'restart spooler' });
  expect(await finished(await order('service', { service: { name: 'missing', action: 'stop' } }))).toMatchObject({ status: 'failed', reason: 'system_refused' });
  // Room for the answer to leave before the machine does.
  expect(await finished(await order('reboot', { reboot: { delay_s: 0, message: 'maintenance' } }))).toMatchObject({ status: 'completed' });
  expect(calls).toEqual(['restart spooler', 'stop missing', 'reboot in 5']);
});
test('keys change only with one that is known, and the old ones keep working until then', async () => {
  const agent = await online();
  const [first, second] = server.keys;
  server.keys = [makeKey('thief'), makeKey('thief2')];
  server.send({ type: 'config', config: server.config });
  expect(await finished(await server.run('echo no'))).toMatchObject({ status: 'refused', reason: 'unknown_key' });
  // Whoever holds the channel knows the public half of the pinned keys, too.
  const thief = makeKey('thief');
  for (const beside of [thief, await endorsed(thief, thief)]) {
    server.keys = [second!, beside];
    server.send({ type: 'config', config: server.config });
    expect(await finished(await server.run('echo no', {}, {}, {}, thief))).toMatchObject({ status: 'refused', reason: 'unknown_key' });
  }
  server.keys = [second!, await endorsed(makeKey('k3'), second!)];
  server.send({ type: 'config', config: server.config });
  expect(await finished(await server.run('echo yes', {}, {}, {}, server.keys[1]))).toMatchObject({ status: 'completed' });
  expect(await finished(await server.run('echo no', {}, {}, {}, first))).toMatchObject({ status: 'refused', reason: 'unknown_key' });
  expect(readIdentity(stateDir)!.command_keys.map((key) => key.key_id)).toEqual(['k2', 'k3']);
  expect(agent.status().is_online).toBe(true);
});
test('frames this version does not know are passed over', async () => {
  const agent = await online();
  for (const socket of server.sockets) for (const text of ['{"type":"tunnel.open","port":1}', 'nonsense', '[]', 'null', '{"type":"ack","n":-1}']) socket.send(text);
  expect(await finished(await server.run('echo fine'))).toMatchObject({ status: 'completed' });
  expect(agent.status().is_online).toBe(true);
  expect(server.hellos).toHaveLength(1);
});
