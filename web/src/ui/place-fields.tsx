// Where something is: the same five fields for clients and sites.
import { useText } from '@/text/translate.ts';
import { Field, TextInput } from './field.tsx';

export interface Place {
  address: string;
  city: string;
  state: string;
  country: string;
  postal_code: string;
}

export const placeNames = ['address', 'city', 'state', 'country', 'postal_code'] as const;

export const placeOf = (row: { [Name in keyof Place]?: string | null } | null): Place => ({
  address: row?.address ?? '',
  city: row?.city ?? '',
  state: row?.state ?? '',
  country: row?.country ?? '',
  postal_code: row?.postal_code ?? '',
});

export function PlaceFields({ value, onChange, errors }: { value: Place; onChange: (change: Partial<Place>) => void; errors: Record<string, string> }) {
  const { t } = useText();
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {placeNames.map((name) => (
        <Field key={name} label={t(`clients.${name}`)} optional={t('common.optional')} error={errors[name]} className={name === 'address' ? 'sm:col-span-2' : ''}>
          <TextInput
            value={value[name]}
            onChange={(event) => onChange({ [name]: event.target.value })}
            maxLength={name === 'address' ? 300 : name === 'postal_code' ? 16 : 80}
            inputMode={name === 'postal_code' ? 'numeric' : 'text'}
            autoComplete="off"
          />
        </Field>
      ))}
    </div>
  );
}
