// A ticket is resolved with words about how; reopening may say why.
import type { FormEvent } from 'react';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Field, TextArea } from '@/ui/field.tsx';

export interface ResolveDialogProps {
  /** Words to begin with. */
  initial: string;
  busy: boolean;
  onClose: () => void;
  onResolve: (notes: string) => void;
}

export function ResolveDialog({ initial, busy, onClose, onResolve }: ResolveDialogProps) {
  const { t } = useText();
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const notes = String(new FormData(event.currentTarget).get('notes')).trim();
    if (notes) onResolve(notes);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('ticket.resolve')}
      description={t('ticket.resolve_about')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button tone="primary" type="submit" form="resolve-form" busy={busy}>
            {t('ticket.resolve')}
          </Button>
        </>
      }
    >
      <form id="resolve-form" onSubmit={onSubmit}>
        <Field label={t('tickets.resolution_notes')}>
          <TextArea name="notes" rows={6} required autoFocus maxLength={20_000} defaultValue={initial} />
        </Field>
      </form>
    </Dialog>
  );
}
