// Clients over HTTP.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ClientRow, ClientStats, CreateClient, UpdateClient, Wizard, WizardAnswer } from '../../../worker/modules/clients/contract.ts';
import { request } from './client.ts';
import type { RequestOptions } from './client.ts';
import { useKeysetList } from './keyset-list.ts';

export type { ClientRow, ClientStats };

export function useClients(filters: NonNullable<RequestOptions['query']>) {
  return useKeysetList<ClientRow>('/clients', 'clients', 'client_id', filters);
}

export function useClient(clientId: string) {
  return useQuery({
    queryKey: ['clients', 'one', clientId],
    queryFn: () => request<{ client: ClientRow }>(`/clients/${clientId}`).then(({ client }) => client),
  });
}

export function useClientStats(clientId: string) {
  return useQuery({
    queryKey: ['clients', 'stats', clientId],
    queryFn: () => request<{ stats: ClientStats }>(`/clients/${clientId}/stats`).then(({ stats }) => stats),
  });
}

export function useSaveClient(clientId: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: UpdateClient | CreateClient) =>
      clientId
        ? request<{ client: ClientRow }>(`/clients/${clientId}`, { method: 'PUT', body })
        : request<{ client: ClientRow }>('/clients', { method: 'POST', body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['clients'] }),
  });
}

export function useDeleteClient() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (clientId: string) => request(`/clients/${clientId}`, { method: 'DELETE' }),
    onSuccess: () => {
      for (const key of ['clients', 'sites', 'users']) void client.invalidateQueries({ queryKey: [key] });
    },
  });
}

export type WizardBody = Wizard;

export function useWizard() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: WizardBody) => request<WizardAnswer>('/clients/wizard', { method: 'POST', body }),
    onSuccess: () => {
      for (const key of ['clients', 'sites', 'users']) void client.invalidateQueries({ queryKey: [key] });
    },
  });
}
