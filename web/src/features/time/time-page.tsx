// What was worked: my week, the team's month, totals per client and person, and the file.
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight, Clock, Download, Settings2 } from 'lucide-react';
import { useState } from 'react';
import { useClientOptions } from '@/api/places.ts';
import { useMe } from '@/api/session.ts';
import { downloadTime, useTime } from '@/api/time.ts';
import type { Entry, TimeList } from '@/api/time.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { Figure } from '@/ui/facts.tsx';
import { EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { Select } from '@/ui/field.tsx';
import { secondaryLink } from '@/ui/link-look.ts';
import { LoadMore, PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { minutesText } from './duration.ts';
import { EntryDialog } from './entry-dialog.tsx';
import { monthAt, monthLimits, shiftMonth, weekDays } from './period.ts';
import type { Period } from './period.ts';
import { SettingsDialog } from './settings-dialog.tsx';
import { timeFault } from './time-fault.ts';
import { readTimeSearch } from './time-search.ts';
import type { TimeSearch } from './time-search.ts';
import { WeekBars } from './week-bars.tsx';

/** The stretch that the address names: a month counts in the zone of the chosen client, a week in the reader's own. */
function useStretch(search: TimeSearch): { period: Period; days: Period[] | null; title: string; timezone: string } {
  const { locale } = useText();
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const chosen = useClientOptions().data?.find((client) => client.client_id === search.client);
  const timezone = chosen?.timezone ?? own;
  const [now] = useState(() => Date.now());
  const back = search.back ?? 0;
  if (search.by === 'month') {
    const period = monthLimits(timezone, shiftMonth(monthAt(timezone, now), -back));
    return { period, days: null, timezone, title: new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: timezone }).format(new Date(period.from)) };
  }
  const days = weekDays(own, now, -back);
  const period = { from: days[0]!.from, to: days[6]!.to };
  const title = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: own }).formatRange(new Date(period.from), new Date(days[6]!.from));
  return { period, days, timezone: own, title };
}

