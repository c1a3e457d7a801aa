// Why an act on what ties tickets together was refused, as a sentence.
import { ApiProblem } from '@/api/client.ts';
import type { part } from '@/text/es-MX/ticket-links.ts';
import type { Text } from '@/text/translate.ts';
import { problemSentence } from '@/ui/feedback.tsx';

type FaultKey = Extract<keyof typeof part, `links.fault_${string}`>;
const KNOWN = ['same_ticket', 'merge_circle', 'merged', 'merge_undone', 'merge_final', 'merged_further', 'target_cancelled', 'requester_blind', 'already_linked', 'link_circle', 'not_public', 'version_conflict', 'other_client', 'own_address', 'staff'];

export function linkFault(error: unknown, t: Text['t']): string {
  const code = error instanceof ApiProblem ? (error.errors[0]?.code ?? error.code) : null;
  if (code && KNOWN.includes(code)) return t(`links.fault_${code}` as FaultKey);
  return code?.startsWith('invalid') ? t('links.fault_invalid') : problemSentence(error, t);
}
