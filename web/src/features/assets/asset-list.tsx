// The rows of the fleet: a table, or cards where a table would not fit; thousands of them cost no more than a screenful.
import { Link } from '@tanstack/react-router';
import { TriangleAlert } from 'lucide-react';
import { memo, useRef } from 'react';
import type { AssetListRow } from '@/api/assets.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Badge } from '@/ui/badge.tsx';
import { classNames } from '@/ui/class-names.ts';
import { rowLink } from '@/ui/link-look.ts';
import { Table, Td, Th } from '@/ui/table.tsx';
import { Checkbox } from '@/ui/toggle.tsx';
import { useNarrow } from '@/ui/use-narrow.ts';
import { useWindowRows } from '@/ui/use-window-rows.ts';
import { AgentStatus, AssetTypeIcon } from './agent-status.tsx';

export interface AssetListProps {
  rows: AssetListRow[];
  /** Null: rows cannot be chosen. */
  selected: ReadonlyMap<string, AssetListRow> | null;
  /** Whether the client's name is worth a line. */
  showsClient: boolean;
  activeId: string | null;
  onActive: (assetId: string) => void;
  onToggle: (asset: AssetListRow) => void;
  onToggleAll: () => void;
}

const rowHeight = 45;

function Alerts({ count }: { count: number | null }) {
  const { t } = useText();
  if (!count) return <span className="text-faint">–</span>;
  return (
    <Badge tone="danger" icon={<TriangleAlert className="size-3.5" aria-hidden />}>
      <span aria-label={t('assets.open_alerts', { count })}>{count}</span>
    </Badge>
  );
}

function State({ asset }: { asset: AssetListRow }) {
  const { t } = useText();
  return (
    <span className="flex items-center gap-2">
      {asset.enrolment === 'held' ? <Badge tone="plum">{t('fleet.enrolment_held')}</Badge> : <AgentStatus status={asset.agent_status} />}
      {asset.lifecycle && asset.lifecycle !== 'active' && <Badge>{t(`fleet.lifecycle_${asset.lifecycle}`)}</Badge>}
    </span>
  );
}

function NameLink({ asset, className }: { asset: AssetListRow; className?: string }) {
  return (
    <Link to="/machines/$assetId" params={{ assetId: asset.asset_id }} data-asset={asset.asset_id} className={classNames(rowLink, 'rounded-sm', className)}>
      {asset.name}
    </Link>
  );
}

const seenOf = (asset: AssetListRow): string | null => (asset.agent_status === 'offline' ? (asset.offline_since ?? asset.last_seen_at) : asset.last_seen_at);

interface RowProps {
  asset: AssetListRow;
  isSelected: boolean;
  isSelectable: boolean;
  isActive: boolean;
  showsClient: boolean;
  index: number;
  onActive: (assetId: string) => void;
  onToggle: (asset: AssetListRow) => void;
}

const TableRow = memo(function TableRow({ asset, isSelected, isSelectable, isActive, showsClient, index, onActive, onToggle }: RowProps) {
  const { t } = useText();
  const seen = seenOf(asset);
  return (
    <tr
      aria-rowindex={index + 2}
      onFocus={() => onActive(asset.asset_id)}
      style={{ height: rowHeight }}
      className={classNames('hover:bg-hover/60', isSelected && 'bg-accent-soft hover:bg-accent-soft', isActive && 'shadow-[inset_3px_0_0_var(--color-accent-ink)]')}
    >
      {isSelectable && (
        <Td className="w-9 pr-0 pl-4 sm:pl-6">
          <Checkbox checked={isSelected} onCheckedChange={() => onToggle(asset)} aria-label={t('assets.select', { name: asset.name })} />
        </Td>
      )}
      <Td className={classNames('w-full max-w-0 min-w-48', !isSelectable && 'pl-4 sm:pl-6')}>
        <span className="flex items-center gap-2">
          <AssetTypeIcon type={asset.asset_type} />
          <span className="min-w-0">
            <NameLink asset={asset} className="block truncate" />
            {asset.tags.length > 0 && <span className="block truncate text-xs text-muted">{asset.tags.join(' · ')}</span>}
          </span>
        </span>
      </Td>
      <Td>
        <State asset={asset} />
      </Td>
      <Td className="max-w-48 max-xl:max-w-36">
        {showsClient && <span className="block truncate">{asset.client_name}</span>}
        <span className={classNames('block truncate', showsClient && 'text-xs text-muted')}>{asset.site_name}</span>
      </Td>
      <Td className="max-w-44 truncate text-muted max-lg:hidden">{asset.os_name ?? (asset.platform ? t(`fleet.platform_${asset.platform}`) : '–')}</Td>
      <Td className="max-w-40 truncate text-muted max-xl:hidden">{asset.logged_in_user ?? asset.assigned_person ?? '–'}</Td>
      <Td>
        <Alerts count={asset.open_alerts} />
      </Td>
      <Td className="pr-4 text-right text-muted sm:pr-6">{seen ? <Ago iso={seen} /> : '–'}</Td>
    </tr>
  );
});

