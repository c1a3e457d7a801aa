// The fleet: what there is, how it is, and acts on one or many; client people see their own.
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { MonitorCog, Plus, SearchX } from 'lucide-react';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useAssets, useAssetStats } from '@/api/assets.ts';
import type { AssetListRow, AssetStats } from '@/api/assets.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { classNames } from '@/ui/class-names.ts';
import { EmptyState } from '@/ui/feedback.tsx';
import { primaryLink } from '@/ui/link-look.ts';
import { ListBody } from '@/ui/list-body.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { SearchBox } from '@/ui/search-box.tsx';
import { AssetFilters } from './asset-filters.tsx';
import { AssetList, MachineCards } from './asset-list.tsx';
import { assetFilters, filterKeys, readAssetSearch } from './asset-search.ts';
import type { AssetSearch } from './asset-search.ts';
import { BulkAssets } from './bulk-assets.tsx';
import { RunScriptButton } from './run-script-button.tsx';
import { useAssetKeys } from './use-asset-keys.ts';

const AddAssetDialog = lazy(() => import('./add-asset-dialog.tsx').then((module) => ({ default: module.AddAssetDialog })));

/** Where tokens for new machines are made. */
const enrolmentPath: string = '/enrolment';
const nothing: ReadonlyMap<string, AssetListRow> = new Map();

/** Counts that are filters at the same time. */
function Counters({ stats, search }: { stats: AssetStats | undefined; search: AssetSearch }) {
  const { t, number } = useText();
  const { agent_status: _status, has_alert: _alert, enrolment: _enrolment, ...rest } = search;
  const none = search.agent_status === undefined && !search.has_alert && search.enrolment === undefined;
  const counters: { label: string; count: number | undefined; to: AssetSearch; isCurrent: boolean; look?: string }[] = [
    { label: t('assets.all'), count: stats?.total, to: rest, isCurrent: none },
    ...(['online', 'offline', 'maintenance', 'error', 'none'] as const)
      .filter((status) => status === 'online' || status === 'offline' || (stats?.by_status[status] ?? 0) > 0 || search.agent_status === status)
      .map((status) => ({
        label: t(`fleet.agent_${status}`),
        count: stats?.by_status[status],
        to: { ...rest, agent_status: status },
        isCurrent: search.agent_status === status,
        look: status === 'offline' && stats?.by_status.offline ? 'text-danger-ink' : '',
      })),
    { label: t('assets.with_alerts'), count: stats?.with_alerts, to: { ...rest, has_alert: true }, isCurrent: search.has_alert === true, look: stats?.with_alerts ? 'text-danger-ink' : '' },
    ...(stats?.held || search.enrolment === 'held' ? [{ label: t('fleet.enrolment_held'), count: stats?.held, to: { ...rest, enrolment: 'held' as const }, isCurrent: search.enrolment === 'held', look: 'text-plum-ink' }] : []),
  ];
  return (
    <nav aria-label={t('assets.counters')} className="flex gap-2 overflow-x-auto px-4 pt-0.5 pb-1 sm:px-6">
      {counters.map(({ label, count, to, isCurrent, look }) => (
        <Link
          key={label}
          to="/machines"
          search={to}
          replace
          aria-current={isCurrent ? 'page' : undefined}
          className={classNames('min-w-28 shrink-0 rounded-lg border px-3 py-1.5 hover:bg-hover', isCurrent ? 'border-accent-ink bg-accent-soft' : 'border-line')}
        >
          <span className="block text-xs whitespace-nowrap text-muted">{label}</span>
          <span className={classNames('block text-xl font-semibold tabular-nums', look)}>{count === undefined ? '–' : number(count)}</span>
        </Link>
      ))}
    </nav>
  );
}

function useAssetSearch() {
  const search = useSearch({ from: '/app/machines' });
  const navigate = useNavigate({ from: '/machines' });
  const change = useCallback(
    (next: Partial<Record<keyof AssetSearch, string | undefined>>) => {
      void navigate({ search: (before) => readAssetSearch({ ...before, ...next }), replace: true });
    },
    [navigate],
  );
  return { search, change };
}

