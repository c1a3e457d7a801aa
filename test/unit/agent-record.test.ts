// What the agent keeps on disk: whole, bounded, closed to others, and still right after a kill or a full disk.
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { backoff } from '../../agent/backoff.ts';
import { readCommandLine } from '../../agent/command-line.ts';
import { serverOf } from '../../agent/http.ts';
import { machineKey } from '../../agent/identity.ts';
import { Ledger } from '../../agent/ledger.ts';
import { LOG_FILES, logFileIn, openLog, type Log } from '../../agent/log.ts';
import { OutputReader, OutputWriter, measureOutput, outputFileOf } from '../../agent/output-store.ts';
import { readPolicy } from '../../agent/policy.ts';
import { named } from '../../agent/sampling.ts';
import { holderOf, lock, lockFileIn, startOf } from '../../agent/single-instance.ts';
import { Spool } from '../../agent/spool.ts';
import { COMMAND_KINDS, Envelope } from '../../durable-objects/protocol/envelope.ts';
import { makeStateDir, removeStateDir } from '../support/agent-process.ts';
import { FakeServer } from '../support/fake-server.ts';

// Thousands of writes, also on a disk that is busy with other tests.
vi.setConfig({ testTimeout: 20_000 });
let stateDir = '';
beforeEach(() => { stateDir = makeStateDir(); });
afterEach(() => removeStateDir(stateDir));
const lines: string[] = [];
const log: Log = { info: () => {}, warn: (event) => void lines.push(event), error: (event) => void lines.push(event) };
const server = new FakeServer();
const sample = (cpu: number) => ({ kind: 'metrics' as const, samples: [{ at: '2026-01-01T00:00:00.000Z', cpu, memory: 1, memory_bytes: null, swap: null, load: null, disks: [], rx: null, tx: null, uptime_s: null, processes: null }] });
const events = (message: string) => ({ kind: 'events' as const, entries: [{ at: '2026-01-01T00:00:00.000Z', level: 'error' as const, source: 'invented', code: null, message }], suppressed: 0 });

