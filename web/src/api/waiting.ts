// Waiting on purpose over HTTP: a ticket put aside, and one's own reminders.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { OwnReminder as OwnReminderRow, Waiting as WaitingRows } from '../../../worker/modules/waiting/contract.ts';
import { request } from './client.ts';
import type { Json } from './json.ts';

export type Waiting = Json<WaitingRows>;
export type Reminder = Waiting['reminders'][number];

export type OwnReminder = Json<OwnReminderRow>;

const keyOf = (number: string) => ['ticket', number, 'waiting'];

/** Staff. */
export function useWaiting(number: string) {
  return useQuery({ queryKey: keyOf(number), queryFn: () => request<Waiting>(`/tickets/${number}/waiting`) });
}

export type WaitingAct =
  | { kind: 'snooze'; until: string | null; reason: string }
  | { kind: 'wake' }
  | { kind: 'remind'; remind_at: string; note: string }
  | { kind: 'forget'; reminder_id: string };

function send(number: string, act: WaitingAct): Promise<Partial<Waiting>> {
  const path = `/tickets/${number}`;
  if (act.kind === 'snooze') return request(`${path}/snooze`, { method: 'PUT', body: { until: act.until, reason: act.reason } });
  if (act.kind === 'wake') return request(`${path}/snooze`, { method: 'DELETE' });
  if (act.kind === 'remind') return request(`${path}/reminders`, { method: 'POST', body: { remind_at: act.remind_at, note: act.note } });
  return request(`${path}/reminders/${act.reminder_id}`, { method: 'DELETE' });
}

export function useWaitingAct(number: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: WaitingAct) => send(number, act),
    onSuccess: (answer, act) => {
      client.setQueryData<Waiting>(keyOf(number), (before) => ({ snooze: null, reminders: [], ...before, ...answer }));
      if (act.kind === 'remind' || act.kind === 'forget') void client.invalidateQueries({ queryKey: ['reminders'] });
      if (act.kind === 'snooze' || act.kind === 'wake') {
        void client.invalidateQueries({ queryKey: ['tickets'] });
        void client.invalidateQueries({ queryKey: ['ticket', number, 'activities'] });
      }
    },
  });
}

/** Of all tickets. Staff. */
export function useOwnReminders() {
  return useQuery({ queryKey: ['reminders'], queryFn: () => request<{ reminders: OwnReminder[] }>('/reminders').then(({ reminders }) => reminders) });
}

export function useForgetReminder() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ ticket_number, reminder_id }: OwnReminder) => send(ticket_number, { kind: 'forget', reminder_id }),
    onSettled: (_answer, _error, { ticket_number }) => {
      void client.invalidateQueries({ queryKey: keyOf(ticket_number) });
      return client.invalidateQueries({ queryKey: ['reminders'] });
    },
  });
}
