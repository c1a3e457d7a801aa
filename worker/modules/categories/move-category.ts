// A category goes below another one, or becomes a root.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, notFound, type Result } from '../../platform/problem.ts';
import { MANAGER_ROLES } from '../users/values.ts';
import type { CategoryRow, MoveCategory } from './contract.ts';
import { TAKEN } from './create-category.ts';
import { isBelow } from './rules.ts';
import { allLinks, categoryById, lockTree, parentMustBeActive, updateCategory } from './store.ts';

/** Never below itself (409); two moves that would close a circle together are kept apart by a trigger. */
export async function moveCategory(deps: Pick<Deps, 'database'>, actor: UserActor, categoryId: string, move: MoveCategory): Promise<Result<{ category: CategoryRow }>> {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [allLinks(tx)]);
  if (!read.ok) return read;
  const [links] = read.value.rows;
  const moved = links.find((link) => link.category_id === categoryId);
  if (!moved) return notFound('category');
  const parent = links.find((link) => link.category_id === move.parent_id);
  if (move.parent_id && !parent) return notFound('category');
  if (moved.is_protected && move.parent_id) return conflict('protected', 'this category stays a root', undefined, 'parent_id');
  if (move.parent_id && isBelow(move.parent_id, categoryId, links)) return conflict('below_itself', 'a category cannot move below itself', undefined, 'parent_id');
  const needsActiveParent = moved.is_active && move.parent_id;
  if (needsActiveParent && !parent!.is_active) return conflict('parent_inactive', 'the category above is not active', undefined, 'parent_id');
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES, taken: TAKEN }, (tx) => [
    lockTree(tx),
    ...(needsActiveParent ? [parentMustBeActive(tx, move.parent_id!)] : []),
    updateCategory(tx, categoryId, move),
    categoryById(tx, categoryId),
  ] as const);
  if (!written.ok) return written;
  const [category] = written.value.rows.at(-1) as Awaited<ReturnType<typeof categoryById>>;
  return category ? done({ category }) : notFound('category');
}
