// Active sites of all clients, for a filter over several of them.
import { useQuery } from '@tanstack/react-query';
import type { SiteRow } from '../../../worker/modules/sites/contract.ts';
import { requestAll } from './pagination.ts';

const minuteMs = 60_000;

export function useAllSites(enabled: boolean) {
  return useQuery({ queryKey: ['sites', 'all'], queryFn: () => requestAll<SiteRow>('/sites', 'sites', { is_active: true }), enabled, staleTime: minuteMs });
}