test('records wait in order until they are acknowledged, and their numbers never go back', () => {
  const spool = new Spool(stateDir, log);
  spool.append(sample(1));
  spool.append(events('one'));
  spool.append(sample(2));
  expect(spool.after(0, 32).map((frame) => [frame.n, frame.record.kind])).toEqual([[1, 'metrics'], [2, 'events'], [3, 'metrics']]);
  spool.ack(2);
  const again = new Spool(stateDir, log);
  expect(again.id).toBe(spool.id);
  expect(again.after(0, 32).map((frame) => frame.n)).toEqual([3]);
  again.ack(3);
  expect(again.pending).toEqual({ records: 0, bytes: 0 });
  const third = new Spool(stateDir, log);
  third.append(sample(3));
  expect(third.after(0, 32).map((frame) => frame.n)).toEqual([4]);
});
test('readings that follow one another travel in one frame, named by the last', () => {
  const spool = new Spool(stateDir, log);
  for (let i = 0; i < 250; i++) spool.append(sample(i % 100));
  const frames = spool.after(0, 32);
  expect(frames.map((frame) => frame.n)).toEqual([100, 200, 250]);
  expect(frames.flatMap((frame) => (frame.record.kind === 'metrics' ? frame.record.samples : []))).toHaveLength(250);
  expect(spool.after(100, 1).map((frame) => frame.n)).toEqual([200]);
});
test('a full spool drops its oldest readings first and says how many', () => {
  const spool = new Spool(stateDir, log, 600_000);
  spool.append(events('kept'));
  for (let i = 0; i < 4000; i++) spool.append(sample(1));
  const kinds = spool.after(0, 4000).map((frame) => frame.record.kind);
  expect(spool.pending.bytes).toBeLessThanOrEqual(600_000);
  expect(spool.dropped.metrics).toBeGreaterThan(500);
  expect(spool.dropped.events).toBe(0);
  expect(kinds[0]).toBe('events');
  expect(lines).toContain('spool_dropped');
});
test('half a line at the end of a segment costs that record only', () => {
  const spool = new Spool(stateDir, log);
  spool.append(sample(1));
  const [segment] = readdirSync(join(stateDir, 'spool')).filter((name) => name.startsWith('metrics-'));
  appendFileSync(join(stateDir, 'spool', segment!), '{"n":2,"record":{"kind":"met');
  const again = new Spool(stateDir, log);
  again.append(sample(3));
  expect(again.after(0, 32).flatMap((frame) => (frame.record.kind === 'metrics' ? frame.record.samples.map((one) => one.cpu) : []))).toEqual([1, 3]);
});
test('a disk that refuses costs nothing but durability: records wait in memory, bounded', () => {
  const spool = new Spool(stateDir, log);
  rmSync(join(stateDir, 'spool'), { recursive: true });
  writeFileSync(join(stateDir, 'spool'), 'a file where a folder was');
  for (let i = 0; i < 5000; i++) spool.append(sample(i % 100));
  expect(lines).toContain('spool_disk_refuses');
  expect(spool.pending.records).toBeGreaterThan(500);
  expect(spool.pending.bytes).toBeLessThanOrEqual(512 * 1024);
  expect(spool.after(0, 1)[0]!.record.kind).toBe('metrics');
  rmSync(join(stateDir, 'spool'));
  mkdirSync(join(stateDir, 'spool'));
  spool.append(sample(7));
  spool.ack(5001);
  expect(spool.pending.records).toBe(0);
});
test('what was spooled before a kill is there after it', async () => {
  const program = `import { Spool } from ${JSON.stringify(join(import.meta.dirname, '../../agent/spool.ts'))};
    const quiet = { info() {}, warn() {}, error() {} };
    const spool = new Spool(${JSON.stringify(stateDir)}, quiet);
    for (let i = 0; i < 100; i++) spool.append(${JSON.stringify(sample(1))});
    process.stdout.write('written');
    for (;;) spool.append(${JSON.stringify(sample(2))});`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('close', resolve));
  const spool = new Spool(stateDir, log);
  const ns = spool.after(0, 10_000);
  expect(spool.pending.records).toBeGreaterThanOrEqual(100);
  expect(ns[0]!.n).toBe(100);
}, 20_000);

test('a command is on disk before it starts, once, and its sequence is used for ever', async () => {
  const ledger = new Ledger(stateDir);
  const order = await server.order('echo hi');
  const envelope = Envelope.parse(JSON.parse(order.envelope));
  ledger.take(envelope, order);
  ledger.start(envelope.execution_id, '2026-01-01T00:00:00.000Z');
  const writer = new OutputWriter(outputFileOf(stateDir, envelope.execution_id), 1000);
  writer.append('stdout', Buffer.from('so far'));

  const after = new Ledger(stateDir, () => '2026-01-01T00:01:00.000Z');
  expect(after.get(envelope.execution_id)).toMatchObject({ state: 'interrupted', finished: { status: 'interrupted', reason: 'agent_restarted', output_bytes: 6, started_at: '2026-01-01T00:00:00.000Z' } });
  expect(after.hasSeen(envelope.sequence)).toBe(true);
  expect(after.lastSequence).toBe(envelope.sequence);
  writeFileSync(outputFileOf(stateDir, 'nobody-knows'), 'x');
  const cleaned = new Ledger(stateDir);
  expect(cleaned.open()).toHaveLength(1);
  expect(readdirSync(join(stateDir, 'output'))).toEqual([`${envelope.execution_id}.out`]);
  cleaned.ack(envelope.execution_id);
  expect(existsSync(outputFileOf(stateDir, envelope.execution_id))).toBe(false);
  const later = new Ledger(stateDir);
  expect(later.open()).toEqual([]);
  expect(later.hasSeen(envelope.sequence)).toBe(true);
  expect(later.get(envelope.execution_id)!.finished!.status).toBe('interrupted');
});
test('sequences may overtake each other within a window, and older ones count as used', async () => {
  const ledger = new Ledger(stateDir);
  const take = async (sequence: number) => {
    const order = await server.order(null, { sequence });
    ledger.take(Envelope.parse(JSON.parse(order.envelope)), { ...order, script: null });
  };
  await take(5000);
  expect(ledger.hasSeen(4999)).toBe(false);
  await take(4999);
  expect(ledger.hasSeen(4999)).toBe(true);
  expect(ledger.lastSequence).toBe(5000);
});
test('a damaged last line of the record does not hide the lines before it', async () => {
  const ledger = new Ledger(stateDir);
  const order = await server.order(null);
  ledger.take(Envelope.parse(JSON.parse(order.envelope)), order);
  ledger.close();
  appendFileSync(join(stateDir, 'ledger.jsonl'), '\n{"op":"started","execu');
  const again = new Ledger(stateDir);
  expect(again.waiting()).toHaveLength(1);
  again.start(order.id, '2026-01-01T00:00:00.000Z');
  expect(new Ledger(stateDir).get(order.id)!.state).toBe('interrupted');
});

