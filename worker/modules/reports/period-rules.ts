// Stretches of local days and when a schedule runs, whatever the zone does with its clocks. Pure.
import { offsetAt, offsetsBetween } from '../sla/zone-rules.ts';
import type { ReportFrequency, ReportPeriod } from './values.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Milliseconds since 1970, half-open. */
export interface Span {
  from: number;
  to: number;
}

/** The local date of an instant, as midnight UTC of the same name. */
export const localDay = (timezone: string, at: number): number => Math.floor((at + offsetAt(timezone, at)) / DAY) * DAY;

/** The first instant at which the wall clock shows this time or later: an hour that is left out counts as its end, one that comes twice as its first. */
export function instantOf(timezone: string, wallClock: number): number {
  const offsets = offsetsBetween(timezone, wallClock - 2 * DAY, wallClock + 2 * DAY);
  for (const [index, { at, offset }] of offsets.entries()) {
    const begins = index === 0 ? Number.NEGATIVE_INFINITY : at;
    const instant = Math.max(begins, wallClock - offset);
    if (instant < (offsets[index + 1]?.at ?? Number.POSITIVE_INFINITY)) return instant;
  }
  return wallClock;
}

const month = (day: number, months: number): number => Date.UTC(new Date(day).getUTCFullYear(), new Date(day).getUTCMonth() + months, 1);
const monday = (day: number): number => day - ((new Date(day).getUTCDay() + 6) % 7) * DAY;

/** First local day, and the first one after it. */
function daysOf(period: ReportPeriod, today: number): Span {
  const quarter = month(today, -(new Date(today).getUTCMonth() % 3));
  const year = Date.UTC(new Date(today).getUTCFullYear(), 0, 1);
  switch (period) {
    case 'today': return { from: today, to: today + DAY };
    case 'yesterday': return { from: today - DAY, to: today };
    case 'this_week': return { from: monday(today), to: monday(today) + 7 * DAY };
    case 'last_week': return { from: monday(today) - 7 * DAY, to: monday(today) };
    case 'this_month': return { from: month(today, 0), to: month(today, 1) };
    case 'last_month': return { from: month(today, -1), to: month(today, 0) };
    case 'this_quarter': return { from: quarter, to: month(quarter, 3) };
    case 'last_quarter': return { from: month(quarter, -3), to: quarter };
    case 'this_year': return { from: year, to: month(year, 12) };
    case 'last_year': return { from: month(year, -12), to: year };
    case 'last_7_days': return { from: today - 6 * DAY, to: today + DAY };
    case 'last_30_days': return { from: today - 29 * DAY, to: today + DAY };
    case 'last_90_days': return { from: today - 89 * DAY, to: today + DAY };
  }
}

/** From midnight to midnight of the zone. */
export const spanOfDays = (timezone: string, days: Span): Span => ({ from: instantOf(timezone, days.from), to: instantOf(timezone, days.to) });

export const spanOfPeriod = (timezone: string, period: ReportPeriod, now: number): Span => spanOfDays(timezone, daysOf(period, localDay(timezone, now)));

/** @param text `2026-10`. */
export function spanOfMonth(timezone: string, text: string): Span {
  const first = Date.parse(`${text}-01T00:00:00Z`);
  return spanOfDays(timezone, { from: first, to: month(first, 1) });
}

/** @param from and to: `YYYY-MM-DD`, both included, or exact instants, of which the last is not. */
export function spanBetween(timezone: string, from: string, to: string): Span {
  const edge = (text: string, days: number): number => (text.length === 10 ? instantOf(timezone, Date.parse(`${text}T00:00:00Z`) + days * DAY) : Date.parse(text));
  return { from: edge(from, 0), to: edge(to, 1) };
}

/** When a schedule runs. `weekday`: 1 Monday … 7 Sunday; `day_of_month` is clamped; `time_of_day`: `HH:MM` of `timezone`. */
export interface ScheduleShape {
  frequency: ReportFrequency;
  weekday: number | null;
  day_of_month: number | null;
  time_of_day: string;
  timezone: string;
}

const wallClockOf = (shape: ScheduleShape, day: number): number => day + (Number(shape.time_of_day.slice(0, 2)) * 60 + Number(shape.time_of_day.slice(3, 5))) * MINUTE;

/** The local day of the turn in the week or month that lies `turns` after the one of `day`. */
function dayOfTurn(shape: ScheduleShape, day: number, turns: number): number {
  if (shape.frequency === 'weekly') return monday(day) + turns * 7 * DAY + ((shape.weekday ?? 1) - 1) * DAY;
  const first = month(day, turns);
  const last = month(first, 1) - DAY;
  return Math.min(first + ((shape.day_of_month ?? 1) - 1) * DAY, last);
}

/** The first turn after an instant. */
export function nextRun(shape: ScheduleShape, after: number): number {
  const today = localDay(shape.timezone, after);
  for (let turns = -1; ; turns++) {
    const at = instantOf(shape.timezone, wallClockOf(shape, dayOfTurn(shape, today, turns)));
    if (at > after) return at;
  }
}

export interface Turn {
  at: number;
  /** Names what the turn reports on; a turn that was missed and one that was not are the same. */
  period_key: string;
  /** Local days of the week or month before. */
  days: Span;
}

/** The last turn at or before an instant: after an outage the only one that is made up for. */
export function lastTurn(shape: ScheduleShape, now: number): Turn {
  const today = localDay(shape.timezone, now);
  for (let turns = 1; ; turns--) {
    const day = dayOfTurn(shape, today, turns);
    const at = instantOf(shape.timezone, wallClockOf(shape, day));
    if (at > now) continue;
    const days = shape.frequency === 'weekly' ? { from: monday(day) - 7 * DAY, to: monday(day) } : { from: month(day, -1), to: month(day, 0) };
    const name = new Date(days.from).toISOString();
    return { at, days, period_key: shape.frequency === 'weekly' ? `weekly:${name.slice(0, 10)}` : `monthly:${name.slice(0, 7)}` };
  }
}
