// Writing a rule: what, where, how much and how long, said in words while it is typed.
import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import { ALERT_METRICS } from '../../../../worker/modules/alerts/values.ts';
import type { AlertMetric } from '../../../../worker/modules/alerts/values.ts';
import { ASSET_TYPES } from '../../../../worker/modules/assets/values.ts';
import type { AssetType } from '../../../../worker/modules/assets/values.ts';
import { TICKET_PRIORITIES } from '../../../../worker/modules/tickets/values.ts';
import type { TicketPriority } from '../../../../worker/modules/tickets/values.ts';
import { useSaveRule } from '@/api/alerts.ts';
import { useMachineSetting } from '@/api/machine-settings.ts';
import type { AlertRule } from '@/api/alerts.ts';
import { useCategoryOptions } from '@/api/places.ts';
import { useQuantities } from '@/features/assets/quantities.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { CheckList } from '@/ui/check-list.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { Switch } from '@/ui/toggle.tsx';
import { alertProblem } from './alert-problem.ts';
import { hasTarget, ruleDraft, ruleFields, saidOf } from './rule-draft.ts';
import type { RuleDraft } from './rule-draft.ts';
import { isReading, ruleSentence } from './rule-sentence.ts';
import { ScopeFields, useScopeName } from './scope-fields.tsx';
import type { Scope } from './scope-fields.tsx';

const shown = ['name', 'metric', 'operator', 'threshold', 'hysteresis', 'need', 'of', 'target', 'category_id', 'client_id', 'site_id', 'asset_id'];

interface PartProps {
  draft: RuleDraft;
  edit: (change: Partial<RuleDraft>) => void;
  fields: Record<string, string>;
}

function Limits({ draft, edit, fields }: PartProps) {
  const { t } = useText();
  const { span } = useQuantities();
  // Whoever writes a rule is an administrator and may read it.
  const every = useMachineSetting('agent_config').data?.metrics_s;
  const number = (name: 'threshold' | 'hysteresis' | 'need' | 'of', label: string, [min, max]: [number, number], hint?: string) => (
    <Field label={label} error={fields[name]} hint={hint}>
      <TextInput type="number" required min={min} max={max} step={name === 'need' || name === 'of' ? 1 : 'any'} value={draft[name]} onChange={(event) => edit({ [name]: event.target.value })} />
    </Field>
  );
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-3">
        <Field label={t('alerts.rule_operator')} error={fields.operator}>
          <Select
            value={draft.operator}
            onChange={(event) => edit({ operator: event.target.value === '<=' ? '<=' : '>=' })}
            options={[
              { value: '>=', label: t('alerts.operator_over') },
              { value: '<=', label: t('alerts.operator_under') },
            ]}
          />
        </Field>
        {number('threshold', t('alerts.rule_threshold'), [0, 100])}
        {number('hysteresis', t('alerts.rule_hysteresis'), [0, 100], t('alerts.rule_hysteresis_hint'))}
      </div>
      <div className="grid gap-3 sm:grid-cols-3">
        {number('need', t('alerts.rule_need'), [1, 60])}
        {number('of', t('alerts.rule_of'), [1, 60], every === undefined ? undefined : t('alerts.rule_of_hint', { every: span(every) }))}
      </div>
    </>
  );
}

function Consequences({ draft, edit, fields }: PartProps) {
  const { t } = useText();
  const categories = useCategoryOptions().data ?? [];
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={t('alerts.rule_priority')}>
          <Select value={draft.priority} onChange={(event) => edit({ priority: event.target.value as TicketPriority })} options={TICKET_PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) }))} />
        </Field>
        <Field label={t('alerts.rule_category')} optional={t('common.optional')} error={fields.category_id}>
          <Combobox label={t('alerts.rule_category')} placeholder={t('common.none')} noneLabel={t('common.none')} disabled={!draft.opens_ticket} value={draft.category_id} onChange={(category_id) => edit({ category_id })} options={categories} />
        </Field>
      </div>
      <Switch label={t('alerts.rule_opens_ticket')} hint={t('alerts.rule_opens_ticket_hint')} checked={draft.opens_ticket} onCheckedChange={(opens_ticket) => edit({ opens_ticket })} />
      <Switch label={t('alerts.rule_resolves_ticket')} disabled={!draft.opens_ticket} checked={draft.opens_ticket && draft.resolves_ticket} onCheckedChange={(resolves_ticket) => edit({ resolves_ticket })} />
      <Switch label={t('alerts.rule_active')} checked={draft.is_active} onCheckedChange={(is_active) => edit({ is_active })} />
    </>
  );
}

