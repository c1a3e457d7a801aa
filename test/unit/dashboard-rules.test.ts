// Buckets, periods and bounds of the dashboards.
import { expect, test } from 'vitest';
import { DashboardQuery } from '../../worker/modules/dashboard/contract.ts';
import { AGE_EDGES, ageBuckets, distributionOf, FIRST_RESPONSE_EDGES, outerBounds, statsOf, type StatsRow } from '../../worker/modules/dashboard/rules.ts';
import { TICKET_PRIORITIES, TICKET_STATUSES } from '../../worker/modules/tickets/values.ts';

const at = new Date('2026-11-23T12:00:00.000Z');

test('buckets of age meet without a gap and without an overlap, open at both ends', () => {
  const buckets = ageBuckets([5, 4, 3, 2, 1], at);
  expect(buckets.map((bucket) => bucket.count)).toEqual([5, 4, 3, 2, 1]);
  expect(buckets[0]).toMatchObject({ from_days: 0, to_days: 1, created_after: '2026-11-22T12:00:00.000Z', created_before: null });
  expect(buckets.at(-1)).toMatchObject({ from_days: 30, to_days: null, created_after: null, created_before: '2026-10-24T12:00:00.000Z' });
  for (const [n, bucket] of buckets.slice(1).entries()) expect([bucket.created_before, bucket.from_days]).toEqual([buckets[n]!.created_after, buckets[n]!.to_days]);
  expect(buckets.map((bucket) => bucket.from_days)).toEqual([0, ...AGE_EDGES]);
});

test('a distribution names every bucket, also the empty ones, and no median without a ticket', () => {
  const some = distributionOf({ count: 3, points: [899.6, 30_000], below: [1, 1, 1, 1, 1, 1] }, FIRST_RESPONSE_EDGES);
  expect(some).toMatchObject({ count: 3, median_s: 900, p90_s: 30_000 });
  expect(some.buckets.map((bucket) => bucket.count)).toEqual([1, 0, 0, 0, 0, 0, 2]);
  expect(some.buckets[0]).toMatchObject({ from_minutes: 0, to_minutes: 15 });
  expect(some.buckets.at(-1)).toMatchObject({ from_minutes: 480, to_minutes: null });
  const none = distributionOf({ count: 0, points: null, below: [0, 0, 0, 0, 0, 0] }, FIRST_RESPONSE_EDGES);
  expect([none.median_s, none.p90_s, none.buckets.reduce((sum, bucket) => sum + bucket.count, 0)]).toEqual([null, null, 0]);
});

test('the outer bounds hold the period in every time zone', () => {
  for (const [days, zone] of [7, 30, 90].flatMap((n) => (['Pacific/Kiritimati', 'America/Mexico_City', 'Pacific/Pago_Pago'] as const).map((one) => [n, one] as const))) {
    const outer = outerBounds({ days }, at);
    const local = (instant: Date): string => new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(instant);
    const first = Date.parse(local(at)) - (days - 1) * 86_400_000;
    // No zone is further than 14 hours from UTC.
    expect(Date.parse(outer.from)).toBeLessThan(first - 14 * 3_600_000);
    expect(Date.parse(outer.to)).toBeGreaterThan(Date.parse(local(at)) + 38 * 3_600_000);
  }
  const named = outerBounds({ from: '2026-03-01', to: '2026-03-31' }, at);
  expect(Date.parse(named.from)).toBeLessThan(Date.parse('2026-02-28T10:00:00Z'));
  expect(Date.parse(named.to)).toBeGreaterThan(Date.parse('2026-04-01T12:00:00Z'));
});

test('a person who only asks for things gets no percentage, no ages, no fleet', () => {
  const row: StatsRow = {
    at: at.toISOString(), period: { from: '', to: '', first_day: '', last_day: '', timezone: 'UTC' }, open: { total: 3, unassigned: 1, overdue: 0, due_soon: 0 }, ages: [3, 0, 0, 0, 0],
    by_status: { nuevo: 1, espera_cliente: 2 }, by_priority: { media: 3 }, resolved_unconfirmed: 2, created: 3, finished: 1, fleet: { total: 9, online: 9, offline: 0, maintenance: 0, error: 0, held: 0 }, alerts: { alta: 1 },
  };
  const none = { met: 1, breached: 1, open: 1, percent: 50 };
  const lists = { statuses: TICKET_STATUSES, priorities: TICKET_PRIORITIES };
  const requester = statsOf(row, lists, { first_response: none, resolution: none }, true);
  expect(requester).toMatchObject({ ages: null, compliance: null, fleet: null, created: 3, open: { total: 3, waiting_for_client: 2, waiting_for_approval: 0 } });
  const staff = statsOf(row, lists, { first_response: none, resolution: none }, false);
  expect(staff.fleet).toEqual({ ...row.fleet, alerts: { baja: 0, media: 0, alta: 1, critica: 0 } });
  expect(Object.keys(staff.open.by_status)).toEqual([...TICKET_STATUSES]);
});

test('a period is days up to today, or both of its own ends, and no longer than half a year', () => {
  const isFine = (query: object): boolean => DashboardQuery.safeParse(query).success;
  expect([{}, { days: '7' }, { from: '2026-01-01', to: '2026-01-01' }, { from: '2026-01-01', to: '2026-07-03' }].map(isFine)).toEqual([true, true, true, true]);
  expect([{ days: '8' }, { from: '2026-01-01' }, { to: '2026-01-01' }, { from: '2026-01-02', to: '2026-01-01' }, { from: '2026-01-01', to: '2026-07-04' }, { days: '7', from: '2026-01-01', to: '2026-01-02' }, { days: '7', more: '1' }].map(isFine)).toEqual(Array.from({ length: 7 }, () => false));
});
