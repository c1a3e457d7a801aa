// The ledger of one machine's commands: none lost, none run twice. Pure over SQLite; what has to leave comes back as effects.
import { isOpen, LANES, nextOffset, orderFrame, type CommandChange, type CommandRow, type Lane, type UnsignedOrder } from './command-row.ts';
import { CommandTable } from './command-table.ts';
import { Counter } from './counter.ts';
import { jsonOf } from './json-of.ts';
import { Kept } from './kept.ts';
import type { Outbox } from './outbox.ts';
import type { OutputStore, Piece } from './output-store.ts';
import type { AgentFeature, CommandFinished, Hello, ServerFrame, Welcome } from './protocol/agent-frames.ts';
import { TOOLS_AT_ONCE, UNINSTALL_FEATURE } from './protocol/envelope.ts';
import type { Accepted, CommandOrder, ExecutionState, FleetChange, Verdict, ViewerMessage } from './protocol/fleet.ts';
import { AUTHORISATION_SECONDS } from './protocol/limits.ts';
import { RECOVERY_KEYS } from './protocol/recovery-keys.ts';
import { REMOTE_FEATURE, REMOTE_LIMITS, TUNNEL_FEATURE } from './protocol/remote.ts';
import { sha256Add, sha256End } from './sha256.ts';
import { isoOf, isoOrNull, type Sql } from './sql.ts';

/** A frame without an answer is sent again after this, on the same connection too: the object may have died between writing and sending. */
export const RESEND_MS = 30_000;
/** An unanswered question for rights is asked again after this. */
export const ASK_AGAIN_MS = 60_000;
/** What a run's end may take to arrive beyond its own limit, before a person reads `timeout`. */
export const LATE_MS = 60_000;
/** A cancelled command whose receipt was never confirmed counts as cancelled after this. */
export const CANCEL_WAIT_MS = 120_000;
/** Bytes beyond the limit that are swallowed before the connection is closed. */
export const DROPPED_BYTES_MAX = 1024 * 1024;
const KEEP_MS = 90 * 86_400_000;
const FORGET_EVERY_MS = 86_400_000;
/** No honest count comes near; one that does would leave no room to rise. */
const SEQUENCE_MAX = 2 ** 48;

/** Kinds of orders that not every agent can read. */
const FEATURE_OF_KIND: Partial<Record<string, AgentFeature>> = { tool: 'tools', recovery_key: RECOVERY_KEYS, uninstall: UNINSTALL_FEATURE };

/** What an agent has to know for an order; of remote help that is in its arguments. Undefined: nothing. */
function featureOf(kind: string, orderText: () => string): AgentFeature | undefined {
  if (kind !== 'remote') return FEATURE_OF_KIND[kind];
  const { arguments: text } = JSON.parse(orderText()) as CommandOrder;
  const call = jsonOf(text) as { remote?: { session?: string } } | null;
  return call?.remote?.session === 'tunnel' ? TUNNEL_FEATURE : REMOTE_FEATURE;
}

/** Who is connected right now; another id for every connection. `offsetMs`: the server's clock minus the agent's. */
export interface Link {
  id: string;
  offsetMs: number;
  /** What the agent said it can do; absent: an older one. */
  features?: AgentFeature[];
}
export interface LedgerSettings {
  client_id: string;
  asset_id: string;
  status: 'active' | 'held' | 'revoked';
  script_concurrency: number;
}
/** What leaves after the writes, in this order. */
export interface Effects {
  frames: (ServerFrame | UnsignedOrder)[];
  messages: ViewerMessage[];
  /** New output, for those who watch. */
  output: { execution_id: string; piece: Piece }[];
  notices: { kind: string; details: Record<string, string | number | null> }[];
  /** The agent breaks the rules: its connection ends. */
  isAbuse: boolean;
}
export const noEffects = (): Effects => ({ frames: [], messages: [], output: [], notices: [], isAbuse: false });

export class CommandLedger {
  readonly #table: CommandTable;
  readonly #sequence: Counter;
  readonly #outbox: Outbox;
  readonly #output: OutputStore;
  readonly #settings: () => LedgerSettings;
  #forgotAt = 0;
  constructor(sql: Sql, outbox: Outbox, output: OutputStore, settings: () => LedgerSettings, kept = new Kept(sql)) {
    this.#table = new CommandTable(sql, kept);
    this.#sequence = new Counter(kept, 'sequence');
    this.#outbox = outbox;
    this.#output = output;
    this.#settings = settings;
  }

