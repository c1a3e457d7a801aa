// Faults of a mailbox as sentences: the ones that only mailboxes have, and the general ones.
import { ApiProblem } from '@/api/client.ts';
import { formProblem, type FormProblem } from '@/text/fault-sentence.ts';
import type { Text } from '@/text/translate.ts';

const OWN = ['needed_again', 'same_folder', 'host_not_allowed', 'port_not_allowed'] as const;

/** Sorts a refused save or test into the fields of the form. */
export function mailboxProblem(error: unknown, shown: readonly string[], t: Text['t']): FormProblem {
  const problem = formProblem(error, shown, t);
  if (!(error instanceof ApiProblem)) return problem;
  for (const { field, code } of error.errors) {
    if (field === undefined || !(field in problem.fields)) continue;
    const own = OWN.find((name) => name === code);
    if (own) problem.fields[field] = t(`mailconf.fault_${own}`);
    else if (code === 'taken') problem.fields[field] = t('mailconf.fault_taken');
    else if (code === 'custom' && field === 'oauth_token_url') problem.fields[field] = t('mailconf.fault_url');
    else if (code === 'custom' && field.endsWith('_host')) problem.fields[field] = t('mailconf.fault_host');
  }
  return problem;
}
