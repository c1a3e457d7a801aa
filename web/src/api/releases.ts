// Versions of the agent over HTTP: how far each went, what became of it, what new machines are installed from.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Installers, Releases, ReleaseView, Scanned, UpdateMachine } from '../../../worker/modules/releases/contract.ts';
import { request } from './client.ts';

export type { Installers, Releases, ReleaseView, Scanned, UpdateMachine };

/** Asked again while somebody looks: machines come in over minutes. */
export function useReleases() {
  return useQuery({ queryKey: ['releases'], queryFn: () => request<Releases>('/releases'), refetchInterval: 15_000 });
}

export function useInstallers() {
  return useQuery({ queryKey: ['releases', 'installers'], queryFn: () => request<Installers>('/releases/installers') });
}

export function useUpdateMachines(releaseId: string) {
  return useQuery({ queryKey: ['releases', releaseId, 'machines'], queryFn: () => request<{ machines: UpdateMachine[] }>(`/releases/${releaseId}/machines`).then(({ machines }) => machines), refetchInterval: 15_000 });
}

export function useScanReleases() {
  const client = useQueryClient();
  return useMutation({ mutationFn: () => request<Scanned>('/releases/scan', { method: 'POST' }), onSettled: () => client.invalidateQueries({ queryKey: ['releases'] }) });
}

export type Decision = { act: 'promote'; is_forced: boolean; spread_s: number } | { act: 'halt' | 'rollback'; reason: string } | { act: 'resume' };
export function useDecideRelease(releaseId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ act, ...body }: Decision) => request<{ release: ReleaseView }>(`/releases/${releaseId}/${act}`, { method: 'POST', ...(act === 'resume' ? {} : { body }) }),
    onSettled: () => client.invalidateQueries({ queryKey: ['releases'] }),
  });
}
