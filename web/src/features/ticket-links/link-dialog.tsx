// Linking: the other ticket, and what it is to this one.
import { useState } from 'react';
import { useLinkAct } from '@/api/ticket-links.ts';
import type { LinkType } from '@/api/ticket-links.ts';
import type { Ticket } from '@/api/ticket.ts';
import type { TicketListRow } from '@/api/tickets.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, Select } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { linkFault } from './link-fault.ts';
import { TicketPicker } from './ticket-picker.tsx';

const TYPES: readonly LinkType[] = ['related', 'duplicate', 'parent', 'child'];

export function LinkDialog({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const { t } = useText();
  const [chosen, setChosen] = useState<TicketListRow | null>(null);
  const [type, setType] = useState<LinkType>('related');
  const act = useLinkAct(ticket.ticket_number);
  const run = (): void => {
    if (!chosen) return;
    act.mutate({ kind: 'add', ticket: chosen.ticket_id, type }, {
      onSuccess: () => {
        toast.done(t('links.linked', { number: chosen.ticket_number }));
        onClose();
      },
    });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('links.link_title', { number: ticket.ticket_number })}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button tone="primary" disabled={!chosen} busy={act.isPending} onClick={run}>
            {t('links.link')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <TicketPicker
          ticket={ticket}
          chosen={chosen}
          hides={() => false}
          onChoose={(other) => {
            act.reset();
            setChosen(other);
          }}
        />
        <Field label={t('links.link_kind')}>
          <Select value={type} onChange={(event) => setType(event.target.value as LinkType)} options={TYPES.map((one) => ({ value: one, label: t(`links.kind_${one}`) }))} />
        </Field>
        {act.error && <Banner tone="danger">{linkFault(act.error, t)}</Banner>}
      </div>
    </Dialog>
  );
}
