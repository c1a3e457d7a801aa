// Tickets that open by the calendar, over HTTP.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { NewTicketSchedule, TicketScheduleRow, TurnsQuestion } from '../../../worker/modules/schedules/contract.ts';
import { FREQUENCIES, type Frequency } from '../../../worker/modules/schedules/values.ts';
import { request } from './client.ts';
import { useKeysetList } from './keyset-list.ts';

export { FREQUENCIES };
export type { Frequency, NewTicketSchedule, TicketScheduleRow, TurnsQuestion };

export const useTicketSchedules = () => useKeysetList<TicketScheduleRow>('/ticket-schedules', 'schedules', 'schedule_id', {});

/** The next dates of a rule that is being written; null while it is none. A rule that the server refuses has no dates. */
export function useTurns(question: TurnsQuestion | null) {
  return useQuery<{ turns: string[]; timezone: string }>({
    queryKey: ['ticket-schedule-turns', question],
    queryFn: ({ signal }) => request<{ turns: string[]; timezone: string }>('/ticket-schedules/preview', { method: 'POST', body: question, signal }),
    enabled: question !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export type TicketScheduleAct =
  | { kind: 'create'; body: NewTicketSchedule }
  | { kind: 'update'; schedule_id: string; body: NewTicketSchedule & { version: number } }
  | { kind: 'delete'; schedule_id: string };

function send(act: TicketScheduleAct): Promise<unknown> {
  if (act.kind === 'create') return request('/ticket-schedules', { method: 'POST', body: act.body });
  if (act.kind === 'update') return request(`/ticket-schedules/${act.schedule_id}`, { method: 'PUT', body: act.body });
  return request(`/ticket-schedules/${act.schedule_id}`, { method: 'DELETE' });
}

export function useTicketScheduleAct() {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSettled: () => client.invalidateQueries({ queryKey: ['schedules'] }) });
}
