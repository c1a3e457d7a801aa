// What kind of request it is, for whoever knows, and what its category asks of people of the client.
import { useCategoryOptions } from '@/api/places.ts';
import type { FieldRow, FieldValue } from '@/api/ticket-fields.ts';
import { FieldInput } from '@/features/tickets/field-inputs.tsx';
import { useText } from '@/text/translate.ts';
import { Field, Select } from '@/ui/field.tsx';

export interface CategoryChoiceProps {
  categoryId: string | null;
  onCategory: (categoryId: string | null) => void;
  fields: readonly FieldRow[];
  values: Record<string, FieldValue | null>;
  onValue: (fieldId: string, value: FieldValue | null) => void;
  /** Sentences of the server, by the name of the field in the request. */
  faults: Record<string, string>;
}

export function CategoryChoice({ categoryId, onCategory, fields, values, onValue, faults }: CategoryChoiceProps) {
  const { t } = useText();
  const options = useCategoryOptions().data ?? [];
  // One category alone is no choice.
  if (options.length < 2) return null;
  return (
    <>
      <Field label={t('requests.kind')} optional={t('common.optional')} error={faults.category_id}>
        <Select
          value={categoryId ?? ''}
          onChange={(event) => onCategory(event.target.value || null)}
          options={[{ value: '', label: t('requests.kind_unknown') }, ...options.map(({ value, label, hint }) => ({ value, label: hint ? `${hint} / ${label}` : label }))]}
        />
      </Field>
      {fields.map((field) => (
        <FieldInput
          key={field.field_id}
          field={field}
          value={values[field.field_id] ?? null}
          onChange={(value) => onValue(field.field_id, value)}
          isRequired={field.needed_at === 'opening'}
          error={faults[`custom_fields.${field.field_id}`]}
        />
      ))}
    </>
  );
}
