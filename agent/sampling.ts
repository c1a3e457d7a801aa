// Reads the machine as often as the server decided, and sends of the inventory only what changed.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import type { AgentConfig } from '../durable-objects/protocol/agent-frames.ts';
import { INVENTORY, INVENTORY_CLASSES, Sample, canonicalJson, type EventEntry, type InventoryClass } from '../durable-objects/protocol/inventory.ts';
import type { Platform } from './collect/collector.ts';
import { reasonOf, type Log } from './log.ts';
import type { SpoolRecord } from './spool.ts';
import { readText, writeAtomically } from './state-dir.ts';

export interface SamplingParts {
  stateDir: string;
  platform: Platform;
  log: Log;
  /** Into the spool. */
  keep: (record: SpoolRecord) => void;
  holdsInventory: (of: InventoryClass) => boolean;
  /** A reading nobody keeps. */
  show: (sample: Sample) => void;
}

/** Which setting says how often a class is read. */
const EVERY: Record<InventoryClass, 'inventory_s' | 'services_s' | 'security_s' | 'neighbours_s'> = {
  hardware: 'inventory_s', os: 'inventory_s', software: 'inventory_s', network: 'inventory_s', services: 'services_s', security: 'security_s', volumes: 'security_s', neighbours: 'neighbours_s',
};
const INTERVALS = ['inventory_s', 'services_s', 'security_s', 'neighbours_s'] as const;
/** The first round of a machine whose inventory is known comes within this time of the start. */
const FIRST_ROUND_MS = 60_000;
/** Room for the frame around it under the 1 MiB of a frame. */
const CONTENT_BYTES_MAX = 1_000_000;
const EVENTS_PER_RECORD = 40;
/** Entries of the system's log: this many at once, then one every six seconds; the rest is counted. */
const EVENTS_BURST = 100;
const EVENT_EVERY_MS = 6_000;
/** Between two classes of one round, so that they do not all work in one second. */
const PAUSE_MS = 250;

export class Sampling {
  #config: AgentConfig;
  #timers = new Map<string, NodeJS.Timeout>();
  #live: { timer: NodeJS.Timeout; until: number } | null = null;
  #unwatch: (() => void) | null = null;
  #hashes: Partial<Record<InventoryClass, string>>;
  #work: Promise<unknown> = Promise.resolve();
  #bucket = { tokens: EVENTS_BURST, at: Date.now() };
  #suppressed = 0;
  #isStopped = false;
  readonly #parts: SamplingParts;

  constructor(parts: SamplingParts, config: AgentConfig) {
    this.#parts = parts;
    this.#config = config;
    this.#hashes = readHashes(readText(join(parts.stateDir, 'inventory.json')));
  }

  /** Of what was last put into the spool. An older server refuses a greeting that names a class it does not know: the newest class is never named. */
  get hashes(): Partial<Record<InventoryClass, string>> {
    const { neighbours: _later, ...known } = this.#hashes;
    return known;
  }

