// A world around the real ledger: an agent that follows the agent's rules, a wire that loses, repeats and reorders, and deaths at any moment.
import { createHash } from 'node:crypto';
import { CommandLedger, type Effects, type Link } from '../../durable-objects/command-ledger.ts';
import { Outbox } from '../../durable-objects/outbox.ts';
import { OutputStore } from '../../durable-objects/output-store.ts';
import { spill } from '../../durable-objects/output-pages.ts';
import type { AgentCommandState, FinalState, ServerFrame } from '../../durable-objects/protocol/agent-frames.ts';
import type { CommandOrder, FleetChange } from '../../durable-objects/protocol/fleet.ts';
import type { UnsignedOrder } from '../../durable-objects/command-row.ts';
import { isoOf } from '../../durable-objects/sql.ts';
import { upgradeTables } from '../../durable-objects/tables.ts';
import { nodeSql } from './node-sql.ts';

export const CLIENT = '10000000-0000-4000-8000-000000000001';
export const ASSET = '20000000-0000-4000-8000-000000000002';
export const uuid = (n: number): string => `30000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

type ToAgent = ServerFrame | UnsignedOrder;
type ToServer =
  | { type: 'received'; execution_id: string; sequence: number }
  | { type: 'started'; execution_id: string }
  | { type: 'output'; execution_id: string; offset: number; data: Uint8Array }
  | { type: 'finished'; execution_id: string };

/** What the agent's disk says of one command. */
interface AgentRecord {
  sequence: number;
  lane: string;
  state: AgentCommandState;
  output: number[];
  started_at: string | null;
  /** Bytes handed to the wire on this connection; where the server says it is. */
  sent: number;
  acked: number;
  isForgotten: boolean;
}

const HOUR = 3_600_000;
const sql = nodeSql(upgradeTables);

export class World {
  now = Date.parse('2026-03-01T10:00:00Z');
  /** Set apart from the ledger: what was asked, and what really happened. */
  readonly asked = new Map<string, { lane: string; ord: number }>();
  readonly runs = new Map<string, number>();
  readonly startOrder: string[] = [];
  /** The agent leaves out what the end of a short run says by itself: that it was received, and that it started. */
  isTerse = false;
  readonly changes: FleetChange[] = [];
  readonly notices: string[] = [];
  status: 'active' | 'held' = 'active';
  #ledger!: CommandLedger;
  #outbox!: Outbox;
  output!: OutputStore;
  #link: Link | null = null;
  #links = 0;
  #toAgent: ToAgent[] = [];
  #toServer: ToServer[] = [];
  #highest = 0;
  readonly records = new Map<string, AgentRecord>();
  readonly #parts = new Map<string, Uint8Array>();

  constructor() {
    sql.reset();
    this.wakeObject();
  }

  get ledger(): CommandLedger {
    return this.#ledger;
  }
  get isConnected(): boolean {
    return this.#link !== null;
  }
  get isQuiet(): boolean {
    return this.#toAgent.length === 0 && this.#toServer.length === 0;
  }

  /** All that was in memory is gone; what is in SQLite stays. */
  wakeObject(): void {
    this.#outbox = new Outbox(sql);
    this.output = new OutputStore(sql);
    this.#ledger = new CommandLedger(sql, this.#outbox, this.output, () => ({ client_id: CLIENT, asset_id: ASSET, status: this.status, script_concurrency: 2 }));
  }

  /** `isKilled`: the object dies after its writes and before anything leaves. */
  #apply(effects: Effects, isKilled: boolean): void {
    for (const { kind } of effects.notices) this.notices.push(kind);
    if (isKilled) {
      this.wakeObject();
      return;
    }
    if (this.#link) this.#toAgent.push(...effects.frames);
  }

  enqueue(n: number, lane: 'script' | 'control', livesMs: number, isKilled: boolean): void {
    const execution_id = uuid(n);
    const isNew = !this.asked.has(execution_id);
    if (isNew) this.asked.set(execution_id, { lane, ord: this.asked.size });
    const given = '{"args":[],"env":{}}';
    const order: CommandOrder = {
      execution_id, client_id: CLIENT, asset_id: ASSET, kind: lane === 'script' ? 'script' : 'service', lane: (this.asked.get(execution_id)!.lane as 'script'), script_type: 'bash', script: 'true', script_sha256: '0'.repeat(64), version_id: null,
      arguments: given, run_as: 'user', limits: { timeout_s: 300, output_bytes: 1024, memory_bytes: null, processes: null }, requested_by: { user_id: uuid(900), name: 'Ana' }, approved_by: null, approval_sha256: null,
      authorised_at: isoOf(this.now), expires_at: isoOf(this.now + livesMs),
    };
    this.#apply(this.#ledger.enqueue([order], this.#link, this.now).effects, isKilled);
  }

  cancel(n: number, isKilled: boolean): void {
    const done = this.#ledger.cancel(uuid(n), this.#link, this.now);
    if (done) this.#apply(done.effects, isKilled);
  }

  /** The queue takes what is there; questions are answered at once when `isAllowed` is a verdict. */
  drain(isAllowed: boolean | null, isKilled: boolean): void {
    for (;;) {
      const batch = this.#outbox.batch('changes');
      const commands = this.#ledger.untold(true);
      if (batch.length + commands.length === 0) return;
      for (const { message } of [...batch, ...commands]) this.changes.push(message as FleetChange);
      if (batch.length > 0) this.#outbox.sent('changes', batch);
      this.#ledger.told(commands.map(({ row }) => row));
      const ids = batch.flatMap(({ message }) => (message.type === 'authorise' ? message.execution_ids : []));
      if (isAllowed !== null && ids.length > 0) this.#apply(this.#ledger.authorise(ids.map((execution_id) => ({ execution_id, is_allowed: isAllowed, reason: isAllowed ? null : 'withdrawn' })), this.#link, this.now), isKilled);
    }
  }

  wake(isKilled: boolean): void {
    this.#apply(this.#ledger.wake(this.#link, this.now), isKilled);
  }

  async spillAll(): Promise<void> {
    const bucket = { put: async (key: string, body: Uint8Array) => void this.#parts.set(key, body), get: async (key: string) => ({ arrayBuffer: async () => this.#parts.get(key)!.slice().buffer as ArrayBuffer }) };
    for (const id of this.asked.keys()) await spill(this.output, bucket, id, CLIENT);
  }

  connect(isKilled: boolean): void {
    this.disconnect();
    this.#link = { id: `link-${++this.#links}`, offsetMs: 0 };
    const open = [...this.records].filter(([, record]) => !record.isForgotten);
    const { commands, effects } = this.#ledger.hello({
      type: 'hello', protocol: 2, agent_version: '1.0.0', platform: 'linux', hostname: 'pc-01', boot_id: null, spool_id: uuid(901), clock: isoOf(this.now), last_sequence: this.#highest, inventory: {},
      commands: open.map(([execution_id, { sequence, state, output }]) => ({ execution_id, sequence, state, output_bytes: output.length })),
    }, this.#link, this.now);
    this.#apply(effects, isKilled);
    if (isKilled) {
      this.disconnect();
      return;
    }
    for (const { execution_id, is_final, next_offset } of commands) {
      const record = this.records.get(execution_id)!;
      record.isForgotten = is_final;
      record.sent = next_offset;
      record.acked = next_offset;
      if (!is_final) this.#report(execution_id, record);
    }
    this.wake(false);
  }

  disconnect(): void {
    this.#link = null;
    this.#toAgent = [];
    this.#toServer = [];
  }

  /** Everything not on disk is gone; what ran is lost. */
  killAgent(): void {
    this.disconnect();
    for (const record of this.records.values()) {
      record.sent = 0;
      record.acked = 0;
      if (record.state === 'running') record.state = 'interrupted';
    }
  }

  /** One frame to the agent; `how` 0: in order, 1: twice, 2: the one behind it first. */
  stepToAgent(how: number): void {
    if (how === 2 && this.#toAgent.length > 1) [this.#toAgent[0], this.#toAgent[1]] = [this.#toAgent[1]!, this.#toAgent[0]!];
    const frame = this.#toAgent.shift();
    if (!frame) return;
    this.#agentTakes(frame);
    if (how === 1) this.#agentTakes(frame);
  }

  stepToServer(how: number, isKilled: boolean): void {
    if (how === 2 && this.#toServer.length > 1) [this.#toServer[0], this.#toServer[1]] = [this.#toServer[1]!, this.#toServer[0]!];
    const frame = this.#toServer.shift();
    if (!frame) return;
    this.#serverTakes(frame, isKilled);
    if (how === 1) this.#serverTakes(frame, isKilled);
  }

  /** The oldest command the agent holds begins. Its record says so before the program does. */
  start(): void {
    const waiting = [...this.records].filter(([, { state }]) => state === 'received').toSorted(([, a], [, b]) => a.sequence - b.sequence)[0];
    if (!waiting) return;
    const [id, record] = waiting;
    record.state = 'running';
    record.started_at = isoOf(this.now);
    this.runs.set(id, (this.runs.get(id) ?? 0) + 1);
    this.startOrder.push(id);
    if (!this.isTerse) this.#send({ type: 'started', execution_id: id });
  }

  print(bytes: number[]): void {
    const running = [...this.records].find(([, { state }]) => state === 'running');
    if (!running) return;
    running[1].output.push(...bytes);
    this.#report(...running);
  }

  finish(status: FinalState): void {
    const running = [...this.records].find(([, { state }]) => state === 'running');
    if (!running) return;
    running[1].state = status;
    this.#report(...running);
  }

  /** What the agent's record makes it send now. */
  #report(id: string, record: AgentRecord): void {
    if (record.isForgotten || !this.#link) return;
    while (record.sent < record.output.length) {
      const data = Uint8Array.from(record.output.slice(record.sent, record.sent + 3));
      this.#send({ type: 'output', execution_id: id, offset: record.sent, data });
      record.sent += data.byteLength;
    }
    if (record.state !== 'received' && record.state !== 'running') this.#send({ type: 'finished', execution_id: id });
  }

  #send(frame: ToServer): void {
    if (this.#link) this.#toServer.push(frame);
  }

  #agentTakes(frame: ToAgent): void {
    if (frame.type === 'order') {
      const { execution_id, sequence, lane } = JSON.parse(frame.envelope) as { execution_id: string; sequence: number; lane: string };
      const known = this.records.get(execution_id);
      if (!known && sequence > this.#highest) {
        this.#highest = sequence;
        this.records.set(execution_id, { sequence, lane, state: 'received', output: [], started_at: null, sent: 0, acked: 0, isForgotten: false });
      } else if (!known) {
        this.records.set(execution_id, { sequence, lane, state: 'refused', output: [], started_at: null, sent: 0, acked: 0, isForgotten: false });
      }
      if (known || !this.isTerse) this.#send({ type: 'received', execution_id, sequence });
      this.#report(execution_id, this.records.get(execution_id)!);
      return;
    }
    if (!('execution_id' in frame)) return;
    const record = this.records.get(frame.execution_id);
    if (!record) return;
    if (frame.type === 'command.ack') record.isForgotten = true;
    if (frame.type === 'output.ack') {
      // The same offset again: something in between was lost.
      if (frame.next_offset === record.acked && frame.next_offset < record.sent) record.sent = frame.next_offset;
      record.acked = Math.max(record.acked, frame.next_offset);
      this.#report(frame.execution_id, record);
    }
    if (frame.type === 'cancel' && (record.state === 'received' || record.state === 'running')) {
      record.state = 'cancelled';
      this.#report(frame.execution_id, record);
    }
  }

  #serverTakes(frame: ToServer, isKilled: boolean): void {
    const link = this.#link!;
    const record = this.records.get(frame.execution_id)!;
    if (frame.type === 'received') this.#apply(this.#ledger.received(frame, link, this.now), isKilled);
    if (frame.type === 'started') this.#apply(this.#ledger.started({ ...frame, started_at: record.started_at ?? isoOf(this.now) }, link, this.now), isKilled);
    if (frame.type === 'output') this.#apply(this.#ledger.output({ ...frame, stream: 'stdout' }, link, this.now), isKilled);
    if (frame.type === 'finished') {
      this.#apply(this.#ledger.finished({
        type: 'command.finished', execution_id: frame.execution_id, sequence: record.sequence, status: record.state as FinalState, exit_code: record.state === 'completed' ? 0 : null, started_at: record.started_at,
        finished_at: isoOf(this.now), duration_ms: 1, output_bytes: record.output.length, output_sha256: createHash('sha256').update(Uint8Array.from(record.output)).digest('hex'), is_truncated: false, reason: null, message: null,
      }, link, this.now), isKilled);
    }
  }

  /** Everything works again: until nobody has anything left to do. */
  settle(): void {
    this.status = 'active';
    for (let round = 0; round < 200; round++) {
      if (!this.isConnected) this.connect(false);
      while (!this.isQuiet) {
        this.stepToAgent(0);
        this.stepToServer(0, false);
      }
      this.drain(true, false);
      if (!this.isQuiet) continue;
      if ([...this.records.values()].some(({ state }) => state === 'received')) this.start();
      else if ([...this.records.values()].some(({ state }) => state === 'running')) this.finish('completed');
      else {
        const next = this.#ledger.nextDeadline(this.#link);
        if (next === null) break;
        this.now = Math.max(this.now + 1, next);
        this.wake(false);
      }
    }
    // A last greeting: what was not acknowledged is told again.
    this.connect(false);
    while (!this.isQuiet) {
      this.stepToAgent(0);
      this.stepToServer(0, false);
    }
    this.drain(true, false);
  }
}

export const LIVES = [2 * HOUR, HOUR, 120_000] as const;
