// Scripts that run by themselves: what runs where and when, and what became of it.
import { Link } from '@tanstack/react-router';
import { Bot, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useScriptScheduleAct, useScriptSchedules } from '@/api/policies.ts';
import type { ScriptScheduleRow } from '@/api/policies.ts';
import { useMe } from '@/api/session.ts';
import { ruleSentence, turnTime } from '@/features/schedules/schedule-words.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import type { Text } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { AlertDialog } from '@/ui/dialog.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { textLink } from '@/ui/link-look.ts';
import { ListBody } from '@/ui/list-body.tsx';
import { toast } from '@/ui/toast.tsx';
import { Switch } from '@/ui/toggle.tsx';
import { ScriptScheduleDialog } from './script-schedule-dialog.tsx';
import { bodyOfRow } from './script-schedule-draft.ts';

function sentence(row: ScriptScheduleRow, text: Text): string {
  const { t } = text;
  if (row.trigger === 'enrolment') return t('policies.say_enrolment');
  if (row.trigger === 'alert') return row.rule_name ? t('policies.say_alert', { rule: row.rule_name }) : t('policies.say_any_alert');
  return row.calendar ? ruleSentence(row.calendar, text) : '';
}

const whereOf = (row: ScriptScheduleRow, t: Text['t']): string => [row.client_name ?? t('policies.everybody'), row.site_name, row.asset_name, row.asset_types.map((type) => t(`fleet.type_${type}`)).join(', ')].filter(Boolean).join(' · ');

function LastTurn({ row }: { row: ScriptScheduleRow }) {
  const { t, locale } = useText();
  const [turn] = row.turns;
  if (!turn) return null;
  const at = turnTime(turn.due_at, row.calendar?.timezone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone, locale);
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      {turn.reason ? (
        <Badge tone="warn">{t('policies.turn_skipped', { at, reason: t(`policies.reason_${turn.reason}`) })}</Badge>
      ) : (
        <span>
          {t('policies.turn_started', { at, count: turn.machines })}{' '}
          {turn.run_id && (
            <Link to="/runs/$runId" params={{ runId: turn.run_id }} className={textLink}>
              {t('policies.turn_see')}
            </Link>
          )}
        </span>
      )}
      {turn.missed > 0 && <Badge tone="warn">{t('schedules.missed', { count: turn.missed })}</Badge>}
    </span>
  );
}

function Line({ row, mayWrite, onEdit, onDelete }: { row: ScriptScheduleRow; mayWrite: boolean; onEdit: () => void; onDelete: () => void }) {
  const text = useText();
  const { t, locale } = text;
  const act = useScriptScheduleAct();
  const turn = (is_active: boolean): void => act.mutate({ kind: 'update', schedule_id: row.schedule_id, body: { ...bodyOfRow(row), is_active, version: row.version } }, { onError: (error) => toast.problem(refusalSentence(error, t)) });
  return (
    <li className="grid gap-3 rounded-lg border border-line p-3.5 sm:grid-cols-[minmax(0,1fr)_auto] sm:items-center">
      <div className="grid min-w-0 gap-1 text-sm">
        <span className="flex flex-wrap items-center gap-2">
          <strong className="font-semibold wrap-anywhere">{row.name}</strong>
          <Link to="/scripts/$scriptId" params={{ scriptId: row.script_id }} className={`${textLink} wrap-anywhere`}>
            {row.script_name}
          </Link>
        </span>
        <span className="wrap-anywhere">{sentence(row, text)}</span>
        <span className="text-muted wrap-anywhere">{whereOf(row, t)}</span>
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
          {row.is_active && row.next_run_at && row.calendar && <span>{t('policies.next_run', { at: turnTime(row.next_run_at, row.calendar.timezone, locale) })}</span>}
          <LastTurn row={row} />
          {row.owner_name && <span>{t('policies.owner', { name: row.owner_name })}</span>}
        </span>
      </div>
      {mayWrite && (
        <div className="flex items-center gap-2">
          <Switch label={t('schedules.active')} aria-label={t('schedules.is_active', { name: row.name })} checked={row.is_active} disabled={act.isPending} onCheckedChange={turn} />
          <IconButton label={`${t('form.edit')}: ${row.name}`} onClick={onEdit}>
            <Pencil className="size-4" aria-hidden />
          </IconButton>
          <IconButton label={`${t('form.delete')}: ${row.name}`} onClick={onDelete}>
            <Trash2 className="size-4" aria-hidden />
          </IconButton>
        </div>
      )}
    </li>
  );
}

/** @param assetId only what reaches this machine, to be read. */
export function ScriptSchedules({ assetId }: { assetId?: string }) {
  const { t } = useText();
  const { role } = useMe();
  const list = useScriptSchedules(assetId ? { asset_id: assetId } : {});
  const act = useScriptScheduleAct();
  const [edited, setEdited] = useState<ScriptScheduleRow | 'new' | null>(null);
  const [doomed, setDoomed] = useState<ScriptScheduleRow | null>(null);
  if (assetId && list.rows.length === 0) return null;
  const add = (
    <Button tone="primary" icon={<Plus className="size-4" aria-hidden />} onClick={() => setEdited('new')}>
      {t('policies.script_add')}
    </Button>
  );
  const rows = (shown: ScriptScheduleRow[]) => (
    <ul className="grid gap-2">
      {shown.map((row) => (
        <Line key={row.schedule_id} row={row} mayWrite={!assetId && (row.client_id !== null || role !== 'technician')} onEdit={() => setEdited(row)} onDelete={() => setDoomed(row)} />
      ))}
    </ul>
  );
  if (assetId) {
    return (
      <section className="grid max-w-4xl gap-2">
        <h2 className="text-sm font-semibold">{t('policies.tab_scripts')}</h2>
        {rows(list.rows)}
      </section>
    );
  }
  return (
    <div className="grid max-w-5xl gap-3 px-4 pt-4 pb-8 sm:px-6">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="max-w-xl text-sm text-muted">{t('policies.scripts_about')}</p>
        {add}
      </div>
      <ListBody
        list={list}
        empty={
          <EmptyState icon={<Bot aria-hidden />} title={t('policies.script_none')}>
            {t('policies.script_none_hint')}
          </EmptyState>
        }
      >
        {rows}
      </ListBody>
      {edited && <ScriptScheduleDialog row={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
      <AlertDialog
        open={doomed !== null}
        onOpenChange={(open) => !open && setDoomed(null)}
        title={t('policies.delete_question', { name: doomed?.name ?? '' })}
        description={t('policies.delete_about')}
        action={t('form.delete')}
        busy={act.isPending}
        onAction={() => doomed && act.mutate({ kind: 'delete', schedule_id: doomed.schedule_id }, { onError: (error) => toast.problem(refusalSentence(error, t)), onSettled: () => setDoomed(null) })}
      />
    </div>
  );
}
