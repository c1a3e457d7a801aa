// The mail that development kept instead of sending. Outside development the server answers 404 and the portal shows nothing of it.
import { useQuery } from '@tanstack/react-query';
import type { CapturedMailDetail, CapturedMailRow } from '../../../worker/modules/email/contract.ts';
import { request } from './client.ts';
import { useKeysetList } from './keyset-list.ts';

export type { CapturedMailDetail, CapturedMailRow };

export function useDevMailbox(words: string) {
  return useKeysetList<CapturedMailRow>('/email/dev-mailbox', 'messages', 'id', { q: words }, true);
}

/** Is there such a mailbox? Asked once per page load. */
export function useHasDevMailbox(enabled: boolean): boolean {
  const answer = useQuery({
    queryKey: ['dev-mailbox', 'exists'],
    queryFn: () => request('/email/dev-mailbox', { query: { limit: 1 } }).then(() => true, () => false),
    enabled,
    staleTime: Infinity,
  });
  return answer.data === true;
}

export function useDevMail(id: string | null) {
  return useQuery({
    queryKey: ['dev-mailbox', id],
    queryFn: () => request<{ message: CapturedMailDetail }>(`/email/dev-mailbox/${id}`).then(({ message }) => message),
    enabled: id !== null,
    staleTime: Infinity,
  });
}
