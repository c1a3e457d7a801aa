// Clients, filtered and paged; client users see their own.
import type { Deps } from '../../deps.ts';
import { decodeNameCursor, page, TOTAL_CAP } from '../../http/pagination.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, notFound } from '../../platform/problem.ts';
import type { ClientListQuery } from './contract.ts';
import { clientById, countClients, listClients as listClientsStatement } from './store.ts';

export async function listClients(deps: Pick<Deps, 'database'>, actor: UserActor, query: ClientListQuery) {
  const after = decodeNameCursor(query.cursor);
  if (!after.ok) return after;
  const { limit, cursor: _cursor, ...filters } = query;
  const read = await deps.database.asActor(actor, {}, (tx) => [
    listClientsStatement(tx, filters, after.value, limit + 1), countClients(tx, filters, TOTAL_CAP + 1),
  ]);
  if (!read.ok) return read;
  const [rows, [count]] = read.value.rows;
  const { rows: found, pagination } = page(rows, limit, count?.total ?? 0, (row) => [row.name, row.client_id]);
  return done({ clients: found, pagination });
}

export async function readClient(deps: Pick<Deps, 'database'>, actor: UserActor, clientId: string) {
  const read = await deps.database.asActor(actor, {}, (tx) => [clientById(tx, clientId)]);
  if (!read.ok) return read;
  const [client] = read.value.rows[0];
  return client ? done({ client }) : notFound('client');
}
