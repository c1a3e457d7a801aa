// One request: how it is going, what the reader may decide, the conversation and the answer.
import { Link, Navigate, useParams } from '@tanstack/react-router';
import { ArrowLeft, CircleCheck } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTicket } from '@/api/ticket.ts';
import { PlainText } from '@/features/tickets/message.tsx';
import { withTexts } from '@/text/parts.ts';
import { useText } from '@/text/translate.ts';
import { ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { usePageTitle } from '@/ui/page.tsx';
import { AnswerBox } from './answer-box.tsx';
import { RequestActions } from './request-actions.tsx';
import { RequestConversation } from './request-conversation.tsx';
import { RequestStatus } from './request-status.tsx';

const WatchBar = lazy(() => withTexts(['notices'], import('@/features/notifications/watch-bar.tsx')).then((module) => ({ default: module.WatchBar })));
const RequestFields = lazy(() => withTexts(['writing'], import('./request-fields.tsx')).then((module) => ({ default: module.RequestFields })));
const RequestRating = lazy(() => withTexts(['ratings'], import('@/features/ratings/request-rating.tsx')).then((module) => ({ default: module.RequestRating })));
const RequestLinks = lazy(() => withTexts(['ticketLinks'], import('@/features/ticket-links/request-links.tsx')).then((module) => ({ default: module.RequestLinks })));
const TicketSlaPromise = lazy(() => withTexts(['clocks'], import('@/features/tickets/ticket-sla-promise.tsx')).then((module) => ({ default: module.TicketSlaPromise })));

export function RequestPage() {
  const { t, date } = useText();
  const { number } = useParams({ from: '/app/requester/requests/$number' });
  const { data: ticket, error, refetch } = useTicket(number);
  usePageTitle(ticket ? `${ticket.ticket_number} ${ticket.subject}` : number);
  // The number of a request that is part of another one by now.
  if (ticket && ticket.ticket_number !== number) return <Navigate to="/requests/$number" params={{ number: ticket.ticket_number }} replace />;
  const solved = ticket?.resolution_notes && (ticket.status === 'resuelto' || ticket.status === 'cerrado');
  return (
    <div className="mx-auto grid w-full max-w-3xl gap-4 px-4 pt-3 pb-8 sm:px-6">
      {(ticket ?? !error) && (
        <Link to="/requests" className="flex w-fit items-center gap-1.5 rounded-md py-1 text-sm font-medium text-muted hover:text-ink">
          <ArrowLeft className="size-4" aria-hidden />
          {t('nav.requests')}
        </Link>
      )}
      {!ticket ? (
        error ? (
          <ErrorPanel back={{ to: '/requests', label: t('nav.requests') }} error={error} onRetry={() => void refetch()} />
        ) : (
          <SkeletonList />
        )
      ) : (
        <>
          <header className="grid gap-2">
            <h1 className="text-xl font-semibold tracking-tight wrap-anywhere">{ticket.subject}</h1>
            <div>
              <RequestStatus status={ticket.status} />
            </div>
            <p className="text-sm text-muted wrap-anywhere">
              {[
                ticket.ticket_number,
                ticket.site_name,
                t('requests.asked_at', { date: date(ticket.created_at) }),
                t(`requests.urgent_${ticket.priority}`),
                ticket.assigned_to_name ? t('requests.attended_by', { name: ticket.assigned_to_name }) : null,
              ]
                .filter(Boolean)
                .join(' · ')}
            </p>
          </header>
          <Suspense fallback={null}>
            <WatchBar number={ticket.ticket_number} ticketId={ticket.ticket_id} />
          </Suspense>
          {solved && (
            <section aria-label={t('requests.solution')} className="grid gap-1.5 rounded-lg bg-ok-soft px-4 py-3">
              <h2 className="flex items-center gap-1.5 text-sm font-semibold text-ok-ink">
                <CircleCheck className="size-4" aria-hidden />
                {t('requests.solution')}
              </h2>
              <PlainText text={ticket.resolution_notes ?? ''} />
            </section>
          )}
          <RequestActions ticket={ticket} />
          {(ticket.status === 'resuelto' || ticket.status === 'cerrado') && (
            <Suspense fallback={null}>
              <RequestRating number={number} />
            </Suspense>
          )}
          <Suspense fallback={null}>
            <TicketSlaPromise number={number} />
          </Suspense>
          <Suspense fallback={null}>
            <RequestLinks number={number} />
          </Suspense>
          {ticket.custom_fields.some(({ value }) => value !== null) && (
            <Suspense fallback={null}>
              <RequestFields fields={ticket.custom_fields.filter(({ value }) => value !== null)} />
            </Suspense>
          )}
          <RequestConversation ticket={ticket} />
          <AnswerBox key={ticket.ticket_id} ticket={ticket} />
        </>
      )}
    </div>
  );
}
