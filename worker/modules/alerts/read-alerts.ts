// Alerts, filtered and paged; how many conditions hold; sites that do not answer.
import type { Deps } from '../../deps.ts';
import { decodeCursor, page, TOTAL_CAP } from '../../http/pagination.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, refused, type Result } from '../../platform/problem.ts';
import type { Pagination } from '../contract.ts';
import { TICKET_PRIORITIES } from '../tickets/values.ts';
import type { AlertQuery, AlertRow, AlertStats, AlertStatsQuery, SiteOutage } from './contract.ts';
import { alertFilters, assetIsVisible, countAlerts, listAlerts as listAlertsStatement, sitesOffline, standingGroups } from './store.ts';
import { ALERT_KINDS } from './values.ts';

/** Who reads alerts at all. */
export const READERS = ['superadmin', 'admin', 'technician', 'client_admin'] as const;

/** Cursor of a list sorted by an instant and an id. */
export function instantCursor(cursor: string | undefined): Result<readonly [string, string] | null> {
  const decoded = decodeCursor(cursor, 2);
  if (!decoded.ok || decoded.value === null) return decoded as Result<null>;
  const [at, id] = decoded.value;
  if (typeof at === 'string' && typeof id === 'string') return { ok: true, value: [at, id] };
  return refused({ kind: 'invalid', errors: [{ field: 'cursor', code: 'invalid_cursor', message: 'is not a cursor of this list' }] });
}

/** @param assetId narrows to one machine, which has to exist for the caller. */
export async function listAlerts(deps: Pick<Deps, 'database'>, actor: UserActor, query: AlertQuery, assetId?: string): Promise<Result<{ alerts: AlertRow[]; pagination: Pagination }>> {
  const before = instantCursor(query.cursor);
  if (!before.ok) return before;
  const { limit, cursor: _cursor, ...filters } = query;
  const where = alertFilters(actor, { ...filters, ...(assetId ? { asset_id: assetId } : {}) });
  const read = await deps.database.asActor(actor, { roles: READERS }, (tx) => [
    listAlertsStatement(tx, where, before.value, limit + 1), countAlerts(tx, where, TOTAL_CAP + 1), ...(assetId ? [assetIsVisible(tx, assetId)] : []),
  ] as const);
  if (!read.ok) return read;
  const [rows, [count]] = read.value.rows;
  const shown = page(rows, limit, count?.total ?? 0, (row) => [row.opened_at.toISOString(), row.alert_id]);
  return done({ alerts: shown.rows, pagination: shown.pagination });
}

const zeros = <K extends string>(keys: readonly K[]): Record<K, number> => Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;

export async function alertStats(deps: Pick<Deps, 'database'>, actor: UserActor, query: AlertStatsQuery): Promise<Result<AlertStats>> {
  const read = await deps.database.asActor(actor, { roles: READERS }, (tx) => [standingGroups(tx, query)]);
  if (!read.ok) return read;
  const stats: AlertStats = { open: 0, acknowledged: 0, suppressed: 0, by_priority: zeros(TICKET_PRIORITIES), by_kind: zeros(ALERT_KINDS) };
  for (const group of read.value.rows[0]) {
    if (group.status === 'open') stats.open += group.count;
    else stats.acknowledged += group.count;
    if (group.is_suppressed) stats.suppressed += group.count;
    stats.by_priority[group.priority] += group.count;
    stats.by_kind[group.kind] += group.count;
  }
  return done(stats);
}

/** At most 500 sites, those with an open alert and the worst ones first. */
export async function listSiteOutages(deps: Pick<Deps, 'database'>, actor: UserActor): Promise<Result<{ sites: SiteOutage[] }>> {
  const read = await deps.database.asActor(actor, { roles: READERS }, (tx) => [sitesOffline(tx)]);
  if (!read.ok) return read;
  const sites = read.value.rows[0].rows as unknown as (Omit<SiteOutage, 'since'> & { since: string | null })[];
  return done({ sites: sites.map((site) => ({ ...site, since: site.since === null ? null : new Date(site.since) })) });
}
