// A client's latest tickets, live, and the way to all of them.
import { Link } from '@tanstack/react-router';
import { Inbox } from 'lucide-react';
import { ticketRows, useTickets } from '@/api/tickets.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { PriorityBadge, StatusBadge } from '@/ui/badge.tsx';
import { EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { textLink } from '@/ui/link-look.ts';

export function ClientTickets({ clientId }: { clientId: string }) {
  const { t } = useText();
  const tickets = useTickets({ client_id: clientId, sort: '-updated_at', limit: 15 });
  const { rows } = ticketRows(tickets.data);
  if (tickets.isPending) return <SkeletonList />;
  if (tickets.error && rows.length === 0) return <ErrorPanel error={tickets.error} onRetry={() => void tickets.refetch()} />;
  if (rows.length === 0)
    return (
      <EmptyState icon={<Inbox aria-hidden />} title={t('clients.no_tickets')}>
        {t('clients.no_tickets_hint')}
      </EmptyState>
    );
  return (
    <>
      <ul>
        {rows.map((ticket) => (
          <li key={ticket.ticket_id} className="border-b border-line">
            <Link to="/tickets/$number" params={{ number: ticket.ticket_number }} className="grid gap-1 px-4 py-2.5 hover:bg-hover sm:px-6">
              <span className="flex flex-wrap items-baseline gap-x-2">
                <span className="text-xs text-muted tabular-nums">{ticket.ticket_number}</span>
                <span className="min-w-0 font-medium wrap-anywhere">{ticket.subject}</span>
              </span>
              <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
                <StatusBadge status={ticket.status} />
                <PriorityBadge priority={ticket.priority} className="text-xs" />
                <span>{ticket.site_name}</span>
                <span>{ticket.assigned_to_name ?? t('tickets.nobody')}</span>
                <Ago iso={ticket.updated_at} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <p className="px-4 py-4 text-sm sm:px-6">
        <Link to="/tickets" search={{ client_id: clientId }} className={textLink}>
          {t('clients.all_tickets')}
        </Link>
      </p>
    </>
  );
}
