// A category is deleted with the inactive ones below it; its tickets move to the protected one in the same transaction.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, notFound } from '../../platform/problem.ts';
import { MANAGER_ROLES } from '../users/values.ts';
import { hasActiveChildren, subtreeOf } from './rules.ts';
import { allLinks, deleteCategory as deleteCategoryStatement, lockTree, moveTickets, mustHaveNoActiveChildren } from './store.ts';

export async function deleteCategory(deps: Pick<Deps, 'database'>, actor: UserActor, categoryId: string) {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [allLinks(tx)]);
  if (!read.ok) return read;
  const [links] = read.value.rows;
  const gone = links.find((link) => link.category_id === categoryId);
  const shelter = links.find((link) => link.is_protected);
  if (!gone) return notFound('category');
  if (gone.is_protected || !shelter) return conflict('protected', 'this category receives the tickets of deleted ones and stays');
  if (hasActiveChildren(categoryId, links)) return conflict('active_children', 'the category has active ones below it');
  const ids = subtreeOf(categoryId, links);
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [
    lockTree(tx),
    mustHaveNoActiveChildren(tx, categoryId),
    moveTickets(tx, ids, shelter.category_id),
    ...ids.map((id) => deleteCategoryStatement(tx, id)),
  ] as const);
  return written.ok ? done(null) : written;
}
