// Encrypted volumes and their recovery keys over HTTP. What is revealed lives as long as the dialog that shows it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { EncryptionAnswer, RevealedKey, RevealKey } from '../../../worker/modules/bitlocker/contract.ts';
import { request } from './client.ts';
import { commandsChanged } from './executions.ts';
import type { Order } from './executions.ts';
import type { Json } from './json.ts';

export type Encryption = Json<EncryptionAnswer>;
export type RecoveryKey = Encryption['keys'][number];

const keyOf = (assetId: string) => ['asset', assetId, 'encryption'];

export function useEncryption(assetId: string) {
  return useQuery({ queryKey: keyOf(assetId), queryFn: () => request<Encryption>(`/bitlocker/${assetId}`) });
}

/** Forgotten with the component that asked: neither key nor password stay in the cache. */
export function useRevealKey(assetId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: RevealKey) => request<{ key: RevealedKey }>(`/bitlocker/${assetId}/reveal`, { method: 'POST', body }).then(({ key }) => key),
    gcTime: 0,
    onSuccess: () => client.invalidateQueries({ queryKey: keyOf(assetId) }),
  });
}

export function useRotateKey(assetId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (keyId: string) => request<Order>(`/bitlocker/${assetId}/rotate`, { method: 'POST', body: { bitlocker_key_id: keyId } }),
    onSettled: () => commandsChanged(client),
  });
}
