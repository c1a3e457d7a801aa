// Machines over HTTP: the list, one machine, what it reports, and acts on one or many.
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import type { AlertRow } from '../../../worker/modules/alerts/contract.ts';
import type { AssetChange, AssetMetrics, AssetRow, AssetSnapshot, AssetStats, AssetSummary, BulkAssets, BulkAssetsOutcome, InventoryChange as ChangeRow, InventoryRow, MetricRange, NewAsset, RetireAsset, SoftwareRow } from '../../../worker/modules/assets/contract.ts';
import type { TicketPriority, TicketStatus } from '../../../worker/modules/tickets/values.ts';
import { request } from './client.ts';
import type { RequestOptions } from './client.ts';
import { commandsChanged } from './executions.ts';
import type { Order } from './executions.ts';
import type { Json } from './json.ts';
import { useKeysetList } from './keyset-list.ts';
import type { KeysetList } from './keyset-list.ts';
import type { Pagination } from './pagination.ts';

export type Asset = Json<AssetRow>;
export type AssetListRow = Json<AssetSummary>;
export type AssetAlert = Json<AlertRow>;
export type AssetInventory = Json<InventoryRow>;
export type InventoryChange = Json<ChangeRow>;
export type { AssetMetrics, AssetSnapshot, AssetStats, BulkAssetsOutcome, MetricRange, SoftwareRow };
export type AssetFilters = NonNullable<RequestOptions['query']>;
export type BulkAssetsBody = Pick<BulkAssets, 'asset_ids' | 'action'> & { action_data: Partial<BulkAssets['action_data']> };

const minuteMs = 60_000;

export function useAssets(filters: AssetFilters): KeysetList<AssetListRow> {
  return useKeysetList<AssetListRow>('/assets', 'assets', 'asset_id', { limit: 100, ...filters });
}

export function useAssetStats(filters: { client_id?: string | undefined; site_id?: string | undefined }) {
  return useQuery({
    queryKey: ['assets', 'stats', filters],
    queryFn: () => request<AssetStats>('/assets/stats', { query: filters }),
    placeholderData: keepPreviousData,
  });
}

export function useAsset(assetId: string) {
  return useQuery({
    queryKey: ['asset', assetId],
    queryFn: () => request<{ asset: Asset }>(`/assets/${assetId}`).then(({ asset }) => asset),
  });
}

/** Points of a chart; the near ranges come from beside the agent and are asked for again each minute. */
export function useAssetMetrics(assetId: string, range: MetricRange) {
  return useQuery({
    queryKey: ['asset-metrics', assetId, range],
    queryFn: () => request<AssetMetrics>(`/assets/${assetId}/metrics`, { query: { range } }),
    refetchInterval: range === '1h' || range === '24h' || range === '48h' ? minuteMs : false,
    placeholderData: keepPreviousData,
  });
}

/** The newest report of every class. */
export function useInventory(assetId: string) {
  return useQuery({
    queryKey: ['asset', assetId, 'inventory'],
    queryFn: () => request<{ inventory: AssetInventory[] }>(`/assets/${assetId}/inventory`).then(({ inventory }) => inventory),
  });
}

/** What the machine's object knows at this moment. */
export function useSnapshot(assetId: string, enabled = true) {
  return useQuery({
    queryKey: ['asset', assetId, 'snapshot'],
    queryFn: () => request<AssetSnapshot>(`/assets/${assetId}/snapshot`),
    enabled,
    refetchInterval: minuteMs,
  });
}

export function useSoftware(assetId: string, q: string) {
  const query = useInfiniteQuery({
    queryKey: ['asset', assetId, 'software', q],
    queryFn: ({ pageParam, signal }) =>
      request<{ software: SoftwareRow[]; pagination: Pagination }>(`/assets/${assetId}/software`, { query: { limit: 100, q, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.pagination.next_cursor,
    placeholderData: keepPreviousData,
  });
  return { query, rows: query.data?.pages.flatMap((page) => page.software) ?? [], pagination: query.data?.pages[0]?.pagination };
}

export function useInventoryChanges(assetId: string, inventoryClass: string | undefined) {
  const query = useInfiniteQuery({
    queryKey: ['asset', assetId, 'changes', inventoryClass],
    queryFn: ({ pageParam, signal }) =>
      request<{ changes: InventoryChange[]; pagination: Pagination }>(`/assets/${assetId}/changes`, { query: { class: inventoryClass, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.pagination.next_cursor,
    placeholderData: keepPreviousData,
  });
  return { query, rows: query.data?.pages.flatMap((page) => page.changes) ?? [] };
}

/** Alerts of one machine, newest first; `open`: only those whose condition holds. */
export function useAssetAlerts(assetId: string, open: boolean): KeysetList<AssetAlert> {
  return useKeysetList<AssetAlert>('/alerts', 'alerts', 'alert_id', { asset_id: assetId, ...(open ? { status: ['open', 'acknowledged'] } : {}) });
}

const assetsChanged = (client: QueryClient): Promise<void> => client.invalidateQueries({ predicate: ({ queryKey: [name] }) => name === 'assets' || name === 'asset' });

export function useSaveAsset(assetId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: AssetChange) => request<{ asset: Asset }>(`/assets/${assetId}`, { method: 'PUT', body }),
    onSettled: () => assetsChanged(client),
  });
}

export function useAddAsset() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Partial<NewAsset> & Pick<NewAsset, 'client_id' | 'site_id' | 'name'>) => request<{ asset: Asset }>('/assets', { method: 'POST', body }),
    onSettled: () => Promise.all([assetsChanged(client), client.invalidateQueries({ queryKey: ['discovery'] })]),
  });
}

export function useBulkAssets() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: BulkAssetsBody) => request<BulkAssetsOutcome>('/assets/bulk', { method: 'POST', body }),
    onSettled: () => assetsChanged(client),
  });
}

/** Retires the machine; with an execution in the answer, when the machine has said that its program goes. Its history stays. */
export function useRetireAsset(assetId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: RetireAsset) => request<{ asset: Asset; execution: Order['execution'] }>(`/assets/${assetId}/retire`, { method: 'POST', body }),
    onSettled: () => Promise.all([assetsChanged(client), commandsChanged(client)]),
  });
}

/** Lets a waiting machine in, or refuses its key for good. */
export function useEnrolmentAct(assetId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: 'approve' | 'hold' | 'revoke') => request(`/agents/${assetId}/${act}`, { method: 'POST', body: {} }),
    onSettled: () => assetsChanged(client),
  });
}

/** A ticket as the machine's page lists it. */
export interface AssetTicket {
  ticket_id: string;
  ticket_number: string;
  subject: string;
  status: TicketStatus;
  priority: TicketPriority;
  created_at: string;
}

/** The machine's newest tickets that the reader may see. */
export function useAssetTickets(assetId: string) {
  return useQuery({
    queryKey: ['asset', assetId, 'tickets'],
    queryFn: () => request<{ tickets: AssetTicket[] }>(`/assets/${assetId}/tickets`).then(({ tickets }) => tickets),
  });
}
