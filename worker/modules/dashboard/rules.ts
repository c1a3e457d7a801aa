// Edges of buckets and the shape of an answer. Pure.
import type { Compliance } from '../sla/contract.ts';
import type { TicketPriority, TicketStatus } from '../tickets/values.ts';
import type { AgeBucket, DashboardStats, Distribution, FleetHealth, Period } from './contract.ts';

/** Days at which the backlog is cut. */
export const AGE_EDGES = [1, 3, 7, 30] as const;
/** Business minutes. */
export const FIRST_RESPONSE_EDGES = [15, 30, 60, 120, 240, 480] as const;
export const RESOLUTION_EDGES = [60, 120, 240, 480, 960, 2400] as const;
const DAY_MS = 86_400_000;

/** @param counts one more than edges: youngest first. */
export function ageBuckets(counts: readonly number[], at: Date): AgeBucket[] {
  const before = (days: number | null): string | null => (days === null || days === 0 ? null : new Date(at.getTime() - days * DAY_MS).toISOString());
  return counts.map((count, n) => {
    const [from, to] = [n === 0 ? 0 : AGE_EDGES[n - 1]!, AGE_EDGES[n] ?? null];
    return { from_days: from, to_days: to, count, created_after: before(to), created_before: before(from) };
  });
}

export interface DistributionRow {
  count: number;
  /** Median and 90th percentile in seconds; null without a ticket. */
  points: [number | null, number | null] | null;
  /** How many lie below each edge. */
  below: number[];
}
export function distributionOf(row: DistributionRow, edges: readonly number[]): Distribution {
  const seconds = (value: number | null | undefined): number | null => (value === null || value === undefined ? null : Math.round(value));
  return {
    count: row.count, median_s: seconds(row.points?.[0]), p90_s: seconds(row.points?.[1]),
    buckets: Array.from({ length: edges.length + 1 }, (_, n) => ({ from_minutes: n === 0 ? 0 : edges[n - 1]!, to_minutes: edges[n] ?? null, count: (row.below[n] ?? row.count) - (row.below[n - 1] ?? 0) })),
  };
}

/** First and last local day, both included; null: `days` up to today. */
export const daysOf = (query: { days?: number | undefined; from?: string | undefined; to?: string | undefined }): { days: number } | { from: string; to: string } =>
  query.from !== undefined && query.to !== undefined ? { from: query.from, to: query.to } : { days: query.days ?? 30 };

/**
 * Instants that surely hold the period, whatever its time zone: constants by which a plan is made.
 * The exact ends depend on a time zone that only the database knows.
 */
export function outerBounds(query: Parameters<typeof daysOf>[0], now: Date): { from: string; to: string } {
  const period = daysOf(query);
  const [first, last] = 'days' in period ? [now.getTime() - period.days * DAY_MS, now.getTime()] : [Date.parse(period.from), Date.parse(period.to)];
  return { from: new Date(first - 2 * DAY_MS).toISOString(), to: new Date(last + 3 * DAY_MS).toISOString() };
}

/** What the statement answers: one row. */
export interface StatsRow {
  at: string;
  period: Period;
  open: Pick<DashboardStats['open'], 'total' | 'unassigned' | 'overdue' | 'due_soon'>;
  ages: number[];
  by_status: Partial<Record<TicketStatus, number>> | null;
  by_priority: Partial<Record<TicketPriority, number>> | null;
  resolved_unconfirmed: number | null;
  created: number;
  finished: number;
  fleet: Omit<FleetHealth, 'alerts'>;
  alerts: Partial<Record<TicketPriority, number>> | null;
}

const filled = <K extends string>(keys: readonly K[], found: Partial<Record<K, number>> | null): Record<K, number> =>
  Object.fromEntries(keys.map((key) => [key, found?.[key] ?? 0])) as Record<K, number>;

/** A person who only asks for things gets counts of requests and nothing else. */
export function statsOf(
  row: StatsRow, lists: { statuses: readonly TicketStatus[]; priorities: readonly TicketPriority[] }, compliance: Record<'first_response' | 'resolution', Compliance>, isRequester: boolean,
): DashboardStats {
  const by_status = filled(lists.statuses, row.by_status);
  return {
    at: row.at, period: row.period,
    open: { ...row.open, waiting_for_client: by_status.espera_cliente, waiting_for_approval: by_status.pendiente_aprobacion, by_status, by_priority: filled(lists.priorities, row.by_priority) },
    resolved_unconfirmed: row.resolved_unconfirmed, created: row.created, finished: row.finished,
    ages: isRequester ? null : ageBuckets(row.ages, new Date(row.at)),
    compliance: isRequester ? null : compliance,
    fleet: isRequester ? null : { ...row.fleet, alerts: filled(lists.priorities, row.alerts) },
  };
}
