// Periods of reports and the turns of their schedules, across zones, clock changes and months of every length.
import * as fc from '../support/property.ts';
import { describe, expect, test } from 'vitest';
import { instantOf, lastTurn, nextRun, spanBetween, spanOfDays, spanOfMonth, spanOfPeriod, type ScheduleShape } from '../../worker/modules/reports/period-rules.ts';

const iso = (at: number): string => new Date(at).toISOString();
const isoSpan = ({ from, to }: { from: number; to: number }): string[] => [iso(from), iso(to)];
const at = (text: string): number => Date.parse(text);
const monthly = (day_of_month: number, time_of_day = '06:00', timezone = 'America/Mexico_City'): ScheduleShape => ({ frequency: 'monthly', weekday: null, day_of_month, time_of_day, timezone });
const weekly = (weekday: number, time_of_day = '06:00', timezone = 'Europe/Madrid'): ScheduleShape => ({ frequency: 'weekly', weekday, day_of_month: null, time_of_day, timezone });

describe('periods', () => {
  test('a month begins and ends at midnight of the zone, on both sides of a clock change', () => {
    expect(isoSpan(spanOfMonth('America/Mexico_City', '2026-03'))).toEqual(['2026-03-01T06:00:00.000Z', '2026-04-01T06:00:00.000Z']);
    expect(isoSpan(spanOfMonth('Europe/Madrid', '2026-03'))).toEqual(['2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z']);
    expect(isoSpan(spanOfMonth('Asia/Kolkata', '2024-02'))).toEqual(['2024-01-31T18:30:00.000Z', '2024-02-29T18:30:00.000Z']);
  });

  test('a day whose midnight is left out begins with its first instant', () => {
    // Clocks in Santiago went from 24:00 on 2024-09-07 to 01:00.
    expect(iso(instantOf('America/Santiago', Date.UTC(2024, 8, 8)))).toBe('2024-09-08T04:00:00.000Z');
    expect(isoSpan(spanBetween('America/Santiago', '2024-09-07', '2024-09-08'))).toEqual(['2024-09-07T04:00:00.000Z', '2024-09-09T03:00:00.000Z']);
  });

  test('named periods are those of the local day, not of the server\'s', () => {
    // In Mexico City it is still December.
    const now = at('2026-01-01T03:00:00Z');
    const named = (period: Parameters<typeof spanOfPeriod>[1]): string[] => isoSpan(spanOfPeriod('America/Mexico_City', period, now));
    expect(named('today')).toEqual(['2025-12-31T06:00:00.000Z', '2026-01-01T06:00:00.000Z']);
    expect(named('this_month')).toEqual(['2025-12-01T06:00:00.000Z', '2026-01-01T06:00:00.000Z']);
    expect(named('last_month')).toEqual(['2025-11-01T06:00:00.000Z', '2025-12-01T06:00:00.000Z']);
    expect(named('this_week')).toEqual(['2025-12-29T06:00:00.000Z', '2026-01-05T06:00:00.000Z']);
    expect(named('this_quarter')).toEqual(['2025-10-01T06:00:00.000Z', '2026-01-01T06:00:00.000Z']);
    expect(named('last_quarter')).toEqual(['2025-07-01T06:00:00.000Z', '2025-10-01T06:00:00.000Z']);
    expect(named('last_year')).toEqual(['2024-01-01T06:00:00.000Z', '2025-01-01T06:00:00.000Z']);
    expect(named('last_30_days')).toEqual(['2025-12-02T06:00:00.000Z', '2026-01-01T06:00:00.000Z']);
  });

  test('days are both included, instants are taken as they are', () => {
    expect(isoSpan(spanBetween('UTC', '2026-05-01', '2026-05-01'))).toEqual(['2026-05-01T00:00:00.000Z', '2026-05-02T00:00:00.000Z']);
    expect(isoSpan(spanBetween('America/Mexico_City', '2026-05-01T10:00:00Z', '2026-05-01T11:30:00-06:00'))).toEqual(['2026-05-01T10:00:00.000Z', '2026-05-01T17:30:00.000Z']);
  });
});

