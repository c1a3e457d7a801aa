// What a poll of a mailbox does with what it finds there: which mails, since when, when again. Pure.
import type { ImapFaultCode } from '../../platform/imap/imap-fault.ts';
import type { MailFacts } from '../../platform/imap/imap-session.ts';

/** Of one poll; what is left waits for the next minute. */
export const POLL_LIMITS = { mails: 60, bytes: 100 * 1024 * 1024, seconds: 35 };
/** Tries at one mail before it is moved out of the way. */
export const STUCK_ATTEMPTS_MAX = 5;
export const DONE_FOLDER = 'Helpdesk';
export const FAILED_FOLDER = 'Helpdesk-Error';

/** Mails looked at in one poll of a folder that is read by number: after a flood, listing alone would take all the time. */
export const LOOKED_AT_MAX = 600;

const dayMs = 86_400_000;

/** Where a mail is put. The usual name is not the folder that is read itself: there every move would make a new mail of it. */
export function folderFor(named: string | null, usual: string, read: string): string {
  return named ?? (usual.toLowerCase() === read.toLowerCase() ? `${usual}-2` : usual);
}

/** Our own store or queue failed: nobody else's fault, and no mail's. */
export type PollFaultCode = ImapFaultCode | 'own_store' | 'secret_missing' | 'token_refused' | 'token_unreachable' | 'token_url_not_allowed' | 'mail_too_large' | 'interrupted';

export interface PollPosition {
  uid_validity: number | null;
  last_uid: number | null;
  last_poll_ok_at: Date | null;
  poll_since: Date;
  /** When the oldest mail that is still tried again was met. */
  oldest_retry_at: Date | null;
}

export type FolderView = { uidValidity: number; uidNext: number };

/**
 * Where reading goes on. In a folder whose numbers still hold: above the last one. In one that is new, or whose numbers mean something else now:
 * by the day that mails came, because what was taken in before that was moved away, and what lay there before us is none of our business.
 */
export function startOf(position: PollPosition, folder: FolderView): { above: number } | { since: Date } {
  if (position.uid_validity === folder.uidValidity && position.last_uid !== null) return { above: position.last_uid };
  if (position.uid_validity === null) return { since: position.poll_since };
  const good = position.last_poll_ok_at ?? position.poll_since;
  const from = position.oldest_retry_at !== null && position.oldest_retry_at < good ? position.oldest_retry_at : good;
  // A mail may have come before the poll that did not see it yet; one that was taken in already is recognised by its bytes.
  return { since: new Date(Math.max(from.getTime() - dayMs, position.poll_since.getTime())) };
}

/** The server's days are those of its own zone: asked for a day more, and then compared exactly. */
export const searchDay = (since: Date): Date => new Date(since.getTime() - dayMs);

export interface PollPlan {
  /** In this order. */
  take: MailFacts[];
  tooLarge: MailFacts[];
  /** More than one poll takes. */
  isMore: boolean;
  /** Position once all of `take` and `tooLarge` are dealt with. */
  lastUid: number;
}

export function planOf(start: ReturnType<typeof startOf>, folder: FolderView, found: MailFacts[], waiting: number[], bytesMax: number): PollPlan {
  const wanted = found.filter((mail) => !waiting.includes(mail.uid) && ('above' in start || mail.receivedAt === null || mail.receivedAt >= start.since));
  const now: MailFacts[] = [];
  let bytes = 0;
  for (const mail of wanted) {
    const size = Math.min(mail.size ?? 0, bytesMax);
    if (now.length === POLL_LIMITS.mails || (now.length > 0 && bytes + size > POLL_LIMITS.bytes)) break;
    now.push(mail);
    bytes += size;
  }
  const isMore = now.length < wanted.length;
  // Read by day, a folder is done up to where it will go on; read by number, only what was seen counts.
  const before = 'above' in start ? start.above : folder.uidNext - 1;
  const lastUid = isMore ? now.at(-1)!.uid : Math.max(before, ...found.map((mail) => mail.uid));
  const isTooLarge = (mail: MailFacts) => mail.size !== null && mail.size > bytesMax;
  return { take: now.filter((mail) => !isTooLarge(mail)), tooLarge: now.filter(isTooLarge), isMore, lastUid };
}

/** Faults that only a person mends: asking every minute would lock the account. */
const PATIENT: PollFaultCode[] = ['auth_failed', 'auth_unsupported', 'token_refused', 'token_url_not_allowed', 'secret_missing', 'certificate', 'host_not_allowed', 'port_not_allowed', 'host_not_found'];

/** Minutes until the next poll after so many failures in a row; 0: with the next sweep. */
export function pauseMinutes(failures: number, code: PollFaultCode): number {
  const pauses = PATIENT.includes(code) ? [2, 5, 15, 30, 60] : [0, 1, 2, 5, 10, 15];
  return failures < 1 ? 0 : pauses[Math.min(failures, pauses.length) - 1]!;
}

/** The header block of a raw mail, unfolded, one character a byte; at most 64 KB of it. */
export function headOf(raw: Uint8Array): string {
  let text = '';
  for (let at = 0; at < Math.min(raw.length, 65_536); at += 8192) text += String.fromCharCode(...raw.subarray(at, Math.min(at + 8192, raw.length)));
  const end = /\r?\n\r?\n/.exec(text);
  return (end ? text.slice(0, end.index) : text).replace(/\r?\n[ \t]+/g, ' ');
}

/** Who the server that delivered the mail says it came from: '' for the empty sender; null when it wrote nothing down. */
export function returnPathOf(head: string): string | null {
  const line = /^return-path:[ \t]*(.{0,400})$/im.exec(head)?.[1]?.trim();
  if (line === undefined) return null;
  const address = /^<([^<>]*)>$/.exec(line)?.[1] ?? line;
  return address.toLowerCase().trim();
}

/** Addresses below the mailbox (`name+word@`) that the mail says it went to: what replies are sent to when a mailbox answers for itself. At most ten. */
export function subAddressesOf(head: string, mailbox: string): string[] {
  const at = mailbox.lastIndexOf('@');
  const [local, domain] = [mailbox.slice(0, at).toLowerCase(), mailbox.slice(at).toLowerCase()];
  const lines = head.match(/^(?:delivered-to|x-original-to|envelope-to|x-delivered-to|to|cc):.{0,4000}$/gim) ?? [];
  const words = lines.flatMap((line) => line.toLowerCase().split(/[\s<>,;:"()]+/));
  return [...new Set(words.filter((word) => word.startsWith(`${local}+`) && word.endsWith(domain) && word.length < 200))].slice(0, 10);
}
