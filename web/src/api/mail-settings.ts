// The mail configuration over HTTP. Secrets go in and never come out.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { EmailConfigAnswer, EmailConfigRow, SaveEmailConfig } from '../../../worker/modules/email/mailbox-contract.ts';
import { request } from './client.ts';

export type { EmailConfigAnswer };
export type MailConfig = EmailConfigRow;

export function useMailConfig() {
  return useQuery({ queryKey: ['mail-config'], queryFn: () => request<EmailConfigAnswer>('/email/config') });
}

export function useSaveMailConfig() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SaveEmailConfig) => request<unknown>('/email/config', { method: 'PUT', body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['mail-config'] }),
  });
}
