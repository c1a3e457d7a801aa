// Why a macro is refused, part by part, in the reader's language.
import { ApiProblem } from '@/api/client.ts';
import type { FieldError } from '@/api/client.ts';
import { gateFault } from '@/features/checklists/gate-sentence.ts';
import type { TextKey } from '@/text/es-MX.ts';
import type { Text } from '@/text/translate.ts';
import { problemSentence } from '@/ui/feedback.tsx';

const sentences: Record<string, TextKey> = {
  empty_variable: 'macros.fault_empty',
  unknown_variable: 'macros.fault_unknown',
  does_nothing: 'macros.fault_nothing',
  not_resolving: 'macros.fault_not_resolving',
  forbidden_transition: 'macros.fault_status',
  unknown_category: 'macros.fault_category',
  not_staff: 'macros.fault_assignee',
  unknown_template: 'macros.fault_checklist',
  unknown: 'macros.fault_gone',
  inactive: 'macros.fault_inactive',
  other_client: 'macros.fault_other_client',
  not_yours: 'macros.fault_not_yours',
  taken: 'macros.fault_taken',
  required: 'macros.fault_required',
  too_small: 'macros.fault_required',
  version_conflict: 'macros.fault_version',
  too_many: 'macros.fault_tags',
};

export function macroFault(error: FieldError, t: Text['t']): string {
  const key = sentences[error.code];
  const variable = /\{\{[^}]*\}\}/.exec(error.message)?.[0] ?? '{{';
  return gateFault(error, t) ?? (key ? t(key, { variable }) : error.message);
}

/** A refused act: sentences by field, and all of them as one. */
export function macroProblem(error: unknown, t: Text['t']): { fields: Record<string, string>; sentence: string | null } {
  if (!error) return { fields: {}, sentence: null };
  if (!(error instanceof ApiProblem) || error.status === 403 || error.status === 404 || error.errors.length === 0) return { fields: {}, sentence: problemSentence(error, t) };
  const fields: Record<string, string> = {};
  for (const one of error.errors) if (one.field) fields[one.field] ??= macroFault(one, t);
  return { fields, sentence: [...new Set(error.errors.map((one) => macroFault(one, t)))].join(' ') };
}
