// Readings of machines as charts show them: in order, once, and with gaps where nothing was heard.
import { describe, expect, it } from 'vitest';
import { columnsOf, mergePoints, mountsOf, thinned, usualStep } from '../../web/src/features/assets/metric-series.ts';
import { quantitiesOf } from '../../web/src/features/assets/quantities.ts';
import { assetFilters, readAssetPageSearch, readAssetSearch } from '../../web/src/features/assets/asset-search.ts';
import { removalWord } from '../../web/src/features/assets/removal-word.ts';
import { entriesOf, systemOf, textOf } from '../../web/src/features/assets/inventory-view.ts';

const start = Date.parse('2026-11-22T12:00:00Z');
const point = (minute: number, cpu = minute, disks: [string, number][] = []) => ({
  at: new Date(start + minute * 60_000).toISOString(), cpu, cpu_max: null, memory: 50, memory_max: null, disks: disks.map(([mount, used]) => ({ mount, used })), rx: null, tx: null,
});

describe('readings of a machine', () => {
  it('are shown once and in order when live ones repeat stored ones', () => {
    const merged = mergePoints([point(0), point(5), point(10)], [point(10, 99), point(11), point(9)], start);
    expect(merged.map(({ at, cpu }) => [(Date.parse(at) - start) / 60_000, cpu])).toEqual([[0, 0], [5, 5], [9, 9], [10, 99], [11, 11]]);
    expect(mergePoints([point(0), point(5)], [], start + 60_000)).toHaveLength(1);
  });

  it('leave a gap where the machine was silent, and none where live readings come close', () => {
    const points = [point(0), point(5), point(10), point(60), point(65), point(65.1)];
    const { times, values } = columnsOf(points, usualStep(points), [({ cpu }) => cpu]);
    expect(values[0]).toEqual([0, 5, 10, null, 60, 65, 65.1]);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('show the fullest disks, whichever reading names them', () => {
    expect(mountsOf([point(0, 0, [['/', 40], ['/old', 99]]), point(5, 0, [['/', 45], ['/data', 90]])], 2)).toEqual(['/old', '/data']);
  });

  it('keep the newest row when a table is thinned', () => {
    const rows = thinned(Array.from({ length: 1000 }, (_, index) => index), 48);
    expect(rows.length).toBeLessThanOrEqual(48);
    expect(rows[0]).toBe(999);
  });
});

describe('quantities', () => {
  const { percent, size, rate, span } = quantitiesOf('en');
  it('are said in the unit a person would choose', () => {
    expect([percent(93.4), size(0), size(1536), size(24 * 2 ** 30), size(3 * 2 ** 40), rate(2048)]).toEqual(['93%', '0 B', '1.5 kB', '24 GB', '3 TB', '2 kB/s']);
    expect([span(0.25), span(42), span(3700), span(2 * 86_400 + 4 * 3600 + 59)]).toEqual(['250 ms', '42 sec', '1 hr 1 min', '2 days 4 hr']);
  });
});

describe('the address of the list of machines', () => {
  it('keeps what it understands and drops the rest', () => {
    expect(readAssetSearch({ q: 12, agent_status: 'offline', asset_type: 'toaster', has_alert: 'true', client_id: 'x', platform: 'linux', sort: '-last_seen_at', evil: 1 })).toEqual({
      q: '12', agent_status: 'offline', has_alert: true, platform: 'linux', sort: '-last_seen_at',
    });
    expect(assetFilters({ tag: 'a' })).toEqual({ tag: 'a', sort: 'name' });
    expect(readAssetPageSearch({ tab: 'overview', range: '1h' })).toEqual({});
    expect(readAssetPageSearch({ tab: 'services', range: '7d' })).toEqual({ tab: 'services', range: '7d' });
  });
});

describe('what a machine reports', () => {
  it('becomes text only where it is text or a number', () => {
    expect([textOf(' a '), textOf(3), textOf({}), textOf(['x']), textOf(''), textOf(null), textOf(true)]).toEqual(['a', '3', null, null, null, null, null]);
    expect(entriesOf('no list')).toEqual([]);
    expect(entriesOf([null, 1, { name: 'a' }])).toEqual([{}, {}, { name: 'a' }]);
    expect([systemOf('Debian GNU/Linux 12 (bookworm)', '12'), systemOf('Windows 11 Pro', '23H2'), systemOf(null, null)]).toEqual(['Debian GNU/Linux 12 (bookworm)', 'Windows 11 Pro 23H2', '']);
  });
});

describe('a machine that is retired with its program', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');
  const removal = (status: 'queued' | 'running' | 'completed' | 'refused' | 'cancelled', finished_at: string | null = '2026-11-22T11:00:00Z') =>
    ({ execution_id: 'x', status, reason: null, requested_by_name: 'Ana', created_at: '2026-11-22T10:00:00Z', finished_at });
  const word = (lifecycle: 'active' | 'retired', one: ReturnType<typeof removal> | null, enrolment: 'active' | 'none' = 'active') => removalWord({ lifecycle, enrolment, removal: one }, now);

  it('is said to go, to be gone, or to have stayed, and nothing is said of what nobody asked for', () => {
    expect([word('active', null), word('active', removal('queued', null)), word('active', removal('running', null)), word('active', removal('refused')), word('active', removal('cancelled'))]).toEqual([null, 'removing', 'removing', 'failed', null]);
    expect([word('retired', removal('completed')), word('retired', null), word('retired', removal('refused')), word('retired', null, 'none')]).toEqual(['removed', 'left', 'left', null]);
    expect(word('active', removal('refused', '2026-11-01T11:00:00Z'))).toBeNull();
  });
});
