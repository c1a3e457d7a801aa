// What the machine measured and the server has not yet confirmed: on disk, in order, bounded; survives a kill and a full disk.
import { randomUUID } from 'node:crypto';
import { appendFileSync, closeSync, openSync, readSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Data } from '../durable-objects/protocol/agent-frames.ts';
import type { Log } from './log.ts';
import { FILE_MODE, ensureDirectory, readText, writeAtomically } from './state-dir.ts';

export type SpoolRecord = Data['record'];
export const SPOOL_BYTES_MAX = 16 * 1024 * 1024;
const SEGMENT_BYTES = 256 * 1024;
/** What may wait in memory while the disk refuses. */
const UNSAVED_BYTES_MAX = 512 * 1024;
/** Readings of one frame when a long silence is caught up. */
const SAMPLES_PER_FRAME = 100;
/** In the order in which they are given up. */
const KINDS = ['metrics', 'events', 'inventory', 'recovery_keys'] as const;
type Kind = (typeof KINDS)[number];

interface Entry {
  n: number;
  kind: Kind;
  bytes: number;
  /** Inventory class, else null. */
  of: string | null;
  /** Null: only in memory, the disk refused. */
  at: { file: string; position: number } | null;
  text: string | null;
}

/**
 * Segments per kind, `<kind>-<first n>.jsonl`, one `{n, record}` a line; what is beyond the bound goes by whole segments, oldest metrics first,
 * then events, then inventory, sealed keys last. Numbers never go back: `acked` is on disk before a segment is deleted. Lines are not flushed one by one:
 * a power cut may take the last seconds, a killed process nothing.
 */
export class Spool {
  readonly id: string;
  readonly dropped: Record<Kind, number> = { metrics: 0, events: 0, inventory: 0, recovery_keys: 0 };
  #entries: Entry[] = [];
  #acked = 0;
  #last = 0;
  #bytes = 0;
  #unsaved = 0;
  #open = new Map<Kind, { file: string; bytes: number }>();
  #isDiskWell = true;
  readonly #directory: string;
  readonly #log: Log;
  readonly #bytesMax: number;

