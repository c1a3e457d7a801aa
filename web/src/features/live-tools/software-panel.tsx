// Updates that wait or were installed, and programs put on or taken off by the system's own manager.
import { PackageMinus, PackagePlus, ShieldAlert } from 'lucide-react';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import type { FormEvent } from 'react';
import { SOFTWARE_MANAGERS, isPackageName } from '../../../../worker/modules/tools/values.ts';
import type { SoftwareManager } from '../../../../worker/modules/tools/values.ts';
import { orderTool } from '@/api/tools.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { Banner, EmptyState, Skeleton } from '@/ui/feedback.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { Table, Td, Th } from '@/ui/table.tsx';
import type { PanelProps } from './processes-panel.tsx';
import { documentOf, isCut, updatesOf } from './tool-answers.ts';
import type { Update, Updates } from './tool-answers.ts';
import { ToolFrame } from './tool-frame.tsx';
import { endSentence, toolProblem, useTool } from './use-tool.ts';

const ExecutionOutput = lazy(() => import('../assets/execution-output.tsx').then((module) => ({ default: module.ExecutionOutput })));
const installedShown = 20;

/** Fields, the question, and what the installer says while it works. */
function ChangeSoftware({ assetId, machine, asksName, managers }: PanelProps & { managers: readonly SoftwareManager[] }) {
  const { t } = useText();
  const tool = useTool(assetId);
  const [manager, setManager] = useState<SoftwareManager>(managers[0] ?? 'apt');
  const [name, setName] = useState('');
  const [typed, setTyped] = useState('');
  const isName = isPackageName(manager, name.trim());
  const isSame = typed.trim().toLowerCase() === machine.trim().toLowerCase();
  const why = tool.problem ? toolProblem(tool.problem, t) : endSentence(tool.end, t);
  const act = (verb: 'software.install' | 'software.remove') => (event: FormEvent): void => {
    event.preventDefault();
    void tool.ask(() => orderTool(assetId, { tool: verb, manager, name: name.trim() }, asksName ? typed : null), false);
  };
  const isReady = isName && (!asksName || isSame);
  return (
    <section aria-labelledby="change-software" className="grid gap-3 rounded-lg border border-line p-4">
      <h3 id="change-software" className="font-semibold">
        {t('tools.change_software')}
      </h3>
      <form onSubmit={act('software.install')} className="flex flex-wrap items-end gap-2">
        <Field label={t('tools.manager')}>
          <Select value={manager} onChange={(event) => setManager(event.target.value as SoftwareManager)} options={managers.map((value) => ({ value, label: value }))} />
        </Field>
        <Field label={t('tools.package')} className="w-full sm:w-64">
          <TextInput required spellCheck={false} autoComplete="off" maxLength={128} className="font-mono" placeholder={manager === 'winget' ? 'Mozilla.Firefox' : 'htop'} value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        {asksName && (
          <Field label={t('tools.type_name', { name: machine })} className="w-full sm:w-64">
            <TextInput required autoComplete="off" spellCheck={false} value={typed} onChange={(event) => setTyped(event.target.value)} />
          </Field>
        )}
        <Button type="submit" tone="primary" busy={tool.isBusy} disabled={!isReady} icon={<PackagePlus className="size-4" aria-hidden />}>
          {t('tools.install')}
        </Button>
        <Button tone="danger" disabled={!isReady || tool.isBusy} icon={<PackageMinus className="size-4" aria-hidden />} onClick={act('software.remove')}>
          {t('tools.remove')}
        </Button>
      </form>
      <p className="text-xs text-muted">{t('tools.change_software_hint')}</p>
      {why && !tool.isBusy && <Banner tone="danger">{why}</Banner>}
      {tool.end?.status === 'completed' && !tool.isBusy && <Banner tone="ok">{t('tools.done')}</Banner>}
      {tool.executionId && (
        <Suspense fallback={<Skeleton className="h-24 w-full" />}>
          <ExecutionOutput executionId={tool.executionId} assetId={assetId} status={tool.end?.status ?? 'running'} label={t('tools.change_software')} />
        </Suspense>
      )}
    </section>
  );
}

function Pending({ updates }: { updates: readonly Update[] }) {
  const { t } = useText();
  if (updates.length === 0) return <EmptyState title={t('tools.no_updates')} />;
  return (
    <Table aria-label={t('tools.updates')}>
      <thead>
        <tr>
          <Th>{t('assets.name')}</Th>
          <Th>{t('tools.version')}</Th>
          <Th className="max-md:hidden">{t('tools.installed_version')}</Th>
        </tr>
      </thead>
      <tbody>
        {updates.map((one, index) => (
          <tr key={index}>
            <Td className="max-w-0 min-w-40 w-full">
              <span className="flex items-center gap-2">
                <span className="truncate">{one.name}</span>
                {one.isSecurity && (
                  <Badge tone="warn" icon={<ShieldAlert className="size-3.5" aria-hidden />}>
                    {t('tools.security')}
                  </Badge>
                )}
              </span>
            </Td>
            <Td className="whitespace-nowrap tabular-nums">{one.version ?? '–'}</Td>
            <Td className="whitespace-nowrap text-muted tabular-nums max-md:hidden">{one.installed ?? '–'}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Installed({ installed }: { installed: Updates['installed'] }) {
  const { t, date } = useText();
  if (installed.length === 0) return null;
  return (
    <section aria-labelledby="installed-updates" className="grid gap-2">
      <h3 id="installed-updates" className="font-semibold">
        {t('tools.installed')}
      </h3>
      <ul className="grid gap-1 text-sm">
        {installed.slice(0, installedShown).map((one, index) => (
          <li key={index} className="flex flex-wrap justify-between gap-x-4 border-b border-line pb-1">
            <span className="min-w-0 truncate">{one.name}</span>
            <span className="text-muted tabular-nums">{one.at ? date(one.at) : ''}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function SoftwarePanel({ platform, ...panel }: PanelProps & { platform: string | null }) {
  const { assetId } = panel;
  const tool = useTool(assetId);
  const { ask, end } = tool;
  useEffect(() => {
    void ask(() => orderTool(assetId, { tool: 'update.list' }, null));
  }, [ask, assetId]);
  const found = useMemo(() => (end?.status === 'completed' ? documentOf(end.bytes) : null), [end]);
  const shown = useMemo(() => (found ? updatesOf(found) : null), [found]);
  // Before the machine has told, what its system usually has.
  const managers = shown ? shown.managers : SOFTWARE_MANAGERS.filter((manager) => (manager === 'apt') === (platform === 'linux') && platform !== 'macos');
  return (
    <div className="grid grid-cols-1 gap-6">
      <ToolFrame tool={tool} onAgain={() => void ask(() => orderTool(assetId, { tool: 'update.list' }, null))} isFilled={shown !== null} isCut={found !== null && isCut(found)}>
        {shown && <Pending updates={shown.updates} />}
      </ToolFrame>
      {managers.length > 0 && <ChangeSoftware key={managers.join(' ')} {...panel} managers={managers} />}
      {shown && <Installed installed={shown.installed} />}
    </div>
  );
}