  /** Idempotent by execution_id. */
  enqueue(orders: CommandOrder[], link: Link | null, now: number): { accepted: Accepted[]; effects: Effects } {
    const effects = noEffects();
    for (const order of orders) {
      if (this.find(order.execution_id)) continue;
      this.#table.add(order, now);
      if (this.#settings().status === 'revoked') this.#end(order.execution_id, 'refused', 'revoked', effects, now);
      else if (Date.parse(order.expires_at) <= now) this.#end(order.execution_id, 'expired', 'expired', effects, now);
    }
    this.deliver(link, effects, now);
    this.#table.write(false);
    return { accepted: orders.map(({ execution_id }) => this.#accepted(execution_id, link !== null)), effects };
  }

  /** Never sent: cancelled at once. Sent: the agent is told, and its answer decides. Null: unknown. */
  cancel(executionId: string, link: Link | null, now: number): { state: ExecutionState; effects: Effects } | null {
    const effects = noEffects();
    const row = this.find(executionId);
    if (!row) return null;
    if (isOpen(row) && row.sent_at === null) this.#end(executionId, 'cancelled', 'cancelled', effects, now);
    else if (isOpen(row) && row.cancel_at === null) {
      this.#set(executionId, { cancel_at: now, cancel_link: link && toldTo(link, now, now) });
      if (link) effects.frames.push({ type: 'cancel', execution_id: executionId });
    }
    this.deliver(link, effects, now);
    this.#table.write(false);
    return { state: this.find(executionId)!.state, effects };
  }

  /** Verdicts on questions asked before; those on commands that moved on change nothing. */
  authorise(verdicts: Verdict[], link: Link | null, now: number): Effects {
    const effects = noEffects();
    for (const verdict of verdicts) {
      const row = this.find(verdict.execution_id);
      if (row?.state !== 'queued') continue;
      if (verdict.is_allowed) this.#set(row.execution_id, { authorised_at: now, asked_at: null });
      else {
        this.#end(row.execution_id, 'refused', verdict.reason ?? 'not_authorised', effects, now);
        // It may have arrived all the same; if it ran, its result will say so.
        if (row.sent_at !== null && link) effects.frames.push({ type: 'cancel', execution_id: row.execution_id });
      }
    }
    this.deliver(link, effects, now);
    this.#table.write(false);
    return effects;
  }

  /** The machine's key was withdrawn: nothing that waits will ever run. */
  revoke(now: number): Effects {
    const effects = noEffects();
    for (const row of this.#open()) this.#end(row.execution_id, row.acked_at === null ? 'cancelled' : 'interrupted', 'revoked', effects, now);
    this.#table.write(false);
    return effects;
  }

  /** The first frame of a connection: both sides compare what they hold. `deliver` follows when the welcome is out. */
  hello(hello: Hello, link: Link, now: number): { commands: Welcome['commands']; effects: Effects } {
    const effects = noEffects();
    if (hello.last_sequence > SEQUENCE_MAX) effects.notices.push({ kind: 'refused_frame', details: { reason: 'sequence_out_of_range' } });
    else this.#sequence.raiseTo(hello.last_sequence);
    const known = new Map(hello.commands.map((command) => [command.execution_id, command]));
    for (const row of this.#open()) {
      if (row.sent_at === null) continue;
      const held = known.get(row.execution_id);
      if (held && held.sequence === row.sequence) {
        if (held.state === 'running') this.#started(row, now, effects, now);
        else this.#acked(row, effects, now);
      } else if (row.acked_at === null && row.cancel_at !== null) {
        this.#end(row.execution_id, 'cancelled', 'cancelled', effects, now);
      } else if (row.acked_at === null && row.sequence! > hello.last_sequence) {
        // It never arrived: `deliver` sends it again.
      } else if (hello.commands.length < 200) {
        this.#end(row.execution_id, 'interrupted', 'agent_forgot', effects, now);
      }
    }
    const commands = hello.commands.map(({ execution_id, sequence }) => {
      const row = this.find(execution_id);
      const isKnown = row !== null && row.sequence === sequence;
      return { execution_id, is_known: isKnown, is_final: isKnown && row.is_settled, next_offset: isKnown ? nextOffset(row) : 0 };
    });
    this.#table.write(false);
    return { commands, effects };
  }

  received(frame: { execution_id: string; sequence: number }, link: Link, now: number): Effects {
    return this.#about(frame.execution_id, frame.sequence, link, now, (row, effects) => this.#acked(row, effects, now));
  }

  started(frame: { execution_id: string; started_at: string }, link: Link, now: number): Effects {
    return this.#about(frame.execution_id, null, link, now, (row, effects) => this.#started(row, placed(frame.started_at, link, row, now), effects, now));
  }

  /** Repeats are ignored, a gap is answered with the offset that is missing. */
  output(chunk: Piece & { execution_id: string }, link: Link, now: number): Effects {
    return this.#about(chunk.execution_id, null, link, now, (row, effects) => {
      const next = nextOffset(row);
      const fresh = chunk.data.subarray(Math.max(0, next - chunk.offset));
      if (row.is_settled || chunk.offset > next || fresh.byteLength === 0) {
        effects.frames.push({ type: 'output.ack', execution_id: row.execution_id, next_offset: next });
        return;
      }
      if (isOpen(row) && row.state !== 'running') this.#started(row, now, effects, now);
      const data = fresh.subarray(0, Math.max(0, row.limits.output_bytes - row.received_bytes));
      const dropped = row.dropped_bytes + fresh.byteLength - data.byteLength;
      if (data.byteLength > 0) {
        const piece = { offset: next, stream: chunk.stream, data };
        this.#output.append(row.execution_id, piece);
        effects.output.push({ execution_id: row.execution_id, piece });
      }
      this.#set(row.execution_id, { received_bytes: row.received_bytes + data.byteLength, dropped_bytes: dropped, hash: sha256Add(row.hash, data), ...(dropped > 0 && { is_truncated: true }) });
      effects.isAbuse = dropped > DROPPED_BYTES_MAX;
      effects.frames.push({ type: 'output.ack', execution_id: row.execution_id, next_offset: next + fresh.byteLength });
      if (row.final_by === 'agent') this.#settle(row.execution_id, effects, now, false);
    });
  }

  /** The first result of a command stands; a repeat is acknowledged again, another one is refused. */
  finished(frame: CommandFinished, link: Link, now: number): Effects {
    if (!this.find(frame.execution_id)) {
      // Acknowledged, so that it is not sent for ever.
      return { ...noEffects(), frames: [{ type: 'command.ack', execution_id: frame.execution_id }], notices: [{ kind: 'unknown_execution', details: { execution_id: frame.execution_id } }] };
    }
    return this.#about(frame.execution_id, frame.sequence, link, now, (row, effects) => {
      const ack = { type: 'command.ack', execution_id: row.execution_id } as const;
      if (row.final_by === 'agent') {
        const isSame = row.state === frame.status && row.exit_code === frame.exit_code && row.claimed_sha256 === frame.output_sha256 && row.claimed_bytes === frame.output_bytes;
        if (!isSame) effects.notices.push({ kind: 'result_conflict', details: { execution_id: row.execution_id, state: row.state, status: frame.status } });
        if (row.is_settled || !isSame) effects.frames.push(ack);
        else this.#settle(row.execution_id, effects, now, true);
        return;
      }
      const hasRun = frame.started_at !== null;
      if (row.final_by === 'server' && !hasRun && ['expired', 'cancelled', 'refused'].includes(row.state)) {
        this.#set(row.execution_id, { is_settled: true, order_json: null });
        effects.frames.push(ack);
        return;
      }
      this.#set(row.execution_id, {
        acked_at: row.acked_at ?? now, changed_at: now, state: frame.status, final_by: 'agent', deadline_at: null, exit_code: frame.exit_code, duration_ms: frame.duration_ms,
        started_at: frame.started_at === null ? row.started_at : (row.started_at ?? placed(frame.started_at, link, row, now)), finished_at: placed(frame.finished_at, link, row, now),
        claimed_bytes: frame.output_bytes, claimed_sha256: frame.output_sha256, is_truncated: row.is_truncated || frame.is_truncated, reason: frame.reason ?? frame.message?.slice(0, 200) ?? null,
      });
      this.#settle(row.execution_id, effects, now, true);
    });
  }

  /** What became due: expiry, deadlines, questions and frames to repeat. */
  wake(link: Link | null, now: number): Effects {
    const effects = noEffects();
    this.deliver(link, effects, now);
    this.#table.write(false);
    return effects;
  }

  /** `now`: an end has to be told; `later`: a step on the way, which the end may make superfluous in a moment; null: nothing. */
  news(): 'now' | 'later' | null {
    return this.#table.news();
  }

  /** What Postgres has to be told, in the order of revisions, as much as one call takes. `isAll`: with the steps that are held back, which are durable after this. */
  untold(isAll: boolean): { row: CommandRow; message: FleetChange }[] {
    this.#table.write(isAll);
    return this.#table.untold().map((row) => ({ row, message: this.#changeOf(row) }));
  }
  /** The queue has it. */
  told(rows: CommandRow[]): void {
    this.#table.told(rows);
  }
  /** What the queue has is remembered for good; until then an object that dies tells it again, which changes nothing. */
  settle(): void {
    this.#table.settle();
  }
  get isSettled(): boolean {
    return this.#table.isSettled;
  }

  /** When `wake` has something to do; null: nothing waits. */
  nextDeadline(link: Link | null): number | null {
    const times = this.#open().flatMap((row) => [
      row.state === 'queued' ? row.expires_at : null, row.deadline_at, row.cancel_at !== null && row.acked_at === null ? row.cancel_at + CANCEL_WAIT_MS : null,
      link && row.state === 'queued' && row.asked_at !== null ? row.asked_at + ASK_AGAIN_MS : null, link && row.sent_at !== null && row.acked_at === null && row.cancel_at === null ? row.sent_at + RESEND_MS : null,
    ]).filter((at) => at !== null);
    return times.length === 0 ? null : Math.min(...times);
  }

  /** What waits or runs, oldest first. */
  queue(): { execution_id: string; state: ExecutionState; position: number; kind: string }[] {
    return this.#open().map((row) => ({ execution_id: row.execution_id, state: row.state, position: this.#position(row), kind: row.kind }));
  }

  find(executionId: string): CommandRow | null {
    return this.#table.find(executionId);
  }

  /**
   * Sends what may go now. One unconfirmed order at a time over all lanes: so the sequences an agent takes always rise,
   * and it may refuse every number that is not above its highest. Given up: one round trip between two orders.
   */
  deliver(link: Link | null, effects: Effects, now: number): void {
    const open = this.#passDeadlines(effects, now);
    const { status, script_concurrency: concurrency } = this.#settings();
    if (!link) return;
    for (const row of open) {
      if (row.cancel_at === null || row.sent_at === null || row.cancel_link === toldTo(link, row.cancel_at, now)) continue;
      this.#set(row.execution_id, { cancel_link: toldTo(link, row.cancel_at, now) });
      effects.frames.push({ type: 'cancel', execution_id: row.execution_id });
    }
    if (status !== 'active') return;
    const unconfirmed = open.find((row) => row.sent_at !== null && row.acked_at === null && row.cancel_at === null);
    if (unconfirmed) {
      if (unconfirmed.sent_link !== link.id || now >= unconfirmed.sent_at! + RESEND_MS) this.#offer(unconfirmed, link, effects, now);
      return;
    }
    const limit: Record<Lane, number> = { script: concurrency, control: 1, tool: TOOLS_AT_ONCE, remote: REMOTE_LIMITS.sessions };
    const able = open.filter((row) => {
      // An older agent could not even read the order, and would never answer.
      const needed = row.sent_at === null ? featureOf(row.kind, () => this.#table.orderOf(row)) : undefined;
      if (!needed || link.features?.includes(needed)) return true;
      this.#end(row.execution_id, 'refused', 'agent_outdated', effects, now);
      return false;
    });
    const heads = LANES.map((lane) => {
      const inLane = able.filter((row) => row.lane === lane);
      return inLane.filter((row) => row.sent_at !== null).length < limit[lane] ? inLane.find((row) => row.sent_at === null) : undefined;
    }).filter((row) => row !== undefined).toSorted((a, b) => a.ord - b.ord);
    for (const head of heads) if (this.#offer(head, link, effects, now)) return;
  }

  /** Sent, unless its rights have to be looked at first. */
  #offer(row: CommandRow, link: Link, effects: Effects, now: number): boolean {
    if (now - row.authorised_at > AUTHORISATION_SECONDS * 1000) {
      if (row.asked_at !== null && now < row.asked_at + ASK_AGAIN_MS) return false;
      const { client_id, asset_id } = this.#settings();
      this.#set(row.execution_id, { asked_at: now });
      this.#outbox.put('changes', { type: 'authorise', client_id, asset_id, execution_ids: [row.execution_id] }, now);
      return false;
    }
    const sequence = row.sequence ?? this.#sequence.next();
    this.#set(row.execution_id, { sequence, sent_at: now, sent_link: link.id });
    effects.frames.push(orderFrame({ ...row, sequence }, this.#table.orderOf(row), now));
    return true;
  }

  /** Runs `change` on a command that this agent was really given; anything else is told as a notice. */
  #about(executionId: string, sequence: number | null, link: Link, now: number, change: (row: CommandRow, effects: Effects) => void): Effects {
    const effects = noEffects();
    const row = this.find(executionId);
    if (!row) effects.notices.push({ kind: 'unknown_execution', details: { execution_id: executionId } });
    else if (row.sequence === null || (sequence !== null && row.sequence !== sequence)) {
      effects.notices.push({ kind: 'wrong_sequence', details: { execution_id: executionId, expected: row.sequence, told: sequence } });
    } else {
      change(row, effects);
      this.deliver(link, effects, now);
      this.#table.write(false);
    }
    return effects;
  }

  #acked(row: CommandRow, effects: Effects, now: number): void {
    if (row.state !== 'queued') return;
    this.#set(row.execution_id, { state: 'delivered', acked_at: now, deadline_at: now + row.limits.timeout_s * 1000 + LATE_MS, changed_at: now }, true);
    this.#tell(row.execution_id, effects, now);
  }

  #started(row: CommandRow, at: number, effects: Effects, now: number): void {
    if (row.state !== 'queued' && row.state !== 'delivered') return;
    this.#set(row.execution_id, { state: 'running', acked_at: row.acked_at ?? now, started_at: at, deadline_at: now + row.limits.timeout_s * 1000 + LATE_MS, changed_at: now }, true);
    this.#tell(row.execution_id, effects, now);
  }

  /** The end and all output are here: compare hashes and let the agent forget; else say from where output is missing. */
  #settle(executionId: string, effects: Effects, now: number, isResult: boolean): void {
    const row = this.find(executionId)!;
    const next = nextOffset(row);
    const isMissing = next < row.claimed_bytes!;
    // An agent that repeats its result without the missing bytes has lost them.
    const times = isMissing && isResult && row.stuck_at === next ? row.stuck_times + 1 : 0;
    if (isMissing && times < 3) {
      if (isResult) {
        this.#set(executionId, { stuck_at: next, stuck_times: times });
        effects.frames.push({ type: 'output.ack', execution_id: executionId, next_offset: next });
        if (times === 0) this.#tell(executionId, effects, now);
      }
      return;
    }
    const reason = isMissing ? 'output_incomplete' : row.dropped_bytes > 0 ? 'output_limit' : sha256End(row.hash) === row.claimed_sha256 ? null : 'hash_mismatch';
    if (reason === 'hash_mismatch') effects.notices.push({ kind: 'hash_mismatch', details: { execution_id: executionId, told: row.claimed_sha256, found: sha256End(row.hash) } });
    this.#set(executionId, { is_settled: true, order_json: null, changed_at: now, ...(reason !== null && { reason }) });
    effects.frames.push({ type: 'command.ack', execution_id: executionId });
    this.#tell(executionId, effects, now);
    effects.messages.push({ type: 'output.end', execution_id: executionId, total: row.received_bytes });
  }

  /** What is open after that, oldest first. */
  #passDeadlines(effects: Effects, now: number): CommandRow[] {
    return this.#open().filter((row) => {
      if (row.cancel_at !== null && row.acked_at === null && now >= Math.min(row.cancel_at + CANCEL_WAIT_MS, row.expires_at)) this.#end(row.execution_id, 'cancelled', 'cancelled', effects, now);
      else if (row.state === 'queued' && now >= row.expires_at) this.#end(row.execution_id, 'expired', 'expired', effects, now);
      else if (row.deadline_at !== null && now >= row.deadline_at) this.#end(row.execution_id, 'timeout', 'no_result', effects, now);
      else return true;
      return false;
    });
  }

  /** The server's own word on an end. */
  #end(executionId: string, state: ExecutionState, reason: string, effects: Effects, now: number): void {
    const row = this.find(executionId)!;
    const isNeverSent = row.sent_at === null;
    this.#set(executionId, { state, final_by: 'server', reason, finished_at: now, deadline_at: null, changed_at: now, ...(isNeverSent && { is_settled: true, order_json: null }) });
    this.#tell(executionId, effects, now);
  }

  /** What was changed is told to those who watch, and to Postgres when it is written. */
  #tell(executionId: string, effects: Effects, now: number): void {
    this.#table.tell(executionId);
    const row = this.find(executionId)!;
    const { state, exit_code, duration_ms, received_bytes: output_bytes, reason } = row;
    effects.messages.push({ type: 'execution', execution_id: executionId, state, position: isOpen(row) ? this.#position(row) : 0, exit_code, duration_ms, output_bytes, reason, at: isoOf(now) });
  }

  #changeOf(row: CommandRow): FleetChange {
    const { client_id, asset_id } = this.#settings();
    const { execution_id, state, revision, exit_code, duration_ms, received_bytes: output_bytes, is_truncated, reason } = row;
    return {
      type: 'execution', client_id, asset_id, execution_id, state, revision, at: isoOf(row.changed_at), started_at: isoOrNull(row.started_at), finished_at: isoOrNull(row.finished_at), exit_code, duration_ms, output_bytes,
      output_sha256: isOpen(row) || !row.is_settled ? null : sha256End(row.hash), is_truncated, output_tail: isOpen(row) || output_bytes === 0 || row.kind === 'tool' || row.kind === 'remote' ? '' : this.#tail(execution_id), reason,
    };
  }

  /** Text that Postgres takes: no NUL, no half characters. What a tool brings is a file or a listing, what a person typed is not for a list: both stay with the machine's object. */
  #tail(executionId: string): string {
    return new TextDecoder().decode(this.#output.tail(executionId, 16_000)).replaceAll('\0', '').slice(-4000).replace(/^[\uDC00-\uDFFF]/, '');
  }

  #accepted(executionId: string, isOnline: boolean): Accepted {
    const row = this.find(executionId)!;
    return { execution_id: executionId, sequence: row.ord, state: row.state, position: isOpen(row) ? this.#position(row) : 0, is_online: isOnline };
  }

  #open(): CommandRow[] {
    return this.#table.open();
  }

  #position({ lane, ord }: CommandRow): number {
    return this.#open().filter((row) => row.lane === lane && row.ord < ord).length;
  }

  /** `isPatient`: the agent says it again to whoever does not know. */
  #set(executionId: string, values: CommandChange, isPatient = false): void {
    this.#table.change(executionId, values, isPatient);
  }

  /** What ended long ago goes, a little every day. */
  forgetOld(now: number): void {
    if (now - this.#forgotAt < FORGET_EVERY_MS) return;
    this.#forgotAt = now;
    for (const id of this.#table.endedBefore(now - KEEP_MS)) {
      this.#output.forget(id);
      this.#table.forget(id);
    }
  }
}

/** Once on every connection, and again after a while: on a long poll an answer can be lost without anybody noticing. */
const toldTo = (link: Link, since: number, now: number): string => `${link.id} ${Math.floor((now - since) / ASK_AGAIN_MS)}`;

/** An instant of the agent on the server's clock; what cannot be is now. */
function placed(iso: string, link: Link, row: CommandRow, now: number): number {
  const at = Date.parse(iso) + link.offsetMs;
  return at >= (row.sent_at ?? 0) - 60_000 && at <= now ? at : now;
}
