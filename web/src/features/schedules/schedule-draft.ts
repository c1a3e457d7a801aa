// What the form of a schedule holds, and the rule it stands for.
import type { Frequency, NewTicketSchedule, TicketScheduleRow, TurnsQuestion } from '@/api/ticket-schedules.ts';

export interface ScheduleDraft extends Omit<NewTicketSchedule, 'client_id' | 'site_id' | 'every' | 'day_of_month' | 'ends_on' | 'timezone'> {
  client_id: string | null;
  site_id: string | null;
  every: string;
  day_of_month: string;
  ends_on: string;
  /** Null: the client's own. */
  timezone: string | null;
}

const today = (): string => new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

export function draftOf(row: TicketScheduleRow | null): ScheduleDraft {
  return {
    name: row?.name ?? '', client_id: row?.client_id ?? null, site_id: row?.site_id ?? null, asset_id: row?.asset_id ?? null, subject: row?.subject ?? '', description: row?.description ?? '', priority: row?.priority ?? 'media',
    category_id: row?.category_id ?? null, assigned_to: row?.assigned_to ?? null, requester_id: row?.requester_id ?? null, tags: row?.tags ?? [], is_active: row?.is_active ?? true,
    frequency: row?.frequency ?? 'weekly', every: String(row?.every ?? 1), weekdays: row?.weekdays ?? [1], day_of_month: String(row?.day_of_month ?? 1), nth: (row?.nth ?? null) as ScheduleDraft['nth'], month: row?.month ?? 1,
    starts_on: row?.starts_on ?? today(), ends_on: row?.ends_on ?? '', time_of_day: row?.time_of_day ?? '09:00', timezone: row?.timezone ?? null,
  };
}

const isOfMonths = (frequency: Frequency): boolean => frequency === 'monthly' || frequency === 'yearly';

/** When alone, without the ticket. */
export function whenOf(draft: ScheduleDraft): Omit<TurnsQuestion, 'client_id'> {
  const { frequency, nth, month, starts_on, ends_on, time_of_day, timezone } = draft;
  const every = Number(draft.every);
  return {
    frequency, every: Number.isInteger(every) ? every : 0, weekdays: frequency === 'weekly' ? draft.weekdays : isOfMonths(frequency) && nth !== null ? draft.weekdays.slice(0, 1) : [],
    day_of_month: isOfMonths(frequency) && nth === null ? Number(draft.day_of_month) : null, nth: isOfMonths(frequency) ? nth : null, month: frequency === 'yearly' ? month : null,
    starts_on, ends_on: frequency === 'once' || ends_on === '' ? null : ends_on, time_of_day, ...(timezone ? { timezone } : {}),
  };
}

/** Null while it is no whole rule. */
export function questionOf(draft: ScheduleDraft): TurnsQuestion | null {
  const when = whenOf(draft);
  const isWhole = draft.client_id !== null && when.every >= 1 && when.every <= 99 && when.starts_on !== '' && when.time_of_day !== '' && (when.frequency !== 'weekly' || when.weekdays.length > 0)
    && (when.day_of_month === null || (when.day_of_month >= 1 && when.day_of_month <= 31));
  return isWhole ? { client_id: draft.client_id!, ...when } : null;
}

/** The body to save; a place that was not chosen is refused by the form before. */
export function bodyOf(draft: ScheduleDraft): NewTicketSchedule {
  const { name, subject, description, priority, category_id, asset_id, assigned_to, requester_id, tags, is_active } = draft;
  return { name: name.trim(), subject: subject.trim(), description, priority, category_id, asset_id, assigned_to, requester_id, tags, is_active, client_id: draft.client_id ?? '', site_id: draft.site_id ?? '', ...whenOf(draft) };
}

/** The body of a row as it is, for a switch that changes one thing. */
export const bodyOfRow = (row: TicketScheduleRow): NewTicketSchedule => bodyOf(draftOf(row));
