// Tickets by the calendar: what opens when, what opened last, and what went wrong.
import { Link } from '@tanstack/react-router';
import { CalendarClock, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTicketScheduleAct, useTicketSchedules } from '@/api/ticket-schedules.ts';
import type { TicketScheduleRow } from '@/api/ticket-schedules.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Badge, PriorityBadge } from '@/ui/badge.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { AlertDialog } from '@/ui/dialog.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { rowLink } from '@/ui/link-look.ts';
import { ListBody } from '@/ui/list-body.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { Switch } from '@/ui/toggle.tsx';
import { bodyOfRow } from './schedule-draft.ts';
import { ScheduleDialog } from './schedule-dialog.tsx';
import { ruleSentence, turnTime } from './schedule-words.ts';

function LastRun({ row }: { row: TicketScheduleRow }) {
  const { t, locale } = useText();
  const [run] = row.runs;
  if (!run) return null;
  const at = turnTime(run.due_at, row.timezone, locale);
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      {run.ticket_number ? (
        <span>
          {t('schedules.last_run', { at })}{' '}
          <Link to="/tickets/$number" params={{ number: run.ticket_number }} className={rowLink}>
            {run.ticket_number}
          </Link>
        </span>
      ) : (
        <Badge tone="danger">{t(run.error_code === 'unknown_timezone' ? 'schedules.failed_zone' : 'schedules.failed_place', { at })}</Badge>
      )}
      {run.missed > 0 && <Badge tone="warn">{t('schedules.missed', { count: run.missed })}</Badge>}
    </span>
  );
}

function ScheduleLine({ row, onEdit, onDelete }: { row: TicketScheduleRow; onEdit: () => void; onDelete: () => void }) {
  const text = useText();
  const { t, locale } = text;
  const act = useTicketScheduleAct();
  const turn = (is_active: boolean): void =>
    act.mutate({ kind: 'update', schedule_id: row.schedule_id, body: { ...bodyOfRow(row), is_active, version: row.version } }, { onError: (error) => toast.problem(refusalSentence(error, t)) });
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 rounded-lg border border-line bg-surface px-4 py-3">
      <div className="grid min-w-56 flex-1 gap-1">
        <span className="font-medium wrap-anywhere">{row.name}</span>
        <span className="flex flex-wrap items-center gap-x-2 text-sm text-muted">
          <span className="wrap-anywhere">{[row.client_name, row.site_name, row.assigned_to_name].filter(Boolean).join(' · ')}</span>
          <PriorityBadge priority={row.priority} />
        </span>
        <span className="text-sm">
          {ruleSentence(row, text)} <span className="text-xs text-muted">({row.timezone.replaceAll('_', ' ')})</span>
        </span>
        <span className="grid gap-1 text-xs text-muted">
          <span>{row.is_active && row.next_run_at ? t('schedules.next_run', { at: turnTime(row.next_run_at, row.timezone, locale) }) : t('schedules.no_next_run')}</span>
          <LastRun row={row} />
        </span>
      </div>
      <div className="flex items-center gap-2">
        <Switch label={t('schedules.active')} aria-label={t('schedules.is_active', { name: row.name })} checked={row.is_active} disabled={act.isPending} onCheckedChange={turn} />
        <IconButton label={`${t('form.edit')}: ${row.name}`} onClick={onEdit}>
          <Pencil className="size-4" aria-hidden />
        </IconButton>
        <IconButton label={`${t('form.delete')}: ${row.name}`} onClick={onDelete}>
          <Trash2 className="size-4" aria-hidden />
        </IconButton>
      </div>
    </li>
  );
}

export function SchedulesPage() {
  const { t } = useText();
  const list = useTicketSchedules();
  const act = useTicketScheduleAct();
  const [edited, setEdited] = useState<TicketScheduleRow | 'new' | null>(null);
  const [doomed, setDoomed] = useState<TicketScheduleRow | null>(null);
  const add = (
    <Button tone="primary" icon={<Plus className="size-4" aria-hidden />} onClick={() => setEdited('new')}>
      {t('schedules.add')}
    </Button>
  );
  return (
    <div className="w-full max-w-5xl pb-8">
      <PageHeader title={t('nav.schedules')} about={t('schedules.about')} actions={add} />
      <ListBody
        list={list}
        empty={
          <EmptyState icon={<CalendarClock aria-hidden />} title={t('schedules.none')} action={add}>
            {t('schedules.none_hint')}
          </EmptyState>
        }
      >
        {(rows) => (
          <ul className="grid gap-2 px-4 sm:px-6">
            {rows.map((row) => (
              <ScheduleLine key={row.schedule_id} row={row} onEdit={() => setEdited(row)} onDelete={() => setDoomed(row)} />
            ))}
          </ul>
        )}
      </ListBody>
      {edited && <ScheduleDialog row={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
      <AlertDialog
        open={doomed !== null}
        onOpenChange={(open) => !open && setDoomed(null)}
        title={t('schedules.delete_question', { name: doomed?.name ?? '' })}
        description={t('schedules.delete_about')}
        action={t('form.delete')}
        busy={act.isPending}
        onAction={() => doomed && act.mutate({ kind: 'delete', schedule_id: doomed.schedule_id }, { onError: (error) => toast.problem(refusalSentence(error, t)), onSettled: () => setDoomed(null) })}
      />
    </div>
  );
}
