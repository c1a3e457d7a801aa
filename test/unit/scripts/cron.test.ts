// When a schedule of wrangler.toml is due; the local platform fires them by this.
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isDue, readCrons } from '../../../scripts/local/cron.ts';

const at = (text: string): Date => new Date(`2026-11-${text}Z`);

test.each([
  ['* * * * *', '22T10:11', true],
  ['17 3 * * *', '22T03:17', true],
  ['17 3 * * *', '22T03:18', false],
  ['17 3 * * *', '22T04:17', false],
  ['*/15 * * * *', '22T10:45', true],
  ['*/15 * * * *', '22T10:46', false],
  ['0 9-17 * * 1,5', '23T09:00', true],
  ['0 9-17 * * 1,5', '22T09:00', false],
  ['0 9-17 * * 1,5', '23T18:00', false],
  ['0 0 1 * *', '22T00:00', false],
])('%s on %s: %s', (expression, time, expected) => {
  expect(isDue(expression, at(time))).toBe(expected);
});

test('the schedules of the project are readable: every minute and once a day', () => {
  const crons = readCrons(fileURLToPath(new URL('../../../wrangler.toml', import.meta.url)));
  expect(crons).toHaveLength(2);
  const day = Array.from({ length: 1440 }, (_, minute) => new Date(Date.UTC(2026, 10, 22, 0, minute)));
  expect(crons.map((cron) => day.filter((minute) => isDue(cron, minute)).length)).toEqual([1440, 1]);
});
