// Acts on many tickets that were left in the middle: gone on with, or taken back.
import { useState } from 'react';
import { goOn, undoAct } from '@/api/ticket-runs.ts';
import type { Run } from '@/api/ticket-runs.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Banner, problemSentence } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';

const whatOf: Record<Run['action'], 'tickets.act_assign' | 'tickets.act_status' | 'tickets.act_priority' | 'tickets.act_category'> = {
  assign: 'tickets.act_assign', status: 'tickets.act_status', priority: 'tickets.act_priority', category: 'tickets.act_category',
};

function UnfinishedRun({ run }: { run: Run }) {
  const { t, number } = useText();
  const [now, setNow] = useState(run);
  const [busy, setBusy] = useState<'on' | 'back' | null>(null);
  const left = now.is_undoing ? now.done : now.waiting;
  const follow = async (act: 'on' | 'back'): Promise<void> => {
    setBusy(act);
    const onProgress = (after: Run): boolean => {
      setNow(after);
      return true;
    };
    try {
      if (act === 'back' || run.is_undoing) {
        const after = await undoAct(run, onProgress);
        if (after.kept > 0) toast.problem(t('tickets.bulk_kept', { count: after.kept }));
        else toast.done(t('tickets.bulk_undone', { count: after.undone }));
      } else {
        const after = await goOn(run, onProgress);
        toast.done(t('tickets.bulk_done', { count: after.done }));
        if (after.failed > 0) toast.problem(t('tickets.bulk_refused', { count: after.failed, reason: after.refusals[0]?.message ?? '' }));
      }
    } catch (error) {
      toast.problem(problemSentence(error, t));
    } finally {
      setBusy(null);
    }
  };
  return (
    <Banner
      tone="warn"
      action={
        <span className="flex flex-wrap gap-2">
          {!run.is_undoing && now.done > 0 && (
            <Button small busy={busy === 'back'} disabled={busy !== null} onClick={() => void follow('back')}>
              {t('queue.run_take_back')}
            </Button>
          )}
          <Button small tone="primary" busy={busy === 'on'} disabled={busy !== null} onClick={() => void follow('on')}>
            {t('queue.run_go_on')}
          </Button>
        </span>
      }
    >
      <span className="font-medium">{t(whatOf[run.action])}.</span> {t(run.is_undoing ? 'queue.run_undo_left' : 'queue.run_left', { count: left, total: number(now.total) })}
    </Banner>
  );
}

export function UnfinishedRuns({ runs }: { runs: readonly Run[] }) {
  return (
    <div className="grid gap-2">
      {runs.map((run) => (
        <UnfinishedRun key={run.run_id} run={run} />
      ))}
    </div>
  );
}
