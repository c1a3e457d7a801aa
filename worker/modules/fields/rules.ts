// What a value of a field may be, and when one has to be there. Pure.
import type { FieldError } from '../../platform/problem.ts';
import type { FieldRow, FieldValue, TicketField } from './contract.ts';

/** What a request says of fields, by their id; null takes a value away. */
export type GivenFields = Record<string, FieldValue | null>;

const TEXT_MAX = 2000;

/** 2026-02-29 is no day. */
export function isDay(text: string): boolean {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!found) return false;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Null when the value fits; otherwise a code and a sentence. */
export function valueFault(field: Pick<FieldRow, 'field_type' | 'options'>, value: FieldValue): Pick<FieldError, 'code' | 'message'> | null {
  switch (field.field_type) {
    case 'text':
      if (typeof value !== 'string') return { code: 'not_text', message: 'is no text' };
      // oxlint-disable-next-line no-control-regex
      return value.length > TEXT_MAX || /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(value) ? { code: 'too_long', message: `has more than ${TEXT_MAX} characters or some that cannot be stored` } : null;
    case 'number': return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= 1e15 ? null : { code: 'not_number', message: 'is no number' };
    case 'date': return typeof value === 'string' && isDay(value) ? null : { code: 'not_date', message: 'is no day such as 2026-11-23' };
    case 'choice': return typeof value === 'string' && field.options.includes(value) ? null : { code: 'not_option', message: 'is none of the values' };
    case 'yes_no': return typeof value === 'boolean' ? null : { code: 'not_yes_no', message: 'is neither true nor false' };
  }
}

/** An empty text says nothing. */
export const cleanValue = (value: FieldValue | null): FieldValue | null => (typeof value === 'string' ? (value.trim() === '' ? null : value.trim()) : value);

/** One entry for each value that does not fit. Fields the caller does not see do not exist. */
export function fieldFaults(fields: readonly FieldRow[], given: GivenFields): FieldError[] {
  return Object.entries(given).flatMap(([id, value]) => {
    const field = fields.find((one) => one.field_id === id);
    if (!field) return [{ field: `custom_fields.${id}`, code: 'unknown_field', message: 'the category has no such field' }];
    const clean = cleanValue(value);
    const fault = clean === null ? null : valueFault(field, clean);
    return fault ? [{ field: `custom_fields.${id}`, ...fault }] : [];
  });
}

/** One entry for each field that the form of a new request has to hold and does not. */
export function missingAtOpening(fields: readonly FieldRow[], given: GivenFields): FieldError[] {
  return fields.filter((one) => one.needed_at === 'opening' && cleanValue(given[one.field_id] ?? null) === null)
    .map((one) => ({ field: `custom_fields.${one.field_id}`, code: 'required', message: `${one.label} is required` }));
}

const textOf = (value: FieldValue | null): string | null => (value === null ? null : String(value));

/** What really changes: the values to write, those to take away, and one entry of the history each. */
export function fieldChanges(fields: readonly TicketField[], given: GivenFields) {
  const changed = fields.flatMap((field) => {
    if (!(field.field_id in given)) return [];
    const value = cleanValue(given[field.field_id] ?? null);
    return value === field.value ? [] : [{ field, value }];
  });
  return {
    put: changed.flatMap(({ field, value }) => (value === null ? [] : [{ field_id: field.field_id, value }])),
    drop: changed.filter(({ value }) => value === null).map(({ field }) => field.field_id),
    told: changed.map(({ field, value }) => ({ field: `field:${field.label}`, old_value: textOf(field.value), new_value: textOf(value), visibility: field.visibility })),
  };
}
