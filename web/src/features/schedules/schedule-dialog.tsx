// A schedule: the ticket it opens, and when.
import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import { ApiProblem } from '@/api/client.ts';
import { useStaff } from '@/api/people.ts';
import { useCategoryOptions, useClientOptions, useSiteOptions } from '@/api/places.ts';
import { useTicketScheduleAct } from '@/api/ticket-schedules.ts';
import type { TicketScheduleRow } from '@/api/ticket-schedules.ts';
import type { TicketPriority } from '@/api/tickets.ts';
import { ticketPriorities } from '@/features/tickets/queue-search.ts';
import { formProblem } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, Select, TextArea, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { bodyOf, draftOf } from './schedule-draft.ts';
import type { ScheduleDraft } from './schedule-draft.ts';
import { WhenFields } from './when-fields.tsx';

const shown = ['name', 'client_id', 'site_id', 'subject', 'description', 'priority', 'category_id', 'assigned_to', 'frequency', 'every', 'weekdays', 'day_of_month', 'month', 'starts_on', 'ends_on', 'time_of_day'];

export function ScheduleDialog({ row, onClose }: { row: TicketScheduleRow | null; onClose: () => void }) {
  const { t } = useText();
  const formId = useId();
  const act = useTicketScheduleAct();
  const [draft, setDraft] = useState(() => draftOf(row));
  const set = (change: Partial<ScheduleDraft>): void => setDraft((before) => ({ ...before, ...change }));
  const clients = (useClientOptions().data ?? []).map(({ client_id, name }) => ({ value: client_id, label: name }));
  const sites = useSiteOptions(draft.client_id).data ?? [];
  const categories = useCategoryOptions().data ?? [];
  const staff = (useStaff().data ?? []).map(({ user_id, name }) => ({ value: user_id, label: name }));
  const site = sites.find(({ site_id }) => site_id === draft.site_id) ?? sites.find(({ is_primary }) => is_primary) ?? sites[0];
  const isNever = act.error instanceof ApiProblem && act.error.code === 'never';
  const { fields, banner } = formProblem(isNever ? null : act.error, shown, t);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (act.isPending || draft.client_id === null || !site) return;
    const body = bodyOf({ ...draft, site_id: site.site_id });
    act.mutate(row ? { kind: 'update', schedule_id: row.schedule_id, body: { ...body, version: row.version } } : { kind: 'create', body }, {
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
      title={row ? t('schedules.edit') : t('schedules.new')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} tone="primary" busy={act.isPending} disabled={draft.client_id === null || !site}>
            {t(row ? 'form.save' : 'form.create')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-5">
        {isNever && <Banner tone="danger">{t('schedules.never')}</Banner>}
        {banner && <Banner tone="danger">{banner}</Banner>}
        <Field label={t('schedules.name')} hint={t('schedules.name_hint')} error={fields.name}>
          <TextInput required maxLength={120} value={draft.name} onChange={(event) => set({ name: event.target.value })} />
        </Field>
        <fieldset className="grid gap-4 sm:grid-cols-2">
          <legend className="mb-2 text-sm font-semibold">{t('schedules.ticket')}</legend>
          <Field label={t('tickets.client')} error={fields.client_id}>
            <Combobox label={t('tickets.client')} placeholder={t('schedules.choose_client')} disabled={row !== null} options={clients} value={draft.client_id} onChange={(client_id) => set({ client_id, site_id: null, asset_id: null, requester_id: null })} />
          </Field>
          <Field label={t('tickets.site')} error={fields.site_id}>
            <Select value={site?.site_id ?? ''} disabled={sites.length === 0} onChange={(event) => set({ site_id: event.target.value, asset_id: null })} options={sites.map(({ site_id, name }) => ({ value: site_id, label: name }))} />
          </Field>
          <Field label={t('tickets.subject')} error={fields.subject} className="sm:col-span-2">
            <TextInput required maxLength={255} value={draft.subject} onChange={(event) => set({ subject: event.target.value })} />
          </Field>
          <Field label={t('ticket.description')} optional={t('common.optional')} error={fields.description} className="sm:col-span-2">
            <TextArea rows={3} maxLength={50_000} value={draft.description} onChange={(event) => set({ description: event.target.value })} />
          </Field>
          <Field label={t('tickets.priority')} error={fields.priority}>
            <Select value={draft.priority} onChange={(event) => set({ priority: event.target.value as TicketPriority })} options={ticketPriorities.map((value) => ({ value, label: t(`priority.${value}`) }))} />
          </Field>
          <Field label={t('tickets.category')} optional={t('common.optional')} error={fields.category_id}>
            <Combobox label={t('tickets.category')} placeholder={t('common.none')} noneLabel={t('common.none')} options={categories} value={draft.category_id} onChange={(category_id) => set({ category_id })} />
          </Field>
          <Field label={t('tickets.assignee')} optional={t('common.optional')} error={fields.assigned_to}>
            <Combobox label={t('tickets.assignee')} placeholder={t('tickets.nobody')} noneLabel={t('tickets.nobody')} options={staff} value={draft.assigned_to} onChange={(assigned_to) => set({ assigned_to })} />
          </Field>
        </fieldset>
        <WhenFields draft={draft} set={set} fields={fields} />
      </form>
    </Dialog>
  );
}
