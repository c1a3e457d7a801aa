// One command: who ordered and approved it, what exactly ran, how it ended, and its output as it comes.
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft, Ban } from 'lucide-react';
import { useCancelExecution, useExecution } from '@/api/executions.ts';
import type { Execution } from '@/api/executions.ts';
import { commandReason } from '@/features/assets/command-reason.ts';
import { ExecutionOutput } from '@/features/assets/execution-output.tsx';
import { ExecutionStatus, isOpenState } from '@/features/assets/execution-status.tsx';
import { useQuantities } from '@/features/assets/quantities.ts';
import { useText } from '@/text/translate.ts';
import { Banner, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { Button } from '@/ui/button.tsx';
import { Facts } from '@/ui/facts.tsx';
import { textLink } from '@/ui/link-look.ts';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { FreezeBanner } from './freeze.tsx';
import { Hash } from './hash.tsx';
import { scriptRefusal } from './script-problem.ts';

/** What it was told, as text: names of variables and their values, secrets hidden by the server. */
function argumentLines({ arguments: { env, service, reboot } }: Execution): string[] {
  return [
    ...Object.entries(env ?? {}).map(([name, value]) => `${name}=${value}`),
    ...(service ? [`${service.action} ${service.name}`] : []),
    ...(reboot ? [`${reboot.delay_s} s${reboot.message ? `: ${reboot.message}` : ''}`] : []),
  ];
}

function ExecutionFacts({ execution }: { execution: Execution }) {
  const { t, dateTime } = useText();
  const { span } = useQuantities();
  const given = argumentLines(execution);
  const at = (iso: string | null): string | null => iso && dateTime(iso);
  return (
    <div className="grid items-start gap-x-8 gap-y-2.5 rounded-lg border border-line p-4 lg:grid-cols-2">
      <Facts
        facts={[
          {
            name: t('scripts.machine'),
            value: (
              <>
                <Link to="/machines/$assetId" params={{ assetId: execution.asset_id }} className={textLink}>
                  {execution.asset_name}
                </Link>{' '}
                <span className="text-muted">
                  {execution.client_name} · {execution.site_name}
                </span>
              </>
            ),
          },
          { name: t('scripts.requested_by'), value: execution.requested_by_name },
          { name: t('scripts.approved_by'), value: execution.approved_by_name },
          ...(execution.ticket_number ? [{ name: t('scripts.ticket'), value: <Link to="/tickets/$number" params={{ number: execution.ticket_number }} className={textLink}>{execution.ticket_number}</Link> }] : []),
          ...(execution.run_id ? [{ name: t('scripts.run_of'), value: <Link to="/runs/$runId" params={{ runId: execution.run_id }} className={textLink}>{t('scripts.wave', { wave: execution.wave + 1 })}</Link> }] : []),
          { name: t('scripts.run_as'), value: t(`scripts.run_as_${execution.run_as}`) },
          ...(given.length > 0 ? [{ name: t('scripts.arguments'), value: <code className="font-mono text-xs whitespace-pre-wrap">{given.join('\n')}</code> }] : []),
        ]}
      />
      <Facts
        facts={[
          { name: t('scripts.requested_at'), value: at(execution.created_at) },
          { name: t('scripts.started_at'), value: at(execution.started_at) },
          { name: t('scripts.finished_at'), value: at(execution.finished_at) },
          { name: t('scripts.duration'), value: execution.duration_ms === null ? null : span(execution.duration_ms / 1000) },
          ...(execution.exit_code === null ? [] : [{ name: t('scripts.exit_code'), value: String(execution.exit_code) }]),
          ...(execution.status === 'queued' ? [{ name: t('scripts.expires_at'), value: at(execution.expires_at) }] : []),
          ...(execution.script_sha256 ? [{ name: t('scripts.hash_text'), value: <Hash value={execution.script_sha256} /> }] : []),
          ...(execution.approval_sha256 ? [{ name: t('scripts.hash_approval'), value: <Hash value={execution.approval_sha256} /> }] : []),
        ]}
      />
    </div>
  );
}

export function ExecutionPage() {
  const { t } = useText();
  const { executionId } = useParams({ from: '/app/staff/executions/$executionId' });
  const { data: execution, error, refetch } = useExecution(executionId);
  const cancel = useCancelExecution();
  if (!execution) return error ? <ErrorPanel back={{ to: '/executions', label: t('scripts.back_executions') }} error={error} onRetry={() => void refetch()} /> : <SkeletonList />;
  const writes = execution.kind === 'script' || execution.output_bytes > 0;
  return (
    <>
      <Link to="/executions" className="mx-4 mt-3 -mb-2 flex w-fit items-center gap-1.5 rounded-md py-1 text-sm font-medium text-muted hover:text-ink sm:mx-6">
        <ArrowLeft className="size-4" aria-hidden />
        {t('scripts.back_executions')}
      </Link>
      <PageHeader
        title={execution.title}
        about={
          <span className="flex flex-wrap items-center gap-2">
            <ExecutionStatus status={execution.status} />
            {t(`fleet.kind_${execution.kind}`)}
            {execution.script_id && execution.version !== null && (
              <Link to="/scripts/$scriptId" params={{ scriptId: execution.script_id }} search={{ version: execution.version }} className={textLink}>
                {t('fleet.version', { version: execution.version })}
              </Link>
            )}
          </span>
        }
        actions={
          isOpenState(execution.status) && (
            <Button
              busy={cancel.isPending}
              icon={<Ban className="size-4" aria-hidden />}
              onClick={() => cancel.mutate(executionId, { onError: (refusal) => toast.problem(scriptRefusal(refusal, t)), onSuccess: () => toast.done(t('fleet.cancel_asked')) })}
            >
              {t('fleet.cancel')}
            </Button>
          )
        }
      />
      <div className="grid max-w-6xl gap-4 px-4 pb-8 sm:px-6">
        <FreezeBanner />
        {execution.reason && <Banner tone="warn">{t('fleet.reason', { reason: commandReason(execution.reason, t) })}</Banner>}
        <ExecutionFacts execution={execution} />
        <section className="grid gap-2">
          <h2 className="text-lg font-semibold">{t('fleet.output')}</h2>
          {execution.is_truncated && <Banner tone="warn">{t('scripts.output_truncated')}</Banner>}
          {writes ? (
            <ExecutionOutput
              executionId={executionId}
              assetId={execution.asset_id}
              status={execution.status}
              outputBytes={execution.output_bytes}
              label={t('fleet.output_of', { title: execution.title, name: execution.asset_name })}
            />
          ) : (
            <p className="text-muted">{t('scripts.no_output')}</p>
          )}
        </section>
      </div>
    </>
  );
}
