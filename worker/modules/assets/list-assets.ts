// Machines, filtered and paged, and how many there are of each kind.
import type { Deps } from '../../deps.ts';
import { decodeCursor, page, TOTAL_CAP } from '../../http/pagination.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, refused, type Result } from '../../platform/problem.ts';
import type { Pagination } from '../contract.ts';
import type { AssetQuery, AssetStats, AssetStatsQuery, AssetSummary } from './contract.ts';
import { assetFilters, assetGroups, countAssets, countMachines, listAssets as listAssetsStatement, listMachines } from './store.ts';
import { AGENT_STATUSES, ASSET_TYPES, PLATFORMS } from './values.ts';

type Machine = Pick<AssetSummary, 'asset_id' | 'name' | 'asset_type' | 'agent_status' | 'site_id' | 'site_name'>;

/** A machine as a solicitante reads it: the rest of the row stays empty. */
export const narrowed = (row: Machine): AssetSummary => ({
  ...row, client_id: null, client_name: null, lifecycle: null, enrolment: null, platform: null, hostname: null, os_name: null, serial: null, ip_address: null, logged_in_user: null,
  assigned_person: null, agent_version: null, tags: [], open_alerts: null, last_seen_at: null, offline_since: null,
});

const wrongCursor = refused({ kind: 'invalid', errors: [{ field: 'cursor', code: 'invalid_cursor', message: 'is not a cursor of this list' }] });

export async function listAssets(deps: Pick<Deps, 'database'>, actor: UserActor, query: AssetQuery): Promise<Result<{ assets: AssetSummary[]; pagination: Pagination }>> {
  const cursor = decodeCursor(query.cursor, 2);
  if (!cursor.ok) return cursor;
  if (cursor.value?.some((value) => typeof value !== 'string')) return wrongCursor;
  const after = cursor.value as readonly [string, string] | null;
  const { limit, cursor: _cursor, sort, ...filters } = query;
  const where = assetFilters(actor, filters);
  const read = await deps.database.asActor(actor, {}, (tx) => [
    listAssetsStatement(tx, where, sort, after, limit + 1), countAssets(tx, where, TOTAL_CAP + 1),
    // The token says that it may be one; the function gives rows to nobody else.
    ...(actor.isClientUser && sort === 'name' ? [listMachines(tx, filters, after, limit + 1), countMachines(tx, filters, TOTAL_CAP + 1)] as const : []),
  ] as const);
  if (!read.ok) return read;
  const { me, rows: [own, [count], machines = [], machineCount] } = read.value as unknown as {
    me: typeof read.value.me; rows: [AssetSummary[], { total: number }[], Machine[]?, { total: number }[]?];
  };
  const isNarrow = me.role === 'solicitante';
  const shown = page(isNarrow ? machines.map(narrowed) : own, limit, (isNarrow ? machineCount?.[0]?.total : count?.total) ?? 0,
    (row) => [sort === 'name' ? row.name : (row.last_seen_at?.toISOString() ?? new Date(0).toISOString()), row.asset_id]);
  return done({ assets: shown.rows, pagination: shown.pagination });
}

const zeros = <K extends string>(keys: readonly K[]): Record<K, number> => Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;

/** Retired ones are not counted. */
export async function assetStats(deps: Pick<Deps, 'database'>, actor: UserActor, query: AssetStatsQuery): Promise<Result<AssetStats>> {
  const where = assetFilters(actor, query);
  const read = await deps.database.asActor(actor, { roles: ['superadmin', 'admin', 'technician', 'client_admin'] }, (tx) => [
    assetGroups(tx, where), countAssets(tx, assetFilters(actor, { ...query, has_alert: true }), 1_000_000),
  ] as const);
  if (!read.ok) return read;
  const [groups, [withAlerts]] = read.value.rows;
  const stats: AssetStats = { total: 0, by_status: zeros([...AGENT_STATUSES, 'none']), by_platform: zeros([...PLATFORMS, 'none']), by_type: zeros(ASSET_TYPES), held: 0, with_alerts: withAlerts?.total ?? 0 };
  for (const group of groups) {
    stats.total += group.count;
    stats.by_status[group.agent_status ?? 'none'] += group.count;
    stats.by_platform[group.platform ?? 'none'] += group.count;
    stats.by_type[group.asset_type] += group.count;
    if (group.enrolment === 'held') stats.held += group.count;
  }
  return done(stats);
}
