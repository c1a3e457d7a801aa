// The fields of a client: all of them for the desk, contact data alone for the client's own administrator.
import { useMemo } from 'react';
import { useText } from '@/text/translate.ts';
import { Combobox } from '@/ui/combobox.tsx';
import { Field, Select, TextArea, TextInput } from '@/ui/field.tsx';
import { PlaceFields } from '@/ui/place-fields.tsx';
import type { ClientDraft } from './client-draft.ts';

export const clientFieldNames = ['name', 'rfc', 'email', 'phone', 'address', 'city', 'state', 'country', 'postal_code', 'timezone', 'locale', 'authorized_domains', 'agent_networks'];

export interface ClientFieldsProps {
  value: ClientDraft;
  onChange: (change: Partial<ClientDraft>) => void;
  errors: Record<string, string>;
  contactOnly?: boolean;
}

export function ClientFields({ value, onChange, errors, contactOnly = false }: ClientFieldsProps) {
  const { t } = useText();
  const zones = useMemo(() => {
    const names = Intl.supportedValuesOf('timeZone');
    const ordered = [...names.filter((name) => name.startsWith('America/')), ...names.filter((name) => !name.startsWith('America/'))];
    return [...new Set([value.timezone, ...ordered])].map((name) => ({ value: name, label: name.replaceAll('_', ' ') }));
  }, [value.timezone]);
  return (
    <div className="grid gap-4">
      {!contactOnly && (
        <div className="grid gap-4 sm:grid-cols-[2fr_1fr]">
          <Field label={t('clients.name')} error={errors.name}>
            <TextInput value={value.name} onChange={(event) => onChange({ name: event.target.value })} required maxLength={200} autoComplete="off" />
          </Field>
          <Field label={t('clients.rfc')} optional={t('common.optional')} error={errors.rfc}>
            <TextInput value={value.rfc} onChange={(event) => onChange({ rfc: event.target.value.toUpperCase() })} maxLength={13} autoComplete="off" spellCheck={false} />
          </Field>
        </div>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('clients.email')} optional={t('common.optional')} error={errors.email}>
          <TextInput type="email" value={value.email} onChange={(event) => onChange({ email: event.target.value })} maxLength={254} autoComplete="off" />
        </Field>
        <Field label={t('clients.phone')} optional={t('common.optional')} error={errors.phone}>
          <TextInput type="tel" value={value.phone} onChange={(event) => onChange({ phone: event.target.value })} maxLength={40} autoComplete="off" />
        </Field>
      </div>
      <PlaceFields value={value} onChange={onChange} errors={errors} />
      {!contactOnly && (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label={t('clients.timezone')} error={errors.timezone}>
              <Combobox label={t('clients.timezone')} placeholder={t('clients.timezone')} value={value.timezone} onChange={(timezone) => timezone && onChange({ timezone })} options={zones} />
            </Field>
            <Field label={t('clients.locale')} error={errors.locale}>
              <Select
                value={value.locale}
                onChange={(event) => onChange({ locale: event.target.value === 'en' ? 'en' : 'es' })}
                options={[
                  { value: 'es', label: 'Español' },
                  { value: 'en', label: 'English' },
                ]}
              />
            </Field>
          </div>
          <Field label={t('clients.domains')} optional={t('common.optional')} hint={t('clients.domains_hint')} error={errors.authorized_domains}>
            <TextArea value={value.domains} onChange={(event) => onChange({ domains: event.target.value })} rows={3} placeholder="empresa.example" spellCheck={false} autoCapitalize="off" />
          </Field>
          <Field label={t('clients.networks')} optional={t('common.optional')} hint={t('clients.networks_hint')} error={errors.agent_networks}>
            <TextArea value={value.networks} onChange={(event) => onChange({ networks: event.target.value })} rows={2} placeholder={'203.0.113.0/24\n2001:db8::/32'} spellCheck={false} autoCapitalize="off" />
          </Field>
        </>
      )}
    </div>
  );
}
