// From readings to the columns of a chart: merged with live ones, in order, with gaps where the machine was silent.
import type { Sample } from '../../../../durable-objects/protocol/inventory.ts';
import type { MetricPoint } from '../../../../worker/modules/assets/contract.ts';

export const rangeSeconds = { '1h': 3600, '24h': 86_400, '48h': 172_800, '7d': 604_800, '30d': 2_592_000, '365d': 31_536_000 } as const;

/** Readings that came over the machine's channel, as points of a chart. */
export const pointOf = (sample: Sample): MetricPoint => ({
  at: sample.at,
  cpu: sample.cpu,
  cpu_max: null,
  memory: sample.memory,
  memory_max: null,
  disks: sample.disks.map(({ mount, used }) => ({ mount, used })),
  rx: sample.rx,
  tx: sample.tx,
});

/** Stored and live readings as one, each instant once, oldest first, none older than `sinceMs`. */
export function mergePoints(stored: readonly MetricPoint[], live: readonly MetricPoint[], sinceMs: number): MetricPoint[] {
  const byTime = new Map<number, MetricPoint>();
  for (const point of [...stored, ...live]) {
    const at = Date.parse(point.at);
    if (at >= sinceMs) byTime.set(at, point);
  }
  return [...byTime.entries()].toSorted(([a], [b]) => a - b).map(([, point]) => point);
}

/** A column's numbers beside the common instants (seconds); null is a gap. */
export interface Columns {
  times: number[];
  values: (number | null)[][];
}

/**
 * Columns of a chart. Where the distance between two readings is more than three times the `stepS` that is usual, an
 * empty instant between them breaks the line: a machine that was off has no straight line through its absence.
 */
export function columnsOf(points: readonly MetricPoint[], stepS: number, readers: readonly ((point: MetricPoint) => number | null)[]): Columns {
  const times: number[] = [];
  const values = readers.map((): (number | null)[] => []);
  for (const point of points) {
    const at = Date.parse(point.at) / 1000;
    const before = times.at(-1);
    if (before !== undefined && at - before > stepS * 3) {
      times.push(before + stepS);
      for (const column of values) column.push(null);
    }
    times.push(at);
    for (const [index, read] of readers.entries()) values[index]?.push(read(point));
  }
  return { times, values };
}

/** The usual distance between readings in seconds: the median of the later half, so that live readings do not count as usual. */
export function usualStep(points: readonly MetricPoint[]): number {
  const gaps: number[] = [];
  for (let at = 1; at < points.length; at++) gaps.push((Date.parse(points[at]?.at ?? '') - Date.parse(points[at - 1]?.at ?? '')) / 1000);
  return Math.max(60, gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 300);
}

/** Mounts that any point names, the fullest first, at most `max`: a chart with more lines says nothing. */
export function mountsOf(points: readonly MetricPoint[], max: number): string[] {
  const fullest = new Map<string, number>();
  for (const point of points) for (const { mount, used } of point.disks) fullest.set(mount, used);
  return [...fullest.entries()].toSorted(([, a], [, b]) => b - a).slice(0, max).map(([mount]) => mount);
}

/** At most `max` rows for a table, evenly chosen, the last one always among them; newest first. */
export function thinned<Row>(rows: readonly Row[], max: number): Row[] {
  const step = Math.max(1, Math.ceil(rows.length / max));
  return rows.filter((_, index) => (rows.length - 1 - index) % step === 0).toReversed();
}
