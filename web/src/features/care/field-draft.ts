// The desk's own fields of one asset as a form holds them, and as they are sent.
import type { AssetFieldRow } from '@/api/care.ts';

export type FieldDraft = Record<string, string>;
type Value = string | number | boolean;

export const fieldDraftOf = (fields: readonly AssetFieldRow[], values: Record<string, Value>): FieldDraft =>
  Object.fromEntries(fields.map(({ field_id }) => [field_id, values[field_id] === undefined ? '' : String(values[field_id])]));

/** What is empty is taken away. */
export const fieldValuesOf = (fields: readonly AssetFieldRow[], draft: FieldDraft): Record<string, Value | null> =>
  Object.fromEntries(fields.map(({ field_id, field_type }): [string, Value | null] => {
    const text = draft[field_id] ?? '';
    return [field_id, text.trim() === '' ? null : field_type === 'number' ? Number(text) : field_type === 'yes_no' ? text === 'true' : text.trim()];
  }));
