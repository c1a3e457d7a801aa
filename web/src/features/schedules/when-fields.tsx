// When a ticket opens: how often, on which days, at what time; and the next dates, before it is saved.
import { CalendarDays } from 'lucide-react';
import { FREQUENCIES, useTurns } from '@/api/ticket-schedules.ts';
import type { Frequency } from '@/api/ticket-schedules.ts';
import { useText } from '@/text/translate.ts';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import type { ScheduleDraft } from './schedule-draft.ts';
import { questionOf } from './schedule-draft.ts';
import { monthName, turnTime, weekdayName } from './schedule-words.ts';

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const NTHS = [1, 2, 3, 4, -1] as const;

interface WhenProps {
  draft: ScheduleDraft;
  set: (change: Partial<ScheduleDraft>) => void;
  fields: Record<string, string>;
}

function Weekdays({ draft, set, fields }: WhenProps) {
  const { t, locale } = useText();
  return (
    <fieldset className="grid gap-1">
      <legend className="mb-1 text-sm font-medium">{t('schedules.weekdays')}</legend>
      <div className="flex flex-wrap gap-1.5">
        {DAYS.map((day) => (
          <label key={day} className="inline-flex h-9 items-center gap-1.5 rounded-md border border-line px-2.5 text-sm has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent-ink">
            <input type="checkbox" className="size-4" checked={draft.weekdays.includes(day)} onChange={(event) => set({ weekdays: event.target.checked ? [...draft.weekdays, day].sort((a, b) => a - b) : draft.weekdays.filter((one) => one !== day) })} />
            {weekdayName(day, locale)}
          </label>
        ))}
      </div>
      {(fields.weekdays || draft.weekdays.length === 0) && <p className="text-sm text-danger-ink">{t('schedules.choose_day')}</p>}
    </fieldset>
  );
}

function DayOfMonth({ draft, set, fields }: WhenProps) {
  const { t, locale } = useText();
  return (
    <div className="grid items-start gap-3 sm:grid-cols-3">
      {draft.frequency === 'yearly' && (
        <Field label={t('schedules.month')} error={fields.month}>
          <Select value={String(draft.month ?? 1)} onChange={(event) => set({ month: Number(event.target.value) })} options={Array.from({ length: 12 }, (_, index) => ({ value: String(index + 1), label: monthName(index + 1, locale) }))} />
        </Field>
      )}
      <Field label={t('schedules.which_day')}>
        <Select
          value={draft.nth === null ? 'day' : String(draft.nth)}
          onChange={(event) => set({ nth: event.target.value === 'day' ? null : (Number(event.target.value) as ScheduleDraft['nth']) })}
          options={[{ value: 'day', label: t('schedules.day_number') }, ...NTHS.map((nth) => ({ value: String(nth), label: t(`schedules.nth_${nth < 0 ? 'last' : (nth as 1 | 2 | 3 | 4)}`) }))]}
        />
      </Field>
      {draft.nth === null ? (
        <Field label={t('schedules.day_of_month')} error={fields.day_of_month} hint={Number(draft.day_of_month) === 31 ? t('schedules.day_last') : Number(draft.day_of_month) > 28 ? t('schedules.day_clamped') : undefined}>
          <TextInput type="number" required min={1} max={31} value={draft.day_of_month} onChange={(event) => set({ day_of_month: event.target.value })} />
        </Field>
      ) : (
        <Field label={t('schedules.weekday')} error={fields.weekdays}>
          <Select value={String(draft.weekdays[0] ?? 1)} onChange={(event) => set({ weekdays: [Number(event.target.value)] })} options={DAYS.map((day) => ({ value: String(day), label: weekdayName(day, locale) }))} />
        </Field>
      )}
    </div>
  );
}

function NextDates({ draft }: { draft: ScheduleDraft }) {
  const { t, locale } = useText();
  const question = questionOf(draft);
  const turns = useTurns(question);
  const found = question !== null && !turns.error ? turns.data : undefined;
  return (
    <section aria-label={t('schedules.next_dates')} aria-live="polite" className="rounded-lg bg-sunken p-3 text-sm">
      <p className="flex items-center gap-1.5 font-medium">
        <CalendarDays className="size-4 shrink-0" aria-hidden />
        {t('schedules.next_dates')}
        {found && <span className="font-normal text-muted">({found.timezone.replaceAll('_', ' ')})</span>}
      </p>
      {!found ? (
        <p className="mt-1 text-muted">{t('schedules.dates_wait')}</p>
      ) : found.turns.length === 0 ? (
        <p className="mt-1 text-danger-ink">{t('schedules.never')}</p>
      ) : (
        <ol className="mt-1 grid gap-0.5">
          {found.turns.map((turn) => (
            <li key={turn}>{turnTime(turn, found.timezone, locale)}</li>
          ))}
        </ol>
      )}
    </section>
  );
}

export function WhenFields(props: WhenProps) {
  const { t } = useText();
  const { draft, set, fields } = props;
  const isOnce = draft.frequency === 'once';
  return (
    <fieldset className="grid gap-4">
      <legend className="mb-2 text-sm font-semibold">{t('schedules.when')}</legend>
      <div className="grid items-start gap-3 sm:grid-cols-3">
        <Field label={t('schedules.frequency')} error={fields.frequency}>
          <Select value={draft.frequency} onChange={(event) => set({ frequency: event.target.value as Frequency })} options={FREQUENCIES.map((value) => ({ value, label: t(`schedules.frequency_${value}`) }))} />
        </Field>
        {!isOnce && (
          <Field label={t(`schedules.every_${draft.frequency as Exclude<Frequency, 'once'>}`)} error={fields.every}>
            <TextInput type="number" required min={1} max={99} value={draft.every} onChange={(event) => set({ every: event.target.value })} />
          </Field>
        )}
        <Field label={t('schedules.time')} error={fields.time_of_day}>
          <TextInput type="time" required value={draft.time_of_day} onChange={(event) => set({ time_of_day: event.target.value.slice(0, 5) })} />
        </Field>
      </div>
      {draft.frequency === 'weekly' && <Weekdays {...props} />}
      {(draft.frequency === 'monthly' || draft.frequency === 'yearly') && <DayOfMonth {...props} />}
      <div className="grid items-start gap-3 sm:grid-cols-3">
        <Field label={t(isOnce ? 'schedules.on_day' : 'schedules.starts_on')} error={fields.starts_on}>
          <TextInput type="date" required value={draft.starts_on} onChange={(event) => set({ starts_on: event.target.value })} />
        </Field>
        {!isOnce && (
          <Field label={t('schedules.ends_on')} optional={t('common.optional')} error={fields.ends_on}>
            <TextInput type="date" min={draft.starts_on} value={draft.ends_on} onChange={(event) => set({ ends_on: event.target.value })} />
          </Field>
        )}
      </div>
      <NextDates draft={draft} />
    </fieldset>
  );
}
