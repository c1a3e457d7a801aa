// What a script asks for, as a form: one control for each question, secrets masked.
import type { ScriptParameter } from '../../../../worker/modules/scripts/contract.ts';
import { useText } from '@/text/translate.ts';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { Switch } from '@/ui/toggle.tsx';
import type { ArgumentValues } from './argument-values.ts';

function useHint(): (parameter: ScriptParameter) => string | undefined {
  const { t, number } = useText();
  return ({ type, format, min, max }) => {
    if (type === 'secret') return t('scripts.secret_hint');
    if (type === 'text') return format === 'any' ? undefined : t(`scripts.format_${format}`);
    if (type !== 'number') return undefined;
    if (min !== null && max !== null) return t('scripts.range_both', { min: number(min), max: number(max) });
    return min !== null ? t('scripts.range_min', { min: number(min) }) : max !== null ? t('scripts.range_max', { max: number(max) }) : undefined;
  };
}

export interface ArgumentFieldsProps {
  parameters: readonly ScriptParameter[];
  values: ArgumentValues;
  onChange: (change: ArgumentValues) => void;
  /** Sentences by the parameter's name. */
  errors: Record<string, string | undefined>;
}

export function ArgumentFields({ parameters, values, onChange, errors }: ArgumentFieldsProps) {
  const { t } = useText();
  const hintOf = useHint();
  return parameters.map((parameter) => {
    const { name, label, type, required } = parameter;
    const value = values[name] ?? '';
    if (type === 'boolean') return <Switch key={name} label={label} checked={value === true} onCheckedChange={(on) => onChange({ [name]: on })} />;
    const text = String(value);
    const edit = (next: string): void => onChange({ [name]: next });
    return (
      <Field key={name} label={label} hint={hintOf(parameter)} error={errors[name]} {...(required ? {} : { optional: t('common.optional') })}>
        {type === 'choice' ? (
          <Select value={text} onChange={(event) => edit(event.target.value)} placeholder={required ? '' : t('common.none')} options={parameter.choices.map((choice) => ({ value: choice, label: choice }))} />
        ) : type === 'number' ? (
          <TextInput type="number" inputMode="decimal" step="any" value={text} min={parameter.min ?? undefined} max={parameter.max ?? undefined} onChange={(event) => edit(event.target.value)} />
        ) : (
          // "new-password": the browser neither fills it in nor offers to keep it.
          <TextInput
            type={type === 'secret' ? 'password' : 'text'}
            autoComplete={type === 'secret' ? 'new-password' : 'off'}
            spellCheck={false}
            maxLength={parameter.max_length}
            value={text}
            onChange={(event) => edit(event.target.value)}
          />
        )}
      </Field>
    );
  });
}
