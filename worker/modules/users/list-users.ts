// People, filtered and paged.
import type { Deps } from '../../deps.ts';
import { decodeNameCursor, page, TOTAL_CAP } from '../../http/pagination.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, notFound } from '../../platform/problem.ts';
import type { UserListQuery } from './contract.ts';
import { MANAGING_ROLES } from './rules.ts';
import { clientMustExist, countUsers, listUsers as listUsersStatement, userById } from './store.ts';

/** @param clientId narrows to one client, which has to exist for the caller. */
export async function listUsers(deps: Pick<Deps, 'database'>, actor: UserActor, query: UserListQuery, clientId?: string) {
  const after = decodeNameCursor(query.cursor);
  if (!after.ok) return after;
  const { limit, cursor: _cursor, ...rest } = query;
  const filters = { ...rest, ...(clientId ? { client_id: clientId } : {}) };
  const read = await deps.database.asActor(actor, { roles: MANAGING_ROLES }, (tx) => [
    listUsersStatement(tx, filters, after.value, limit + 1),
    countUsers(tx, filters, TOTAL_CAP + 1),
    ...(clientId ? [clientMustExist(tx, clientId)] : []),
  ] as const);
  if (!read.ok) return read;
  const [rows, [count]] = read.value.rows;
  const { rows: found, pagination } = page(rows, limit, count?.total ?? 0, (row) => [row.name, row.user_id]);
  return done({ users: found, pagination });
}

/** People may always read themselves. */
export async function readUser(deps: Pick<Deps, 'database'>, actor: UserActor, userId: string) {
  const read = await deps.database.asActor(actor, {}, (tx) => [userById(tx, userId)]);
  if (!read.ok) return read;
  const [user] = read.value.rows[0];
  return user ? done({ user }) : notFound('user');
}
