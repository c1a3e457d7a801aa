// A site is added to a client; the first one is the primary one.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, invalid, notFound } from '../../platform/problem.ts';
import { MANAGER_ROLES } from '../users/values.ts';
import type { CreateSite } from './contract.ts';
import { postalCodeFault, sortAddresses } from './rules.ts';
import { clientOfSite, demotePrimary, insertSites, siteById, sitesOfClient } from './store.ts';

/** Unique keys of a site, as problems. */
export const TAKEN = {
  sites_name_key: { field: 'name', message: 'is the name of another site of this client' },
  sites_primary_key: { field: 'is_primary', message: 'the client has another primary site' },
  site_emails_key: { field: 'authorized_emails', message: 'an address belongs to another site of this client' },
};

export async function createSite(deps: Pick<Deps, 'database' | 'ids'>, actor: UserActor, input: CreateSite) {
  const { addresses, errors } = sortAddresses(input.authorized_emails ?? [], 'authorized_emails');
  const wrongCode = postalCodeFault(input);
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [clientOfSite(tx, input.client_id), sitesOfClient(tx, input.client_id)]);
  if (!read.ok) return read;
  if (errors.length || wrongCode) return invalid(...errors, ...(wrongCode ? [wrongCode] : []));
  const [[client], others] = read.value.rows;
  if (!client) return notFound('client');
  if (!client.is_active) return conflict('client_inactive', 'the client is not active', undefined, 'client_id');
  const is_primary = input.is_primary === true || !others.some((site) => site.is_primary);
  const row = { ...input, site_id: deps.ids.next(), authorized_emails: addresses, is_primary };
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES, taken: TAKEN }, (tx) => is_primary
    ? [demotePrimary(tx, input.client_id), insertSites(tx, [row]), siteById(tx, row.site_id)] as const
    : [insertSites(tx, [row]), siteById(tx, row.site_id)] as const);
  if (!written.ok) return written;
  const [site] = written.value.rows.at(-1) as Awaited<ReturnType<typeof siteById>>;
  return done({ site: site! });
}
