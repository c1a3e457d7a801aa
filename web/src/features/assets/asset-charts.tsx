// The readings of a machine as charts: live for the last hour, means for the far past.
import { useMemo } from 'react';
import type { MetricPoint } from '../../../../worker/modules/assets/contract.ts';
import { useAssetMetrics } from '@/api/assets.ts';
import type { MetricRange } from '@/api/assets.ts';
import { useText } from '@/text/translate.ts';
import type { Text } from '@/text/translate.ts';
import { useNow } from '@/ui/ago.tsx';
import { ErrorPanel, Skeleton } from '@/ui/feedback.tsx';
import { TimeChart } from '@/ui/time-chart.tsx';
import type { ChartSeries, ChartTone } from '@/ui/time-chart.tsx';
import { columnsOf, mergePoints, mountsOf, rangeSeconds, usualStep } from './metric-series.ts';
import { useQuantities } from './quantities.ts';

const diskLooks: [ChartTone, number[]?][] = [['accent'], ['plum', [6, 3]], ['warn', [2, 3]], ['ok', [8, 3, 2, 3]]];

interface Line {
  label: string;
  tone: ChartTone;
  dash?: number[] | undefined;
  read: (point: MetricPoint) => number | null;
}
interface Lines {
  times: number[];
  series: ChartSeries[];
}

function linesOf(points: MetricPoint[], stepS: number, lines: Line[]): Lines {
  const { times, values } = columnsOf(points, stepS, lines.map(({ read }) => read));
  return { times, series: lines.map(({ label, tone, dash }, index) => ({ label, tone, values: values[index] ?? [], ...(dash ? { dash } : {}) })) };
}

/** The least span that the charts of a new machine cover. */
const youngestS = 600;

const shortMount = (mount: string): string => (mount.length > 14 ? `…${mount.slice(-13)}` : mount);

/** The lines of the four charts. Means of hours carry their peaks beside them. */
function chartsOf(points: MetricPoint[], t: Text['t']): { cpu: Lines; memory: Lines; disks: Lines; network: Lines } {
  const stepS = usualStep(points);
  const hasPeaks = points.some(({ cpu_max }) => cpu_max !== null);
  const withPeak = (line: Line, read: Line['read']): Line[] => (hasPeaks ? [line, { label: t('assets.metric_peak'), tone: 'warn', dash: [2, 3], read }] : [line]);
  return {
    cpu: linesOf(points, stepS, withPeak({ label: t('fleet.metric_cpu'), tone: 'accent', read: (point) => point.cpu }, (point) => point.cpu_max)),
    memory: linesOf(points, stepS, withPeak({ label: t('fleet.metric_memory'), tone: 'accent', read: (point) => point.memory }, (point) => point.memory_max)),
    disks: linesOf(points, stepS, mountsOf(points, diskLooks.length).map((mount, index) => ({
      label: shortMount(mount),
      tone: diskLooks[index]?.[0] ?? 'accent',
      dash: diskLooks[index]?.[1],
      read: (point) => point.disks.find((disk) => disk.mount === mount)?.used ?? null,
    }))),
    network: linesOf(points, stepS, [
      { label: t('assets.metric_rx'), tone: 'accent', read: (point) => point.rx },
      { label: t('assets.metric_tx'), tone: 'plum', dash: [6, 3], read: (point) => point.tx },
    ]),
  };
}

export function AssetCharts({ assetId, range, live }: { assetId: string; range: MetricRange; live: MetricPoint[] }) {
  const { t } = useText();
  const { percent, rate } = useQuantities();
  const { data, error, refetch, isPlaceholderData } = useAssetMetrics(assetId, range);
  const tick = useNow();
  // Live readings are ahead of the page's clock by up to one tick.
  const to = Math.max(tick, Date.parse(live.at(-1)?.at ?? '') || 0) / 1000;
  const from = to - rangeSeconds[range];
  const points = useMemo(() => mergePoints(data?.points ?? [], range === '1h' ? live : [], from * 1000), [data, live, range, from]);
  const charts = useMemo(() => chartsOf(points, t), [points, t]);
  if (!data) return error ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : <Skeleton className="h-52 w-full" />;
  if (points.length === 0) return <p className="rounded-lg border border-line px-4 py-10 text-center text-muted">{t('assets.no_metrics')}</p>;
  // A machine that came today is not shown as an empty hour with a speck at its end.
  const first = Date.parse(points[0]?.at ?? '') / 1000;
  const frame = { from: range === '1h' ? Math.max(from, Math.min(first, to - youngestS)) : from, to, sync: `asset ${assetId}` };
  return (
    <div aria-busy={isPlaceholderData} className={`grid grid-cols-1 gap-3 2xl:grid-cols-2 ${isPlaceholderData ? 'opacity-60' : ''}`}>
      <TimeChart title={t('fleet.metric_cpu')} {...charts.cpu} {...frame} format={percent} max={100} />
      <TimeChart title={t('fleet.metric_memory')} {...charts.memory} {...frame} format={percent} max={100} />
      {charts.disks.series.length > 0 && <TimeChart title={t('assets.metric_disks')} {...charts.disks} {...frame} format={percent} max={100} />}
      <TimeChart title={t('assets.metric_network')} {...charts.network} {...frame} format={rate} />
    </div>
  );
}
