// The mail configuration over HTTP. Secrets go in and never come out.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { request } from './client.ts';

export interface MailConfig {
  name: string;
  from_address: string;
  from_name: string;
  transport: 'binding' | 'smtp' | 'capture';
  smtp_host: string | null;
  smtp_port: number | null;
  smtp_username: string | null;
  smtp_security: string | null;
  imap_host: string | null;
  imap_port: number | null;
  imap_username: string | null;
  imap_folder: string | null;
  unknown_sender: 'intake' | 'refuse';
  has_smtp_password: boolean;
  has_imap_password: boolean;
}

export type MailConfigBody = Partial<Omit<MailConfig, 'has_smtp_password' | 'has_imap_password'>> & { smtp_password?: string; imap_password?: string };

export function useMailConfig() {
  return useQuery({
    queryKey: ['mail-config'],
    queryFn: () => request<{ config: MailConfig | null }>('/email/config').then(({ config }) => config),
  });
}

export function useSaveMailConfig() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: MailConfigBody) => request<{ config: MailConfig }>('/email/config', { method: 'PUT', body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['mail-config'] }),
  });
}
