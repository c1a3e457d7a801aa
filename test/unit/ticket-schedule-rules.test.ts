// When tickets by the calendar are due, against a calendar that is counted day by day.
import * as fc from '../support/property.ts';
import { describe, expect, test } from 'vitest';
import { dueTurn, nextTurns, uuidOf, type Recurrence } from '../../worker/modules/schedules/rules.ts';

const DAY = 86_400_000;
const rule = (change: Partial<Recurrence>): Recurrence => ({ frequency: 'daily', every: 1, weekdays: [], day_of_month: null, nth: null, month: null, starts_on: '2026-01-01', ends_on: null, time_of_day: '09:00', timezone: 'UTC', ...change });
const turns = (change: Partial<Recurrence>, after: string, most = 5): string[] => nextTurns(rule(change), Date.parse(after), most).map((at) => new Date(at).toISOString().slice(0, 16));

/** The wall clock of a zone at an instant, as the runtime tells it. */
const formats = new Map<string, Intl.DateTimeFormat>();
function wall(timezone: string, at: number): string {
  const format = formats.get(timezone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: timezone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
  formats.set(timezone, format);
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
}

/** Whether a local day is one of the rule: looked at by itself, with nothing but the calendar. */
function isDay(one: Recurrence, day: number): boolean {
  const [date, start] = [new Date(day), new Date(`${one.starts_on}T00:00:00Z`)];
  const text = date.toISOString().slice(0, 10);
  if (text < one.starts_on || (one.ends_on !== null && text > one.ends_on)) return false;
  const weekday = date.getUTCDay() === 0 ? 7 : date.getUTCDay();
  const startWeekday = start.getUTCDay() === 0 ? 7 : start.getUTCDay();
  const days = (day - start.getTime()) / DAY;
  const weeks = Math.floor((days + startWeekday - 1) / 7);
  const months = (date.getUTCFullYear() - start.getUTCFullYear()) * 12 + date.getUTCMonth() - start.getUTCMonth();
  const length = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  const inMonth = one.nth === null ? date.getUTCDate() === Math.min(one.day_of_month!, length)
    : weekday === one.weekdays[0] && (one.nth === -1 ? date.getUTCDate() + 7 > length : Math.ceil(date.getUTCDate() / 7) === one.nth);
  switch (one.frequency) {
    case 'once': return text === one.starts_on;
    case 'daily': return days % one.every === 0;
    case 'weekly': return one.weekdays.includes(weekday) && weeks % one.every === 0;
    case 'monthly': return inMonth && months % one.every === 0;
    case 'yearly': return inMonth && date.getUTCMonth() + 1 === one.month && (date.getUTCFullYear() - start.getUTCFullYear()) % one.every === 0;
  }
}

describe('turns', () => {
  test('of months that are shorter fall on their last day, and 31 is always the last', () => {
    expect(turns({ frequency: 'monthly', day_of_month: 31 }, '2026-01-15T00:00:00Z', 4)).toEqual(['2026-01-31T09:00', '2026-02-28T09:00', '2026-03-31T09:00', '2026-04-30T09:00']);
    expect(turns({ frequency: 'yearly', month: 2, day_of_month: 29 }, '2026-01-15T00:00:00Z', 3)).toEqual(['2026-02-28T09:00', '2027-02-28T09:00', '2028-02-29T09:00']);
  });
  test('name a weekday of the month, also the last one', () => {
    expect(turns({ frequency: 'monthly', nth: 2, weekdays: [2] }, '2026-11-01T00:00:00Z', 3)).toEqual(['2026-11-10T09:00', '2026-12-08T09:00', '2027-01-12T09:00']);
    expect(turns({ frequency: 'monthly', nth: -1, weekdays: [5] }, '2026-11-01T00:00:00Z', 2)).toEqual(['2026-11-27T09:00', '2026-12-25T09:00']);
  });
  test('an hour that the clocks leave out counts as its end, one that comes twice is one turn', () => {
    expect(turns({ timezone: 'America/New_York', time_of_day: '02:30' }, '2026-03-07T12:00:00Z', 2)).toEqual(['2026-03-08T07:00', '2026-03-09T06:30']);
    expect(turns({ timezone: 'America/New_York', time_of_day: '01:30' }, '2026-10-31T12:00:00Z', 2)).toEqual(['2026-11-01T05:30', '2026-11-02T06:30']);
  });
  test('once is once, and an end is an end', () => {
    expect(turns({ frequency: 'once', starts_on: '2026-05-05' }, '2026-01-01T00:00:00Z')).toEqual(['2026-05-05T09:00']);
    expect(turns({ frequency: 'once', starts_on: '2026-05-05' }, '2026-05-05T09:00:00Z')).toEqual([]);
    expect(turns({ ends_on: '2026-01-03' }, '2026-01-02T00:00:00Z')).toEqual(['2026-01-02T09:00', '2026-01-03T09:00']);
  });

  test('are those of a calendar counted day by day, in zones of every kind', () => {
    const zones = ['UTC', 'America/Mexico_City', 'America/New_York', 'America/Tijuana', 'Australia/Lord_Howe', 'Africa/Casablanca'];
    const day = fc.integer({ min: 0, max: 700 }).map((n) => new Date(Date.UTC(2025, 0, 1) + n * DAY).toISOString().slice(0, 10));
    const anyRule = fc.record({
      frequency: fc.constantFrom('once', 'daily', 'weekly', 'monthly', 'yearly'), every: fc.integer({ min: 1, max: 3 }), weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 }), day_of_month: fc.integer({ min: 1, max: 31 }),
      nth: fc.constantFrom(null, null, 1, 2, 3, 4, -1), month: fc.integer({ min: 1, max: 12 }), starts_on: day, ends_on: fc.option(day), hour: fc.integer({ min: 0, max: 23 }), minute: fc.constantFrom('00', '30', '59'), timezone: fc.constantFrom(...zones),
    }).map(({ hour, minute, ...one }): Recurrence => ({ ...one, ends_on: one.ends_on !== null && one.ends_on < one.starts_on ? null : one.ends_on, time_of_day: `${String(hour).padStart(2, '0')}:${minute}`, frequency: one.frequency as Recurrence['frequency'] }));
    fc.assert(fc.property(anyRule, fc.integer({ min: 0, max: 900 * 24 }), (one, hours) => {
      const after = Date.UTC(2025, 0, 1) + hours * 3_600_000;
      const found = nextTurns(one, after, 4);
      expect(found).toEqual(found.toSorted((a, b) => a - b));
      expect(found.every((at) => at > after)).toBe(true);
      // The days that the calendar names, told by the wall clock; one near `after` is decided by its instant.
      const last = found.length < 4 ? after + 1500 * DAY : found.at(-1)! - 2 * DAY;
      const wanted: string[] = [];
      for (let at = Math.floor(after / DAY) * DAY + 2 * DAY; at < last; at += DAY) if (isDay(one, at)) wanted.push(new Date(at).toISOString().slice(0, 10));
      const days = found.map((at) => wall(one.timezone, at).slice(0, 10));
      for (const one_day of found.length < 4 ? wanted.slice(0, 4) : wanted) expect(days).toContain(one_day);
      for (const [index, at] of found.entries()) {
        const [local_day, clock] = wall(one.timezone, at).split('T') as [string, string];
        expect(isDay(one, Date.parse(`${local_day}T00:00:00Z`)), `${index} ${local_day}`).toBe(true);
        // Of the wall clock, or the end of an hour that was left out.
        expect(clock >= one.time_of_day).toBe(true);
        if (clock !== one.time_of_day) expect(wall(one.timezone, at - 60_000) < `${local_day}T${one.time_of_day}`).toBe(true);
      }
    }), { numRuns: 120 });
  });
});

describe('after an outage', () => {
  test('the newest turn is made up for, those before it are counted, the next one is to come', () => {
    const daily = rule({ starts_on: '2026-01-01' });
    const at = (text: string): number => Date.parse(text);
    expect(dueTurn(daily, at('2026-01-02T09:00:00Z'), at('2026-01-02T09:00:30Z'))).toEqual({ at: at('2026-01-02T09:00:00Z'), missed: 0, next: at('2026-01-03T09:00:00Z') });
    expect(dueTurn(daily, at('2026-01-02T09:00:00Z'), at('2026-01-05T12:00:00Z'))).toEqual({ at: at('2026-01-05T09:00:00Z'), missed: 3, next: at('2026-01-06T09:00:00Z') });
    expect(dueTurn(rule({ frequency: 'once' }), at('2026-01-01T09:00:00Z'), at('2027-01-01T00:00:00Z'))).toEqual({ at: at('2026-01-01T09:00:00Z'), missed: 0, next: null });
  });
  test('the ticket of a turn has one id', () => {
    expect(uuidOf('0123456789abcdef0123456789abcdef0123')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
