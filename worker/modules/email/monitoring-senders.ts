// Programs whose automatic mail opens tickets of a client: listed by administrators, believed only when their mail is verified (E-L3).
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, invalidField, notFound, type Result } from '../../platform/problem.ts';
import { MANAGER_ROLES, STAFF_ROLES } from '../users/values.ts';
import type { NewMonitoringSender } from './contract.ts';
import { auditSender, clientThere, deleteSender, insertSender, senderById, sendersOf, siteOf } from './monitoring-store.ts';

export async function listMonitoringSenders(deps: Pick<Deps, 'database'>, actor: UserActor, clientId: string) {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [clientThere(tx, clientId), sendersOf(tx, clientId)]);
  if (!read.ok) return read;
  const [[client], monitoring_senders] = read.value.rows;
  return client ? done({ monitoring_senders }) : notFound('client');
}

const needs = {
  roles: MANAGER_ROLES,
  taken: { monitoring_senders_key: { field: 'address', message: 'the address is listed already' } },
};

export async function addMonitoringSender(deps: Pick<Deps, 'database' | 'ids'>, actor: UserActor, input: NewMonitoringSender) {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [clientThere(tx, input.client_id), siteOf(tx, input.client_id, input.site_id)]);
  if (!read.ok) return read;
  const { me, rows: [[client], [site]] } = read.value;
  if (!client) return invalidField('client_id', 'unknown_client', 'no such client');
  if (input.site_id && !site) return invalidField('site_id', 'other_client', 'the site is not of this client');
  const senderId = deps.ids.next();
  const row = { ...input, site_id: input.site_id ?? null, note: input.note ?? null, sender_id: senderId, created_by: me.user_id };
  const written = await deps.database.asActor(actor, needs, (tx) => [insertSender(tx, row), auditSender(tx, 'list', senderId, input.client_id, input.address), senderById(tx, senderId)]);
  return written.ok ? done({ monitoring_sender: written.value.rows[2][0]! }) : written;
}

export async function removeMonitoringSender(deps: Pick<Deps, 'database'>, actor: UserActor, senderId: string): Promise<Result<null>> {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [senderById(tx, senderId)]);
  if (!read.ok) return read;
  const [sender] = read.value.rows[0];
  if (!sender) return notFound('sender');
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [deleteSender(tx, senderId), auditSender(tx, 'unlist', senderId, sender.client_id, sender.address)]);
  return written.ok ? done(null) : written;
}
