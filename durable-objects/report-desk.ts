// What a machine reports about itself: readings, inventory, events. Checked, kept, and prepared for the queues. Pure over SQLite.
import type { Allowance } from './allowance.ts';
import type { AlertWatch } from './alert-watch.ts';
import type { Kept } from './kept.ts';
import type { MetricBuffer } from './metric-buffer.ts';
import type { Notices } from './notices.ts';
import type { Outbox } from './outbox.ts';
import type { Data } from './protocol/agent-frames.ts';
import { INVENTORY, canonicalJson, type InventoryClass, type InventoryContent, type Sample } from './protocol/inventory.ts';
import { QUEUE_CONTENT_BYTES_MAX } from './protocol/limits.ts';
import type { RecoveryKeys } from './protocol/recovery-keys.ts';
import { sha256Of } from './sha256.ts';
import { isoOf, type Sql } from './sql.ts';

const EVENTS_KEPT = 200;
/** Every change is kept as history. One that is left out is asked for again at the next greeting. */
const CHANGES_AN_HOUR = 60;
const CHANGED_CHARS_AN_HOUR = 16 * 1024 * 1024;
const COLLECTED_MS_MAX = 30 * 86_400_000;
/** An honest machine tells its keys once a day, and after each change of a volume. */
const KEY_REPORTS_AN_HOUR = 120;

export interface EventRow {
  at: string;
  level: string;
  source: string;
  code: string | null;
  message: string;
}
/** Inventory too large for a queue: put `body` under `key`, then call `stored`. */
export interface LargeContent {
  key: string;
  body: string;
  stored: () => void;
}
interface Settings {
  client_id: string;
  asset_id: string;
}

export class ReportDesk {
  readonly #sql: Sql;
  readonly #kept: Kept;
  readonly #outbox: Outbox;
  readonly #buffer: MetricBuffer;
  readonly #watch: AlertWatch;
  readonly #notices: Notices;
  readonly #allowance: Allowance;
  readonly #settings: () => Settings;
  constructor(sql: Sql, kept: Kept, outbox: Outbox, buffer: MetricBuffer, watch: AlertWatch, notices: Notices, allowance: Allowance, settings: () => Settings) {
    this.#sql = sql;
    this.#kept = kept;
    this.#outbox = outbox;
    this.#buffer = buffer;
    this.#watch = watch;
    this.#notices = notices;
    this.#allowance = allowance;
    this.#settings = settings;
  }

  /** Highest `n` of the spool that is safe; another spool starts again. */
  acked(spoolId: string): number {
    const spool = this.#kept.get<{ id: string; n: number }>('spool');
    return spool?.id === spoolId ? spool.n : 0;
  }
  ack(spoolId: string, n: number): void {
    this.#kept.set('spool', { id: spoolId, n });
  }