function AssetTable({ rows, selected, showsClient, activeId, onActive, onToggle, onToggleAll }: AssetListProps) {
  const { t } = useText();
  const body = useRef<HTMLTableSectionElement>(null);
  const view = useWindowRows(body, rows.length, rowHeight);
  const chosen = selected?.size ?? 0;
  const all = selected !== null && rows.length > 0 && rows.every((row) => selected.has(row.asset_id));
  return (
    <Table aria-label={t('nav.assets')} aria-rowcount={rows.length + 1}>
      <thead>
        <tr>
          {selected && (
            <Th className="pr-0 pl-4 sm:pl-6">
              <Checkbox checked={all ? true : chosen > 0 ? 'indeterminate' : false} onCheckedChange={onToggleAll} aria-label={t('assets.select_all')} />
            </Th>
          )}
          <Th className={selected ? '' : 'pl-4 sm:pl-6'}>{t('assets.name')}</Th>
          <Th>{t('assets.status')}</Th>
          <Th>{t(showsClient ? 'tickets.client_and_site' : 'tickets.site')}</Th>
          <Th className="max-lg:hidden">{t('assets.os')}</Th>
          <Th className="max-xl:hidden">{t('assets.user')}</Th>
          <Th>{t('assets.alerts')}</Th>
          <Th className="pr-4 text-right sm:pr-6">{t('assets.last_seen')}</Th>
        </tr>
      </thead>
      <tbody ref={body}>
        {view.before > 0 && <tr aria-hidden style={{ height: view.before }} />}
        {rows.slice(view.start, view.end).map((asset, at) => (
          <TableRow
            key={asset.asset_id}
            asset={asset}
            index={view.start + at}
            isSelectable={selected !== null}
            isSelected={selected?.has(asset.asset_id) ?? false}
            isActive={asset.asset_id === activeId}
            showsClient={showsClient}
            onActive={onActive}
            onToggle={onToggle}
          />
        ))}
        {view.after > 0 && <tr aria-hidden style={{ height: view.after }} />}
      </tbody>
    </Table>
  );
}

function AssetCards({ rows, selected, showsClient, onToggle }: AssetListProps) {
  const { t } = useText();
  return (
    <ul aria-label={t('nav.assets')} className="border-t border-line">
      {rows.map((asset) => {
        const seen = seenOf(asset);
        return (
          <li
            key={asset.asset_id}
            className={classNames('flex gap-3 border-b border-line px-4 py-3 [contain-intrinsic-block-size:auto_6rem] [content-visibility:auto]', selected?.has(asset.asset_id) && 'bg-accent-soft')}
          >
            {selected && <Checkbox className="mt-0.5" checked={selected.has(asset.asset_id)} onCheckedChange={() => onToggle(asset)} aria-label={t('assets.select', { name: asset.name })} />}
            <div className="grid min-w-0 flex-1 gap-1">
              <span className="flex items-center gap-2">
                <AssetTypeIcon type={asset.asset_type} />
                <NameLink asset={asset} className="min-w-0 flex-1" />
                {seen && (
                  <span className="text-xs text-muted">
                    <Ago iso={seen} />
                  </span>
                )}
              </span>
              <p className="truncate text-sm text-muted">{[showsClient ? asset.client_name : null, asset.site_name, asset.os_name].filter(Boolean).join(' · ')}</p>
              <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <State asset={asset} />
                {Boolean(asset.open_alerts) && <Alerts count={asset.open_alerts} />}
                {asset.logged_in_user && <span className="truncate text-xs text-muted">{asset.logged_in_user}</span>}
              </span>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

export function AssetList(props: AssetListProps) {
  return useNarrow() ? <AssetCards {...props} /> : <AssetTable {...props} />;
}

/** What a person without a desk sees of the machines around them: name, type, state. */
export function MachineCards({ rows }: { rows: AssetListRow[] }) {
  const { t } = useText();
  return (
    <ul aria-label={t('nav.assets')} className="grid gap-2 px-4 sm:grid-cols-2 sm:px-6">
      {rows.map((asset) => (
        <li key={asset.asset_id} className="flex items-center gap-3 rounded-lg border border-line px-4 py-3">
          <AssetTypeIcon type={asset.asset_type} className="size-6" />
          <span className="grid min-w-0 flex-1">
            <span className="font-medium wrap-anywhere">{asset.name}</span>
            <span className="truncate text-sm text-muted">
              {t(`fleet.type_${asset.asset_type}`)} · {asset.site_name}
            </span>
          </span>
          <AgentStatus status={asset.agent_status} />
        </li>
      ))}
    </ul>
  );
}
