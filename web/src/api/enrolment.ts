// Enrolment over HTTP: tokens, attempts, and the decision on machines that wait.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { AttemptRow, MadeToken as Made, NewToken, TokenRow } from '../../../worker/modules/agents/contract.ts';
import { request } from './client.ts';
import type { RequestOptions } from './client.ts';
import type { Json } from './json.ts';
import { useKeysetList } from './keyset-list.ts';
import type { KeysetList } from './keyset-list.ts';

export type EnrolmentToken = Json<TokenRow>;
export type MadeToken = Json<Made>;
export type EnrolmentAttempt = Json<AttemptRow>;
type Filters = NonNullable<RequestOptions['query']>;

export function useTokens(filters: Filters): KeysetList<EnrolmentToken> {
  return useKeysetList<EnrolmentToken>('/agents/tokens', 'tokens', 'token_id', filters, true);
}

export function useAttempts(filters: Filters): KeysetList<EnrolmentAttempt> {
  return useKeysetList<EnrolmentAttempt>('/agents/attempts', 'attempts', 'attempt_id', filters, true);
}

/** The token itself is in this answer and nowhere else. */
export function useMakeToken() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (body: NewToken) => request<MadeToken>('/agents/tokens', { method: 'POST', body }), onSuccess: () => client.invalidateQueries({ queryKey: ['tokens'] }) });
}

export function useRevokeToken() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (tokenId: string) => request(`/agents/tokens/${tokenId}`, { method: 'DELETE' }), onSettled: () => client.invalidateQueries({ queryKey: ['tokens'] }) });
}
