// Beside a ticket: the question that is open and the way to ask; for the desk. Who was asked before stands in the history.
import { ShieldQuestion } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useApprovals } from '@/api/approvals.ts';
import type { Ticket } from '@/api/ticket.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { ApprovalFacts } from './approval-facts.tsx';

const AskApprovalDialog = lazy(() => import('./ask-approval-dialog.tsx').then((module) => ({ default: module.AskApprovalDialog })));

function OpenApproval({ number }: { number: string }) {
  const [now] = useState(() => Date.now());
  const open = useApprovals(number).data?.find(({ state }) => state === 'open');
  return open ? <ApprovalFacts approval={open} isOver={Date.parse(open.expires_at) < now} /> : null;
}

export function TicketApproval({ ticket }: { ticket: Ticket }) {
  const { t } = useText();
  const [asking, setAsking] = useState(false);
  const waits = ticket.status === 'pendiente_aprobacion';
  if (!waits && !ticket.allowed_statuses.includes('pendiente_aprobacion')) return null;
  return (
    <section aria-label={t('approval.section')} className="mb-4 grid gap-2 border-b border-line pb-4">
      {waits && <OpenApproval number={ticket.ticket_number} />}
      <Button small className="justify-self-start" icon={<ShieldQuestion className="size-3.5" aria-hidden />} onClick={() => setAsking(true)}>
        {t(waits ? 'approval.ask_anew' : 'approval.ask')}
      </Button>
      {asking && (
        <Suspense fallback={null}>
          <AskApprovalDialog ticket={ticket} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </section>
  );
}
