// SQL of checklist templates and of the steps of a ticket.
import { and, asc, eq, sql } from 'drizzle-orm';
import { checklistTemplates, ticketChecklistItems } from '../../../drizzle/schema/index.ts';
import { arrayLiteral, type Tx } from '../../platform/database.ts';
import type { ChecklistItemRow, ChecklistTemplateRow, NewChecklistTemplate } from './contract.ts';

const templateColumns = {
  checklist_template_id: checklistTemplates.checklist_template_id, name: checklistTemplates.name, description: checklistTemplates.description, items: checklistTemplates.items,
  is_active: checklistTemplates.is_active, version: checklistTemplates.version, updated_at: checklistTemplates.updated_at,
  categories: sql<string[]>`(select coalesce(json_agg(c.name order by c.name), '[]'::json) from categories c where c.checklist_template_id = "checklist_templates"."checklist_template_id")`,
} satisfies Record<keyof ChecklistTemplateRow, unknown>;

export const templateRows = (tx: Tx) => tx.select(templateColumns).from(checklistTemplates).orderBy(sql`lower(name)`, asc(checklistTemplates.checklist_template_id)).limit(500);
export const templateById = (tx: Tx, templateId: string | null | undefined) =>
  tx.select(templateColumns).from(checklistTemplates).where(sql`${checklistTemplates.checklist_template_id} = ${templateId ?? null}::uuid`);
export const insertTemplate = (tx: Tx, templateId: string, userId: string, input: NewChecklistTemplate) =>
  tx.insert(checklistTemplates).values({ ...input, checklist_template_id: templateId, created_by: userId });
/** Version and time rise by trigger; no row when somebody was faster. */
export const updateTemplate = (tx: Tx, templateId: string, version: number, input: NewChecklistTemplate) =>
  tx.update(checklistTemplates).set(input).where(and(eq(checklistTemplates.checklist_template_id, templateId), eq(checklistTemplates.version, version)))
    .returning({ checklist_template_id: checklistTemplates.checklist_template_id });
export const deleteTemplate = (tx: Tx, templateId: string) =>
  tx.delete(checklistTemplates).where(eq(checklistTemplates.checklist_template_id, templateId)).returning({ checklist_template_id: checklistTemplates.checklist_template_id });

const itemColumns = {
  item_id: ticketChecklistItems.item_id, ticket_id: ticketChecklistItems.ticket_id, checklist_template_id: ticketChecklistItems.checklist_template_id,
  checklist_name: ticketChecklistItems.checklist_name, text: ticketChecklistItems.text, is_required: ticketChecklistItems.is_required, sort_order: ticketChecklistItems.sort_order,
  done_at: ticketChecklistItems.done_at, done_by: ticketChecklistItems.done_by, done_by_name: ticketChecklistItems.done_by_name,
} satisfies Record<keyof ChecklistItemRow, unknown>;

/** The steps of a ticket in their order; `ofTicket` is the condition on tickets. */
export const itemsOf = (tx: Tx, ofTicket: ReturnType<typeof sql>) =>
  tx.select(itemColumns).from(ticketChecklistItems).where(sql`${ticketChecklistItems.ticket_id} = (select tickets.ticket_id from tickets where ${ofTicket})`)
    .orderBy(asc(ticketChecklistItems.sort_order), asc(ticketChecklistItems.item_id));
export const itemById = (tx: Tx, itemId: string) => tx.select(itemColumns).from(ticketChecklistItems).where(eq(ticketChecklistItems.item_id, itemId));

export interface StepToAdd {
  text: string;
  is_required: boolean;
}

/** Behind the steps that are there, in the order given. */
export const insertItems = (
  tx: Tx, of: { ticket_id: string; client_id: string; created_by: string; checklist_template_id: string | null; checklist_name: string | null; now: Date }, steps: readonly StepToAdd[],
) => tx.execute(sql`
  insert into ticket_checklist_items (ticket_id, client_id, checklist_template_id, checklist_name, text, is_required, sort_order, created_by, created_at, updated_at)
  select ${of.ticket_id}::uuid, ${of.client_id}::uuid, ${of.checklist_template_id}::uuid, ${of.checklist_name}::text, s.step ->> 'text', (s.step ->> 'is_required')::boolean,
         coalesce((select max(i.sort_order) from ticket_checklist_items i where i.ticket_id = ${of.ticket_id}::uuid), 0) + s.n, ${of.created_by}::uuid, ${of.now.toISOString()}::timestamptz, ${of.now.toISOString()}::timestamptz
    from jsonb_array_elements(${JSON.stringify(steps)}::jsonb) with ordinality as s (step, n)`);

export const updateItem = (tx: Tx, itemId: string, change: Partial<typeof ticketChecklistItems.$inferInsert>) =>
  tx.update(ticketChecklistItems).set(change).where(eq(ticketChecklistItems.item_id, itemId));
export const deleteItem = (tx: Tx, itemId: string) => tx.delete(ticketChecklistItems).where(eq(ticketChecklistItems.item_id, itemId));

export const orderItems = (tx: Tx, ticketId: string, itemIds: readonly string[], now: Date) => tx.execute(sql`
  update ticket_checklist_items i set sort_order = o.n, updated_at = ${now.toISOString()}::timestamptz
    from unnest(${arrayLiteral(itemIds)}::uuid[]) with ordinality as o (item_id, n) where i.item_id = o.item_id and i.ticket_id = ${ticketId}::uuid`);
