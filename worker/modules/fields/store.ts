// SQL of fields: what categories ask for, what tickets say, and the names of tags.
import { and, eq, inArray, sql, type SQL } from 'drizzle-orm';
import { categories, categoryFields, tagNames, ticketFieldValues, tickets } from '../../../drizzle/schema/index.ts';
import { arrayLiteral, type Tx } from '../../platform/database.ts';
import type { FieldRow, FieldValue, TicketField } from './contract.ts';

const columns = {
  field_id: categoryFields.field_id, category_id: categoryFields.category_id, label: categoryFields.label, hint: categoryFields.hint, field_type: categoryFields.field_type,
  options: sql<string[]>`to_json(${categoryFields.options})`, needed_at: categoryFields.needed_at, visibility: categoryFields.visibility, is_active: categoryFields.is_active,
} satisfies Record<keyof FieldRow, unknown>;

/** Fields of a new ticket: of the category and those above it; of the protected one when none is named. */
export const fieldsOfCategory = (tx: Tx, categoryId: string | null | undefined) =>
  tx.select(columns).from(categoryFields)
    .where(sql`${categoryFields.is_active} and ${categoryFields.category_id} = any((select app.category_line(coalesce(${categoryId ?? null}::uuid, (select c.category_id from categories c where c.is_protected order by c.sort_order limit 1))))::uuid[])`)
    .orderBy(categoryFields.sort_order, categoryFields.label);

/** Every field of the category itself, also those that are on no form any more. */
export const ownFields = (tx: Tx, categoryId: string) =>
  tx.select(columns).from(categoryFields).where(eq(categoryFields.category_id, categoryId)).orderBy(categoryFields.sort_order, categoryFields.label);

export const categoryExists = (tx: Tx, categoryId: string) => tx.select({ category_id: categories.category_id }).from(categories).where(eq(categories.category_id, categoryId));

export const putField = (tx: Tx, row: typeof categoryFields.$inferInsert) => {
  const { label, hint, options, needed_at, visibility, sort_order } = row;
  return tx.insert(categoryFields).values(row).onConflictDoUpdate({ target: categoryFields.field_id, set: { label, hint: hint ?? null, options, needed_at, visibility, sort_order, is_active: true } });
};

/** A field that no ticket uses goes; the others leave the forms and what was said stays. */
export const retireFields = (tx: Tx, fieldIds: readonly string[]) => [
  tx.execute(sql`delete from category_fields f where f.field_id = any(${arrayLiteral(fieldIds)}::uuid[]) and not exists (select 1 from ticket_field_values v where v.field_id = f.field_id)`),
  tx.update(categoryFields).set({ is_active: false }).where(inArray(categoryFields.field_id, [...fieldIds])),
];

const ticket = (column: string): SQL => sql.raw(`"tickets"."${column}"`);
const fieldJson = sql.raw(`'field_id', f.field_id, 'category_id', f.category_id, 'label', f.label, 'hint', f.hint, 'field_type', f.field_type, 'options', to_json(f.options), 'needed_at', f.needed_at, 'visibility', f.visibility, 'is_active', f.is_active`);

/** Fields of a ticket: those its category asks for, and others that it says something in. Row security leaves out what is the staff's. */
export const ticketFields = (categoryId: SQL = ticket('category_id')) => sql<TicketField[]>`(select coalesce(json_agg(json_build_object(${fieldJson}, 'value', v.value) order by f.sort_order, f.label), '[]'::json)
  from category_fields f left join ticket_field_values v on v.field_id = f.field_id and v.ticket_id = ${ticket('ticket_id')}
  where v.value is not null or (f.is_active and f.category_id = any((select app.category_line(${categoryId}))::uuid[])))`;

/** Fields of a ticket as they are in the category it is about to have. */
export const fieldsOfTicket = (tx: Tx, where: SQL, categoryId: string | null | undefined) =>
  tx.select({ fields: ticketFields(categoryId ? sql`${categoryId}::uuid` : undefined) }).from(tickets).where(where);

export const putValues = (tx: Tx, of: { ticket_id: string; client_id: string; updated_at: Date }, values: readonly { field_id: string; value: FieldValue }[]) =>
  tx.insert(ticketFieldValues).values(values.map((one) => ({ ...of, ...one })));

export const changeValues = (tx: Tx, of: { ticket_id: string; client_id: string; updated_at: Date }, put: readonly { field_id: string; value: FieldValue }[], drop: readonly string[]) => [
  ...(put.length === 0 ? [] : [putValues(tx, of, put).onConflictDoUpdate({ target: [ticketFieldValues.ticket_id, ticketFieldValues.field_id], set: { value: sql`excluded.value`, updated_at: of.updated_at } })]),
  ...(drop.length === 0 ? [] : [tx.delete(ticketFieldValues).where(and(eq(ticketFieldValues.ticket_id, of.ticket_id), inArray(ticketFieldValues.field_id, [...drop])))]),
];

/** Names that begin with the words, then those that hold them. */
export const tagsLike = (tx: Tx, words: string, limit: number) =>
  tx.select({ name: tagNames.name }).from(tagNames).where(words === '' ? undefined : sql`position(lower(${words}) in lower(${tagNames.name})) > 0`)
    .orderBy(sql`position(lower(${words}) in lower(${tagNames.name}))`, tagNames.name).limit(limit);
