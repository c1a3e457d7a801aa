// What a policy or a calendar must be before it is stored. Pure.
import type { FieldError } from '../contract.ts';
import { chooseCalendar, type Policy, type StoredCalendar } from './clock-rules.ts';
import type { CalendarRow, NewCalendar, NewPolicy } from './contract.ts';
import { dueAt, WEEKDAYS, type Calendar } from './rules.ts';

export const calendarOf = (row: CalendarRow | (NewCalendar & { calendar_id: string; version: number })): StoredCalendar =>
  ({ ...row, business_hours: row.business_hours as Calendar['business_hours'], holidays: row.holidays.filter((one) => one.is_confirmed).map((one) => one.day) });

/** Faults of a calendar by itself: unknown zone, windows that end before they begin or overlap. */
export function calendarFaults(calendar: Pick<NewCalendar, 'timezone' | 'business_hours'> & Partial<Pick<NewCalendar, 'client_id' | 'site_id' | 'holidays'>>, isZone: (timezone: string) => boolean): FieldError[] {
  const faults: FieldError[] = [];
  if (!isZone(calendar.timezone)) faults.push({ field: 'timezone', code: 'unknown_timezone', message: 'is no time zone' });
  for (const weekday of WEEKDAYS) {
    const windows = (calendar.business_hours[weekday] ?? []).toSorted((a, b) => (a[0] < b[0] ? -1 : 1));
    if (windows.some(([from, to]) => from >= to)) faults.push({ field: `business_hours.${weekday}`, code: 'invalid_window', message: 'a window ends after it begins; a night is two windows' });
    else if (windows.some(([from], n) => n > 0 && from < windows[n - 1]![1])) faults.push({ field: `business_hours.${weekday}`, code: 'overlap', message: 'windows of a day do not overlap' });
  }
  const days = (calendar.holidays ?? []).map((one) => one.day);
  if (new Set(days).size < days.length) faults.push({ field: 'holidays', code: 'duplicate', message: 'a day stands there once' });
  if (calendar.site_id && !calendar.client_id) faults.push({ field: 'site_id', code: 'without_client', message: 'a site has a client' });
  return faults;
}

/** Whether the calendar opens within five years. */
export const opensEver = (calendar: Calendar, now: number): boolean => dueAt(calendar, now, 1) !== null;

/** Faults of a policy by itself and with the calendar it would use. */
export function policyFaults(policy: NewPolicy, calendars: readonly StoredCalendar[], now: number): FieldError[] {
  const faults: FieldError[] = [];
  if (policy.first_response_minutes === null && policy.next_reply_minutes === null && policy.resolution_minutes === null) faults.push({ field: 'resolution_minutes', code: 'required', message: 'a policy has at least one target' });
  const levels = policy.escalations.map((one) => `${one.target} ${one.after_minutes}`);
  if (new Set(levels).size < levels.length) faults.push({ field: 'escalations', code: 'duplicate', message: 'two levels of one target have different times' });
  if (policy.escalations.some((one) => one.roles.length === 0 && one.emails.length === 0 && !one.notify_client)) faults.push({ field: 'escalations', code: 'required', message: 'a level names somebody' });
  const own = calendars.find((one) => one.calendar_id === policy.calendar_id);
  if (policy.calendar_id !== null && (!own || (own.client_id !== null && own.client_id !== policy.client_id))) faults.push({ field: 'calendar_id', code: 'unknown', message: 'is no calendar of this scope' });
  else if (policy.is_active) {
    const used = chooseCalendar(calendars, policy, { client_id: policy.client_id ?? '', site_id: '' });
    if (used === null || !opensEver(used, now)) faults.push({ field: 'calendar_id', code: 'never_open', message: 'the calendar of an active policy opens some time' });
  }
  return faults;
}

/** Whether an active policy would count in this calendar. */
export function isInUse(calendar: Pick<StoredCalendar, 'calendar_id' | 'client_id' | 'is_default'>, policies: readonly (Pick<Policy, 'calendar_id' | 'client_id' | 'is_always_open'> & { is_active: boolean })[]): boolean {
  return policies.some((one) => one.is_active && !one.is_always_open
    && (one.calendar_id === calendar.calendar_id || (one.calendar_id === null && calendar.is_default && (calendar.client_id === null || one.client_id === null || one.client_id === calendar.client_id))));
}
