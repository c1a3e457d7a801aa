// Why an act on alerts, rules or windows was refused, in the reader's language.
import { ApiProblem } from '@/api/client.ts';
import type { TextKey } from '@/text/es-MX.ts';
import { formProblem, refusalSentence } from '@/text/fault-sentence.ts';
import type { FormProblem } from '@/text/fault-sentence.ts';
import type { Text } from '@/text/translate.ts';

const byCode: Record<string, TextKey> = {
  too_high: 'alerts.fault_too_high',
  not_a_reading: 'alerts.fault_no_reading',
  too_early: 'alerts.fault_too_early',
  too_long: 'alerts.fault_too_long',
  wrong_state: 'alerts.fault_wrong_state',
};

/** A failed act as one sentence. */
export function alertRefusal(error: unknown, t: Text['t']): string {
  const key = error instanceof ApiProblem ? byCode[error.code] : undefined;
  return key ? t(key) : refusalSentence(error, t);
}

/** Like `formProblem`, with the words of alerts. */
export function alertProblem(error: unknown, shown: readonly string[], t: Text['t']): FormProblem {
  const { fields, banner } = formProblem(error, shown, t);
  if (!(error instanceof ApiProblem)) return { fields, banner };
  const own = { ...fields };
  for (const { code, field } of error.errors) {
    const key = byCode[code];
    if (key && field !== undefined && field in own) own[field] = t(key);
  }
  return { fields: own, banner };
}
