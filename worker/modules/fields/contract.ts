// The wire of fields that categories add to their tickets, and of tags.
import * as z from 'zod';
import { line, optionalLine, uuid } from '../contract.ts';
import { COMMENT_VISIBILITIES, type CommentVisibility } from '../tickets/values.ts';
import { FIELD_NEEDS, FIELD_TYPES, type FieldNeed, type FieldType } from './values.ts';

const field = z.strictObject({
  /** Of a field that is there already; its kind stays. */
  field_id: uuid.optional(),
  label: line(80),
  hint: optionalLine(200),
  field_type: z.enum(FIELD_TYPES),
  options: z.array(line(80)).max(50).default([]),
  needed_at: z.enum(FIELD_NEEDS).default('never'),
  visibility: z.enum(COMMENT_VISIBILITIES).default('internal'),
}).superRefine((one, context) => {
  if ((one.field_type === 'choice') !== (one.options.length > 0)) context.addIssue({ code: 'custom', path: ['options'], message: one.field_type === 'choice' ? 'a choice needs values' : 'only a choice has values' });
  if (new Set(one.options).size !== one.options.length) context.addIssue({ code: 'custom', path: ['options'], message: 'a value stands there twice' });
});

/** All fields of the category itself, in their order; one that is not named is taken off the forms. */
export const CategoryFields = z.strictObject({ fields: z.array(field).max(30) }).superRefine(({ fields }, context) => {
  const labels = fields.map(({ label }) => label.toLowerCase());
  labels.forEach((label, n) => {
    if (labels.indexOf(label) !== n) context.addIssue({ code: 'custom', path: ['fields', n, 'label'], message: 'stands there twice' });
  });
});
export type CategoryFields = z.infer<typeof CategoryFields>;

export const TagQuery = z.strictObject({ q: z.string().trim().max(50).default('') });

export type FieldValue = string | number | boolean;

export interface FieldRow {
  field_id: string;
  category_id: string;
  label: string;
  hint: string | null;
  field_type: FieldType;
  options: string[];
  needed_at: FieldNeed;
  visibility: CommentVisibility;
  /** A field that is not active is on no form any more. */
  is_active: boolean;
}

/** A field of a ticket with what it says; null: nothing yet. */
export interface TicketField extends FieldRow {
  value: FieldValue | null;
}
