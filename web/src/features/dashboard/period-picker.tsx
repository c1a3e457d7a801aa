// Which days a dashboard counts: 7, 30, 90, or own ones.
import { CalendarRange } from 'lucide-react';
import { useState } from 'react';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { classNames } from '@/ui/class-names.ts';
import { Field, TextInput } from '@/ui/field.tsx';
import { Popover } from '@/ui/popover.tsx';
import { periods, readDashboardSearch } from './dashboard-search.ts';
import type { DashboardSearch } from './dashboard-search.ts';

export function PeriodPicker({ search, onChange }: { search: DashboardSearch; onChange: (change: Partial<Record<keyof DashboardSearch, string | number | undefined>>) => void }) {
  const { t } = useText();
  const [isOpen, setOpen] = useState(false);
  const [from, setFrom] = useState(search.from ?? '');
  const [to, setTo] = useState(search.to ?? '');
  const own = readDashboardSearch({ from, to });
  const current = search.from ? 'own' : (search.days ?? 30);
  const look = (isCurrent: boolean): string => classNames('h-8.5 px-2.5 text-sm font-medium first:rounded-l-md last:rounded-r-md', isCurrent ? 'bg-accent-soft text-accent-ink' : 'text-muted hover:bg-hover hover:text-ink');
  return (
    <div className="flex items-center gap-2">
      <div role="group" aria-label={t('dashboard.period')} className="inline-flex rounded-md border border-line">
        {periods.map((days) => (
          <button key={days} type="button" aria-pressed={current === days} onClick={() => onChange({ days: days === 30 ? undefined : days, from: undefined, to: undefined })} className={look(current === days)}>
            {t('dashboard.days_short', { days })}
          </button>
        ))}
        <Popover
          open={isOpen}
          onOpenChange={setOpen}
          align="end"
          className="w-72 p-4"
          trigger={
            <button type="button" aria-label={t('dashboard.own_period')} title={t('dashboard.own_period')} aria-pressed={current === 'own'} className={classNames(look(current === 'own'), 'grid place-items-center')}>
              <CalendarRange className="size-4" aria-hidden />
            </button>
          }
        >
          <form
            className="grid gap-3"
            onSubmit={(event) => {
              event.preventDefault();
              if (!own.from) return;
              setOpen(false);
              onChange({ from: own.from, to: own.to, days: undefined });
            }}
          >
            <Field label={t('dashboard.from')}>
              <TextInput type="date" value={from} max={to || undefined} onChange={(event) => setFrom(event.target.value)} required />
            </Field>
            <Field label={t('dashboard.to')} hint={t('dashboard.own_period_hint')}>
              <TextInput type="date" value={to} min={from || undefined} onChange={(event) => setTo(event.target.value)} required />
            </Field>
            <Button type="submit" tone="primary" disabled={!own.from}>{t('dashboard.show')}</Button>
          </form>
        </Popover>
      </div>
    </div>
  );
}
