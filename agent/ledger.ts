// The agent's own record of commands: written and flushed before anything starts, so that no order runs twice and no end is lost.
import { closeSync, fsyncSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { CommandFinished, type AgentCommandState } from '../durable-objects/protocol/agent-frames.ts';
import { SignedCommand, type Envelope } from '../durable-objects/protocol/envelope.ts';
import { measureOutput, outputDirIn, outputFileOf, removeOutput } from './output-store.ts';
import { FILE_MODE, ensureDirectory, readText, writeAtomically } from './state-dir.ts';

export interface CommandRecord {
  execution_id: string;
  sequence: number;
  state: AgentCommandState;
  started_at: string | null;
  /** Kept until the start, so that a restart between does not lose it. */
  command: SignedCommand | null;
  finished: CommandFinished | null;
  /** The server has the end; only the answer to a repeat is kept. */
  is_acked: boolean;
}

/** How far back a sequence may come late (two lanes overtake each other). Older ones count as seen. */
const WINDOW = 4096;
/** Ends kept for repeats after their acknowledgement. */
const ENDS_KEPT = 500;
const ENTRIES_BEFORE_COMPACTION = 2000;

const Taken = z.object({ op: z.literal('taken'), execution_id: z.uuid(), sequence: z.number().int().min(1), command: SignedCommand.nullable() });
const Entry = z.discriminatedUnion('op', [
  z.object({ op: z.literal('sequences'), floor: z.number().int().min(0), seen: z.array(z.number().int()).max(WINDOW * 2) }),
  Taken,
  z.object({ op: z.literal('started'), execution_id: z.uuid(), at: z.string() }),
  z.object({ op: z.literal('finished'), frame: CommandFinished }),
  z.object({ op: z.literal('acked'), execution_id: z.uuid() }),
]);
type Entry = z.infer<typeof Entry>;

export class Ledger {
  #records = new Map<string, CommandRecord>();
  #seen = new Set<number>();
  #floor = 0;
  #file: number | null = null;
  #entries = 0;
  readonly #stateDir: string;
  readonly #path: string;

  /** Reads the record and closes what a killed process left open: `running` becomes `interrupted`. @throws when the disk refuses. */
  constructor(stateDir: string, now: () => string = () => new Date().toISOString()) {
    this.#stateDir = stateDir;
    this.#path = join(stateDir, 'ledger.jsonl');
    ensureDirectory(outputDirIn(stateDir));
    for (const line of (readText(this.#path) ?? '').split('\n')) {
      // The last line may be half: it was never acted upon.
      const entry = Entry.safeParse(jsonOf(line));
      if (entry.success) this.#apply(entry.data);
    }
    this.#compact();
    // Output whose command is over, or never started.
    for (const file of readdirSync(outputDirIn(stateDir))) {
      const record = this.#records.get(file.replace(/\.out$/, ''));
      if (!record || record.is_acked || record.state === 'received') rmSync(join(outputDirIn(stateDir), file), { force: true });
    }
    for (const record of this.#records.values()) {
      if (record.state !== 'running') continue;
      const output = measureOutput(outputFileOf(stateDir, record.execution_id));
      this.finish({
        type: 'command.finished', execution_id: record.execution_id, sequence: record.sequence, status: 'interrupted', exit_code: null, started_at: record.started_at, finished_at: now(),
        duration_ms: 0, ...output, reason: 'agent_restarted', message: 'the agent stopped while this ran',
      });
    }
  }

  /** Highest sequence ever taken. */
  get lastSequence(): number {
    return Math.max(this.#floor, ...this.#seen);
  }
  get(executionId: string): CommandRecord | undefined {
    return this.#records.get(executionId);
  }
  /** Not acknowledged to the end, oldest first. */
  open(): CommandRecord[] {
    return [...this.#records.values()].filter((record) => !record.is_acked).sort((a, b) => a.sequence - b.sequence);
  }
  /** Taken before a stop and never started. */
  waiting(): CommandRecord[] {
    return this.open().filter((record) => record.state === 'received');
  }
  hasSeen(sequence: number): boolean {
    return sequence <= this.#floor || this.#seen.has(sequence);
  }

  /** On disk when this returns. @throws when the disk refuses: then the command must not start. */
  take(envelope: Envelope, command: SignedCommand): CommandRecord {
    this.#write({ op: 'taken', execution_id: envelope.execution_id, sequence: envelope.sequence, command });
    return this.#records.get(envelope.execution_id)!;
  }
  /** On disk when this returns. @throws when the disk refuses: then the command must not start. */
  start(executionId: string, at: string): void {
    this.#write({ op: 'started', execution_id: executionId, at });
  }
  /** The end; a disk that refuses keeps it in memory (a restart would then say `interrupted`). */
  finish(frame: CommandFinished): void {
    this.#writeOrHold({ op: 'finished', frame });
  }
  /** The server has the end: output goes, the end itself stays for repeats. */
  ack(executionId: string): void {
    const record = this.#records.get(executionId);
    if (!record?.finished || record.is_acked) return;
    this.#writeOrHold({ op: 'acked', execution_id: executionId });
    removeOutput(this.#stateDir, executionId);
    if (this.#entries > ENTRIES_BEFORE_COMPACTION) this.#compact();
  }
  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #write(entry: Entry): void {
    this.#file ??= openSync(this.#path, 'a', FILE_MODE);
    writeSync(this.#file, `\n${JSON.stringify(entry)}`);
    fsyncSync(this.#file);
    this.#entries++;
    this.#apply(entry);
  }
  #writeOrHold(entry: Entry): void {
    try {
      this.#write(entry);
    } catch {
      this.#apply(entry);
    }
  }

  #apply(entry: Entry): void {
    switch (entry.op) {
      case 'sequences':
        this.#floor = Math.max(this.#floor, entry.floor);
        for (const sequence of entry.seen) this.#see(sequence);
        return;
      case 'taken':
        this.#see(entry.sequence);
        this.#records.set(entry.execution_id, { execution_id: entry.execution_id, sequence: entry.sequence, state: 'received', started_at: null, command: entry.command, finished: null, is_acked: false });
        return;
      case 'started': {
        const record = this.#records.get(entry.execution_id);
        if (record) Object.assign(record, { state: 'running', started_at: entry.at, command: null } satisfies Partial<CommandRecord>);
        return;
      }
      case 'finished': {
        const record = this.#records.get(entry.frame.execution_id);
        if (record) Object.assign(record, { state: entry.frame.status, finished: entry.frame, command: null } satisfies Partial<CommandRecord>);
        return;
      }
      case 'acked': {
        const record = this.#records.get(entry.execution_id);
        if (record) record.is_acked = true;
      }
    }
  }

  #see(sequence: number): void {
    if (sequence <= this.#floor) return;
    this.#seen.add(sequence);
    if (this.#seen.size <= WINDOW) return;
    this.#floor = Math.max(this.#floor, Math.max(...this.#seen) - WINDOW);
    for (const old of this.#seen) if (old <= this.#floor) this.#seen.delete(old);
  }

  /** The record rewritten without what is over; whole or not at all. */
  #compact(): void {
    const ended = [...this.#records.values()].filter((record) => record.is_acked);
    for (const record of ended.slice(0, -ENDS_KEPT)) this.#records.delete(record.execution_id);
    const lines: Entry[] = [{ op: 'sequences', floor: this.#floor, seen: [...this.#seen] }];
    for (const record of this.#records.values()) {
      lines.push({ op: 'taken', execution_id: record.execution_id, sequence: record.sequence, command: record.command });
      if (record.started_at !== null) lines.push({ op: 'started', execution_id: record.execution_id, at: record.started_at });
      if (record.finished) lines.push({ op: 'finished', frame: record.finished });
      if (record.is_acked) lines.push({ op: 'acked', execution_id: record.execution_id });
    }
    this.close();
    writeAtomically(this.#path, lines.map((line) => JSON.stringify(line)).join('\n'));
    this.#entries = 0;
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
