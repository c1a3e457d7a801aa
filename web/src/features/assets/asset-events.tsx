// Recent errors of the machine's own event log.
import { CircleAlert, ScrollText, TriangleAlert } from 'lucide-react';
import { useSnapshot } from '@/api/assets.ts';
import { useText } from '@/text/translate.ts';
import { EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';

const levels = ['critical', 'error', 'warning'] as const;

export function AssetEvents({ assetId }: { assetId: string }) {
  const { t, dateTime, number } = useText();
  const { data, error, refetch } = useSnapshot(assetId);
  if (!data) return error ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : <SkeletonList />;
  if (data.events.length === 0)
    return (
      <EmptyState icon={<ScrollText aria-hidden />} title={t('assets.no_events')}>
        {t('assets.no_events_hint')}
      </EmptyState>
    );
  return (
    <div className="grid max-w-4xl grid-cols-1 gap-3 pt-4">
      {data.events_suppressed > 0 && <p className="text-xs text-muted">{t('assets.events_suppressed', { count: number(data.events_suppressed) })}</p>}
      <ul className="grid gap-2">
        {data.events.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at)).map((event, index) => {
          const level = levels.find((name) => name === event.level) ?? 'error';
          const Icon = level === 'warning' ? TriangleAlert : CircleAlert;
          return (
            <li key={`${event.at} ${index}`} className="grid gap-1 rounded-lg border border-line px-3.5 py-2.5">
              <p className="flex flex-wrap items-center gap-x-3 text-xs text-muted">
                <span className={`inline-flex items-center gap-1 font-medium ${level === 'warning' ? 'text-warn-ink' : 'text-danger-ink'}`}>
                  <Icon className="size-3.5" aria-hidden />
                  {t(`assets.level_${level}`)}
                </span>
                <span className="wrap-anywhere">{[event.source, event.code].filter(Boolean).join(' · ')}</span>
                <time dateTime={event.at} className="ml-auto">
                  {dateTime(event.at)}
                </time>
              </p>
              <p className="text-sm whitespace-pre-wrap wrap-anywhere">{event.message}</p>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
