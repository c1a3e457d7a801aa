// A machine at a glance: how it is right now, its charts, and what stands open about it.
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { ReactNode } from 'react';
import type { Asset, MetricRange } from '@/api/assets.ts';
import { useAssetAlerts, useAssetTickets } from '@/api/assets.ts';
import { useExecutions } from '@/api/executions.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { StatusBadge } from '@/ui/badge.tsx';
import { classNames } from '@/ui/class-names.ts';
import { Figure, Facts } from '@/ui/facts.tsx';
import { Skeleton } from '@/ui/feedback.tsx';
import { rowLink, textLink } from '@/ui/link-look.ts';
import { readAssetPageSearch } from './asset-search.ts';
import { AlertItem } from './asset-alerts.tsx';
import { ExecutionStatus } from './execution-status.tsx';
import { systemOf } from './inventory-view.ts';
import { useQuantities } from './quantities.ts';
import type { LiveAsset } from './use-live-asset.ts';

const AssetCharts = lazy(() => import('./asset-charts.tsx').then((module) => ({ default: module.AssetCharts })));
const ranges: readonly MetricRange[] = ['1h', '24h', '48h', '7d', '30d', '365d'];

function RangeChoice({ range }: { range: MetricRange }) {
  const { t } = useText();
  const navigate = useNavigate({ from: '/machines/$assetId' });
  return (
    <div role="radiogroup" aria-label={t('assets.range')} className="flex w-fit flex-wrap rounded-md border border-line p-0.5">
      {ranges.map((value) => (
        <label key={value} className={classNames('cursor-pointer rounded-sm px-2.5 py-1 text-xs font-medium has-focus-visible:outline-2', value === range ? 'bg-accent text-on-accent' : 'text-muted hover:bg-hover')}>
          <input
            type="radio"
            name="range"
            className="sr-only"
            checked={value === range}
            onChange={() => void navigate({ search: (before) => readAssetPageSearch({ ...before, range: value }), replace: true })}
          />
          {t(`assets.range_${value}`)}
        </label>
      ))}
    </div>
  );
}

/** The newest reading in figures; of a machine that does not answer it is the last one, and says so. */
function Now({ asset, live }: { asset: Asset; live: LiveAsset }) {
  const { t, number } = useText();
  const { percent, size, rate, span } = useQuantities();
  const { sample } = live;
  if (!sample) return null;
  const isOld = live.presence ? !live.presence.is_online : asset.agent_status !== 'online';
  const fullest = sample.disks.toSorted((a, b) => b.used - a.used)[0];
  const dash = (value: number | null, format: (value: number) => string): string => (value === null ? '–' : format(value));
  const figures = (
    <div className={classNames('grid grid-cols-2 gap-2 sm:grid-cols-3 2xl:grid-cols-6', isOld && 'text-muted')} aria-label={t(isOld ? 'assets.last_reading' : 'assets.now')} role="group">
      <Figure name={t('fleet.metric_cpu')} value={percent(sample.cpu)} {...(sample.cpu >= 90 && !isOld ? { tone: 'warn' as const } : {})} />
      <Figure name={[t('fleet.metric_memory'), sample.memory_bytes && (asset.memory_bytes ? t('assets.part_of', { part: size(sample.memory_bytes), whole: size(asset.memory_bytes) }) : size(sample.memory_bytes))].filter(Boolean).join(' · ')} value={percent(sample.memory)} {...(sample.memory >= 90 && !isOld ? { tone: 'warn' as const } : {})} />
      {fullest && <Figure name={`${t('fleet.metric_disk')} ${fullest.mount}`} value={percent(fullest.used)} {...(fullest.used >= 90 && !isOld ? { tone: 'warn' as const } : {})} />}
      <Figure name={t('assets.metric_network')} value={<span className="grid text-sm leading-4.5"><span>↓ {dash(sample.rx, rate)}</span><span>↑ {dash(sample.tx, rate)}</span></span>} />
      <Figure name={t('assets.uptime')} value={<span className="text-base">{dash(sample.uptime_s, span)}</span>} />
      <Figure name={t('assets.processes')} value={dash(sample.processes, number)} />
    </div>
  );
  if (!isOld) return figures;
  return (
    <div className="grid gap-1.5">
      <p className="text-sm text-muted">
        {t('assets.last_reading')}: <Ago iso={sample.at} />
      </p>
      {figures}
    </div>
  );
}

function Panel({ title, more, children }: { title: string; more?: ReactNode; children: ReactNode }) {
  return (
    <section className="rounded-lg border border-line p-4">
      <div className="mb-2.5 flex items-baseline justify-between gap-2">
        <h2 className="text-sm font-semibold">{title}</h2>
        {more}
      </div>
      {children}
    </section>
  );
}