test('output is read again from any byte, and its hash is that of all bytes', () => {
  const path = join(stateDir, 'x.out');
  const writer = new OutputWriter(path, 200_000);
  writer.append('stdout', Buffer.alloc(150_000, 'a'));
  writer.append('stderr', Buffer.from('bc'));
  writer.append('stdout', Buffer.alloc(100_000, 'd'));
  const end = writer.end();
  expect(end).toMatchObject({ output_bytes: 200_000, is_truncated: true });
  expect(measureOutput(path)).toMatchObject({ output_bytes: 200_000, output_sha256: end.output_sha256 });
  const reader = new OutputReader(path);
  expect(reader.at(150_000)).toMatchObject({ stream: 'stderr', data: Buffer.from('bc') });
  expect(reader.at(150_001)!.data.toString()).toBe('c');
  expect(reader.at(0)!.data.byteLength).toBe(65_536);
  expect(reader.at(200_000)).toBeNull();
  reader.close();
});

test('keys and records are readable by their own account only', () => {
  machineKey(stateDir);
  new Spool(stateDir, log).append(sample(1));
  openLog(stateDir).info('hello');
  const ledger = new Ledger(stateDir);
  ledger.close();
  const wrong = readdirSync(stateDir, { recursive: true, withFileTypes: true }).filter((entry) => {
    const mode = statSync(join(entry.parentPath, entry.name)).mode & 0o777;
    return mode !== (entry.isDirectory() ? 0o700 : 0o600);
  });
  expect(wrong.map((entry) => entry.name)).toEqual([]);
  expect(machineKey(stateDir)).toEqual(machineKey(stateDir));
});
test('the log rotates by size and never holds a secret', () => {
  const diary = openLog(stateDir, () => {}, 2000);
  for (let i = 0; i < 200; i++) diary.info('event', { number: i, auth_token: 'hush', message: 'Bearer abcdef and eyJhbGciOiJFZERTQSJ9.eyJzdWIi.c2ln' });
  const files = Array.from({ length: LOG_FILES + 1 }, (_, generation) => logFileIn(stateDir, generation)).filter((file) => existsSync(file));
  expect(files).toHaveLength(LOG_FILES);
  for (const file of files) {
    expect(statSync(file).size).toBeLessThanOrEqual(2000);
    expect(readFileSync(file, 'utf8')).not.toMatch(/hush|abcdef|eyJ/);
  }
});

test('one agent holds a folder; the lock of a process that is gone is taken over', () => {
  const taken = lock(stateDir);
  expect(taken.ok).toBe(true);
  expect(holderOf(stateDir)).toBe(process.pid);
  expect(lock(stateDir)).toEqual({ ok: false, pid: process.pid });
  if (taken.ok) taken.release();
  expect(holderOf(stateDir)).toBeNull();
  // The number lives on, in another process.
  writeFileSync(lockFileIn(stateDir), JSON.stringify({ pid: process.ppid, started: 'another boot/1' }));
  expect(startOf(process.ppid)).not.toBe('another boot/1');
  expect(lock(stateDir).ok).toBe(true);
  writeFileSync(lockFileIn(stateDir), 'half a lo');
  expect(lock(stateDir).ok).toBe(true);
});

