// Instants of a service level: in the hours they are counted in, written the reader's way.
import { useText } from '@/text/translate.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one takes longer than what it is made for. */
function formatOf(locale: string, timeZone: string, shape: 'day' | 'hour' | 'near' | 'far'): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${shape}`;
  const hour = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const date = { weekday: 'short', day: 'numeric', month: 'short', ...hour } as const;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone, ...{ day: {}, hour, near: date, far: { ...date, year: 'numeric' } as const }[shape] });
  formats.set(key, format);
  return format;
}

let own: string | undefined;
/** 24×7 is kept in UTC, which says nothing to a reader: their own zone then. */
export const zoneOf = (timezone: string | undefined): string => (timezone === undefined || timezone === 'UTC' ? (own ??= Intl.DateTimeFormat().resolvedOptions().timeZone) : timezone);

/** "lun 23 nov, 10:30"; the year where it is not this one, the hour alone on the day of `after`. */
export function useMoment(timezone?: string): (iso: string, after?: string) => string {
  const { locale } = useText();
  const timeZone = zoneOf(timezone);
  return (iso, after) => {
    const at = new Date(iso);
    const day = formatOf('en-CA', timeZone, 'day');
    if (after !== undefined && day.format(at) === day.format(new Date(after))) return formatOf(locale, timeZone, 'hour').format(at);
    return formatOf(locale, timeZone, at.getFullYear() === new Date().getFullYear() ? 'near' : 'far').format(at);
  };
}
