// Why an act on scripts, commands or runs was refused, in the reader's language.
import { ApiProblem } from '@/api/client.ts';
import type { TextKey } from '@/text/es-MX.ts';
import { formProblem, refusalSentence } from '@/text/fault-sentence.ts';
import type { FormProblem } from '@/text/fault-sentence.ts';
import type { Text } from '@/text/translate.ts';

const byCode: Record<string, TextKey> = {
  frozen: 'scripts.fault_frozen',
  four_eyes: 'scripts.fault_four_eyes',
  not_author: 'scripts.fault_not_author',
  not_approved: 'scripts.fault_not_approved',
  script_inactive: 'scripts.fault_script_inactive',
  recent_sign_in: 'scripts.fault_recent_sign_in',
  at_once_managers: 'scripts.fault_at_once_managers',
  no_machine: 'scripts.fault_no_machine',
  no_agent: 'scripts.fault_no_agent',
  held: 'scripts.fault_held',
  revoked: 'scripts.fault_revoked',
  retired: 'scripts.fault_retired',
  wrong_platform: 'scripts.fault_wrong_platform',
  wrong_state: 'scripts.fault_wrong_state',
  already_over: 'scripts.fault_already_over',
  not_a_draft: 'scripts.fault_not_a_draft',
  invalid: 'scripts.fault_value',
  too_large: 'scripts.fault_too_large',
  beyond_approval: 'scripts.fault_beyond',
  duplicate: 'scripts.fault_duplicate',
  range: 'scripts.fault_range',
};

function keyOf(entry: { code: string; field?: string }): TextKey | undefined {
  return entry.code === 'required' && entry.field?.endsWith('.choices') ? 'scripts.fault_choices' : byCode[entry.code];
}

/** A failed act as one sentence. */
export function scriptRefusal(error: unknown, t: Text['t']): string {
  if (error instanceof ApiProblem) {
    if (error.status === 429) return t('scripts.fault_budget');
    const key = error.errors[0] && keyOf(error.errors[0]);
    if (key) return t(key);
  }
  return refusalSentence(error, t);
}

/** Like `formProblem`, with the words of scripts. */
export function scriptProblem(error: unknown, shown: readonly string[], t: Text['t']): FormProblem {
  const { fields, banner } = formProblem(error, shown, t);
  if (!(error instanceof ApiProblem)) return { fields, banner };
  const own = { ...fields };
  for (const entry of error.errors) {
    const key = keyOf(entry);
    if (key && entry.field !== undefined && entry.field in own) own[entry.field] = t(key);
  }
  const nowhere = error.errors.find(({ field }) => field === undefined || !(field in own));
  return { fields: own, banner: banner === null && error.status !== 429 ? null : error.status === 429 ? scriptRefusal(error, t) : nowhere && keyOf(nowhere) ? t(keyOf(nowhere)!) : banner };
}
