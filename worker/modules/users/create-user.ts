// A person is made, with a password or an invitation.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, forbidden, invalid, invalidField, notFound } from '../../platform/problem.ts';
import { passwordFault } from '../auth/password-policy.ts';
import type { CreateUser } from './contract.ts';
import { clientFault, MANAGING_ROLES, mayManage, sitesFault } from './rules.ts';
import { clientOfUser, sitesById, userById } from './store.ts';
import { writePeople } from './write-people.ts';

/** Unique keys of a person, as problems. */
export const TAKEN = { users_email_key: { field: 'email', message: 'belongs to somebody already' } };

export async function createUser(deps: Pick<Deps, 'database' | 'clock' | 'ids' | 'secretBox'>, actor: UserActor, input: CreateUser) {
  const siteIds = [...new Set(input.site_ids ?? [])];
  const read = await deps.database.asActor(actor, { roles: MANAGING_ROLES }, (tx) => [clientOfUser(tx, input.client_id), sitesById(tx, siteIds)]);
  if (!read.ok) return read;
  const { me, rows: [[client], knownSites] } = read.value;
  if (!mayManage(me.role, input.role)) return forbidden(`your role may not create a ${input.role}`);
  const wrongClient = clientFault(input.role, input.client_id);
  if (wrongClient) return invalid(wrongClient);
  if (input.client_id && !client) return notFound('client');
  if (client && !client.is_active) return conflict('client_inactive', 'the client is not active', undefined, 'client_id');
  const wrongSites = sitesFault(input.client_id ?? null, siteIds, knownSites);
  if (wrongSites === 'unseen') return notFound('site');
  if (wrongSites.length) return invalid(...wrongSites);
  const wrongPassword = input.password === undefined ? null : passwordFault(input.password, input);
  if (wrongPassword) return invalidField('password', wrongPassword.code, wrongPassword.message);
  if (input.password !== undefined && input.invite) return invalidField('invite', 'password_given', 'a person with a password needs no invitation');

  const person = {
    ...input, client_id: input.client_id ?? null, locale: input.locale ?? client?.locale ?? ('es' as const), site_ids: siteIds,
  };
  const made = await writePeople(deps, actor, [person]);
  const written = await deps.database.asActor(actor, { roles: MANAGING_ROLES, taken: TAKEN }, (tx) => [...made.statements(tx), userById(tx, made.userIds[0]!)] as const);
  if (!written.ok) return written;
  const [user] = written.value.rows.at(-1) as Awaited<ReturnType<typeof userById>>;
  return done({ user: user! }, made.effects);
}
