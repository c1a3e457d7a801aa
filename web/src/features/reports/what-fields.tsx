// What a report is about: its kind, the client, the lines, the format and the language. For asking once and for schedules.
import { useClientOptions } from '@/api/places.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Combobox } from '@/ui/combobox.tsx';
import { Field, Select } from '@/ui/field.tsx';
import { Checkbox } from '@/ui/toggle.tsx';
import { REPORT_FORMATS, REPORT_GROUPS, REPORT_KINDS, type ReportFormat, type ReportGroup, type ReportKind } from '../../../../worker/modules/reports/values.ts';

export interface What {
  kind: ReportKind;
  client_id: string | null;
  group_by: ReportGroup | null;
  format: ReportFormat;
  locale: 'es' | 'en';
  is_for_client: boolean;
}

export function WhatFields({ value, onChange, errors }: { value: What; onChange: (change: Partial<What>) => void; errors: Record<string, string | undefined> }) {
  const { t } = useText();
  const me = useMe();
  const clients = useClientOptions().data ?? [];
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={t('reports.kind')} hint={t(`reports.kind_${value.kind}_hint`)} error={errors.kind}>
          <Select name="kind" value={value.kind} onChange={(event) => onChange({ kind: event.target.value as ReportKind })} options={REPORT_KINDS.map((kind) => ({ value: kind, label: t(`reports.kind_${kind}`) }))} />
        </Field>
        {me.is_staff && (
          <Field label={t('reports.client')} error={errors.client_id}>
            <Combobox
              label={t('reports.client')}
              placeholder={t('reports.every_client')}
              noneLabel={t('reports.every_client')}
              value={value.client_id}
              onChange={(client_id) => onChange({ client_id, ...(client_id ? {} : { is_for_client: false }) })}
              options={clients.map((client) => ({ value: client.client_id, label: client.name }))}
            />
          </Field>
        )}
        {value.kind === 'sla' && (
          <Field label={t('reports.group_by')} error={errors.group_by}>
            <Select name="group_by" value={value.group_by ?? 'category'} onChange={(event) => onChange({ group_by: event.target.value as ReportGroup })} options={REPORT_GROUPS.map((group) => ({ value: group, label: t(`reports.group_${group}`) }))} />
          </Field>
        )}
        <Field label={t('reports.format')} error={errors.format}>
          <Select name="format" value={value.format} onChange={(event) => onChange({ format: event.target.value as ReportFormat })} options={REPORT_FORMATS.map((format) => ({ value: format, label: t(`reports.format_${format}`) }))} />
        </Field>
        <Field label={t('reports.language')} error={errors.locale}>
          <Select name="locale" value={value.locale} onChange={(event) => onChange({ locale: event.target.value as 'es' | 'en' })} options={[{ value: 'es', label: 'Español' }, { value: 'en', label: 'English' }]} />
        </Field>
      </div>
      {me.is_staff && value.client_id !== null && (
        <label className="flex items-start gap-2.5 text-sm">
          <Checkbox checked={value.is_for_client} onCheckedChange={(on) => onChange({ is_for_client: on === true })} />
          <span>
            {t('reports.is_for_client')}
            <span className="block text-xs text-muted">{t('reports.is_for_client_hint')}</span>
          </span>
        </label>
      )}
    </>
  );
}
