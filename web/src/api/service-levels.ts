// Service levels over HTTP: clocks of a ticket, policies, calendars, holidays, previews, what runs out, and the share that was met.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { CalendarChange, CalendarRow, ClockAnswer, ClockListRow, Compliance, NewCalendar, NewPolicy, PolicyChange, PolicyRow, PreviewTicket, StretchRow, TicketSla } from '../../../worker/modules/sla/contract.ts';
import type { HolidayCountry } from '../../../worker/modules/sla/values.ts';
import { request } from './client.ts';
import type { RequestOptions } from './client.ts';
import { useKeysetList } from './keyset-list.ts';
import type { KeysetList } from './keyset-list.ts';

export type { CalendarRow, ClockAnswer, ClockListRow, Compliance, HolidayCountry, NewCalendar, NewPolicy, PolicyRow, StretchRow, TicketSla };
type Filters = NonNullable<RequestOptions['query']>;

const minuteMs = 60_000;

/** The clocks of a ticket; live, because each change of the ticket asks again. */
export function useTicketSla(number: string) {
  return useQuery({
    queryKey: ['ticket', number, 'sla'],
    queryFn: () => request<{ sla: TicketSla }>(`/tickets/${number}/sla`).then(({ sla }) => sla),
    refetchInterval: minuteMs,
  });
}

export function usePolicies() {
  return useQuery({ queryKey: ['sla', 'policies'], queryFn: () => request<{ policies: PolicyRow[] }>('/sla/policies').then(({ policies }) => policies) });
}

export function useCalendars() {
  return useQuery({ queryKey: ['sla', 'calendars'], queryFn: () => request<{ calendars: CalendarRow[] }>('/sla/calendars').then(({ calendars }) => calendars) });
}

/** Null: a new policy. Open clocks follow, so every ticket is asked again. */
export function useSavePolicy(slaId: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewPolicy | PolicyChange) => request<{ policy: PolicyRow }>(slaId ? `/sla/policies/${slaId}` : '/sla/policies', { method: slaId ? 'PUT' : 'POST', body }),
    onSettled: () => client.invalidateQueries({ predicate: ({ queryKey: [name] }) => name === 'sla' || name === 'ticket' || name === 'tickets' }),
  });
}

export function useDeletePolicy() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (slaId: string) => request(`/sla/policies/${slaId}`, { method: 'DELETE' }), onSettled: () => client.invalidateQueries({ queryKey: ['sla'] }) });
}

/** Null: a new calendar. */
export function useSaveCalendar(calendarId: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewCalendar | CalendarChange) => request<{ calendar: CalendarRow }>(calendarId ? `/sla/calendars/${calendarId}` : '/sla/calendars', { method: calendarId ? 'PUT' : 'POST', body }),
    onSettled: () => client.invalidateQueries({ predicate: ({ queryKey: [name] }) => name === 'sla' || name === 'ticket' || name === 'tickets' }),
  });
}

export function useDeleteCalendar() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (calendarId: string) => request(`/sla/calendars/${calendarId}`, { method: 'DELETE' }), onSettled: () => client.invalidateQueries({ queryKey: ['sla'] }) });
}

/** Public holidays of a country and year, as a proposal. */
export const proposedHolidays = (country: HolidayCountry, year: number): Promise<{ day: string; name: string }[]> =>
  request<{ holidays: { day: string; name: string }[] }>('/sla/holidays', { query: { country, year } }).then(({ holidays }) => holidays);

export interface CasePreview {
  due: string | null;
  story: StretchRow[];
}
export interface TicketPreview extends CasePreview {
  policy: { sla_id: string | null; name: string } | null;
  clocks: ClockAnswer[];
}

export type PreviewCaseBody = Pick<NewCalendar, 'timezone' | 'business_hours'> & { holidays: string[]; start: string; target_minutes: number };

/** Null: nothing to ask yet. */
export function useCasePreview(body: PreviewCaseBody | null) {
  return useQuery({
    queryKey: ['sla', 'preview', body],
    queryFn: ({ signal }) => request<CasePreview>('/sla/preview', { method: 'POST', body, signal }),
    enabled: body !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** Null: nothing to ask yet. */
export function useTicketPreview(body: PreviewTicket | null) {
  return useQuery({
    queryKey: ['sla', 'preview ticket', body],
    queryFn: ({ signal }) => request<TicketPreview>('/sla/preview/ticket', { method: 'POST', body, signal }),
    enabled: body !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

const clockId = (row: ClockListRow): string => `${row.ticket_id} ${row.target}`;

/** Clocks that run out, or of open tickets those that ran out. */
export function useClockList(list: 'warnings' | 'breaches', filters: Filters): KeysetList<ClockListRow> {
  return useKeysetList<ClockListRow>(`/sla/${list}`, 'clocks', clockId, filters, true);
}

export function useCompliance(filters: Filters) {
  return useQuery({
    queryKey: ['sla', 'metrics', filters],
    queryFn: () => request<{ metrics: Record<'first_response' | 'resolution', Compliance> }>('/sla/metrics', { query: filters }).then(({ metrics }) => metrics),
    placeholderData: keepPreviousData,
  });
}
