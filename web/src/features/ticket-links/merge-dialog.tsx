// Merging: the ticket that stays is chosen, what will be is said, and the toast takes it back.
import { useNavigate } from '@tanstack/react-router';
import { Mail, Merge } from 'lucide-react';
import { useState } from 'react';
import { useMerge, useMergePreview, useTakeBack } from '@/api/ticket-links.ts';
import type { Ticket } from '@/api/ticket.ts';
import type { TicketListRow } from '@/api/tickets.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner, Skeleton } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';
import { linkFault } from './link-fault.ts';
import { TicketPicker } from './ticket-picker.tsx';

const UNDO_TOAST_MS = 15_000;

export function MergeDialog({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const { t } = useText();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<TicketListRow | null>(null);
  const preview = useMergePreview(ticket.ticket_number, chosen?.ticket_number ?? null);
  const merge = useMerge(ticket);
  const takeBack = useTakeBack();
  const problem = merge.error ?? preview.error;
  const target = preview.data?.target;

  const undo = (mergeId: string): Promise<void> =>
    takeBack(ticket.ticket_id, mergeId).then(
      () => {
        toast.done(t('links.undone', { number: ticket.ticket_number }));
        return navigate({ to: '/tickets/$number', params: { number: ticket.ticket_number } });
      },
      (error: unknown) => toast.problem(linkFault(error, t)),
    );
  const run = async (): Promise<void> => {
    if (!target) return;
    // The page may have gone over to the target before the answer is here: what follows must not hang on this dialog.
    const done = await merge.mutateAsync(target.ticket_number).catch(() => null);
    if (!done) return;
    onClose();
    const into = done.ticket.ticket_number;
    toast.done(t('links.merged', { number: ticket.ticket_number, into }), { label: t('links.undo'), onClick: () => void undo(done.merge_id) }, UNDO_TOAST_MS);
    await navigate({ to: '/tickets/$number', params: { number: into } });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('links.merge_title', { number: ticket.ticket_number })}
      description={t('links.merge_about', { number: ticket.ticket_number })}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button tone="primary" disabled={!target || preview.isFetching} busy={merge.isPending} icon={<Merge className="size-4" aria-hidden />} onClick={() => void run()}>
            {target ? t('links.merge_do', { number: target.ticket_number }) : t('links.merge_choose')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <TicketPicker
          ticket={ticket}
          chosen={chosen}
          hides={(other) => other.status === 'cancelado'}
          onChoose={(other) => {
            merge.reset();
            setChosen(other);
          }}
        />
        <div aria-live="polite">
          {problem ? (
            <Banner tone="danger">{linkFault(problem, t)}</Banner>
          ) : chosen && preview.isPending ? (
            <Skeleton className="h-12 w-full" />
          ) : preview.data && target ? (
            preview.data.joining.length > 0 ? (
              <div className="grid gap-1.5 text-sm">
                <p>{t('links.merge_joining', { number: target.ticket_number })}</p>
                <ul className="grid gap-1">
                  {preview.data.joining.map((one) => (
                    <li key={one.email} className="flex items-center gap-1.5">
                      <Mail className="size-3.5 shrink-0 text-muted" aria-hidden />
                      <span className="min-w-0 truncate">{one.name ? `${one.name} · ${one.email}` : one.email}</span>
                    </li>
                  ))}
                </ul>
              </div>
            ) : (
              <p className="text-sm text-muted">{t('links.merge_joining_none', { number: target.ticket_number })}</p>
            )
          ) : null}
        </div>
      </div>
    </Dialog>
  );
}
