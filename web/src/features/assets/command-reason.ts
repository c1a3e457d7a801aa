// Why a command ended or waits, in the reader's language. A word that is not known here is shown as it came.
import type { Text } from '@/text/translate.ts';

/** Words of the server, of a machine's object and of agents of any age. */
export const reasonCodes = [
  'agent_fault', 'agent_forgot', 'agent_outdated', 'agent_restarted', 'agent_stopped', 'arguments_hash', 'bad_arguments', 'bad_signature', 'cancelled', 'cannot_drop_rights',
  'cannot_start', 'expired', 'frozen', 'hash_mismatch', 'held', 'inactive_client', 'local_policy', 'machine_gone', 'never_sent', 'no_agent', 'no_interpreter',
  'no_limits', 'no_result', 'no_room', 'not_approved', 'not_authorised', 'not_supported', 'open_folder', 'other_client', 'output_incomplete', 'output_limit', 'protected', 'repeated', 'requester_not_staff',
  'retired', 'revoked', 'run_cancelled', 'run_stopped', 'script_hash', 'script_inactive', 'signal', 'stale', 'state_not_writable', 'system_refused', 'timeout', 'tool_role',
  'unapproved', 'unknown', 'unknown_key', 'unreadable', 'wrong_machine', 'wrong_platform',
] as const;

export function commandReason(reason: string, t: Text['t']): string {
  const code = reasonCodes.find((known) => known === reason);
  return code ? t(`fleet.why_${code}`) : reason;
}
