// Devices that agents saw beside them, over HTTP.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { IgnoreDevice, SeenDevice, SeenDevices } from '../../../worker/modules/discovery/contract.ts';
import { request } from './client.ts';

export type { SeenDevice };

export function useSeenDevices(clientId: string | null, siteId: string, isIgnored: boolean) {
  return useQuery({
    queryKey: ['discovery', clientId, siteId, isIgnored],
    queryFn: () => request<SeenDevices>('/discovery', { query: { client_id: clientId ?? undefined, site_id: siteId || undefined, ignored: isIgnored } }),
    enabled: clientId !== null,
    placeholderData: keepPreviousData,
  });
}

export function useIgnoreDevice() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: IgnoreDevice) => request('/discovery/ignored', { method: 'PUT', body }),
    onSettled: () => client.invalidateQueries({ queryKey: ['discovery'] }),
  });
}
