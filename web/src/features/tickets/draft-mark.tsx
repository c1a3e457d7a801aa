// In a list: one is still writing on this ticket.
import { PencilLine } from 'lucide-react';
import { useDraftMarks } from '@/api/drafts.ts';
import { useText } from '@/text/translate.ts';

export function DraftMark({ ticketId }: { ticketId: string }) {
  const { t } = useText();
  const isWriting = useDraftMarks().data?.some((one) => one.ticket_id === ticketId);
  if (!isWriting) return null;
  // The space stands between the words of the mark and the subject when they are read out.
  return (
    <>
      <PencilLine className="mr-0.5 inline size-3.5 align-[-2px] text-warn-ink" role="img" aria-label={t('tickets.draft_mark')} />{' '}
    </>
  );
}
