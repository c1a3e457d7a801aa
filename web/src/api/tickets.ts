// Tickets over HTTP: the queue, its counts, search, and acts on many at once.
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { InfiniteData } from '@tanstack/react-query';
import type { BulkActions, BulkOutcome, ListedTicket, TicketStats } from '../../../worker/modules/tickets/contract.ts';
import type { TicketChannel, TicketPriority, TicketStatus } from '../../../worker/modules/tickets/values.ts';
import { request } from './client.ts';
import type { QueryValue } from './client.ts';
import type { Json } from './json.ts';
import type { Pagination } from './pagination.ts';

export type { BulkOutcome, TicketChannel, TicketPriority, TicketStats, TicketStatus };
export type TicketListRow = Json<ListedTicket>;
export type BulkBody = Pick<BulkActions, 'ticket_ids' | 'action'> & { action_data: Partial<BulkActions['action_data']> };

export interface TicketPageData {
  tickets: TicketListRow[];
  pagination: Pagination;
}

export type TicketFilters = Record<string, QueryValue | QueryValue[]>;

/** The queue, page by page; keeps the last rows on screen while new filters load. */
export function useTickets(filters: TicketFilters, enabled = true) {
  return useInfiniteQuery({
    queryKey: ['tickets', 'list', filters],
    queryFn: ({ pageParam, signal }) =>
      request<TicketPageData>('/tickets', { query: { limit: 50, ...filters, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.pagination.next_cursor,
    placeholderData: keepPreviousData,
    enabled,
  });
}

export interface TicketRows {
  rows: TicketListRow[];
  pagination: Pagination | undefined;
}

/** All loaded rows, once each: a row that moved between pages while paging stays single. */
export function ticketRows(data: InfiniteData<TicketPageData> | undefined): TicketRows {
  const rows = new Map<string, TicketListRow>();
  for (const page of data?.pages ?? []) for (const row of page.tickets) rows.set(row.ticket_id, row);
  return { rows: [...rows.values()], pagination: data?.pages[0]?.pagination };
}

/** Counts for the saved views. */
export function useTicketStats() {
  return useQuery({
    queryKey: ['tickets', 'stats'],
    queryFn: () => request<{ stats: TicketStats }>('/tickets/stats').then(({ stats }) => stats),
  });
}

export function searchTickets(words: string, signal?: AbortSignal): Promise<TicketPageData> {
  return request<TicketPageData>('/tickets/search', { query: { q: words, limit: 8 }, ...(signal ? { signal } : {}) });
}

export function useBulkAction() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: BulkBody) => request<BulkOutcome>('/tickets/bulk-actions', { method: 'POST', body }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['ticket'] });
      return client.invalidateQueries({ queryKey: ['tickets'] });
    },
  });
}
