// The mail that development kept instead of sending. Outside development the server answers 404 and the portal shows nothing of it.
import { useQuery } from '@tanstack/react-query';
import { request } from './client.ts';

export interface CapturedMail {
  id: string;
  from: string;
  to: string[];
  subject: string;
  date: string;
  message_id: string;
}

export interface OpenedMail {
  headers: { name: string; value: string }[];
  text: string | null;
  html: string | null;
  raw: string;
}

export function useDevMailbox(enabled: boolean) {
  return useQuery({
    queryKey: ['dev-mailbox'],
    queryFn: () => request<{ messages: CapturedMail[] }>('/email/dev-mailbox').then(({ messages }) => messages),
    enabled,
    retry: false,
    refetchInterval: (query) => (query.state.data ? 10_000 : false),
  });
}

export function useDevMail(id: string | null) {
  return useQuery({
    queryKey: ['dev-mailbox', id],
    queryFn: () => request<{ message: OpenedMail }>(`/email/dev-mailbox/${id}`).then(({ message }) => message),
    enabled: id !== null,
    staleTime: Infinity,
  });
}
