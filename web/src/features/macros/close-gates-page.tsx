// What must be done before a ticket is resolved or closed: read by administrators, decided by a superadmin.
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useCloseGates, useSaveCloseGates } from '@/api/checklists.ts';
import type { CloseGatesBody } from '@/api/checklists.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Banner, ErrorPanel, problemSentence, SkeletonList } from '@/ui/feedback.tsx';
import { Field, TextInput } from '@/ui/field.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { Checkbox } from '@/ui/toggle.tsx';
import { MacroTabs } from './macro-tabs.tsx';

const gates = ['resolution_text', 'category_required', 'time_logged', 'checklist_done'] as const;
const ends = ['resuelto', 'cerrado'] as const;
type Gate = (typeof gates)[number];

function GateRow({ gate, value, disabled, onAt, children }: { gate: Gate; value: CloseGatesBody; disabled: boolean; onAt: (at: CloseGatesBody[Gate]['at']) => void; children?: ReactNode }) {
  const { t } = useText();
  const { at } = value[gate];
  return (
    <fieldset className="grid gap-3 rounded-lg border border-line px-4 py-3">
      <legend className="px-1 text-sm font-semibold">{t(`gates.${gate}`)}</legend>
      <p className="-mt-2 text-sm text-muted">{t(`gates.${gate}_about`)}</p>
      <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
        {ends.map((end) => (
          <label key={end} className="flex min-h-8 items-center gap-2 text-sm" htmlFor={`${gate}-${end}`}>
            <Checkbox id={`${gate}-${end}`} disabled={disabled} checked={at.includes(end)} onCheckedChange={(on) => onAt(on === true ? ends.filter((one) => one === end || at.includes(one)) : at.filter((one) => one !== end))} />
            {t(end === 'resuelto' ? 'gates.at_resolve' : 'gates.at_close')}
          </label>
        ))}
        {children}
      </div>
    </fieldset>
  );
}

function GatesForm({ stored }: { stored: CloseGatesBody }) {
  const { t } = useText();
  const disabled = useMe().role !== 'superadmin';
  const [value, setValue] = useState(stored);
  const save = useSaveCloseGates();
  const number = (typed: string): number => Math.max(1, Math.round(Number(typed)) || 1);
  const at = (gate: Gate) => (list: CloseGatesBody[Gate]['at']) => setValue((before) => ({ ...before, [gate]: { ...before[gate], at: list } }));
  return (
    <form
      className="grid max-w-3xl gap-4 px-4 py-4 sm:px-6"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(value, { onSuccess: () => toast.done(t('form.saved')) });
      }}
    >
      {disabled && <Banner tone="info">{t('gates.read_only')}</Banner>}
      {save.error && <Banner tone="danger">{problemSentence(save.error, t)}</Banner>}
      <GateRow gate="resolution_text" value={value} disabled={disabled} onAt={at('resolution_text')}>
        <Field label={t('gates.min_length')}>
          <TextInput type="number" className="w-28" min={1} max={2000} disabled={disabled} value={value.resolution_text.min_length} onChange={(event) => setValue({ ...value, resolution_text: { ...value.resolution_text, min_length: number(event.target.value) } })} />
        </Field>
      </GateRow>
      <GateRow gate="category_required" value={value} disabled={disabled} onAt={at('category_required')} />
      <GateRow gate="time_logged" value={value} disabled={disabled} onAt={at('time_logged')}>
        <Field label={t('gates.minutes')}>
          <TextInput type="number" className="w-28" min={1} max={1440} disabled={disabled} value={value.time_logged.minutes} onChange={(event) => setValue({ ...value, time_logged: { ...value.time_logged, minutes: number(event.target.value) } })} />
        </Field>
      </GateRow>
      <GateRow gate="checklist_done" value={value} disabled={disabled} onAt={at('checklist_done')} />
      <p className="text-xs text-muted">{t('gates.not_held')}</p>
      {!disabled && (
        <Button type="submit" tone="primary" className="justify-self-start" busy={save.isPending}>
          {t('form.save')}
        </Button>
      )}
    </form>
  );
}

export function CloseGatesPage() {
  const { t } = useText();
  const stored = useCloseGates();
  return (
    <>
      <PageHeader title={t('nav.macros')} about={t('gates.about')} />
      <MacroTabs />
      {stored.data ? <GatesForm stored={stored.data} /> : stored.isPending ? <SkeletonList rows={5} /> : <ErrorPanel error={stored.error} onRetry={() => void stored.refetch()} />}
    </>
  );
}
