// One machine: how it is, what it is made of, what changed, and what was done to it.
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { lazy, Suspense } from 'react';
import type { ReactNode } from 'react';
import { useAsset } from '@/api/assets.ts';
import type { Asset } from '@/api/assets.ts';
import { useMe } from '@/api/session.ts';
import { withTexts } from '@/text/parts.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Badge } from '@/ui/badge.tsx';
import { Banner, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { TabPanel, Tabs } from '@/ui/toggle.tsx';
import { AgentStatus, AssetTypeIcon } from './agent-status.tsx';
import { AssetActions } from './asset-actions.tsx';
import { AssetOverview } from './asset-overview.tsx';
import { assetTabs } from './asset-search.ts';
import type { AssetTab } from './asset-search.ts';
import { RemovalNotice } from './removal-notice.tsx';
import { RunScriptButton } from './run-script-button.tsx';
import { useLiveAsset } from './use-live-asset.ts';
import type { LiveAsset } from './use-live-asset.ts';

const AssetInventory = lazy(() => import('./asset-inventory.tsx').then((module) => ({ default: module.AssetInventory })));
const AssetSoftware = lazy(() => import('./asset-software.tsx').then((module) => ({ default: module.AssetSoftware })));
const AssetServices = lazy(() => import('./asset-services.tsx').then((module) => ({ default: module.AssetServices })));
const AssetChanges = lazy(() => import('./asset-changes.tsx').then((module) => ({ default: module.AssetChanges })));
const AssetAlerts = lazy(() => import('./asset-alerts.tsx').then((module) => ({ default: module.AssetAlerts })));
const AssetCommands = lazy(() => import('./asset-commands.tsx').then((module) => ({ default: module.AssetCommands })));
const RecoveryKeys = lazy(() => import('./recovery-keys.tsx').then((module) => ({ default: module.RecoveryKeys })));
const RemoteBanner = lazy(() => import('@/features/remote/remote-banner.tsx').then((module) => ({ default: module.RemoteBanner })));
const RemoteTab = lazy(() => withTexts(['tools'], import('@/features/remote/remote-tab.tsx')).then((module) => ({ default: module.RemoteTab })));
const AssetTools = lazy(() => withTexts(['tools'], import('@/features/live-tools/asset-tools.tsx')).then((module) => ({ default: module.AssetTools })));
const AssetPolicy = lazy(() => withTexts(['policies', 'schedules'], import('@/features/policies/asset-policy.tsx')).then((module) => ({ default: module.AssetPolicy })));
const AssetCare = lazy(() => withTexts(['policies'], import('@/features/care/asset-care.tsx')).then((module) => ({ default: module.AssetCare })));
const AssetEvents = lazy(() => import('./asset-events.tsx').then((module) => ({ default: module.AssetEvents })));

/** Presence as the machine's own channel knows it, else as the list does. */
function Presence({ asset, live }: { asset: Asset; live: LiveAsset }) {
  const { t } = useText();
  const isKnown = live.state === 'live' && live.presence !== null && (asset.agent_status === 'online' || asset.agent_status === 'offline');
  const status = isKnown ? (live.presence?.is_online ? 'online' : 'offline') : asset.agent_status;
  const seen = live.presence?.last_seen_at ?? asset.last_seen_at;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <span role="status">
        <AgentStatus status={status} />
      </span>
      {seen && status !== 'online' && (
        <span>
          {t('assets.last_seen')} <Ago iso={seen} />
        </span>
      )}
    </span>
  );
}

function Notices({ asset }: { asset: Asset }) {
  const { t, dateTime } = useText();
  return (
    <>
      {asset.enrolment === 'held' && (
        <Banner tone="warn" className="mx-4 mb-3 sm:mx-6">
          {t('assets.held_notice')}
        </Banner>
      )}
      {asset.enrolment === 'revoked' && asset.lifecycle !== 'retired' && (
        <Banner tone="warn" className="mx-4 mb-3 sm:mx-6">
          {t('assets.revoked_notice')}
        </Banner>
      )}
      {asset.maintenance_until && (
        <Banner tone="info" className="mx-4 mb-3 sm:mx-6">
          {t('assets.maintenance_notice', { at: dateTime(asset.maintenance_until) })}
        </Banner>
      )}
    </>
  );
}