test('a policy nobody can read refuses everything', () => {
  expect(readPolicy(stateDir)).toMatchObject({ isBroken: false, policy: { refuse_kinds: [] } });
  writeFileSync(join(stateDir, 'policy.json'), '{"refuse_kinds":["reboot"]}');
  expect(readPolicy(stateDir)).toMatchObject({ isBroken: false, policy: { refuse_kinds: ['reboot'], refuse_run_as: [] } });
  for (const broken of ['{', '{"refuse_kind":["reboot"]}', 'null']) {
    writeFileSync(join(stateDir, 'policy.json'), broken);
    expect(readPolicy(stateDir)).toMatchObject({ isBroken: true, policy: { refuse_kinds: [...COMMAND_KINDS] } });
  }
});

test('plain http is for this machine only, and no address carries a password', () => {
  for (const good of ['https://helpdesk.example.com', 'https://helpdesk.example.com:8443', 'http://127.0.0.1:8787', 'http://localhost:8787', 'http://[::1]:8787']) expect(typeof serverOf(good, null)).toBe('object');
  for (const bad of ['http://helpdesk.example.com', 'http://127.0.0.1.example.com', 'ws://helpdesk.example.com', 'https://user:word@helpdesk.example.com', 'https://helpdesk.example.com/path', 'helpdesk']) expect(typeof serverOf(bad, null)).toBe('string');
  expect(typeof serverOf('https://helpdesk.example.com', 'socks5://proxy.example.net')).toBe('string');
});
test('in the first minute of an outage an agent comes back within seconds, and is patient afterwards', () => {
  const wait = backoff(undefined, () => 0.999);
  const waits = Array.from({ length: 16 }, () => wait.next());
  let sum = 0;
  for (const one of waits) {
    if (sum < 60_000) expect(one).toBeLessThanOrEqual(10_000);
    sum += one;
  }
  expect(waits.at(-1)).toBeGreaterThan(50_000);
});

test('a wait is drawn from the whole bound, which doubles up to its end and falls back after a stable time', () => {
  const wait = backoff({ baseMs: 1000, maxMs: 8000, stableMs: 30_000 }, () => 0.5);
  expect([1, 2, 3, 4, 5, 6].map(() => wait.next())).toEqual([500, 1000, 2000, 4000, 4000, 4000]);
  wait.lasted(29_999);
  expect(wait.next()).toBe(4000);
  wait.lasted(30_000);
  expect(wait.next()).toBe(500);
});
test('an inventory is named by its content, and a list too long for a frame loses its end', () => {
  const one = { name: 'Invented Editor', version: '1', publisher: null, installed_on: null, source: null };
  expect(named('software', [one]).sha256).toBe(named('software', [{ source: null, version: '1', installed_on: null, publisher: null, name: 'Invented Editor' }]).sha256);
  const long = named('software', Array.from({ length: 5000 }, () => ({ ...one, name: 'ñ'.repeat(300) })));
  expect(long.isCut).toBe(true);
  expect(Buffer.byteLength(JSON.stringify(long.content))).toBeLessThan(1_000_000);
  expect(() => named('software', [{ name: 5 }])).toThrow();
});
test('a command line that cannot be understood is answered with a sentence', () => {
  expect(readCommandLine(['run'])).toMatchObject({ command: 'run', protocol: null });
  expect(readCommandLine(['enroll', '--server', 'https://a.example', '--token', 't', '--state-dir', '/x'])).toMatchObject({ command: 'enroll', stateDir: '/x', proxy: null });
  for (const words of [['enroll'], ['fly'], ['run', 'now'], ['run', '--token', 'x'], ['status', '--nope'], ['ticket'], ['ticket', '--subject', ' '], ['logs', '-n', 'many'], ['run', '--protocol', '3']]) expect(typeof readCommandLine(words)).toBe('string');
});
