// The clock of a service level: real seconds inside open hours, outside holidays, not paused. Pure.
import { offsetAt, offsetsBetween } from './zone-rules.ts';

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Half-open local windows of each weekday, `HH:MM`; `24:00` ends a day. Holidays are local dates, `YYYY-MM-DD`. */
export interface Calendar {
  timezone: string;
  business_hours: Partial<Record<Weekday, [from: string, to: string][]>>;
  holidays: readonly string[];
}
/** Milliseconds since 1970. `to` null: still going on. */
export interface Pause {
  from: number;
  to: number | null;
}
/** One stretch of the story: what the clock did, and why. */
export interface Stretch {
  from: number;
  to: number;
  kind: 'running' | 'closed' | 'holiday' | 'paused';
  /** Seconds that counted. */
  counted_s: number;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
/** A calendar that does not open within five years never opens. */
const DAYS_AHEAD_MAX = 366 * 5;
/** Nobody waits longer than a working life: a calendar that opens a minute a week would be walked for millennia. Local days. */
const DAYS_WALKED_MAX = 366 * 25;

type Windows = readonly (readonly [number, number])[];

const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));

/** Windows in order, joined where they touch or overlap; empty ones left out. Minutes of the day. */
export function windowsOf(list: readonly (readonly [string, string])[] | undefined): [number, number][] {
  const sorted = (list ?? []).map(([from, to]): [number, number] => [minuteOf(from), minuteOf(to)]).filter(([from, to]) => to > from).sort((a, b) => a[0] - b[0]);
  const joined: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/** Whether the calendar is ever open. */
export const isEverOpen = (calendar: Pick<Calendar, 'business_hours'>): boolean => WEEKDAYS.some((day) => windowsOf(calendar.business_hours[day]).length > 0);

/** Overlapping pauses count once. Null: the clock stands still from an open pause on. */
function joinedPauses(pauses: readonly Pause[]): Pause[] {
  const joined: Pause[] = [];
  for (const pause of pauses.filter(({ from, to }) => to === null || to > from).toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && (last.to === null || pause.from <= last.to)) last.to = last.to === null || pause.to === null ? null : Math.max(last.to, pause.to);
    else joined.push({ ...pause });
  }
  return joined;
}

interface Span {
  from: number;
  to: number;
}

/** A calendar made ready: what a date's open spans are is worked out once, however many due times ask. */
interface Ready {
  timezone: string;
  week: Windows[];
  holidays: ReadonlySet<number>;
  isOpen: boolean;
  days: Map<number, Span[]>;
}
const made = new WeakMap<Calendar, Ready>();

function ready(calendar: Calendar): Ready {
  const known = made.get(calendar);
  if (known) return known;
  const week = WEEKDAYS.map((day) => windowsOf(calendar.business_hours[day]));
  const fresh = { timezone: calendar.timezone, week, holidays: new Set(calendar.holidays.map((date) => Date.parse(`${date}T00:00:00Z`))), isOpen: week.some((day) => day.length > 0), days: new Map() };
  made.set(calendar, fresh);
  return fresh;
}

function spansOf(calendar: Ready, day: number): Span[] {
  const known = calendar.days.get(day);
  if (known) return known;
  const spans = calendar.holidays.has(day) ? [] : openSpans(calendar.timezone, calendar.week[new Date(day).getUTCDay()]!, day);
  calendar.days.set(day, spans);
  return spans;
}

/**
 * Open spans in UTC of one local date. A window is a stretch of the wall clock: an hour that the clock shows twice counts twice,
 * one that it leaves out does not exist.
 * @param day the local date as midnight UTC of the same name.
 */
