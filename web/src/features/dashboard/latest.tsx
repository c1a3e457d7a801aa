// The last word on each of the tickets that moved last.
import { Link } from '@tanstack/react-router';
import { useDashboardActivity } from '@/api/dashboard.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { rowLink } from '@/ui/link-look.ts';
import { ActivityLine } from '../tickets/activity-list.tsx';

export function Latest({ clientId }: { clientId: string | undefined }) {
  const { t } = useText();
  const { is_staff: isStaff } = useMe();
  const latest = useDashboardActivity(clientId);
  if (latest.isPending) return <SkeletonList rows={6} />;
  if (latest.error && !latest.data) return <ErrorPanel error={latest.error} onRetry={() => void latest.refetch()} />;
  const events = latest.data ?? [];
  if (events.length === 0) return <p className="text-sm text-muted">{t('dashboard.nothing_happened')}</p>;
  return (
    <ol className="grid">
      {events.map((event) => (
        <li key={event.activity_id} className="grid gap-0.5 border-t border-line py-2 text-sm first:border-t-0">
          <span className="flex items-baseline justify-between gap-3">
            <Link to={isStaff ? '/tickets/$number' : '/requests/$number'} params={{ number: event.ticket_number }} className={rowLink}>
              {event.subject}
            </Link>
            <span className="shrink-0 text-xs text-muted">
              <Ago iso={event.created_at} />
            </span>
          </span>
          <span className="text-xs text-muted">
            {event.ticket_number}
            {isStaff && ` · ${event.client_name}`} · <ActivityLine activity={{ ...event, visibility: 'public', actor_id: null }} />
          </span>
        </li>
      ))}
    </ol>
  );
}
