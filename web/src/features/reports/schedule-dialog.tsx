// A schedule: what is made, when, and who gets it by mail.
import { useId, useMemo, useState } from 'react';
import type { FormEvent } from 'react';
import { ApiProblem } from '@/api/client.ts';
import { useSaveSchedule } from '@/api/reports.ts';
import type { ScheduleRow } from '@/api/reports.ts';
import { useClientOptions } from '@/api/places.ts';
import { useMe } from '@/api/session.ts';
import { formProblem } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, Select, TextArea, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { weekdayName } from './period-words.ts';
import { WhatFields } from './what-fields.tsx';
import type { What } from './what-fields.tsx';

const fallbackZone = 'America/Mexico_City';
const addressesOf = (text: string): string[] => [...new Set(text.split(/[\s,;]+/).filter(Boolean).map((address) => address.toLowerCase()))];

export function ScheduleDialog({ row, onClose }: { row: ScheduleRow | null; onClose: () => void }) {
  const { t, locale } = useText();
  const me = useMe();
  const formId = useId();
  const save = useSaveSchedule(row?.schedule_id ?? null);
  const clients = useClientOptions().data ?? [];
  const [what, setWhat] = useState<What>(() =>
    row ? { kind: row.kind, client_id: row.client_id, group_by: row.group_by, format: row.format, locale: row.locale, is_for_client: row.is_for_client }
      : { kind: 'monthly', client_id: me.client_id, group_by: null, format: 'xlsx', locale: locale === 'en' ? 'en' : 'es', is_for_client: false });
  const [when, setWhen] = useState({
    name: row?.name ?? '', frequency: row?.frequency ?? ('monthly' as const), weekday: String(row?.weekday ?? 1), day_of_month: String(row?.day_of_month ?? 1), time_of_day: row?.time_of_day ?? '06:00',
    timezone: row?.timezone ?? null, recipients: (row?.recipients ?? []).join('\n'),
  });
  const edit = (change: Partial<typeof when>): void => setWhen((before) => ({ ...before, ...change }));
  const { fields, banner } = formProblem(save.error, ['name', 'kind', 'client_id', 'group_by', 'format', 'locale', 'frequency', 'weekday', 'day_of_month', 'time_of_day', 'timezone'], t);
  const refused = save.error instanceof ApiProblem ? save.error.errors.filter(({ field }) => field?.startsWith('recipients')) : [];
  const timezone = when.timezone ?? clients.find(({ client_id }) => client_id === what.client_id)?.timezone ?? fallbackZone;
  const zones = useMemo(() => [...new Set([timezone, ...Intl.supportedValuesOf('timeZone')])].map((name) => ({ value: name, label: name.replaceAll('_', ' ') })), [timezone]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const isWeekly = when.frequency === 'weekly';
    const body = {
      ...what, group_by: what.kind === 'sla' ? (what.group_by ?? ('category' as const)) : null, name: when.name.trim(), frequency: when.frequency, weekday: isWeekly ? Number(when.weekday) : null, day_of_month: isWeekly ? null : Number(when.day_of_month),
      time_of_day: when.time_of_day, ...(when.timezone ? { timezone: when.timezone } : {}), recipients: addressesOf(when.recipients), is_active: row?.is_active ?? true,
    };
    save.mutate(row ? { ...body, version: row.version } : body, {
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
      title={t(row ? 'reports.schedule_edit' : 'reports.schedule_new')}
      description={t('reports.schedule_about')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} tone="primary" busy={save.isPending}>
            {t(row ? 'form.save' : 'form.create')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-4">
        {banner && refused.length === 0 && <Banner tone="danger">{banner}</Banner>}
        <Field label={t('reports.schedule_name')} error={fields.name}>
          <TextInput required maxLength={120} value={when.name} onChange={(event) => edit({ name: event.target.value })} />
        </Field>
        <WhatFields value={what} onChange={(change) => setWhat((before) => ({ ...before, ...change }))} errors={fields} />
        <div className="grid gap-3 sm:grid-cols-3">
          <Field label={t('reports.frequency')} error={fields.frequency}>
            <Select
              name="frequency"
              value={when.frequency}
              onChange={(event) => edit({ frequency: event.target.value as 'weekly' | 'monthly' })}
              options={(['monthly', 'weekly'] as const).map((value) => ({ value, label: t(`reports.frequency_${value}`) }))}
            />
          </Field>
          {when.frequency === 'weekly' ? (
            <Field label={t('reports.weekday')} error={fields.weekday}>
              <Select name="weekday" value={when.weekday} onChange={(event) => edit({ weekday: event.target.value })} options={[1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: weekdayName(day, locale) }))} />
            </Field>
          ) : (
            <Field label={t('reports.day_of_month')} hint={Number(when.day_of_month) > 28 ? t('reports.day_clamped') : undefined} error={fields.day_of_month}>
              <TextInput type="number" required min={1} max={31} value={when.day_of_month} onChange={(event) => edit({ day_of_month: event.target.value })} />
            </Field>
          )}
          <Field label={t('reports.time_of_day')} error={fields.time_of_day}>
            <TextInput type="time" required value={when.time_of_day} onChange={(event) => edit({ time_of_day: event.target.value.slice(0, 5) })} />
          </Field>
        </div>
        <Field label={t('reports.timezone')} error={fields.timezone}>
          <Combobox label={t('reports.timezone')} placeholder={t('reports.timezone')} value={timezone} onChange={(zone) => zone && edit({ timezone: zone })} options={zones} />
        </Field>
        <Field
          label={t('reports.recipients')}
          hint={t(me.is_staff ? 'reports.recipients_hint' : 'reports.recipients_hint_client')}
          error={refused.length > 0 ? t('reports.fault_recipients', { addresses: refused.map(({ field, message }) => addressesOf(when.recipients)[Number(field?.split('.')[1])] ?? message).join(', ') }) : undefined}
        >
          <TextArea rows={3} value={when.recipients} onChange={(event) => edit({ recipients: event.target.value })} placeholder="persona@cliente.example" />
        </Field>
      </form>
    </Dialog>
  );
}
