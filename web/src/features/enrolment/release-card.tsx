// One release: its rings, what became of it, and what may be decided now.
import { Check, ChevronRight, CirclePause, Clock, OctagonAlert, RotateCcw } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useId, useState } from 'react';
import type { ReleaseState } from '../../../../worker/modules/releases/values.ts';
import { useDecideRelease, useUpdateMachines } from '@/api/releases.ts';
import type { Releases, ReleaseView } from '@/api/releases.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Badge } from '@/ui/badge.tsx';
import type { Tone } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { AlertDialog, Dialog } from '@/ui/dialog.tsx';
import { Banner, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { Table, Td, Th } from '@/ui/table.tsx';
import { toast } from '@/ui/toast.tsx';

const looks: Record<ReleaseState, [Tone, LucideIcon]> = { registered: ['neutral', Clock], rolling: ['accent', ChevronRight], halted: ['warn', CirclePause], recalled: ['danger', RotateCcw] };
const rings = [1, 2, 3] as const;
const spreads = [0, 600, 3600, 14_400, 86_400];
const told = ['updated', 'taken', 'restarting', 'failed', 'refused', 'silent', 'unable', 'gone_back'] as const;
const bad: readonly string[] = ['failed', 'refused', 'silent'];

function Rings({ release, members }: { release: ReleaseView; members: Releases['members'] }) {
  const { t, number } = useText();
  return (
    <ol className="flex flex-wrap gap-2" aria-label={t('releases.rings')}>
      {rings.map((ring) => {
        const isReached = release.ring >= ring;
        return (
          <li key={ring} aria-current={release.ring === ring ? 'step' : undefined} className={`flex min-w-36 flex-1 items-center gap-2 rounded-md border px-3 py-2 text-sm ${isReached ? 'border-accent bg-accent-soft text-accent-ink' : 'border-line text-muted'}`}>
            {isReached ? <Check className="size-4 shrink-0" aria-hidden /> : <Clock className="size-4 shrink-0" aria-hidden />}
            <span className="min-w-0">
              <span className="block font-medium">{t(`releases.ring_${ring}`)}</span>
              <span className="block text-xs">{t('releases.machines', { count: members[ring] })}</span>
              <span className="sr-only">{t(isReached ? 'releases.reached' : 'releases.not_reached')}</span>
            </span>
            <span className="sr-only">{number(members[ring])}</span>
          </li>
        );
      })}
    </ol>
  );
}

function Machines({ releaseId }: { releaseId: string }) {
  const { t } = useText();
  const { data, error, refetch } = useUpdateMachines(releaseId);
  if (error && !data) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonList rows={3} />;
  if (data.length === 0) return <p className="py-2 text-sm text-muted">{t('releases.no_word')}</p>;
  return (
    <Table aria-label={t('releases.what_became')}>
      <thead>
        <tr>
          <Th>{t('enrolment.machine')}</Th>
          <Th>{t('enrolment.state')}</Th>
          <Th className="max-sm:hidden">{t('releases.reason')}</Th>
          <Th className="max-sm:hidden">{t('releases.runs')}</Th>
          <Th className="max-sm:hidden">{t('enrolment.at')}</Th>
        </tr>
      </thead>
      <tbody>
        {data.map((machine) => (
          <tr key={machine.asset_id}>
            <Td className="max-w-48">
              <span className="block truncate font-medium">{machine.name}</span>
              <span className="block truncate text-xs text-muted">{machine.client_name}</span>
            </Td>
            <Td>
              <Badge tone={machine.state === 'updated' ? 'ok' : bad.includes(machine.state) ? 'danger' : 'neutral'}>{t(`releases.state_${machine.state}`)}</Badge>
              {machine.reason && <span className="mt-0.5 block text-xs text-muted wrap-anywhere sm:hidden">{reasonSentence(machine.reason, t)}</span>}
            </Td>
            <Td className="wrap-anywhere max-sm:hidden">{machine.reason ? reasonSentence(machine.reason, t) : '–'}</Td>
            <Td className="whitespace-nowrap tabular-nums max-sm:hidden">{machine.agent_version ?? '–'}</Td>
            <Td className="whitespace-nowrap text-muted max-sm:hidden">
              <Ago iso={machine.updated_at} />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

const known = ['bad_signature', 'unknown_key', 'unreadable', 'other_version', 'other_channel', 'downgrade', 'no_code', 'below_minimum', 'runtime_too_old', 'bad_hash', 'too_large', 'truncated', 'no_launcher', 'no_way_back', 'way_back_failed', 'hang', 'offline', 'interrupted', 'missing'] as const;
/** A machine's own word where we have none for it. */
function reasonSentence(reason: string, t: ReturnType<typeof useText>['t']): string {
  const crash = /^crash (\d+)$/.exec(reason);
  if (crash) return t('releases.reason_crash', { code: crash[1]! });
  const code = known.find((one) => one === reason);
  return code ? t(`releases.reason_${code}`) : reason;
}

/** Words of the one who stopped it; a halt that nobody ordered is told in ours. */
function haltSentence(reason: string, t: ReturnType<typeof useText>['t']): string {
  const figures = /^(\d+) failed, (\d+) refused, (\d+) silent, (\d+) updated$/.exec(reason);
  return figures ? t('releases.halted_itself', { failed: figures[1]!, refused: figures[2]!, silent: figures[3]!, updated: figures[4]! }) : reason;
}

type Asking = 'promote' | 'halt' | 'rollback' | 'resume';

function Promote({ release, onClose }: { release: ReleaseView; onClose: () => void }) {
  const { t } = useText();
  const decide = useDecideRelease(release.release_id);
  const [spread, setSpread] = useState('600');
  const isForced = release.objections.length > 0;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('releases.promote_title', { version: release.version, ring: t(`releases.ring_${Math.min(3, release.ring + 1) as 1 | 2 | 3}`) })}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button tone={isForced ? 'danger' : 'primary'} busy={decide.isPending} onClick={() => decide.mutate({ act: 'promote', is_forced: isForced, spread_s: Number(spread) }, { onSuccess: onClose })}>
            {t(isForced ? 'releases.promote_anyway' : 'releases.promote')}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {decide.error && <Banner tone="danger">{refusalSentence(decide.error, t)}</Banner>}
        {isForced && (
          <Banner tone="warn">
            <ul className="list-disc pl-4">
              {release.objections.map((one) => (
                <li key={one}>{t(`releases.objection_${one}`)}</li>
              ))}
            </ul>
          </Banner>
        )}
        <Field label={t('releases.spread_over')} hint={t('releases.spread_over_hint')}>
          <Select value={spread} onChange={(event) => setSpread(event.target.value)} options={spreads.map((value) => ({ value: String(value), label: t(`releases.over_${value as 0 | 600 | 3600 | 14_400 | 86_400}`) }))} />
        </Field>
      </div>
    </Dialog>
  );
}

function Stop({ release, act, onClose }: { release: ReleaseView; act: 'halt' | 'rollback'; onClose: () => void }) {
  const { t } = useText();
  const formId = useId();
  const decide = useDecideRelease(release.release_id);
  const [reason, setReason] = useState('');
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(`releases.${act}_title`, { version: release.version })}
      description={t(`releases.${act}_about`)}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} tone="danger" busy={decide.isPending}>
            {t(`releases.${act}`)}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          decide.mutate({ act, reason: reason.trim() }, { onSuccess: onClose });
        }}
      >
        {decide.error && <Banner tone="danger">{refusalSentence(decide.error, t)}</Banner>}
        <Field label={t('releases.reason')}>
          <TextInput required maxLength={300} value={reason} onChange={(event) => setReason(event.target.value)} />
        </Field>
      </form>
    </Dialog>
  );
}

