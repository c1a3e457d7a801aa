// Words, filters and order of the queue; everything goes into the address.
import { ListFilter, Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useClientOptions, useCategoryOptions, useSiteOptions } from '@/api/places.ts';
import { useStaff } from '@/api/people.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { Popover } from '@/ui/popover.tsx';
import { ticketPriorities, ticketStatuses, sorts } from './queue-search.ts';
import type { QueueSearch, Sort } from './queue-search.ts';

const typingMs = 250;
const filterKeys = ['status', 'priority', 'client_id', 'site_id', 'category_id', 'assigned_to'] as const;

export interface QueueFiltersProps {
  search: QueueSearch;
  onChange: (change: Partial<Record<keyof QueueSearch, string | undefined>>) => void;
}

/** The search box keeps what is being typed and hands it over after a pause. */
function WordsBox({ search, onChange }: QueueFiltersProps) {
  const { t } = useText();
  const [words, setWords] = useState(search.q ?? '');
  const applied = useRef(search.q ?? '');
  useEffect(() => {
    if ((search.q ?? '') === applied.current) return;
    applied.current = search.q ?? '';
    setWords(search.q ?? '');
  }, [search.q]);
  useEffect(() => {
    const trimmed = words.trim();
    if (trimmed === applied.current) return undefined;
    const timer = setTimeout(() => {
      applied.current = trimmed;
      onChange({ q: trimmed || undefined });
    }, typingMs);
    return () => clearTimeout(timer);
  }, [words, onChange]);
  return (
    <div className="relative min-w-44 flex-1 sm:max-w-80">
      <Search className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-muted" aria-hidden />
      <TextInput
        id="queue-search"
        type="search"
        aria-label={t('tickets.search')}
        placeholder={t('tickets.search')}
        value={words}
        maxLength={200}
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        className="pl-8"
      />
    </div>
  );
}

export function QueueFilters({ search, onChange }: QueueFiltersProps) {
  const { t } = useText();
  const [open, setOpen] = useState(false);
  const active = filterKeys.filter((key) => search[key] !== undefined).length;
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 py-2.5 sm:px-6">
      <WordsBox search={search} onChange={onChange} />
      <Popover
        open={open}
        onOpenChange={setOpen}
        className="w-[min(34rem,94vw)] p-4"
        trigger={
          <Button icon={<ListFilter className="size-4" aria-hidden />} aria-expanded={open}>
            {t('tickets.filters')}
            {active > 0 && <span className="rounded-full bg-accent px-1.5 text-xs text-on-accent tabular-nums">{active}</span>}
          </Button>
        }
      >
        <FilterFields search={search} onChange={onChange} />
      </Popover>
      {active > 0 && (
        <Button
          tone="ghost"
          icon={<X className="size-4" aria-hidden />}
          onClick={() => onChange(Object.fromEntries(filterKeys.map((key) => [key, undefined])))}
        >
          {t('tickets.clear_filters')}
        </Button>
      )}
      <Select
        aria-label={t('tickets.sort')}
        className="ml-auto w-44 max-sm:w-full"
        value={search.sort ?? sorts[0]}
        onChange={(event) => onChange({ sort: event.target.value === sorts[0] ? undefined : event.target.value })}
        options={sorts.map((sort: Sort) => ({ value: sort, label: t(`tickets.sort_${sort}`) }))}
      />
    </div>
  );
}

function FilterFields({ search, onChange }: QueueFiltersProps) {
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
          onChange={(event) => onChange({ status: event.target.value || undefined })}
          placeholder={any}
          options={ticketStatuses.map((status) => ({ value: status, label: t(`status.${status}`) }))}
        />
      </Field>
      <Field label={t('tickets.priority')}>
        <Select
          value={search.priority ?? ''}
          onChange={(event) => onChange({ priority: event.target.value || undefined })}
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
