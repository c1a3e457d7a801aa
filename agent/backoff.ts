// When to come back: full jitter under a bound that doubles, so that a fleet does not return in one moment.
import { BACKOFF } from '../durable-objects/protocol/limits.ts';

export interface Backoff {
  /** Milliseconds to wait before the next attempt. */
  next(): number;
  /** A connection that lasted `ms`; long enough puts the bound back. */
  lasted(ms: number): void;
}

export function backoff(limits: { baseMs: number; maxMs: number; stableMs: number } = BACKOFF, chance: () => number = Math.random): Backoff {
  let bound = limits.baseMs;
  return {
    next() {
      const wait = Math.floor(chance() * bound);
      bound = Math.min(limits.maxMs, bound * 2);
      return wait;
    },
    lasted(ms) {
      if (ms >= limits.stableMs) bound = limits.baseMs;
    },
  };
}
