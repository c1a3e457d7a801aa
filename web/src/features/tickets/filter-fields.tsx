// What the queue can be narrowed by; loaded when the filters are opened.
import { useCategoryOptions, useClientOptions, useSiteOptions } from '@/api/places.ts';
import { useStaff } from '@/api/people.ts';
import type { TicketPriority, TicketStatus } from '@/api/tickets.ts';
import { useText } from '@/text/translate.ts';
import { Combobox } from '@/ui/combobox.tsx';
import { Field, Select } from '@/ui/field.tsx';
import type { QueueFiltersProps } from './queue-filters.tsx';
import { ticketPriorities, ticketStatuses } from './queue-search.ts';

export function FilterFields({ search, onChange }: QueueFiltersProps) {
  const { t } = useText();
  const clients = useClientOptions().data ?? [];
  const sites = useSiteOptions(search.client_id ?? null).data ?? [];
  const categories = useCategoryOptions().data ?? [];
  const staff = useStaff().data ?? [];
  const any = t('tickets.any');
  const people = [
    { value: 'me', label: t('tickets.me') },
    { value: 'none', label: t('tickets.nobody') },
    ...staff.map((person) => ({ value: person.user_id, label: person.name })),
  ];
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Field label={t('tickets.status')}>
        <Select
          value={search.status ?? ''}
          onChange={(event) => onChange({ status: (event.target.value || undefined) as TicketStatus | undefined })}
          placeholder={any}
          options={ticketStatuses.map((status) => ({ value: status, label: t(`status.${status}`) }))}
        />
      </Field>
      <Field label={t('tickets.priority')}>
        <Select
          value={search.priority ?? ''}
          onChange={(event) => onChange({ priority: (event.target.value || undefined) as TicketPriority | undefined })}
          placeholder={any}
          options={ticketPriorities.map((priority) => ({ value: priority, label: t(`priority.${priority}`) }))}
        />
      </Field>
      <Field label={t('tickets.client')}>
        <Combobox
          label={t('tickets.client')}
          placeholder={any}
          noneLabel={any}
          value={search.client_id ?? null}
          onChange={(value) => onChange({ client_id: value ?? undefined, site_id: undefined })}
          options={clients.map((client) => ({ value: client.client_id, label: client.name }))}
        />
      </Field>
      <Field label={t('tickets.site')}>
        <Combobox
          label={t('tickets.site')}
          placeholder={any}
          noneLabel={any}
          disabled={!search.client_id}
          value={search.site_id ?? null}
          onChange={(value) => onChange({ site_id: value ?? undefined })}
          options={sites.map((site) => ({ value: site.site_id, label: site.name }))}
        />
      </Field>
      <Field label={t('tickets.category')}>
        <Combobox
          label={t('tickets.category')}
          placeholder={any}
          noneLabel={any}
          value={search.category_id ?? null}
          onChange={(value) => onChange({ category_id: value ?? undefined })}
          options={categories}
        />
      </Field>
      <Field label={t('tickets.assignee')}>
        <Combobox
          label={t('tickets.assignee')}
          placeholder={any}
          noneLabel={any}
          value={search.assigned_to ?? null}
          onChange={(value) => onChange({ assigned_to: value ?? undefined })}
          options={people}
        />
      </Field>
    </div>
  );
}
