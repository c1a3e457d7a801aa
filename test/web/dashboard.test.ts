// Pure parts of the dashboards: columns of a chart, where figures lead, what addresses mean.
import { describe, expect, test } from 'vitest';
import { readDashboardSearch } from '../../web/src/features/dashboard/dashboard-search.ts';
import { groupDays, scaleMarks } from '../../web/src/features/dashboard/day-groups.ts';
import { businessMinutes, businessSeconds } from '../../web/src/features/dashboard/durations.ts';
import { bounds, figureTarget, tookRange } from '../../web/src/features/dashboard/figure-target.ts';
import { readRequestSearch, requestFilters } from '../../web/src/features/requester/request-search.ts';
import { queueFilters, readQueueSearch } from '../../web/src/features/tickets/queue-search.ts';

const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');
const days = (count: number) => Array.from({ length: count }, (_, n) => {
  const from = new Date(Date.UTC(2026, 0, 1 + n));
  return { day: from.toISOString().slice(0, 10), from: from.toISOString(), created: n, finished: 1 };
});

describe('columns', () => {
  test.each([1, 7, 30, 45, 46, 90, 184])('%s days: each stands in one column, columns meet, the last one is whole', (count) => {
    const all = days(count);
    const end = new Date(Date.UTC(2026, 0, 1 + count)).toISOString();
    const groups = groupDays(all, end);
    expect(groups.length).toBeLessThanOrEqual(45);
    expect(groups.reduce((sum, group) => sum + group.finished, 0)).toBe(count);
    expect(groups.reduce((sum, group) => sum + group.created, 0)).toBe(all.reduce((sum, one) => sum + one.created, 0));
    expect([groups[0]!.day, groups.at(-1)!.last_day, groups.at(-1)!.to]).toEqual([all[0]!.day, all.at(-1)!.day, end]);
    for (const [n, group] of groups.slice(1).entries()) expect(group.from).toBe(groups[n]!.to);
    if (count > 45) expect(groups.at(-1)!.finished).toBe(7);
  });
  test('the scale begins at nothing, ends above the most, and has few round marks', () => {
    for (const most of [0, 1, 3, 7, 12, 99, 100, 101, 4321]) {
      const marks = scaleMarks(most);
      expect(marks[0]).toBe(0);
      expect(marks.at(-1)!).toBeGreaterThanOrEqual(Math.max(1, most));
      expect(marks.length).toBeLessThanOrEqual(6);
      expect(marks.every(Number.isInteger)).toBe(true);
    }
  });
});

describe('where a figure leads', () => {
  const figures = [
    { open: true, due: 'overdue' }, { open: true, status: 'nuevo' }, { open: true, priority: 'alta', client_id: '00000000-0000-4000-8001-000000000001' }, { clock: 'resolution_breached', ...bounds('created', '2026-11-01T06:00:00.000Z', '2026-12-01T06:00:00.000Z') },
    { assigned_to: '00000000-0000-4000-8003-000000000005', ...bounds('finished', '2026-11-01T06:00:00.000Z', '2026-12-01T06:00:00.000Z') }, { resolution_took: tookRange({ from_minutes: 2400, to_minutes: null }) }, { open: true, ...bounds('created', null, '2026-11-01T06:00:00.123Z') },
  ] as const;
  test.each(figures)('staff: the queue understands every part of %o', (figure) => {
    const { to, search } = figureTarget(figure, true);
    const { sort: _sort, ...filters } = queueFilters(readQueueSearch(search));
    expect(to).toBe('/tickets');
    expect(filters).toEqual(figure);
  });
  test.each(figures.filter((figure) => !('assigned_to' in figure) && !('client_id' in figure)))('a company: its list understands every part of %o', (figure) => {
    const { to, search } = figureTarget(figure, false);
    const { sort: _sort, q, created_by, ...filters } = requestFilters(readRequestSearch(search), 'me');
    expect([to, q, created_by]).toEqual(['/requests', undefined, undefined]);
    expect(filters).toEqual(figure);
  });
  test('what is no filter is left out of both lists', () => {
    const wrong = { created_after: 'yesterday', due: 'never', clock: 'resolution', first_response_took: 'long', finished_before: '2026-11-01' };
    expect(readQueueSearch(wrong)).toEqual({});
    expect(readRequestSearch({ scope: 'all', ...wrong })).toEqual({ scope: 'all' });
    expect(readRequestSearch({ due: 'overdue' })).toEqual({});
  });
});

test('the address of a dashboard: a period that makes no sense is the standard one', () => {
  expect(readDashboardSearch({ days: 7 })).toEqual({ days: 7 });
  expect(readDashboardSearch({ days: '90' })).toEqual({ days: 90 });
  expect(readDashboardSearch({ from: '2026-01-01', to: '2026-01-31', days: 7 })).toEqual({ from: '2026-01-01', to: '2026-01-31' });
  for (const wrong of [{ days: 30 }, { days: 8 }, { from: '2026-01-01' }, { from: '2026-02-01', to: '2026-01-01' }, { from: '2025-01-01', to: '2026-01-01' }, { from: 'x', to: 'y' }, { client_id: 'x' }]) expect(readDashboardSearch(wrong)).toEqual({});
});

test('business time is minutes below two hours and hours from there on', () => {
  expect([0, 15, 60, 90, 120, 450, 2400].map((minutes) => plain(businessMinutes('es-MX', minutes)))).toEqual(['0 min', '15 min', '1 h', '90 min', '2 h', '7.5 h', '40 h']);
  expect([1, 59, 61, 3600, 5400, 100_000].map((seconds) => plain(businessSeconds('en', seconds)))).toEqual(['1 min', '1 min', '1 min', '1 hr', '90 min', '28 hr']);
});
