// Working time, the timer and contracts over HTTP.
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import type { ClientTime, ContractRow, ContractUsage as Usage, EntryRow, TicketTime as Time, TimeList as List, TimerAnswer, TimeSettings as Settings, TimeWarning } from '../../../worker/modules/time/contract.ts';
import type { TimeActivity } from '../../../worker/modules/time/values.ts';
import { request, requestBlob } from './client.ts';
import type { QueryValue } from './client.ts';
import type { Json } from './json.ts';

export type Entry = Json<EntryRow>;
export type TicketTime = Json<Time>;
export type TimeList = Json<List>;
export type Timer = Json<TimerAnswer>;
export type Contract = ContractRow;
export type ContractUsage = Usage;
export interface ClosingRow {
  month: string;
  closed_by_name: string | null;
  created_at: string;
}
export interface EntryBody {
  minutes?: number;
  started_at?: string;
  note?: string;
  is_billable?: boolean;
  activity?: TimeActivity;
}
interface Written {
  entry: Entry;
  warnings: TimeWarning[];
}

const timeChanged = (client: QueryClient): Promise<void> =>
  client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === 'time' || (queryKey[0] === 'ticket' && queryKey[2] === 'time') });

/** My running timer; asked again when the window comes back, so that another device's start is seen. */
export function useTimer(isOn = true) {
  return useQuery({ queryKey: ['time', 'timer'], queryFn: () => request<Timer>('/time/timer'), staleTime: 15_000, refetchOnWindowFocus: true, enabled: isOn });
}

export function useTicketTime(number: string) {
  return useQuery({ queryKey: ['ticket', number, 'time'], queryFn: () => request<TicketTime>(`/tickets/${number}/time`) });
}

export function useStartTimer() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ticketId: string) => request<Timer>(`/tickets/${ticketId}/timer/start`, { method: 'POST', body: {} }),
    onSuccess: (answer) => client.setQueryData(['time', 'timer'], answer),
    onSettled: () => timeChanged(client),
  });
}

export function useStopTimer() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ ticketId, ...body }: { ticketId: string; note?: string }) => request<Written>(`/tickets/${ticketId}/timer/stop`, { method: 'POST', body }),
    onSettled: () => timeChanged(client),
  });
}

/** Writes down an entry of a ticket, or changes one. */
export function useSaveEntry(ticketId: string, entry: Entry | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: EntryBody) =>
      entry ? request<Written>(`/time/${entry.entry_id}`, { method: 'PUT', body: { ...body, version: entry.version } }) : request<Written>(`/tickets/${ticketId}/time`, { method: 'POST', body }),
    onSettled: () => timeChanged(client),
  });
}

export function useDeleteEntry() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (entryId: string) => request(`/time/${entryId}`, { method: 'DELETE' }), onSettled: () => timeChanged(client) });
}

type Filters = Record<string, QueryValue>;

/** Entries page by page; totals are of everything that matches. */
export function useTime(filters: Filters) {
  return useInfiniteQuery({
    queryKey: ['time', 'list', filters],
    queryFn: ({ pageParam, signal }) => request<TimeList>('/time', { query: { limit: 50, ...filters, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.pagination.next_cursor,
    placeholderData: keepPreviousData,
  });
}

/** Saves the file through the browser; the request needs the bearer, so a plain link cannot do it. */
export async function downloadTime(filters: Filters, locale: 'es' | 'en', name: string): Promise<void> {
  const url = URL.createObjectURL(await requestBlob('/time/export.csv', { query: { ...filters, locale }, isLarge: true }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export type TimeSettings = Settings;

export function useTimeSettings() {
  return useQuery({ queryKey: ['time', 'settings'], queryFn: () => request<{ time: Settings }>('/settings/time').then(({ time }) => time) });
}

export function useSaveTimeSettings() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (body: Settings) => request('/settings/time', { method: 'PUT', body }), onSettled: () => timeChanged(client) });
}

export function useContracts(clientId: string) {
  return useQuery({ queryKey: ['time', 'contracts', clientId], queryFn: () => request<{ contracts: Contract[] }>('/contracts', { query: { client_id: clientId } }).then(({ contracts }) => contracts) });
}

export type ContractBody = Pick<Contract, 'name' | 'minutes_per_month' | 'starts_on' | 'ends_on' | 'rolls_over' | 'warn_percent'> & { notes: string };

export function useSaveContract(clientId: string, contract: Contract | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ContractBody) =>
      contract ? request(`/contracts/${contract.contract_id}`, { method: 'PUT', body: { ...body, version: contract.version } }) : request('/contracts', { method: 'POST', body: { ...body, client_id: clientId } }),
    onSettled: () => timeChanged(client),
  });
}

export function useDeleteContract() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (contractId: string) => request(`/contracts/${contractId}`, { method: 'DELETE' }), onSettled: () => timeChanged(client) });
}

/** What is left of the hours of a month; without one, of the running month in the client's zone. */
export function useContractUsage(clientId: string, month?: string) {
  return useQuery({
    queryKey: ['time', 'usage', clientId, month ?? null],
    queryFn: () => request<{ usage: ContractUsage }>(`/clients/${clientId}/contract-usage`, { query: { month } }).then(({ usage }) => usage),
    placeholderData: keepPreviousData,
  });
}

export function useClientTime(clientId: string, period: { from: string; to: string } | null) {
  return useInfiniteQuery({
    queryKey: ['time', 'client', clientId, period],
    queryFn: ({ pageParam, signal }) => request<ClientTime>(`/clients/${clientId}/time`, { query: { limit: 50, ...period, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.pagination.next_cursor,
    enabled: period !== null,
    placeholderData: keepPreviousData,
  });
}

export function useCloseMonth(clientId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ month, closes }: { month: string; closes: boolean }) =>
      closes ? request(`/clients/${clientId}/time-closings`, { method: 'POST', body: { month } }) : request(`/clients/${clientId}/time-closings/${month}`, { method: 'DELETE' }),
    onSettled: () => timeChanged(client),
  });
}
