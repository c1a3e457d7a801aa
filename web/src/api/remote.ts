// Remote help over HTTP: who is at a machine, sessions that were, and a new one.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { NewRemoteSession, RemoteNow, RemoteSessionRow } from '../../../worker/modules/remote/contract.ts';
import { request } from './client.ts';
import type { Json } from './json.ts';

export type RemoteSession = Json<RemoteSessionRow>;
export type RemotePresence = Json<RemoteNow>;
export type RemoteWish = Pick<NewRemoteSession, 'kind' | 'reason'> & { port?: number };

// Words of the machine make everything below ['asset', id] stale, so both follow by themselves.
export function useRemoteNow(assetId: string) {
  return useQuery({ queryKey: ['asset', assetId, 'remote-now'], queryFn: () => request<{ sessions: RemotePresence[] }>(`/assets/${assetId}/remote-now`).then(({ sessions }) => sessions) });
}

export function useRemoteSessions(assetId: string) {
  return useQuery({ queryKey: ['asset', assetId, 'remote-sessions'], queryFn: () => request<{ sessions: RemoteSession[] }>(`/assets/${assetId}/remote-sessions`).then(({ sessions }) => sessions) });
}

export function useOpenRemote(assetId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: RemoteWish) => request<{ session: RemoteSession }>(`/assets/${assetId}/remote-sessions`, { method: 'POST', body }).then(({ session }) => session),
    onSettled: () => client.invalidateQueries({ queryKey: ['asset', assetId] }),
  });
}

/** For the command of a tunnel; good for one connection. */
export function useTunnelCode(sessionId: string) {
  return useQuery({
    queryKey: ['tunnel-code', sessionId],
    queryFn: () => request<{ code: string }>(`/remote-sessions/${sessionId}/code`, { method: 'POST', body: {} }).then(({ code }) => code),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
}

export const remoteTicket = (sessionId: string): Promise<string> =>
  request<{ ticket: string }>(`/remote-sessions/${sessionId}/ticket`, { method: 'POST', body: {} }).then(({ ticket }) => ticket);
