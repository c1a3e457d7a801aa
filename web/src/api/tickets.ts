// Tickets over HTTP: the queue, its counts, search, and acts on many at once.
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { InfiniteData } from '@tanstack/react-query';
import type { TicketChannel, TicketPriority, TicketStatus } from '../../../worker/modules/tickets/values.ts';
import { request } from './client.ts';
import type { QueryValue } from './client.ts';
import type { Pagination } from './pagination.ts';

export type { TicketChannel, TicketPriority, TicketStatus };

/** One row of GET /tickets. */
export interface TicketRow {
  ticket_id: string;
  ticket_number: string;
  subject: string;
  client_id: string;
  client_name: string;
  site_id: string;
  site_name: string;
  created_by: string | null;
  created_by_name: string | null;
  affected_person: string | null;
  from_email: string | null;
  category_id: string;
  category_name: string | null;
  priority: TicketPriority;
  status: TicketStatus;
  channel: TicketChannel;
  assigned_to: string | null;
  assigned_to_name: string | null;
  version: number;
  created_at: string;
  updated_at: string;
}

export interface TicketPageData {
  tickets: TicketRow[];
  pagination: Pagination;
}

export type TicketFilters = Record<string, QueryValue | QueryValue[]>;

/** The queue, page by page; keeps the last rows on screen while new filters load. */
export function useTickets(filters: TicketFilters) {
  return useInfiniteQuery({
    queryKey: ['tickets', 'list', filters],
    queryFn: ({ pageParam, signal }) =>
      request<TicketPageData>('/tickets', { query: { limit: 50, ...filters, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.pagination.next_cursor,
    placeholderData: keepPreviousData,
  });
}

/** All loaded rows, once each: a row that moved between pages while paging stays single. */
export function ticketRows(data: InfiniteData<TicketPageData> | undefined): {
  rows: TicketRow[];
  pagination: Pagination | undefined;
} {
  const rows = new Map<string, TicketRow>();
  for (const page of data?.pages ?? []) for (const row of page.tickets) rows.set(row.ticket_id, row);
  return { rows: [...rows.values()], pagination: data?.pages[0]?.pagination };
}

/** GET /tickets/stats: counts for the saved views. */
export interface TicketStats {
  mine: number;
  unassigned: number;
  waiting_client: number;
  open: number;
  closed: number;
}

export function useTicketStats() {
  return useQuery({
    queryKey: ['tickets', 'stats'],
    queryFn: () => request<{ stats: TicketStats }>('/tickets/stats').then(({ stats }) => stats),
  });
}

export function searchTickets(words: string, signal?: AbortSignal): Promise<TicketPageData> {
  return request<TicketPageData>('/tickets/search', { query: { q: words, limit: 8 }, ...(signal ? { signal } : {}) });
}

export type BulkAction = 'assign' | 'status' | 'priority' | 'category';

export interface BulkBody {
  ticket_ids: string[];
  action: BulkAction;
  action_data: Record<string, unknown>;
}

export interface BulkAnswer {
  results: { ticket_id: string; ok: boolean; code?: string; message?: string }[];
}

export function useBulkAction() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: BulkBody) => request<BulkAnswer>('/tickets/bulk-actions', { method: 'POST', body }),
    onSettled: () => client.invalidateQueries({ queryKey: ['tickets'] }),
  });
}
