// Due times of service levels: the exact cases of the definition, and a brute-force second counter over random calendars.
import { readFileSync } from 'node:fs';
import * as fc from '../support/property.ts';
import { describe, expect, test } from 'vitest';
import { countedMs, dueAt, isEverOpen, storyOf, WEEKDAYS, windowsOf, type Calendar, type Pause } from '../../worker/modules/sla/rules.ts';
import { isTimezone } from '../../worker/modules/sla/zone-rules.ts';

interface Case extends Calendar {
  name: string;
  start: string;
  paused: [string, string | null][];
  target_minutes: number;
  due: string | null;
}
const cases = JSON.parse(readFileSync(new URL('../fixtures/sla-cases.json', import.meta.url), 'utf8')) as Case[];
const pausesOf = (list: Case['paused']): Pause[] => list.map(([from, to]) => ({ from: Date.parse(from), to: to === null ? null : Date.parse(to) }));
const text = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString().replace('.000Z', 'Z'));

describe('the exact cases of the definition', () => {
  test('there are cases', () => expect(cases.length).toBeGreaterThan(30));
  test.each(cases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    expect(text(dueAt(one, Date.parse(one.start), one.target_minutes * 60_000, pausesOf(one.paused)))).toBe(one.due);
  });
});

/** Looks at every second's wall clock. */
function bruteDue(calendar: Calendar, start: number, targetS: number, pauses: Pause[], limitS: number): number | null {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: calendar.timezone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', weekday: 'short' });
  let left = targetS;
  const minutes = new Map<number, boolean>();
  const isOpen = (at: number): boolean => {
    const minute = Math.floor(at / 60_000);
    const known = minutes.get(minute);
    if (known !== undefined) return known;
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const clock = Number(part.hour) * 60 + Number(part.minute);
    const day = part.weekday!.slice(0, 3).toLowerCase() as (typeof WEEKDAYS)[number];
    const open = !calendar.holidays.includes(`${part.year}-${part.month}-${part.day}`) && windowsOf(calendar.business_hours[day]).some(([from, to]) => clock >= from && clock < to);
    minutes.set(minute, open);
    return open;
  };
  for (let s = 0; s < limitS; s++) {
    const at = start + s * 1000;
    if (pauses.some(({ from, to }) => from <= at && (to === null || at < to))) continue;
    if (!isOpen(at)) continue;
    left--;
    if (left === 0) return at + 1000;
  }
  return null;
}

const zones = ['America/Mexico_City', 'America/New_York', 'Europe/Madrid', 'Australia/Lord_Howe', 'America/Santiago', 'Asia/Kathmandu', 'America/Bogota', 'Africa/Casablanca', 'Pacific/Apia', 'America/Tijuana'];
const clock = fc.integer({ min: 0, max: 96 }).map((quarter) => `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`);
const hours = fc.record(Object.fromEntries(WEEKDAYS.map((day) => [day, fc.array(fc.tuple(clock, clock), { maxLength: 3 })])));
// Days around which clocks change, and ordinary ones.
const starts = ['2026-03-08T05:00:00Z', '2026-11-01T04:30:00Z', '2026-03-29T00:10:00Z', '2026-10-25T00:10:00Z', '2026-04-04T14:00:00Z', '2026-10-03T15:00:00Z', '2022-10-30T05:00:00Z', '2026-09-06T03:00:00Z', '2011-12-29T09:00:00Z', '2026-06-17T12:34:56Z'];

test('a due time is what a counter of single seconds finds, in random zones, windows, holidays and pauses', () => {
  fc.assert(fc.property(
    fc.constantFrom(...zones), hours, fc.constantFrom(...starts), fc.integer({ min: 0, max: 86_400 }), fc.integer({ min: 1, max: 900 }),
    fc.array(fc.tuple(fc.integer({ min: -3600, max: 250_000 }), fc.integer({ min: 0, max: 40_000 })), { maxLength: 4 }), fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 }),
    (timezone, business_hours, day, shift, minutes, gaps, off) => {
      const start = Date.parse(day) + shift * 1000;
      const calendar = { timezone, business_hours, holidays: off.map((n) => new Date(start + n * 86_400_000).toISOString().slice(0, 10)) } as Calendar;
      const pauses = gaps.map(([from, length]) => ({ from: start + from * 1000, to: start + (from + length) * 1000 }));
      const limitS = 3 * 86_400;
      const expected = bruteDue(calendar, start, minutes * 60, pauses, limitS);
      const found = dueAt(calendar, start, minutes * 60_000, pauses);
      if (expected === null) expect(found === null || found > start + limitS * 1000).toBe(true);
      else expect(text(found)).toBe(text(expected));
    },
  ), { numRuns: 60 });
}, 60_000);

const office: Calendar = { timezone: 'America/Mexico_City', business_hours: { mon: [['09:00', '18:00']], tue: [['09:00', '18:00']], wed: [['09:00', '18:00']], thu: [['09:00', '18:00']], fri: [['09:00', '18:00']] }, holidays: ['2026-03-16'] };

test('a calendar that is never open has no due time, and an open pause has none either', () => {
  const closed: Calendar = { timezone: 'Europe/Madrid', business_hours: { mon: [['10:00', '10:00']] }, holidays: [] };
  expect(isEverOpen(closed)).toBe(false);
  expect(dueAt(closed, 0, 60_000)).toBeNull();
  expect(dueAt(office, Date.parse('2026-03-02T16:00:00Z'), 3_600_000, [{ from: Date.parse('2026-03-02T16:10:00Z'), to: null }])).toBeNull();
});

test('what counted until the due time is the target', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 0, max: 604_800 }), (minutes, shift) => {
    const start = Date.parse('2026-03-11T00:00:00Z') + shift * 1000;
    const due = dueAt(office, start, minutes * 60_000)!;
    expect(countedMs(office, start, due)).toBe(minutes * 60_000);
    expect(countedMs(office, start, due - 1000)).toBe(minutes * 60_000 - 1000);
  }), { numRuns: 200 });
});

test('the story has no gaps, says why the clock stood still, and its running seconds are the target', () => {
  const start = Date.parse('2026-03-13T22:00:00Z');
  const pauses = [{ from: Date.parse('2026-03-17T16:00:00Z'), to: Date.parse('2026-03-17T17:00:00Z') }];
  const due = dueAt(office, start, 8 * 3_600_000, pauses)!;
  const story = storyOf(office, start, due, pauses);
  expect(story[0]!.from).toBe(start);
  expect(story.at(-1)!.to).toBe(due);
  story.slice(1).forEach((one, index) => expect(one.from).toBe(story[index]!.to));
  expect(story.reduce((sum, one) => sum + one.counted_s, 0)).toBe(8 * 3600);
  expect(story.map(({ kind }) => kind)).toEqual(['running', 'closed', 'holiday', 'closed', 'running', 'paused', 'running']);
});

test('only zones that exist are taken', () => {
  expect(isTimezone('America/Mexico_City')).toBe(true);
  expect(isTimezone('America/Ciudad_Inventada')).toBe(false);
});
