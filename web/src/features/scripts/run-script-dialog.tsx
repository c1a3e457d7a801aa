// Which script, with what values, on how many machines, in which order, and how long it may wait.
import { Link, useNavigate } from '@tanstack/react-router';
import { Play, ScrollText } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { AgentStatus, Platform } from '../../../../worker/modules/assets/values.ts';
import { WAVES_FROM, wavesOf } from '../../../../worker/modules/scripts/values.ts';
import type { Execution } from '@/api/executions.ts';
import { useExecuteScript, useFreeze, useRunnableScripts } from '@/api/scripts.ts';
import type { Run, Script } from '@/api/scripts.ts';
import { useMe } from '@/api/session.ts';
import { skippedSentence } from '@/features/assets/skipped-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner, EmptyState, Skeleton } from '@/ui/feedback.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { textLink } from '@/ui/link-look.ts';
import { toast } from '@/ui/toast.tsx';
import { Checkbox } from '@/ui/toggle.tsx';
import { ArgumentFields } from './argument-fields.tsx';
import { argumentsOf, initialValues, missingValues } from './argument-values.ts';
import { fits } from './rollout-plan.ts';
import { scriptProblem } from './script-problem.ts';

export interface RunTarget {
  asset_id: string;
  name: string;
  client_id: string;
  agent_status: AgentStatus | null;
  platform: Platform | null;
}

export interface RunScriptProps {
  assets: readonly RunTarget[];
  /** Already chosen; another one may still be. */
  scriptId?: string | undefined;
  /** The ticket the output belongs to. */
  ticketId?: string | undefined;
  onClose: () => void;
  /** One machine gives one execution; more give a run, whose executions come with its waves. */
  onStarted?: ((executions: Execution[], run: Run | null) => void) | undefined;
}

const formId = 'run-script';
const expiryHours = [1, 8, 24, 72, 168, 720];

function ScriptFacts({ script }: { script: Script }) {
  const { t } = useText();
  const { approved } = script;
  return (
    <div className="grid gap-1.5 text-sm">
      {script.description && <p className="whitespace-pre-line text-muted wrap-anywhere">{script.description}</p>}
      <p className="flex flex-wrap items-center gap-2">
        <Badge>{t(`scripts.type_${script.script_type}`)}</Badge>
        {approved && <Badge tone={approved.requires_admin ? 'warn' : 'neutral'}>{t(approved.requires_admin ? 'scripts.as_admin' : 'scripts.as_user')}</Badge>}
        {approved && <span className="text-xs text-muted">{t('fleet.version', { version: approved.version })}</span>}
        <Link to="/scripts/$scriptId" params={{ scriptId: script.script_id }} className={`${textLink} text-xs`} target="_blank">
          {t('scripts.see_script')}
        </Link>
      </p>
    </div>
  );
}

function Rollout({ machines, rollout, failures, onRollout, onFailures }: { machines: number; rollout: 'waves' | 'at_once'; failures: string; onRollout: (rollout: 'waves' | 'at_once') => void; onFailures: (percent: string) => void }) {
  const { t, number } = useText();
  const { role } = useMe();
  const hint = rollout === 'waves' ? t('scripts.rollout_waves_hint', { sizes: wavesOf(machines, 'waves').map(number).join(' → ') }) : t('scripts.rollout_at_once_hint');
  return (
    <div className="grid gap-3 sm:grid-cols-[2fr_1fr]">
      <Field label={t('scripts.rollout')} hint={hint}>
        <Select
          value={rollout}
          onChange={(event) => onRollout(event.target.value === 'at_once' ? 'at_once' : 'waves')}
          options={[
            { value: 'waves', label: t('scripts.rollout_waves') },
            // Technicians reach many machines in waves only; the server refuses the rest.
            ...(role === 'technician' ? [] : [{ value: 'at_once', label: t('scripts.rollout_at_once') }]),
          ]}
        />
      </Field>
      {rollout === 'waves' && (
        <Field label={t('scripts.failures')} hint={t('scripts.failures_hint')}>
          <TextInput type="number" min={0} max={100} step={1} required value={failures} onChange={(event) => onFailures(event.target.value)} />
        </Field>
      )}
    </div>
  );
}

