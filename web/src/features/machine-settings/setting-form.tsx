// One group of switches: numbers with their unit, yes or no, saved together.
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { useMachineSetting, useSaveMachineSetting } from '@/api/machine-settings.ts';
import type { MachineSettings, SettingName } from '@/api/machine-settings.ts';
import { formProblem } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Banner, ErrorPanel, Skeleton } from '@/ui/feedback.tsx';
import { Field, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { Switch } from '@/ui/toggle.tsx';

export interface NumberSwitch {
  kind: 'number';
  name: string;
  label: string;
  hint?: string | undefined;
  /** Stored value of one of what is typed: 60 where minutes are typed and seconds stored. */
  unit: number;
  /** Bounds of the stored value. */
  min: number;
  max: number;
}
export interface YesNoSwitch {
  kind: 'yes-no';
  name: string;
  label: string;
  hint?: string | undefined;
}
export type SettingSwitch = NumberSwitch | YesNoSwitch;

type Values = Record<string, number | boolean>;
type Draft = Record<string, string | boolean>;

/** As typed: stored 90 seconds are 1.5 minutes. */
export const draftOf = (values: Values, switches: readonly SettingSwitch[]): Draft =>
  Object.fromEntries(switches.map((one) => [one.name, one.kind === 'number' ? String(Number(values[one.name]) / one.unit) : values[one.name] === true]));

export const valuesOf = (draft: Draft, switches: readonly SettingSwitch[]): Values =>
  Object.fromEntries(switches.map((one) => [one.name, one.kind === 'number' ? Math.round(Number(draft[one.name]) * one.unit) : draft[one.name] === true]));

interface SettingFormProps {
  title: string;
  about: string;
  setting: SettingName;
  switches: readonly SettingSwitch[];
  readOnly: boolean;
}

function Fields({ setting, values, switches, readOnly }: Pick<SettingFormProps, 'setting' | 'switches' | 'readOnly'> & { values: Values }) {
  const { t } = useText();
  const save = useSaveMachineSetting(setting);
  const [draft, setDraft] = useState(() => draftOf(values, switches));
  const { fields, banner } = formProblem(save.error, switches.map(({ name }) => name), t);
  const isChanged = JSON.stringify(valuesOf(draft, switches)) !== JSON.stringify(valuesOf(draftOf(values, switches), switches));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate(valuesOf(draft, switches) as unknown as MachineSettings[SettingName], { onSuccess: () => toast.done(t('form.saved')) });
  };
  return (
    <form onSubmit={submit}>
      <fieldset disabled={readOnly} className="grid gap-4">
        {banner && <Banner tone="danger">{banner}</Banner>}
        {switches.map((one) =>
          one.kind === 'yes-no' ? (
            <Switch
              key={one.name}
              label={one.label}
              {...(one.hint ? { hint: one.hint } : {})}
              disabled={readOnly}
              checked={draft[one.name] === true}
              onCheckedChange={(on) => setDraft((before) => ({ ...before, [one.name]: on }))}
            />
          ) : (
            <Field key={one.name} label={one.label} hint={one.hint} error={fields[one.name]}>
              <TextInput
                type="number"
                required
                className="max-w-40 tabular-nums"
                min={one.min / one.unit}
                max={one.max / one.unit}
                step={one.unit === 1 ? 1 : 'any'}
                value={String(draft[one.name])}
                onChange={(event) => setDraft((before) => ({ ...before, [one.name]: event.target.value }))}
              />
            </Field>
          ),
        )}
        {!readOnly && (
          <Button type="submit" tone="primary" className="w-fit" busy={save.isPending} disabled={!isChanged}>
            {t('form.save')}
          </Button>
        )}
      </fieldset>
    </form>
  );
}

export function SettingForm({ title, about, setting, switches, readOnly }: SettingFormProps) {
  const { data, error, refetch } = useMachineSetting(setting);
  const values = data as unknown as Values | undefined;
  const body: ReactNode = values ? (
    <Fields setting={setting} values={values} switches={switches} readOnly={readOnly} />
  ) : error ? (
    <ErrorPanel error={error} onRetry={() => void refetch()} />
  ) : (
    <Skeleton className="h-48 w-full" />
  );
  return (
    <section className="grid gap-4 border-t border-line py-6 md:grid-cols-[16rem_minmax(0,1fr)] md:gap-8">
      <div>
        <h2 className="font-semibold">{title}</h2>
        <p className="mt-1 text-sm text-muted">{about}</p>
      </div>
      <div className="max-w-lg">{body}</div>
    </section>
  );
}
