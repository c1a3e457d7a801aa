// A calendar as its form holds it: a night is one window for a person and two for the server.
import type { CalendarRow, NewCalendar } from '@/api/service-levels.ts';

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** `to` at or before `from` ends on the next day; "00:00" as an end is midnight. */
export interface WindowDraft {
  key: number;
  from: string;
  to: string;
}
export type WeekDraft = Record<Weekday, WindowDraft[]>;
export interface HolidayDraft {
  day: string;
  name: string;
  is_confirmed: boolean;
}
export interface CalendarDraft {
  name: string;
  client_id: string | null;
  site_id: string | null;
  timezone: string;
  is_default: boolean;
  week: WeekDraft;
  holidays: HolidayDraft[];
}

type Hours = NewCalendar['business_hours'];
type Pair = [string, string];

let keys = 0;
export const newWindow = (from = '09:00', to = '18:00'): WindowDraft => ({ key: ++keys, from, to });
const nextDay = (day: Weekday): Weekday => weekdays[(weekdays.indexOf(day) + 1) % 7]!;

/** Whether a window goes on into the next day; one that ends at midnight does not. */
export const isOvernight = ({ from, to }: Pick<WindowDraft, 'from' | 'to'>): boolean => to !== '00:00' && to <= from;

/** Nights become two windows; a day without windows is left out. Windows half typed are left out too. */
export function hoursOf(week: WeekDraft): Hours {
  const hours: Partial<Record<Weekday, Pair[]>> = {};
  const add = (day: Weekday, from: string, to: string): void => {
    (hours[day] ??= []).push([from, to]);
  };
  for (const day of weekdays) {
    for (const { from, to } of week[day]) {
      if (from === '' || to === '') continue;
      if (isOvernight({ from, to })) {
        add(day, from, '24:00');
        add(nextDay(day), '00:00', to);
      } else add(day, from, to === '00:00' ? '24:00' : to);
    }
  }
  for (const list of Object.values(hours)) list.sort((a, b) => (a[0] < b[0] ? -1 : 1));
  return hours;
}

/** The way back: what ends at midnight and goes on from there is one night, unless it would be longer than a day. */
export function weekOf(hours: Hours): WeekDraft {
  const left = Object.fromEntries(weekdays.map((day) => [day, [...((hours[day] ?? []) as Pair[])].sort((a, b) => (a[0] < b[0] ? -1 : 1))])) as Record<Weekday, Pair[]>;
  const week = Object.fromEntries(weekdays.map((day) => [day, [] as WindowDraft[]])) as WeekDraft;
  const mornings = new Set<Pair>();
  for (const day of weekdays) {
    for (const pair of left[day]) {
      const [from, to] = pair;
      const morning = left[nextDay(day)].find((other) => other[0] === '00:00' && other[1] !== '24:00');
      if (to === '24:00' && from !== '00:00' && morning && morning[1] <= from) {
        mornings.add(morning);
        week[day].push(newWindow(from, morning[1]));
      } else week[day].push(newWindow(from, to === '24:00' ? '00:00' : to));
    }
  }
  for (const day of weekdays) week[day] = week[day].filter((one) => !left[day].some((pair) => mornings.has(pair) && pair[0] === one.from && pair[1] === one.to));
  return week;
}

export const officeWeek = (): WeekDraft => weekOf(Object.fromEntries(weekdays.slice(0, 5).map((day) => [day, [['09:00', '18:00']]])) as Hours);
export const fullWeek = (): WeekDraft => weekOf(Object.fromEntries(weekdays.map((day) => [day, [['00:00', '24:00']]])) as Hours);
export const isEverOpen = (week: WeekDraft): boolean => Object.keys(hoursOf(week)).length > 0;

export function calendarDraft(row: CalendarRow | null): CalendarDraft {
  if (!row) return { name: '', client_id: null, site_id: null, timezone: 'America/Mexico_City', is_default: false, week: officeWeek(), holidays: [] };
  const { name, client_id, site_id, timezone, is_default, business_hours, holidays } = row;
  return { name, client_id, site_id, timezone, is_default, week: weekOf(business_hours), holidays };
}

export function calendarBody({ week, ...draft }: CalendarDraft): NewCalendar {
  return { ...draft, name: draft.name.trim(), site_id: draft.client_id === null ? null : draft.site_id, business_hours: hoursOf(week), holidays: draft.holidays.toSorted((a, b) => (a.day < b.day ? -1 : 1)) };
}

/** Days that are new are put among the known ones, unconfirmed; a known day stays as it is. */
export function withProposed(holidays: readonly HolidayDraft[], proposed: readonly { day: string; name: string }[]): HolidayDraft[] {
  const known = new Set(holidays.map(({ day }) => day));
  return [...holidays, ...proposed.filter(({ day }) => !known.has(day)).map((one) => ({ ...one, is_confirmed: false }))].toSorted((a, b) => (a.day < b.day ? -1 : 1));
}
