// One act on some tickets at once: how far it is, an honest word about how many it reached, and the way back.
import { runAct, undoAct } from '@/api/ticket-runs.ts';
import type { Run, RunTargets } from '@/api/ticket-runs.ts';
import { useBulkAction } from '@/api/tickets.ts';
import type { BulkBody } from '@/api/tickets.ts';
import { useText } from '@/text/translate.ts';
import { problemSentence } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';
import { useState } from 'react';

export type QuickAct = 'assign' | 'status' | 'priority' | 'category' | 'macro';
export type ActBody = Pick<BulkBody, 'action' | 'action_data'>;

export interface Progress {
  /** Tickets that were tried, of how many. */
  tried: number;
  total: number;
  stop: () => void;
}

const undoMs = 12_000;

/** Runs one act on some tickets and says honestly how many it reached. Everything but a macro can be taken back. */
export function useQuickAct(onDone: () => void): { act: (body: ActBody, targets: RunTargets) => void; busy: boolean; progress: Progress | null } {
  const { t } = useText();
  const bulk = useBulkAction();
  const [progress, setProgress] = useState<Progress | null>(null);

  const tell = (done: number, refused: { count: number; reason: string }, run: Run | null): void => {
    const undo = run && { label: t('common.undo'), onClick: () => void undoAct(run, () => true).then(
      (after) => after.kept > 0 ? toast.problem(t('tickets.bulk_kept', { count: after.kept })) : toast.done(t('tickets.bulk_undone', { count: after.undone })),
      (error: unknown) => toast.problem(problemSentence(error, t)),
    ) };
    if (done > 0) toast.done(t('tickets.bulk_done', { count: done }), undo ?? undefined, undo ? undoMs : undefined);
    if (refused.count > 0) toast.problem(t('tickets.bulk_refused', refused));
  };
  const failed = (error: unknown): void => toast.problem(problemSentence(error, t));

  const run = async (body: ActBody & { action: 'assign' | 'status' | 'priority' | 'category' }, targets: RunTargets): Promise<void> => {
    let isStopped = false;
    const stop = (): void => {
      isStopped = true;
    };
    setProgress({ tried: 0, total: 0, stop });
    try {
      const after = await runAct(body, targets, (now) => {
        setProgress({ tried: now.total - now.waiting, total: now.total, stop });
        return !isStopped;
      });
      tell(after.done, { count: after.failed, reason: after.refusals[0]?.message ?? '' }, after.done > 0 ? after : null);
      onDone();
    } catch (error) {
      failed(error);
    } finally {
      setProgress(null);
    }
  };

  return {
    busy: bulk.isPending || progress !== null,
    progress,
    act: (body, targets) => {
      const { action } = body;
      if (action === 'assign' || action === 'status' || action === 'priority' || action === 'category') return void run({ ...body, action }, targets);
      if ('ticket_ids' in targets)
        bulk.mutate({ ...body, ...targets }, {
          onSuccess: ({ done, failed: refusals }) => {
            tell(done.length, { count: refusals.length, reason: refusals[0]?.message ?? '' }, null);
            onDone();
          },
          onError: failed,
        });
    },
  };
}