export function RuleDialog({ rule, onClose }: { rule: AlertRule | null; onClose: () => void }) {
  const { t } = useText();
  const formId = useId();
  const { percent } = useQuantities();
  const scopeName = useScopeName();
  const save = useSaveRule(rule?.rule_id ?? null);
  const [draft, setDraft] = useState(() => ruleDraft(rule));
  const [scope, setScope] = useState<Scope>({ client_id: null, site_id: null, asset: null });
  const edit = (change: Partial<RuleDraft>): void => setDraft((before) => ({ ...before, ...change }));
  const { fields, banner } = alertProblem(save.error, shown, t);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const body = ruleFields(draft);
    save.mutate(rule ? body : { ...body, metric: draft.metric, client_id: scope.client_id, site_id: scope.site_id, asset_id: scope.asset?.asset_id ?? null }, {
      onSuccess: () => {
        toast.done(t('form.saved'));
        onClose();
      },
    });
  };
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t(rule ? 'alerts.rule_edit' : 'alerts.rule_new')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} tone="primary" busy={save.isPending}>
            {t(rule ? 'form.save' : 'form.create')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-4">
        {banner && <Banner tone="danger">{banner}</Banner>}
        <Field label={t('alerts.rule_name')} error={fields.name}>
          <TextInput required maxLength={200} value={draft.name} onChange={(event) => edit({ name: event.target.value })} />
        </Field>
        {rule ? (
          <p className="text-sm text-muted">
            {t(`fleet.metric_${rule.metric}`)} · {scopeName(rule)}. {t('alerts.rule_fixed')}
          </p>
        ) : (
          <>
            <Field label={t('alerts.rule_metric')} error={fields.metric} className="sm:max-w-64">
              <Select value={draft.metric} onChange={(event) => edit({ metric: event.target.value as AlertMetric })} options={ALERT_METRICS.map((value) => ({ value, label: t(`fleet.metric_${value}`) }))} />
            </Field>
            <ScopeFields scope={scope} onChange={setScope} errors={fields} mayBeAll />
          </>
        )}
        {hasTarget(draft.metric) && (
          <Field label={t(draft.metric === 'disk' ? 'alerts.rule_target_disk' : 'alerts.rule_target_service')} hint={t('alerts.rule_target_hint')} optional={t('common.optional')} error={fields.target}>
            <TextInput maxLength={300} value={draft.target} onChange={(event) => edit({ target: event.target.value })} />
          </Field>
        )}
        {isReading(draft.metric) && <Limits draft={draft} edit={edit} fields={fields} />}
        <p role="status" className="rounded-md bg-sunken px-3 py-2 text-sm">
          <span className="block text-xs text-muted">{t('alerts.in_words')}</span>
          {ruleSentence(saidOf(draft), t, percent)}.
        </p>
        <CheckList
          label={`${t('alerts.rule_types')} (${t('alerts.rule_types_none')})`}
          empty=""
          items={ASSET_TYPES.filter((type) => type !== 'software').map((value) => ({ value, label: t(`fleet.type_${value}`) }))}
          value={draft.asset_types}
          onChange={(types) => edit({ asset_types: types as AssetType[] })}
        />
        <Consequences draft={draft} edit={edit} fields={fields} />
      </form>
    </Dialog>
  );
}
