// A ticket is resolved with words about how; reopening may say why.
import { lazy, Suspense, useState } from 'react';
import type { FormEvent } from 'react';
import { withTexts } from '@/text/parts.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Field, TextArea } from '@/ui/field.tsx';

const ClosingNeeds = lazy(() => withTexts(['macros'], import('@/features/checklists/closing-needs.tsx')).then((module) => ({ default: module.ClosingNeeds })));

export interface ResolveDialogProps {
  /** Number of the ticket. */
  number: string;
  /** Words to begin with. */
  initial: string;
  busy: boolean;
  onClose: () => void;
  onResolve: (notes: string) => void;
}

export function ResolveDialog({ number, initial, busy, onClose, onResolve }: ResolveDialogProps) {
  const { t } = useText();
  const [words, setWords] = useState(initial);
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
      <Suspense fallback={null}>
        <ClosingNeeds number={number} at="resuelto" notes={words} />
      </Suspense>
      <form id="resolve-form" onSubmit={onSubmit}>
        <Field label={t('tickets.resolution_notes')}>
          <TextArea name="notes" rows={6} required autoFocus maxLength={20_000} value={words} onChange={(event) => setWords(event.target.value)} />
        </Field>
      </form>
    </Dialog>
  );
}
