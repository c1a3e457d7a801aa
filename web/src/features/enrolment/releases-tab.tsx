// Versions of the agent: what machines run, who takes part, and how far each release went.
import { Link } from '@tanstack/react-router';
import { PackageSearch, RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useMe } from '@/api/session.ts';
import { useReleases, useScanReleases } from '@/api/releases.ts';
import type { Releases } from '@/api/releases.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';
import { ReleaseCard } from './release-card.tsx';

function Part({ title, about, children }: { title: string; about: string; children: ReactNode }) {
  return (
    <section className="min-w-0 flex-1 basis-72">
      <h2 className="font-semibold">{title}</h2>
      <p className="mb-2 text-sm text-muted">{about}</p>
      {children}
    </section>
  );
}

/** A bar beside its number: the number is what counts. */
function Bar({ name, value, of, told }: { name: ReactNode; value: number; of: number; told: string }) {
  return (
    <li className="grid grid-cols-[minmax(5rem,9rem)_1fr_auto] items-center gap-2 py-1 text-sm">
      <span className="truncate">{name}</span>
      <span className="h-2 overflow-hidden rounded-full bg-sunken" aria-hidden>
        <span className="block h-full rounded-full bg-accent" style={{ width: `${of > 0 ? Math.max(2, (100 * value) / of) : 0}%` }} />
      </span>
      <span className="text-right text-muted tabular-nums">{told}</span>
    </li>
  );
}

function Spread({ versions }: Pick<Releases, 'versions'>) {
  const { t, number } = useText();
  const all = versions.reduce((sum, one) => sum + one.machines, 0);
  if (all === 0) return <p className="text-sm text-muted">{t('releases.no_machines')}</p>;
  return (
    <ul>
      {versions.map(({ version, machines }) => (
        <Bar key={version ?? ''} name={version ?? t('releases.version_unknown')} value={machines} of={all} told={number(machines)} />
      ))}
    </ul>
  );
}

function Taking({ clients, members }: Pick<Releases, 'clients' | 'members'>) {
  const { t, number } = useText();
  return (
    <>
      <p className="mb-1 text-sm tabular-nums">{t('releases.members', { test: number(members[1]), early: number(members[2]), broad: number(members[3]) })}</p>
      <ul className="max-h-48 overflow-y-auto" {...(clients.length > 6 ? { tabIndex: 0, 'aria-label': t('releases.taking') } : {})}>
        {clients.map((client) => (
          <Bar key={client.client_id} name={
              <Link to="/policies" search={{ client_id: client.client_id }} className="text-accent-ink underline underline-offset-2">
                {client.name}
              </Link>
            } value={client.taking_part} of={client.machines} told={t('releases.taking_of', { taking: number(client.taking_part), all: number(client.machines) })} />
        ))}
      </ul>
    </>
  );
}

export function ReleasesTab() {
  const { t } = useText();
  const { data, error, refetch } = useReleases();
  const scan = useScanReleases();
  const role = useMe().role;
  if (error && !data) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonList rows={6} />;
  const look = role === 'superadmin' && (
    <Button
      icon={<RefreshCw className="size-4" aria-hidden />}
      busy={scan.isPending}
      onClick={() =>
        scan.mutate(undefined, {
          onError: (fault) => toast.problem(refusalSentence(fault, t)),
          onSuccess: ({ registered, passed_over }) => {
            for (const { version, why } of passed_over) toast.problem(t('releases.passed_over', { version, why: t(`releases.why_${why}`) }));
            if (registered.length > 0) toast.done(t('releases.found', { versions: registered.join(', ') }));
            else if (passed_over.length === 0) toast.done(t('releases.nothing_found'));
          },
        })
      }
    >
      {t('releases.look')}
    </Button>
  );
  return (
    <div className="grid max-w-5xl gap-6 px-4 pt-4 pb-12 sm:px-6">
      <div className="flex flex-wrap gap-x-10 gap-y-6">
        <Part title={t('releases.spread')} about={t('releases.spread_about')}>
          <Spread versions={data.versions} />
        </Part>
        <Part title={t('releases.taking')} about={t('releases.taking_about')}>
          <Taking clients={data.clients} members={data.members} />
        </Part>
      </div>
      <section>
        <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
          <h2 className="font-semibold">{t('releases.title')}</h2>
          {data.releases.length > 0 && look}
        </div>
        {data.releases.length === 0 ? (
          <EmptyState icon={<PackageSearch aria-hidden />} title={t('releases.empty')} action={look || undefined}>
            {t('releases.empty_hint')}
          </EmptyState>
        ) : (
          <ul className="grid gap-4">
            {data.releases.map((release) => (
              <ReleaseCard key={release.release_id} release={release} members={data.members} mayDecide={role !== 'technician'} />
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}
