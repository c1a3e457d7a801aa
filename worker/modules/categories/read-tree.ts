// The category tree with the counts of the tickets the caller may see.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, type Result } from '../../platform/problem.ts';
import { isStaffRole } from '../users/values.ts';
import type { CategoryNode } from './contract.ts';
import { forClientUsers, treeOf } from './rules.ts';
import { allCategories, ticketCounts } from './store.ts';

export async function readTree(deps: Pick<Deps, 'database'>, actor: UserActor): Promise<Result<{ categories: CategoryNode[] }>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [allCategories(tx), ticketCounts(tx)]);
  if (!read.ok) return read;
  const { me, rows: [rows, counts] } = read.value;
  return done({ categories: treeOf(isStaffRole(me.role) ? rows : forClientUsers(rows), counts.rows) });
}
