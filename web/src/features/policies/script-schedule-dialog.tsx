// A script that runs by itself: which one, with what, where, and when.
import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import { ASSET_TYPES } from '../../../../worker/modules/assets/values.ts';
import { SCRIPT_TRIGGERS } from '../../../../worker/modules/script-schedules/values.ts';
import type { ScriptTrigger } from '../../../../worker/modules/script-schedules/values.ts';
import { useAlertRules } from '@/api/alerts.ts';
import { ApiProblem } from '@/api/client.ts';
import { useClientOptions, useSiteOptions } from '@/api/places.ts';
import { useScriptScheduleAct } from '@/api/policies.ts';
import type { ScriptScheduleRow } from '@/api/policies.ts';
import { useRunnableScripts } from '@/api/scripts.ts';
import { useMe } from '@/api/session.ts';
import { WhenFields } from '@/features/schedules/when-fields.tsx';
import { ArgumentFields } from '@/features/scripts/argument-fields.tsx';
import { argumentsOf, initialValues } from '@/features/scripts/argument-values.ts';
import { formProblem } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { Checkbox } from '@/ui/toggle.tsx';
import { bodyOf, draftOf } from './script-schedule-draft.ts';
import type { ScriptScheduleDraft } from './script-schedule-draft.ts';

const shown = ['name', 'client_id', 'site_id', 'script_id', 'rule_id', 'cooldown_minutes', 'valid_hours', 'failure_percent_max'];
const ownZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