function Totals({ title, rows }: { title: string; rows: TimeList['totals']['by_client'] }) {
  const { t } = useText();
  return (
    <section className="rounded-lg border border-line p-4">
      <h2 className="mb-2 font-semibold">{title}</h2>
      <ul className="grid max-h-64 gap-1.5 overflow-y-auto">
        {rows.map((row) => (
          <li key={row.id} className="flex items-baseline justify-between gap-3 text-sm">
            <span className="min-w-0 truncate">{row.name}</span>
            <span className="shrink-0 text-right tabular-nums">
              {minutesText(row.minutes)}
              {row.billable_minutes !== row.minutes && <span className="text-xs text-muted"> · {t('time.of_which', { time: minutesText(row.billable_minutes) })}</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function EntryItem({ entry, onEdit }: { entry: Entry; onEdit: (() => void) | null }) {
  const { t, dateTime } = useText();
  const time = entry.minutes === null ? t('time.in_progress') : minutesText(entry.minutes);
  return (
    <li className="grid gap-x-4 grid-cols-[minmax(0,1fr)_auto] items-start gap-y-0.5 border-b border-line px-4 py-2.5 sm:grid-cols-[6rem_minmax(0,1fr)_auto] sm:px-6">
      <span className="font-medium tabular-nums">{time}</span>
      <div className="min-w-0 max-sm:order-last max-sm:col-span-2">
        <p className="text-sm">
          <Link to="/tickets/$number" params={{ number: entry.ticket_number }} className="block min-h-6 truncate leading-6 font-medium hover:underline">
            <span className="text-muted tabular-nums">{entry.ticket_number}</span> {entry.ticket_subject}
          </Link>
        </p>
        {entry.note && <p className="text-sm wrap-anywhere text-muted">{entry.note}</p>}
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted">
          <span>{entry.client_name}</span>
          <span>{entry.user_name}</span>
          <span>{dateTime(entry.started_at)}</span>
          <span>{t(`time.activity_${entry.activity}`)}</span>
          {!entry.is_billable && <Badge>{t('time.not_billable')}</Badge>}
          {entry.is_locked && <Badge>{t('time.locked')}</Badge>}
        </p>
      </div>
      {onEdit && (
        <Button small tone="ghost" className="justify-self-end" aria-label={t('time.edit_of', { time, name: entry.user_name })} onClick={onEdit}>
          {t('form.edit')}
        </Button>
      )}
    </li>
  );
}

export function TimePage() {
  const { t, number, locale } = useText();
  const me = useMe();
  const search = useSearch({ from: '/app/staff/time' });
  const navigate = useNavigate({ from: '/time' });
  const clients = useClientOptions().data ?? [];
  const { period, days, title, timezone } = useStretch(search);
  const filters = { client_id: search.client, user_id: search.who === 'all' ? undefined : me.user_id, billable: search.billable };
  const list = useTime({ ...filters, ...period, zone: days ? timezone : undefined });
  const [editing, setEditing] = useState<Entry | null>(null);
  const [isSaving, setIsSaving] = useState(false);
  const [isSetting, setIsSetting] = useState(false);
  const rows = list.data?.pages.flatMap((page) => page.entries) ?? [];
  const totals = list.data?.pages[0]?.totals;
  const change = (next: Partial<Record<keyof TimeSearch, unknown>>): void => void navigate({ search: (before) => readTimeSearch({ ...before, ...next }), replace: true });
  const back = search.back ?? 0;
  const save = (): void => {
    setIsSaving(true);
    const day = (iso: string): string => iso.slice(0, 10);
    downloadTime({ ...filters, ...period }, locale === 'en' ? 'en' : 'es', `${locale === 'en' ? 'time' : 'tiempo'}-${day(period.from)}-${day(period.to)}.csv`)
      .catch((error: unknown) => toast.problem(timeFault(error, t)))
      .finally(() => setIsSaving(false));
  };
  return (
    <>
      <PageHeader
        title={t('time.title')}
        about={t('time.about')}
        actions={
          <>
            {me.role === 'superadmin' && (
              <IconButton label={t('time.settings')} tone="secondary" onClick={() => setIsSetting(true)}>
                <Settings2 className="size-4" aria-hidden />
              </IconButton>
            )}
            <Button busy={isSaving} icon={<Download className="size-4" aria-hidden />} onClick={save}>
              {t('time.export')}
            </Button>
          </>
        }
      />
      <div className="flex flex-wrap items-center gap-2 px-4 pb-3 sm:px-6">
        <Select
          aria-label={t('time.period')}
          className="w-28"
          value={search.by ?? 'week'}
          onChange={(event) => change({ by: event.target.value, back: 0 })}
          options={[{ value: 'week', label: t('time.period_week') }, { value: 'month', label: t('time.period_month') }]}
        />
        <div className="flex items-center gap-0.5">
          <IconButton label={t('time.previous')} onClick={() => change({ back: back + 1 })}>
            <ChevronLeft className="size-4" aria-hidden />
          </IconButton>
          <span aria-live="polite" className="min-w-40 text-center text-sm font-medium first-letter:uppercase">
            {title}
          </span>
          <IconButton label={t('time.next')} disabled={back === 0} onClick={() => change({ back: back - 1 })}>
            <ChevronRight className="size-4" aria-hidden />
          </IconButton>
        </div>
        <Select
          aria-label={t('time.person')}
          className="w-36"
          value={search.who ?? 'me'}
          onChange={(event) => change({ who: event.target.value })}
          options={[{ value: 'me', label: t('time.who_me') }, { value: 'all', label: t('time.who_all') }]}
        />
        <span className="w-52 max-sm:w-full">
          <Combobox
            label={t('time.client')}
            placeholder={t('time.any_client')}
            noneLabel={t('time.any_client')}
            value={search.client ?? null}
            onChange={(client) => change({ client: client ?? undefined })}
            options={clients.map((client) => ({ value: client.client_id, label: client.name }))}
          />
        </span>
        <Select
          aria-label={t('time.billable')}
          className="w-48 max-sm:w-full"
          value={search.billable ?? ''}
          placeholder={`${t('time.billable')}: ${t('form.any')}`}
          onChange={(event) => change({ billable: event.target.value || undefined })}
          options={[{ value: 'true', label: t('time.billable') }, { value: 'false', label: t('time.not_billable') }]}
        />
      </div>
      {list.isPending ? (
        <SkeletonList />
      ) : list.error && rows.length === 0 ? (
        <ErrorPanel error={list.error} onRetry={() => void list.refetch()} />
      ) : rows.length === 0 || !totals ? (
        <EmptyState icon={<Clock aria-hidden />} title={t('time.empty')} action={<Link to="/tickets" className={secondaryLink}>{t('time.go_tickets')}</Link>}>
          {t('time.empty_hint')}
        </EmptyState>
      ) : (
        <div aria-busy={list.isPlaceholderData} className={list.isPlaceholderData ? 'opacity-60' : undefined}>
          <div className="grid gap-4 px-4 pb-4 sm:px-6">
            <div className="flex flex-wrap gap-2">
              <Figure name={t('time.total')} value={minutesText(totals.minutes)} />
              <Figure name={t('time.billable')} value={minutesText(totals.billable_minutes)} />
              <Figure name={t('time.entries')} value={number(totals.entries)} />
            </div>
            {days && <WeekBars days={days} timezone={timezone} byDay={totals.by_day} />}
            <div className="grid gap-4 md:grid-cols-2">
              <Totals title={t('time.by_client')} rows={totals.by_client} />
              {search.who === 'all' && <Totals title={t('time.by_person')} rows={totals.by_user} />}
            </div>
          </div>
          <ul aria-label={t('time.entries')} className="border-t border-line">
            {rows.map((entry) => (
              <EntryItem key={entry.entry_id} entry={entry} onEdit={entry.user_id === me.user_id || me.role !== 'technician' ? () => setEditing(entry) : null} />
            ))}
          </ul>
          <LoadMore shown={rows.length} pagination={list.data?.pages[0]?.pagination} hasMore={list.hasNextPage} busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
        </div>
      )}
      {isSetting && <SettingsDialog onClose={() => setIsSetting(false)} />}
      {editing && <EntryDialog ticketId={editing.ticket_id} entry={editing} onClose={() => setEditing(null)} />}
    </>
  );
}
