// The wire of checklists: templates, and the steps of one ticket. Staff alone.
import * as z from 'zod';
import { line, optionalLine, uuid } from '../contract.ts';
import { TicketParam } from '../tickets/contract.ts';
import type { CloseGates } from '../tickets/gate-rules.ts';

const STEPS_MAX = 50;
const step = z.strictObject({ text: line(300), is_required: z.boolean().default(false) });

const templateFields = { name: line(100), description: optionalLine(300), items: z.array(step).min(1).max(STEPS_MAX), is_active: z.boolean().default(true) };
export const NewChecklistTemplate = z.strictObject(templateFields);
export type NewChecklistTemplate = z.infer<typeof NewChecklistTemplate>;
/** The whole template as it shall be, and the version it was read with. */
export const ChecklistTemplateChange = z.strictObject({ ...templateFields, version: z.number().int().min(1) });
export type ChecklistTemplateChange = z.infer<typeof ChecklistTemplateChange>;

/** Steps of a template, free ones, or both; they are put behind the ones that are there. */
export const NewChecklistItems = z.strictObject({ checklist_template_id: uuid.optional(), items: z.array(step).max(STEPS_MAX).default([]) })
  .refine((body) => body.checklist_template_id !== undefined || body.items.length > 0, 'name a template or a step');
export type NewChecklistItems = z.infer<typeof NewChecklistItems>;

export const ChecklistItemChange = z.strictObject({ text: line(300).optional(), is_required: z.boolean().optional(), is_done: z.boolean().optional() });
export type ChecklistItemChange = z.infer<typeof ChecklistItemChange>;

/** Every step of the ticket in its new order. */
export const ChecklistOrder = z.strictObject({ item_ids: z.array(uuid).min(1).max(500) });
export type ChecklistOrder = z.infer<typeof ChecklistOrder>;

export const ChecklistItemParam = z.strictObject({ ...TicketParam.shape, item_id: uuid });

export interface ChecklistTemplateRow {
  checklist_template_id: string;
  name: string;
  description: string | null;
  items: { text: string; is_required: boolean }[];
  is_active: boolean;
  version: number;
  /** Categories that bring it along. */
  categories: string[];
  updated_at: Date;
}

export interface ChecklistItemRow {
  item_id: string;
  ticket_id: string;
  checklist_template_id: string | null;
  /** Name of the template it came from; null: written by hand. */
  checklist_name: string | null;
  text: string;
  is_required: boolean;
  sort_order: number;
  done_at: Date | null;
  done_by: string | null;
  done_by_name: string | null;
}

/** The steps, and what stands between the ticket and its end as it is now. */
export interface TicketChecklist {
  items: ChecklistItemRow[];
  closing: {
    gates: CloseGates;
    /** Gates that are shut before each status, the length of a resolution that is not written yet aside. */
    missing: { at: 'resuelto' | 'cerrado'; code: string; field: string; message: string }[];
    minutes: number;
  };
}
