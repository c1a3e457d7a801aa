// Policies and scripts that run by themselves, over HTTP.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { PolicyBody, PolicyRule, PolicyView } from '../../../worker/modules/policies/contract.ts';
import type { NewScriptSchedule, ScriptScheduleRow } from '../../../worker/modules/script-schedules/contract.ts';
import { request } from './client.ts';
import { useKeysetList } from './keyset-list.ts';

export type { NewScriptSchedule, PolicyBody, PolicyRule, PolicyView, ScriptScheduleRow };

/** The narrowest that is named; none: the desk. */
export interface Level {
  client_id?: string;
  site_id?: string;
  asset_id?: string;
}

export function usePolicy(level: Level) {
  return useQuery({ queryKey: ['policies', level], queryFn: () => request<{ policy: PolicyView }>('/policies', { query: { ...level } }).then(({ policy }) => policy) });
}

/** What is said at one level shows at every level below it. */
export function useSavePolicy() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (body: PolicyBody) => request<{ policy: PolicyView }>('/policies', { method: 'PUT', body }), onSettled: () => client.invalidateQueries({ queryKey: ['policies'] }) });
}

const LIST = 'script-schedules';
export const useScriptSchedules = (filters: { client_id?: string; asset_id?: string }) => useKeysetList<ScriptScheduleRow>('/script-schedules', 'schedules', 'schedule_id', { ...filters, limit: 100 });

export type ScriptScheduleAct =
  | { kind: 'create'; body: NewScriptSchedule }
  | { kind: 'update'; schedule_id: string; body: NewScriptSchedule & { version: number } }
  | { kind: 'delete'; schedule_id: string };

function send(act: ScriptScheduleAct): Promise<unknown> {
  if (act.kind === 'create') return request(`/${LIST}`, { method: 'POST', body: act.body });
  if (act.kind === 'update') return request(`/${LIST}/${act.schedule_id}`, { method: 'PUT', body: act.body });
  return request(`/${LIST}/${act.schedule_id}`, { method: 'DELETE' });
}

export function useScriptScheduleAct() {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSettled: () => client.invalidateQueries({ queryKey: ['schedules'] }) });
}
