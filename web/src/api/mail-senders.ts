// Programs whose mail opens tickets of a client, and what domains publish about their mail, over HTTP.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { DomainReport, MonitoringSenderRow, NewMonitoringSender } from '../../../worker/modules/email/contract.ts';
import { request } from './client.ts';

export type { DomainReport, MonitoringSenderRow };

const keyOf = (clientId: string) => ['monitoring-senders', clientId];

export function useMonitoringSenders(clientId: string) {
  return useQuery({
    queryKey: keyOf(clientId),
    queryFn: () => request<{ monitoring_senders: MonitoringSenderRow[] }>('/email/monitoring-senders', { query: { client_id: clientId } }).then((answer) => answer.monitoring_senders),
  });
}

export function useAddMonitoringSender(clientId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Omit<NewMonitoringSender, 'client_id'>) => request('/email/monitoring-senders', { method: 'POST', body: { ...body, client_id: clientId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: keyOf(clientId) }),
  });
}

export function useRemoveMonitoringSender(clientId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (senderId: string) => request(`/email/monitoring-senders/${senderId}`, { method: 'DELETE' }),
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(clientId) }),
  });
}

/** Asked when somebody wants to know: `isAsked`. An answer is good for ten minutes. */
export function useDomainReport(domain: string, selector: string | undefined, isAsked: boolean) {
  return useQuery({
    queryKey: ['domain-check', domain, selector ?? ''],
    queryFn: ({ signal }) => request<{ report: DomainReport }>('/email/domain-check', { query: { domain, selector }, signal }).then(({ report }) => report),
    enabled: isAsked,
    staleTime: 600_000,
    retry: false,
  });
}
