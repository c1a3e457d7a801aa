// A long list of machines stays fresh row by row: fetching all its pages for every word of the fleet would never end.
import type { QueryClient } from '@tanstack/react-query';
import type { AssetListRow } from './assets.ts';
import { request } from './client.ts';

interface Pages {
  pages: { assets: AssetListRow[] }[];
}

/** Fetches the named machines that some loaded list shows, and puts them in their places. Those that fail keep their row. */
export async function patchAssets(client: QueryClient, ids: ReadonlySet<string>): Promise<void> {
  const lists = client.getQueriesData<Pages>({ queryKey: ['assets', 'list'] });
  const shown = new Set(lists.flatMap(([, list]) => list?.pages.flatMap((page) => page.assets.map((asset) => asset.asset_id)) ?? []));
  const found = await Promise.all([...ids].filter((id) => shown.has(id)).map((id) => request<{ asset: AssetListRow }>(`/assets/${id}`).catch(() => null)));
  const fresh = new Map(found.flatMap((answer) => (answer ? [[answer.asset.asset_id, answer.asset] as const] : [])));
  client.setQueriesData<Pages>({ queryKey: ['assets', 'list'] }, (list) =>
    list && { ...list, pages: list.pages.map((page) => ({ ...page, assets: page.assets.map((asset) => fresh.get(asset.asset_id) ?? asset) })) });
}
