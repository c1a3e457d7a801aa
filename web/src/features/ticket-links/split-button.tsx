// On a message of the conversation: what is said in it becomes a ticket of its own.
import { Split } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { Comment, Ticket } from '@/api/ticket.ts';
import { useText } from '@/text/translate.ts';
import { IconButton } from '@/ui/button.tsx';

const SplitDialog = lazy(() => import('./split-dialog.tsx').then((module) => ({ default: module.SplitDialog })));

export function SplitButton({ ticket, comment }: { ticket: Ticket; comment: Comment }) {
  const { t } = useText();
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton label={t('links.split')} className="size-7" onClick={() => setOpen(true)}>
        <Split className="size-3.5" aria-hidden />
      </IconButton>
      {open && (
        <Suspense fallback={null}>
          <SplitDialog ticket={ticket} comment={comment} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