export function ReleaseCard({ release, members, mayDecide }: { release: ReleaseView; members: Releases['members']; mayDecide: boolean }) {
  const { t, number, date } = useText();
  const [asking, setAsking] = useState<Asking | null>(null);
  const [isOpen, setOpen] = useState(false);
  const resume = useDecideRelease(release.release_id);
  const [tone, Icon] = looks[release.state];
  const close = (): void => setAsking(null);
  const figures = told.filter((one) => release.counts[one] > 0 || one === 'updated');
  return (
    <li className="grid gap-3 rounded-lg border border-line p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="text-lg font-semibold tabular-nums">{release.version}</h3>
        <Badge tone={tone} icon={<Icon className="size-3.5 shrink-0" aria-hidden />}>
          {t(`releases.is_${release.state}`)}
        </Badge>
        <span className="text-sm text-muted">{t('releases.made', { date: date(release.created_at), channel: release.channel })}</span>
        <span className="text-sm text-muted">
          {t('releases.key')} <code className="font-mono text-xs">{release.key_id}</code>
        </span>
      </div>
      {release.reason && (
        <Banner tone={release.state === 'recalled' ? 'danger' : 'warn'}>
          <span className="wrap-anywhere">{haltSentence(release.reason, t)}</span>
        </Banner>
      )}
      <Rings release={release} members={members} />
      {release.ring > 0 && (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
          {figures.map((one) => (
            <li key={one} className={`flex items-center gap-1 tabular-nums ${bad.includes(one) ? 'text-danger-ink' : ''}`}>
              {bad.includes(one) && <OctagonAlert className="size-4 shrink-0" aria-hidden />}
              {t(`releases.count_${one}`, { count: release.counts[one], number: number(release.counts[one]) })}
            </li>
          ))}
        </ul>
      )}
      <div className="flex flex-wrap gap-2">
        {mayDecide && (release.state === 'registered' || release.state === 'rolling') && release.ring < 3 && (
          <Button tone="primary" small onClick={() => setAsking('promote')}>
            {t('releases.promote_to', { ring: t(`releases.ring_${(release.ring + 1) as 1 | 2 | 3}`) })}
          </Button>
        )}
        {mayDecide && release.state === 'halted' && (
          <Button tone="primary" small onClick={() => setAsking('resume')}>
            {t('releases.resume')}
          </Button>
        )}
        {mayDecide && release.state === 'rolling' && (
          <Button small onClick={() => setAsking('halt')}>
            {t('releases.halt')}
          </Button>
        )}
        {mayDecide && release.ring > 0 && release.state !== 'recalled' && (
          <Button small onClick={() => setAsking('rollback')}>
            {t('releases.rollback')}
          </Button>
        )}
        {release.ring > 0 && (
          <Button small tone="ghost" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {t('releases.what_became')}
          </Button>
        )}
      </div>
      {isOpen && <Machines releaseId={release.release_id} />}
      {asking === 'promote' && <Promote release={release} onClose={close} />}
      {(asking === 'halt' || asking === 'rollback') && <Stop release={release} act={asking} onClose={close} />}
      {asking === 'resume' && (
        <AlertDialog
          open
          onOpenChange={(open) => !open && close()}
          title={t('releases.resume_title', { version: release.version })}
          description={t('releases.resume_about')}
          action={t('releases.resume')}
          busy={resume.isPending}
          onAction={() => resume.mutate({ act: 'resume' }, { onError: (fault) => toast.problem(refusalSentence(fault, t)), onSettled: close })}
        />
      )}
    </li>
  );
}
