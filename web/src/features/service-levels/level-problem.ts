// Why a policy or calendar was refused, in the reader's language.
import { ApiProblem } from '@/api/client.ts';
import type { TextKey } from '@/text/es-MX.ts';
import { formProblem, refusalSentence } from '@/text/fault-sentence.ts';
import type { FormProblem } from '@/text/fault-sentence.ts';
import type { Text } from '@/text/translate.ts';

const byCode: Record<string, TextKey> = {
  never_open: 'levels.fault_never_open',
  overlap: 'levels.fault_overlap',
  invalid_window: 'levels.fault_window',
  unknown_timezone: 'fault.timezone',
  last_default: 'levels.fault_last_default',
  in_use: 'levels.fault_in_use',
  without_client: 'levels.fault_without_client',
  duplicate: 'levels.fault_duplicate',
  unknown: 'levels.fault_unknown',
};
/** "Required" and "taken" say more when the field is known. */
const byField: Record<string, TextKey> = {
  'resolution_minutes required': 'levels.fault_no_target',
  'escalations required': 'levels.fault_level_nobody',
  'priority taken': 'levels.fault_scope_taken',
  'name taken': 'levels.fault_name_taken',
};

const own = (code: string, field: string | undefined): TextKey | undefined => byField[`${field ?? ''} ${code}`] ?? byCode[code];

/** A failed act as one sentence. */
export function levelRefusal(error: unknown, t: Text['t']): string {
  const key = error instanceof ApiProblem ? own(error.errors[0]?.code ?? error.code, error.errors[0]?.field) ?? byCode[error.code] : undefined;
  return key ? t(key) : refusalSentence(error, t);
}

/** Like `formProblem`, with the words of service levels. */
export function levelProblem(error: unknown, shown: readonly string[], t: Text['t']): FormProblem {
  const { fields, banner } = formProblem(error, shown, t);
  if (!(error instanceof ApiProblem)) return { fields, banner };
  const said = { ...fields };
  let first = banner;
  for (const { code, field } of error.errors) {
    const key = own(code, field);
    if (!key) continue;
    const name = field !== undefined && field in said ? field : field?.replace(/\.\d+.*$/, '');
    if (name !== undefined && name in said) said[name] = t(key);
    else first = t(key);
  }
  return { fields: said, banner: first };
}
