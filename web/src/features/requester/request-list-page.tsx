// A client person's requests, newest movement first.
import { Inbox } from 'lucide-react';
import { ticketRows, useTickets } from '@/api/tickets.ts';
import { useText } from '@/text/translate.ts';
import { StatusBadge } from '@/ui/badge.tsx';
import { EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { LoadMore, PageHeader } from '@/ui/page.tsx';

export function RequestListPage() {
  const { t, dateTime } = useText();
  const tickets = useTickets({});
  const { rows, pagination } = ticketRows(tickets.data);
  return (
    <>
      <PageHeader title={t('nav.requests')} />
      {tickets.isPending ? (
        <SkeletonList />
      ) : tickets.error ? (
        <ErrorPanel error={tickets.error} onRetry={() => void tickets.refetch()} />
      ) : rows.length === 0 ? (
        <EmptyState icon={<Inbox aria-hidden />} title={t('requests.empty')} />
      ) : (
        <ul className="border-t border-line">
          {rows.map((ticket) => (
            <li key={ticket.ticket_id} className="grid gap-1 border-b border-line px-4 py-3 sm:px-6">
              <span className="font-medium wrap-anywhere">{ticket.subject}</span>
              <span className="flex flex-wrap items-center gap-2 text-xs text-muted">
                <StatusBadge status={ticket.status} />
                {ticket.ticket_number} · {dateTime(ticket.updated_at)}
              </span>
            </li>
          ))}
        </ul>
      )}
      <LoadMore
        shown={rows.length}
        pagination={pagination}
        hasMore={tickets.hasNextPage}
        busy={tickets.isFetchingNextPage}
        onMore={() => void tickets.fetchNextPage()}
      />
    </>
  );
}
