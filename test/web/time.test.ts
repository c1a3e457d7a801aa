// Minutes as people write them, and months and weeks as a wall clock tells them.
import * as fc from '../support/property.ts';
import { describe, expect, test } from 'vitest';
import { elapsedText, minutesText, readQuickEntry } from '../../web/src/features/time/duration.ts';
import { dayText, midnight, monthAt, monthLimits, shiftMonth, weekDays } from '../../web/src/features/time/period.ts';

describe('a quick entry', () => {
  test.each([
    ['1h 30m cambio de cable', 90, 'cambio de cable'], ['1h30 cable', 90, 'cable'], ['1h30m', 90, ''], ['1:30 cable', 90, 'cable'], ['0:05', 5, ''], ['90', 90, ''], ['45m', 45, ''], ['45 min, llamada', 45, 'llamada'],
    ['2 h', 120, ''], ['1,5 h visita', 90, 'visita'], ['1.25h visit', 75, 'visit'], ['2 horas y 5 minutos: revisión', 125, 'revisión'], ['1 hour and 10 minutes – call', 70, 'call'], ['2h 3 cables', 120, '3 cables'],
    ['  30 minutos   limpieza ', 30, 'limpieza'], ['3 hrs', 180, ''], ['1 HORA', 60, ''],
  ])('%j is %i minutes and %j', (text, minutes, note) => expect(readQuickEntry(text)).toEqual({ minutes, note }));
  test.each(['', 'cambio de cable', '3 cables nuevos', '2 manuales', 'h', '0m', '1:75', '12:345', '-5m', '15:3'])('%j begins with no time', (text) => expect(readQuickEntry(text)).toBeNull());
  test('what is shown can be written again', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1440 }), (minutes) => {
      expect(readQuickEntry(minutesText(minutes))).toEqual({ minutes, note: '' });
    }));
  });
  test('minutes and a running timer in words', () => {
    expect([0, 5, 60, 200, -65].map(minutesText)).toEqual(['0 min', '5 min', '1 h', '3 h 20 min', '−1 h 5 min']);
    expect([0, 999, 65_000, 3_909_000, 90_000_000].map(elapsedText)).toEqual(['0:00:00', '0:00:00', '0:01:05', '1:05:09', '25:00:00']);
  });
});

describe('a month', () => {
  test.each([
    ['America/Mexico_City', '2026-03', '2026-03-01T06:00:00.000Z', '2026-04-01T06:00:00.000Z'],
    ['Europe/Madrid', '2026-03', '2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z'],
    ['Europe/Madrid', '2026-10', '2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z'],
    ['America/New_York', '2026-11', '2026-11-01T04:00:00.000Z', '2026-12-01T05:00:00.000Z'],
    ['Asia/Kolkata', '2026-12', '2026-11-30T18:30:00.000Z', '2026-12-31T18:30:00.000Z'],
    ['Pacific/Apia', '2011-12', '2011-12-01T10:00:00.000Z', '2011-12-31T10:00:00.000Z'],
  ])('in %s, %s', (zone, month, from, to) => expect(monthLimits(zone, month)).toEqual({ from, to }));

  test('begins at one where midnight is skipped', () => {
    // In Havana the clocks went from 0:00 to 1:00 on this day.
    expect(new Date(midnight('America/Havana', 2026, 3, 8)).toISOString()).toBe('2026-03-08T05:00:00.000Z');
  });

  test('and its neighbours touch each other in every zone, and its first instant is in it', () => {
    const zones = ['America/Mexico_City', 'Europe/Madrid', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/St_Johns', 'Pacific/Chatham', 'UTC', 'America/Havana', 'Africa/Casablanca'];
    fc.assert(fc.property(fc.constantFrom(...zones), fc.integer({ min: 2000, max: 2037 }), fc.integer({ min: 1, max: 12 }), (zone, year, number) => {
      const month = `${year}-${String(number).padStart(2, '0')}`;
      const limits = monthLimits(zone, month);
      expect(monthLimits(zone, shiftMonth(month, 1)).from).toBe(limits.to);
      expect([monthAt(zone, Date.parse(limits.from)), monthAt(zone, Date.parse(limits.to) - 1)]).toEqual([month, month]);
    }), { numRuns: 150 });
  });

  test('can be counted from', () => expect([shiftMonth('2026-01', -1), shiftMonth('2026-12', 1), shiftMonth('2026-11', -23)]).toEqual(['2025-12', '2027-01', '2024-12']));
});

test('a week is seven local days from Monday on, one of them longer when the clocks go back', () => {
  const week = weekDays('America/New_York', Date.parse('2026-11-01T12:00:00Z'));
  expect(week.map(({ from }) => dayText('America/New_York', Date.parse(from)))).toEqual(['2026-10-26', '2026-10-27', '2026-10-28', '2026-10-29', '2026-10-30', '2026-10-31', '2026-11-01']);
  expect(week.map(({ from, to }) => (Date.parse(to) - Date.parse(from)) / 3_600_000)).toEqual([24, 24, 24, 24, 24, 24, 25]);
  expect(weekDays('America/New_York', Date.parse('2026-11-01T12:00:00Z'), -1).at(-1)!.to).toBe(week[0]!.from);
});
