// When tickets by the calendar are due: local days by a rule, and the instants they are in a zone. Pure.
import { instantOf } from '../reports/period-rules.ts';
import type { Frequency } from './values.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Beyond this nothing is due: neither zones nor databases agree on what an instant is. */
const LAST_DAY = Date.UTC(2199, 11, 31);

/** See drizzle/schema/schedules.ts for what each field means. */
export interface Recurrence {
  frequency: Frequency;
  every: number;
  weekdays: readonly number[];
  day_of_month: number | null;
  nth: number | null;
  month: number | null;
  starts_on: string;
  ends_on: string | null;
  time_of_day: string;
  timezone: string;
}

const dayOf = (text: string): number => Date.parse(`${text}T00:00:00Z`);
const mondayOf = (day: number): number => day - ((new Date(day).getUTCDay() + 6) % 7) * DAY;
/** Months since the year 0. */
const monthOf = (day: number): number => new Date(day).getUTCFullYear() * 12 + new Date(day).getUTCMonth();
const firstOf = (month: number): number => Date.UTC(Math.floor(month / 12), month % 12, 1);

/** The day of a month that the rule names: clamped to its end, or the nth such weekday. */
function dayInMonth(rule: Recurrence, month: number): number {
  const [first, last] = [firstOf(month), firstOf(month + 1) - DAY];
  if (rule.nth === null) return Math.min(first + ((rule.day_of_month ?? 1) - 1) * DAY, last);
  const weekday = (rule.weekdays[0] ?? 1) - 1;
  if (rule.nth < 0) return last - ((((new Date(last).getUTCDay() + 6) % 7) - weekday + 7) % 7) * DAY;
  return first + ((weekday - ((new Date(first).getUTCDay() + 6) % 7) + 7) % 7 + (rule.nth - 1) * 7) * DAY;
}

/** The local days of the kth step of a rule, in their order: a day, the days of a week, the day of a month or a year. */
function daysOfStep(rule: Recurrence, step: number): number[] {
  const start = dayOf(rule.starts_on);
  switch (rule.frequency) {
    case 'once': return step === 0 ? [start] : [];
    case 'daily': return [start + step * rule.every * DAY];
    case 'weekly': return [...new Set(rule.weekdays)].sort((a, b) => a - b).map((weekday) => mondayOf(start) + step * rule.every * 7 * DAY + (weekday - 1) * DAY);
    case 'monthly': return [dayInMonth(rule, monthOf(start) + step * rule.every)];
    case 'yearly': return [dayInMonth(rule, Math.floor(monthOf(start) / 12 + step * rule.every) * 12 + (rule.month ?? 1) - 1)];
  }
}

/** A step that lies before the local day, so that nothing from it on is left out. */
function stepBefore(rule: Recurrence, day: number): number {
  const start = dayOf(rule.starts_on);
  const passed = { once: 0, daily: (day - start) / DAY, weekly: (day - start) / DAY / 7, monthly: monthOf(day) - monthOf(start), yearly: (monthOf(day) - monthOf(start)) / 12 }[rule.frequency];
  return Math.max(0, Math.floor(passed / rule.every) - 2);
}

/** Instants after `after` (ms since 1970, UTC), soonest first, at most `most`. An hour that the clocks leave out counts as its end, one that comes twice as its first. */
export function nextTurns(rule: Recurrence, after: number, most: number): number[] {
  const start = dayOf(rule.starts_on);
  const end = Math.min(rule.ends_on === null ? LAST_DAY : dayOf(rule.ends_on), LAST_DAY);
  const clock = (Number(rule.time_of_day.slice(0, 2)) * 60 + Number(rule.time_of_day.slice(3, 5))) * MINUTE;
  const turns: number[] = [];
  for (let step = stepBefore(rule, after); turns.length < most; step++) {
    const days = daysOfStep(rule, step);
    if (days.length === 0) break;
    for (const day of days) {
      if (day > end) return turns;
      if (day < start || day + 2 * DAY < after) continue;
      const at = instantOf(rule.timezone, day + clock);
      // A zone that skips a whole day moves two turns onto one instant: that is one turn.
      if (at > after && at > (turns.at(-1) ?? Number.NEGATIVE_INFINITY) && turns.length < most) turns.push(at);
    }
  }
  return turns;
}

/** After an outage: the newest turn that is due, how many before it were missed, and the one to come. */
export interface DueTurn {
  at: number;
  missed: number;
  next: number | null;
}

/** More were not missed, or nobody counts. */
const MISSED_MAX = 1000;

/** @param expected the turn that was waited for; it is due. */
export function dueTurn(rule: Recurrence, expected: number, now: number): DueTurn {
  const due = nextTurns(rule, expected, MISSED_MAX).filter((at) => at <= now);
  return { at: due.at(-1) ?? expected, missed: due.length, next: nextTurns(rule, now, 1)[0] ?? null };
}

/** The same id for the same turn, whoever opens it: 128 bits of a hash, written as a UUID. */
export const uuidOf = (hash: string): string => `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