export function ScriptScheduleDialog({ row, onClose }: { row: ScriptScheduleRow | null; onClose: () => void }) {
  const { t } = useText();
  const formId = useId();
  const { role } = useMe();
  const act = useScriptScheduleAct();
  const [draft, setDraft] = useState(() => draftOf(row));
  const set = (change: Partial<ScriptScheduleDraft>): void => setDraft((before) => ({ ...before, ...change }));
  const clients = (useClientOptions().data ?? []).map(({ client_id, name }) => ({ value: client_id, label: name }));
  const sites = useSiteOptions(draft.client_id).data ?? [];
  const scripts = (useRunnableScripts(draft.client_id).data ?? []).filter((script) => draft.client_id !== null || script.client_id === null);
  const rules = useAlertRules({}).rows.filter((rule) => rule.client_id === null || rule.client_id === draft.client_id);
  const script = scripts.find(({ script_id }) => script_id === draft.script_id);
  const parameters = script?.approved?.parameters ?? [];
  const hasSecret = parameters.some(({ type }) => type === 'secret');
  const mayAll = role !== 'technician';
  const isReady = draft.script_id !== null && script !== undefined && !hasSecret && (mayAll || draft.client_id !== null);
  const isNever = act.error instanceof ApiProblem && act.error.code === 'never';
  const argumentNames = parameters.map(({ name }) => `arguments.${name}`);
  const { fields, banner } = formProblem(isNever ? null : act.error, [...shown, ...argumentNames], t);
  const errors = Object.fromEntries(parameters.map(({ name }) => [name, fields[`arguments.${name}`]]));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (act.isPending || !isReady) return;
    const body = bodyOf(draft, argumentsOf(parameters, draft.arguments), ownZone);
    act.mutate(row ? { kind: 'update', schedule_id: row.schedule_id, body: { ...body, version: row.version } } : { kind: 'create', body }, {
      onSuccess: () => {
        toast.done(t('form.saved'));
        onClose();
      },
    });
  };
  const choose = (scriptId: string | null): void => {
    const found = scripts.find(({ script_id }) => script_id === scriptId);
    set({ script_id: scriptId, arguments: initialValues(found?.approved?.parameters ?? []), ...(draft.name === '' && found ? { name: found.name.slice(0, 120) } : {}) });
  };
  // The dates of a schedule for everybody are asked in the reader's own zone.
  const when = { ...draft.when, client_id: draft.client_id ?? clients[0]?.value ?? null, timezone: draft.client_id === null ? (draft.when.timezone ?? ownZone) : null };
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t(row ? 'policies.script_edit' : 'policies.script_add')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} tone="primary" busy={act.isPending} disabled={!isReady}>
            {t(row ? 'form.save' : 'form.create')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-5">
        {isNever && <Banner tone="danger">{t('schedules.never')}</Banner>}
        {banner && <Banner tone="danger">{banner}</Banner>}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('tickets.client')} error={fields.client_id}>
            <Combobox
              label={t('tickets.client')} placeholder={mayAll ? t('policies.everybody') : t('schedules.choose_client')} {...(mayAll ? { noneLabel: t('policies.everybody') } : {})} options={clients} value={draft.client_id}
              onChange={(client_id) => set({ client_id, site_id: null, asset_id: null, rule_id: null })}
            />
          </Field>
          <Field label={t('tickets.site')} error={fields.site_id}>
            <Select value={draft.site_id ?? ''} disabled={draft.client_id === null || draft.asset_id !== null} placeholder={row?.asset_name ?? t('policies.whole_client')} onChange={(event) => set({ site_id: event.target.value || null })} options={sites.map(({ site_id, name }) => ({ value: site_id, label: name }))} />
          </Field>
          <Field label={t('policies.script')} error={fields.script_id}>
            <Combobox label={t('policies.script')} placeholder={t('policies.choose_script')} options={scripts.map(({ script_id, name }) => ({ value: script_id, label: name }))} value={draft.script_id} onChange={choose} />
          </Field>
          <Field label={t('schedules.name')} error={fields.name}>
            <TextInput required maxLength={120} value={draft.name} onChange={(event) => set({ name: event.target.value })} />
          </Field>
        </div>
        {hasSecret && <Banner tone="warn">{t('policies.no_secrets')}</Banner>}
        {parameters.length > 0 && !hasSecret && (
          <div className="grid gap-4 sm:grid-cols-2">
            <ArgumentFields parameters={parameters} values={draft.arguments} onChange={(change) => set({ arguments: { ...draft.arguments, ...change } })} errors={errors} />
          </div>
        )}
        <Field label={t('policies.trigger')} className="sm:max-w-xs">
          <Select value={draft.trigger} onChange={(event) => set({ trigger: event.target.value as ScriptTrigger })} options={SCRIPT_TRIGGERS.map((value) => ({ value, label: t(`policies.trigger_${value}`) }))} />
        </Field>
        {draft.trigger === 'calendar' && <WhenFields draft={when} set={(change) => set({ when: { ...draft.when, ...change } })} fields={fields} />}
        {draft.trigger === 'alert' && (
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label={t('policies.rule')} error={fields.rule_id}>
              <Select value={draft.rule_id ?? ''} placeholder={t('policies.any_rule')} onChange={(event) => set({ rule_id: event.target.value || null })} options={rules.map(({ rule_id, name }) => ({ value: rule_id, label: name }))} />
            </Field>
            <Field label={t('policies.cooldown')} error={fields.cooldown_minutes}>
              <TextInput type="number" required min={5} max={10_080} value={draft.cooldown_minutes} onChange={(event) => set({ cooldown_minutes: event.target.value })} />
            </Field>
          </div>
        )}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('policies.valid_hours')} error={fields.valid_hours}>
            <TextInput type="number" required min={1} max={168} value={draft.valid_hours} onChange={(event) => set({ valid_hours: event.target.value })} />
          </Field>
          {draft.trigger === 'calendar' && (
            <Field label={t('policies.failures')} error={fields.failure_percent_max}>
              <TextInput type="number" required min={0} max={100} value={draft.failure_percent_max} onChange={(event) => set({ failure_percent_max: event.target.value })} />
            </Field>
          )}
        </div>
        <fieldset className="grid gap-1.5">
          <legend className="mb-1 text-sm font-medium">{t('policies.types')}</legend>
          <div className="flex flex-wrap gap-x-4 gap-y-2">
            {ASSET_TYPES.map((type) => (
              <label key={type} className="inline-flex items-center gap-2 text-sm">
                <Checkbox checked={draft.asset_types.includes(type)} onCheckedChange={(on) => set({ asset_types: on === true ? [...draft.asset_types, type] : draft.asset_types.filter((one) => one !== type) })} />
                {t(`fleet.type_${type}`)}
              </label>
            ))}
          </div>
          <p className="text-xs text-muted">{t('policies.types_hint')}</p>
        </fieldset>
      </form>
    </Dialog>
  );
}
