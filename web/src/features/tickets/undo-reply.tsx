// For some seconds a reply can be taken back: its mails have not left, and its words return to the box.
import { useQueryClient } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { ApiProblem } from '@/api/client.ts';
import { withdrawReply } from '@/api/ticket.ts';
import type { Comment, Ticket } from '@/api/ticket.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { problemSentence } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';

/** A reply whose mails still wait. */
export interface Undoable {
  comment_id: string;
  text: string;
  files: File[];
  /** The status was set along with it. */
  setStatus: boolean;
  /** By this machine's clock. */
  endsAtMs: number;
}

export function UndoReply({ ticket, undoable, onUndone, onOver }: { ticket: Ticket; undoable: Undoable; onUndone: () => void; onOver: () => void }) {
  const { t } = useText();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [now, setNow] = useState(Date.now);
  const seconds = Math.ceil((undoable.endsAtMs - now) / 1000);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  const isOver = seconds <= 0 && !busy;
  useEffect(() => {
    if (isOver) onOver();
  }, [isOver, onOver]);
  if (isOver) return null;

  const undo = async (): Promise<void> => {
    setBusy(true);
    try {
      const { status_restored } = await withdrawReply(ticket, undoable.comment_id);
      client.setQueryData<Comment[]>(['ticket', ticket.ticket_number, 'comments'], (before) => before?.filter(({ comment_id }) => comment_id !== undoable.comment_id));
      onUndone();
      toast.done(t(undoable.setStatus ? (status_restored ? 'undo.undone_back' : 'undo.undone_status') : 'undo.undone'));
    } catch (error) {
      toast.problem(error instanceof ApiProblem && error.status === 409 ? t('undo.too_late') : problemSentence(error, t));
      onOver();
    } finally {
      void client.invalidateQueries({ queryKey: ['ticket', ticket.ticket_number] });
      void client.invalidateQueries({ queryKey: ['tickets'] });
    }
  };
  return (
    <div className="mb-3 flex items-center gap-3 rounded-lg border border-line bg-accent-soft px-3 py-2 text-sm text-accent-ink">
      <span className="sr-only">{t('undo.leaves_soon')}</span>
      <span aria-hidden className="min-w-0 flex-1 tabular-nums">
        {t('undo.leaves_in', { seconds: Math.max(seconds, 0) })}
      </span>
      <Button small busy={busy} icon={<Undo2 className="size-4" aria-hidden />} onClick={() => void undo()}>
        {t('common.undo')}
      </Button>
    </div>
  );
}
