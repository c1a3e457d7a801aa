// A ticket on paper: conversation and facts; internal notes only for whoever ticks them.
import { Printer } from 'lucide-react';
import { useState } from 'react';
import { useText } from '@/text/translate.ts';
import { Button, IconButton } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Switch } from '@/ui/toggle.tsx';

export function PrintButton() {
  const { t } = useText();
  const [isOpen, setOpen] = useState(false);
  const [withNotes, setWithNotes] = useState(false);
  const print = (): void => {
    setOpen(false);
    const root = document.documentElement;
    root.dataset.print = withNotes ? 'notes' : 'public';
    // The window of this question is gone before the page is put on paper.
    setTimeout(() => {
      globalThis.print();
      delete root.dataset.print;
      setWithNotes(false);
    }, 250);
  };
  return (
    <>
      <IconButton label={t('print.button')} className="print:hidden" onClick={() => setOpen(true)}>
        <Printer className="size-4" aria-hidden />
      </IconButton>
      <Dialog
        open={isOpen}
        onOpenChange={setOpen}
        title={t('print.button')}
        description={t('print.about')}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>{t('common.cancel')}</Button>
            <Button tone="primary" icon={<Printer className="size-4" aria-hidden />} onClick={print}>
              {t('print.button')}
            </Button>
          </>
        }
      >
        <Switch label={t('print.notes')} hint={t('print.notes_hint')} checked={withNotes} onCheckedChange={setWithNotes} />
      </Dialog>
    </>
  );
}
