// Words, filters and order of the fleet's list; everything goes into the address.
import { ListFilter, X } from 'lucide-react';
import { useState } from 'react';
import { ASSET_TYPES, ENROLMENTS, LIFECYCLES, PLATFORMS } from '../../../../worker/modules/assets/values.ts';
import { useClientOptions, useSiteOptions } from '@/api/places.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { Popover } from '@/ui/popover.tsx';
import { SearchBox } from '@/ui/search-box.tsx';
import { filterKeys } from './asset-search.ts';
import type { AssetSearch } from './asset-search.ts';

export interface AssetFiltersProps {
  search: AssetSearch;
  onChange: (change: Partial<Record<keyof AssetSearch, string | undefined>>) => void;
}

function ClientChoice({ search, onChange }: AssetFiltersProps) {
  const { t } = useText();
  const clients = useClientOptions().data ?? [];
  const any = t('form.any');
  return (
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
  );
}

function Fields({ search, onChange }: AssetFiltersProps) {
  const { t } = useText();
  const me = useMe();
  const clientId = me.is_staff ? (search.client_id ?? null) : me.client_id;
  const sites = useSiteOptions(clientId).data ?? [];
  const any = t('form.any');
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {me.is_staff && <ClientChoice search={search} onChange={onChange} />}
      <Field label={t('tickets.site')}>
        <Combobox
          label={t('tickets.site')}
          placeholder={any}
          noneLabel={any}
          disabled={clientId === null}
          value={search.site_id ?? null}
          onChange={(value) => onChange({ site_id: value ?? undefined })}
          options={sites.map((site) => ({ value: site.site_id, label: site.name }))}
        />
      </Field>
      <Field label={t('assets.type')}>
        <Select value={search.asset_type ?? ''} onChange={(event) => onChange({ asset_type: event.target.value || undefined })} placeholder={any} options={ASSET_TYPES.map((value) => ({ value, label: t(`fleet.type_${value}`) }))} />
      </Field>
      <Field label={t('assets.platform')}>
        <Select value={search.platform ?? ''} onChange={(event) => onChange({ platform: event.target.value || undefined })} placeholder={any} options={PLATFORMS.map((value) => ({ value, label: t(`fleet.platform_${value}`) }))} />
      </Field>
      <Field label={t('assets.lifecycle')}>
        <Select value={search.lifecycle ?? ''} onChange={(event) => onChange({ lifecycle: event.target.value || undefined })} placeholder={t('assets.not_retired')} options={LIFECYCLES.map((value) => ({ value, label: t(`fleet.lifecycle_${value}`) }))} />
      </Field>
      <Field label={t('assets.enrolment')}>
        <Select value={search.enrolment ?? ''} onChange={(event) => onChange({ enrolment: event.target.value || undefined })} placeholder={any} options={ENROLMENTS.map((value) => ({ value, label: t(`fleet.enrolment_${value}`) }))} />
      </Field>
      <Field label={t('assets.tag')}>
        <TextInput defaultValue={search.tag ?? ''} maxLength={50} onBlur={(event) => onChange({ tag: event.target.value.trim() || undefined })} onKeyDown={(event) => event.key === 'Enter' && onChange({ tag: event.currentTarget.value.trim() || undefined })} />
      </Field>
    </div>
  );
}

export function AssetFilters({ search, onChange }: AssetFiltersProps) {
  const { t } = useText();
  const [open, setOpen] = useState(false);
  const active = filterKeys.filter((key) => key !== 'agent_status' && key !== 'has_alert' && search[key] !== undefined).length;
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 py-2.5 sm:px-6">
      <SearchBox label={t('assets.search')} value={search.q ?? ''} onChange={(q) => onChange({ q: q || undefined })} className="asset-search min-w-44 flex-1 sm:max-w-80" />
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
        <Fields search={search} onChange={onChange} />
      </Popover>
      {active > 0 && (
        <Button tone="ghost" icon={<X className="size-4" aria-hidden />} onClick={() => onChange(Object.fromEntries(filterKeys.map((key) => [key, undefined])))}>
          {t('form.clear_filters')}
        </Button>
      )}
      <Select
        aria-label={t('tickets.sort')}
        className="ml-auto w-44 max-sm:w-full"
        value={search.sort ?? 'name'}
        onChange={(event) => onChange({ sort: event.target.value === 'name' ? undefined : event.target.value })}
        options={[
          { value: 'name', label: t('assets.sort_name') },
          { value: '-last_seen_at', label: t('assets.sort_last_seen') },
        ]}
      />
    </div>
  );
}
