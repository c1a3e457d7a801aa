// One run: its waves, its machines, and the brakes.
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft, Check, CircleDashed, CircleSlash, LoaderCircle, Pause, Play, Square } from 'lucide-react';
import { useState } from 'react';
import { useExecutions } from '@/api/executions.ts';
import { useControlRun, useRun } from '@/api/scripts.ts';
import type { Run } from '@/api/scripts.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Button } from '@/ui/button.tsx';
import { classNames } from '@/ui/class-names.ts';
import { AlertDialog } from '@/ui/dialog.tsx';
import { Banner, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { textLink } from '@/ui/link-look.ts';
import { ListBody } from '@/ui/list-body.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { ExecutionTable } from './execution-table.tsx';
import { FreezeBanner } from './freeze.tsx';
import { RunBar } from './run-bar.tsx';
import { runReason, wavePhases } from './run-progress.ts';
import { RunBadge } from './script-badges.tsx';
import { scriptRefusal } from './script-problem.ts';

const phaseIcons = { done: Check, now: LoaderCircle, later: CircleDashed, never: CircleSlash };

function Controls({ run }: { run: Run }) {
  const { t } = useText();
  const me = useMe();
  const control = useControlRun(run.run_id);
  const [asking, setAsking] = useState(false);
  // A technician controls their own runs; the server refuses others.
  if (run.state !== 'running' && run.state !== 'paused') return null;
  if (me.role === 'technician' && me.user_id !== run.requested_by) return null;
  const act = (verb: 'pause' | 'resume' | 'cancel'): void => control.mutate(verb, { onError: (error) => toast.problem(scriptRefusal(error, t)), onSettled: () => setAsking(false) });
  return (
    <>
      {run.state === 'running' ? (
        <Button busy={control.isPending} icon={<Pause className="size-4" aria-hidden />} onClick={() => act('pause')}>
          {t('scripts.run_pause')}
        </Button>
      ) : (
        <Button tone="primary" busy={control.isPending} icon={<Play className="size-4" aria-hidden />} onClick={() => act('resume')}>
          {t('scripts.run_resume')}
        </Button>
      )}
      <Button icon={<Square className="size-4" aria-hidden />} onClick={() => setAsking(true)}>
        {t('scripts.run_cancel')}
      </Button>
      {asking && (
        <AlertDialog
          open
          onOpenChange={(open) => !open && setAsking(false)}
          title={t('scripts.run_cancel_title')}
          description={t('scripts.run_cancel_about')}
          action={t('scripts.run_cancel')}
          busy={control.isPending}
          onAction={() => act('cancel')}
        />
      )}
    </>
  );
}

function Waves({ run }: { run: Run }) {
  const { t } = useText();
  const phases = wavePhases(run);
  return (
    <section className="grid gap-2">
      <h2 className="font-semibold">{t('scripts.run_waves')}</h2>
      <ol className="flex flex-wrap gap-2">
        {run.waves.map((machines, n) => {
          const phase = phases[n] ?? 'later';
          const Icon = phaseIcons[phase];
          return (
            <li key={n} className={classNames('grid min-w-36 gap-0.5 rounded-lg border px-3 py-2', phase === 'now' ? 'border-accent-ink bg-accent-soft' : 'border-line')}>
              <span className="text-sm font-medium">{t('scripts.wave', { wave: n + 1 })}</span>
              <span className="text-sm text-muted tabular-nums">{t('scripts.wave_machines', { count: machines })}</span>
              <span className="flex items-center gap-1 text-xs">
                <Icon className={`size-3.5 ${phase === 'now' && run.state === 'running' ? 'animate-spin' : ''}`} aria-hidden />
                {phase === 'now' && run.state === 'paused' ? t('scripts.run_paused') : t(`scripts.run_wave_${phase}`)}
              </span>
            </li>
          );
        })}
      </ol>
      {run.waves.length > 1 && <p className="text-xs text-muted">{t('scripts.run_failures_max', { percent: run.failure_percent_max })}</p>}
    </section>
  );
}

export function RunPage() {
  const { t } = useText();
  const { runId } = useParams({ from: '/app/staff/runs/$runId' });
  const { data: run, error, refetch } = useRun(runId);
  const executions = useExecutions({ run_id: runId });
  if (!run) return error ? <ErrorPanel back={{ to: '/runs', label: t('scripts.back_runs') }} error={error} onRetry={() => void refetch()} /> : <SkeletonList />;
  return (
    <>
      <Link to="/runs" className="mx-4 mt-3 -mb-2 flex w-fit items-center gap-1.5 rounded-md py-1 text-sm font-medium text-muted hover:text-ink sm:mx-6">
        <ArrowLeft className="size-4" aria-hidden />
        {t('scripts.back_runs')}
      </Link>
      <PageHeader
        title={run.title}
        about={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <RunBadge state={run.state} />
            <span>{t('scripts.machines', { count: run.machines })}</span>
            <span>{run.requested_by_name}</span>
            <Ago iso={run.created_at} />
            {run.script_id && (
              <Link to="/scripts/$scriptId" params={{ scriptId: run.script_id }} className={textLink}>
                {t('scripts.see_script')}
              </Link>
            )}
          </span>
        }
        actions={<Controls run={run} />}
      />
      <div className="grid max-w-6xl gap-5 px-4 pb-4 sm:px-6">
        <FreezeBanner />
        {run.state === 'stopped' ? (
          <Banner tone="danger">{[run.state_reason && runReason(run.state_reason, t), t('scripts.run_stopped_about', { percent: run.failure_percent_max })].filter(Boolean).join(' ')}</Banner>
        ) : (
          run.state_reason && run.state !== 'done' && <Banner tone="warn">{t('scripts.run_reason', { reason: runReason(run.state_reason, t) })}</Banner>
        )}
        <RunBar run={run} withCounts />
        <Waves run={run} />
      </div>
      <h2 className="px-4 pb-1 font-semibold sm:px-6">{t('scripts.run_machines')}</h2>
      <ListBody list={executions} empty={null}>
        {(rows) => <ExecutionTable rows={rows} showsTitle={false} />}
      </ListBody>
    </>
  );
}
