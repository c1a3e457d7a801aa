// The desk's own fields of one asset: a control for each kind.
import type { AssetFieldRow } from '@/api/care.ts';
import { useText } from '@/text/translate.ts';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import type { FieldDraft } from './field-draft.ts';

export function OwnFields({ fields, draft, onChange, errors }: { fields: readonly AssetFieldRow[]; draft: FieldDraft; onChange: (draft: FieldDraft) => void; errors: Record<string, string | undefined> }) {
  const { t } = useText();
  return fields.map(({ field_id, label, field_type, options }) => {
    const value = draft[field_id] ?? '';
    const edit = (text: string): void => onChange({ ...draft, [field_id]: text });
    return (
      <Field key={field_id} label={label} error={errors[`fields.${field_id}`]}>
        {field_type === 'choice' ? (
          <Select value={value} placeholder={t('common.none')} onChange={(event) => edit(event.target.value)} options={options.map((option) => ({ value: option, label: option }))} />
        ) : field_type === 'yes_no' ? (
          <Select value={value} placeholder={t('common.none')} onChange={(event) => edit(event.target.value)} options={[{ value: 'true', label: t('policies.yes') }, { value: 'false', label: t('policies.no') }]} />
        ) : (
          <TextInput type={field_type === 'number' ? 'number' : field_type === 'date' ? 'date' : 'text'} step="any" maxLength={2000} value={value} onChange={(event) => edit(event.target.value)} />
        )}
      </Field>
    );
  });
}
