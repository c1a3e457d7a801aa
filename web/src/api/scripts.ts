// Scripts over HTTP: the library, versions and decisions on them, orders, runs, the freeze switch, the client's log.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { DraftChange, ExecuteScript, Freeze as FreezeState, FreezeChange, NewScript, NewVersion, RemoteAction as Action, RunRow, ScriptChange, ScriptRow, VersionRow } from '../../../worker/modules/scripts/contract.ts';
import { request } from './client.ts';
import type { RequestOptions } from './client.ts';
import { commandsChanged } from './executions.ts';
import type { Order } from './executions.ts';
import type { Json } from './json.ts';
import { useKeysetList } from './keyset-list.ts';
import type { KeysetList } from './keyset-list.ts';
import { requestAll } from './pagination.ts';

export type Script = Json<ScriptRow>;
export type ScriptVersion = Json<VersionRow>;
export type Run = Json<RunRow>;
export type Freeze = Json<FreezeState>;
export type RemoteAction = Json<Action>;
export interface ScriptWithVersions {
  script: Script;
  /** Newest first. */
  versions: ScriptVersion[];
}
/** What a page sends; the server fills the rest. */
export type ExecuteBody = Pick<ExecuteScript, 'script_id' | 'arguments' | 'expires_in_s'> & Partial<ExecuteScript>;
type Filters = NonNullable<RequestOptions['query']>;

const minuteMs = 60_000;

export function useScripts(filters: Filters): KeysetList<Script> {
  return useKeysetList<Script>('/scripts', 'scripts', 'script_id', filters);
}

/** Every script that may run now; with a client, its own and those for everybody. */
export function useRunnableScripts(clientId: string | null) {
  return useQuery({
    queryKey: ['scripts', 'runnable', clientId],
    queryFn: () => requestAll<Script>('/scripts', 'scripts', { state: 'runnable', client_id: clientId }),
    staleTime: minuteMs / 4,
  });
}

export function useScript(scriptId: string) {
  return useQuery({ queryKey: ['scripts', 'one', scriptId], queryFn: () => request<ScriptWithVersions>(`/scripts/${scriptId}`) });
}

type Written = { script: Script; version: ScriptVersion };

/** Every write of the library makes all of it stale: it is small and read rarely. */
function useLibraryWrite<Input, Output>(write: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: write, onSettled: () => client.invalidateQueries({ queryKey: ['scripts'] }) });
}

export const useCreateScript = () => useLibraryWrite((body: NewScript) => request<Written>('/scripts', { method: 'POST', body }));
export const useChangeScript = (scriptId: string) => useLibraryWrite((body: ScriptChange) => request<{ script: Script }>(`/scripts/${scriptId}`, { method: 'PUT', body }));
export const useDeleteScript = () => useLibraryWrite((scriptId: string) => request(`/scripts/${scriptId}`, { method: 'DELETE' }));
export const useAddVersion = (scriptId: string) => useLibraryWrite((body: NewVersion) => request<Written>(`/scripts/${scriptId}/versions`, { method: 'POST', body }));
export const useEditDraft = (scriptId: string) =>
  useLibraryWrite(({ version_id, ...body }: DraftChange & { version_id: string }) => request<Written>(`/scripts/${scriptId}/versions/${version_id}`, { method: 'PUT', body }));
export const useDecideVersion = (scriptId: string) =>
  useLibraryWrite(({ verb, ...body }: { verb: 'submit' | 'approve' | 'reject'; version_id: string; note: string | null }) => request<Written>(`/scripts/${scriptId}/${verb}`, { method: 'POST', body }));

/** One named machine answers with `execution`, more with `run`. */
export function useExecuteScript() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ExecuteBody) => request<Order>('/agents/execute-script', { method: 'POST', body }),
    onSettled: () => commandsChanged(client),
  });
}

export function useRuns(filters: Filters): KeysetList<Run> {
  return useKeysetList<Run>('/runs', 'runs', 'run_id', filters, true);
}

const isOver = (run: Run | undefined): boolean => run !== undefined && run.state !== 'running' && run.state !== 'paused';

/** Live hints say that something moved; the slow question covers a lost hint. */
export function useRun(runId: string) {
  return useQuery({
    queryKey: ['run', runId],
    queryFn: () => request<{ run: Run }>(`/runs/${runId}`).then(({ run }) => run),
    refetchInterval: ({ state }) => (isOver(state.data) ? false : minuteMs / 6),
  });
}

export function useControlRun(runId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (verb: 'pause' | 'resume' | 'cancel') => request<{ run: Run }>(`/runs/${runId}/${verb}`, { method: 'POST', body: {} }),
    onSuccess: ({ run }) => client.setQueryData(['run', runId], run),
    onSettled: () => commandsChanged(client),
  });
}

export function useFreeze() {
  return useQuery({ queryKey: ['freeze'], queryFn: () => request<{ freeze: Freeze }>('/fleet/freeze').then(({ freeze }) => freeze), refetchInterval: minuteMs });
}

export function useSetFreeze() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: FreezeChange) => request<{ freeze: Freeze }>('/fleet/freeze', { method: 'PUT', body }),
    onSuccess: ({ freeze }) => client.setQueryData(['freeze'], freeze),
    onSettled: () => client.invalidateQueries({ queryKey: ['freeze'] }),
  });
}

export function useRemoteActions(clientId: string, assetId: string | undefined): KeysetList<RemoteAction> {
  return useKeysetList<RemoteAction>(`/clients/${clientId}/remote-actions`, 'actions', 'execution_id', { asset_id: assetId }, true);
}
