// The fleet's list by keyboard; the same acts stand in the command bar.
import { useNavigate } from '@tanstack/react-router';
import type { AssetListRow } from '@/api/assets.ts';
import { useCommands } from '@/shell/commands.ts';
import { useText } from '@/text/translate.ts';

export interface AssetKeys {
  rows: AssetListRow[];
  activeId: string | null;
  toggle: ((asset: AssetListRow) => void) | null;
  clear: () => void;
}

export function useAssetKeys({ rows, activeId, toggle, clear }: AssetKeys): void {
  const { t } = useText();
  const navigate = useNavigate();
  const active = rows.find((row) => row.asset_id === activeId);
  // The focus itself moves, so that a screen reader follows and Enter opens.
  const step = (by: number): void => {
    const from = rows.findIndex((row) => row.asset_id === activeId);
    const next = rows[from < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, from + by))];
    const link = next && document.querySelector<HTMLElement>(`[data-asset="${next.asset_id}"]`);
    link?.focus();
    link?.scrollIntoView({ block: 'nearest' });
  };
  useCommands([
    { id: 'list next', label: t('tickets.key_next'), group: 'list', keys: 'j', keyOnly: true, run: () => step(1) },
    { id: 'list previous', label: t('tickets.key_previous'), group: 'list', keys: 'k', keyOnly: true, run: () => step(-1) },
    {
      id: 'list open',
      label: t('tickets.key_open'),
      group: 'list',
      keys: 'Enter',
      keyOnly: true,
      run: () => active && void navigate({ to: '/machines/$assetId', params: { assetId: active.asset_id } }),
    },
    { id: 'list select', label: t('tickets.key_select'), group: 'list', keys: 'x', keyOnly: true, run: () => active && toggle?.(active) },
    { id: 'list clear', label: t('tickets.clear_selection'), group: 'list', keys: 'Escape', keyOnly: true, run: clear },
    { id: 'list search', label: t('assets.search'), group: 'list', keys: '/', run: () => document.querySelector<HTMLElement>('.asset-search input')?.focus() },
  ]);
}
