// A site is deleted: nobody is assigned to it any more, and another one becomes primary in its place.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, notFound, type Effect } from '../../platform/problem.ts';
import { MANAGER_ROLES } from '../users/values.ts';
import { successorOf } from './rules.ts';
import { deleteSite as deleteSiteStatement, peopleOfSite, siblings, siteById, siteHasNoOpenTickets, siteUnchanged, unassignEverybody, updateSite } from './store.ts';

/** Refused (409) with open tickets, and for the last active site: mail of the client would have no place to go. */
export async function deleteSite(deps: Pick<Deps, 'database'>, actor: UserActor, siteId: string) {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [siteById(tx, siteId), siblings(tx, siteId), peopleOfSite(tx, siteId)]);
  if (!read.ok) return read;
  const [[site], others, people] = read.value.rows;
  if (!site) return notFound('site');
  if (site.open_tickets > 0) return conflict('open_tickets', 'the site has open tickets', { open_tickets: site.open_tickets });
  const successor = successorOf(siteId, others);
  if (site.is_primary && !successor) return conflict('last_site', 'a client keeps at least one active site');
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [
    siteUnchanged(tx, siteId, site.updated_at),
    siteHasNoOpenTickets(tx, siteId),
    unassignEverybody(tx, siteId),
    deleteSiteStatement(tx, siteId),
    ...(site.is_primary ? [updateSite(tx, successor!, { is_primary: true })] : []),
  ] as const);
  return written.ok ? done(null, people.map((person): Effect => ({ type: 'authority', ...person }))) : written;
}
