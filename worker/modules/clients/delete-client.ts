// A client is deleted with its sites; its people can't sign in any more. What they wrote stays.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, notFound, type Effect } from '../../platform/problem.ts';
import { MANAGER_ROLES } from '../users/values.ts';
import { clientById, clientHasNoOpenTickets, clientUnchanged, closeSites, deactivatePeople, deleteClient as deleteClientStatement, machinesOfClient, peopleOfClient } from './store.ts';

/** Refused (409) while somebody still has to do something for this client. */
export async function deleteClient(deps: Pick<Deps, 'database'>, actor: UserActor, clientId: string) {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [clientById(tx, clientId), peopleOfClient(tx, clientId), machinesOfClient(tx, clientId)]);
  if (!read.ok) return read;
  const [[client], people, machines] = read.value.rows;
  if (!client) return notFound('client');
  if (client.open_tickets > 0) return conflict('open_tickets', 'the client has open tickets', { open_tickets: client.open_tickets });
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [
    clientUnchanged(tx, clientId, client.updated_at),
    clientHasNoOpenTickets(tx, clientId),
    closeSites(tx, clientId),
    deactivatePeople(tx, clientId),
    deleteClientStatement(tx, clientId),
  ]);
  if (!written.ok) return written;
  // Its machines are sent away.
  const away: Effect[] = machines.length > 0 ? [{ type: 'configure', asset_ids: machines.map((row) => row.asset_id) }] : [];
  return done(null, [...people.map((person): Effect => ({ type: 'authority', ...person })), ...away]);
}