function OpenAlerts({ assetId }: { assetId: string }) {
  const { t } = useText();
  const alerts = useAssetAlerts(assetId, true);
  if (alerts.rows.length === 0) return null;
  return (
    <Panel title={t('assets.open_alerts_title')}>
      <ul className="grid gap-2">
        {alerts.rows.slice(0, 5).map((alert) => (
          <AlertItem key={alert.alert_id} alert={alert} />
        ))}
      </ul>
    </Panel>
  );
}

function Commands({ assetId }: { assetId: string }) {
  const { t } = useText();
  const executions = useExecutions({ asset_id: assetId, open: true });
  if (executions.rows.length === 0) return null;
  return (
    <Panel
      title={t('assets.open_commands')}
      more={
        <Link from="/machines/$assetId" to="/machines/$assetId" search={{ tab: 'commands' }} className={`${textLink} text-xs`}>
          {t('assets.see_all')}
        </Link>
      }
    >
      <ul className="grid gap-1.5">
        {executions.rows.slice(0, 6).map((execution) => (
          <li key={execution.execution_id} className="flex items-center justify-between gap-2 text-sm">
            <span className="min-w-0 truncate">{execution.title}</span>
            <ExecutionStatus status={execution.status} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Tickets({ assetId }: { assetId: string }) {
  const { t } = useText();
  const me = useMe();
  const { data } = useAssetTickets(assetId);
  return (
    <Panel title={t('assets.tickets')}>
      {!data ? (
        <Skeleton />
      ) : data.length === 0 ? (
        <p className="text-sm text-muted">{t('assets.no_tickets')}</p>
      ) : (
        <ul className="grid gap-2">
          {data.slice(0, 8).map((ticket) => (
            <li key={ticket.ticket_id} className="grid gap-0.5 text-sm">
              <span className="flex items-center justify-between gap-2">
                <Link to={me.is_staff ? '/tickets/$number' : '/requests/$number'} params={{ number: ticket.ticket_number }} className={`${rowLink} tabular-nums`}>
                  {ticket.ticket_number}
                </Link>
                <StatusBadge status={ticket.status} />
              </span>
              <span className="truncate text-xs text-muted">{ticket.subject}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

export function AssetOverview({ asset, live }: { asset: Asset; live: LiveAsset }) {
  const { t, date, dateTime } = useText();
  const me = useMe();
  const { size } = useQuantities();
  const { range = '1h' } = useSearch({ from: '/app/machines/$assetId' });
  const hasAgent = asset.enrolment !== 'none';
  const bytes = (value: number | null): string | null => (value === null ? null : size(value));
  return (
    <div className="grid grid-cols-1 items-start gap-4 pt-4 xl:grid-cols-[minmax(0,1fr)_21rem]">
      <div className="grid min-w-0 grid-cols-1 gap-4">
        {hasAgent ? (
          <>
            <Now asset={asset} live={live} />
            <RangeChoice range={range} />
            <Suspense fallback={<Skeleton className="h-52 w-full" />}>
              <AssetCharts assetId={asset.asset_id} range={range} live={live.points} />
            </Suspense>
          </>
        ) : (
          <p className="rounded-lg border border-line px-4 py-10 text-center text-muted">{t('assets.no_agent')}</p>
        )}
      </div>
      <div className="grid min-w-0 grid-cols-1 gap-4">
        <OpenAlerts assetId={asset.asset_id} />
        {me.is_staff && <Commands assetId={asset.asset_id} />}
        <Panel title={t('assets.machine')}>
          <Facts
            facts={[
              { name: t('assets.os'), value: systemOf(asset.os_name, asset.os_version) },
              { name: t('assets.hostname'), value: asset.hostname },
              { name: t('assets.user'), value: asset.logged_in_user },
              { name: t('assets.ip'), value: asset.ip_address },
              { name: t('fleet.metric_cpu'), value: asset.cpu_name },
              { name: t('fleet.metric_memory'), value: bytes(asset.memory_bytes) },
              { name: t('fleet.metric_disk'), value: bytes(asset.disk_bytes) },
              { name: t('assets.model'), value: [asset.manufacturer, asset.model].filter(Boolean).join(' ') },
              { name: t('assets.serial'), value: asset.serial },
              { name: t('assets.agent_version'), value: asset.agent_version },
              { name: t('assets.enrolled'), value: asset.enrolled_at && dateTime(asset.enrolled_at) },
              { name: t('assets.person'), value: asset.assigned_person },
              { name: t('assets.warranty'), value: asset.warranty_until && date(`${asset.warranty_until}T12:00:00`) },
              { name: t('assets.tags'), value: asset.tags.join(', ') },
              ...(me.is_staff && asset.notes ? [{ name: t('assets.notes'), value: <span className="whitespace-pre-wrap">{asset.notes}</span> }] : []),
            ]}
          />
        </Panel>
        <Tickets assetId={asset.asset_id} />
      </div>
    </div>
  );
}
