// A client changes: everything by administrators, its contact data by its own administrator.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, forbidden, invalid, invalidField, notFound, type Effect } from '../../platform/problem.ts';
import { postalCodeFault, sortAddresses } from '../sites/rules.ts';
import type { UpdateClient } from './contract.ts';
import { TAKEN } from './create-client.ts';
import { beyondContact, sortAuthorised } from './rules.ts';
import { authoriseAddresses, clientById, clientUnchanged, machinesOfClient, peopleOfClient, primarySite, takenDomains, updateClient as updateClientStatement } from './store.ts';

const ROLES = ['superadmin', 'admin', 'client_admin'] as const;

export async function updateClient(deps: Pick<Deps, 'database'>, actor: UserActor, clientId: string, change: UpdateClient) {
  const authorised = sortAuthorised(change);
  const read = await deps.database.asActor(actor, { roles: ROLES }, (tx) => [
    clientById(tx, clientId), peopleOfClient(tx, clientId), primarySite(tx, clientId), takenDomains(tx, authorised.domains ?? []), machinesOfClient(tx, clientId),
  ]);
  if (!read.ok) return read;
  const { me, rows: [[before], people, [site], domains, machines] } = read.value;
  if (!before) return notFound('client');
  const beyond = me.role === 'client_admin' ? beyondContact(change) : null;
  if (beyond) return forbidden(`${beyond} is changed by the service provider`, 'contact_data_only');
  const { addresses, errors } = sortAddresses(authorised.addresses.map(({ address }) => address), 'allowed_emails');
  const wrongCode = postalCodeFault({ ...before, ...change });
  if (authorised.errors.length || errors.length || wrongCode) return invalid(...authorised.errors, ...errors, ...(wrongCode ? [wrongCode] : []));
  if (addresses.length && !site) return invalidField(authorised.addresses[0]!.field, 'site_required', 'an address belongs to a site: add the site first');
  const taken = domains.find((one) => one.client_id !== clientId);
  if (taken) return conflict('taken', `${taken.domain} belongs to another client`, undefined, 'authorized_domains');

  const { allowed_emails: _mixed, ...fields } = change;
  const changed = { ...fields, ...(authorised.domains ? { authorized_domains: authorised.domains } : {}) };
  const written = await deps.database.asActor(actor, { roles: ROLES, taken: TAKEN }, (tx) => [
    clientUnchanged(tx, clientId, before.updated_at),
    updateClientStatement(tx, clientId, changed),
    ...(addresses.length ? [authoriseAddresses(tx, site!.site_id, addresses)] : []),
    clientById(tx, clientId),
  ] as const);
  if (!written.ok) return written;
  const [client] = written.value.rows.at(-1) as Awaited<ReturnType<typeof clientById>>;
  const closes = before.is_active && change.is_active === false;
  const isNewToMachines = change.agent_networks !== undefined || (change.is_active !== undefined && change.is_active !== before.is_active);
  return done({ client: client! }, [
    ...(closes ? people.map((person): Effect => ({ type: 'authority', ...person })) : []),
    ...(isNewToMachines && machines.length > 0 ? [{ type: 'configure' as const, asset_ids: machines.map((row) => row.asset_id) }] : []),
  ]);
}
