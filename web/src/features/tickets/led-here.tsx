// Somebody came by the number of a ticket that is part of another one by now, or was writing in it when it was merged.
import { Navigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useMe } from '@/api/session.ts';
import type { Ticket } from '@/api/ticket.ts';
import { useText } from '@/text/translate.ts';
import { toast } from '@/ui/toast.tsx';
import { draftKinds, noDraft, readDraft, writeDraft } from './draft.ts';

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
    const [draft, present] = [readDraft(me.user_id, from), readDraft(me.user_id, ticket.ticket_id)];
    if (draftKinds.some((kind) => draft[kind].text.trim() !== '')) {
      const both = (kind: 'public' | 'internal') => ({ text: [present[kind].text, draft[kind].text].filter((text) => text.trim() !== '').join('\n\n'), isKept: false });
      writeDraft(me.user_id, ticket.ticket_id, { public: both('public'), internal: both('internal'), kind: draft.kind });
      writeDraft(me.user_id, from, noDraft);
    }
    // Whoever merged it this minute was told with a way back.
    if (!mergedAt || Date.now() - Date.parse(mergedAt) > 60_000) toast.done(said);
  }, [from, said, mergedAt, ticket.ticket_id, me.user_id]);
  return <Navigate to="/tickets/$number" params={{ number: ticket.ticket_number }} replace />;
}
