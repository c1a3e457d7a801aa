// Every time this ticket was resolved, with the notes of that time.
import { useResolutions } from '@/api/ticket.ts';
import { useText } from '@/text/translate.ts';
import { EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';

export function ResolutionList({ number }: { number: string }) {
  const { t, dateTime } = useText();
  const { data, error, isPending, refetch } = useResolutions(number);
  if (isPending) return <SkeletonList rows={3} />;
  if (error) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  if (data.length === 0) return <EmptyState title={t('ticket.no_resolutions')}>{t('ticket.no_resolutions_hint')}</EmptyState>;
  return (
    <ol className="grid gap-3 py-4">
      {data.map((resolution) => (
        <li key={resolution.resolution_id} className="rounded-lg border border-line px-4 py-3">
          <p className="text-xs text-muted">
            {resolution.resolved_by_name} · {dateTime(resolution.created_at)}
          </p>
          <p className="mt-1 whitespace-pre-wrap wrap-anywhere">{resolution.resolution_notes}</p>
        </li>
      ))}
    </ol>
  );
}
