// What a delivery report means for each mail of ours that it is about (E-L4, E-L5). Pure.
import { condemnsAddress, isPermanentFailure } from './message/condemned-address.ts';
import type { BouncedRecipient } from './message/read-bounce.ts';

interface SentMail {
  to_email: string;
  may_suppress: boolean;
}

export interface BounceOutcome<Sent extends SentMail> {
  sent: Sent;
  report: BouncedRecipient;
  is_permanent: boolean;
  /** The address gets no more mail until somebody releases it. */
  suppresses: boolean;
}

/** One outcome for each mail of ours that failed or waits; recipients that were reached, and mails of others, have none. */
export function bounceOutcomes<Sent extends SentMail>(sent: readonly Sent[], reports: readonly BouncedRecipient[]): BounceOutcome<Sent>[] {
  return sent.flatMap((mail) => {
    const email = mail.to_email.toLowerCase();
    const about = reports.filter(({ recipient, original_recipient }) => recipient.toLowerCase() === email || original_recipient?.toLowerCase() === email);
    const report = about.find(condemnsAddress) ?? about.find(isPermanentFailure) ?? about.find(({ action }) => action === 'failed' || action === 'delayed');
    return report ? [{ sent: mail, report, is_permanent: isPermanentFailure(report), suppresses: mail.may_suppress && condemnsAddress(report) }] : [];
  });
}
