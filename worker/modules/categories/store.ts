// SQL of categories.
import { eq, sql } from 'drizzle-orm';
import { categories, checklistTemplates, users } from '../../../drizzle/schema/index.ts';
import { arrayLiteral, type Tx } from '../../platform/database.ts';
import { OPEN_STATUSES } from '../tickets/values.ts';
import type { CloseGates } from '../tickets/gate-rules.ts';
import type { CategoryRow } from './contract.ts';

const categoryColumns = {
  category_id: categories.category_id,
  parent_id: categories.parent_id,
  name: categories.name,
  description: categories.description,
  color: categories.color,
  icon: categories.icon,
  sort_order: categories.sort_order,
  default_assignee_id: categories.default_assignee_id,
  default_assignee_name: sql<string | null>`(select u.name from users u where u.user_id = categories.default_assignee_id)`,
  response_hours: categories.response_hours,
  resolution_hours: categories.resolution_hours,
  checklist_template_id: categories.checklist_template_id,
  close_gates: sql<CloseGates | null>`${categories.close_gates}`,
  is_protected: categories.is_protected,
  is_active: categories.is_active,
} satisfies Record<keyof CategoryRow, unknown>;

export const allCategories = (tx: Tx) => tx.select(categoryColumns).from(categories).orderBy(categories.sort_order, sql`categories.name collate "es-x-icu"`, categories.category_id);

/** Counts of what the caller may see: row security is in the way of the count too. */
export const ticketCounts = (tx: Tx) =>
  tx.execute<{ category_id: string | null; open_tickets: number; total_tickets: number }>(sql`
    select category_id, count(*)::int as total_tickets,
           (count(*) filter (where status = any(${arrayLiteral(OPEN_STATUSES)}::ticket_status[])))::int as open_tickets
      from tickets where deleted_at is null group by category_id`);

export const categoryById = (tx: Tx, categoryId: string) => tx.select(categoryColumns).from(categories).where(eq(categories.category_id, categoryId));

export const allLinks = (tx: Tx) =>
  tx.select({ category_id: categories.category_id, parent_id: categories.parent_id, is_active: categories.is_active, is_protected: categories.is_protected }).from(categories);

export const personById = (tx: Tx, userId: string | null | undefined) =>
  tx.select({ user_id: users.user_id, role: users.role, is_active: users.is_active }).from(users)
    .where(userId ? sql`users.user_id = ${userId}::uuid and users.deleted_at is null` : sql`false`);

export const checklistById = (tx: Tx, templateId: string | null | undefined) =>
  tx.select({ checklist_template_id: checklistTemplates.checklist_template_id }).from(checklistTemplates)
    .where(templateId ? eq(checklistTemplates.checklist_template_id, templateId) : sql`false`);

export type NewCategory = typeof categories.$inferInsert;

export const insertCategory = (tx: Tx, row: NewCategory) => tx.insert(categories).values(row);

export const updateCategory = (tx: Tx, categoryId: string, change: Partial<NewCategory>) =>
  tx.update(categories).set({ ...change, updated_at: sql`now()` }).where(eq(categories.category_id, categoryId));

/** Two changes of the tree wait for each other, so that what was decided about it still holds. */
export const lockTree = (tx: Tx) => tx.execute(sql`select pg_advisory_xact_lock(724003)`);

export const parentMustBeActive = (tx: Tx, parentId: string) =>
  tx.execute(sql`select app.must(exists (select 1 from categories where category_id = ${parentId}::uuid and is_active), 'LN409', 'the category above is not active')`);

export const mustHaveNoActiveChildren = (tx: Tx, categoryId: string) =>
  tx.execute(sql`select app.must(not exists (select 1 from categories where parent_id = ${categoryId}::uuid and is_active), 'LN409', 'the category has active ones below it')`);

/** Tickets keep their own `updated_at`: nobody worked on them. */
export const moveTickets = (tx: Tx, fromIds: readonly string[], toId: string) =>
  tx.execute(sql`with moved as (
      update tickets t set category_id = ${toId}::uuid, version = t.version + 1 from categories c
       where t.category_id = any(${arrayLiteral(fromIds)}::uuid[]) and c.category_id = t.category_id
      returning t.ticket_id, t.client_id, c.name)
    insert into ticket_activities (ticket_id, client_id, actor_id, actor_name, action, field, old_value, new_value)
    select m.ticket_id, m.client_id, app.user_id(), app.person_name(app.user_id()), 'changed', 'category_id', m.name, (select name from categories where category_id = ${toId}::uuid)
      from moved m`);

export const deleteCategory = (tx: Tx, categoryId: string) => tx.delete(categories).where(eq(categories.category_id, categoryId));
