// Sites over HTTP.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SiteRow, UpdateSite } from '../../../worker/modules/sites/contract.ts';
import { request } from './client.ts';
import type { RequestOptions } from './client.ts';
import { useKeysetList } from './keyset-list.ts';

export type { SiteRow };

export function useSites(filters: NonNullable<RequestOptions['query']>) {
  return useKeysetList<SiteRow>('/sites', 'sites', 'site_id', filters);
}

export type SiteBody = UpdateSite & { client_id?: string };

function useAfterSites() {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: ['clients'] });
    return client.invalidateQueries({ queryKey: ['sites'] });
  };
}

export function useSaveSite(siteId: string | null) {
  const onSuccess = useAfterSites();
  return useMutation({
    mutationFn: (body: SiteBody) =>
      siteId
        ? request<{ site: SiteRow }>(`/sites/${siteId}`, { method: 'PUT', body })
        : request<{ site: SiteRow }>('/sites', { method: 'POST', body }),
    onSuccess,
  });
}

export function useDeleteSite() {
  const onSuccess = useAfterSites();
  return useMutation({ mutationFn: (siteId: string) => request(`/sites/${siteId}`, { method: 'DELETE' }), onSuccess });
}
