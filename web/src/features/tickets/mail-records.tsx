// The mail of a ticket: what came in with what was decided about it, and what left or waits to.
import { Link } from '@tanstack/react-router';
import { Mail } from 'lucide-react';
import { useState } from 'react';
import { useInbound, useInboundMail } from '@/api/inbound.ts';
import type { InboundRow } from '@/api/inbound.ts';
import { useMailQueue } from '@/api/mail-queue.ts';
import type { QueueRow } from '@/api/mail-queue.ts';
import { DecisionList } from '@/features/inbound/decision-list.tsx';
import { InboundStateBadge, VerdictBadge } from '@/features/inbound/inbound-badges.tsx';
import { QueueStatusBadge } from '@/features/mail-queue/queue-badges.tsx';
import { QueueReason } from '@/features/mail-queue/queue-reason.tsx';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { EmptyState, ErrorPanel, Skeleton, SkeletonList } from '@/ui/feedback.tsx';
import { LoadMore } from '@/ui/page.tsx';

function Decisions({ inboundId }: { inboundId: string }) {
  const mail = useInboundMail(inboundId);
  if (mail.isPending) return <Skeleton />;
  if (!mail.data) return <ErrorPanel error={mail.error} onRetry={() => void mail.refetch()} />;
  return <DecisionList decisions={mail.data.decisions} />;
}

function InRecord({ mail }: { mail: InboundRow }) {
  const { t } = useText();
  const [open, setOpen] = useState(false);
  return (
    <details className="rounded-lg border border-line" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-sm">
        <Mail className="size-4 shrink-0 text-muted" aria-hidden />
        <span className="min-w-0 flex-1 basis-40 truncate font-medium">{mail.subject || t('mail.no_subject')}</span>
        <span className="min-w-0 truncate text-muted">{mail.on_behalf_of ?? mail.from_email ?? mail.envelope_from ?? '–'}</span>
        {mail.state !== 'applied' && <InboundStateBadge state={mail.state} />}
        {mail.verdict && mail.verdict !== 'verified' && <VerdictBadge verdict={mail.verdict} />}
        <span className="text-xs text-muted">
          <Ago iso={mail.received_at} />
        </span>
      </summary>
      <div className="grid gap-3 border-t border-line px-3 py-3 text-sm">
        {open && <Decisions inboundId={mail.inbound_id} />}
        <Link to="/inbound/$inboundId" params={{ inboundId: mail.inbound_id }} className="justify-self-start font-medium text-accent-ink hover:underline">
          {t('ticket_mail.open')}
        </Link>
      </div>
    </details>
  );
}

function OutRecord({ mail }: { mail: QueueRow }) {
  const { t, dateTime } = useText();
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-1 border-b border-line py-2 text-sm last:border-b-0">
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <QueueStatusBadge status={mail.status} />
        <span className="font-medium">{t(mail.variant === 'acknowledgement' ? 'event.ticket_created_ack' : mail.variant === 'internal' ? 'event.ticket_commented_internal' : `event.${mail.event}`)}</span>
        <span className="min-w-0 truncate text-muted">{mail.to_email}</span>
        <span className="ml-auto text-xs text-muted">
          <Ago iso={mail.sent_at ?? mail.created_at} />
        </span>
      </span>
      {mail.status === 'pending' && mail.held_reason && (
        <span className="text-xs text-muted">
          {t(`queue.held_${mail.held_reason}`)}: {dateTime(mail.not_before)}
        </span>
      )}
      <QueueReason row={mail} />
    </li>
  );
}

export function MailRecords({ ticketId }: { ticketId: string }) {
  const { t } = useText();
  const list = useInbound({ ticket_id: ticketId });
  const out = useMailQueue({ ticket_id: ticketId });
  if (list.isPending || out.isPending) return <SkeletonList rows={3} />;
  if (list.error) return <ErrorPanel error={list.error} onRetry={() => void list.refetch()} />;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5 py-4">
      <section aria-label={t('ticket_mail.in')} className="grid grid-cols-[minmax(0,1fr)] gap-2">
        <h2 className="text-sm font-semibold text-muted">{t('ticket_mail.in')}</h2>
        {list.rows.length === 0 && <EmptyState title={t('ticket.mail_none')}>{t('ticket.mail_none_hint')}</EmptyState>}
        {list.rows.map((mail) => (
          <InRecord key={mail.inbound_id} mail={mail} />
        ))}
        {list.hasMore && <LoadMore shown={list.rows.length} pagination={list.pagination} hasMore busy={list.isLoadingMore} onMore={list.loadMore} />}
      </section>
      <section aria-label={t('ticket_mail.out')} className="grid grid-cols-[minmax(0,1fr)] gap-1">
        <h2 className="text-sm font-semibold text-muted">{t('ticket_mail.out')}</h2>
        {out.rows.length === 0 ? (
          <p className="py-2 text-sm text-muted">{t('ticket_mail.out_none')}</p>
        ) : (
          <ul>
            {out.rows.map((mail) => (
              <OutRecord key={mail.queue_id} mail={mail} />
            ))}
          </ul>
        )}
        {out.hasMore && <LoadMore shown={out.rows.length} pagination={out.pagination} hasMore busy={out.isLoadingMore} onMore={out.loadMore} />}
      </section>
    </div>
  );
}