  /** Classes whose hash the agent names and we do not hold. */
  wanted(told: Partial<Record<InventoryClass, string>>): InventoryClass[] {
    return Object.entries(told).filter(([name, hash]) => this.#sql.exec('select 1 from inventory where class = ? and claimed_sha256 = ?', name, hash).length === 0).map(([name]) => name as InventoryClass);
  }

  metrics(samples: Sample[], offsetMs: number, now: number): Sample | null {
    const { placed, refused } = this.#buffer.add(samples, offsetMs, now);
    if (refused > 0) this.#notices.tell('clock', { refused, offset_s: Math.round(offsetMs / 1000) }, now, 1);
    const newest = this.#buffer.newest(this.#watch.depth());
    // Old readings that fill a gap say nothing about now.
    if (placed.some(({ at }) => at === newest.at(-1)?.at)) this.#watch.judge(newest, now);
    return placed.length > 0 ? (newest.at(-1)?.sample ?? null) : null;
  }

  /** Null: told to the queue or nothing new. */
  inventory(record: Extract<Data['record'], { kind: 'inventory' }>, offsetMs: number, now: number): LargeContent | null {
    const parsed = INVENTORY[record.class].safeParse(record.content);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      this.#notices.tell('refused_record', { class: record.class, path: issue?.path.join('.') ?? '', reason: issue?.code ?? '' }, now);
      return null;
    }
    const body = canonicalJson(parsed.data);
    const sha256 = sha256Of(body);
    if (sha256 !== record.sha256) this.#notices.tell('hash_mismatch', { class: record.class, told: record.sha256, found: sha256 }, now);
    const collectedAt = collectedAtOf(record.collected_at, offsetMs, now);
    if (record.class === 'services') {
      const services = (parsed.data as InventoryContent<'services'>).map(({ name, state, start }) => ({ name, label: null, state, start }));
      this.#kept.set('services', services);
      this.#watch.judgeServices(services, now);
    }
    const isKnown = this.#sql.exec('select 1 from inventory where class = ? and sha256 = ?', record.class, sha256).length > 0;
    const keep = (): void => void this.#sql.exec(
      'insert into inventory (class, sha256, claimed_sha256, collected_at) values (?, ?, ?, ?) on conflict (class) do update set sha256 = excluded.sha256, claimed_sha256 = excluded.claimed_sha256, collected_at = excluded.collected_at',
      record.class, sha256, record.sha256, collectedAt);
    if (isKnown) {
      keep();
      return null;
    }
    const isWithin = this.#allowance.take('inventory:chars', body.length, CHANGED_CHARS_AN_HOUR, now) && this.#allowance.take(`inventory:${record.class}`, 1, CHANGES_AN_HOUR, now);
    if (!isWithin) {
      this.#notices.tell('refused_record', { class: record.class, reason: 'too_often' }, now);
      return null;
    }
    const { client_id, asset_id } = this.#settings();
    const post = (content: unknown, key: string | null): void => {
      this.#outbox.put('data', { type: 'inventory', client_id, asset_id, class: record.class, sha256, collected_at: collectedAt, content, r2_key: key }, now);
      keep();
    };
    // Characters outside ASCII take up to three bytes each.
    if (body.length * 3 > QUEUE_CONTENT_BYTES_MAX && new TextEncoder().encode(body).byteLength > QUEUE_CONTENT_BYTES_MAX) {
      const key = `inventory/${client_id}/${asset_id}/${sha256}`;
      return { key, body, stored: () => post(null, key) };
    }
    post(parsed.data, null);
    return null;
  }

  /** False: too many in this hour. One that is confirmed has to be kept: its machine may throw the key before it away. */
  recoveryKeys({ escrow_key_id, collected_at, keys }: RecoveryKeys, offsetMs: number, now: number): boolean {
    if (!this.#allowance.take('recovery_keys', 1, KEY_REPORTS_AN_HOUR, now)) {
      this.#notices.tell('refused_record', { class: 'recovery_keys', reason: 'too_often' }, now);
      return false;
    }
    this.#outbox.put('data', { type: 'recovery_keys', ...this.#settings(), escrow_key_id, collected_at: collectedAtOf(collected_at, offsetMs, now), keys }, now);
    return true;
  }

  /** After new rules: services say something only when they change, so the last report is judged again. */
  judgeServicesAgain(now: number): void {
    const services = this.#kept.get<InventoryContent<'services'>>('services');
    if (services) this.#watch.judgeServices(services, now);
  }

  events(record: Extract<Data['record'], { kind: 'events' }>): void {
    for (const { at, level, source, code, message } of record.entries) this.#sql.exec('insert into events (at, level, source, code, message) values (?, ?, ?, ?, ?)', isoOf(Date.parse(at)), level, source, code, message);
    this.#sql.exec('delete from events where n <= (select max(n) from events) - ?', EVENTS_KEPT);
    if (record.suppressed > 0) this.#kept.set('events_suppressed', Math.min(2 ** 50, this.eventsSuppressed() + record.suppressed));
  }

  /** Newest first. */
  recentEvents(): EventRow[] {
    return this.#sql.exec('select at, level, source, code, message from events order by n desc limit 100') as unknown as EventRow[];
  }
  eventsSuppressed(): number {
    return this.#kept.get<number>('events_suppressed') ?? 0;
  }
}

/** By the server's clock, and neither of tomorrow nor of last year. */
const collectedAtOf = (told: string, offsetMs: number, now: number): string => isoOf(Math.min(now, Math.max(now - COLLECTED_MS_MAX, Date.parse(told) + offsetMs)));
