// In the margin of a ticket: who takes part, which tickets belong with it, and which are part of it.
import { Link } from '@tanstack/react-router';
import { Link2, Merge, Undo2, X } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useLinkAct, useLinks, useTakeBack } from '@/api/ticket-links.ts';
import type { Ticket } from '@/api/ticket.ts';
import { useText } from '@/text/translate.ts';
import { StatusIcon } from '@/ui/badge.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { Skeleton } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';
import { linkFault } from './link-fault.ts';
import { Participants } from './participants.tsx';

const MergeDialog = lazy(() => import('./merge-dialog.tsx').then((module) => ({ default: module.MergeDialog })));
const LinkDialog = lazy(() => import('./link-dialog.tsx').then((module) => ({ default: module.LinkDialog })));

function Linked({ ticket }: { ticket: Ticket }) {
  const { t } = useText();
  const number = ticket.ticket_number;
  const { data } = useLinks(number);
  const act = useLinkAct(number);
  if (!data) return <Skeleton className="h-8 w-full" />;
  if (data.length === 0) return ticket.merged_from.length === 0 ? <p className="text-sm text-muted">{t('links.none')}</p> : null;
  return (
    <ul className="grid gap-1">
      {data.map((one) => (
        <li key={one.link_id} className="group -mx-1.5 flex items-start gap-2 rounded-md px-1.5 py-1 text-sm hover:bg-hover/60">
          <StatusIcon status={one.ticket.status} className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0 flex-1">
            <Link to="/tickets/$number" params={{ number: one.ticket.ticket_number }} className="block truncate font-medium hover:underline">
              {one.ticket.subject}
            </Link>
            <span className="block text-xs text-muted tabular-nums">
              {t(`links.type_${one.type}`)} · {one.ticket.ticket_number} · {t(`status.${one.ticket.status}`)}
              {one.comment_id && ` · ${t('links.from_message')}`}
            </span>
          </span>
          <IconButton
            label={t('links.cut', { number: one.ticket.ticket_number })}
            className="size-6 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
            disabled={act.isPending}
            onClick={() => act.mutate({ kind: 'remove', link_id: one.link_id }, { onSuccess: () => toast.done(t('links.was_cut')), onError: (error) => toast.problem(linkFault(error, t)) })}
          >
            <X className="size-3.5" aria-hidden />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}

function MergedHere({ ticket }: { ticket: Ticket }) {
  const { t, date } = useText();
  const takeBack = useTakeBack();
  const [busy, setBusy] = useState<string | null>(null);
  const [openedAt] = useState(() => Date.now());
  if (ticket.merged_from.length === 0) return null;
  const undo = (mergeId: string, number: string): void => {
    setBusy(mergeId);
    void takeBack(ticket.ticket_id, mergeId)
      .then(() => toast.done(t('links.undone', { number })), (error: unknown) => toast.problem(linkFault(error, t)))
      .finally(() => setBusy(null));
  };
  return (
    <div className="grid gap-1.5">
      <h3 className="text-sm text-muted">{t('links.merged_tickets')}</h3>
      <ul className="grid gap-1">
        {ticket.merged_from.map((one) => {
          const isOver = Date.parse(one.undo_until) < openedAt;
          return (
            <li key={one.merge_id} className="flex items-start gap-2 text-sm">
              <Merge className="mt-0.5 size-4 shrink-0 text-muted" aria-hidden />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{one.subject}</span>
                <span className="block text-xs text-muted tabular-nums">
                  {one.ticket_number} · {t('links.merged_by', { name: one.merged_by_name })}
                </span>
                <span className="block text-xs text-muted">
                  {t(!one.is_direct ? 'links.undo_outer' : isOver ? 'links.undo_over' : 'links.undo_until', { date: date(one.undo_until) })}
                </span>
              </span>
              {one.is_direct && !isOver && (
                <IconButton label={t('links.undo_merge', { number: one.ticket_number })} className="size-7" disabled={busy === one.merge_id} onClick={() => undo(one.merge_id, one.ticket_number)}>
                  <Undo2 className="size-4" aria-hidden />
                </IconButton>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

export function TicketLinks({ ticket }: { ticket: Ticket }) {
  const { t } = useText();
  const [dialog, setDialog] = useState<'merge' | 'link' | null>(null);
  return (
    <div className="mt-4 grid grid-cols-1 gap-4 border-t border-line pt-3.5">
      <Participants number={ticket.ticket_number} />
      <section aria-label={t('links.related')} className="grid grid-cols-1 gap-2 border-t border-line pt-3.5">
        <h2 className="text-sm font-semibold">{t('links.related')}</h2>
        <Linked ticket={ticket} />
        <MergedHere ticket={ticket} />
        <div className="flex flex-wrap gap-1.5">
          <Button small icon={<Link2 className="size-3.5" aria-hidden />} onClick={() => setDialog('link')}>
            {t('links.link')}
          </Button>
          <Button small icon={<Merge className="size-3.5" aria-hidden />} onClick={() => setDialog('merge')}>
            {t('links.merge')}
          </Button>
        </div>
      </section>
      <Suspense fallback={null}>
        {dialog === 'merge' && <MergeDialog ticket={ticket} onClose={() => setDialog(null)} />}
        {dialog === 'link' && <LinkDialog ticket={ticket} onClose={() => setDialog(null)} />}
      </Suspense>
    </div>
  );
}
