// When an entry began and ended, what a contract has left, and cells that are no formulas.
import * as fc from '../support/property.ts';
import { describe, expect, test } from 'vitest';
import { cleanText } from '../../worker/modules/reports/cell-rules.ts';
import { BOM, csvCell, csvLine } from '../../worker/modules/time/csv-rules.ts';
import { isFault, spanOf, usageOf, daysFault } from '../../worker/modules/time/rules.ts';
import { countsOf, mayChange, mayRate } from '../../worker/modules/ratings/rules.ts';

const now = new Date('2026-11-23T12:00:00Z');

describe('the span of an entry', () => {
  test.each([
    [30, undefined, '2026-11-23T11:30:00.000Z', '2026-11-23T12:00:00.000Z'], [60, '2026-11-23T10:00:00Z', '2026-11-23T10:00:00.000Z', '2026-11-23T11:00:00.000Z'],
    [1440, '2026-11-22T06:00:00-06:00', '2026-11-22T12:00:00.000Z', '2026-11-23T12:00:00.000Z'],
  ])('of %i minutes from %s', (minutes, from, started, ended) => {
    const span = spanOf(minutes, from, now);
    expect(isFault(span) ? span : [span.started_at.toISOString(), span.ended_at.toISOString()]).toEqual([started, ended]);
  });
  test.each([[0, undefined, 'minutes', 'out_of_range'], [-1, undefined, 'minutes', 'out_of_range'], [1441, undefined, 'minutes', 'out_of_range'], [60, '2026-11-23T11:30:00Z', 'started_at', 'future'], [5, '1999-01-01T00:00:00Z', 'started_at', 'out_of_range']])(
    'of %i minutes from %s is refused', (minutes, from, field, code) => expect(spanOf(minutes, from, now)).toMatchObject({ field, code }));
  test('a clock that is two minutes ahead is forgiven', () => expect(isFault(spanOf(60, '2026-11-23T11:02:00Z', now))).toBe(false));
});

describe('what is left of a contract', () => {
  const contract = { starts_on: '2025-11-15', ends_on: null, minutes_per_month: 600, rolls_over: false, warn_percent: 80 };
  const row = (month: string, minutes: number) => ({ month: `${month}-01`, user_id: 'u', user_name: 'Tomás', minutes, entries: 1 });

  test('is the month without rolling over, whatever was left before', () => {
    expect(usageOf(contract, '2026-01', [row('2026-01', 400)])).toEqual({ included_minutes: 600, carried_minutes: 0, used_minutes: 400, left_minutes: 200, is_warned: false });
    expect(usageOf(contract, '2026-01', [row('2026-01', 480)]).is_warned).toBe(true);
    expect(usageOf(contract, '2026-01', [row('2026-01', 700)])).toMatchObject({ left_minutes: -100, is_warned: true });
  });
  test('goes on over the turn of the year, and an overdraft ends with its month', () => {
    const rolling = { ...contract, rolls_over: true };
    expect(usageOf(rolling, '2026-01', [row('2025-11', 100), row('2025-12', 700)])).toMatchObject({ carried_minutes: 400, left_minutes: 1000 });
    expect(usageOf(rolling, '2026-01', [row('2025-11', 600), row('2025-12', 5000)])).toMatchObject({ carried_minutes: 0, left_minutes: 600 });
  });
  test('is nothing before it begins and after it ends', () => {
    const over = { ...contract, ends_on: '2026-02-10', rolls_over: true };
    expect(usageOf(over, '2025-10', [])).toMatchObject({ included_minutes: 0, carried_minutes: 0, left_minutes: 0, is_warned: false });
    expect(usageOf(over, '2026-02', [])).toMatchObject({ included_minutes: 600 });
    expect(usageOf(over, '2026-03', [])).toMatchObject({ included_minutes: 0, carried_minutes: 0, left_minutes: 0 });
    expect(daysFault({ starts_on: '2026-02-01', ends_on: '2026-01-31' })).toMatchObject({ field: 'ends_on' });
    expect(daysFault({ starts_on: '2026-02-01', ends_on: '2026-02-01' })).toBeNull();
  });
  test('never carries more than was bought, nor less than nothing', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1, maxLength: 30 }), (used) => {
      const months = used.map((_, n) => `${2026 + Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`);
      const usage = usageOf({ ...contract, starts_on: '2026-01-01', rolls_over: true }, months.at(-1)!, used.map((minutes, n) => row(months[n]!, minutes)));
      expect(usage.carried_minutes).toBeGreaterThanOrEqual(0);
      expect(usage.carried_minutes).toBeLessThanOrEqual(600 * (used.length - 1));
      expect(usage.left_minutes).toBe(usage.included_minutes + usage.carried_minutes - usage.used_minutes);
    }));
  });
});

