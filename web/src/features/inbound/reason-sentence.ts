// Why a mail was set aside or ignored: the server's code as a sentence.
import type { mail } from '@/text/es-MX/mail.ts';
import type { Text } from '@/text/translate.ts';

type ReasonKey = Extract<keyof typeof mail, `reason.${string}`>;

const known: Record<ReasonKey, true> = {
  'reason.own_mail': true,
  'reason.delivery_receipt': true,
  'reason.no_from': true,
  'reason.failed_verification': true,
  'reason.list': true,
  'reason.abuse_report': true,
  'reason.auto_reply': true,
  'reason.automatic_mail': true,
  'reason.not_participant': true,
  'reason.staff_sender': true,
  'reason.inactive_sender': true,
  'reason.two_clients': true,
  'reason.unknown_sender': true,
  'reason.unverified_domain': true,
  'reason.unverified_reply': true,
  'reason.sender_limit': true,
  'reason.client_limit': true,
  'reason.duplicate': true,
  'reason.failed': true,
  'reason.same_id_other_content': true,
};

const isKnown = (key: string): key is ReasonKey => key in known;

export const isKnownReason = (reason: string): boolean => isKnown(`reason.${reason}`);

/** A reason we do not know is shown as the server wrote it. */
export function reasonSentence(reason: string, t: Text['t']): string {
  const key = `reason.${reason}`;
  return isKnown(key) ? t(key) : reason;
}
