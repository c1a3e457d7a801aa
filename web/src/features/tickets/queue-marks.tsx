// What only some rows of the queue show: the words that were looked for, and until when a ticket is put aside; loaded with the first of them.
import { AlarmClock, Lock } from 'lucide-react';
import type { TicketListRow } from '@/api/tickets.ts';
import { HitText } from '@/features/knowledge/hit-text.tsx';
import { useText } from '@/text/translate.ts';

export function QueueMarks({ ticket, q, isSubject = false }: { ticket: TicketListRow; q: string | undefined; isSubject?: boolean }) {
  const { t, dateTime } = useText();
  const { excerpt, snooze, subject, subject_parts: parts } = ticket;
  if (isSubject) return parts ? <HitText parts={parts} /> : subject;
  return (
    <>
      {snooze && (
        <span className="block truncate text-xs text-info-ink">
          <AlarmClock className="mr-1 inline size-3 align-[-1px]" aria-hidden />
          {snooze.until_at ? t('waiting.asleep_until', { when: dateTime(snooze.until_at) }) : t('waiting.asleep')}
        </span>
      )}
      {q && excerpt && (
        <span className="block truncate text-xs text-muted">
          {excerpt.is_internal && <Lock className="mr-1 inline size-3 align-[-1px]" aria-label={t('ticket.internal_note')} />}
          <HitText parts={excerpt.parts} />
        </span>
      )}
    </>
  );
}
