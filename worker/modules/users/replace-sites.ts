// The sites of a person are replaced as a whole.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, forbidden, invalid, notFound } from '../../platform/problem.ts';
import { MANAGING_ROLES, mayManage, sitesFault } from './rules.ts';
import { assignSites, clearSites, sitesById, userById, userUnchanged } from './store.ts';

export async function replaceSites(deps: Pick<Deps, 'database'>, actor: UserActor, userId: string, requested: readonly string[]) {
  const siteIds = [...new Set(requested)];
  const read = await deps.database.asActor(actor, { roles: MANAGING_ROLES }, (tx) => [userById(tx, userId), sitesById(tx, siteIds)]);
  if (!read.ok) return read;
  const { me, rows: [[person], knownSites] } = read.value;
  if (!person) return notFound('user');
  if (!mayManage(me.role, person.role)) return forbidden();
  const wrong = sitesFault(person.client_id, siteIds, knownSites);
  if (wrong === 'unseen') return notFound('site');
  if (wrong.length) return invalid(...wrong);
  const written = await deps.database.asActor(actor, { roles: MANAGING_ROLES }, (tx) => [
    userUnchanged(tx, userId, person.updated_at),
    clearSites(tx, userId),
    assignSites(tx, userId, person.client_id, siteIds),
    userById(tx, userId),
  ]);
  if (!written.ok) return written;
  return done({ user: written.value.rows[3][0]! }, [{ type: 'authority', user_id: userId, client_id: person.client_id }]);
}
