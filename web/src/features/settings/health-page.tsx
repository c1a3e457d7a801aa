// How the deployment is doing, in sentences: what is wrong first, each with what to do.
import { Link } from '@tanstack/react-router';
import { CircleCheck, CircleHelp, OctagonAlert, RotateCw, TriangleAlert } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useHealth } from '@/api/operations.ts';
import type { Health, HealthLine } from '@/api/operations.ts';
import { useText } from '@/text/translate.ts';
import { Ago, useNow } from '@/ui/ago.tsx';
import { Badge } from '@/ui/badge.tsx';
import type { Tone } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { Banner, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { healthSentence, healthTargets } from './health-sentence.ts';

type Level = HealthLine['level'];
const looks: Record<Level, [Tone, LucideIcon]> = { ok: ['ok', CircleCheck], unknown: ['neutral', CircleHelp], warn: ['warn', TriangleAlert], bad: ['danger', OctagonAlert] };
const weight: Record<Level, number> = { bad: 0, warn: 1, unknown: 2, ok: 3 };

/** A word and a shape, never colour alone. */
function LevelBadge({ level }: { level: Level }) {
  const { t } = useText();
  const [tone, Icon] = looks[level];
  return (
    <Badge tone={tone} icon={<Icon className="size-3.5 shrink-0" aria-hidden />}>
      {t(`health.level_${level}`)}
    </Badge>
  );
}

function Line({ line }: { line: HealthLine }) {
  const text = useText();
  const now = useNow();
  const { what, toDo } = healthSentence(line, text, now);
  const target = healthTargets[line.subject];
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-1 border-b border-line py-3">
      <span className="w-24 shrink-0">
        <LevelBadge level={line.level} />
      </span>
      <span className="min-w-52 flex-1">
        <span className="block wrap-anywhere">{what}</span>
        {toDo && <span className="block text-sm text-muted wrap-anywhere">{toDo}</span>}
      </span>
      {target && line.level !== 'ok' && (
        <Link to={target} aria-label={`${text.t('health.open')}: ${what}`} className="text-sm font-medium text-accent-ink underline underline-offset-2">
          {text.t('health.open')}
        </Link>
      )}
    </li>
  );
}

/** What scrolls inside a page can be reached and scrolled by keyboard. */
const reachable = { tabIndex: 0 };
const cell = 'px-3 py-1.5 text-left align-top';

function Jobs({ jobs }: Pick<Health, 'jobs'>) {
  const { t, number } = useText();
  return (
    <details>
      <summary className="w-fit cursor-default rounded-md font-semibold">{t('health.jobs')}</summary>
      <div className="mt-2 overflow-x-auto" role="region" aria-label={t('health.jobs')} {...reachable}>
        <table className="w-full text-sm">
          <thead className="text-xs text-muted">
            <tr>
              <th className={cell}>{t('health.job')}</th>
              <th className={cell}>{t('health.state')}</th>
              <th className={cell}>{t('health.last_run')}</th>
              <th className={`${cell} text-right`}>{t('health.took')}</th>
            </tr>
          </thead>
          <tbody>
            {jobs.map((run) => (
              <tr key={run.job} className="border-t border-line">
                <td className={cell}>{t(`job.${run.job}`)}</td>
                <td className={cell}>
                  <LevelBadge level={run.level} />
                </td>
                <td className={cell}>{run.started_at ? <Ago iso={run.started_at} /> : t('health.never')}</td>
                <td className={`${cell} text-right whitespace-nowrap tabular-nums`}>{run.duration_ms === null ? '–' : `${number(run.duration_ms)} ms`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Versions({ versions }: Pick<Health, 'versions'>) {
  const { t, number } = useText();
  if (versions.length === 0) return null;
  return (
    <details>
      <summary className="w-fit cursor-default rounded-md font-semibold">{t('health.versions')}</summary>
      <table className="mt-2 text-sm">
        <thead className="text-xs text-muted">
          <tr>
            <th className={cell}>{t('health.version')}</th>
            <th className={`${cell} text-right`}>{t('health.machines')}</th>
          </tr>
        </thead>
        <tbody>
          {versions.map(({ version, machines }) => (
            <tr key={version ?? ''} className="border-t border-line">
              <td className={cell}>{version ?? t('health.no_version')}</td>
              <td className={`${cell} text-right tabular-nums`}>{number(machines)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

const tones = { ok: 'ok', unknown: 'info', warn: 'warn', bad: 'danger' } as const;

export function HealthPage() {
  const { t, ago } = useText();
  const now = useNow();
  const { data, error, refetch, isFetching } = useHealth();
  const lines = (data?.lines ?? []).toSorted((a, b) => weight[a.level] - weight[b.level]);
  const toDo = lines.filter(({ level }) => level !== 'ok');
  const well = lines.filter(({ level }) => level === 'ok');
  return (
    <>
      <PageHeader
        title={t('health.title')}
        about={t('health.about')}
        actions={
          <Button icon={<RotateCw className="size-4" aria-hidden />} busy={isFetching} onClick={() => void refetch()}>
            {t('health.again')}
          </Button>
        }
      />
      <div className="grid max-w-4xl gap-6 px-4 pb-12 sm:px-6">
        {data ? (
          <>
            <Banner tone={tones[data.level]}>
              <span className="font-medium">{t(`health.all_${data.level}`)}</span> {t('health.checked', { ago: ago(data.checked_at, Math.max(now, Date.parse(data.checked_at))) })}
            </Banner>
            {toDo.length > 0 && (
              <section>
                <h2 className="font-semibold">{t('health.to_do')}</h2>
                <ul>
                  {toDo.map((line, n) => (
                    <Line key={n} line={line} />
                  ))}
                </ul>
              </section>
            )}
            {well.length > 0 && (
              <section>
                <h2 className="font-semibold">{t('health.well')}</h2>
                <ul>
                  {well.map((line, n) => (
                    <Line key={n} line={line} />
                  ))}
                </ul>
              </section>
            )}
            <Jobs jobs={data.jobs} />
            <Versions versions={data.versions} />
          </>
        ) : error ? (
          <ErrorPanel error={error} onRetry={() => void refetch()} />
        ) : (
          <SkeletonList />
        )}
      </div>
    </>
  );
}
