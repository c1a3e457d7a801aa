// A client with its administrator, sites and people, in one transaction or not at all.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, invalid, refused, type FieldError, type Problem } from '../../platform/problem.ts';
import { passwordFault } from '../auth/password-policy.ts';
import { postalCodeFault, sortAddresses } from '../sites/rules.ts';
import { writeSites, type NewSite } from '../sites/write-sites.ts';
import { MANAGER_ROLES } from '../users/values.ts';
import { writePeople } from '../users/write-people.ts';
import type { Wizard, WizardAnswer } from './contract.ts';
import { clientById, insertClient, takenAddresses, takenDomains, takenNames } from './store.ts';
import { primaryIndex, sortAuthorised, wizardFaults, type Authorised } from './rules.ts';

const TAKEN = {
  clients_name_key: { field: 'client.name', message: 'is the name of another client' },
  clients_email_key: { field: 'client.email', message: 'is the address of another client' },
  client_domains_pkey: { field: 'client.authorized_domains', message: 'a domain belongs to another client' },
  users_email_key: { field: 'admin_user.email', message: 'an address belongs to somebody already' },
  site_emails_key: { field: 'sites', message: 'an address belongs to two sites' },
};

type Person = { field: string; input: Omit<Wizard['admin_user'], 'role'>; role: 'client_admin' | 'solicitante'; siteIds: string[] };

export async function runWizard(deps: Pick<Deps, 'database' | 'clock' | 'ids' | 'secretBox'>, actor: UserActor, body: Wizard) {
  const authorised = sortAuthorised(body.client, 'client.');
  const places = placeSites(deps, body, authorised);
  const people = peopleOf(body, places.rows.map((site) => site.site_id));
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [
    takenNames(tx, body.client.name, body.client.email ?? null),
    takenDomains(tx, authorised.domains ?? []),
    takenAddresses(tx, people.map((person) => person.input.email)),
  ]);
  if (!read.ok) return read;
  const faults = [...faultsOf(body, people), ...authorised.errors, ...places.errors];
  if (faults.length) return invalid(...faults);
  const [sameClients, domains, addresses] = read.value.rows;
  const taken = takenOf(sameClients, domains, addresses.map(({ email }) => email), people);
  if (taken) return refused(taken);

  const { allowed_emails: _mixed, ...client } = body.client;
  const clientRow = { ...client, client_id: places.clientId, authorized_domains: authorised.domains ?? [] };
  const made = await writePeople(deps, actor, people.map(({ input, role, siteIds }) => ({
    ...input, role, client_id: places.clientId, locale: input.locale ?? body.client.locale ?? ('es' as const), site_ids: siteIds,
  })));
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES, taken: TAKEN }, (tx) => [
    insertClient(tx, clientRow), writeSites(tx, places.rows), ...made.statements(tx), clientById(tx, places.clientId),
  ] as const);
  if (!written.ok) return written;
  const [created] = written.value.rows.at(-1) as Awaited<ReturnType<typeof clientById>>;
  const [admin, ...others] = made.userIds;
  const answer: WizardAnswer = {
    client_id: places.clientId, admin_user_id: admin!, site_ids: places.rows.map((site) => site.site_id), additional_user_ids: others,
  };
  return done({ client: created!, ...answer }, made.effects);
}

/** The sites as rows; addresses of the client's mixed list go to the primary one. */
function placeSites(deps: Pick<Deps, 'ids'>, body: Wizard, authorised: Authorised) {
  const clientId = deps.ids.next();
  const errors: FieldError[] = [];
  const primary = primaryIndex(body.sites);
  const rows = body.sites.map(({ key: _key, ...site }, index): NewSite & { site_id: string } => {
    const own = sortAddresses(site.authorized_emails ?? [], `sites.${index}.authorized_emails`);
    const fromClient = index === primary ? sortAddresses(authorised.addresses.map(({ address }) => address), 'client.allowed_emails') : { addresses: [], errors: [] };
    const wrongCode = postalCodeFault(site);
    errors.push(...own.errors, ...fromClient.errors, ...(wrongCode ? [{ ...wrongCode, field: `sites.${index}.${wrongCode.field}` }] : []));
    return {
      ...site, site_id: deps.ids.next(), client_id: clientId, is_primary: index === primary,
      authorized_emails: [...new Set([...own.addresses, ...fromClient.addresses])],
    };
  });
  const wrongCode = postalCodeFault(body.client);
  if (wrongCode) errors.push({ ...wrongCode, field: `client.${wrongCode.field}` });
  const seen = new Set<string>();
  rows.forEach((site, index) => site.authorized_emails!.forEach((address) => {
    if (seen.has(address)) errors.push({ field: `sites.${index}.authorized_emails`, code: 'taken', message: `${address} belongs to another site` });
    seen.add(address);
  }));
  return { clientId, rows, errors };
}

/** The administrator works at every site, the others where their keys say. */
function peopleOf(body: Wizard, siteIds: string[]): Person[] {
  const byKey = new Map(body.sites.map((site, index) => [site.key.toLowerCase(), siteIds[index]!]));
  return [
    { field: 'admin_user', input: body.admin_user, role: 'client_admin', siteIds },
    ...body.additional_users.map(({ site_keys, role: _role, ...input }, index): Person => ({
      field: `additional_users.${index}`, input, role: 'solicitante', siteIds: site_keys.flatMap((key) => byKey.get(key.toLowerCase()) ?? []),
    })),
  ];
}

function faultsOf(body: Wizard, people: Person[]): FieldError[] {
  return [...wizardFaults(body), ...people.flatMap(({ field, input }): FieldError[] => {
    const fault = input.password === undefined ? null : passwordFault(input.password, input);
    if (fault) return [{ field: `${field}.password`, ...fault }];
    return input.password !== undefined && input.invite
      ? [{ field: `${field}.invite`, code: 'password_given', message: 'a person with a password needs no invitation' }] : [];
  })];
}

/** The first thing of the body that exists already, by section and index. */
function takenOf(
  clients: { same_name: boolean; same_email: boolean }[], domains: { domain: string }[], emails: string[], people: Person[],
): Problem | null {
  const problem = (field: string, message: string) => conflict('taken', message, undefined, field).problem;
  if (clients.some((row) => row.same_name)) return problem('client.name', 'is the name of another client');
  if (clients.some((row) => row.same_email)) return problem('client.email', 'is the address of another client');
  if (domains[0]) return problem('client.authorized_domains', `${domains[0].domain} belongs to another client`);
  const known = new Set(emails.map((email) => email.toLowerCase()));
  const person = people.find(({ input }) => known.has(input.email));
  return person ? problem(`${person.field}.email`, 'belongs to somebody already') : null;
}
