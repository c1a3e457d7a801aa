// One cache for the portal: retries only outages, never refusals.
import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './client.ts';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The first try is made without a network too: the service worker may have an answer.
      networkMode: 'offlineFirst',
      staleTime: 15_000,
      retry: (failures, error) => failures < 2 && error instanceof ApiProblem && (error.status === 0 || error.status >= 502),
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});
