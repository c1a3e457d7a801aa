// Takes orders: checks them, writes them down, runs them in their lane, and reports each end once it is on disk.
import { createHash } from 'node:crypto';
import type { AgentFrame, CommandFinished, FinalState } from '../durable-objects/protocol/agent-frames.ts';
import { Envelope, TOOLS_AT_ONCE, type CommandArguments, type KeyPlace, type SignedCommand } from '../durable-objects/protocol/envelope.ts';
import { REMOTE_LIMITS } from '../durable-objects/protocol/remote.ts';
import type { Outcome, Platform } from './collect/collector.ts';
import { realTools } from './collect/real-tools.ts';
import { checkCommand, type Checked } from './command-check.ts';
import type { Ledger } from './ledger.ts';
import { reasonOf, type Log } from './log.ts';
import { OutputWriter, outputFileOf } from './output-store.ts';
import { readPolicy, type Policy } from './policy.ts';
import { prepareRemote } from './remote/prepare-remote.ts';
import { killTree } from './run/kill-tree.ts';
import { lanes, type Lanes } from './run/lanes.ts';
import { prepareScript, type Ended, type Prepared, type Running } from './run/run-script.ts';
import { removeWorkplacesOf } from './run/workplace.ts';
import type { Self } from './session.ts';
import { fetchUpload } from './tools/fetch-upload.ts';
import { prepareTool } from './tools/start-tool.ts';

export interface DeskParts {
  self: Self;
  log: Log;
  ledger: Ledger;
  platform: Platform;
  /** The server's clock, milliseconds. */
  serverNow: () => number;
  /** All classes now; how many were new to the server. */
  collectNow: () => Promise<{ collected: number; changed: number }>;
  /** Another recovery key in the place of this one. */
  rotateKey: (place: KeyPlace) => Promise<Outcome>;
  tell: (frame: AgentFrame) => void;
  /** Output grew, or the end is known. */
  moved: (executionId: string) => void;
  repeatEnd: (executionId: string) => void;
}
type End = Omit<CommandFinished, 'type' | 'execution_id' | 'sequence' | 'started_at' | 'finished_at' | 'duration_ms' | 'output_bytes' | 'output_sha256' | 'is_truncated'>;

/** SHA-256 of nothing. */
const EMPTY_SHA256 = createHash('sha256').digest('hex');
const NO_OUTPUT = { output_bytes: 0, output_sha256: EMPTY_SHA256, is_truncated: false };
/** A run that is over sooner is told by its end alone, which says when it started. */
const STARTED_AFTER_MS = 100;
/** Time for the end of a restart's own order to reach the server. */
const REBOOT_DELAY_MIN_S = 5;

