// How time is rounded for contracts and reports, and whether people are asked for ratings.
import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import { useSaveTimeSettings, useTimeSettings } from '@/api/time.ts';
import type { TimeSettings } from '@/api/time.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner, problemSentence, Skeleton } from '@/ui/feedback.tsx';
import { Field, Select } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { Switch } from '@/ui/toggle.tsx';

const units = [1, 5, 6, 10, 15, 30, 60];

export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useText();
  const formId = useId();
  const { data } = useTimeSettings();
  const save = useSaveTimeSettings();
  const [change, setChange] = useState<Partial<TimeSettings>>({});
  const draft = data && { ...data, ...change };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!draft) return;
    save.mutate(draft, {
      onSuccess: () => {
        toast.done(t('form.saved'));
        onClose();
      },
    });
  };
  const options = draft && !units.includes(draft.rounding_minutes) ? [...units, draft.rounding_minutes].toSorted((a, b) => a - b) : units;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('time.settings')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} tone="primary" busy={save.isPending} disabled={!draft}>
            {t('form.save')}
          </Button>
        </>
      }
    >
      {draft ? (
        <form id={formId} onSubmit={submit} className="grid gap-4">
          {save.error && <Banner tone="danger">{problemSentence(save.error, t)}</Banner>}
          <Field label={t('time.rounding')} hint={t('time.rounding_hint')}>
            <Select value={String(draft.rounding_minutes)} onChange={(event) => setChange({ ...change, rounding_minutes: Number(event.target.value) })} options={options.map((value) => ({ value: String(value), label: `${value} min` }))} />
          </Field>
          <Switch label={t('time.ratings_on')} hint={t('time.ratings_on_hint')} checked={draft.ratings_enabled} onCheckedChange={(ratings_enabled) => setChange({ ...change, ratings_enabled })} />
        </form>
      ) : (
        <Skeleton className="h-24 w-full" />
      )}
    </Dialog>
  );
}
