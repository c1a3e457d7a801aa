// Readings of one machine: raw for 48 hours beside the agent, and one row an hour for Postgres. Pure over SQLite.
import type { Kept } from './kept.ts';
import type { FleetData } from './protocol/fleet.ts';
import type { Sample } from './protocol/inventory.ts';
import { RAW_METRICS_HOURS } from './protocol/limits.ts';
import { isoOf, type Sql } from './sql.ts';

const HOUR_MS = 3_600_000;
/** The shortest interval a config allows; a second reading within it is a repeat. */
const SLOT_MS = 5_000;
/** A clock this near is right: network time is not asked to be better. */
const CLOCK_SLACK_MS = 5_000;
/** Readings of an hour may come this much later and still be in its first roll-up. */
const LATE_MS = 5 * 60_000;
const FUTURE_MS = 60_000;

export interface PlacedSample {
  at: number;
  sample: Sample;
}

export class MetricBuffer {
  readonly #sql: Sql;
  readonly #kept: Kept;
  /** The oldest hour that has to be told; undefined until it is read. */
  #oldest: number | null | undefined;
  constructor(sql: Sql, kept: Kept) {
    this.#sql = sql;
    this.#kept = kept;
  }

  /**
   * Keeps what can be placed in time. `offsetMs`: the server's clock minus the agent's, so that a machine whose clock is
   * off by days still draws its line where it belongs; what then lies in the future or before the raw window is refused.
   */
  add(samples: Sample[], offsetMs: number, now: number): { placed: PlacedSample[]; refused: number } {
    const shift = Math.abs(offsetMs) > CLOCK_SLACK_MS ? offsetMs : 0;
    const placed: PlacedSample[] = [];
    let refused = 0;
    for (const reading of samples) {
      const at = Date.parse(reading.at) + shift;
      if (!(at <= now + FUTURE_MS && at > now - RAW_METRICS_HOURS * HOUR_MS)) {
        refused += 1;
        continue;
      }
      const sample = { ...reading, at: isoOf(at) };
      const slot = Math.floor(at / SLOT_MS);
      if (this.#sql.exec('insert into samples (slot, at, sample) values (?, ?, ?) on conflict do nothing returning slot', slot, at, JSON.stringify(sample)).length === 0) continue;
      placed.push({ at, sample });
      const hour = Math.floor(at / HOUR_MS);
      this.#sql.exec('insert into hours (hour, is_dirty) values (?, 1) on conflict (hour) do update set is_dirty = 1 where is_dirty = 0', hour);
      this.#oldest = undefined;
    }
    return { placed, refused };
  }

  /**
   * Hours that are over and have readings not told yet; each whole, so that a later telling of the same hour replaces the
   * earlier. At most once in an hour: a late reading waits for the next time.
   */
  rollups(clientId: string, assetId: string, now: number): FleetData[] {
    const current = Math.floor((now - LATE_MS) / HOUR_MS);
    if (current <= this.#rolledHour()) return [];
    const hours = this.#sql.exec('select hour from hours where is_dirty = 1 and hour < ? order by hour', current).map((row) => Number(row.hour));
    if (hours.length === 0) return [];
    const found: FleetData[] = [];
    this.#oldest = undefined;
    for (const hour of hours) {
      const samples = this.#between(hour * HOUR_MS, (hour + 1) * HOUR_MS - 1);
      if (samples.length > 0) found.push(rollup(clientId, assetId, hour * HOUR_MS, samples));
      this.#sql.exec('update hours set is_dirty = 0 where hour = ?', hour);
    }
    this.#kept.set('rolled_hour', current);
    const oldest = now - RAW_METRICS_HOURS * HOUR_MS;
    this.#sql.exec('delete from samples where slot < ?', Math.floor(oldest / SLOT_MS));
    this.#sql.exec('delete from hours where hour < ? and is_dirty = 0', Math.floor(oldest / HOUR_MS) - 1);
    return found;
  }

  /** When `rollups` has something to say; null while nothing new came. */
  nextDeadline(): number | null {
    if (this.#oldest === undefined) this.#oldest = (this.#sql.exec('select min(hour) as hour from hours where is_dirty = 1')[0]?.hour ?? null) as number | null;
    return this.#oldest === null ? null : (Math.max(this.#oldest, this.#rolledHour()) + 1) * HOUR_MS + LATE_MS;
  }

  #rolledHour(): number {
    return this.#kept.get<number>('rolled_hour') ?? 0;
  }

  last(): Sample | null {
    const text = this.#sql.exec('select sample from samples order by slot desc limit 1')[0]?.sample;
    return typeof text === 'string' ? (JSON.parse(text) as Sample) : null;
  }

  /** The newest readings up to an instant, oldest first. */
  newest(many: number): PlacedSample[] {
    return this.#sql.exec('select at, sample from samples order by slot desc limit ?', many).map((row) => ({ at: Number(row.at), sample: JSON.parse(String(row.sample)) as Sample })).reverse();
  }

  /** Oldest first; evenly thinned to `many`, the newest always among them. */
  window(fromMs: number, toMs: number, many: number): Sample[] {
    const slots = this.#sql.exec('select slot from samples where at between ? and ? order by slot', fromMs, toMs).map((row) => Number(row.slot));
    const step = Math.max(1, slots.length / many);
    const chosen = slots.length <= many ? slots : Array.from({ length: many }, (_, index) => slots[slots.length - 1 - Math.floor((many - 1 - index) * step)]!);
    return chosen.map((slot) => JSON.parse(String(this.#sql.exec('select sample from samples where slot = ?', slot)[0]!.sample)) as Sample);
  }

  #between(fromMs: number, toMs: number): Sample[] {
    return this.#sql.exec('select sample from samples where slot between ? and ? and at between ? and ? order by slot', Math.floor(fromMs / SLOT_MS), Math.floor(toMs / SLOT_MS), fromMs, toMs)
      .map((row) => JSON.parse(String(row.sample)) as Sample);
  }
}

const round = (value: number): number => Math.round(value * 100) / 100;
const mean = (values: number[]): number => round(values.reduce((sum, value) => sum + value, 0) / values.length);
const meanOrNull = (values: (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : mean(known);
};

function rollup(clientId: string, assetId: string, hourMs: number, samples: Sample[]): FleetData {
  const disks = samples.findLast((sample) => sample.disks.length > 0)?.disks ?? [];
  return {
    type: 'rollup', client_id: clientId, asset_id: assetId, hour: isoOf(hourMs), samples: samples.length,
    cpu_avg: mean(samples.map((sample) => sample.cpu)), cpu_max: round(Math.max(...samples.map((sample) => sample.cpu))),
    memory_avg: mean(samples.map((sample) => sample.memory)), memory_max: round(Math.max(...samples.map((sample) => sample.memory))),
    disks: disks.map(({ mount, used }) => ({ mount, used })), rx_avg: meanOrNull(samples.map((sample) => sample.rx)), tx_avg: meanOrNull(samples.map((sample) => sample.tx)),
  };
}
