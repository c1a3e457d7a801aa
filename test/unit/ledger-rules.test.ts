// The command ledger case by case: rights at delivery, lanes, expiry, cancelling, late results, output and its end.
import { createHash, randomBytes } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { CommandLedger, LATE_MS, RESEND_MS, type Effects, type LedgerSettings, type Link } from '../../durable-objects/command-ledger.ts';
import { Counter } from '../../durable-objects/counter.ts';
import { Kept } from '../../durable-objects/kept.ts';
import { Outbox } from '../../durable-objects/outbox.ts';
import { readPage, spill } from '../../durable-objects/output-pages.ts';
import { OutputStore } from '../../durable-objects/output-store.ts';
import type { CommandFinished, Hello } from '../../durable-objects/protocol/agent-frames.ts';
import { Envelope } from '../../durable-objects/protocol/envelope.ts';
import { CommandOrder, FleetChange } from '../../durable-objects/protocol/fleet.ts';
import { OUTPUT_CHUNK_BYTES_MAX } from '../../durable-objects/protocol/limits.ts';
import { isoOf, type Sql } from '../../durable-objects/sql.ts';
import { upgradeTables } from '../../durable-objects/tables.ts';
import { ASSET, CLIENT, uuid } from '../support/ledger-model.ts';
import { nodeSql } from '../support/node-sql.ts';

const sql = nodeSql(upgradeTables);
const START = Date.parse('2026-03-01T10:00:00Z');
const link: Link = { id: 'a', offsetMs: 0 };
const again: Link = { id: 'b', offsetMs: 0 };

let settings: LedgerSettings;
let outbox: Outbox;
let output: OutputStore;
let ledger: CommandLedger;
beforeEach(() => {
  sql.reset();
  settings = { client_id: CLIENT, asset_id: ASSET, status: 'active', script_concurrency: 2 };
  outbox = new Outbox(sql);
  output = new OutputStore(sql);
  ledger = new CommandLedger(sql, outbox, output, () => settings);
});

const orderOf = (n: number, more: Partial<CommandOrder> = {}): CommandOrder => CommandOrder.parse({
  execution_id: uuid(n), client_id: CLIENT, asset_id: ASSET, kind: 'script', lane: 'script', script_type: 'bash', script: 'echo', script_sha256: '0'.repeat(64), version_id: null, arguments: '{}', run_as: 'user',
  limits: { timeout_s: 60, output_bytes: 64 * 1024 * 1024, memory_bytes: null, processes: null }, requested_by: { user_id: uuid(900), name: 'Ana' }, approved_by: null, approval_sha256: null,
  authorised_at: isoOf(START), expires_at: isoOf(START + 86_400_000), ...more,
});
const hello = (more: Partial<Hello> = {}): Hello => ({
  type: 'hello', protocol: 2, agent_version: '1.0.0', platform: 'linux', hostname: 'pc-01', boot_id: null, spool_id: uuid(901), clock: isoOf(START), last_sequence: 0, inventory: {}, commands: [], ...more,
});
const end = (n: number, sequence: number, bytes: Uint8Array, more: Partial<CommandFinished> = {}): CommandFinished => ({
  type: 'command.finished', execution_id: uuid(n), sequence, status: 'completed', exit_code: 0, started_at: isoOf(START), finished_at: isoOf(START + 10), duration_ms: 10, output_bytes: bytes.byteLength,
  output_sha256: createHash('sha256').update(bytes).digest('hex'), is_truncated: false, reason: null, message: null, ...more,
});
const none = new Uint8Array();
const ordered = (effects: Effects): string[] => effects.frames.flatMap((frame) => (frame.type === 'order' ? [Envelope.parse(JSON.parse(frame.envelope)).execution_id] : []));
const kinds = (effects: Effects): string[] => effects.frames.map(({ type }) => type);
/** What a queue that takes everything at once was told by now. */
function tell(): FleetChange[] {
  const commands = ledger.untold(true);
  ledger.told(commands.map(({ row }) => row));
  return commands.map(({ message }) => message);
}
const states = (): string[] => tell().flatMap((message) => (message.type === 'execution' ? [message.state] : []));
const take = (n: number, sequence: number, at = START): Effects => ledger.received({ execution_id: uuid(n), sequence }, link, at);

