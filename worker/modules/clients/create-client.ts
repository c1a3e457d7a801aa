// A client without sites and people; the wizard makes all of them at once.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, invalid } from '../../platform/problem.ts';
import { postalCodeFault } from '../sites/rules.ts';
import { MANAGER_ROLES } from '../users/values.ts';
import type { CreateClient } from './contract.ts';
import { sortAuthorised } from './rules.ts';
import { clientById, insertClient, takenDomains } from './store.ts';

/** Unique keys of a client, as problems. */
export const TAKEN = {
  clients_name_key: { field: 'name', message: 'is the name of another client' },
  clients_email_key: { field: 'email', message: 'is the address of another client' },
  client_domains_pkey: { field: 'authorized_domains', message: 'a domain belongs to another client' },
  site_emails_key: { field: 'allowed_emails', message: 'an address belongs to another site of this client' },
};

export async function createClient(deps: Pick<Deps, 'database' | 'ids'>, actor: UserActor, input: CreateClient) {
  const { allowed_emails: _mixed, ...fields } = input;
  const authorised = sortAuthorised(input);
  const wrongCode = postalCodeFault(input);
  const homeless = authorised.addresses.map(({ field }) => ({ field, code: 'site_required', message: 'an address belongs to a site: add the site first' }));
  const errors = [...authorised.errors, ...homeless, ...(wrongCode ? [wrongCode] : [])];
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [takenDomains(tx, authorised.domains ?? [])]);
  if (!read.ok) return read;
  if (errors.length) return invalid(...errors);
  const [taken] = read.value.rows[0];
  if (taken) return conflict('taken', `${taken.domain} belongs to another client`, undefined, 'authorized_domains');
  const row = { ...fields, client_id: deps.ids.next(), authorized_domains: authorised.domains ?? [] };
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES, taken: TAKEN }, (tx) => [insertClient(tx, row), clientById(tx, row.client_id)]);
  return written.ok ? done({ client: written.value.rows[1][0]! }) : written;
}
