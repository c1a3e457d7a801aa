// Days that do not count, year by year: proposed by country, confirmed one by one, and one's own.
import { CalendarPlus, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { HOLIDAY_COUNTRIES } from '../../../../worker/modules/sla/values.ts';
import { proposedHolidays } from '@/api/service-levels.ts';
import type { HolidayCountry } from '@/api/service-levels.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { problemSentence } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';
import { Checkbox } from '@/ui/toggle.tsx';
import { withProposed } from './calendar-draft.ts';
import type { HolidayDraft } from './calendar-draft.ts';
import { Section } from './section.tsx';

interface HolidayFieldsProps {
  holidays: HolidayDraft[];
  onChange: (holidays: HolidayDraft[]) => void;
  error: string | undefined;
  mayWrite: boolean;
}

function Propose({ year, holidays, onChange }: { year: number } & Pick<HolidayFieldsProps, 'holidays' | 'onChange'>) {
  const { t } = useText();
  const [country, setCountry] = useState<HolidayCountry>('MX');
  const [busy, setBusy] = useState(false);
  const propose = async (): Promise<void> => {
    setBusy(true);
    try {
      const all = withProposed(holidays, await proposedHolidays(country, year));
      toast.done(t('levels.proposed', { count: all.length - holidays.length }));
      onChange(all);
    } catch (error) {
      toast.problem(problemSentence(error, t));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Field label={t('levels.country')}>
        <Select value={country} onChange={(event) => setCountry(HOLIDAY_COUNTRIES.find((one) => one === event.target.value) ?? 'MX')} options={HOLIDAY_COUNTRIES.map((value) => ({ value, label: t(`levels.country_${value}`) }))} />
      </Field>
      <Button className="self-end" busy={busy} icon={<CalendarPlus className="size-4" aria-hidden />} onClick={() => void propose()}>
        {t('levels.propose')}
      </Button>
    </>
  );
}

function OwnDay({ year, holidays, onChange }: { year: number } & Pick<HolidayFieldsProps, 'holidays' | 'onChange'>) {
  const { t } = useText();
  const [day, setDay] = useState('');
  const [name, setName] = useState('');
  const isKnown = holidays.some((one) => one.day === day);
  const add = (): void => {
    onChange([...holidays, { day, name: name.trim(), is_confirmed: true }].toSorted((a, b) => (a.day < b.day ? -1 : 1)));
    setDay('');
    setName('');
  };
  return (
    <div className="flex flex-wrap items-start gap-2">
      <Field label={t('levels.own_day')} error={isKnown ? t('levels.fault_day_known') : undefined}>
        <TextInput type="date" min={`${year}-01-01`} max={`${year}-12-31`} value={day} onChange={(event) => setDay(event.target.value)} />
      </Field>
      <Field label={t('levels.own_day_name')} className="min-w-40 flex-1">
        <TextInput maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Button className="mt-6" icon={<Plus className="size-4" aria-hidden />} disabled={day === '' || name.trim() === '' || isKnown} onClick={add}>
        {t('levels.add')}
      </Button>
    </div>
  );
}

export function HolidayFields({ holidays, onChange, error, mayWrite }: HolidayFieldsProps) {
  const { t, locale } = useText();
  const [thisYear] = useState(() => new Date().getFullYear());
  const [year, setYear] = useState(thisYear);
  const years = [...new Set([thisYear - 1, thisYear, thisYear + 1, thisYear + 2, ...holidays.map(({ day }) => Number(day.slice(0, 4)))])].toSorted((a, b) => a - b);
  const shown = holidays.filter(({ day }) => day.startsWith(`${year}-`));
  const format = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'long', timeZone: 'UTC' });
  const count = (of: number): number => holidays.filter(({ day, is_confirmed }) => is_confirmed && day.startsWith(`${of}-`)).length;
  return (
    <Section title={t('levels.holidays')} about={t('levels.holidays_about')}>
      <div className="flex flex-wrap gap-3">
        <Field label={t('levels.year')}>
          <Select value={String(year)} onChange={(event) => setYear(Number(event.target.value))} options={years.map((value) => ({ value: String(value), label: `${value} (${count(value)})` }))} />
        </Field>
        {mayWrite && <Propose year={year} holidays={holidays} onChange={onChange} />}
      </div>
      {error && (
        <p role="alert" className="text-sm text-danger-ink">
          {error}
        </p>
      )}
      {shown.length === 0 ? (
        <p className="text-sm text-muted">{t('levels.holidays_empty', { year: String(year) })}</p>
      ) : (
        <ul aria-label={t('levels.holidays')} className="rounded-lg border border-line">
          {shown.map((holiday) => (
            <li key={holiday.day} className="flex min-h-10 items-center gap-3 border-b border-line px-3 py-1 last:border-0">
              <Checkbox
                checked={holiday.is_confirmed}
                aria-label={t('levels.confirm_day', { name: holiday.name })}
                onCheckedChange={(on) => onChange(holidays.map((one) => (one === holiday ? { ...one, is_confirmed: on === true } : one)))}
              />
              <span className="min-w-0 flex-1 text-sm">
                <time dateTime={holiday.day} className="text-muted">
                  {format.format(new Date(`${holiday.day}T00:00:00Z`))}
                </time>{' '}
                <span className="wrap-anywhere">{holiday.name}</span>
              </span>
              {!holiday.is_confirmed && <Badge tone="warn">{t('levels.unconfirmed')}</Badge>}
              <IconButton label={`${t('levels.remove')}: ${holiday.name}`} onClick={() => onChange(holidays.filter((one) => one !== holiday))}>
                <Trash2 className="size-4" aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      {mayWrite && <OwnDay year={year} holidays={holidays} onChange={onChange} />}
    </Section>
  );
}
