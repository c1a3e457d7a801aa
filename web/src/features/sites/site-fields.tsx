// The fields of a site, for its own dialog and for the assistant.
import { useText } from '@/text/translate.ts';
import { Field, TextArea, TextInput } from '@/ui/field.tsx';
import { PlaceFields } from '@/ui/place-fields.tsx';
import { Switch } from '@/ui/toggle.tsx';
import type { SiteDraft } from './site-draft.ts';

export const siteFieldNames = ['name', 'address', 'city', 'state', 'country', 'postal_code', 'latitude', 'longitude', 'authorized_emails', 'is_primary'];

export interface SiteFieldsProps {
  value: SiteDraft;
  onChange: (change: Partial<SiteDraft>) => void;
  errors: Record<string, string>;
  /** A primary site stays primary until another one takes over. */
  primaryLocked?: boolean;
}

export function SiteFields({ value, onChange, errors, primaryLocked = false }: SiteFieldsProps) {
  const { t } = useText();
  return (
    <div className="grid gap-4">
      <Field label={t('sites.name')} error={errors.name}>
        <TextInput value={value.name} onChange={(event) => onChange({ name: event.target.value })} required maxLength={200} autoComplete="off" />
      </Field>
      <PlaceFields value={value} onChange={onChange} errors={errors} />
      <Field label={t('sites.emails')} optional={t('common.optional')} hint={t('sites.emails_hint')} error={errors.authorized_emails}>
        <TextArea value={value.emails} onChange={(event) => onChange({ emails: event.target.value })} rows={3} placeholder="caja@empresa.example" spellCheck={false} autoCapitalize="off" />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('sites.latitude')} optional={t('common.optional')} error={errors.latitude}>
          <TextInput value={value.latitude} onChange={(event) => onChange({ latitude: event.target.value })} inputMode="decimal" pattern="-?[0-9]{1,2}([.,][0-9]+)?" />
        </Field>
        <Field label={t('sites.longitude')} optional={t('common.optional')} error={errors.longitude}>
          <TextInput value={value.longitude} onChange={(event) => onChange({ longitude: event.target.value })} inputMode="decimal" pattern="-?[0-9]{1,3}([.,][0-9]+)?" />
        </Field>
      </div>
      <Switch
        label={t('sites.make_primary')}
        hint={errors.is_primary ?? t('sites.make_primary_hint')}
        checked={value.is_primary}
        disabled={primaryLocked}
        onCheckedChange={(is_primary) => onChange({ is_primary })}
      />
    </div>
  );
}
