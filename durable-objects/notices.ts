// What a person should know of a machine, a few times an hour: a hostile agent must not write anybody's log full. Pure over SQLite.
import type { Outbox } from './outbox.ts';
import { isoOf, type Sql } from './sql.ts';

const WINDOW_MS = 3_600_000;
const TIMES_MAX = 5;

export class Notices {
  readonly #sql: Sql;
  readonly #outbox: Outbox;
  readonly #settings: () => { client_id: string; asset_id: string };
  constructor(sql: Sql, outbox: Outbox, settings: () => { client_id: string; asset_id: string }) {
    this.#sql = sql;
    this.#outbox = outbox;
    this.#settings = settings;
  }

  /** Kinds come from our own code; of each at most five an hour are told. */
  tell(kind: string, details: Record<string, string | number | null>, now: number, timesMax = TIMES_MAX): void {
    const seen = this.#sql.exec('select since, times from notices where kind = ?', kind)[0];
    const isFresh = !seen || now - Number(seen.since) >= WINDOW_MS;
    const times = isFresh ? 0 : Number(seen.times);
    if (times >= timesMax) return;
    this.#sql.exec('insert into notices (kind, since, times) values (?, ?, ?) on conflict (kind) do update set since = excluded.since, times = excluded.times', kind, isFresh ? now : Number(seen.since), times + 1);
    const cut = Object.fromEntries(Object.entries(details).map(([key, value]) => [key, typeof value === 'string' ? value.slice(0, 500) : value]));
    this.#outbox.put('changes', { type: 'notice', ...this.#settings(), kind, at: isoOf(now), details: cut }, now);
  }
}
