// The calendars: when the clocks count, and for whom each is the standard one.
import { Link } from '@tanstack/react-router';
import { CalendarDays, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useCalendars, useDeleteCalendar } from '@/api/service-levels.ts';
import type { CalendarRow } from '@/api/service-levels.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { IconButton } from '@/ui/button.tsx';
import { AlertDialog } from '@/ui/dialog.tsx';
import { EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { primaryLink, rowLink } from '@/ui/link-look.ts';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { weekOf } from './calendar-draft.ts';
import { levelRefusal } from './level-problem.ts';
import { LevelTabs } from './level-tabs.tsx';
import { weekLines } from './week-words.ts';

const iconLink = 'inline-flex size-8 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink';

function CalendarItem({ calendar, onDelete }: { calendar: CalendarRow; onDelete: (() => void) | null }) {
  const { t, locale } = useText();
  const lines = weekLines(weekOf(calendar.business_hours), locale, t);
  const unconfirmed = calendar.holidays.filter((one) => !one.is_confirmed).length;
  const standard = calendar.is_default && t(calendar.site_id ? 'levels.standard_site' : calendar.client_id ? 'levels.standard_client' : 'levels.standard_all');
  return (
    <li className="flex items-start gap-2 rounded-lg border border-line px-4 py-3">
      <div className="grid min-w-0 flex-1 gap-1.5">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Link to="/service-levels/calendars/$id" params={{ id: calendar.calendar_id }} className={rowLink}>
            {calendar.name}
          </Link>
          {standard && <Badge tone="accent">{standard}</Badge>}
        </p>
        <p className="text-sm text-muted wrap-anywhere">{[calendar.client_name ?? t('levels.every_client'), calendar.timezone].join(' · ')}</p>
        <ul className="text-sm">
          {lines.length === 0 && <li className="text-warn-ink">{t('levels.never_open')}</li>}
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <p className="flex flex-wrap items-center gap-2 text-xs text-muted">
          {t('levels.holiday_count', { count: calendar.holidays.length - unconfirmed })}
          {unconfirmed > 0 && <Badge tone="warn">{t('levels.unconfirmed_count', { count: unconfirmed })}</Badge>}
        </p>
      </div>
      {onDelete && (
        <span className="flex">
          <Link to="/service-levels/calendars/$id" params={{ id: calendar.calendar_id }} className={iconLink} aria-label={`${t('levels.edit')}: ${calendar.name}`}>
            <Pencil className="size-4" aria-hidden />
          </Link>
          <IconButton label={`${t('levels.delete')}: ${calendar.name}`} onClick={onDelete}>
            <Trash2 className="size-4" aria-hidden />
          </IconButton>
        </span>
      )}
    </li>
  );
}

export function CalendarsPage() {
  const { t } = useText();
  const { role } = useMe();
  const mayWrite = role === 'admin' || role === 'superadmin';
  const calendars = useCalendars();
  const remove = useDeleteCalendar();
  const [deleting, setDeleting] = useState<CalendarRow | null>(null);
  const add = mayWrite && (
    <Link to="/service-levels/calendars/$id" params={{ id: 'new' }} className={primaryLink}>
      <Plus className="size-4" aria-hidden />
      {t('levels.calendar_new')}
    </Link>
  );
  return (
    <>
      <PageHeader title={t('nav.service_levels')} actions={add} />
      <LevelTabs />
      {calendars.isPending ? (
        <SkeletonList rows={8} />
      ) : !calendars.data ? (
        <ErrorPanel error={calendars.error} onRetry={() => void calendars.refetch()} />
      ) : calendars.data.length === 0 ? (
        <EmptyState icon={<CalendarDays aria-hidden />} title={t('levels.calendars_empty')} action={add}>
          {t('levels.calendars_empty_hint')}
        </EmptyState>
      ) : (
        <div className="grid max-w-4xl gap-3 px-4 py-4 sm:px-6">
          <p className="text-sm text-muted">{t('levels.calendars_about')}</p>
          <ul className="grid gap-2" aria-label={t('levels.tab_calendars')}>
            {calendars.data.map((calendar) => (
              <CalendarItem key={calendar.calendar_id} calendar={calendar} onDelete={mayWrite ? () => setDeleting(calendar) : null} />
            ))}
          </ul>
        </div>
      )}
      {deleting && (
        <AlertDialog
          open
          onOpenChange={(open) => !open && setDeleting(null)}
          title={t('levels.calendar_delete_title', { name: deleting.name })}
          description={t('levels.calendar_delete_about')}
          action={t('levels.delete')}
          busy={remove.isPending}
          onAction={() => remove.mutate(deleting.calendar_id, { onError: (error) => toast.problem(levelRefusal(error, t)), onSuccess: () => toast.done(t('levels.calendar_deleted')), onSettled: () => setDeleting(null) })}
        />
      )}
    </>
  );
}
