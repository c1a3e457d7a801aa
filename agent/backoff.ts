// When to come back: full jitter under a bound that doubles, so that a fleet does not return in one moment.
import { BACKOFF } from '../durable-objects/protocol/limits.ts';

export interface Backoff {
  /** Milliseconds to wait before the next attempt. */
  next(): number;
  /** A connection that lasted `ms`; long enough puts the bound back. */
  lasted(ms: number): void;
}

export function backoff(limits: { baseMs: number; maxMs: number; stableMs: number; hopefulMaxMs?: number; hopefulMs?: number } = BACKOFF, chance: () => number = Math.random): Backoff {
  let bound = limits.baseMs;
  let waited = 0;
  return {
    next() {
      const wait = Math.floor(chance() * bound);
      waited += wait;
      const max = waited < (limits.hopefulMs ?? 0) ? Math.min(limits.maxMs, limits.hopefulMaxMs ?? limits.maxMs) : limits.maxMs;
      bound = Math.min(max, bound * 2);
      return wait;
    },
    lasted(ms) {
      if (ms < limits.stableMs) return;
      bound = limits.baseMs;
      waited = 0;
    },
  };
}