export class CommandDesk {
  readonly #parts: DeskParts;
  readonly #lanes: Lanes<Envelope['lane']>;
  #running = new Map<string, { running: Running | null; output: OutputWriter | null }>();
  #cancelled = new Set<string>();
  #turn: Promise<void> = Promise.resolve();
  #isStopping = false;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#lanes = lanes((lane) => ({ control: 1, tool: TOOLS_AT_ONCE, remote: REMOTE_LIMITS.sessions, script: parts.self.identity.config.script_concurrency })[lane]);
  }

  get running(): number {
    return this.#lanes.running;
  }
  get waiting(): number {
    return this.#lanes.waiting;
  }
  outputBytes(executionId: string): number {
    return this.#running.get(executionId)?.output?.bytes ?? 0;
  }

  /** Orders are judged one after the other, in the order they came. Never rejects. */
  take(command: SignedCommand): Promise<void> {
    this.#turn = this.#turn.then(() => this.#take(command)).catch((fault: unknown) => this.#parts.log.error('command_not_taken', { reason: reasonOf(fault) }));
    return this.#turn;
  }

  /** After a restart: what was taken and never started is judged again, and what a killed agent left running is ended. */
  async resume(): Promise<void> {
    const { ledger, log } = this.#parts;
    for (const record of ledger.open()) {
      if (record.state !== 'interrupted') continue;
      await killTree(record.execution_id, null, 500);
      removeWorkplacesOf(record.execution_id);
    }
    for (const record of ledger.waiting()) {
      const checked = record.command ? await this.#judge(record.command, () => false) : null;
      log.info('command_resumed', { execution_id: record.execution_id });
      if (checked?.ok) this.#enqueue(checked.envelope, checked.arguments, record.command!);
      else this.#end(record.execution_id, record.sequence, null, { status: 'refused', exit_code: null, reason: checked?.reason ?? 'unreadable', message: checked?.message ?? null });
    }
  }

  /** The whole tree of a running one ends; one that waits never starts; an unknown one is answered by nobody. */
  cancel(executionId: string): Promise<void> {
    this.#turn = this.#turn.then(() => {
      const record = this.#parts.ledger.get(executionId);
      if (!record) return;
      if (record.finished) {
        this.#parts.repeatEnd(executionId);
        return;
      }
      this.#parts.log.info('command_cancelled', { execution_id: executionId });
      if (this.#lanes.takeBack(executionId)) this.#end(executionId, record.sequence, null, { status: 'cancelled', exit_code: null, reason: 'cancelled', message: 'taken back before it started' });
      else {
        this.#cancelled.add(executionId);
        this.#running.get(executionId)?.running?.stop('cancelled');
      }
    });
    return this.#turn;
  }

  /** Ends what runs; each end is on disk when this resolves. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#lanes.close();
    await this.#turn;
    const ends = [...this.#running.values()].flatMap(({ running }) => {
      running?.stop('interrupted', 500);
      return running ? [running.ended] : [];
    });
    await Promise.all(ends);
    // The end is written in the turn after `ended`.
    await new Promise((resolve) => setImmediate(resolve));
  }

  async #take(command: SignedCommand): Promise<void> {
    const { ledger, log, tell } = this.#parts;
    if (this.#isStopping) return;
    const known = this.#knownBy(command);
    if (known) {
      log.info('command_repeated', { execution_id: known.execution_id, state: known.state });
      if (known.finished) this.#parts.repeatEnd(known.execution_id);
      else {
        tell({ type: 'command.received', execution_id: known.execution_id, sequence: known.sequence });
        if (known.started_at !== null) tell({ type: 'command.started', execution_id: known.execution_id, started_at: known.started_at });
      }
      return;
    }
    const checked = await this.#judge(command, (sequence) => ledger.hasSeen(sequence));
    if (!checked.ok) {
      this.#refuse(checked, command);
      return;
    }
    const { envelope } = checked;
    try {
      ledger.take(envelope, command);
    } catch (fault) {
      this.#refuse({ ok: false, reason: 'local_policy', message: '', envelope, is_signed: false }, command, { reason: 'state_not_writable', message: `the machine cannot keep its record: ${reasonOf(fault)}` });
      return;
    }
    log.info('command_received', { execution_id: envelope.execution_id, kind: envelope.kind, sequence: envelope.sequence, requested_by: envelope.requested_by.name, approved_by: envelope.approved_by?.name });
    this.#enqueue(envelope, checked.arguments, command);
    // A start and an end say that it was received, too.
    if (ledger.get(envelope.execution_id)?.state === 'received') tell({ type: 'command.received', execution_id: envelope.execution_id, sequence: envelope.sequence });
  }

  #judge(command: SignedCommand, hasSeen: (sequence: number) => boolean): Promise<Checked> {
    const { identity, stateDir } = this.#parts.self;
    const { policy, isBroken } = readPolicy(stateDir);
    if (isBroken) this.#parts.log.error('policy_not_readable');
    return checkCommand(command, { agent_id: identity.agent_id, client_id: identity.client_id, keys: identity.command_keys, policy, serverNow: this.#parts.serverNow(), hasSeen });
  }

  /** A refusal of something unproven, or of a used sequence, is said and not written down: anybody could fill the record. */
  #refuse(checked: Extract<Checked, { ok: false }>, command: SignedCommand, instead?: { reason: string; message: string }): void {
    const { ledger, log } = this.#parts;
    const why = instead ?? { reason: checked.reason, message: checked.message };
    const envelope = checked.envelope;
    log.warn('command_refused', { execution_id: envelope?.execution_id ?? null, reason: why.reason, message: why.message });
    if (!envelope) return;
    const end: End = { status: 'refused', exit_code: null, ...why };
    if (checked.is_signed && checked.reason !== 'repeated') {
      try {
        ledger.take(envelope, { ...command, script: null });
        this.#end(envelope.execution_id, envelope.sequence, null, end);
        return;
      } catch {
        // Said below all the same.
      }
    }
    this.#parts.tell(this.#endFrame(envelope.execution_id, envelope.sequence, null, end, NO_OUTPUT, 0));
  }

  #enqueue(envelope: Envelope, args: CommandArguments, command: SignedCommand): void {
    this.#lanes.add(envelope.lane, envelope.execution_id, async () => {
      try {
        await this.#run(envelope, args, command.script);
      } catch (fault) {
        this.#running.delete(envelope.execution_id);
        this.#parts.log.error('run_fault', { execution_id: envelope.execution_id, reason: reasonOf(fault) });
        this.#end(envelope.execution_id, envelope.sequence, null, { status: 'failed', exit_code: null, reason: 'agent_fault', message: reasonOf(fault).slice(0, 1000) });
      }
    });
  }

  async #run(envelope: Envelope, args: CommandArguments, script: string | null): Promise<void> {
    const { ledger, self, log } = this.#parts;
    const id = envelope.execution_id;
    const refuse = (reason: string, message: string): void => {
      log.warn('command_refused', { execution_id: id, reason, message });
      this.#end(id, envelope.sequence, null, { status: 'refused', exit_code: null, reason, message: message.slice(0, 1000) });
    };
    // It may have waited in its lane.
    if (Date.parse(envelope.not_after) < this.#parts.serverNow()) {
      refuse('stale', `the order was good until ${envelope.not_after}`);
      return;
    }
    const policy: Policy = readPolicy(self.stateDir).policy;
    const prepared = envelope.kind === 'script' ? prepareScript(envelope, script ?? '', args, policy.run_as_user) : envelope.kind === 'tool' ? this.#tool(envelope, args)
      : envelope.kind === 'remote' ? prepareRemote({ self, log }, envelope, args.remote!) : null;
    if (prepared && !prepared.ok) {
      refuse(prepared.reason, prepared.message);
      return;
    }
    // Instants go out by this machine's clock: the server knows from the hello how far it is off.
    const startedAt = new Date().toISOString();
    let output: OutputWriter | null = null;
    try {
      if (prepared) output = new OutputWriter(outputFileOf(self.stateDir, id), envelope.limits.output_bytes);
      ledger.start(id, startedAt);
    } catch (fault) {
      prepared?.discard();
      output?.end();
      refuse('state_not_writable', `the machine cannot keep its record: ${reasonOf(fault)}`);
      return;
    }
    let isStartTold = false;
    const tellStart = (): void => {
      if (!isStartTold) this.#parts.tell({ type: 'command.started', execution_id: id, started_at: startedAt });
      isStartTold = true;
    };
    const starting = setTimeout(tellStart, STARTED_AFTER_MS);
    const clock = performance.now();
    let ended: Ended;
    if (prepared && output) {
      const running = prepared.start(output, () => {
        tellStart();
        this.#parts.moved(id);
      });
      this.#running.set(id, { running, output });
      if (this.#cancelled.has(id)) running.stop('cancelled');
      ended = await running.ended;
    } else ended = await this.#control(envelope, args);
    clearTimeout(starting);
    this.#running.delete(id);
    this.#cancelled.delete(id);
    this.#end(id, envelope.sequence, startedAt, ended, output?.end() ?? NO_OUTPUT, Math.round(performance.now() - clock));
  }

  #tool(envelope: Envelope, args: CommandArguments): Prepared {
    const { self, platform, log } = this.#parts;
    return prepareTool(args.tool!, { platform, tools: realTools, stateDir: self.stateDir, fetchUpload: (id, take, signal) => fetchUpload(self, log, id, take, signal) }, envelope.limits.timeout_s);
  }

  async #control(envelope: Envelope, args: CommandArguments): Promise<Ended> {
    const { platform } = this.#parts;
    const said = (ok: boolean, message: string): Ended => ({ status: ok ? 'completed' : 'failed', exit_code: ok ? 0 : 1, reason: ok ? null : 'system_refused', message: message.slice(0, 1000) });
    switch (envelope.kind) {
      case 'inventory': {
        const { collected, changed } = await this.#parts.collectNow();
        return said(true, `${collected} classes read, ${changed} changed`);
      }
      case 'service': {
        const outcome = await platform.controlService(args.service!.name, args.service!.action);
        return said(outcome.ok, outcome.message);
      }
      case 'reboot': {
        const outcome = await platform.reboot(Math.max(REBOOT_DELAY_MIN_S, args.reboot!.delay_s), args.reboot!.message);
        return said(outcome.ok, outcome.message);
      }
      case 'recovery_key': {
        const outcome = await this.#parts.rotateKey(args.recovery_key!);
        return said(outcome.ok, outcome.message);
      }
      case 'script': case 'tool': case 'remote': return said(false, `an order of kind ${envelope.kind} has its own way`);
    }
  }

  #end(executionId: string, sequence: number, startedAt: string | null, end: End, output = NO_OUTPUT, durationMs = 0): void {
    this.#parts.ledger.finish(this.#endFrame(executionId, sequence, startedAt, end, output, durationMs));
    this.#parts.log.info('command_finished', { execution_id: executionId, status: end.status, exit_code: end.exit_code, duration_ms: durationMs, output_bytes: output.output_bytes, reason: end.reason });
    this.#parts.moved(executionId);
  }

  #endFrame(executionId: string, sequence: number, startedAt: string | null, end: { status: FinalState; exit_code: number | null; reason: string | null; message: string | null }, output: typeof NO_OUTPUT, durationMs: number): CommandFinished {
    return { type: 'command.finished', execution_id: executionId, sequence, started_at: startedAt, finished_at: new Date().toISOString(), duration_ms: durationMs, ...output, ...end };
  }

  #knownBy(command: SignedCommand): ReturnType<Ledger['get']> {
    try {
      const named = Envelope.safeParse(JSON.parse(command.envelope));
      const record = named.success ? this.#parts.ledger.get(named.data.execution_id) : undefined;
      return record?.sequence === named.data?.sequence ? record : undefined;
    } catch {
      return undefined;
    }
  }
}

