// How much news a person has: the one question of the bell.
import { useQuery } from '@tanstack/react-query';
import { request } from './client.ts';

/** Counted up to 100, undefined until it is known; asked again when the live channel says so. */
export const useUnread = (): number | undefined =>
  useQuery({
    queryKey: ['notifications', 'unread'],
    queryFn: ({ signal }) => request<{ unread: number }>('/notifications', { query: { unread: 'true', limit: 1 }, signal }),
  }).data?.unread;
