// Fetches a ticket and its conversation before somebody opens it: what the page then asks for is there.
import type { QueryClient } from '@tanstack/react-query';
import { request } from './client.ts';
import { requestAll } from './pagination.ts';

const restMs = 120;
const freshMs = 15_000;
let timer: ReturnType<typeof setTimeout> | undefined;

/** After a short rest, so that a pointer on its way over the list asks for nothing. */
export function warmTicket(client: QueryClient, number: string): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    void client.prefetchQuery({ queryKey: ['ticket', number], queryFn: () => request<{ ticket: unknown }>(`/tickets/${number}`).then(({ ticket }) => ticket), staleTime: freshMs });
    void client.prefetchQuery({ queryKey: ['ticket', number, 'comments'], queryFn: () => requestAll(`/tickets/${number}/comments`, 'comments'), staleTime: freshMs });
  }, restMs);
}
