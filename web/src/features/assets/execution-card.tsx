// One command: what, who, when, how it went, and its output when wanted.
import { Link } from '@tanstack/react-router';
import { ChevronDown, ChevronRight, Monitor, Ticket } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useCancelExecution } from '@/api/executions.ts';
import type { Execution } from '@/api/executions.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Button } from '@/ui/button.tsx';
import { Skeleton } from '@/ui/feedback.tsx';
import { rowLink, textLink } from '@/ui/link-look.ts';
import { toast } from '@/ui/toast.tsx';
import { commandReason } from './command-reason.ts';
import { ExecutionStatus, isOpenState } from './execution-status.tsx';
import { useQuantities } from './quantities.ts';

const ExecutionOutput = lazy(() => import('./execution-output.tsx').then((module) => ({ default: module.ExecutionOutput })));

export interface ExecutionCardProps {
  execution: Execution;
  /** Its place in the machine's queue, when it waits; commands before it. */
  position?: number | undefined;
  showsAsset?: boolean;
  showsTicket?: boolean;
  /** Output shown from the start. */
  isOpen?: boolean;
}

/** Only these write something to read: the other kinds are done by the agent itself, and tools bring listings and files. */
const writes = (execution: Execution): boolean =>
  execution.kind === 'script' || (execution.output_bytes > 0 && (execution.kind !== 'tool' || execution.arguments.tool?.tool.startsWith('software.') === true));

export function ExecutionCard({ execution, position, showsAsset = false, showsTicket = false, isOpen = false }: ExecutionCardProps) {
  const { t, dateTime } = useText();
  const { span } = useQuantities();
  const cancel = useCancelExecution();
  const [shown, setShown] = useState(isOpen && writes(execution));
  const running = isOpenState(execution.status);
  const facts = [
    execution.requested_by_name,
    execution.version === null ? null : t('fleet.version', { version: execution.version }),
    execution.exit_code === null ? null : t('fleet.exit_code', { code: execution.exit_code }),
    execution.duration_ms === null ? null : span(execution.duration_ms / 1000),
  ].filter(Boolean);
  return (
    <article aria-label={execution.title} className="grid gap-2 rounded-lg border border-line px-3.5 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="min-w-0 text-sm">
          <Link to="/executions/$executionId" params={{ executionId: execution.execution_id }} className={rowLink}>
            {execution.title}
          </Link>
        </h3>
        <ExecutionStatus status={execution.status} />
        <span className="ml-auto text-xs text-muted">
          <Ago iso={execution.created_at} />
        </span>
      </div>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-xs text-muted">
        {showsAsset && (
          <Link to="/machines/$assetId" params={{ assetId: execution.asset_id }} className={`${textLink} inline-flex items-center gap-1`}>
            <Monitor className="size-3.5" aria-hidden />
            {execution.asset_name}
          </Link>
        )}
        {showsTicket && execution.ticket_number && (
          <Link to="/tickets/$number" params={{ number: execution.ticket_number }} className={`${textLink} inline-flex items-center gap-1`}>
            <Ticket className="size-3.5" aria-hidden />
            {execution.ticket_number}
          </Link>
        )}
        <span>{facts.join(' · ')}</span>
        {execution.approved_by_name && <span>{t('fleet.approved_by', { name: execution.approved_by_name })}</span>}
      </p>
      {execution.status === 'queued' && (
        <p className="text-sm text-warn-ink">
          {position === undefined || position === 0 ? t('fleet.waits_next') : t('fleet.waits_behind', { count: position })} {t('fleet.waits_until', { at: dateTime(execution.expires_at) })}
        </p>
      )}
      {execution.reason && <p className="text-sm wrap-anywhere text-muted">{t('fleet.reason', { reason: commandReason(execution.reason, t) })}</p>}
      <div className="-ml-2 flex flex-wrap gap-1 empty:hidden">
        {(writes(execution) || running) && (
          <Button small tone="ghost" aria-expanded={shown} icon={shown ? <ChevronDown className="size-4" aria-hidden /> : <ChevronRight className="size-4" aria-hidden />} onClick={() => setShown(!shown)}>
            {t('fleet.output')}
          </Button>
        )}
        {running && (
          <Button small tone="ghost" busy={cancel.isPending} onClick={() => cancel.mutate(execution.execution_id, { onError: (error) => toast.problem(refusalSentence(error, t)), onSuccess: () => toast.done(t('fleet.cancel_asked')) })}>
            {t('fleet.cancel')}
          </Button>
        )}
      </div>
      {shown && (
        <Suspense fallback={<Skeleton className="h-24 w-full" />}>
          <ExecutionOutput
            executionId={execution.execution_id}
            assetId={execution.asset_id}
            status={execution.status}
            outputBytes={execution.output_bytes}
            label={t('fleet.output_of', { title: execution.title, name: execution.asset_name })}
          />
        </Suspense>
      )}
    </article>
  );
}
