// What an object makes of reports: readings placed in time, roll-ups, alerts that open once, presence, and hostile frames.
import { createHash, randomBytes } from 'node:crypto';
import { array, assert, property, uint8Array } from '../support/property.ts';
import { beforeEach, expect, test } from 'vitest';
import { admit, isAllowedFrom } from '../../durable-objects/admission.ts';
import { AgentParts } from '../../durable-objects/agent-parts.ts';
import type { FleetChange, FleetData, ObjectConfig, WatchRule } from '../../durable-objects/protocol/fleet.ts';
import { canonicalJson, type Sample } from '../../durable-objects/protocol/inventory.ts';
import { CLOSE, FRAME_BYTES_MAX, SILENCE_SECONDS } from '../../durable-objects/protocol/limits.ts';
import { readMessage } from '../../durable-objects/read-frame.ts';
import { sha256Add, sha256End, sha256Of, sha256Start } from '../../durable-objects/sha256.ts';
import { isoOf } from '../../durable-objects/sql.ts';
import { upgradeTables } from '../../durable-objects/tables.ts';
import { Wakeups } from '../../durable-objects/wakeups.ts';
import { ASSET, CLIENT, uuid } from '../support/ledger-model.ts';
import { nodeSql } from '../support/node-sql.ts';

const sql = nodeSql(upgradeTables);
const START = Date.parse('2026-03-01T10:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let parts: AgentParts;
beforeEach(() => {
  sql.reset();
  parts = new AgentParts(sql);
  parts.configure(configOf([]));
});

const configOf = (rules: Partial<WatchRule>[], more: Partial<ObjectConfig> = {}): ObjectConfig => ({
  revision: 1, client_id: CLIENT, asset_id: ASSET, site_id: uuid(5), status: 'active', public_key: 'k'.repeat(43), allowed_networks: [],
  agent: { revision: 1, metrics_s: 300, services_s: 600, security_s: 3600, inventory_s: 86_400, events: true, script_concurrency: 2, command_keys: [], is_held: false },
  rules: rules.map((rule, n) => ({ rule_id: uuid(50 + n), metric: 'cpu', operator: '>=', threshold: 90, hysteresis: 5, need: 2, of: 3, target: null, ...rule })), ...more,
});
const sampleAt = (at: number, cpu = 10, disks: { mount: string; used: number }[] = []): Sample => ({
  at: isoOf(at), cpu, memory: 40, memory_bytes: null, swap: null, load: null, disks: disks.map((disk) => ({ ...disk, used_bytes: null, size_bytes: null })), rx: 100, tx: null, uptime_s: null, processes: null,
});
const told = (): (FleetChange | FleetData)[] => [...parts.outbox.batch('changes'), ...parts.outbox.batch('data')].map(({ message }) => message);
const alerts = () => told().filter((message) => message.type === 'alert');
const feed = (cpus: number[], from = START): void => cpus.forEach((cpu, n) => parts.reports.metrics([sampleAt(from + n * MINUTE, cpu)], 0, from + n * MINUTE));

test('a thousand breaching readings make one opening, and it recovers once', () => {
  parts.configure(configOf([{}], { revision: 2 }));
  feed(Array.from({ length: 1000 }, () => 97));
  expect(alerts()).toHaveLength(1);
  feed([20, 20, 20], START + 1000 * MINUTE);
  const all = alerts();
  expect(all.map(({ state }) => state)).toEqual(['open', 'recovered']);
  expect(all[1]!.opening).toBe(all[0]!.opening);
});

test('an opening needs n of m readings, and stays while readings lie within the hysteresis', () => {
  parts.configure(configOf([{ need: 3, of: 5 }], { revision: 2 }));
  feed([95, 10, 95, 10]);
  expect(alerts()).toHaveLength(0);
  feed([95], START + 4 * MINUTE);
  expect(alerts().map(({ state }) => state)).toEqual(['open']);
  feed([87, 86, 88, 87, 86], START + 5 * MINUTE);
  expect(alerts()).toHaveLength(1);
  feed([84, 83, 82], START + 10 * MINUTE);
  expect(alerts().map(({ state }) => state)).toEqual(['open', 'recovered']);
});

test('each disk of a rule opens by itself, and one that is unmounted is over', () => {
  parts.configure(configOf([{ metric: 'disk', need: 1, of: 1 }], { revision: 2 }));
  parts.reports.metrics([sampleAt(START, 1, [{ mount: '/', used: 95 }, { mount: '/srv', used: 96 }, { mount: '/home', used: 10 }])], 0, START);
  parts.reports.metrics([sampleAt(START + MINUTE, 1, [{ mount: '/', used: 95 }])], 0, START + MINUTE);
  expect(alerts().map(({ target, state }) => `${target} ${state}`)).toEqual(['/ open', '/srv open', '/srv recovered']);
});

test('a rule that is removed or says something else closes what it opened', () => {
  parts.configure(configOf([{ need: 1, of: 1 }, { need: 1, of: 1, threshold: 80 }], { revision: 2 }));
  feed([99]);
  expect(alerts()).toHaveLength(2);
  parts.configure(configOf([{ need: 1, of: 1, threshold: 95 }], { revision: 3 }));
  parts.watch.reconcile(START + MINUTE);
  expect(alerts().map(({ state }) => state)).toEqual(['open', 'open', 'recovered', 'recovered']);
});

test('a service that should run and does not opens, and is over when it runs', () => {
  parts.configure(configOf([{ metric: 'service', target: 'spooler' }], { revision: 2 }));
  const report = (state: 'running' | 'stopped'): void => {
    const content = [{ name: 'spooler', label: null, state, start: 'automatic' as const }];
    parts.reports.inventory({ kind: 'inventory', class: 'services', sha256: sha256Of(canonicalJson(content)), collected_at: isoOf(START), content }, 0, START);
  };
  report('running');
  expect(alerts()).toHaveLength(0);
  report('stopped');
  report('stopped');
  report('running');
  expect(alerts().map(({ state, target }) => `${target} ${state}`)).toEqual(['spooler open', 'spooler recovered']);
});

test('readings of a clock that is off by days are placed by the server, and those that cannot be are refused', () => {
  const offset = 3 * DAY;
  parts.reports.metrics([sampleAt(START - offset, 50)], offset, START);
  expect(parts.buffer.last()?.at).toBe(isoOf(START));
  const { placed, refused } = parts.buffer.add([sampleAt(START + DAY), sampleAt(START - 3 * DAY), sampleAt(START - HOUR)], 0, START);
  expect({ placed: placed.length, refused }).toEqual({ placed: 1, refused: 2 });
});

test('a reading that comes twice counts once', () => {
  parts.buffer.add([sampleAt(START), sampleAt(START)], 0, START);
  parts.buffer.add([sampleAt(START)], 0, START);
  expect(parts.buffer.newest(10)).toHaveLength(1);
});

test('an hour is told once when it is over, and again as a whole after late readings', () => {
  for (let n = 0; n < 12; n++) parts.buffer.add([sampleAt(START + n * 5 * MINUTE, n)], 0, START + n * 5 * MINUTE);
  expect(parts.buffer.rollups(CLIENT, ASSET, START + 59 * MINUTE)).toEqual([]);
  expect(parts.buffer.nextDeadline()).toBe(START + HOUR + 5 * MINUTE);
  const first = parts.buffer.rollups(CLIENT, ASSET, START + HOUR + 5 * MINUTE);
  expect(first).toMatchObject([{ type: 'rollup', hour: isoOf(START), samples: 12, cpu_avg: 5.5, cpu_max: 11, memory_avg: 40, rx_avg: 100, tx_avg: null }]);
  expect(parts.buffer.rollups(CLIENT, ASSET, START + HOUR + 6 * MINUTE)).toEqual([]);
  expect(parts.buffer.nextDeadline()).toBeNull();
  parts.buffer.add([sampleAt(START + 7 * MINUTE, 100)], 0, START + HOUR + 10 * MINUTE);
  expect(parts.buffer.rollups(CLIENT, ASSET, START + HOUR + 11 * MINUTE)).toEqual([]);
  expect(parts.buffer.nextDeadline()).toBe(START + 2 * HOUR + 5 * MINUTE);
  expect(parts.buffer.rollups(CLIENT, ASSET, START + 2 * HOUR + 5 * MINUTE)).toMatchObject([{ hour: isoOf(START), samples: 13, cpu_max: 100 }]);
});

test('raw readings go after 48 hours, and a long window is thinned evenly to its newest', () => {
  for (let n = 0; n < 700; n++) parts.buffer.add([sampleAt(START + n * 5 * MINUTE, n % 100)], 0, START + n * 5 * MINUTE);
  const end = START + 699 * 5 * MINUTE;
  parts.buffer.rollups(CLIENT, ASSET, end + HOUR);
  const window = parts.buffer.window(0, end, 100);
  expect(window).toHaveLength(100);
  expect(window.at(-1)?.at).toBe(isoOf(end));
  expect(Date.parse(window[0]!.at)).toBeGreaterThanOrEqual(end + HOUR - 48 * HOUR);
});

const caller = { agent_version: '1.0.0', hostname: 'pc-01', address: '192.0.2.7' };
const presences = () => told().filter((message) => message.type === 'presence');

test('a machine that says goodbye is offline at once; one whose connection breaks has thirty seconds', () => {
  parts.presence.came(caller, START);
  parts.presence.left('goodbye_stop', START + 1000);
  parts.presence.came(caller, START + 2000);
  parts.presence.broke(START + 3000, START + 3000);
  expect(parts.presence.check(null, START + 32_000)).toBe(false);
  expect(parts.presence.nextDeadline(null)).toBe(START + 33_000);
  expect(parts.presence.check(null, START + 33_000)).toBe(true);
  expect(presences().map(({ is_online, reason, revision }) => `${is_online} ${reason} ${revision}`)).toEqual(['true connected 1', 'false goodbye_stop 2', 'true connected 3', 'false disconnected 4']);
});

test('coming back in time tells nobody anything', () => {
  parts.presence.came(caller, START);
  for (let n = 1; n < 50; n++) {
    parts.presence.broke(START + n * MINUTE, START + n * MINUTE);
    parts.presence.came(caller, START + n * MINUTE + 5000);
  }
  expect(presences()).toHaveLength(1);
  expect(parts.presence.now(null).is_online).toBe(true);
});

test('a machine that falls silent is offline within 150 seconds, and pings keep it there', () => {
  parts.presence.came(caller, START);
  expect(parts.presence.check(START + 100_000, START + 140_000)).toBe(false);
  expect(parts.presence.nextDeadline(START + 100_000)).toBe(START + 100_000 + SILENCE_SECONDS * 1000);
  expect(parts.presence.check(START + 100_000, START + 240_000)).toBe(true);
  expect(presences().at(-1)).toMatchObject({ is_online: false, reason: 'silence' });
});

test('a restart of the platform gives sixty seconds before anybody is told', () => {
  parts.presence.came(caller, START);
  const after = new AgentParts(sql);
  after.presence.woke(false, START + MINUTE);
  expect(after.presence.check(null, START + MINUTE + 59_000)).toBe(false);
  expect(after.presence.check(null, START + 2 * MINUTE)).toBe(true);
  expect(presences().at(-1)).toMatchObject({ is_online: false, reason: 'restart' });
});

test('the time after a restart runs out however often the object falls asleep in it', () => {
  parts.presence.came(caller, START);
  const first = new AgentParts(sql);
  first.presence.woke(false, START + MINUTE);
  expect(first.presence.check(null, START + MINUTE + 1000)).toBe(false);
  const second = new AgentParts(sql);
  second.presence.woke(false, START + MINUTE + 30_000);
  expect(second.presence.check(null, START + 2 * MINUTE)).toBe(true);
});

test('a rule about being offline opens and recovers with presence', () => {
  parts.configure(configOf([{ metric: 'offline' }], { revision: 2 }));
  parts.watch.judgePresence(false, START);
  parts.watch.judgePresence(false, START + 1);
  parts.watch.judgePresence(true, START + 2);
  expect(alerts().map(({ state }) => state)).toEqual(['open', 'recovered']);
});

test('two programs that take turns with one key are told; one that restarts is not', () => {
  const notices = () => told().filter((message) => message.type === 'notice');
  const host = (n: number) => ({ hostname: `EQUIPO-${n}`, address: `203.0.113.${n}` });
  for (const n of [1, 2, 3, 4]) parts.noteBoot(uuid(n), host(n), START + n * MINUTE);
  expect(notices()).toHaveLength(0);
  parts.noteBoot(uuid(3), host(3), START + 5 * MINUTE);
  expect(notices()).toMatchObject([{ kind: 'clone', details: { hostname: 'EQUIPO-3', address: '203.0.113.3', other_hostname: 'EQUIPO-4', other_address: '203.0.113.4' } }]);
});

test('a notice of one kind is told five times an hour, not more', () => {
  for (let n = 0; n < 1000; n++) parts.notices.tell('refused_frame', { reason: 'x'.repeat(2000) }, START + n);
  expect(told()).toHaveLength(5);
  parts.notices.tell('refused_frame', { reason: 'x' }, START + HOUR + 1000);
  expect(told()).toHaveLength(6);
});

test('inventory is told when it changed, not when it was sent again; large content goes through R2', () => {
  const send = (content: unknown) => parts.reports.inventory({ kind: 'inventory', class: 'software', sha256: sha256Of(canonicalJson(content)), collected_at: isoOf(START), content }, 0, START);
  const program = (n: number) => ({ name: `Program ${n}`, version: '1', publisher: null, installed_on: null, source: null });
  expect(send([program(1)])).toBeNull();
  expect(send([program(1)])).toBeNull();
  expect(told()).toMatchObject([{ type: 'inventory', class: 'software', r2_key: null, content: [program(1)] }]);
  const large = send(Array.from({ length: 3000 }, (_, n) => program(n)));
  expect(large?.key).toMatch(`inventory/${CLIENT}/${ASSET}/`);
  expect(told()).toHaveLength(1);
  large!.stored();
  expect(told()[1]).toMatchObject({ type: 'inventory', content: null, r2_key: large!.key });
  expect(parts.reports.wanted({ software: large!.key.slice(-64), os: '0'.repeat(64) })).toEqual(['os']);
});

test('a record that cannot be kept is refused with its number, so that the spool goes on', () => {
  const frame = { type: 'data', n: 7, record: { kind: 'metrics', samples: [{ at: 'yesterday', cpu: 1000 }] } };
  expect(readMessage(JSON.stringify(frame), 2)).toMatchObject({ kind: 'lost_record', n: 7 });
});

test('frames that are malformed, too large or of another version are told apart and never throw', () => {
  expect(readMessage('{', 2)).toMatchObject({ kind: 'bad', code: CLOSE.badFrame });
  expect(readMessage('null', 2)).toMatchObject({ kind: 'bad', code: CLOSE.badFrame });
  expect(readMessage(JSON.stringify({ type: 'x'.repeat(500) }), 2)).toMatchObject({ kind: 'bad', code: CLOSE.badFrame });
  expect(readMessage('é'.repeat(FRAME_BYTES_MAX / 2 + 1), 2)).toMatchObject({ kind: 'bad', code: CLOSE.tooLarge });
  expect(readMessage(new ArrayBuffer(70_000), 2)).toMatchObject({ kind: 'bad', code: CLOSE.tooLarge });
  expect(readMessage(new ArrayBuffer(100), 1)).toMatchObject({ kind: 'bad', code: CLOSE.badFrame });
  assert(property(uint8Array({ maxLength: 200 }), (bytes) => {
    expect(['bad', 'output']).toContain(readMessage(Uint8Array.from(bytes).buffer, 2).kind);
    expect(['bad', 'frame', 'output', 'lost_record']).toContain(readMessage(Buffer.from(bytes).toString('latin1'), 2).kind);
  }));
});

test('NUL and half characters do not reach the database', () => {
  const text = JSON.stringify({ type: 'data', n: 1, record: { kind: 'events', entries: [{ at: isoOf(START), level: 'error', source: 'a\0b', code: null, message: 'x\ud800y' }] } });
  expect(readMessage(text, 2)).toMatchObject({ kind: 'frame', frame: { record: { entries: [{ source: 'ab', message: 'x\ufffdy' }] } } });
});

test('the hash of output is SHA-256, however it is cut', () => {
  assert(property(array(uint8Array({ maxLength: 200 }), { maxLength: 12 }), (pieces) => {
    const state = pieces.reduce((sum, piece) => sha256Add(sum, piece), sha256Start());
    expect(sha256End(state)).toBe(createHash('sha256').update(Buffer.concat(pieces)).digest('hex'));
  }));
  const large = randomBytes(1_000_003);
  expect(sha256End(sha256Add(sha256Start(), large))).toBe(createHash('sha256').update(large).digest('hex'));
});

const identity = { client_id: CLIENT, asset_id: ASSET, public_key: 'k'.repeat(43), address: '192.0.2.7', protocol: 2 };

test('a revoked machine learns why; strangers, used challenges, old keys and foreign networks are refused', () => {
  const config = configOf([], { allowed_networks: ['192.0.2.0/24', '2001:db8::/32'] });
  expect(admit(config, false, identity, true)).toEqual({ kind: 'admitted' });
  expect(admit(config, true, identity, true)).toMatchObject({ kind: 'told', code: CLOSE.revoked, reason: 'revoked' });
  expect(admit({ ...config, is_retired: true }, true, identity, true)).toMatchObject({ kind: 'told', code: CLOSE.revoked, reason: 'retired' });
  expect(admit(null, false, identity, true)).toMatchObject({ status: 409, code: 'unconfigured' });
  expect(admit(config, false, { ...identity, asset_id: uuid(9) }, true)).toMatchObject({ status: 403, code: 'foreign' });
  expect(admit(config, false, identity, false)).toMatchObject({ status: 401, code: 'challenge_used' });
  expect(admit(config, false, { ...identity, public_key: 'other' }, true)).toMatchObject({ status: 401, code: 'credential_stale' });
  expect(admit(config, false, { ...identity, address: '198.51.100.1' }, true)).toMatchObject({ status: 403, code: 'network_refused' });
  expect(admit(config, false, { ...identity, protocol: 0 }, true)).toMatchObject({ kind: 'told', code: CLOSE.upgradeRequired });
});

test('a network list is read strictly', () => {
  expect(isAllowedFrom([], 'anything')).toBe(true);
  expect(isAllowedFrom(['192.0.2.7'], '192.0.2.7')).toBe(true);
  expect(isAllowedFrom(['192.0.2.7'], '::ffff:192.0.2.7')).toBe(true);
  expect(isAllowedFrom(['2001:db8::/32'], '2001:db8:1::2')).toBe(true);
  expect(isAllowedFrom(['rubbish', '192.0.2.0/99'], '192.0.2.7')).toBe(false);
  expect(isAllowedFrom(['0.0.0.0/0'], 'rubbish')).toBe(false);
});

test('a challenge works once, and only a newer config lifts a revocation', () => {
  expect([parts.useOnce('a', START + 1000), parts.useOnce('a', START + 1000)]).toEqual([true, false]);
  parts.configure(configOf([], { revision: 5 }));
  parts.markRevoked();
  parts.configure(configOf([], { revision: 5 }));
  expect(parts.isRevoked).toBe(true);
  parts.configure(configOf([], { revision: 6 }));
  expect(parts.isRevoked).toBe(false);
  expect(parts.configure(configOf([], { revision: 4, status: 'held' }))).toBe(false);
});

test('the alarm rings for the earliest deadline and is written only when something is due earlier', async () => {
  const writes: number[] = [];
  const wakeups = new Wakeups({ get: async () => null, set: async (at) => void writes.push(at) });
  await wakeups.arm({ a: START + 500_000, b: null });
  await wakeups.arm({ a: START + 500_000, b: START + 600_000 });
  await wakeups.arm({ a: START + 510_000 });
  await wakeups.arm({ a: START + 510_000, b: START + 10_000 });
  await wakeups.arm({ a: null });
  expect(writes).toEqual([START + 500_000, START + 10_000]);
});
