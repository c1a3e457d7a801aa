// The list's state lives in its address: filters, order, words.
import { AGENT_STATUSES, ASSET_TYPES, ENROLMENTS, LIFECYCLES, PLATFORMS } from '../../../../worker/modules/assets/values.ts';
import type { AgentStatus, AssetType, Enrolment, Lifecycle, Platform } from '../../../../worker/modules/assets/values.ts';
import type { AssetFilters } from '../../api/assets.ts';

export const assetSorts = ['name', '-last_seen_at'] as const;
export type AssetSort = (typeof assetSorts)[number];

export interface AssetSearch {
  q?: string;
  client_id?: string;
  site_id?: string;
  asset_type?: AssetType;
  agent_status?: AgentStatus | 'none';
  lifecycle?: Lifecycle;
  enrolment?: Enrolment;
  platform?: Platform;
  tag?: string;
  has_alert?: true;
  sort?: AssetSort;
}

export const filterKeys = ['client_id', 'site_id', 'asset_type', 'agent_status', 'lifecycle', 'enrolment', 'platform', 'tag', 'has_alert'] as const;

export const assetTabs = ['overview', 'hardware', 'software', 'services', 'network', 'security', 'volumes', 'changes', 'alerts', 'tools', 'remote', 'commands', 'events', 'policy', 'care'] as const;
export type AssetTab = (typeof assetTabs)[number];

const oneOf = <T extends string>(list: readonly T[], value: unknown): T | undefined => list.find((item) => item === value);
const idOf = (value: unknown): string | undefined => (typeof value === 'string' && /^[0-9a-f-]{36}$/i.test(value) ? value : undefined);
const wordsOf = (value: unknown, max: number): string | undefined => (typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, max) : '') || undefined;

/** Keeps what the list understands of an address; a mistyped or outdated one shows the plain list, not an error. */
export function readAssetSearch(search: Record<string, unknown>): AssetSearch {
  const found: { [Key in keyof AssetSearch]: AssetSearch[Key] | undefined } = {
    q: wordsOf(search.q, 200),
    client_id: idOf(search.client_id),
    site_id: idOf(search.site_id),
    asset_type: oneOf(ASSET_TYPES, search.asset_type),
    agent_status: oneOf([...AGENT_STATUSES, 'none'], search.agent_status),
    lifecycle: oneOf(LIFECYCLES, search.lifecycle),
    enrolment: oneOf(ENROLMENTS, search.enrolment),
    platform: oneOf(PLATFORMS, search.platform),
    tag: wordsOf(search.tag, 50),
    has_alert: search.has_alert === true || search.has_alert === 'true' ? true : undefined,
    sort: oneOf(assetSorts, search.sort),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as AssetSearch;
}

/** Query parameters of GET /assets for an address. */
export const assetFilters = ({ sort = 'name', ...filters }: AssetSearch): AssetFilters => ({ ...filters, sort });

export interface AssetPageSearch {
  tab?: AssetTab;
  range?: '24h' | '48h' | '7d' | '30d' | '365d';
}

/** The open tab and the time a chart looks back; the first of each is left out of the address. */
export function readAssetPageSearch(search: Record<string, unknown>): AssetPageSearch {
  const tab = oneOf(assetTabs, search.tab);
  const range = oneOf(['24h', '48h', '7d', '30d', '365d'] as const, search.range);
  return { ...(tab && tab !== 'overview' ? { tab } : {}), ...(range ? { range } : {}) };
}
