// A week at a glance: minutes of each day as bars with their numbers written on them.
import type { TimeList } from '@/api/time.ts';
import { useText } from '@/text/translate.ts';
import { clockText } from './duration.ts';
import { dayText } from './period.ts';
import type { Period } from './period.ts';

export function WeekBars({ days, timezone, byDay }: { days: readonly Period[]; timezone: string; byDay: TimeList['totals']['by_day'] }) {
  const { t, locale } = useText();
  const name = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', timeZone: timezone });
  const most = Math.max(60, ...byDay.map((day) => day.minutes));
  return (
    <ol aria-label={t('time.of_week')} className="grid max-w-3xl grid-cols-7 gap-1.5 sm:gap-3">
      {days.map((day) => {
        const minutes = byDay.find((one) => one.day === dayText(timezone, Date.parse(day.from)))?.minutes ?? 0;
        return (
          <li key={day.from} className="grid content-end gap-1 text-center">
            <span className="text-xs tabular-nums">{minutes > 0 ? clockText(minutes) : '–'}</span>
            <span aria-hidden className="flex h-16 items-end overflow-hidden rounded-md bg-sunken">
              <span className="w-full bg-accent" style={{ height: `${Math.round((minutes * 100) / most)}%` }} />
            </span>
            <span className="text-xs text-muted">{name.format(new Date(day.from))}</span>
          </li>
        );
      })}
    </ol>
  );
}
