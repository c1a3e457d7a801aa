// The machines of a run by the state of their command: a bar, and the same in words.
import type { ExecutionState } from '../../../../worker/modules/scripts/values.ts';
import type { Run } from '@/api/scripts.ts';
import { useText } from '@/text/translate.ts';
import { endedOf, progressStates } from './run-progress.ts';

const fills: Record<ExecutionState, string> = {
  completed: 'bg-ok-ink',
  failed: 'bg-danger-ink',
  timeout: 'bg-danger-ink',
  refused: 'bg-danger-ink',
  interrupted: 'bg-danger-ink',
  cancelled: 'bg-faint',
  expired: 'bg-faint',
  running: 'bg-accent',
  delivered: 'bg-accent',
  queued: 'bg-transparent',
};

export function RunBar({ run, withCounts = false }: { run: Run; withCounts?: boolean }) {
  const { t, number } = useText();
  const present = progressStates.filter((state) => (run.by_status[state] ?? 0) > 0);
  const ended = endedOf(run.by_status);
  return (
    <div className="grid min-w-32 gap-1.5">
      <div
        role="progressbar"
        aria-valuemin={0}
        aria-valuemax={run.machines}
        aria-valuenow={ended}
        aria-label={t('scripts.run_progress', { done: number(ended), count: run.machines })}
        className="flex h-2 gap-px overflow-hidden rounded-full bg-hover"
      >
        {present.map((state) => (
          <span key={state} className={fills[state]} style={{ width: `${((run.by_status[state] ?? 0) / run.machines) * 100}%` }} />
        ))}
      </div>
      <span className="text-xs text-muted tabular-nums">{t('scripts.run_progress', { done: number(ended), count: run.machines })}</span>
      {withCounts && (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
          {present.map((state) => (
            <li key={state} className="flex items-center gap-1.5">
              <span aria-hidden className={`size-2.5 rounded-xs border border-line ${fills[state]}`} />
              {t(`fleet.exec_${state}`)}: <span className="font-medium tabular-nums">{number(run.by_status[state] ?? 0)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
