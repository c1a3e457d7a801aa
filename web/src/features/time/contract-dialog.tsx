// A contract of hours: how many, from when to when, and what becomes of those that are left.
import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import { ApiProblem } from '@/api/client.ts';
import { useSaveContract } from '@/api/time.ts';
import type { Contract } from '@/api/time.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, TextArea, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { Switch } from '@/ui/toggle.tsx';
import { timeFault } from './time-fault.ts';

export function ContractDialog({ clientId, contract, today, onClose }: { clientId: string; contract: Contract | null; today: string; onClose: () => void }) {
  const { t } = useText();
  const formId = useId();
  const save = useSaveContract(clientId, contract);
  const [draft, setDraft] = useState(() => ({
    name: contract?.name ?? '', hours: contract ? String(contract.minutes_per_month / 60) : '10', starts_on: contract?.starts_on ?? `${today.slice(0, 7)}-01`, ends_on: contract?.ends_on ?? '',
    rolls_over: contract?.rolls_over ?? false, warn_percent: String(contract?.warn_percent ?? 80), notes: contract?.notes ?? '',
  }));
  const edit = (change: Partial<typeof draft>): void => setDraft((before) => ({ ...before, ...change }));
  const fault = save.error ? timeFault(save.error, t) : null;
  const field = save.error instanceof ApiProblem ? save.error.errors[0]?.field : undefined;
  const at = (name: string): string | undefined => (field === name && fault ? fault : undefined);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const { name, hours, starts_on, ends_on, rolls_over, warn_percent, notes } = draft;
    save.mutate(
      { name: name.trim(), minutes_per_month: Math.round(Number(hours) * 60), starts_on, ends_on: ends_on === '' ? null : ends_on, rolls_over, warn_percent: Number(warn_percent), notes },
      {
        onSuccess: () => {
          toast.done(t('form.saved'));
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(contract ? 'time.contract_edit' : 'time.contract_new')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} tone="primary" busy={save.isPending}>
            {t(contract ? 'form.save' : 'form.create')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-4">
        {fault && !['name', 'starts_on', 'ends_on', 'minutes_per_month'].includes(field ?? '') && <Banner tone="danger">{fault}</Banner>}
        <Field label={t('time.contract_name')} error={at('name')}>
          <TextInput required maxLength={120} value={draft.name} onChange={(event) => edit({ name: event.target.value })} />
        </Field>
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={t('time.contract_hours')} error={at('minutes_per_month')}>
            <TextInput type="number" required min={0.25} max={10_000} step={0.25} value={draft.hours} onChange={(event) => edit({ hours: event.target.value })} />
          </Field>
          <Field label={t('time.contract_warn')}>
            <TextInput type="number" required min={1} max={100} value={draft.warn_percent} onChange={(event) => edit({ warn_percent: event.target.value })} />
          </Field>
          <Field label={t('time.contract_starts')} error={at('starts_on')}>
            <TextInput type="date" required value={draft.starts_on} onChange={(event) => edit({ starts_on: event.target.value })} />
          </Field>
          <Field label={t('time.contract_ends')} hint={t('time.contract_ends_hint')} error={at('ends_on')}>
            <TextInput type="date" min={draft.starts_on} value={draft.ends_on} onChange={(event) => edit({ ends_on: event.target.value })} />
          </Field>
        </div>
        <Switch label={t('time.contract_rolls')} hint={t('time.contract_rolls_hint')} checked={draft.rolls_over} onCheckedChange={(rolls_over) => edit({ rolls_over })} />
        <Field label={t('time.contract_notes')}>
          <TextArea rows={2} maxLength={2000} value={draft.notes} onChange={(event) => edit({ notes: event.target.value })} />
        </Field>
      </form>
    </Dialog>
  );
}