test('an order is accepted once, whatever is sent again', () => {
  const first = ledger.enqueue([orderOf(1)], link, START);
  const repeat = ledger.enqueue([orderOf(1)], link, START);
  expect(repeat.accepted).toEqual(first.accepted);
  expect([ordered(first.effects), ordered(repeat.effects)]).toEqual([[uuid(1)], []]);
});

test('sequences rise on the wire, one unconfirmed order at a time, two scripts and one control beside them', () => {
  const sent: string[] = ordered(ledger.enqueue([1, 2, 3].map((n) => orderOf(n)), link, START).effects);
  sent.push(...ordered(ledger.enqueue([orderOf(4, { lane: 'control', kind: 'service' }), orderOf(5, { lane: 'control', kind: 'service' })], link, START).effects));
  expect(sent).toEqual([uuid(1)]);
  expect(ordered(take(1, 1))).toEqual([uuid(2)]);
  expect(ordered(take(2, 2))).toEqual([uuid(4)]);
  expect(ordered(take(4, 3))).toEqual([]);
  expect(ledger.queue().map(({ position }) => position)).toEqual([0, 1, 2, 0, 1]);
  expect(ordered(ledger.finished(end(1, 1, none), link, START))).toEqual([uuid(3)]);
});

test('an object that dies before it remembers that a queue has an end tells it again, as it was; with the next write it remembers', () => {
  const reborn = (): CommandLedger => new CommandLedger(sql, outbox, output, () => settings);
  ledger.enqueue([orderOf(1)], link, START);
  take(1, 1);
  ledger.finished(end(1, 1, none), link, START);
  const told = tell();
  expect([ledger.news(), ledger.isSettled]).toEqual([null, false]);
  ledger = reborn();
  expect(tell()).toEqual(told);
  ledger.enqueue([orderOf(2)], link, START);
  expect([ledger.isSettled, reborn().untold(true)]).toEqual([true, []]);
});

test('an order that waited is asked about before it goes, once a minute, and goes or is refused by the verdict', () => {
  ledger.enqueue([orderOf(1), orderOf(2)], null, START);
  const later = START + 3_600_000;
  ledger.hello(hello(), link, later);
  expect(ordered(ledger.wake(link, later))).toEqual([]);
  ledger.wake(link, later + 1000);
  const asked = () => outbox.batch('changes').filter(({ message }) => message.type === 'authorise').length;
  expect(asked()).toBe(1);
  ledger.wake(link, later + 61_000);
  expect(asked()).toBe(2);
  expect(ordered(ledger.authorise([{ execution_id: uuid(1), is_allowed: false, reason: 'frozen' }], link, later + 62_000))).toEqual([]);
  expect(ledger.find(uuid(1))).toMatchObject({ state: 'refused', reason: 'frozen' });
  expect(ordered(ledger.authorise([{ execution_id: uuid(2), is_allowed: true, reason: null }], link, later + 63_000))).toEqual([uuid(2)]);
});

test('a held machine gets nothing until it is approved, a revoked one nothing ever', () => {
  settings.status = 'held';
  expect(ordered(ledger.enqueue([orderOf(1)], link, START).effects)).toEqual([]);
  settings.status = 'active';
  expect(ordered(ledger.wake(link, START + 1000))).toEqual([uuid(1)]);
  settings.status = 'revoked';
  ledger.revoke(START + 2000);
  expect(ledger.enqueue([orderOf(2)], null, START + 2000).accepted[0]?.state).toBe('refused');
  expect(ledger.find(uuid(1))?.state).toBe('cancelled');
});

test('a frame that was not confirmed goes again with the same sequence: on the next connection, and after a while on the same', () => {
  const [frame] = ledger.enqueue([orderOf(1)], link, START).effects.frames;
  expect(ordered(ledger.wake(link, START + 1000))).toEqual([]);
  ledger.hello(hello(), again, START + 2000);
  const repeat = ledger.wake(again, START + 2000).frames[0];
  const sequenceOf = (found: typeof frame) => (found?.type === 'order' ? Envelope.parse(JSON.parse(found.envelope)).sequence : null);
  expect([sequenceOf(frame), sequenceOf(repeat)]).toEqual([1, 1]);
  expect(ledger.nextDeadline(again)).toBe(START + 2000 + RESEND_MS);
  expect(ordered(ledger.wake(again, START + 2000 + RESEND_MS))).toEqual([uuid(1)]);
});

