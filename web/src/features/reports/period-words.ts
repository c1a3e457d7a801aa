// Periods and times of reports as people read them, in the zone of the report.
import type { ReportRow, ScheduleRow } from '@/api/reports.ts';
import type { Locale } from '@/text/translate.ts';

/** "1 – 30 nov 2026": the days from the first to the last instant. */
export function periodOf(report: Pick<ReportRow, 'from_at' | 'to_at' | 'timezone'>, locale: Locale): string {
  const format = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: report.timezone });
  return format.formatRange(new Date(report.from_at), new Date(Date.parse(report.to_at) - 1));
}

/** Monday is 1. */
export const weekdayName = (weekday: number, locale: Locale): string =>
  new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(2026, 0, 4 + weekday)));

/** An instant with its weekday, in the zone of the schedule. */
export const runTime = (iso: string, schedule: Pick<ScheduleRow, 'timezone'>, locale: Locale): string =>
  new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: schedule.timezone }).format(new Date(iso));
