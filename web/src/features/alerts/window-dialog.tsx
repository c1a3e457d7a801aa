// Planning a maintenance window: where, from when to when, and how often.
import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import { useSaveWindow } from '@/api/alerts.ts';
import type { MaintenanceWindow } from '@/api/alerts.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { alertProblem } from './alert-problem.ts';
import { instantOf, localOf } from './local-instant.ts';
import { ScopeFields, useScopeName } from './scope-fields.tsx';
import type { Scope } from './scope-fields.tsx';

const hourMs = 3_600_000;
const repetitions = { 1: 'alerts.window_daily', 7: 'alerts.window_weekly', 14: 'alerts.window_fortnightly', 28: 'alerts.window_monthly' } as const;
const known = [1, 7, 14, 28] as const;

/** "Every week", from days; null: once. */
export function useRepetition(): (everyDays: number | null) => string {
  const { t } = useText();
  return (everyDays) => {
    const days = known.find((value) => value === everyDays);
    return everyDays === null ? t('alerts.window_once') : days ? t(repetitions[days]) : t('alerts.window_every', { count: everyDays });
  };
}

function draftOf(row: MaintenanceWindow | null): { name: string; starts: string; ends: string; every: string; until: string } {
  if (row) return { name: row.name, starts: localOf(new Date(row.starts_at)), ends: localOf(new Date(row.ends_at)), every: row.every_days === null ? '' : String(row.every_days), until: row.repeats_until ? localOf(new Date(row.repeats_until)) : '' };
  const next = new Date(Math.ceil(Date.now() / hourMs) * hourMs);
  return { name: '', starts: localOf(next), ends: localOf(new Date(next.getTime() + 2 * hourMs)), every: '', until: '' };
}

export function WindowDialog({ row, onClose }: { row: MaintenanceWindow | null; onClose: () => void }) {
  const { t } = useText();
  const formId = useId();
  const repetition = useRepetition();
  const scopeName = useScopeName();
  const save = useSaveWindow(row?.window_id ?? null);
  const [draft, setDraft] = useState(() => draftOf(row));
  const [scope, setScope] = useState<Scope>({ client_id: null, site_id: null, asset: null });
  const [missesClient, setMissesClient] = useState(false);
  const { fields, banner } = alertProblem(save.error, ['name', 'starts_at', 'ends_at', 'every_days', 'repeats_until', 'client_id', 'site_id', 'asset_id'], t);
  const edit = (change: Partial<typeof draft>): void => setDraft((before) => ({ ...before, ...change }));
  const days = row?.every_days ?? null;
  const choices: number[] = days === null || known.some((value) => value === days) ? [...known] : [...known, days];
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const [starts_at, ends_at] = [instantOf(draft.starts), instantOf(draft.ends)];
    setMissesClient(!row && scope.client_id === null);
    if (!starts_at || !ends_at || (!row && scope.client_id === null)) return;
    const body = { name: draft.name.trim(), starts_at, ends_at, every_days: draft.every === '' ? null : Number(draft.every), repeats_until: draft.every === '' ? null : instantOf(draft.until) };
    save.mutate(row ? body : { ...body, client_id: scope.client_id ?? '', site_id: scope.site_id, asset_id: scope.asset?.asset_id ?? null }, {
      onSuccess: () => {
        toast.done(t('form.saved'));
        onClose();
      },
    });
  };
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t(row ? 'alerts.window_edit' : 'alerts.window_new')}
      description={t('alerts.windows_empty_hint')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} tone="primary" busy={save.isPending}>
            {t(row ? 'form.save' : 'form.create')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-4">
        {banner && <Banner tone="danger">{banner}</Banner>}
        <Field label={t('alerts.window_name')} error={fields.name}>
          <TextInput required maxLength={200} value={draft.name} onChange={(event) => edit({ name: event.target.value })} />
        </Field>
        {row ? <p className="text-sm text-muted">{scopeName(row)}</p> : <ScopeFields scope={scope} onChange={setScope} errors={{ ...fields, ...(missesClient && !scope.client_id ? { client_id: t('fault.required') } : {}) }} mayBeAll={false} />}
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={t('alerts.window_starts')} error={fields.starts_at}>
            <TextInput type="datetime-local" required value={draft.starts} onChange={(event) => edit({ starts: event.target.value })} />
          </Field>
          <Field label={t('alerts.window_ends')} error={fields.ends_at}>
            <TextInput type="datetime-local" required min={draft.starts} value={draft.ends} onChange={(event) => edit({ ends: event.target.value })} />
          </Field>
          <Field label={t('alerts.window_repeats')} hint={draft.every === '' ? undefined : row ? t('alerts.window_zone', { zone: row.timezone.replaceAll('_', ' ') }) : t('alerts.window_zone_client')} error={fields.every_days}>
            <Select value={draft.every} onChange={(event) => edit({ every: event.target.value })} placeholder={t('alerts.window_once')} options={choices.map((value) => ({ value: String(value), label: repetition(value) }))} />
          </Field>
          {draft.every !== '' && (
            <Field label={t('alerts.window_until')} optional={t('common.optional')} hint={t('alerts.window_until_hint')} error={fields.repeats_until}>
              <TextInput type="datetime-local" min={draft.starts} value={draft.until} onChange={(event) => edit({ until: event.target.value })} />
            </Field>
          )}
        </div>
      </form>
    </Dialog>
  );
}
