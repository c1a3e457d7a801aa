// A person is deleted: the row stays for what it wrote, the sessions end at once.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, notFound } from '../../platform/problem.ts';
import { deleteUser as deleteUserStatement, notOneself, userExists } from './store.ts';

/** The last superadmin is kept by a trigger (409). */
export async function deleteUser(deps: Pick<Deps, 'database'>, actor: UserActor, userId: string) {
  const written = await deps.database.asActor(actor, { roles: ['superadmin'] }, (tx) => [
    userExists(tx, userId), notOneself(tx, userId), deleteUserStatement(tx, userId),
  ]);
  if (!written.ok) return written;
  const [gone] = written.value.rows[2];
  return gone ? done(null, [{ type: 'authority', user_id: userId, client_id: gone.client_id }]) : notFound('user');
}