test('an order nobody took in time expires, and one of the past is never sent', () => {
  ledger.enqueue([orderOf(1, { expires_at: isoOf(START + 1000) }), orderOf(2, { expires_at: isoOf(START - 1) })], null, START);
  expect(ledger.find(uuid(2))?.state).toBe('expired');
  expect(ledger.nextDeadline(null)).toBe(START + 1000);
  expect(kinds(ledger.wake(link, START + 1000))).toEqual([]);
  expect(ledger.find(uuid(1))?.state).toBe('expired');
});

test('cancelling: at once when never sent, by the agent\'s answer when it was', () => {
  ledger.enqueue([orderOf(1), orderOf(2), orderOf(3)], link, START);
  take(1, 1);
  expect(ledger.cancel(uuid(3), link, START)?.state).toBe('cancelled');
  const asked = ledger.cancel(uuid(1), link, START);
  expect([asked?.state, kinds(asked!.effects)]).toEqual(['delivered', ['cancel']]);
  expect(kinds(ledger.finished(end(1, 1, none, { status: 'cancelled', exit_code: null }), link, START))).toContain('command.ack');
  expect(ledger.find(uuid(1))?.state).toBe('cancelled');
  expect(ledger.cancel(uuid(99), link, START)).toBeNull();
});

test('a timeout is a view: the late result flips it', () => {
  ledger.enqueue([orderOf(1)], link, START);
  take(1, 1);
  const seen = states();
  ledger.wake(null, START + 60_000 + LATE_MS);
  seen.push(...states());
  expect(ledger.find(uuid(1))).toMatchObject({ state: 'timeout', reason: 'no_result' });
  ledger.hello(hello({ last_sequence: 1, commands: [{ execution_id: uuid(1), sequence: 1, state: 'completed', output_bytes: 0 }] }), again, START + 999_000);
  ledger.finished(end(1, 1, none), again, START + 999_000);
  expect([...seen, ...states()]).toEqual(['delivered', 'timeout', 'completed']);
});

test('what the agent does not know any more was interrupted; what never reached it is sent again', () => {
  ledger.enqueue([orderOf(1), orderOf(2)], link, START);
  take(1, 1);
  ledger.hello(hello({ last_sequence: 1 }), again, START + 1000);
  expect(ledger.find(uuid(1))).toMatchObject({ state: 'interrupted', reason: 'agent_forgot' });
  expect(ordered(ledger.wake(again, START + 1000))).toEqual([uuid(2)]);
});

test('results for strangers, with a wrong sequence or against an earlier end are refused and told', () => {
  ledger.enqueue([orderOf(1)], link, START);
  take(1, 1);
  expect(ledger.finished(end(7, 1, none), link, START).notices).toMatchObject([{ kind: 'unknown_execution' }]);
  expect(ledger.finished(end(1, 9, none), link, START).notices).toMatchObject([{ kind: 'wrong_sequence' }]);
  ledger.finished(end(1, 1, none), link, START);
  const other = ledger.finished(end(1, 1, none, { status: 'failed', exit_code: 3 }), link, START);
  expect([kinds(other), other.notices.map(({ kind }) => kind)]).toEqual([['command.ack'], ['result_conflict']]);
  expect(kinds(ledger.finished(end(1, 1, none), link, START))).toEqual(['command.ack']);
  expect(states()).toEqual(['completed']);
});

test('output arrives whole through repeats, overlaps and gaps, and its hash is checked', () => {
  ledger.enqueue([orderOf(1)], link, START);
  take(1, 1);
  const bytes = randomBytes(300);
  const say = (from: number, to: number) => ledger.output({ execution_id: uuid(1), offset: from, stream: 'stdout', data: bytes.subarray(from, to) }, link, START).frames.at(-1);
  expect(say(0, 100)).toMatchObject({ type: 'output.ack', next_offset: 100 });
  expect(say(200, 300)).toMatchObject({ type: 'output.ack', next_offset: 100 });
  expect(say(50, 150)).toMatchObject({ type: 'output.ack', next_offset: 150 });
  expect(say(0, 100)).toMatchObject({ type: 'output.ack', next_offset: 150 });
  expect(kinds(ledger.finished(end(1, 1, bytes), link, START))).toEqual(['output.ack']);
  const last = ledger.output({ execution_id: uuid(1), offset: 150, stream: 'stderr', data: bytes.subarray(150) }, link, START);
  expect(kinds(last)).toEqual(['output.ack', 'command.ack']);
  expect(last.notices).toEqual([]);
  expect(ledger.find(uuid(1))).toMatchObject({ state: 'completed', is_settled: true, reason: null });
  expect(Buffer.from(output.tail(uuid(1), 1000))).toEqual(bytes);
});