function AssetBody({ asset }: { asset: Asset }) {
  const { t, number } = useText();
  const me = useMe();
  const { tab = 'overview' } = useSearch({ from: '/app/machines/$assetId' });
  const navigate = useNavigate({ from: '/machines/$assetId' });
  const hasAgent = asset.enrolment !== 'none';
  const live = useLiveAsset(asset.asset_id, hasAgent && asset.lifecycle !== 'retired');
  const tabs = assetTabs.filter((name) => (hasAgent || name === 'overview' || name === 'alerts' || name === 'care') && (name !== 'tools' || asset.enrolment === 'active') && (me.is_staff || (name !== 'tools' && name !== 'remote' && name !== 'commands' && name !== 'events' && name !== 'policy' && name !== 'care')));
  const { asset_id: assetId } = asset;
  const panels: Record<AssetTab, ReactNode> = {
    overview: <AssetOverview asset={asset} live={live} />,
    hardware: <AssetInventory assetId={assetId} tab="hardware" />,
    software: <AssetSoftware assetId={assetId} />,
    services: <AssetServices assetId={assetId} mayAct={me.is_staff && asset.enrolment === 'active'} />,
    network: <AssetInventory assetId={assetId} tab="network" />,
    security: <AssetInventory assetId={assetId} tab="security" />,
    volumes: (
      <>
        <AssetInventory assetId={assetId} tab="volumes" />
        {me.is_staff && hasAgent && <RecoveryKeys asset={asset} />}
      </>
    ),
    changes: <AssetChanges assetId={assetId} />,
    alerts: <AssetAlerts assetId={assetId} />,
    tools: <AssetTools asset={asset} isOnline={live.presence?.is_online ?? asset.agent_status === 'online'} />,
    remote: <RemoteTab asset={asset} />,
    commands: <AssetCommands assetId={assetId} />,
    events: <AssetEvents assetId={assetId} />,
    policy: <AssetPolicy asset={asset} />,
    care: <AssetCare asset={asset} />,
  };
  return (
    <>
      <Link to="/machines" className="mx-4 mt-3 -mb-2 flex w-fit items-center gap-1.5 rounded-md py-1 text-sm font-medium text-muted hover:text-ink sm:mx-6">
        <ArrowLeft className="size-4" aria-hidden />
        {t('nav.assets')}
      </Link>
      <PageHeader
        title={asset.name}
        about={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <AssetTypeIcon type={asset.asset_type} />
            <Presence asset={asset} live={live} />
            <span className="text-muted">{[asset.client_name, asset.site_name].filter(Boolean).join(' · ')}</span>
            {asset.enrolment === 'held' && <Badge tone="plum">{t('fleet.enrolment_held')}</Badge>}
            {asset.enrolment === 'revoked' && <Badge>{t('fleet.enrolment_revoked')}</Badge>}
            {asset.lifecycle && asset.lifecycle !== 'active' && <Badge>{t(`fleet.lifecycle_${asset.lifecycle}`)}</Badge>}
          </span>
        }
        actions={
          me.is_staff && (
            <AssetActions asset={asset}>
              <RunScriptButton assets={[asset]} onStarted={() => void navigate({ search: { tab: 'commands' } })} />
            </AssetActions>
          )
        }
      />
      <Notices asset={asset} />
      {me.is_staff && <RemovalNotice asset={asset} />}
      {hasAgent && (
        <Suspense fallback={null}>
          <RemoteBanner assetId={assetId} />
        </Suspense>
      )}
      <Tabs
        label={t('assets.tabs')}
        className="px-4 pb-8 sm:px-6"
        value={tabs.includes(tab) ? tab : 'overview'}
        onValueChange={(value) => void navigate({ search: value === 'overview' ? {} : { tab: value as AssetTab }, replace: true })}
        items={tabs.map((value) => ({ value, label: t(`assets.tab_${value}`), count: value === 'alerts' && asset.open_alerts ? number(asset.open_alerts) : undefined }))}
      >
        {tabs.map((value) => (
          <TabPanel key={value} value={value} className="outline-none">
            <Suspense fallback={<SkeletonList />}>{panels[value]}</Suspense>
          </TabPanel>
        ))}
      </Tabs>
    </>
  );
}

export function AssetPage() {
  const { t } = useText();
  const { assetId } = useParams({ from: '/app/machines/$assetId' });
  const { data, error, refetch } = useAsset(assetId);
  if (!data) return error ? <ErrorPanel back={{ to: '/machines', label: t('nav.assets') }} error={error} onRetry={() => void refetch()} /> : <SkeletonList rows={10} />;
  return <AssetBody key={data.asset_id} asset={data} />;
}
