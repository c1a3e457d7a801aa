// How a session of remote help ended, in the reader's language. A word that is not known here is shown as it came.
import { commandReason } from '@/features/assets/command-reason.ts';
import type { Text } from '@/text/translate.ts';

/** Words of the machine's object and of its agent that belong to sessions alone. */
const remoteReasons = [
  'authority', 'bytes_limit', 'cannot_connect', 'connection_lost', 'consent_refused', 'consent_unanswered', 'ended', 'ended_at_machine', 'exit', 'idle', 'left', 'no_desktop', 'no_service', 'no_terminal', 'no_ticket', 'nobody_to_ask',
  'not_met', 'time_limit', 'too_fast', 'transcript_full',
] as const;

export function remoteReason(reason: string, t: Text['t']): string {
  const code = remoteReasons.find((known) => known === reason);
  return code ? t(`assets.remote_end_${code}`) : commandReason(reason, t);
}
