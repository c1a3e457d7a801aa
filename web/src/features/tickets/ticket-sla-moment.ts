// Instants of a service level: in the hours they are counted in, written the reader's way.
import { useText } from '@/text/translate.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** 24×7 is kept in UTC, which says nothing to a reader: their own zone then. */
export const zoneOf = (timezone: string | undefined): string => (timezone === undefined || timezone === 'UTC' ? Intl.DateTimeFormat().resolvedOptions().timeZone : timezone);

/** "lun 23 nov, 10:30"; the year where it is not this one, the hour alone on the day of `after`. */
export function useMoment(timezone?: string): (iso: string, after?: string) => string {
  const { locale } = useText();
  const timeZone = zoneOf(timezone);
  return (iso, after) => {
    const at = new Date(iso);
    const day = new Intl.DateTimeFormat('en-CA', { timeZone });
    if (after !== undefined && day.format(at) === day.format(new Date(after))) return new Intl.DateTimeFormat(locale, { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
    const hasYear = at.getFullYear() !== new Date().getFullYear();
    const key = `${locale} ${timeZone} ${hasYear}`;
    const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone, weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...(hasYear ? { year: 'numeric' } : {}) });
    formats.set(key, format);
    return format.format(at);
  };
}
