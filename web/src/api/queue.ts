// Saved views with what a person keeps at hand, and the counts of all tabs in one request.
import { useQuery } from '@tanstack/react-query';
import type { PinnedTicket, RunRow, ViewCount, ViewRow } from '../../../worker/modules/queue/contract.ts';
import type { QueueColumn, QueueGroup, ViewLayout } from '../../../worker/modules/queue/values.ts';
import type { FilterGroup } from '../../../worker/modules/tickets/contract.ts';
import { request } from './client.ts';
import type { Json } from './json.ts';

export type SavedView = Json<ViewRow>;
export type { FilterGroup, PinnedTicket, QueueColumn, QueueGroup, ViewCount, ViewLayout };

export interface Views {
  views: SavedView[];
  pinned: PinnedTicket[];
  /** Acts on many tickets that were left in the middle. */
  unfinished: Json<RunRow>[];
}

export function useViews() {
  return useQuery({ queryKey: ['views'], queryFn: () => request<Views>('/ticket-views') });
}

/** Counted again with every word about a ticket, like the lists. */
export function useViewCounts(filters: Record<string, FilterGroup>, enabled: boolean) {
  return useQuery({
    queryKey: ['tickets', 'counts', filters],
    queryFn: () => request<{ counts: Record<string, ViewCount> }>('/ticket-views/counts', { method: 'POST', body: { filters } }).then(({ counts }) => counts),
    placeholderData: (before) => before,
    enabled,
  });
}
