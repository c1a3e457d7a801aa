// A site changes; making it primary takes that from the one before.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, invalid, notFound, type Effect } from '../../platform/problem.ts';
import { MANAGER_ROLES } from '../users/values.ts';
import type { UpdateSite } from './contract.ts';
import { TAKEN } from './create-site.ts';
import { postalCodeFault, primaryFault, sortAddresses } from './rules.ts';
import { demotePrimary, peopleOfSite, siteById, siteHasNoOpenTickets, siteUnchanged, updateSite as updateSiteStatement } from './store.ts';

export async function updateSite(deps: Pick<Deps, 'database'>, actor: UserActor, siteId: string, change: UpdateSite) {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [siteById(tx, siteId), peopleOfSite(tx, siteId)]);
  if (!read.ok) return read;
  const [[before], people] = read.value.rows;
  if (!before) return notFound('site');
  const { addresses, errors } = sortAddresses(change.authorized_emails ?? [], 'authorized_emails');
  const wrongCode = postalCodeFault({ ...before, ...change });
  if (errors.length || wrongCode) return invalid(...errors, ...(wrongCode ? [wrongCode] : []));
  const wrongPrimary = primaryFault(before, change);
  if (wrongPrimary) return conflict(wrongPrimary.code, wrongPrimary.message, undefined, wrongPrimary.field);
  const closes = before.is_active && change.is_active === false;
  if (closes && before.open_tickets > 0) return conflict('open_tickets', 'the site has open tickets', { open_tickets: before.open_tickets });
  const becomesPrimary = change.is_primary === true && !before.is_primary;
  if (becomesPrimary && !(change.is_active ?? before.is_active)) return conflict('site_inactive', 'the primary site is an active one', undefined, 'is_primary');

  const row = { ...change, ...(change.authorized_emails ? { authorized_emails: addresses } : {}) };
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES, taken: TAKEN }, (tx) => [
    siteUnchanged(tx, siteId, before.updated_at),
    ...(closes ? [siteHasNoOpenTickets(tx, siteId)] : []),
    ...(becomesPrimary ? [demotePrimary(tx, before.client_id)] : []),
    updateSiteStatement(tx, siteId, row),
    siteById(tx, siteId),
  ] as const);
  if (!written.ok) return written;
  const [site] = written.value.rows.at(-1) as Awaited<ReturnType<typeof siteById>>;
  const reaches = change.is_active !== undefined && change.is_active !== before.is_active;
  return done({ site: site! }, reaches ? people.map((person): Effect => ({ type: 'authority', ...person })) : []);
}
