// How long something took: buckets as bars, half and nine tenths in a sentence.
import type { DashboardCharts } from '@/api/dashboard.ts';
import { useText } from '@/text/translate.ts';
import { BarList } from './bar-list.tsx';
import { businessMinutes, businessSeconds } from './durations.ts';
import { bounds, tookRange } from './figure-target.ts';

export function Histogram({ target, distribution, period, clientId, label }: {
  target: 'first_response' | 'resolution'; distribution: DashboardCharts['resolution']; period: DashboardCharts['period']; clientId: string | undefined; label: string;
}) {
  const { t, locale, number } = useText();
  const { count, median_s, p90_s, buckets } = distribution;
  if (count === 0 || median_s === null || p90_s === null) return <p className="text-sm text-muted">{t('dashboard.no_durations')}</p>;
  const nameOf = ({ from_minutes, to_minutes }: (typeof buckets)[number]): string =>
    to_minutes === null ? t('dashboard.more_than', { from: businessMinutes(locale, from_minutes) })
      : from_minutes === 0 ? t('dashboard.less_than', { to: businessMinutes(locale, to_minutes) })
        : t('dashboard.from_to', { from: businessMinutes(locale, from_minutes), to: businessMinutes(locale, to_minutes) });
  const within = bounds(target === 'first_response' ? 'created' : 'finished', period.from, period.to);
  return (
    <div className="grid gap-2">
      <p className="text-sm">{t('dashboard.half_and_most', { median: businessSeconds(locale, median_s), p90: businessSeconds(locale, p90_s), count, shown: number(count) })}</p>
      <BarList
        label={label}
        bars={buckets.map((bucket) => ({
          key: tookRange(bucket), label: nameOf(bucket), count: bucket.count,
          figure: { ...within, ...(target === 'first_response' ? { first_response_took: tookRange(bucket) } : { resolution_took: tookRange(bucket) }), ...(clientId ? { client_id: clientId } : {}) },
        }))}
      />
    </div>
  );
}
