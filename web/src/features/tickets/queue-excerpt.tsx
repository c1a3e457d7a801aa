// The stretch of a conversation that holds what was looked for; loaded with the first one.
import { Lock } from 'lucide-react';
import type { TicketListRow } from '@/api/tickets.ts';
import { useText } from '@/text/translate.ts';

export function QueueExcerpt({ excerpt }: { excerpt: NonNullable<TicketListRow['excerpt']> }) {
  const { t } = useText();
  return (
    <span className="block truncate text-xs text-muted">
      {excerpt.is_internal && <Lock className="mr-1 inline size-3 align-[-1px]" aria-label={t('ticket.internal_note')} />}
      {excerpt.parts.map(({ text, is_hit }, index) =>
        is_hit ? (
          <mark key={index} className="rounded-xs bg-warn-soft px-0.5 text-ink">
            {text}
          </mark>
        ) : (
          text
        ),
      )}
    </span>
  );
}
