// Inputs of the fields that a category adds: one for each kind.
import type { FieldRow, FieldValue } from '@/api/ticket-fields.ts';
import { useText } from '@/text/translate.ts';
import { Field, Select, TextInput } from '@/ui/field.tsx';

export type FieldValues = Record<string, FieldValue | null>;

/** What the form says, without what it leaves open. */
export const filledOf = (fields: readonly FieldRow[], values: FieldValues): Record<string, FieldValue> =>
  Object.fromEntries(fields.flatMap(({ field_id }) => {
    const value = values[field_id];
    return value === null || value === undefined || value === '' ? [] : [[field_id, value]];
  }));

export interface FieldInputProps {
  field: FieldRow;
  value: FieldValue | null;
  onChange: (value: FieldValue | null) => void;
  error?: string | undefined;
  /** The form cannot be sent without it. */
  isRequired?: boolean;
}

export function FieldInput({ field, value, onChange, error, isRequired = false }: FieldInputProps) {
  const { t } = useText();
  const text = value === null ? '' : String(value);
  const input = (() => {
    switch (field.field_type) {
      case 'text': return <TextInput value={text} required={isRequired} maxLength={2000} autoComplete="off" onChange={(event) => onChange(event.target.value)} />;
      case 'number': return <TextInput type="number" step="any" value={text} required={isRequired} onChange={(event) => onChange(event.target.value === '' ? null : Number(event.target.value))} />;
      case 'date': return <TextInput type="date" value={text} required={isRequired} onChange={(event) => onChange(event.target.value || null)} />;
      case 'choice': return <Select value={text} required={isRequired} placeholder={t('fields.choose')} onChange={(event) => onChange(event.target.value || null)} options={field.options.map((one) => ({ value: one, label: one }))} />;
      case 'yes_no': return <Select value={text} required={isRequired} placeholder={t('fields.choose')} onChange={(event) => onChange(event.target.value === '' ? null : event.target.value === 'true')} options={[{ value: 'true', label: t('fields.yes') }, { value: 'false', label: t('fields.no') }]} />;
    }
  })();
  return (
    <Field label={field.label} {...(isRequired ? {} : { optional: t('common.optional') })} {...(field.hint ? { hint: field.hint } : {})} error={error}>
      {input}
    </Field>
  );
}