test('a hash that does not fit is told and kept as the reason; the state stays', () => {
  ledger.enqueue([orderOf(1)], link, START);
  take(1, 1);
  ledger.output({ execution_id: uuid(1), offset: 0, stream: 'stdout', data: Uint8Array.of(1, 2, 3) }, link, START);
  const effects = ledger.finished(end(1, 1, Uint8Array.of(1, 2, 4)), link, START);
  expect(effects.notices).toMatchObject([{ kind: 'hash_mismatch' }]);
  expect(ledger.find(uuid(1))).toMatchObject({ state: 'completed', reason: 'hash_mismatch' });
});

test('an agent that lost output can still end: the fourth repeat without it is taken', () => {
  ledger.enqueue([orderOf(1)], link, START);
  take(1, 1);
  const lost = end(1, 1, Uint8Array.of(1, 2, 3));
  expect([1, 2, 3, 4].map(() => kinds(ledger.finished(lost, link, START)).at(-1))).toEqual(['output.ack', 'output.ack', 'output.ack', 'command.ack']);
  expect(ledger.find(uuid(1))).toMatchObject({ state: 'completed', reason: 'output_incomplete' });
});

test('output beyond the limit is cut, marked, and ends the connection of who does not stop', () => {
  ledger.enqueue([orderOf(1, { limits: { timeout_s: 60, output_bytes: 1024, memory_bytes: null, processes: null } })], link, START);
  take(1, 1);
  let isAbuse = false;
  for (let n = 0; n < 17; n++) isAbuse = ledger.output({ execution_id: uuid(1), offset: n * OUTPUT_CHUNK_BYTES_MAX, stream: 'stdout', data: new Uint8Array(OUTPUT_CHUNK_BYTES_MAX) }, link, START).isAbuse;
  expect(isAbuse).toBe(true);
  expect(ledger.find(uuid(1))).toMatchObject({ received_bytes: 1024, is_truncated: true });
});

test('large output moves to R2 part by part and reads back whole from any offset', async () => {
  const parts = new Map<string, Uint8Array>();
  const bucket = { put: async (key: string, body: Uint8Array) => void parts.set(key, body), get: async (key: string) => ({ arrayBuffer: async () => parts.get(key)!.slice().buffer as ArrayBuffer }) };
  ledger.enqueue([orderOf(1)], link, START);
  take(1, 1);
  const bytes = randomBytes(5_000_000);
  for (let at = 0; at < bytes.byteLength; at += 50_000) {
    ledger.output({ execution_id: uuid(1), offset: at, stream: at % 100_000 === 0 ? 'stdout' : 'stderr', data: bytes.subarray(at, at + 50_000) }, link, START);
    await spill(output, bucket, uuid(1), CLIENT);
  }
  expect([...parts.keys()]).toEqual([0, 1, 2, 3].map((n) => `executions/${CLIENT}/${uuid(1)}/${n}`));
  expect(Number(sql.exec('select sum(length(data)) as held from output_rows')[0]?.held)).toBeLessThanOrEqual(1024 * 1024);
  ledger.finished(end(1, 1, bytes), link, START);
  expect(ledger.find(uuid(1))?.reason).toBeNull();
  for (const from of [0, 1, 49_999, 1_048_575, 1_048_576, 3_333_333, 4_999_999]) {
    const found: Buffer[] = [];
    for (let at = from; ; ) {
      const page = (await readPage(ledger, output, bucket, uuid(1), at, 700_000))!;
      found.push(...page.chunks.map(({ data }) => Buffer.from(data)));
      at = page.next_offset;
      if (at >= page.total) break;
    }
    expect(Buffer.concat(found).equals(bytes.subarray(from))).toBe(true);
  }
});

