// Mail that leaves, over HTTP.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { QueueRow, SuppressionRow } from '../../../worker/modules/email/contract.ts';
import type { MailQueueStatus } from '../../../worker/modules/email/values.ts';
import { request } from './client.ts';
import type { RequestOptions } from './client.ts';
import { useKeysetList } from './keyset-list.ts';

export type { MailQueueStatus, QueueRow, SuppressionRow };

export function useMailQueue(filters: NonNullable<RequestOptions['query']>) {
  return useKeysetList<QueueRow>('/email/queue', 'queue', 'queue_id', filters, true);
}

export function useQueueAct() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ act, queue_id }: { act: 'retry' | 'cancel'; queue_id: string }) => request(`/email/queue/${queue_id}/${act}`, { method: 'POST', body: {} }),
    onSettled: () => client.invalidateQueries({ queryKey: ['queue'] }),
  });
}

/** Addresses that get no mail because they bounced for good. */
export function useSuppressions(filters: NonNullable<RequestOptions['query']>) {
  return useKeysetList<SuppressionRow>('/email/suppressions', 'suppressions', 'email', filters);
}

export function useLiftSuppression() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (email: string) => request(`/email/suppressions/${encodeURIComponent(email)}`, { method: 'DELETE' }),
    onSettled: () => client.invalidateQueries({ queryKey: ['suppressions'] }),
  });
}
