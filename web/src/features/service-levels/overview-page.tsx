// What runs out, what ran out, and how much was met in a period.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { CircleCheckBig } from 'lucide-react';
import { useState } from 'react';
import { useClientOptions } from '@/api/places.ts';
import { useClockList, useCompliance } from '@/api/service-levels.ts';
import type { Compliance } from '@/api/service-levels.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Combobox } from '@/ui/combobox.tsx';
import { EmptyState, ErrorPanel } from '@/ui/feedback.tsx';
import { Select } from '@/ui/field.tsx';
import { ListBody } from '@/ui/list-body.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { Switch } from '@/ui/toggle.tsx';
import { ClockRows } from './clock-rows.tsx';
import { LevelTabs } from './level-tabs.tsx';
import { boundsOf, periods, readOverviewSearch } from './overview-search.ts';

/** The share in words and as a bar; the bar says nothing that the words do not. */
function Share({ name, figures }: { name: string; figures: Compliance | undefined }) {
  const { t, locale, number } = useText();
  const percent = figures?.percent ?? null;
  return (
    <div className="grid min-w-64 flex-1 gap-1.5 rounded-lg border border-line px-4 py-3">
      <p className="text-sm text-muted">{name}</p>
      <p className="text-2xl font-semibold tabular-nums">{percent === null ? '–' : new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(percent / 100)}</p>
      <span aria-hidden className="block h-1.5 overflow-hidden rounded-full bg-sunken">
        <span className="block h-full rounded-full bg-accent" style={{ width: `${percent ?? 0}%` }} />
      </span>
      <p className="text-xs text-muted tabular-nums">
        {figures && percent !== null ? t('levels.share_words', { met: number(figures.met), breached: number(figures.breached), open: number(figures.open) }) : t('levels.share_none', { open: number(figures?.open ?? 0) })}
      </p>
    </div>
  );
}

export function OverviewPage() {
  const { t } = useText();
  const me = useMe();
  const search = useSearch({ from: '/app/staff/service-levels' });
  const navigate = useNavigate({ from: '/service-levels' });
  const clients = useClientOptions().data ?? [];
  const period = search.period ?? 'month';
  const [opened] = useState(() => new Date());
  const bounds = boundsOf(period, opened);
  const scope = { client_id: search.client_id, assigned_to: search.mine ? me.user_id : undefined };
  const metrics = useCompliance({ ...bounds, ...scope });
  const breaches = useClockList('breaches', scope);
  const warnings = useClockList('warnings', scope);
  const change = (next: Record<string, unknown>): void => void navigate({ search: (before) => readOverviewSearch({ ...before, ...next }), replace: true });
  const quiet = (title: 'levels.breaches_empty' | 'levels.warnings_empty') => <EmptyState icon={<CircleCheckBig aria-hidden />} title={t(title)} />;
  return (
    <>
      <PageHeader title={t('nav.service_levels')} />
      <LevelTabs />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5 sm:px-6">
        <Select aria-label={t('levels.period')} className="w-48 max-sm:w-full" value={period} onChange={(event) => change({ period: event.target.value })} options={periods.map((value) => ({ value, label: t(`levels.period_${value}`) }))} />
        <span className="w-52 max-sm:w-full">
          <Combobox label={t('levels.client')} placeholder={t('levels.every_client')} noneLabel={t('levels.every_client')} value={search.client_id ?? null} onChange={(client_id) => change({ client_id })} options={clients.map((client) => ({ value: client.client_id, label: client.name }))} />
        </span>
        <Switch label={t('levels.only_mine')} checked={search.mine === true} onCheckedChange={(mine) => change({ mine })} />
      </div>
      <section aria-label={t('levels.compliance')} className="flex flex-wrap gap-3 px-4 sm:px-6">
        {metrics.error && !metrics.data ? (
          <ErrorPanel error={metrics.error} onRetry={() => void metrics.refetch()} />
        ) : (
          <>
            <Share name={t('levels.met_of', { target: t('sla.target_first_response') })} figures={metrics.data?.first_response} />
            <Share name={t('levels.met_of', { target: t('sla.target_resolution') })} figures={metrics.data?.resolution} />
          </>
        )}
      </section>
      <p className="px-4 pt-1.5 text-xs text-muted sm:px-6">{t('levels.compliance_about')}</p>
      <section aria-label={t('levels.breaches')} className="mt-5">
        <h2 className="px-4 pb-2 font-semibold sm:px-6">{t('levels.breaches')}</h2>
        <ListBody list={breaches} empty={quiet('levels.breaches_empty')}>
          {(rows) => <ClockRows rows={rows} label={t('levels.breaches')} />}
        </ListBody>
      </section>
      <section aria-label={t('levels.warnings_list')} className="mt-5 pb-6">
        <h2 className="px-4 pb-2 font-semibold sm:px-6">{t('levels.warnings_list')}</h2>
        <ListBody list={warnings} empty={quiet('levels.warnings_empty')}>
          {(rows) => <ClockRows rows={rows} label={t('levels.warnings_list')} />}
        </ListBody>
      </section>
    </>
  );
}