test('every change told can be read by its consumer, whatever the script printed', () => {
  ledger.enqueue([orderOf(1)], link, START);
  take(1, 1);
  const bytes = Buffer.from(`${'😀'.repeat(3000)}\0<script>`);
  for (let at = 0; at < bytes.byteLength; at += 5000) ledger.output({ execution_id: uuid(1), offset: at, stream: 'stdout', data: bytes.subarray(at, at + 5000) }, link, START);
  ledger.finished(end(1, 1, bytes), link, START);
  const last = FleetChange.parse(tell().at(-1));
  expect(last).toMatchObject({ type: 'execution', state: 'completed', output_bytes: bytes.byteLength });
  expect(last.type === 'execution' && last.output_tail.endsWith('😀<script>') && last.output_tail.isWellFormed()).toBe(true);
});

test('a short command is written three times: ordered, ended, told', () => {
  let writes: string[] = [];
  const counted: Sql = { exec: (query, ...values) => (/^(insert|update|delete)/.test(query) && writes.push(query), sql.exec(query, ...values)) };
  ledger = new CommandLedger(counted, outbox, output, () => settings);
  for (const n of [1, 2]) {
    writes = [];
    ledger.enqueue([orderOf(n)], link, START);
    take(n, n);
    ledger.started({ execution_id: uuid(n), started_at: isoOf(START) }, link, START);
    expect(kinds(ledger.finished(end(n, n, none), link, START))).toEqual(['command.ack']);
    expect(states()).toEqual(['completed']);
  }
  expect(writes.map((query) => query.slice(0, 20))).toEqual(['insert into commands', 'update commands set ', 'update commands set ']);
});

test('a step that was held in memory is told again to an object that woke without it', () => {
  ledger.enqueue([orderOf(1)], link, START);
  take(1, 1);
  ledger = new CommandLedger(sql, outbox, output, () => settings);
  expect(ledger.find(uuid(1))).toMatchObject({ state: 'queued', sequence: 1 });
  ledger.hello(hello({ last_sequence: 1, commands: [{ execution_id: uuid(1), sequence: 1, state: 'running', output_bytes: 0 }] }), again, START + 1000);
  expect(states()).toEqual(['running']);
});

test('numbers rise across every death of the object', () => {
  const given: number[] = [];
  for (let life = 0; life < 5; life++) {
    const counter = new Counter(new Kept(sql), 'steps');
    for (let n = 0; n < 40; n++) given.push(counter.next());
    if (life === 3) counter.raiseTo(5000);
  }
  expect(given.toSorted((a, b) => a - b)).toEqual(given);
  expect([new Set(given).size, given.at(-1)! > 5000]).toEqual([given.length, true]);
});

test('an order that an older agent could not read is refused by the object, and says nothing of its output to Postgres', () => {
  const tool = (n: number): CommandOrder => orderOf(n, { kind: 'tool', lane: 'tool', script: null, script_type: null, script_sha256: null });
  const waiting = ledger.enqueue([tool(1)], null, START);
  expect(waiting.accepted[0]!.state).toBe('queued');
  expect(ordered(ledger.wake({ ...link, features: [] }, START))).toEqual([]);
  expect(ledger.find(uuid(1))).toMatchObject({ state: 'refused', reason: 'agent_outdated' });
  const remote = (n: number, session: string): CommandOrder => orderOf(n, { kind: 'remote', lane: 'remote', script: null, script_type: null, script_sha256: null, arguments: JSON.stringify({ remote: { session } }) });
  const before: Link = { ...link, features: ['remote'] };
  expect(ordered(ledger.enqueue([remote(4, 'tunnel')], before, START).effects)).toEqual([]);
  expect(ledger.find(uuid(4))).toMatchObject({ state: 'refused', reason: 'agent_outdated' });
  const able: Link = { ...again, features: ['tools'] };
  // Beside scripts and controls: a list of processes waits for no script.
  expect(ordered(ledger.enqueue([orderOf(2), tool(3)], able, START).effects)).toEqual([uuid(2)]);
  expect(ordered(ledger.received({ execution_id: uuid(2), sequence: 1 }, able, START))).toEqual([uuid(3)]);
  const bytes = Buffer.from('a file of somebody');
  ledger.output({ execution_id: uuid(3), offset: 0, stream: 'stdout', data: bytes }, able, START);
  ledger.finished(end(3, 2, bytes), able, START);
  expect(tell().flatMap((message) => (message.type === 'execution' && message.execution_id === uuid(3) ? [message.output_bytes, message.output_tail] : []))).toEqual([bytes.byteLength, '']);
});
