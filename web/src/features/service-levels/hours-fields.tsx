// Open hours of each day: several windows, and nights that end on the next day.
import { CopyPlus, Plus, X } from 'lucide-react';
import { useText } from '@/text/translate.ts';
import { Button, IconButton } from '@/ui/button.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { TextInput } from '@/ui/field.tsx';
import { fullWeek, isEverOpen, isOvernight, newWindow, officeWeek, weekdays } from './calendar-draft.ts';
import type { WeekDraft, Weekday, WindowDraft } from './calendar-draft.ts';
import { Section } from './section.tsx';
import { dayName } from './week-words.ts';

const windowsMax = 6;

function DayRow({ day, windows, onChange, onCopy, error }: { day: Weekday; windows: WindowDraft[]; onChange: (windows: WindowDraft[]) => void; onCopy: (() => void) | null; error: string | undefined }) {
  const { t, locale } = useText();
  const name = dayName(day, locale);
  const edit = (window: WindowDraft, change: Partial<WindowDraft>): void => onChange(windows.map((one) => (one === window ? { ...one, ...change } : one)));
  const time = (window: WindowDraft, part: 'from' | 'to', label: string) => (
    <span className="w-29">
      <TextInput type="time" required step={60} aria-label={`${name}: ${label}`} aria-invalid={error ? true : undefined} value={window[part]} onChange={(event) => edit(window, { [part]: event.target.value })} />
    </span>
  );
  return (
    <li className="grid gap-x-3 gap-y-1.5 border-b border-line py-2.5 last:border-0 sm:grid-cols-[5.5rem_minmax(0,1fr)_auto]">
      <span className="pt-1.5 text-sm font-medium first-letter:uppercase">{name}</span>
      <div className="grid gap-1.5">
        {windows.length === 0 && <p className="pt-1.5 text-sm text-muted">{t('levels.closed_day')}</p>}
        {windows.map((window) => (
          <div key={window.key} role="group" aria-label={`${name} ${window.from}–${window.to}`} className="flex flex-wrap items-center gap-1.5 text-sm text-muted">
            {time(window, 'from', t('levels.from'))}
            <span aria-hidden>–</span>
            {time(window, 'to', t('levels.to'))}
            {isOvernight(window) && <span>{t('levels.next_day')}</span>}
            <IconButton label={`${t('levels.remove')}: ${name} ${window.from}–${window.to}`} onClick={() => onChange(windows.filter((one) => one !== window))}>
              <X className="size-4" aria-hidden />
            </IconButton>
          </div>
        ))}
        {error && (
          <p role="alert" className="text-sm text-danger-ink">
            {error}
          </p>
        )}
      </div>
      <span className="flex items-start">
        {windows.length < windowsMax && (
          <IconButton label={t('levels.window_add', { day: name })} onClick={() => onChange([...windows, windows.length === 0 ? newWindow() : newWindow(windows.at(-1)!.to, '20:00')])}>
            <Plus className="size-4" aria-hidden />
          </IconButton>
        )}
        {onCopy && (
          <IconButton label={t('levels.copy_next', { day: name })} onClick={onCopy}>
            <CopyPlus className="size-4" aria-hidden />
          </IconButton>
        )}
      </span>
    </li>
  );
}

export function HoursFields({ week, onChange, errors }: { week: WeekDraft; onChange: (week: WeekDraft) => void; errors: Record<string, string> }) {
  const { t } = useText();
  return (
    <Section title={t('levels.open_hours')} about={t('levels.open_hours_about')}>
      <div className="flex flex-wrap gap-2">
        <Button small onClick={() => onChange(officeWeek())}>
          {t('levels.preset_office')}
        </Button>
        <Button small onClick={() => onChange(fullWeek())}>
          {t('levels.always_open')}
        </Button>
      </div>
      {errors.business_hours && <Banner tone="danger">{errors.business_hours}</Banner>}
      {!errors.business_hours && !isEverOpen(week) && <Banner tone="warn">{t('levels.never_open')}</Banner>}
      <ul>
        {weekdays.map((day, index) => {
          const next = weekdays[index + 1];
          return (
            <DayRow
              key={day}
              day={day}
              windows={week[day]}
              error={errors[`business_hours.${day}`]}
              onChange={(windows) => onChange({ ...week, [day]: windows })}
              onCopy={next === undefined ? null : () => onChange({ ...week, [next]: week[day].map(({ from, to }) => newWindow(from, to)) })}
            />
          );
        })}
      </ul>
    </Section>
  );
}
