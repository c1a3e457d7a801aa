// A rule of the calendar as a sentence, and instants as the wall clock of its zone.
import type { TicketScheduleRow } from '@/api/ticket-schedules.ts';
import type { Text } from '@/text/translate.ts';

type Rule = Pick<TicketScheduleRow, 'frequency' | 'every' | 'weekdays' | 'day_of_month' | 'nth' | 'month' | 'starts_on' | 'ends_on' | 'time_of_day'>;

/** 1 Monday … 7 Sunday. */
export const weekdayName = (day: number, locale: string): string => new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, day));
export const monthName = (month: number, locale: string): string => new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, month - 1, 1));
const dayName = (day: string, locale: string): string => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
const listed = (names: string[], locale: string): string => new Intl.ListFormat(locale, { type: 'conjunction' }).format(names);

export const turnTime = (iso: string, timezone: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: timezone }).format(new Date(iso));

function dayOfMonth({ nth, weekdays, day_of_month }: Rule, { t, locale }: Text): string {
  if (nth !== null) return t(`schedules.nth_${nth < 0 ? 'last' : (nth as 1 | 2 | 3 | 4)}_day`, { day: weekdayName(weekdays[0] ?? 1, locale) });
  return day_of_month === 31 ? t('schedules.last_day') : t('schedules.the_day', { day: day_of_month ?? 1 });
}

/** "Each 2 weeks on Monday and Thursday, at 09:00". */
export function ruleSentence(rule: Rule, text: Text): string {
  const { t, locale } = text;
  const count = rule.every;
  const time = rule.time_of_day;
  const sentence = {
    once: () => t('schedules.say_once', { day: dayName(rule.starts_on, locale), time }),
    daily: () => t('schedules.say_daily', { count, time }),
    weekly: () => t('schedules.say_weekly', { count, days: listed(rule.weekdays.map((day) => weekdayName(day, locale)), locale), time }),
    monthly: () => t('schedules.say_monthly', { count, day: dayOfMonth(rule, text), time }),
    yearly: () => t('schedules.say_yearly', { count, day: dayOfMonth(rule, text), month: monthName(rule.month ?? 1, locale), time }),
  }[rule.frequency]();
  return rule.ends_on !== null && rule.frequency !== 'once' ? `${sentence}, ${t('schedules.say_until', { day: dayName(rule.ends_on, locale) })}` : sentence;
}