function Order({ assets, scriptId: chosenId, ticketId, onClose, onStarted, scripts }: RunScriptProps & { scripts: Script[] }) {
  const { t } = useText();
  const navigate = useNavigate();
  const execute = useExecuteScript();
  const chosen = scripts.find(({ script_id }) => script_id === chosenId);
  const [scriptId, setScriptId] = useState<string | null>(chosen?.script_id ?? null);
  const [values, setValues] = useState<Record<string, string | boolean>>(() => initialValues(chosen?.approved?.parameters ?? []));
  const [asked, setAsked] = useState<string[]>([]);
  const [hours, setHours] = useState(24);
  const [rollout, setRollout] = useState<'waves' | 'at_once'>('waves');
  const [failures, setFailures] = useState('20');
  const [sure, setSure] = useState(false);

  const script = scripts.find(({ script_id }) => script_id === scriptId) ?? null;
  const parameters = script?.approved?.parameters ?? [];
  const fitting = script ? assets.filter((asset) => fits(asset, script)) : assets;
  const count = fitting.length;
  const offline = fitting.filter(({ agent_status }) => agent_status !== 'online').length;
  const isMany = count >= WAVES_FROM;
  const problem = scriptProblem(execute.error, ['arguments.'], t);
  const errors = Object.fromEntries(parameters.map(({ name }) => [name, asked.includes(name) && !values[name] ? t('fault.required') : problem.fields[`arguments.${name}`]]));

  const choose = (id: string | null): void => {
    setScriptId(id);
    setValues(initialValues(scripts.find(({ script_id }) => script_id === id)?.approved?.parameters ?? []));
    setAsked([]);
    setSure(false);
    execute.reset();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    if (!script?.approved) return;
    const missing = missingValues(parameters, values);
    setAsked(missing);
    if (missing.length > 0) return;
    execute.mutate(
      {
        script_id: script.script_id,
        version_id: script.approved.version_id,
        asset_ids: fitting.map(({ asset_id }) => asset_id),
        arguments: argumentsOf(parameters, values),
        expires_in_s: hours * 3600,
        ...(ticketId ? { ticket_id: ticketId } : {}),
        ...(isMany ? { rollout, failure_percent_max: Number(failures) } : {}),
      },
      {
        onSuccess: ({ execution, run, skipped }) => {
          if (execution) toast.done(t(execution.accepted?.is_online === false ? 'scripts.started_waits' : 'scripts.started', { name: script.name }));
          if (run) toast.done(t('scripts.started_many', { name: script.name, count: run.machines }), { label: t('scripts.see_run'), onClick: () => void navigate({ href: `/runs/${run.run_id}` }) });
          if (skipped.length > 0) toast.problem(skippedSentence(skipped, t));
          onStarted?.(execution ? [execution] : [], run);
          onClose();
        },
      },
    );
  };

  const clients = new Set(fitting.map(({ client_id }) => client_id)).size;
  const leftOut = assets.length - count;
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={assets.length === 1 ? t('scripts.run_title_on', { name: assets[0]?.name ?? '' }) : t('scripts.run_title_many', { count: assets.length })}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} tone="primary" busy={execute.isPending} disabled={!script || count === 0 || (isMany && !sure)} icon={<Play className="size-4" aria-hidden />}>
            {assets.length === 1 ? t('scripts.run') : t('scripts.run_on', { count })}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-4" autoComplete="off">
        {problem.banner && <Banner tone="danger">{problem.banner}</Banner>}
        <Field label={t('scripts.script')}>
          <Combobox
            label={t('scripts.script')}
            placeholder={t('scripts.choose')}
            value={scriptId}
            onChange={choose}
            options={scripts.map((each) => ({ value: each.script_id, label: each.name, hint: [t(`scripts.type_${each.script_type}`), each.client_name].filter(Boolean).join(' · ') }))}
          />
        </Field>
        {script && <ScriptFacts script={script} />}
        {leftOut > 0 && <Banner tone="warn">{t('scripts.left_out', { count: leftOut })}</Banner>}
        {parameters.length > 0 && (
          <fieldset className="grid gap-3 rounded-lg border border-line p-3.5">
            <legend className="px-1 text-sm font-semibold">{t('scripts.values')}</legend>
            <ArgumentFields parameters={parameters} values={values} onChange={(change) => setValues((before) => ({ ...before, ...change }))} errors={errors} />
          </fieldset>
        )}
        {script && count > 0 && (
          <>
            {isMany && <Rollout machines={count} rollout={rollout} failures={failures} onRollout={setRollout} onFailures={setFailures} />}
            <Field label={t('scripts.expires')} hint={offline > 0 ? t('scripts.expires_hint_offline', { count: offline }) : t('scripts.expires_hint', { count })} className="sm:max-w-80">
              <Select
                value={String(hours)}
                onChange={(event) => setHours(Number(event.target.value))}
                options={expiryHours.map((value) => ({ value: String(value), label: value < 24 ? t('scripts.expires_hours', { count: value }) : t('scripts.expires_days', { count: value / 24 }) }))}
              />
            </Field>
            {isMany && (
              <label className="flex items-start gap-2.5 rounded-lg border border-line px-3.5 py-2.5 text-sm" htmlFor={`${formId}-sure`}>
                <Checkbox id={`${formId}-sure`} className="mt-0.5" checked={sure} onCheckedChange={(on) => setSure(on === true)} />
                <span>
                  <span className="block font-medium tabular-nums">{t('scripts.confirm_many', { count })}</span>
                  <span className="block text-muted">{t('scripts.confirm_clients', { count: clients })}</span>
                </span>
              </label>
            )}
          </>
        )}
      </form>
    </Dialog>
  );
}

/** The window itself; other pages open it through `RunScriptDialog`. */
export function RunScriptWindow(props: RunScriptProps) {
  const { t } = useText();
  const { assets, onClose } = props;
  const clientIds = new Set(assets.map(({ client_id }) => client_id));
  const [only] = clientIds;
  const found = useRunnableScripts(clientIds.size === 1 ? (only ?? null) : null);
  const freeze = useFreeze().data;
  const isFrozen = freeze !== undefined && (freeze.is_frozen || (clientIds.size === 1 && freeze.clients.some(({ client_id }) => client_id === only)));
  const scripts = found.data?.filter((script) => assets.some((asset) => fits(asset, script)));
  if (scripts && scripts.length > 0 && !isFrozen) return <Order {...props} scripts={scripts} />;
  return (
    <Dialog open wide onOpenChange={(open) => !open && onClose()} title={t('scripts.run_title')}>
      {isFrozen ? (
        <Banner tone="warn">{t('scripts.frozen_notice', { reason: freeze.reason || t('scripts.freeze_no_reason') })}</Banner>
      ) : found.error && !scripts ? (
        <Banner tone="danger">{scriptProblem(found.error, [], t).banner}</Banner>
      ) : scripts ? (
        <EmptyState
          icon={<ScrollText aria-hidden />}
          title={t('scripts.none_runnable')}
          action={
            <Link to="/scripts" className={textLink}>
              {t('scripts.open_library')}
            </Link>
          }
        >
          {t('scripts.none_runnable_hint')}
        </EmptyState>
      ) : (
        <Skeleton className="h-24 w-full" />
      )}
    </Dialog>
  );
}
