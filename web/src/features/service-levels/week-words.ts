// A week in words: days with the same hours together.
import type { Locale, Text } from '@/text/translate.ts';
import { isOvernight, weekdays } from './calendar-draft.ts';
import type { WeekDraft, Weekday } from './calendar-draft.ts';

/** Monday, 5 January 2026, and those after it. */
export const dayName = (day: Weekday, locale: Locale, weekday: 'long' | 'short' = 'long'): string =>
  new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }).format(Date.UTC(2026, 0, 5 + weekdays.indexOf(day)));

/** "lun–vie 09:00–14:00, 16:00–19:00"; empty when it never opens. */
export function weekLines(week: WeekDraft, locale: Locale, t: Text['t']): string[] {
  const groups: { days: Weekday[]; hours: string }[] = [];
  for (const day of weekdays) {
    const hours = week[day]
      .toSorted((a, b) => (a.from < b.from ? -1 : 1))
      .map((one) => `${one.from}–${one.to === '00:00' ? '24:00' : one.to}${isOvernight(one) ? ` (${t('levels.next_day')})` : ''}`)
      .join(', ');
    if (hours === '') continue;
    const last = groups.at(-1);
    const follows = last && weekdays.indexOf(day) === weekdays.indexOf(last.days.at(-1)!) + 1;
    if (follows && last.hours === hours) last.days.push(day);
    else groups.push({ days: [day], hours });
  }
  return groups.map(({ days, hours }) => {
    const [first, last] = [dayName(days[0]!, locale, 'short'), dayName(days.at(-1)!, locale, 'short')];
    return `${days.length === 1 ? first : `${first}–${last}`} ${hours}`;
  });
}
