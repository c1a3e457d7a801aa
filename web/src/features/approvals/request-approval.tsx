// For a client's administrator who is about to decide: what the desk asked, and of whom.
import { useState } from 'react';
import { useApprovals } from '@/api/approvals.ts';
import { ApprovalFacts } from './approval-facts.tsx';

export function RequestApproval({ number }: { number: string }) {
  const [now] = useState(() => Date.now());
  const open = useApprovals(number).data?.find(({ state }) => state === 'open');
  if (!open) return null;
  return (
    <div className="w-full rounded-md bg-sunken p-3">
      <ApprovalFacts approval={open} isOver={Date.parse(open.expires_at) < now} />
    </div>
  );
}
