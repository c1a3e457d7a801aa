// One entry with everything it has; locked ones are shown and cannot be changed.
import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import { TIME_ACTIVITIES } from '../../../../worker/modules/time/values.ts';
import type { TimeActivity } from '../../../../worker/modules/time/values.ts';
import { useDeleteEntry, useSaveEntry } from '@/api/time.ts';
import type { Entry } from '@/api/time.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { AlertDialog, Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, Select, TextArea, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { Switch } from '@/ui/toggle.tsx';
import { minutesText, readQuickEntry } from './duration.ts';
import { instantOf, localOf } from './local-instant.ts';
import { timeFault } from './time-fault.ts';
import { useTold } from './use-told.ts';

export function EntryDialog({ ticketId, entry, onClose }: { ticketId: string; entry: Entry | null; onClose: () => void }) {
  const { t } = useText();
  const formId = useId();
  const save = useSaveEntry(ticketId, entry);
  const remove = useDeleteEntry();
  const told = useTold();
  const [draft, setDraft] = useState(() => ({
    duration: entry?.minutes ? minutesText(entry.minutes) : '', starts: entry ? localOf(new Date(entry.started_at)) : '', note: entry?.note ?? '', activity: entry?.activity ?? ('remoto' as TimeActivity), is_billable: entry?.is_billable ?? true,
  }));
  const [fault, setFault] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const isRunning = entry !== null && entry.minutes === null;
  const edit = (change: Partial<typeof draft>): void => {
    setFault(null);
    setDraft((before) => ({ ...before, ...change }));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const read = readQuickEntry(draft.duration);
    if (!isRunning && (!read || read.note !== '')) return setFault(t('time.duration_bad'));
    const starts = instantOf(draft.starts);
    // The field has minutes, the entry seconds: an untouched beginning stays what it was.
    const isMoved = starts !== null && (!entry || draft.starts !== localOf(new Date(entry.started_at)));
    const { note, activity, is_billable } = draft;
    save.mutate(
      { note, activity, is_billable, ...(isRunning ? {} : { minutes: read!.minutes, ...(isMoved ? { started_at: starts } : {}) }) },
      {
        onError: (error) => setFault(timeFault(error, t)),
        onSuccess: (written) => {
          if (written.entry.minutes !== null) told(written.entry, written.warnings);
          onClose();
        },
      },
    );
  };
  const isLocked = entry?.is_locked ?? false;
  return (
    <>
      <Dialog
        open
        onOpenChange={(open) => !open && onClose()}
        title={t(entry ? 'time.edit' : 'time.new')}
        {...(entry ? { description: `${entry.ticket_number} · ${entry.user_name}` } : {})}
        footer={
          <>
            {entry && !isLocked && (
              <Button className="mr-auto" onClick={() => setAsking(true)}>
                {t('time.delete')}
              </Button>
            )}
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="submit" form={formId} tone="primary" busy={save.isPending} disabled={isLocked}>
              {t('time.save')}
            </Button>
          </>
        }
      >
        <form id={formId} onSubmit={submit} className="grid gap-4">
          {isLocked && <Banner tone="info">{t('time.locked_hint')}</Banner>}
          {fault && <Banner tone="danger">{fault}</Banner>}
          {!isRunning && (
            <div className="grid gap-3 sm:grid-cols-2">
              <Field label={t('time.duration')} hint={t('time.duration_hint')}>
                <TextInput required maxLength={40} disabled={isLocked} value={draft.duration} onChange={(event) => edit({ duration: event.target.value })} />
              </Field>
              <Field label={t('time.begin')} hint={t('time.begin_hint')}>
                <TextInput type="datetime-local" disabled={isLocked} value={draft.starts} onChange={(event) => edit({ starts: event.target.value })} />
              </Field>
            </div>
          )}
          <Field label={t('time.activity')}>
            <Select disabled={isLocked} value={draft.activity} onChange={(event) => edit({ activity: event.target.value as TimeActivity })} options={TIME_ACTIVITIES.map((value) => ({ value, label: t(`time.activity_${value}`) }))} />
          </Field>
          <Field label={t('time.note')} hint={t('time.note_hint')}>
            <TextArea rows={3} maxLength={2000} disabled={isLocked} value={draft.note} onChange={(event) => edit({ note: event.target.value })} />
          </Field>
          <Switch label={t('time.billable')} disabled={isLocked} checked={draft.is_billable} onCheckedChange={(is_billable) => edit({ is_billable })} />
        </form>
      </Dialog>
      {entry && asking && (
        <AlertDialog
          open
          onOpenChange={setAsking}
          title={t('time.delete_question', { time: minutesText(entry.minutes ?? 0) })}
          description={t('time.delete_about', { name: entry.user_name, number: entry.ticket_number })}
          action={t('time.delete')}
          busy={remove.isPending}
          onAction={() =>
            remove.mutate(entry.entry_id, {
              onError: (error) => {
                setAsking(false);
                setFault(timeFault(error, t));
              },
              onSuccess: () => {
                toast.done(t('time.deleted'));
                onClose();
              },
            })
          }
        />
      )}
    </>
  );
}
