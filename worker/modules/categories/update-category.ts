// A category changes where it stands.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, notFound, type Result } from '../../platform/problem.ts';
import { MANAGER_ROLES } from '../users/values.ts';
import type { CategoryRow, UpdateCategory } from './contract.ts';
import { assigneeFault, checklistFault, TAKEN } from './create-category.ts';
import { hasActiveChildren } from './rules.ts';
import { allLinks, categoryById, checklistById, lockTree, mustHaveNoActiveChildren, parentMustBeActive, personById, updateCategory as updateCategoryStatement } from './store.ts';

export async function updateCategory(deps: Pick<Deps, 'database'>, actor: UserActor, categoryId: string, change: UpdateCategory): Promise<Result<{ category: CategoryRow }>> {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [allLinks(tx), personById(tx, change.default_assignee_id), checklistById(tx, change.checklist_template_id)]);
  if (!read.ok) return read;
  const [links, [person], [checklist]] = read.value.rows;
  const before = links.find((link) => link.category_id === categoryId);
  if (!before) return notFound('category');
  const wrong = assigneeFault(change.default_assignee_id, person) ?? checklistFault(change.checklist_template_id, checklist);
  if (wrong) return wrong;
  const closes = before.is_active && change.is_active === false;
  const opens = !before.is_active && change.is_active === true;
  if (closes && before.is_protected) return conflict('protected', 'this category stays active', undefined, 'is_active');
  if (closes && hasActiveChildren(categoryId, links)) return conflict('active_children', 'the category has active ones below it', undefined, 'is_active');
  if (opens && links.some((link) => link.category_id === before.parent_id && !link.is_active)) {
    return conflict('parent_inactive', 'the category above is not active', undefined, 'is_active');
  }
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES, taken: TAKEN }, (tx) => [
    lockTree(tx),
    ...(closes ? [mustHaveNoActiveChildren(tx, categoryId)] : []),
    ...(opens && before.parent_id ? [parentMustBeActive(tx, before.parent_id)] : []),
    updateCategoryStatement(tx, categoryId, change),
    categoryById(tx, categoryId),
  ] as const);
  if (!written.ok) return written;
  const [category] = written.value.rows.at(-1) as Awaited<ReturnType<typeof categoryById>>;
  return category ? done({ category }) : notFound('category');
}
