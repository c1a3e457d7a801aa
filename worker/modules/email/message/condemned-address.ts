// Which reports speak against an address itself, and which only against one mail, its size, its content or a full mailbox.
import type { BouncedRecipient } from './read-bounce.ts';

type Report = Pick<BouncedRecipient, 'action' | 'status' | 'diagnostic'>;

const aboutTheAddress = /^5\.(?:1\.(?:1|2|3|6|10)|2\.1|4\.310)$/;
const aboutTheMail = /^5\.(?:2\.[23]|3\.4|4\.6|4\.7|6\.\d{1,3})$/;
const wordsAboutTheMail = /\b(?:spam|junk|virus|malware|blacklist|black ?listed|block ?list(?:ed)?|blocked using|dnsbl|rbl|reputation|dmarc|dkim|spf|policy|content (?:rejected|filter)|message (?:is )?too (?:large|big)|size (?:limit|exceed)|exceeds? (?:the )?(?:maximum|size)|greylist(?:ed)?|rate limit(?:ed)?|too many (?:messages|connections|recipients))\b/i;
const wordsAboutQuota = /\b(?:over ?quota|quota exceeded|exceeded (?:storage|quota)|mailbox (?:is )?full|inbox (?:is )?full|out of storage|insufficient (?:system )?storage|buz[óo]n (?:est[áa] )?lleno)\b/i;
const wordsAboutTheAddress = /\b(?:user unknown|unknown user|no such (?:user|recipient|mailbox|address)|(?:recipient|address|user|mailbox|account)[^.;\n]{0,40} (?:does not exist|doesn.t exist|not found|unknown|disabled|invalid)|recipientnotfound|invalid (?:recipient|mailbox|address)|account (?:is )?disabled)\b/i;

/** The recipient will not get this mail: given up, and not for a temporary fault (`4.x.x`, a queue that ran out of time). */
export function isPermanentFailure(report: Report): boolean {
  return report.action === 'failed' && !report.status?.startsWith('4');
}

/** The address gets no more mail (E-L5): a permanent failure that is about it, not about one mail or a full mailbox. */
export function condemnsAddress(report: Report): boolean {
  if (!isPermanentFailure(report)) return false;
  const words = report.diagnostic ?? '';
  if ((report.status !== null && aboutTheAddress.test(report.status)) || wordsAboutTheAddress.test(words)) return true;
  if (report.status !== null && aboutTheMail.test(report.status)) return false;
  return !wordsAboutQuota.test(words) && !wordsAboutTheMail.test(words);
}