  constructor(stateDir: string, log: Log, bytesMax = SPOOL_BYTES_MAX) {
    this.#directory = join(stateDir, 'spool');
    this.#log = log;
    this.#bytesMax = bytesMax;
    const kept = readMeta(readText(join(this.#directory, 'meta.json')));
    this.id = kept?.id ?? randomUUID();
    this.#acked = this.#last = kept?.acked ?? 0;
    // Segments without their name's file cannot be told from those of another spool: they would be counted twice.
    this.#tryDisk(() => {
      ensureDirectory(this.#directory);
      if (kept) this.#load();
      else for (const file of segmentsIn(this.#directory)) rmSync(join(this.#directory, file), { force: true });
      this.#keepMeta();
    });
  }

  /** Records that wait, and their bytes. */
  get pending(): { records: number; bytes: number } {
    return { records: this.#entries.length, bytes: this.#bytes };
  }
  get acked(): number {
    return this.#acked;
  }

  /** Its number. Never throws: what the disk refuses waits in memory, bounded. */
  append(record: SpoolRecord): number {
    const n = ++this.#last;
    const text = `${JSON.stringify({ n, record })}\n`;
    const bytes = Buffer.byteLength(text);
    const entry: Entry = { n, kind: record.kind, bytes, of: record.kind === 'inventory' ? record.class : null, at: null, text };
    this.#tryDisk(() => {
      let segment = this.#open.get(record.kind);
      if (!segment || segment.bytes >= SEGMENT_BYTES) segment = { file: `${record.kind}-${String(n).padStart(16, '0')}.jsonl`, bytes: 0 };
      // A failed append may leave half a line: the next record starts a new segment.
      this.#open.delete(record.kind);
      appendFileSync(join(this.#directory, segment.file), text, { mode: FILE_MODE });
      entry.at = { file: segment.file, position: segment.bytes };
      entry.text = null;
      this.#open.set(record.kind, { file: segment.file, bytes: segment.bytes + bytes });
    });
    this.#entries.push(entry);
    this.#bytes += bytes;
    if (!entry.at) this.#unsaved += bytes;
    this.#bound();
    return n;
  }

  /** A record of this inventory class still waits. */
  holdsInventory(of: string): boolean {
    return this.#entries.some((entry) => entry.of === of);
  }

  /** Records after `n` in order, as frames; readings that follow one another share one frame, named by its last number. */
  after(n: number, framesMax: number): Data[] {
    const frames: Data[] = [];
    for (const entry of this.#entries) {
      if (entry.n <= n) continue;
      const last = frames.at(-1);
      const mayJoin = last?.record.kind === 'metrics' && entry.kind === 'metrics' && last.record.samples.length < SAMPLES_PER_FRAME;
      if (!mayJoin && frames.length >= framesMax) break;
      const record = this.#read(entry);
      if (!record) continue;
      if (mayJoin && last?.record.kind === 'metrics' && record.kind === 'metrics') frames[frames.length - 1] = { type: 'data', n: entry.n, record: { kind: 'metrics', samples: [...last.record.samples, ...record.samples] } };
      else frames.push({ type: 'data', n: entry.n, record });
    }
    return frames;
  }

  /** Everything up to `n` is safe at the server. */
  ack(n: number): void {
    if (n <= this.#acked) return;
    this.#acked = n;
    this.#last = Math.max(this.#last, n);
    const gone = this.#entries.filter((entry) => entry.n <= n);
    this.#entries = this.#entries.filter((entry) => entry.n > n);
    this.#uncount(gone);
    this.#tryDisk(() => {
      this.#keepMeta();
      this.#deleteUnused(new Set(gone.flatMap((entry) => (entry.at ? [entry.at.file] : []))));
    });
  }

  #bound(): void {
    for (const kind of KINDS) {
      while (this.#bytes > this.#bytesMax) {
        const oldest = this.#entries.find((entry) => entry.kind === kind);
        if (!oldest) break;
        const file = oldest.at?.file ?? null;
        this.#drop(kind, (entry) => (file === null ? entry === oldest : entry.at?.file === file));
        if (file !== null) {
          if (this.#open.get(kind)?.file === file) this.#open.delete(kind);
          this.#tryDisk(() => rmSync(join(this.#directory, file), { force: true }));
        }
      }
    }
    // What only memory holds has a bound of its own.
    for (const kind of KINDS) {
      while (this.#unsaved > UNSAVED_BYTES_MAX) {
        const oldest = this.#entries.find((entry) => entry.kind === kind && !entry.at);
        if (!oldest) break;
        this.#drop(kind, (entry) => entry === oldest);
      }
    }
  }

  #drop(kind: Kind, isGone: (entry: Entry) => boolean): void {
    const gone = this.#entries.filter(isGone);
    this.#entries = this.#entries.filter((entry) => !isGone(entry));
    this.#uncount(gone);
    this.dropped[kind] += gone.length;
    this.#log.warn('spool_dropped', { kind, records: gone.length, since_start: this.dropped[kind] });
  }

  #uncount(gone: Entry[]): void {
    for (const entry of gone) {
      this.#bytes -= entry.bytes;
      if (!entry.at) this.#unsaved -= entry.bytes;
    }
  }

  #read(entry: Entry): SpoolRecord | null {
    try {
      let text = entry.text;
      if (entry.at) {
        const buffer = Buffer.allocUnsafe(entry.bytes);
        const file = openSync(join(this.#directory, entry.at.file), 'r');
        try {
          readSync(file, buffer, 0, entry.bytes, entry.at.position);
        } finally {
          closeSync(file);
        }
        text = buffer.toString('utf8');
      }
      const line = JSON.parse(text!) as { n: number; record: SpoolRecord };
      return line.n === entry.n ? line.record : null;
    } catch {
      // A damaged record is a gap; the acknowledgement of a later one clears it away.
      return null;
    }
  }

  #load(): void {
    for (const file of segmentsIn(this.#directory)) {
      const kind = KINDS.find((name) => file.startsWith(`${name}-`))!;
      const text = readText(join(this.#directory, file)) ?? '';
      let position = 0;
      let isUsed = false;
      for (const line of text.split('\n')) {
        const bytes = Buffer.byteLength(line) + 1;
        const found = readLine(line);
        if (found) this.#last = Math.max(this.#last, found.n);
        if (found && found.n > this.#acked && found.record.kind === kind) {
          this.#entries.push({ n: found.n, kind, bytes, of: found.record.kind === 'inventory' ? found.record.class : null, at: { file, position }, text: null });
          this.#bytes += bytes;
          isUsed = true;
        }
        position += bytes;
      }
      if (!isUsed) rmSync(join(this.#directory, file), { force: true });
    }
    this.#entries.sort((a, b) => a.n - b.n);
    this.#bound();
  }

  #deleteUnused(files: Set<string>): void {
    const used = new Set(this.#entries.map((entry) => entry.at?.file));
    for (const file of files) {
      if (used.has(file)) continue;
      for (const [kind, segment] of this.#open) if (segment.file === file) this.#open.delete(kind);
      rmSync(join(this.#directory, file), { force: true });
    }
  }

  #keepMeta(): void {
    writeAtomically(join(this.#directory, 'meta.json'), JSON.stringify({ id: this.id, acked: this.#acked }));
  }

  #tryDisk(work: () => void): void {
    try {
      work();
      if (!this.#isDiskWell) this.#log.info('spool_disk_well');
      this.#isDiskWell = true;
    } catch (fault) {
      if (this.#isDiskWell) this.#log.error('spool_disk_refuses', { reason: fault instanceof Error ? fault.message : String(fault) });
      this.#isDiskWell = false;
    }
  }
}

function segmentsIn(directory: string): string[] {
  return readdirSync(directory).filter((file) => /^(metrics|events|inventory|recovery_keys)-\d{16}\.jsonl$/.test(file)).sort();
}

function readLine(line: string): { n: number; record: SpoolRecord } | null {
  try {
    const found = JSON.parse(line) as { n?: unknown; record?: { kind?: unknown } };
    return Number.isSafeInteger(found.n) && typeof found.record?.kind === 'string' ? (found as { n: number; record: SpoolRecord }) : null;
  } catch {
    return null;
  }
}

function readMeta(text: string | null): { id: string; acked: number } | null {
  try {
    const meta = JSON.parse(text ?? 'null') as { id?: unknown; acked?: unknown } | null;
    return typeof meta?.id === 'string' && Number.isSafeInteger(meta.acked) ? (meta as { id: string; acked: number }) : null;
  } catch {
    return null;
  }
}
