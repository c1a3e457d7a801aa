// Staff puts the subject and the description right; somebody else's change in between is shown, not overwritten.
import { useState } from 'react';
import type { Ticket } from '@/api/ticket.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Field, TextArea, TextInput } from '@/ui/field.tsx';
import type { TicketActs } from './use-ticket-act.ts';

export function EditTicketDialog({ ticket, acts, onClose }: { ticket: Ticket; acts: TicketActs; onClose: () => void }) {
  const { t } = useText();
  const [subject, setSubject] = useState(ticket.subject);
  const [description, setDescription] = useState(ticket.description);
  const change = {
    ...(subject.trim() !== ticket.subject ? { subject: subject.trim() } : {}),
    ...(description !== ticket.description ? { description } : {}),
  };
  const save = (): void => {
    if (Object.keys(change).length > 0) void acts.run({ kind: 'change', change });
    onClose();
  };
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t('edit.title')}
      description={t('edit.about')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button tone="primary" type="submit" form="edit-ticket" disabled={subject.trim() === ''} busy={acts.busy}>
            {t('common.save')}
          </Button>
        </>
      }
    >
      <form
        id="edit-ticket"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Field label={t('tickets.subject')}>
          <TextInput value={subject} required maxLength={255} autoFocus onChange={(event) => setSubject(event.target.value)} />
        </Field>
        <Field label={t('ticket.description')}>
          <TextArea value={description} rows={10} maxLength={50_000} onChange={(event) => setDescription(event.target.value)} />
        </Field>
      </form>
    </Dialog>
  );
}
