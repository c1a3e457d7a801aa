// "And next": the ticket below the open one in the list one came from.
import type { InfiniteData, QueryClient } from '@tanstack/react-query';

interface Row {
  ticket_number: string;
}

/** Numbers of the list that was looked at last and holds the ticket; kept, since a list changes when its tickets do. */
let trail: string[] = [];
let hasStepped = false;

function lists(client: QueryClient): string[][] {
  return client.getQueryCache().findAll({ queryKey: ['tickets'] })
    .filter(({ state }) => Array.isArray((state.data as InfiniteData<{ tickets?: Row[] }> | undefined)?.pages))
    .toSorted((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)
    .map(({ state }) => (state.data as InfiniteData<{ tickets?: Row[] }>).pages.flatMap((page) => page.tickets ?? []).map((row) => row.ticket_number));
}

/** Remembers where one came from, when a ticket is opened; going on to the next one changes nothing. */
export function rememberTrail(client: QueryClient, number: string): void {
  const isNext = hasStepped && trail.includes(number);
  hasStepped = false;
  if (!isNext) trail = [...new Set(lists(client).find((numbers) => numbers.includes(number)) ?? [])];
}

/** Null when the ticket is the last one, or was opened from nowhere. */
export function nextOf(number: string): string | null {
  const at = trail.indexOf(number);
  return at === -1 ? null : (trail[at + 1] ?? null);
}

/** The next ticket is about to be opened. */
export function stepOn(): void {
  hasStepped = true;
}