describe('schedules', () => {
  test('day 31 is the last day of shorter months', () => {
    const days: string[] = [];
    for (let now = at('2027-12-31T13:00:00Z'); days.length < 5;) days.push(iso(now = nextRun(monthly(31), now)));
    expect(days.map((day) => day.slice(0, 10))).toEqual(['2028-01-31', '2028-02-29', '2028-03-31', '2028-04-30', '2028-05-31']);
  });

  test('a time that the clock leaves out runs when the clock goes on, one that comes twice runs once', () => {
    // Madrid: 02:00 → 03:00 on 2026-03-29, 03:00 → 02:00 on 2026-10-25; both Sundays.
    const spring = nextRun(weekly(7, '02:30'), at('2026-03-28T00:00:00Z'));
    expect(iso(spring)).toBe('2026-03-29T01:00:00.000Z');
    const autumn = nextRun(weekly(7, '02:30'), at('2026-10-24T12:00:00Z'));
    expect(iso(autumn)).toBe('2026-10-25T00:30:00.000Z');
    expect(iso(nextRun(weekly(7, '02:30'), autumn))).toBe('2026-11-01T01:30:00.000Z');
  });

  test('the wall clock stays, whatever the distance to UTC', () => {
    expect(iso(nextRun(weekly(1, '09:00'), at('2026-03-23T09:00:00Z')))).toBe('2026-03-30T07:00:00.000Z');
    expect(iso(nextRun(weekly(1, '09:00'), at('2026-03-20T00:00:00Z')))).toBe('2026-03-23T08:00:00.000Z');
  });

  test('a turn reports on the month or the week before its local day', () => {
    const month = lastTurn(monthly(1), at('2026-11-01T12:00:00Z'));
    expect([iso(month.at), month.period_key, ...isoSpan(spanOfDays('America/Mexico_City', month.days))]).toEqual(['2026-11-01T12:00:00.000Z', 'monthly:2026-10', '2026-10-01T06:00:00.000Z', '2026-11-01T06:00:00.000Z']);
    const week = lastTurn(weekly(3, '08:00'), at('2026-11-05T00:00:00Z'));
    expect([iso(week.at), week.period_key, ...isoSpan(spanOfDays('Europe/Madrid', week.days))]).toEqual(['2026-11-04T07:00:00.000Z', 'weekly:2026-10-26', '2026-10-25T23:00:00.000Z', '2026-11-01T23:00:00.000Z']);
  });

  test('after an outage of months there is one turn, of the last period', () => {
    expect(lastTurn(monthly(1), at('2026-11-20T00:00:00Z')).period_key).toBe('monthly:2026-10');
    expect(iso(nextRun(monthly(1), at('2026-11-20T00:00:00Z')))).toBe('2026-12-01T12:00:00.000Z');
  });

  test('turns come in order, exactly one a week or month, and the last one is never after now', () => {
    const shape = fc.record({
      frequency: fc.constantFrom('weekly' as const, 'monthly' as const), weekday: fc.integer({ min: 1, max: 7 }), day_of_month: fc.integer({ min: 1, max: 31 }),
      time_of_day: fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 })).map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`),
      timezone: fc.constantFrom('America/Mexico_City', 'Europe/Madrid', 'America/Santiago', 'Pacific/Apia', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC'),
    });
    fc.assert(fc.property(shape, fc.integer({ min: at('2011-06-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') }), (one, now) => {
      const next = nextRun(one, now);
      const last = lastTurn(one, now);
      expect(next).toBeGreaterThan(now);
      expect(last.at).toBeLessThanOrEqual(now);
      // Nothing lies between them, and the next turn is the one after.
      expect(nextRun(one, last.at)).toBe(next);
      expect(lastTurn(one, next).at).toBe(next);
      expect(lastTurn(one, next).period_key).not.toBe(last.period_key);
      expect(lastTurn(one, next).days.from).toBe(last.days.to);
    }), { numRuns: 500 });
  });
});
