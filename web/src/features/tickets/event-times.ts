// When an event is, for its reader: their own time, and the writer's where it differs.
import type { CalendarEvent, CalendarMoment } from '../../../../worker/modules/tickets/contract.ts';
import type { Locale } from '@/text/translate.ts';

export interface EventTimes {
  /** In the reader's zone where the event's is known; otherwise as it was written. Null: it says none. */
  mine: string | null;
  /** In the event's own zone, where that shows another time. */
  theirs: string | null;
  /** A time of day without a zone. */
  isUnplaced: boolean;
}

const dayMs = 86_400_000;

/** @param readerZone an IANA zone; the browser's unless told. */
export function eventTimes({ start, end, all_day }: Pick<CalendarEvent, 'start' | 'end' | 'all_day'>, locale: Locale, allDay: string, readerZone = Intl.DateTimeFormat().resolvedOptions().timeZone): EventTimes {
  if (!start) return { mine: null, theirs: null, isUnplaced: false };
  if (all_day) {
    const day = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' });
    const from = Date.parse(`${start.local.slice(0, 10)}T00:00:00Z`);
    // The end of a whole day is the first one that no longer belongs to it (RFC 5545, 3.6.1).
    const to = end ? Date.parse(`${end.local.slice(0, 10)}T00:00:00Z`) - dayMs : from;
    return { mine: `${to > from ? day.formatRange(from, to) : day.format(from)} (${allDay})`, theirs: null, isUnplaced: false };
  }
  const shown = (zone: string, of: (moment: CalendarMoment) => number): string | null => {
    try {
      const format = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short', timeZone: zone });
      const from = of(start);
      const to = end ? of(end) : NaN;
      return to > from ? format.formatRange(from, to) : format.format(from);
    } catch {
      return null;
    }
  };
  const asWritten = (moment: CalendarMoment): number => Date.parse(`${moment.local}Z`);
  const written = shown('UTC', asWritten);
  if (start.instant === null) return { mine: written, theirs: null, isUnplaced: start.zone === null };
  const mine = shown(readerZone, (moment) => Date.parse(moment.instant ?? `${moment.local}Z`));
  const isOtherTime = start.zone !== null && start.zone !== 'UTC' && mine !== written;
  return { mine, theirs: isOtherTime ? `${written} (${start.zone})` : null, isUnplaced: false };
}
