// Addresses that get no mail because a server said they do not exist; a manager can let them try again.
import type { Deps } from '../../deps.ts';
import { page, TOTAL_CAP } from '../../http/pagination.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, notFound } from '../../platform/problem.ts';
import { MANAGER_ROLES, STAFF_ROLES } from '../users/values.ts';
import type { SuppressionQuery } from './contract.ts';
import { decodeInstantCursor } from './instant-cursor.ts';
import { countSuppressions, liftSuppression as liftStatement, listSuppressions as listStatement } from './monitor-store.ts';

export async function listSuppressions(deps: Pick<Deps, 'database'>, actor: UserActor, query: SuppressionQuery) {
  const after = decodeInstantCursor(query.cursor, (text) => !text.includes('\u0000'));
  if (!after.ok) return after;
  const { limit, cursor: _cursor, ...filters } = query;
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [listStatement(tx, filters, after.value, limit + 1), countSuppressions(tx, filters, TOTAL_CAP + 1)]);
  if (!read.ok) return read;
  const [rows, [count]] = read.value.rows;
  const { rows: suppressions, pagination } = page(rows, limit, count?.total ?? 0, (row) => [row.created_at.toISOString(), row.email]);
  return done({ suppressions, pagination });
}

export async function liftSuppression(deps: Pick<Deps, 'database'>, actor: UserActor, email: string) {
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [liftStatement(tx, email)]);
  if (!written.ok) return written;
  return written.value.rows[0].length > 0 ? done(null) : notFound('suppression');
}
