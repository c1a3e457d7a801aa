// Commands over HTTP: one, many, their output, and what the live channel says of them.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import type { ViewerMessage } from '../../../durable-objects/protocol/fleet.ts';
import type { ExecutionRow, MachineCommand, ManyCommand, OrderOutcome, OutputAnswer } from '../../../worker/modules/scripts/contract.ts';
import { request, requestBlob } from './client.ts';
import type { Json } from './json.ts';
import { useKeysetList } from './keyset-list.ts';
import type { KeysetList } from './keyset-list.ts';

export type Execution = Json<ExecutionRow>;
export type Order = Json<OrderOutcome>;
/** What a page sends; the server fills the rest. */
export type CommandBody =
  | Pick<Extract<MachineCommand, { kind: 'inventory' }>, 'kind'>
  | Pick<Extract<MachineCommand, { kind: 'service' }>, 'kind' | 'name' | 'action'>
  | Pick<Extract<MachineCommand, { kind: 'reboot' }>, 'kind' | 'delay_s' | 'message'>;
export type ExecutionFilters = { asset_id?: string; ticket_id?: string; run_id?: string; script_id?: string; client_id?: string; kind?: string; status?: string; open?: boolean };

const minuteMs = 60_000;

export function useExecutions(filters: ExecutionFilters): KeysetList<Execution> {
  return useKeysetList<Execution>('/executions', 'executions', 'execution_id', filters);
}

export function useExecution(executionId: string) {
  return useQuery({
    queryKey: ['execution', executionId],
    queryFn: () => request<{ execution: Execution }>(`/executions/${executionId}`).then(({ execution }) => execution),
  });
}

/** Lists and pages that show commands are fetched again. */
export const commandsChanged = (client: QueryClient): Promise<void> =>
  client.invalidateQueries({ predicate: ({ queryKey: [name] }) => ['executions', 'execution', 'runs', 'run', 'asset'].includes(String(name)) });

/** A command for one machine; `ticketId` when it belongs to a ticket. */
export function useCommand(assetId: string, ticketId?: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CommandBody) => request<Order>(`/assets/${assetId}/commands`, { method: 'POST', body: { ...body, ...(ticketId ? { ticket_id: ticketId } : {}) } }),
    onSettled: () => commandsChanged(client),
  });
}

/** The same command for many machines. */
export function useManyCommand() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CommandBody & Pick<ManyCommand, 'asset_ids'>) => request<Order>('/assets/commands', { method: 'POST', body }),
    onSettled: () => commandsChanged(client),
  });
}

export function useCancelExecution() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (executionId: string) => request(`/executions/${executionId}/cancel`, { method: 'POST', body: {} }),
    onSettled: () => commandsChanged(client),
  });
}

export const readOutputPage = (executionId: string, offset: number): Promise<OutputAnswer> =>
  request<OutputAnswer>(`/executions/${executionId}/output`, { query: { offset } });

/** Saves the whole output through the browser; the request needs the bearer, so a plain link cannot do it. */
export async function downloadOutput(executionId: string): Promise<void> {
  const blob = await requestBlob(`/executions/${executionId}/output`, { query: { download: 1 }, isLarge: true });
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = `${executionId}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), minuteMs);
}

/** The machine's channel knows the state before the row does: shown at once, and the rows are asked for. */
export function heardExecution(client: QueryClient, heard: Extract<ViewerMessage, { type: 'execution' }>): void {
  const news = { status: heard.state, exit_code: heard.exit_code, duration_ms: heard.duration_ms, output_bytes: heard.output_bytes, reason: heard.reason };
  client.setQueryData<Execution>(['execution', heard.execution_id], (row) => row && { ...row, ...news });
  client.setQueriesData<{ pages: { executions: Execution[] }[] }>({ queryKey: ['executions', 'list'] }, (list) =>
    list && { ...list, pages: list.pages.map((page) => ({ ...page, executions: page.executions.map((row) => (row.execution_id === heard.execution_id ? { ...row, ...news } : row)) })) });
}
