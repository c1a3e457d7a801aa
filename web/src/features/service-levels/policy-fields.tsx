// The parts of a policy's form: for whom, how long, in which hours, who is told.
import { TICKET_PRIORITIES } from '../../../../worker/modules/tickets/values.ts';
import { useCategoryOptions, useClientOptions } from '@/api/places.ts';
import { useCalendars } from '@/api/service-levels.ts';
import { useText } from '@/text/translate.ts';
import { Combobox } from '@/ui/combobox.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { Switch } from '@/ui/toggle.tsx';
import { EscalationFields } from './escalation-fields.tsx';
import { MinutesField } from './minutes-field.tsx';
import type { PolicyDraft } from './policy-draft.ts';
import { Section } from './section.tsx';

export interface PolicyPartProps {
  draft: PolicyDraft;
  edit: (change: Partial<PolicyDraft>) => void;
  errors: Record<string, string>;
}

function Scope({ draft, edit, errors }: PolicyPartProps) {
  const { t } = useText();
  const clients = useClientOptions().data ?? [];
  const categories = useCategoryOptions().data ?? [];
  return (
    <Section title={t('levels.scope')} about={t('levels.scope_about')}>
      <div className="grid gap-3 sm:grid-cols-3">
        <Field label={t('levels.client')} error={errors.client_id}>
          <Combobox label={t('levels.client')} placeholder={t('levels.any')} noneLabel={t('levels.any')} value={draft.client_id} onChange={(client_id) => edit({ client_id, calendar_id: null })} options={clients.map((client) => ({ value: client.client_id, label: client.name }))} />
        </Field>
        <Field label={t('tickets.category')} error={errors.category_id}>
          <Combobox label={t('tickets.category')} placeholder={t('levels.any')} noneLabel={t('levels.any')} value={draft.category_id} onChange={(category_id) => edit({ category_id })} options={categories} />
        </Field>
        <Field label={t('tickets.priority')} error={errors.priority}>
          <Select
            value={draft.priority ?? ''}
            placeholder={t('levels.any')}
            onChange={(event) => edit({ priority: TICKET_PRIORITIES.find((one) => one === event.target.value) ?? null })}
            options={TICKET_PRIORITIES.toReversed().map((value) => ({ value, label: t(`priority.${value}`) }))}
          />
        </Field>
      </div>
    </Section>
  );
}

function Hours({ draft, edit, errors }: PolicyPartProps) {
  const { t } = useText();
  const calendars = (useCalendars().data ?? []).filter((one) => one.client_id === null || one.client_id === draft.client_id);
  return (
    <Section title={t('levels.hours_title')}>
      <Switch label={t('levels.always_open')} hint={t('levels.always_open_hint')} checked={draft.is_always_open} onCheckedChange={(is_always_open) => edit({ is_always_open })} />
      {!draft.is_always_open && (
        <Field label={t('levels.calendar')} error={errors.calendar_id} hint={t('levels.calendar_hint')} className="sm:max-w-80">
          <Select
            value={draft.calendar_id ?? ''}
            placeholder={t('levels.calendar_of_place')}
            onChange={(event) => edit({ calendar_id: event.target.value || null })}
            options={calendars.map((one) => ({ value: one.calendar_id, label: [one.name, one.client_name].filter(Boolean).join(' · ') }))}
          />
        </Field>
      )}
    </Section>
  );
}

export function PolicyFields({ draft, edit, errors }: PolicyPartProps) {
  const { t } = useText();
  return (
    <>
      <Field label={t('levels.name')} error={errors.name} className="sm:max-w-96">
        <TextInput required maxLength={100} value={draft.name} onChange={(event) => edit({ name: event.target.value })} />
      </Field>
      <Scope draft={draft} edit={edit} errors={errors} />
      <Section title={t('levels.targets')} about={t('levels.targets_about')}>
        <div className="flex flex-wrap gap-x-6 gap-y-4">
          <MinutesField label={t('sla.target_first_response')} error={errors.first_response_minutes} value={draft.first_response_minutes} onChange={(first_response_minutes) => edit({ first_response_minutes })} />
          <MinutesField label={t('sla.target_next_reply')} optional={t('common.optional')} error={errors.next_reply_minutes} hint={t('levels.next_reply_hint')} value={draft.next_reply_minutes} onChange={(next_reply_minutes) => edit({ next_reply_minutes })} />
          <MinutesField label={t('sla.target_resolution')} error={errors.resolution_minutes} value={draft.resolution_minutes} onChange={(resolution_minutes) => edit({ resolution_minutes })} />
        </div>
      </Section>
      <Hours draft={draft} edit={edit} errors={errors} />
      <Section title={t('levels.warnings')} about={t('levels.warnings_about')}>
        <Field label={t('levels.warn_percents')} error={errors.warn_percents} hint={t('levels.warn_percents_hint')} className="sm:max-w-60">
          <TextInput inputMode="numeric" maxLength={40} value={draft.warn} onChange={(event) => edit({ warn: event.target.value })} />
        </Field>
        <EscalationFields draft={draft} edit={edit} errors={errors} />
      </Section>
      <Switch label={t('levels.is_active')} hint={t('levels.is_active_hint')} checked={draft.is_active} onCheckedChange={(is_active) => edit({ is_active })} />
    </>
  );
}
