// A version as its editor holds it (texts as typed) and as the API takes it.
import type { DraftChange, ScriptParameter } from '../../../../worker/modules/scripts/contract.ts';
import type { ParameterFormat, ParameterType, ScriptType } from '../../../../worker/modules/scripts/values.ts';
import { linesOf } from '../../ui/lines.ts';

export interface ParameterDraft {
  /** Tells rows apart while names change. */
  key: number;
  name: string;
  label: string;
  type: ParameterType;
  required: boolean;
  /** Empty: none. "true" for a boolean that starts on. */
  initial: string;
  choices: string;
  format: ParameterFormat;
  max_length: number;
  min: string;
  max: string;
}

export interface VersionDraft {
  content: string;
  parameters: ParameterDraft[];
  requires_admin: boolean;
  timeout_s: string;
  output_mib: string;
  memory_mib: string;
  processes: string;
  change_note: string;
}

const mib = 1024 * 1024;
const numberOr = (text: string): number | null => (text.trim() === '' ? null : Number(text));
const textOf = (value: number | null): string => (value === null ? '' : String(value));

/** Under which name the agent gives a question's answer to the script. */
export const variableOf = (name: string): string => `LANET_ARG_${name}`;

export const emptyParameter = (key: number): ParameterDraft => ({ key, name: '', label: '', type: 'text', required: true, initial: '', choices: '', format: 'any', max_length: 1000, min: '', max: '' });

const parameterDraft = (parameter: ScriptParameter, key: number): ParameterDraft => ({
  key,
  name: parameter.name,
  label: parameter.label,
  type: parameter.type,
  required: parameter.required,
  initial: parameter.default === null ? '' : String(parameter.default),
  choices: parameter.choices.join('\n'),
  format: parameter.format,
  max_length: parameter.max_length,
  min: textOf(parameter.min),
  max: textOf(parameter.max),
});

const openings: Record<ScriptType, string> = { powershell: '', batch: '@echo off\r\n', bash: '#!/usr/bin/env bash\nset -euo pipefail\n', python: '#!/usr/bin/env python3\n' };

/** The editor of a version that exists, or of a first one. */
export function versionDraft(version: Pick<DraftChange, 'content' | 'parameters' | 'requires_admin' | 'limits'> | null, scriptType: ScriptType = 'bash'): VersionDraft {
  const limits = version?.limits ?? { timeout_s: 600, output_bytes: 10 * mib, memory_bytes: null, processes: null };
  return {
    content: version?.content ?? openings[scriptType],
    parameters: (version?.parameters ?? []).map(parameterDraft),
    requires_admin: version?.requires_admin ?? false,
    timeout_s: String(limits.timeout_s),
    output_mib: String(limits.output_bytes / mib),
    memory_mib: textOf(limits.memory_bytes === null ? null : limits.memory_bytes / mib),
    processes: textOf(limits.processes),
    change_note: '',
  };
}

function initialOf({ type, initial }: ParameterDraft): ScriptParameter['default'] {
  if (type === 'secret') return null;
  if (type === 'boolean') return initial === 'true';
  if (initial === '') return null;
  return type === 'number' ? Number(initial) : initial;
}

/** What does not belong to the kind of a question is left out, whatever was typed before the kind changed. */
export function versionBody(draft: VersionDraft): DraftChange {
  const memory = numberOr(draft.memory_mib);
  return {
    content: draft.content,
    parameters: draft.parameters.map((parameter) => ({
      name: parameter.name.trim(),
      label: parameter.label.trim(),
      type: parameter.type,
      required: parameter.type === 'boolean' ? false : parameter.required,
      default: initialOf(parameter),
      choices: parameter.type === 'choice' ? linesOf(parameter.choices) : [],
      format: parameter.type === 'text' ? parameter.format : 'any',
      max_length: parameter.max_length,
      min: parameter.type === 'number' ? numberOr(parameter.min) : null,
      max: parameter.type === 'number' ? numberOr(parameter.max) : null,
    })),
    requires_admin: draft.requires_admin,
    limits: { timeout_s: Number(draft.timeout_s), output_bytes: Math.round(Number(draft.output_mib) * mib), memory_bytes: memory === null ? null : Math.round(memory * mib), processes: numberOr(draft.processes) },
    change_note: draft.change_note.trim() || null,
  };
}
