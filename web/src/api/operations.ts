// Health, first steps and the audit trail over HTTP.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AuditRow } from '../../../worker/modules/audit/contract.ts';
import type { FirstSteps, Health, HealthLine, JobRun } from '../../../worker/modules/health/contract.ts';
import { request, requestBlob } from './client.ts';
import type { Json } from './json.ts';
import { useKeysetList } from './keyset-list.ts';

export type { FirstSteps, Health, HealthLine, JobRun };
export type AuditEntry = Json<AuditRow>;
export interface AuditFilters {
  actor_id?: string | undefined;
  actor_kind?: string | undefined;
  action?: string | undefined;
  entity?: string | undefined;
  entity_id?: string | undefined;
  client_id?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** Asked again each minute, as the clock strikes. */
export function useHealth() {
  return useQuery({ queryKey: ['operations', 'health'], queryFn: () => request<{ health: Health }>('/operations/health').then(({ health }) => health), refetchInterval: 60_000 });
}

/** Never from the cache alone: whoever comes back from a step sees it done. */
export function useFirstSteps(isOn: boolean) {
  return useQuery({ staleTime: 0, queryKey: ['operations', 'first-steps'], queryFn: () => request<{ first_steps: FirstSteps }>('/operations/first-steps').then(({ first_steps }) => first_steps), enabled: isOn });
}

export function useDismissFirstSteps() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (dismissed: boolean) => request('/operations/first-steps', { method: 'PUT', body: { dismissed } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['operations', 'first-steps'] }),
  });
}

export function useAudit(filters: AuditFilters) {
  return useKeysetList<AuditEntry>('/audit', 'entries', 'audit_id', { ...filters });
}

/** Saves the file through the browser. Throws ApiProblem: 422 when the period holds too much. */
export async function downloadAudit(filters: AuditFilters, locale: 'es' | 'en'): Promise<void> {
  const url = URL.createObjectURL(await requestBlob('/audit/export.csv', { query: { ...filters, locale }, isLarge: true }));
  const link = document.createElement('a');
  link.href = url;
  link.download = locale === 'es' ? 'bitacora.csv' : 'audit.csv';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
