// For whoever asked: the other requests that belong with theirs, such as one that was split off a message of theirs.
import { Link } from '@tanstack/react-router';
import { useLinks } from '@/api/ticket-links.ts';
import { useText } from '@/text/translate.ts';
import { RequestStatus } from '@/features/requester/request-status.tsx';

export function RequestLinks({ number }: { number: string }) {
  const { t } = useText();
  const { data } = useLinks(number);
  if (!data || data.length === 0) return null;
  return (
    <section aria-label={t('links.requests')} className="grid grid-cols-1 gap-1.5 rounded-lg border border-line px-3.5 py-3">
      <h2 className="text-sm font-semibold">{t('links.requests')}</h2>
      <ul className="grid grid-cols-1 gap-1">
        {data.map((one) => (
          <li key={one.link_id} className="flex min-h-8 items-center gap-2 text-sm">
            <Link to="/requests/$number" params={{ number: one.ticket.ticket_number }} className="min-w-0 flex-1 truncate font-medium hover:underline">
              {one.ticket.subject}
            </Link>
            <RequestStatus status={one.ticket.status} />
          </li>
        ))}
      </ul>
    </section>
  );
}
