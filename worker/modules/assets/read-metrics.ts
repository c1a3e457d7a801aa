// Readings over time: two days from the machine's own object, longer ones from the hourly means in Postgres.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, notFound, type Result } from '../../platform/problem.ts';
import type { AssetMetrics, MetricPoint, MetricRange } from './contract.ts';
import { READERS } from './read-asset.ts';
import { metricsPlan } from './rules.ts';
import { assetState, dailyMetrics, hourlyMetrics } from './store.ts';

export async function readMetrics(deps: Pick<Deps, 'database' | 'clock' | 'agents'>, actor: UserActor, assetId: string, range: MetricRange): Promise<Result<AssetMetrics>> {
  const now = deps.clock.now();
  const { resolution, from } = metricsPlan(range, now);
  const read = await deps.database.asActor(actor, { roles: READERS }, (tx) => [
    assetState(tx, assetId), ...(resolution === 'raw' ? [] : [resolution === 'hour' ? hourlyMetrics(tx, assetId, from) : dailyMetrics(tx, assetId, from)]),
  ] as const);
  if (!read.ok) return read;
  const [[asset], hours = []] = read.value.rows;
  if (!asset) return notFound('asset');
  if (resolution !== 'raw') {
    const points = hours.map((row): MetricPoint => ({
      at: row.hour.toISOString(), cpu: row.cpu_avg, cpu_max: row.cpu_max, memory: row.memory_avg, memory_max: row.memory_max, disks: row.disks as MetricPoint['disks'], rx: row.rx_avg, tx: row.tx_avg,
    }));
    return done({ range, resolution, points });
  }
  // Rights were read above; the object is addressed by client and machine together.
  const samples = asset.enrolment === 'none' ? [] : await deps.agents.of(asset.client_id, asset.asset_id).samples(from.getTime(), now.getTime());
  return done({
    range, resolution,
    points: samples.map(({ at, cpu, memory, disks, rx, tx }) => ({ at, cpu, cpu_max: null, memory, memory_max: null, disks: disks.map(({ mount, used }) => ({ mount, used })), rx, tx })),
  });
}
