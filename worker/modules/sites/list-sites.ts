// Sites, filtered and paged; a solicitante sees the assigned ones.
import type { Deps } from '../../deps.ts';
import { decodeNameCursor, page, TOTAL_CAP } from '../../http/pagination.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, notFound } from '../../platform/problem.ts';
import type { SiteListQuery } from './contract.ts';
import { clientMustExist, countSites, listSites as listSitesStatement, siteById } from './store.ts';

/** @param clientId narrows to one client, which has to exist for the caller. */
export async function listSites(deps: Pick<Deps, 'database'>, actor: UserActor, query: SiteListQuery, clientId?: string) {
  const after = decodeNameCursor(query.cursor);
  if (!after.ok) return after;
  const { limit, cursor: _cursor, ...rest } = query;
  const filters = { ...rest, ...(clientId ? { client_id: clientId } : {}) };
  const read = await deps.database.asActor(actor, {}, (tx) => [
    listSitesStatement(tx, filters, after.value, limit + 1),
    countSites(tx, filters, TOTAL_CAP + 1),
    ...(clientId ? [clientMustExist(tx, clientId)] : []),
  ] as const);
  if (!read.ok) return read;
  const [rows, [count]] = read.value.rows;
  const { rows: found, pagination } = page(rows, limit, count?.total ?? 0, (row) => [row.name, row.site_id]);
  return done({ sites: found, pagination });
}

export async function readSite(deps: Pick<Deps, 'database'>, actor: UserActor, siteId: string) {
  const read = await deps.database.asActor(actor, {}, (tx) => [siteById(tx, siteId)]);
  if (!read.ok) return read;
  const [site] = read.value.rows[0];
  return site ? done({ site }) : notFound('site');
}
