// Everything an approval binds, as a form: text, questions, rights, limits.
import { useText } from '@/text/translate.ts';
import { Field, TextInput } from '@/ui/field.tsx';
import { Switch } from '@/ui/toggle.tsx';
import { CodeEditor } from './code-editor.tsx';
import { ParameterEditor } from './parameter-editor.tsx';
import type { VersionDraft } from './version-draft.ts';

export interface VersionFieldsProps {
  draft: VersionDraft;
  onChange: (change: Partial<VersionDraft>) => void;
  /** Sentence of a field of the version, by its path: "content", "parameters.0.name". */
  errorOf: (path: string) => string | undefined;
}

export function VersionFields({ draft, onChange, errorOf }: VersionFieldsProps) {
  const { t } = useText();
  const limit = (name: 'timeout_s' | 'output_mib' | 'memory_mib' | 'processes', label: string, [min, max]: [number, number], path: string, isOptional = false) => (
    <Field label={label} error={errorOf(`limits.${path}`)} {...(isOptional ? { optional: t('common.optional') } : {})}>
      <TextInput type="number" required={!isOptional} min={min} max={max} step={name === 'output_mib' ? 'any' : 1} value={draft[name]} onChange={(event) => onChange({ [name]: event.target.value })} />
    </Field>
  );
  return (
    <>
      <CodeEditor value={draft.content} onChange={(content) => onChange({ content })} error={errorOf('content')} />
      <ParameterEditor parameters={draft.parameters} onChange={(parameters) => onChange({ parameters })} errorOf={(path) => errorOf(`parameters.${path}`)} />
      <fieldset className="grid gap-3">
        <legend className="mb-1 text-sm font-semibold">{t('scripts.limits')}</legend>
        <Switch label={t('scripts.requires_admin')} hint={t('scripts.requires_admin_hint')} checked={draft.requires_admin} onCheckedChange={(requires_admin) => onChange({ requires_admin })} />
        <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
          {limit('timeout_s', t('scripts.timeout'), [1, 86_400], 'timeout_s')}
          {limit('output_mib', t('scripts.output_limit'), [0.001, 64], 'output_bytes')}
          {limit('memory_mib', t('scripts.memory_limit'), [16, 65_536], 'memory_bytes', true)}
          {limit('processes', t('scripts.process_limit'), [1, 10_000], 'processes', true)}
        </div>
      </fieldset>
      <Field label={t('scripts.change_note')} optional={t('common.optional')} error={errorOf('change_note')}>
        <TextInput maxLength={1000} value={draft.change_note} onChange={(event) => onChange({ change_note: event.target.value })} />
      </Field>
    </>
  );
}
