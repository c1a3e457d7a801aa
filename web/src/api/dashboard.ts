// Dashboards over HTTP; live hints make them stale, and at most every 15 seconds.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { DashboardCharts, DashboardEvent, DashboardStats } from '../../../worker/modules/dashboard/contract.ts';
import { request } from './client.ts';
import { onHint } from './live.ts';

export type { DashboardCharts, DashboardEvent, DashboardStats };
export interface DashboardFilters {
  days?: number | undefined;
  from?: string | undefined;
  to?: string | undefined;
  client_id?: string | undefined;
}

const hintMs = 1500;
const restMs = 15_000;
/** Ages and what is due soon move without anybody doing anything. */
const pollMs = 60_000;

export function useDashboardStats(filters: DashboardFilters) {
  return useQuery<DashboardStats>({
    queryKey: ['dashboard', 'stats', filters],
    queryFn: ({ signal }) => request<{ stats: DashboardStats }>('/dashboard/stats', { query: { ...filters }, signal }).then(({ stats }) => stats),
    placeholderData: keepPreviousData, refetchInterval: pollMs,
  });
}

export function useDashboardCharts(filters: DashboardFilters) {
  return useQuery<DashboardCharts>({
    queryKey: ['dashboard', 'charts', filters],
    queryFn: ({ signal }) => request<{ charts: DashboardCharts }>('/dashboard/charts', { query: { ...filters }, signal }).then(({ charts }) => charts),
    placeholderData: keepPreviousData, refetchInterval: pollMs,
  });
}

export function useDashboardActivity(clientId: string | undefined) {
  return useQuery<DashboardEvent[]>({
    queryKey: ['dashboard', 'activity', clientId ?? null],
    queryFn: ({ signal }) => request<{ activity: DashboardEvent[] }>('/dashboard/activity', { query: { client_id: clientId, limit: 8 }, signal }).then(({ activity }) => activity),
    placeholderData: keepPreviousData, refetchInterval: pollMs,
  });
}

function refreshOnHints(client: QueryClient): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastAt = 0;
  const stop = onHint(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      lastAt = Date.now();
      void client.invalidateQueries({ queryKey: ['dashboard'] });
    }, Math.max(hintMs, lastAt + restMs - Date.now()));
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

/** Asks again while the page is open and something happens. */
export function useLiveDashboard(): void {
  const client = useQueryClient();
  useEffect(() => refreshOnHints(client), [client]);
}