function Fleet() {
  const { t } = useText();
  const me = useMe();
  const { search, change } = useAssetSearch();
  const assets = useAssets(assetFilters(search));
  const stats = useAssetStats({ client_id: search.client_id, site_id: search.site_id }).data;
  const [chosen, setChosen] = useState(nothing);
  const [activeId, setActiveId] = useState<string | null>(null);
  const [isAdding, setIsAdding] = useState(false);
  const { rows } = assets;

  // The newest word on a chosen machine; one that a filter hides stays chosen, and is counted.
  const selected = useMemo(() => {
    const fresh = new Map(chosen);
    for (const row of rows) if (fresh.has(row.asset_id)) fresh.set(row.asset_id, row);
    return fresh;
  }, [rows, chosen]);
  const toggle = useCallback((asset: AssetListRow) => {
    setChosen((before) => {
      const after = new Map(before);
      if (!after.delete(asset.asset_id)) after.set(asset.asset_id, asset);
      return after;
    });
  }, []);
  const clear = useCallback(() => setChosen(nothing), []);
  const toggleAll = (): void => setChosen(rows.every((row) => selected.has(row.asset_id)) ? nothing : new Map([...selected, ...rows.map((row) => [row.asset_id, row] as const)]));
  useAssetKeys({ rows, activeId, toggle: me.is_staff ? toggle : null, clear });

  const filtered = search.q !== undefined || filterKeys.some((key) => search[key] !== undefined);
  const add = me.is_staff && (
    <Link to={enrolmentPath} className={primaryLink}>
      <Plus className="size-4" aria-hidden />
      {t('assets.add')}
    </Link>
  );
  return (
    <>
      <PageHeader
        title={t('nav.assets')}
        actions={
          me.is_staff && (
            <>
              <Button onClick={() => setIsAdding(true)}>{t('assets.add_plain')}</Button>
              {add}
            </>
          )
        }
      />
      <Counters stats={stats} search={search} />
      <AssetFilters search={search} onChange={change} />
      <ListBody
        list={assets}
        empty={
          filtered ? (
            <EmptyState
              icon={<SearchX aria-hidden />}
              title={t('form.none_found')}
              action={<Button onClick={() => change({ ...Object.fromEntries(filterKeys.map((key) => [key, undefined])), q: undefined })}>{t('form.clear_filters')}</Button>}
            >
              {t('form.none_found_hint')}
            </EmptyState>
          ) : (
            <EmptyState icon={<MonitorCog aria-hidden />} title={t('assets.empty')} action={add}>
              {t(me.is_staff ? 'assets.empty_hint' : 'assets.empty_client')}
            </EmptyState>
          )
        }
      >
        {() => (
          <AssetList
            rows={rows}
            selected={me.is_staff ? selected : null}
            showsClient={me.is_staff}
            activeId={activeId}
            onActive={setActiveId}
            onToggle={toggle}
            onToggleAll={toggleAll}
          />
        )}
      </ListBody>
      {selected.size > 0 && (
        <BulkAssets assets={[...selected.values()]} onClear={clear}>
          <RunScriptButton small tone="ghost" assets={[...selected.values()]} onStarted={clear} />
        </BulkAssets>
      )}
      <Suspense fallback={null}>{isAdding && <AddAssetDialog clientId={search.client_id} onClose={() => setIsAdding(false)} />}</Suspense>
    </>
  );
}

/** For people without a desk: what is around them, and whether it answers. */
function MyMachines() {
  const { t } = useText();
  const { search, change } = useAssetSearch();
  const assets = useAssets({ q: search.q, sort: 'name' });
  return (
    <div className="mx-auto w-full max-w-3xl pb-8">
      <PageHeader title={t('nav.assets')} about={t('assets.about_mine')} />
      <div className="px-4 pb-3 sm:px-6">
        <SearchBox label={t('assets.search')} value={search.q ?? ''} onChange={(q) => change({ q: q || undefined })} />
      </div>
      <ListBody
        list={assets}
        empty={
          <EmptyState icon={<MonitorCog aria-hidden />} title={t(search.q ? 'form.none_found' : 'assets.empty')}>
            {t(search.q ? 'form.none_found_hint' : 'assets.empty_client')}
          </EmptyState>
        }
      >
        {(rows) => <MachineCards rows={rows} />}
      </ListBody>
    </div>
  );
}

export function AssetsPage() {
  return useMe().role === 'solicitante' ? <MyMachines /> : <Fleet />;
}
