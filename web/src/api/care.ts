// An asset's care, the desk's own fields, merges and licences, over HTTP.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AssetCare, AssetFieldBody, AssetFieldRow, CareBody, LicenceRow, LikelyTwin, NewLicence } from '../../../worker/modules/care/contract.ts';
import { request } from './client.ts';
import { useKeysetList } from './keyset-list.ts';

export type { AssetCare, AssetFieldBody, AssetFieldRow, CareBody, LicenceRow, LikelyTwin, NewLicence };

const keyOf = (assetId: string) => ['asset', assetId, 'care'];

export function useCare(assetId: string) {
  return useQuery({ queryKey: keyOf(assetId), queryFn: () => request<{ care: AssetCare }>(`/assets/${assetId}/care`).then(({ care }) => care) });
}

export function useSaveCare(assetId: string) {
  const client = useQueryClient();
  return useMutation({ mutationFn: (body: CareBody) => request<{ care: AssetCare }>(`/assets/${assetId}/care`, { method: 'PUT', body }), onSuccess: ({ care }) => client.setQueryData(keyOf(assetId), care) });
}

export function useMergeAsset(assetId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (sourceId: string) => request<{ tickets: number }>(`/assets/${assetId}/merge`, { method: 'POST', body: { source_id: sourceId } }),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: ['asset'] }), client.invalidateQueries({ queryKey: ['assets'] })]),
  });
}

export function useAssetFields() {
  return useQuery({ queryKey: ['asset-fields'], queryFn: () => request<{ fields: AssetFieldRow[] }>('/asset-fields').then(({ fields }) => fields) });
}

export function useSaveAssetField() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ field_id, ...body }: AssetFieldBody & { field_id: string | null }) => request<{ field: AssetFieldRow }>(field_id === null ? '/asset-fields' : `/asset-fields/${field_id}`, { method: field_id === null ? 'POST' : 'PUT', body }),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: ['asset-fields'] }), client.invalidateQueries({ queryKey: ['asset'] })]),
  });
}

export const useLicences = (clientId: string) => useKeysetList<LicenceRow>('/licences', 'licences', 'licence_id', { client_id: clientId });

export type LicenceAct = { kind: 'create'; body: NewLicence } | { kind: 'update'; licence_id: string; body: Omit<NewLicence, 'client_id'> & { version: number } } | { kind: 'delete'; licence_id: string };

export function useLicenceAct() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: LicenceAct): Promise<unknown> =>
      act.kind === 'create' ? request('/licences', { method: 'POST', body: act.body }) : act.kind === 'update' ? request(`/licences/${act.licence_id}`, { method: 'PUT', body: act.body }) : request(`/licences/${act.licence_id}`, { method: 'DELETE' }),
    onSettled: () => client.invalidateQueries({ queryKey: ['licences'] }),
  });
}
