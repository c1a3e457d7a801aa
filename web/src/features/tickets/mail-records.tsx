// Which mails came into this ticket, and what was decided about each.
import { Link } from '@tanstack/react-router';
import { Mail } from 'lucide-react';
import { useState } from 'react';
import { useInbound, useInboundMail } from '@/api/inbound.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { EmptyState, ErrorPanel, Skeleton, SkeletonList } from '@/ui/feedback.tsx';

function Decisions({ inboundId }: { inboundId: string }) {
  const mail = useInboundMail(inboundId);
  if (mail.isPending) return <Skeleton />;
  if (!mail.data) return <ErrorPanel error={mail.error} onRetry={() => void mail.refetch()} />;
  return (
    <ol className="grid list-decimal gap-1 pl-5 text-sm">
      {mail.data.decisions.map((decision) => (
        <li key={decision.step} className="wrap-anywhere">
          <code className="font-mono text-xs text-muted">{decision.code}</code> {decision.detail}
        </li>
      ))}
    </ol>
  );
}

function MailRecord({ inboundId, title, from, at }: { inboundId: string; title: string; from: string; at: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="rounded-lg border border-line" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="flex min-h-11 flex-wrap items-center gap-x-3 px-3 py-2 text-sm">
        <Mail className="size-4 shrink-0 text-muted" aria-hidden />
        <span className="min-w-0 flex-1 truncate font-medium">{title}</span>
        <span className="truncate text-muted">{from}</span>
        <span className="text-xs text-muted">
          <Ago iso={at} />
        </span>
      </summary>
      <div className="grid gap-2 border-t border-line px-3 py-3">
        {open && <Decisions inboundId={inboundId} />}
        <Link
          to="/inbound/$inboundId"
          params={{ inboundId }}
          className="justify-self-start text-sm font-medium text-accent-ink hover:underline"
        >
          {title}
        </Link>
      </div>
    </details>
  );
}

export function MailRecords({ ticketId }: { ticketId: string }) {
  const { t } = useText();
  const list = useInbound({ ticket_id: ticketId });
  if (list.isPending) return <SkeletonList rows={3} />;
  if (list.error) return <ErrorPanel error={list.error} onRetry={() => void list.refetch()} />;
  if (list.rows.length === 0) return <EmptyState title={t('ticket.mail_none')}>{t('ticket.mail_none_hint')}</EmptyState>;
  return (
    <div className="grid gap-2 py-4">
      {list.rows.map((mail) => (
        <MailRecord
          key={mail.inbound_id}
          inboundId={mail.inbound_id}
          title={mail.subject ?? mail.message_id}
          from={mail.from_email ?? mail.envelope_from ?? '–'}
          at={mail.received_at}
        />
      ))}
    </div>
  );
}
