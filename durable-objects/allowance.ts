// How often a machine may do what costs others something, hour by hour: one that lies must not fill tables and mailboxes. Pure.
import type { Kept } from './kept.ts';

const HOUR_MS = 3_600_000;

export class Allowance {
  readonly #kept: Kept;
  constructor(kept: Kept) {
    this.#kept = kept;
  }

  /** Takes `amount` out of what is left of `name` in this hour, which begins with the first taking; false: there is not so much left, nothing is taken. */
  take(name: string, amount: number, hourMax: number, now: number): boolean {
    const kept = this.#kept.get<{ since: number; spent: number }>(`spent:${name}`);
    const current = kept && now - kept.since < HOUR_MS ? kept : { since: now, spent: 0 };
    if (current.spent + amount > hourMax) return false;
    this.#kept.set(`spent:${name}`, { since: current.since, spent: current.spent + amount });
    return true;
  }
}
