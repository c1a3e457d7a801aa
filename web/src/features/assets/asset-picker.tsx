// Choosing one machine among thousands: typed words are sought on the server, a handful of rows is shown.
import { ChevronsUpDown } from 'lucide-react';
import { useState } from 'react';
import { useAssets } from '@/api/assets.ts';
import type { AssetListRow } from '@/api/assets.ts';
import { useText } from '@/text/translate.ts';
import { classNames } from '@/ui/class-names.ts';
import { controlLook, useFieldProps } from '@/ui/field.tsx';
import { SkeletonList } from '@/ui/feedback.tsx';
import { Popover } from '@/ui/popover.tsx';
import { SearchBox } from '@/ui/search-box.tsx';
import { AgentStatus, AssetTypeIcon } from './agent-status.tsx';

export interface AssetPickerProps {
  /** Machines of this client only; people of a client have no other anyway. */
  clientId?: string | undefined;
  /** Machines of this site come first: words are sought in the whole client. */
  siteId?: string | null;
  /** Words are sought in the site alone. */
  isSiteOnly?: boolean;
  value: { asset_id: string; name: string } | null;
  onChange: (asset: AssetListRow | null) => void;
  disabled?: boolean;
}

const row = 'flex w-full items-center gap-2 rounded-md px-2 py-1.5 text-left text-sm hover:bg-hover focus-visible:-outline-offset-2';

function Found({ clientId, siteId, words, onChoose }: { clientId: string | undefined; siteId: string | null; words: string; onChoose: (asset: AssetListRow) => void }) {
  const { t } = useText();
  const assets = useAssets({ client_id: clientId, site_id: siteId, q: words, limit: 12, sort: 'name' });
  if (assets.isPending) return <SkeletonList rows={4} />;
  if (assets.rows.length === 0) return <p className="px-2 py-3 text-sm text-muted">{t('common.no_matches')}</p>;
  return (
    <ul className={classNames('max-h-72 overflow-y-auto', assets.isStale && 'opacity-60')}>
      {assets.rows.slice(0, 12).map((asset) => (
        <li key={asset.asset_id}>
          <button type="button" className={row} onClick={() => onChoose(asset)}>
            <AssetTypeIcon type={asset.asset_type} />
            <span className="min-w-0 flex-1">
              <span className="block truncate">{asset.name}</span>
              <span className="block truncate text-xs text-muted">{[asset.site_name, asset.logged_in_user].filter(Boolean).join(' · ')}</span>
            </span>
            <AgentStatus status={asset.agent_status} />
          </button>
        </li>
      ))}
    </ul>
  );
}

export function AssetPicker({ clientId, siteId = null, isSiteOnly = false, value, onChange, disabled = false }: AssetPickerProps) {
  const { t } = useText();
  const field = useFieldProps();
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState('');
  const choose = (asset: AssetListRow | null): void => {
    onChange(asset);
    setOpen(false);
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      className="w-[min(24rem,92vw)] p-2"
      trigger={
        <button type="button" disabled={disabled} {...field} aria-label={`${t('assets.machine')}: ${value?.name ?? t('assets.choose')}`} className={classNames(controlLook, 'flex h-8.5 items-center gap-2 text-left')}>
          <span className={classNames('min-w-0 flex-1 truncate', !value && 'text-faint')}>{value?.name ?? t('assets.choose')}</span>
          <ChevronsUpDown className="size-3.5 shrink-0 text-muted" aria-hidden />
        </button>
      }
    >
      <div className="grid gap-2">
        <SearchBox label={t('assets.search')} value={words} onChange={setWords} className="w-full" />
        <Found clientId={clientId} siteId={words && !isSiteOnly ? null : siteId} words={words} onChoose={choose} />
        {value && (
          <button type="button" className={classNames(row, 'border-t border-line text-muted')} onClick={() => choose(null)}>
            {t('assets.choose_none')}
          </button>
        )}
      </div>
    </Popover>
  );
}
