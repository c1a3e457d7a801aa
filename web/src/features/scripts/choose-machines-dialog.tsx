// Which machines a script shall run on: sought on the server, ticked one by one or all that were found.
import { MonitorX } from 'lucide-react';
import { useState } from 'react';
import { SCRIPT_PLATFORMS } from '../../../../worker/modules/scripts/values.ts';
import { useAssets } from '@/api/assets.ts';
import type { AssetListRow } from '@/api/assets.ts';
import { useClientOptions } from '@/api/places.ts';
import type { Script } from '@/api/scripts.ts';
import { AgentStatus, AssetTypeIcon } from '@/features/assets/agent-status.tsx';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { classNames } from '@/ui/class-names.ts';
import { Combobox } from '@/ui/combobox.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { EmptyState, SkeletonList } from '@/ui/feedback.tsx';
import { SearchBox } from '@/ui/search-box.tsx';
import { Checkbox } from '@/ui/toggle.tsx';
import type { RunTarget } from './run-script-dialog.tsx';

const targetOf = ({ asset_id, name, client_id, agent_status, platform }: AssetListRow): RunTarget | null => (client_id ? { asset_id, name, client_id, agent_status, platform } : null);

function Found({ rows, chosen, onToggle }: { rows: AssetListRow[]; chosen: ReadonlyMap<string, RunTarget>; onToggle: (row: AssetListRow) => void }) {
  return (
    <ul className="max-h-[min(22rem,45vh)] overflow-y-auto rounded-md border border-line p-1">
      {rows.map((row) => {
        const id = `machine-${row.asset_id}`;
        return (
          <li key={row.asset_id} className="[contain-intrinsic-block-size:auto_3rem] [content-visibility:auto]">
            <label htmlFor={id} className="flex items-center gap-2.5 rounded-md px-2 py-1.5 text-sm hover:bg-hover">
              <Checkbox id={id} checked={chosen.has(row.asset_id)} onCheckedChange={() => onToggle(row)} />
              <AssetTypeIcon type={row.asset_type} />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{row.name}</span>
                <span className="block truncate text-xs text-muted">{[row.client_name, row.site_name].filter(Boolean).join(' · ')}</span>
              </span>
              <AgentStatus status={row.agent_status} />
            </label>
          </li>
        );
      })}
    </ul>
  );
}

export function ChooseMachinesDialog({ script, onChosen, onClose }: { script: Script; onChosen: (machines: RunTarget[]) => void; onClose: () => void }) {
  const { t } = useText();
  const [words, setWords] = useState('');
  const [clientId, setClientId] = useState<string | null>(null);
  const [chosen, setChosen] = useState<ReadonlyMap<string, RunTarget>>(new Map());
  const clients = useClientOptions().data ?? [];
  const platforms = SCRIPT_PLATFORMS[script.script_type];
  // A machine whose system nobody knows yet may be tried from its own page; here only those that fit are offered.
  const assets = useAssets({ enrolment: 'active', lifecycle: 'active,in_repair', platform: platforms.join(','), client_id: script.client_id ?? clientId ?? undefined, q: words || undefined, sort: 'name' });
  const toggle = (row: AssetListRow): void => {
    const next = new Map(chosen);
    const target = targetOf(row);
    if (!next.delete(row.asset_id) && target) next.set(row.asset_id, target);
    setChosen(next);
  };
  const isAll = assets.rows.length > 0 && assets.rows.every(({ asset_id }) => chosen.has(asset_id));
  const toggleAll = (): void => {
    const next = new Map(chosen);
    for (const row of assets.rows) {
      const target = targetOf(row);
      if (isAll) next.delete(row.asset_id);
      else if (target) next.set(row.asset_id, target);
    }
    setChosen(next);
  };
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t('scripts.choose_machines')}
      description={t('scripts.choose_machines_about', { name: script.name, platforms: platforms.map((platform) => t(`fleet.platform_${platform}`)).join(', ') })}
      footer={
        <>
          <span role="status" className="mr-auto self-center text-sm text-muted tabular-nums">
            {t('scripts.machines', { count: chosen.size })}
          </span>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button tone="primary" disabled={chosen.size === 0} onClick={() => onChosen([...chosen.values()])}>
            {t('scripts.choose_continue')}
          </Button>
        </>
      }
    >
      <div className="grid gap-2.5">
        <div className="flex flex-wrap gap-2">
          <SearchBox label={t('scripts.search_machines')} value={words} onChange={setWords} className="min-w-44 flex-1" />
          {script.client_id === null && (
            <span className="w-56 max-sm:w-full">
              <Combobox
                label={t('scripts.client')}
                placeholder={`${t('scripts.client')}: ${t('form.any')}`}
                noneLabel={t('form.any')}
                value={clientId}
                onChange={setClientId}
                options={clients.map((client) => ({ value: client.client_id, label: client.name }))}
              />
            </span>
          )}
        </div>
        {assets.isPending ? (
          <SkeletonList rows={5} />
        ) : assets.rows.length === 0 ? (
          <EmptyState icon={<MonitorX aria-hidden />} title={t('scripts.no_machines')}>
            {t('scripts.no_machines_hint')}
          </EmptyState>
        ) : (
          <div className={classNames('grid gap-1.5', assets.isStale && 'opacity-60')}>
            <label htmlFor="machines-all" className="flex w-fit items-center gap-2.5 px-3 text-sm text-muted">
              <Checkbox id="machines-all" checked={isAll ? true : chosen.size > 0 ? 'indeterminate' : false} onCheckedChange={toggleAll} />
              {t('scripts.choose_shown', { count: assets.rows.length })}
            </label>
            <Found rows={assets.rows} chosen={chosen} onToggle={toggle} />
            {assets.hasMore && (
              <Button small tone="ghost" busy={assets.isLoadingMore} className="justify-self-start" onClick={assets.loadMore}>
                {t('scripts.more_machines')}
              </Button>
            )}
          </div>
        )}
      </div>
    </Dialog>
  );
}