function openSpans(timezone: string, windows: Windows, day: number): Span[] {
  if (windows.length === 0) return [];
  const from = day - DAY;
  const to = day + 2 * DAY;
  const offsets = offsetsBetween(timezone, from, to);
  const spans: Span[] = [];
  offsets.forEach(({ at, offset }, index) => {
    const begins = index === 0 ? Number.NEGATIVE_INFINITY : at;
    const ends = offsets[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    for (const [open, close] of windows) {
      const span = { from: Math.max(begins, day + open * MINUTE - offset), to: Math.min(ends, day + close * MINUTE - offset) };
      if (span.to > span.from) spans.push(span);
    }
  });
  return spans.length > 1 ? spans.sort((a, b) => a.from - b.from) : spans;
}

/** The local date of an instant, as midnight UTC of the same name. */
function localDay(timezone: string, at: number): number {
  return Math.floor((at + offsetAt(timezone, at)) / DAY) * DAY;
}

/**
 * When the target is used up. Exactly at closing time means at closing time; seconds are kept.
 * @returns ms since 1970; null when the clock stands in an open pause or never runs at all.
 */
export function dueAt(calendar: Calendar, start: number, targetMs: number, pauses: readonly Pause[] = []): number | null {
  let left = targetMs;
  if (left <= 0) return start;
  for (const span of countedSpans(calendar, start, pauses)) {
    if (left <= span.to - span.from) return span.from + left;
    left -= span.to - span.from;
  }
  return null;
}

/** Milliseconds that counted between two instants. */
export function countedMs(calendar: Calendar, start: number, end: number, pauses: readonly Pause[] = []): number {
  let sum = 0;
  for (const span of countedSpans(calendar, start, pauses)) {
    if (span.from >= end) break;
    sum += Math.min(span.to, end) - span.from;
  }
  return sum;
}

/** Spans in which the clock runs, in order and without overlap; ends with an open pause, after DAYS_AHEAD_MAX without a single one, or after DAYS_WALKED_MAX. */
function* countedSpans(calendar: Calendar, start: number, pauses: readonly Pause[]): Generator<Span> {
  const days = ready(calendar);
  if (!days.isOpen) return;
  const rest = joinedPauses(pauses);
  // Local dates go forward, but a zone may skip or repeat part of one: begin a day early.
  let day = localDay(calendar.timezone, start) - DAY;
  let idle = 0;
  let cursor = start;
  for (let walked = 0; idle < DAYS_AHEAD_MAX && walked < DAYS_WALKED_MAX; walked++) {
    idle++;
    for (const span of spansOf(days, day)) {
      let from = Math.max(span.from, cursor);
      while (from < span.to) {
        while (rest[0] && rest[0].to !== null && rest[0].to <= from) rest.shift();
        const pause = rest[0];
        if (pause && pause.from <= from) {
          if (pause.to === null) return;
          from = pause.to;
          continue;
        }
        const to = pause ? Math.min(span.to, pause.from) : span.to;
        idle = 0;
        yield { from, to };
        from = to;
      }
      cursor = Math.max(cursor, span.to);
    }
    day += DAY;
  }
}

/** The story from start to end: running, closed, holiday or paused, in order and without gaps; at most `max` stretches, the rest joined into the last. */
export function storyOf(calendar: Calendar, start: number, end: number, pauses: readonly Pause[] = [], max = 200): Stretch[] {
  const story: Stretch[] = [];
  const add = (from: number, to: number, kind: Stretch['kind']): void => {
    if (to <= from) return;
    const last = story.at(-1);
    const counted_s = kind === 'running' ? (to - from) / 1000 : 0;
    if (last && (last.kind === kind || story.length >= max)) {
      last.to = to;
      last.counted_s += counted_s;
    } else story.push({ from, to, kind, counted_s });
  };
  const { holidays } = ready(calendar);
  const rest = joinedPauses(pauses);
  /** Between two running spans: paused as far as a pause reaches into open hours or beyond, holiday where the local date is one. */
  const quiet = (from: number, to: number): void => {
    let at = from;
    while (at < to) {
      const pause = rest.find((one) => one.from <= at && (one.to === null || one.to > at));
      if (pause) {
        const until = Math.min(to, pause.to ?? to);
        add(at, until, 'paused');
        at = until;
        continue;
      }
      const next = rest.find((one) => one.from > at && one.from < to)?.from ?? to;
      const day = localDay(calendar.timezone, at);
      const until = Math.min(next, Math.max(at + 1000, day + DAY - offsetAt(calendar.timezone, at)));
      add(at, until, holidays.has(day) ? 'holiday' : 'closed');
      at = until;
    }
  };
  let at = start;
  for (const span of countedSpans(calendar, start, pauses)) {
    if (span.from >= end) break;
    quiet(at, Math.min(span.from, end));
    add(span.from, Math.min(span.to, end), 'running');
    at = Math.min(span.to, end);
  }
  quiet(at, end);
  return story;
}