  /** What this server takes. */
  get classes(): InventoryClass[] {
    return INVENTORY_CLASSES.filter((of) => of !== 'neighbours' || this.#config.neighbours_s !== undefined);
  }

  start(): void {
    void this.#takeSample();
    this.#schedule();
    this.#watch();
    // After a restart the server knows this machine: a site that gets its power back does not read everything in one second.
    const known = this.classes.filter((of) => this.#hashes[of] !== undefined);
    void this.collect(this.classes.filter((of) => !known.includes(of)));
    if (known.length > 0) this.#timers.set('first', setTimeout(() => void this.collect(known), FIRST_ROUND_MS * (0.25 + Math.random() * 0.75)));
  }

  obey(config: AgentConfig): void {
    const isSame = (['metrics_s', 'services_s', 'security_s', 'inventory_s', 'neighbours_s', 'events'] as const).every((name) => config[name] === this.#config[name]);
    const isNew = this.#config.neighbours_s === undefined && config.neighbours_s !== undefined;
    this.#config = config;
    if (isSame || this.#isStopped) return;
    if (isNew && this.#timers.size > 0) void this.collect(['neighbours']);
    this.#schedule();
    this.#watch();
  }

  /** The server has no content for these: read and sent whatever the hash says. */
  async want(classes: readonly InventoryClass[]): Promise<void> {
    await this.collect(classes.filter((of) => !this.#parts.holdsInventory(of)), true);
  }

  /** One class after the other; a class that fails is left as it was. */
  collect(classes: readonly InventoryClass[], isWanted = false): Promise<{ collected: number; changed: number }> {
    const round = this.#work.then(async () => {
      let collected = 0;
      let changed = 0;
      for (const of of classes) {
        if (this.#isStopped) break;
        const outcome = await this.#collectOne(of, isWanted);
        if (outcome !== 'failed') collected++;
        if (outcome === 'sent') changed++;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
      return { collected, changed };
    });
    this.#work = round.catch(() => undefined);
    return round;
  }

  /** Somebody watches: a reading every so often, for a while. */
  live(everyS: number, forS: number): void {
    if (this.#live) clearInterval(this.#live.timer);
    const until = Date.now() + forS * 1000;
    const show = async (): Promise<void> => {
      if (Date.now() > until && this.#live?.until === until) {
        clearInterval(this.#live.timer);
        this.#live = null;
        return;
      }
      const sample = await this.#read();
      if (sample && !this.#isStopped) this.#parts.show(sample);
    };
    this.#live = { timer: setInterval(() => void show(), everyS * 1000), until };
    void show();
  }

  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#timers.values()) clearInterval(timer);
    if (this.#live) clearInterval(this.#live.timer);
    this.#unwatch?.();
  }

  #schedule(): void {
    for (const name of ['metrics', ...INTERVALS]) clearInterval(this.#timers.get(name));
    this.#timers.set('metrics', setInterval(() => void this.#takeSample(), this.#config.metrics_s * 1000));
    for (const every of INTERVALS) {
      const classes = INVENTORY_CLASSES.filter((of) => EVERY[of] === every);
      const seconds = this.#config[every];
      if (seconds !== undefined) this.#timers.set(every, setInterval(() => void this.collect(classes), seconds * 1000));
    }
  }

  #watch(): void {
    if (this.#config.events === (this.#unwatch !== null)) return;
    this.#unwatch?.();
    this.#unwatch = null;
    if (!this.#config.events) return;
    try {
      this.#unwatch = this.#parts.platform.watchEvents((entries) => this.#takeEvents(entries));
    } catch (fault) {
      this.#parts.log.warn('events_not_watched', { reason: reasonOf(fault) });
    }
  }

  #takeEvents(entries: EventEntry[]): void {
    const now = Date.now();
    const earned = Math.floor((now - this.#bucket.at) / EVENT_EVERY_MS);
    if (earned > 0) this.#bucket = { tokens: Math.min(EVENTS_BURST, this.#bucket.tokens + earned), at: now };
    const taken = entries.slice(0, this.#bucket.tokens);
    this.#bucket.tokens -= taken.length;
    this.#suppressed += entries.length - taken.length;
    for (let from = 0; from < taken.length; from += EVENTS_PER_RECORD) {
      this.#parts.keep({ kind: 'events', entries: taken.slice(from, from + EVENTS_PER_RECORD), suppressed: this.#suppressed });
      this.#suppressed = 0;
    }
  }

  async #takeSample(): Promise<void> {
    const sample = await this.#read();
    if (sample && !this.#isStopped) this.#parts.keep({ kind: 'metrics', samples: [sample] });
  }

  async #read(): Promise<Sample | null> {
    try {
      return Sample.parse(await this.#parts.platform.sample());
    } catch (fault) {
      this.#parts.log.warn('sample_failed', { reason: reasonOf(fault) });
      return null;
    }
  }

  async #collectOne(of: InventoryClass, isWanted: boolean): Promise<'sent' | 'same' | 'failed'> {
    const { log, platform } = this.#parts;
    try {
      const { content, sha256, isCut } = named(of, await platform.inventory[of]());
      if (isCut) log.warn('inventory_cut', { class: of });
      if (!isWanted && this.#hashes[of] === sha256) return 'same';
      this.#parts.keep({ kind: 'inventory', class: of, sha256, collected_at: new Date().toISOString(), content });
      this.#hashes[of] = sha256;
      writeAtomically(join(this.#parts.stateDir, 'inventory.json'), JSON.stringify(this.#hashes));
      return 'sent';
    } catch (fault) {
      log.warn('inventory_failed', { class: of, reason: reasonOf(fault).slice(0, 300) });
      return 'failed';
    }
  }
}

/** Content as its schema takes it, short enough for a frame (long lists lose their end), and its name. @throws when the schema does not take it. */
export function named(of: InventoryClass, found: unknown): { content: unknown; sha256: string; isCut: boolean } {
  let content: unknown = INVENTORY[of].parse(found);
  let text = canonicalJson(content);
  let isCut = false;
  while (Buffer.byteLength(text) > CONTENT_BYTES_MAX && Array.isArray(content) && content.length > 0) {
    content = content.slice(0, Math.floor(content.length * 0.9));
    text = canonicalJson(content);
    isCut = true;
  }
  return { content, sha256: createHash('sha256').update(text).digest('hex'), isCut };
}

const Hashes = z.partialRecord(z.enum(INVENTORY_CLASSES), z.string().regex(/^[0-9a-f]{64}$/));

function readHashes(text: string | null): Partial<Record<InventoryClass, string>> {
  try {
    return Hashes.parse(JSON.parse(text ?? '{}'));
  } catch {
    return {};
  }
}
