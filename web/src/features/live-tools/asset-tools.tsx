// Live tools of one machine: what somebody of the desk may use there, one after the other. Each use is an order that the client can read of.
import { lazy, Suspense, useState } from 'react';
import type { Asset } from '@/api/assets.ts';
import { useMe } from '@/api/session.ts';
import { useToolRights } from '@/api/tools.ts';
import { useText } from '@/text/translate.ts';
import { classNames } from '@/ui/class-names.ts';
import { EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import type { ToolGroup } from '../../../../worker/modules/tools/values.ts';
import { mayUse } from './may-use.ts';

const ProcessesPanel = lazy(() => import('./processes-panel.tsx').then((module) => ({ default: module.ProcessesPanel })));
const ServicesPanel = lazy(() => import('./services-panel.tsx').then((module) => ({ default: module.ServicesPanel })));
const LogPanel = lazy(() => import('./log-panel.tsx').then((module) => ({ default: module.LogPanel })));
const FilesPanel = lazy(() => import('./files-panel.tsx').then((module) => ({ default: module.FilesPanel })));
const SoftwarePanel = lazy(() => import('./software-panel.tsx').then((module) => ({ default: module.SoftwarePanel })));
const PowerPanel = lazy(() => import('./power-panel.tsx').then((module) => ({ default: module.PowerPanel })));

const panels = ['processes', 'services', 'logs', 'files', 'software', 'power'] as const;
type Panel = (typeof panels)[number];
const groupsOf: Record<Panel, ToolGroup[]> = { processes: ['processes'], services: ['services'], logs: ['logs'], files: ['files'], software: ['software'], power: ['restart', 'wake'] };

export function AssetTools({ asset, isOnline }: { asset: Asset; isOnline: boolean }) {
  const { t } = useText();
  const { role } = useMe();
  const { data: rights, error, refetch } = useToolRights();
  const [chosen, setChosen] = useState<Panel | null>(null);
  if (!rights) return error ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : <SkeletonList />;
  const may = (group: ToolGroup): boolean => mayUse(rights, group, role);
  const shown = panels.filter((panel) => groupsOf[panel].some(may));
  // Of a machine that is away nothing can be asked; it may be woken.
  const usable = shown.filter((panel) => isOnline || panel === 'power');
  const panel = chosen && usable.includes(chosen) ? chosen : usable[0];
  if (shown.length === 0) return <EmptyState title={t('tools.none')}>{t('tools.none_hint')}</EmptyState>;
  const of = (group: ToolGroup) => ({ assetId: asset.asset_id, machine: asset.name, asksName: rights[group].confirm });
  return (
    <div className="grid grid-cols-1 gap-4 pt-4">
      <div role="group" aria-label={t('assets.tab_tools')} className="flex flex-wrap gap-1">
        {shown.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={name === panel}
            disabled={!usable.includes(name)}
            className={classNames('h-8 rounded-md px-3 text-sm font-medium disabled:opacity-50', name === panel ? 'bg-accent-soft text-accent-ink' : 'text-muted hover:bg-hover hover:text-ink')}
            onClick={() => setChosen(name)}
          >
            {t(`tools.panel_${name}`)}
          </button>
        ))}
      </div>
      {!isOnline && <p className="text-sm text-muted">{t('tools.offline')}</p>}
      <Suspense fallback={<SkeletonList />}>
        {panel === 'processes' && <ProcessesPanel {...of('processes')} />}
        {panel === 'services' && <ServicesPanel {...of('services')} />}
        {panel === 'logs' && <LogPanel assetId={asset.asset_id} platform={asset.platform} />}
        {panel === 'files' && <FilesPanel {...of('files')} mayUpload={may('upload')} asksUploadName={rights.upload.confirm} platform={asset.platform} />}
        {panel === 'software' && <SoftwarePanel {...of('software')} platform={asset.platform} />}
        {panel === 'power' && <PowerPanel {...of('restart')} asksWakeName={rights.wake.confirm} mayRestart={may('restart')} mayWake={may('wake')} isOnline={isOnline} />}
      </Suspense>
      <p className="text-xs text-muted">{t('tools.logged')}</p>
    </div>
  );
}
