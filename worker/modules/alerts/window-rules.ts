// When a maintenance window holds: once, or again and again at the same time of day of its zone. Pure; drizzle/sql/3-fleet-alerts.sql counts the same way.
import type { FieldError } from '../contract.ts';
import { offsetAt } from '../sla/zone-rules.ts';

export interface WindowShape {
  starts_at: Date;
  ends_at: Date;
  every_days: number | null;
  repeats_until: Date | null;
  /** IANA name: days of a repetition are days there. */
  timezone: string;
}

const DAY_MS = 86_400_000;

export function windowFaults(window: Omit<WindowShape, 'timezone'>): FieldError[] {
  const length = window.ends_at.getTime() - window.starts_at.getTime();
  if (length <= 0) return [{ field: 'ends_at', code: 'too_early', message: 'ends before it begins' }];
  if (window.every_days === null ? length > 366 * DAY_MS : length > window.every_days * DAY_MS) return [{ field: 'ends_at', code: 'too_long', message: 'is longer than its repetition, or than a year' }];
  if (window.repeats_until && window.repeats_until < window.starts_at) return [{ field: 'repeats_until', code: 'too_early', message: 'is before the first time' }];
  return [];
}

/** So many days later at the same time of day. An hour that does not exist moves on, one that comes twice is the second, as Postgres has it. */
export function daysLater(at: number, days: number, timezone: string): number {
  if (days === 0) return at;
  const local = at + offsetAt(timezone, at) + days * DAY_MS;
  const before = local - offsetAt(timezone, local - DAY_MS);
  const after = local - offsetAt(timezone, local + DAY_MS);
  const isReal = (instant: number): boolean => instant + offsetAt(timezone, instant) === local;
  if (isReal(before) && isReal(after)) return Math.max(before, after);
  return isReal(after) ? after : before;
}

/** The next `count` times a window holds, the present one included. */
export function occurrences(window: WindowShape, now: Date, count: number): { starts_at: string; ends_at: string }[] {
  const [start, end, at] = [window.starts_at.getTime(), window.ends_at.getTime(), now.getTime()];
  const found: { starts_at: string; ends_at: string }[] = [];
  const days = window.every_days;
  const wall = (instant: number): number => instant + offsetAt(window.timezone, instant);
  // One before the guess: a change of clocks may lie between.
  const first = days === null ? 0 : Math.max(0, Math.floor((wall(at) - wall(end)) / (days * DAY_MS)) - 1);
  for (let k = first; found.length < count; k++) {
    const from = daysLater(start, k * (days ?? 0), window.timezone);
    const to = daysLater(end, k * (days ?? 0), window.timezone);
    if (window.repeats_until !== null && from > window.repeats_until.getTime()) break;
    if (to > at) found.push({ starts_at: new Date(from).toISOString(), ends_at: new Date(to).toISOString() });
    if (days === null) break;
  }
  return found;
}
