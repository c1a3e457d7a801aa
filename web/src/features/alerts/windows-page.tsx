// Maintenance windows: which hold now, and when each comes next.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { CalendarClock, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useDeleteWindow, useWindows } from '@/api/alerts.ts';
import type { MaintenanceWindow } from '@/api/alerts.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { AlertDialog } from '@/ui/dialog.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { ListBody } from '@/ui/list-body.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { Switch } from '@/ui/toggle.tsx';
import { alertRefusal } from './alert-problem.ts';
import { AlertTabs } from './alert-tabs.tsx';
import { useScopeName } from './scope-fields.tsx';
import { useRepetition, WindowDialog } from './window-dialog.tsx';

function WindowItem({ row, onEdit, onDelete }: { row: MaintenanceWindow; onEdit: (() => void) | null; onDelete: () => void }) {
  const { t, dateTime } = useText();
  const scopeName = useScopeName();
  const repetition = useRepetition();
  return (
    <li className="flex items-start gap-3 rounded-lg border border-line px-4 py-3">
      <div className="grid min-w-0 flex-1 gap-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="font-medium wrap-anywhere">{row.name}</span>
          {row.is_on ? <Badge tone="info">{t('alerts.window_on')}</Badge> : row.occurrences.length === 0 && <Badge>{t('alerts.window_over')}</Badge>}
        </p>
        <p className="text-sm text-muted">{[scopeName(row), repetition(row.every_days), row.every_days !== null && row.timezone.replaceAll('_', ' '), row.created_by_name && t('alerts.window_by', { name: row.created_by_name })].filter(Boolean).join(' · ')}</p>
        {row.occurrences.length > 0 ? (
          <div className="text-sm">
            <span className="text-xs text-muted">{t('alerts.window_next')}</span>
            <ol className="grid gap-0.5 tabular-nums">
              {row.occurrences.map((time) => (
                <li key={time.starts_at}>{t('alerts.window_range', { from: dateTime(time.starts_at), to: dateTime(time.ends_at) })}</li>
              ))}
            </ol>
          </div>
        ) : (
          <p className="text-sm text-muted">{t('alerts.window_range', { from: dateTime(row.starts_at), to: dateTime(row.ends_at) })}</p>
        )}
      </div>
      {onEdit && (
        <span className="flex">
          <IconButton label={`${t('form.edit')}: ${row.name}`} onClick={onEdit}>
            <Pencil className="size-4" aria-hidden />
          </IconButton>
          <IconButton label={`${t('alerts.window_delete')}: ${row.name}`} onClick={onDelete}>
            <Trash2 className="size-4" aria-hidden />
          </IconButton>
        </span>
      )}
    </li>
  );
}

export function WindowsPage() {
  const { t } = useText();
  const me = useMe();
  const { past } = useSearch({ from: '/app/alerts/windows' });
  const navigate = useNavigate({ from: '/alerts/windows' });
  const windows = useWindows(past ? {} : { upcoming: true });
  const remove = useDeleteWindow();
  const [editing, setEditing] = useState<MaintenanceWindow | 'new' | null>(null);
  const [deleting, setDeleting] = useState<MaintenanceWindow | null>(null);
  const add = me.is_staff && (
    <Button tone="primary" icon={<Plus className="size-4" aria-hidden />} onClick={() => setEditing('new')}>
      {t('alerts.window_new')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('nav.alerts')} actions={add} />
      <AlertTabs />
      <div className="px-4 py-3 sm:px-6">
        <Switch label={t('alerts.window_past')} checked={past === true} onCheckedChange={(on) => void navigate({ search: on ? { past: true } : {}, replace: true })} />
      </div>
      <ListBody
        list={windows}
        empty={
          <EmptyState icon={<CalendarClock aria-hidden />} title={t('alerts.windows_empty')} action={add}>
            {t('alerts.windows_empty_hint')}
          </EmptyState>
        }
      >
        {(rows) => (
          <ul className="grid max-w-5xl gap-2 px-4 sm:px-6">
            {rows.map((row) => (
              <WindowItem key={row.window_id} row={row} onEdit={me.is_staff ? () => setEditing(row) : null} onDelete={() => setDeleting(row)} />
            ))}
          </ul>
        )}
      </ListBody>
      {editing && <WindowDialog row={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
      {deleting && (
        <AlertDialog
          open
          onOpenChange={(open) => !open && setDeleting(null)}
          title={t('alerts.window_delete_title', { name: deleting.name })}
          description={t('alerts.window_delete_about')}
          action={t('alerts.window_delete')}
          busy={remove.isPending}
          onAction={() => remove.mutate(deleting.window_id, { onError: (error) => toast.problem(alertRefusal(error, t)), onSuccess: () => toast.done(t('alerts.window_deleted')), onSettled: () => setDeleting(null) })}
        />
      )}
    </>
  );
}