describe('a cell of a file', () => {
  test.each([
    ['Cable', 'Cable'], ['a,b', '"a,b"'], ['a;b', '"a;b"'], ['di "hola"', '"di ""hola"""'], ['dos\nrenglones', '"dos\nrenglones"'], [' con orilla', '" con orilla"'],
    ['=1+1', "'=1+1"], ['+52 55', "'+52 55"], ['-1', "'-1"], ['@SUM(A1)', "'@SUM(A1)"], ['\t=1', "'\t=1"], [' =1', "' =1"], ['＝1', "'＝1"], ['=A1,B1', '"\'=A1,B1"'], ['a;=1', '"a;\'=1"'], ['a\n "@x', '"a\n ""\'@x"'],
  ])('%j is written as %j', (value, written) => expect(csvCell(value)).toBe(written));
  test('numbers stay numbers, nothing stays empty', () => {
    expect(csvLine([1, -2.5, null, 'x'])).toBe('1,-2.5,,x\r\n');
    expect(new TextEncoder().encode(BOM)).toEqual(new Uint8Array([0xef, 0xbb, 0xbf]));
  });
  test('whatever it holds, a reader gets it back and no spreadsheet reads a formula', () => {
    fc.assert(fc.property(fc.string(), (text) => {
      const cell = csvCell(text);
      const read = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
      // An apostrophe stands before what would begin a formula: in front, and behind a separator of another country.
      expect(read.replaceAll("'", '')).toBe(cleanText(text).replaceAll("'", ''));
      for (const part of read.split(/[;\t\n]/).slice(/^\s/.test(read) ? 1 : 0)) expect(/^[\s"]*[=+\-@]/.test(part)).toBe(false);
      expect(/^\s*[=+\-@]/.test(read)).toBe(false);
    }));
  });
});

describe('a rating', () => {
  test('is of people of the client, once it is resolved, for a week', () => {
    expect(mayRate('solicitante', 'resuelto', null, true, now)).toBe(true);
    expect(mayRate('client_admin', 'cerrado', new Date('2026-11-17T12:00:00Z'), true, now)).toBe(true);
    expect(mayRate('solicitante', 'cerrado', new Date('2026-11-16T12:00:00Z'), true, now)).toBe(false);
    for (const status of ['nuevo', 'en_proceso', 'reabierto', 'cancelado'] as const) expect(mayRate('solicitante', status, null, true, now)).toBe(false);
    for (const role of ['technician', 'admin', 'superadmin'] as const) expect(mayRate(role, 'resuelto', null, true, now)).toBe(false);
    expect(mayRate('solicitante', 'resuelto', null, false, now)).toBe(false);
    expect(mayChange(new Date('2026-11-16T12:00:01Z'), now)).toBe(true);
  });
  test('counts as a share of all', () => {
    expect(countsOf([{ score: 'good', total: 2 }, { score: 'bad', total: 1 }])).toEqual({ good: 2, neutral: 0, bad: 1, total: 3, percent_good: 66.7 });
    expect(countsOf([]).percent_good).toBeNull();
  });
});
