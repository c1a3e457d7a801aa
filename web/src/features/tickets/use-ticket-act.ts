// Acts on the open ticket: shown at once, put back when refused, and never over somebody else's change.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem } from '@/api/client.ts';
import { foreseen, sendTicketAct } from '@/api/ticket.ts';
import type { Ticket, TicketAct } from '@/api/ticket.ts';
import { gateSentence } from '@/features/checklists/gate-sentence.ts';
import { useText } from '@/text/translate.ts';
import { problemSentence } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';

/** Somebody changed the ticket between our reading and our act. */
export interface Conflict {
  act: TicketAct;
  /** The ticket as we saw it when we acted. */
  seen: Ticket;
}

export interface TicketActs {
  /** Resolves to true when it was done. */
  run: (act: TicketAct) => Promise<boolean>;
  busy: boolean;
  conflict: Conflict | null;
  /** Repeats the act on top of the other change. */
  applyAnyway: () => Promise<boolean>;
  dropMine: () => void;
}

export function useTicketAct(ticket: Ticket): TicketActs {
  const { t } = useText();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const key = ['ticket', ticket.ticket_number];

  const run = async (act: TicketAct): Promise<boolean> => {
    setBusy(true);
    setConflict(null);
    await client.cancelQueries({ queryKey: key, exact: true });
    client.setQueryData(key, foreseen(ticket, act));
    try {
      client.setQueryData(key, await sendTicketAct(ticket.ticket_id, act, ticket.version));
      return true;
    } catch (error) {
      client.setQueryData(key, ticket);
      if (error instanceof ApiProblem && error.status === 409 && error.code !== 'forbidden_transition')
        setConflict({ act, seen: ticket });
      else toast.problem(gateSentence(error, t) ?? problemSentence(error, t));
      return false;
    } finally {
      setBusy(false);
      void client.invalidateQueries({ queryKey: key });
      void client.invalidateQueries({ queryKey: ['tickets'] });
    }
  };
  return {
    run,
    busy,
    conflict,
    applyAnyway: () => (conflict ? run(conflict.act) : Promise.resolve(false)),
    dropMine: () => setConflict(null),
  };
}
