// Remembers the reading before, because a percentage of the CPU and a rate are differences.

/** Two readings closer than this are one: over a few ticks every machine looks busy or idle. */
const APART_MS = 500;

/** Percentage of busy time since the reading before, out of (busy, all) counters; null until there are two. */
export function busyPercent(): (busy: number, all: number, atMs: number) => number | null {
  let before: { busy: number; all: number; atMs: number } | null = null;
  let last: number | null = null;
  return (busy, all, atMs) => {
    if (before !== null && last !== null && atMs >= before.atMs && atMs - before.atMs < APART_MS) return last;
    // Counters may step back by a tick or start again: the last answer stands then.
    if (before !== null && all > before.all && busy >= before.busy) last = Math.round(Math.min(100, ((busy - before.busy) / (all - before.all)) * 100) * 10) / 10;
    before = { busy, all, atMs };
    return last;
  };
}

/** Units a second since the reading before; null at first and after a restart of the counter. */
export function rate(): (count: number | null, atMs: number) => number | null {
  let before: { count: number; atMs: number } | null = null;
  let last: number | null = null;
  return (count, atMs) => {
    if (before !== null && count !== null && count >= before.count && atMs >= before.atMs && atMs - before.atMs < APART_MS) return last;
    last = count === null || before === null || count < before.count || atMs <= before.atMs ? null : Math.min(1e13, Math.round(((count - before.count) / (atMs - before.atMs)) * 1000));
    before = count === null ? null : { count, atMs };
    return last;
  };
}
