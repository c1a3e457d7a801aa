// A category is added to the tree.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, invalidField, notFound, type Result } from '../../platform/problem.ts';
import { isStaffRole, MANAGER_ROLES, type UserRole } from '../users/values.ts';
import type { CategoryRow, CreateCategory } from './contract.ts';
import { allLinks, categoryById, checklistById, insertCategory, lockTree, parentMustBeActive, personById } from './store.ts';

/** Unique keys of a category, as problems. */
export const TAKEN = { categories_name_key: { field: 'name', message: 'is the name of another category beside it' } };

/** Tickets are assigned to active staff; `undefined` asks for nothing, `null` for nobody. */
export function assigneeFault(wanted: string | null | undefined, person: { role: UserRole; is_active: boolean } | undefined) {
  if (!wanted) return null;
  if (!person) return notFound('user');
  return isStaffRole(person.role) && person.is_active ? null : invalidField('default_assignee_id', 'not_active_staff', 'is not an active member of the staff');
}

/** `undefined` asks for nothing, `null` for none. */
export const checklistFault = (wanted: string | null | undefined, found: unknown) =>
  (wanted && !found ? invalidField('checklist_template_id', 'unknown_template', 'is no checklist') : null);

export async function createCategory(deps: Pick<Deps, 'database' | 'ids'>, actor: UserActor, input: CreateCategory): Promise<Result<{ category: CategoryRow }>> {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [allLinks(tx), personById(tx, input.default_assignee_id), checklistById(tx, input.checklist_template_id)]);
  if (!read.ok) return read;
  const [links, [person], [checklist]] = read.value.rows;
  const parentId = input.parent_id ?? null;
  const parent = links.find((link) => link.category_id === parentId);
  if (parentId && !parent) return notFound('category');
  if (parent && !parent.is_active) return conflict('parent_inactive', 'the category above is not active', undefined, 'parent_id');
  const wrong = assigneeFault(input.default_assignee_id, person) ?? checklistFault(input.checklist_template_id, checklist);
  if (wrong) return wrong;
  const row = { ...input, parent_id: parentId, category_id: deps.ids.next() };
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES, taken: TAKEN }, (tx) => [
    lockTree(tx),
    ...(parentId ? [parentMustBeActive(tx, parentId)] : []),
    insertCategory(tx, row),
    categoryById(tx, row.category_id),
  ] as const);
  if (!written.ok) return written;
  const [category] = written.value.rows.at(-1) as Awaited<ReturnType<typeof categoryById>>;
  return done({ category: category! });
}
