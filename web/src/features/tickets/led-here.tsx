// Somebody came by the number of a ticket that is part of another one by now, or was writing in it when it was merged.
import { Navigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useMe } from '@/api/session.ts';
import type { Ticket } from '@/api/ticket.ts';
import { useText } from '@/text/translate.ts';
import { toast } from '@/ui/toast.tsx';
import { readDraft, writeDraft } from './draft.ts';

/** Goes to the ticket's own address; what was being written comes along. `asked`: the number or id in the address. */
export function LedHere({ ticket, asked }: { ticket: Ticket; asked: string }) {
  const { t } = useText();
  const me = useMe();
  const source = ticket.merged_from.find((one) => one.ticket_number === asked || one.ticket_id === asked);
  const said = source && t('ticket.part_of', { number: source.ticket_number, into: ticket.ticket_number });
  const from = source?.ticket_id;
  const mergedAt = source?.merged_by_name === me.name ? source.merged_at : null;
  useEffect(() => {
    if (!from || !said) return;
    const [draft, present] = [readDraft(from), readDraft(ticket.ticket_id)];
    if (draft.text.trim() !== '') {
      // Two texts in one: as a note, until its writer says who is to read it.
      writeDraft(ticket.ticket_id, present.text.trim() === '' ? draft : { text: `${present.text}\n\n${draft.text}`, internal: true });
      writeDraft(from, { text: '', internal: false });
    }
    // Whoever merged it this minute was told with a way back.
    if (!mergedAt || Date.now() - Date.parse(mergedAt) > 60_000) toast.done(said);
  }, [from, said, mergedAt, ticket.ticket_id]);
  return <Navigate to="/tickets/$number" params={{ number: ticket.ticket_number }} replace />;
}
