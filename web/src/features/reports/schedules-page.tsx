// Reports by the calendar: when the next one comes, who gets it, and how the last one went.
import { Link } from '@tanstack/react-router';
import { CalendarClock, History, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useDeleteSchedule, useSaveSchedule, useSchedules } from '@/api/reports.ts';
import type { ScheduleRow } from '@/api/reports.ts';
import { useMe } from '@/api/session.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button, IconButton } from '@/ui/button.tsx';
import { AlertDialog } from '@/ui/dialog.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { rowLink } from '@/ui/link-look.ts';
import { ListBody } from '@/ui/list-body.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { Switch } from '@/ui/toggle.tsx';
import { runTime, weekdayName } from './period-words.ts';
import { ReportStatusBadge } from './report-status.tsx';
import { ReportTabs } from './report-tabs.tsx';
import { ScheduleDialog } from './schedule-dialog.tsx';

function ScheduleLine({ row, onEdit, onDelete }: { row: ScheduleRow; onEdit: () => void; onDelete: () => void }) {
  const { t, locale } = useText();
  const me = useMe();
  const save = useSaveSchedule(row.schedule_id);
  const sentence = row.frequency === 'weekly'
    ? t('reports.each_week', { day: weekdayName(row.weekday ?? 1, locale), time: row.time_of_day })
    : t('reports.each_month', { day: row.day_of_month ?? 1, time: row.time_of_day });
  const turn = (is_active: boolean): void => {
    const { kind, format, client_id, group_by, is_for_client, name, frequency, weekday, day_of_month, time_of_day, timezone, recipients, version } = row;
    save.mutate({ kind, format, client_id, group_by, locale: row.locale, is_for_client, name, frequency, weekday, day_of_month, time_of_day, timezone, recipients, is_active, version }, { onError: (error) => toast.problem(refusalSentence(error, t)) });
  };
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 sm:px-6">
      <div className="grid min-w-56 flex-1 gap-1">
        <span className="font-medium wrap-anywhere">{row.name}</span>
        <span className="text-sm text-muted">
          {[t(`reports.kind_${row.kind}`), me.is_staff ? (row.client_name ?? t('reports.every_client')) : null, row.format.toUpperCase()].filter(Boolean).join(' · ')}
        </span>
        <span className="text-sm">
          {sentence} <span className="text-xs text-muted">({row.timezone.replaceAll('_', ' ')})</span>
        </span>
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
          <span>{row.next_run_at ? t('reports.next_run', { at: runTime(row.next_run_at, row, locale) }) : t('reports.no_next_run')}</span>
          {row.last_run_at && <span>{t('reports.last_run', { at: runTime(row.last_run_at, row, locale) })}</span>}
          {row.last_status && <ReportStatusBadge status={row.last_status} />}
          <Link to="/reports" search={{ schedule: row.schedule_id }} className={`${rowLink} inline-flex items-center gap-1`}>
            <History className="size-3.5" aria-hidden />
            {t('reports.history')}
          </Link>
        </span>
        <span className="text-xs text-muted wrap-anywhere">{row.recipients.length > 0 ? t('reports.goes_to', { addresses: row.recipients.join(', ') }) : t('reports.goes_to_nobody')}</span>
        {row.owner_name && <span className="text-xs text-muted">{t('reports.with_rights_of', { name: row.owner_name })}</span>}
      </div>
      <div className="flex items-center gap-2">
        <Switch label={t('reports.active')} checked={row.is_active} disabled={save.isPending} onCheckedChange={turn} aria-label={t('reports.is_active', { name: row.name })} />
        <IconButton label={t('reports.schedule_edit')} onClick={onEdit}>
          <Pencil className="size-4" aria-hidden />
        </IconButton>
        <IconButton label={t('reports.schedule_delete')} onClick={onDelete}>
          <Trash2 className="size-4" aria-hidden />
        </IconButton>
      </div>
    </li>
  );
}

export function SchedulesPage() {
  const { t } = useText();
  const list = useSchedules({});
  const remove = useDeleteSchedule();
  const [edited, setEdited] = useState<ScheduleRow | 'new' | null>(null);
  const [doomed, setDoomed] = useState<ScheduleRow | null>(null);
  const newButton = (
    <Button tone="primary" icon={<Plus className="size-4" aria-hidden />} onClick={() => setEdited('new')}>
      {t('reports.schedule_new')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('reports.title')} about={t('reports.schedules_about')} actions={newButton} />
      <ReportTabs at="schedules" />
      <ListBody
        list={list}
        empty={
          <EmptyState icon={<CalendarClock aria-hidden />} title={t('reports.schedules_empty')} action={newButton}>
            {t('reports.schedules_empty_hint')}
          </EmptyState>
        }
      >
        {(rows) => (
          <ul>
            {rows.map((row) => (
              <ScheduleLine key={row.schedule_id} row={row} onEdit={() => setEdited(row)} onDelete={() => setDoomed(row)} />
            ))}
          </ul>
        )}
      </ListBody>
      {edited && <ScheduleDialog row={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
      {doomed && (
        <AlertDialog
          open
          onOpenChange={(open) => !open && setDoomed(null)}
          title={t('reports.schedule_delete')}
          description={t('reports.schedule_delete_about', { name: doomed.name })}
          action={t('reports.schedule_delete')}
          busy={remove.isPending}
          onAction={() => remove.mutate(doomed.schedule_id, { onSuccess: () => setDoomed(null), onError: (error) => toast.problem(refusalSentence(error, t)) })}
        />
      )}
    </>
  );
}
