// One question in a few lines: what, what it costs, whom, and what became of it.
import type { Approval } from '@/api/approvals.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';

const tones = { open: 'warn', approved: 'ok', refused: 'danger', withdrawn: 'neutral' } as const;

export function ApprovalFacts({ approval, isOver }: { approval: Approval; isOver: boolean }) {
  const { t, dateTime } = useText();
  const { state, what, cost, approver_name, approver_email, asked_by_name, expires_at, settled_at, settled_by_name, reason } = approval;
  return (
    <div className="grid gap-1 text-sm">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Badge tone={tones[state]}>{t(state === 'open' && isOver ? 'approval.state_over' : `approval.state_${state}`)}</Badge>
        {cost && <span className="font-semibold">{cost}</span>}
      </p>
      <p className="wrap-anywhere whitespace-pre-line">{what}</p>
      <p className="text-xs wrap-anywhere text-muted">{t('approval.line', { name: approver_name ? `${approver_name} (${approver_email})` : approver_email, by: asked_by_name })}</p>
      {state === 'open' ? (
        <p className="text-xs text-muted">{t(isOver ? 'approval.over_since' : 'approval.open_until', { when: dateTime(expires_at) })}</p>
      ) : (
        settled_at && <p className="text-xs text-muted">{[settled_by_name, dateTime(settled_at)].filter(Boolean).join(' · ')}</p>
      )}
      {reason && <p className="rounded-md bg-sunken px-2 py-1 text-xs wrap-anywhere whitespace-pre-line">{reason}</p>}
    </div>
  );
}
