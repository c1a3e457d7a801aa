// What a script asks for, question by question.
import { Plus, Trash2 } from 'lucide-react';
import { PARAMETER_FORMATS, PARAMETER_TYPES } from '../../../../worker/modules/scripts/values.ts';
import type { ParameterFormat, ParameterType } from '../../../../worker/modules/scripts/values.ts';
import { useText } from '@/text/translate.ts';
import { Button, IconButton } from '@/ui/button.tsx';
import { Field, Select, TextArea, TextInput } from '@/ui/field.tsx';
import { linesOf } from '@/ui/lines.ts';
import { Switch } from '@/ui/toggle.tsx';
import { emptyParameter, variableOf } from './version-draft.ts';
import type { ParameterDraft } from './version-draft.ts';

interface QuestionProps {
  parameter: ParameterDraft;
  onChange: (change: Partial<ParameterDraft>) => void;
  errorOf: (field: string) => string | undefined;
}

function Initial({ parameter: { type, initial, choices }, onChange, errorOf }: QuestionProps) {
  const { t } = useText();
  if (type === 'secret') return null;
  if (type === 'boolean') return <Switch label={t('scripts.parameter_default')} checked={initial === 'true'} onCheckedChange={(on) => onChange({ initial: String(on) })} />;
  return (
    <Field label={t('scripts.parameter_default')} optional={t('common.optional')} error={errorOf('default')}>
      {type === 'choice' ? (
        <Select value={initial} onChange={(event) => onChange({ initial: event.target.value })} placeholder={t('scripts.parameter_no_default')} options={linesOf(choices).map((value) => ({ value, label: value }))} />
      ) : (
        <TextInput type={type === 'number' ? 'number' : 'text'} step="any" maxLength={1000} value={initial} onChange={(event) => onChange({ initial: event.target.value })} />
      )}
    </Field>
  );
}

function Question({ parameter, onChange, errorOf }: QuestionProps) {
  const { t } = useText();
  const { name, label, type, required, format, choices, min, max } = parameter;
  return (
    <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
      <Field label={t('scripts.parameter_name')} error={errorOf('name')} hint={name ? t('scripts.parameter_variable', { name: variableOf(name) }) : undefined}>
        <TextInput
          required
          className="font-mono"
          maxLength={63}
          placeholder="DAYS"
          value={name}
          onChange={(event) => onChange({ name: event.target.value.toUpperCase().replace(/[^A-Z0-9_]/g, '_').replace(/^[^A-Z]+/, '') })}
        />
      </Field>
      <Field label={t('scripts.parameter_label')} error={errorOf('label')}>
        <TextInput required maxLength={120} value={label} onChange={(event) => onChange({ label: event.target.value })} />
      </Field>
      <Field label={t('scripts.parameter_type')} error={errorOf('type')}>
        <Select value={type} onChange={(event) => onChange({ type: event.target.value as ParameterType, initial: '' })} options={PARAMETER_TYPES.map((value) => ({ value, label: t(`scripts.ptype_${value}`) }))} />
      </Field>
      {type === 'text' && (
        <Field label={t('scripts.parameter_format')}>
          <Select value={format} onChange={(event) => onChange({ format: event.target.value as ParameterFormat })} options={PARAMETER_FORMATS.map((value) => ({ value, label: t(`scripts.format_${value}`) }))} />
        </Field>
      )}
      {type === 'number' && (
        <>
          <Field label={t('scripts.parameter_min')} optional={t('common.optional')}>
            <TextInput type="number" step="any" value={min} onChange={(event) => onChange({ min: event.target.value })} />
          </Field>
          <Field label={t('scripts.parameter_max')} optional={t('common.optional')} error={errorOf('max')}>
            <TextInput type="number" step="any" value={max} onChange={(event) => onChange({ max: event.target.value })} />
          </Field>
        </>
      )}
      {type === 'choice' && (
        <Field label={t('scripts.parameter_choices')} hint={t('form.one_per_line')} error={errorOf('choices')}>
          <TextArea rows={3} value={choices} onChange={(event) => onChange({ choices: event.target.value })} />
        </Field>
      )}
      <Initial parameter={parameter} onChange={onChange} errorOf={errorOf} />
      {type !== 'boolean' && <Switch label={t('scripts.parameter_required')} checked={required} onCheckedChange={(on) => onChange({ required: on })} />}
    </div>
  );
}

export interface ParameterEditorProps {
  parameters: ParameterDraft[];
  onChange: (parameters: ParameterDraft[]) => void;
  /** Sentence of a field, by its path below `parameters`: "0.name". */
  errorOf: (path: string) => string | undefined;
}

export function ParameterEditor({ parameters, onChange, errorOf }: ParameterEditorProps) {
  const { t } = useText();
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1 text-sm font-semibold">{t('scripts.parameters')}</legend>
      <p className="text-sm text-muted">{t('scripts.parameters_hint')}</p>
      {parameters.map((parameter, n) => (
        <div key={parameter.key} role="group" aria-label={parameter.name || t('scripts.parameter_n', { n: n + 1 })} className="flex gap-2 rounded-lg border border-line p-3.5">
          <div className="min-w-0 flex-1">
            <Question parameter={parameter} onChange={(change) => onChange(parameters.map((other) => (other === parameter ? { ...other, ...change } : other)))} errorOf={(field) => errorOf(`${n}.${field}`)} />
          </div>
          <IconButton label={t('scripts.parameter_remove', { name: parameter.name || t('scripts.parameter_n', { n: n + 1 }) })} onClick={() => onChange(parameters.filter((other) => other !== parameter))}>
            <Trash2 className="size-4" aria-hidden />
          </IconButton>
        </div>
      ))}
      <Button className="justify-self-start" disabled={parameters.length >= 30} icon={<Plus className="size-4" aria-hidden />} onClick={() => onChange([...parameters, emptyParameter(1 + Math.max(0, ...parameters.map(({ key }) => key)))])}>
        {t('scripts.parameter_add')}
      </Button>
    </fieldset>
  );
}
