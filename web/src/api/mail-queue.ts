// Mail that leaves, over HTTP.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { MailQueueStatus, NotificationEvent } from '../../../worker/modules/email/values.ts';
import { request } from './client.ts';
import type { RequestOptions } from './client.ts';
import { useKeysetList } from './keyset-list.ts';

export type { MailQueueStatus, NotificationEvent };

export interface QueueRow {
  queue_id: string;
  event: NotificationEvent;
  to_email: string;
  to_name: string | null;
  client_name: string | null;
  ticket_number: string | null;
  status: MailQueueStatus;
  not_before: string;
  attempts: number;
  last_error: string | null;
  error_class: string | null;
  subject: string | null;
  message_id: string | null;
  sent_at: string | null;
  created_by: string | null;
  created_at: string;
}

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
