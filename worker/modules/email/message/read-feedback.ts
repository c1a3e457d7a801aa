// Feedback loops (RFC 5965, and Microsoft's mails without fields): which mail of ours a reader complained about, and how.
import { decodeBytes } from './decode-bytes.ts';
import { normaliseAddress } from './mail-address.ts';
import { normaliseMessageId } from './message-ids.ts';
import { headerValue, readHeaderBlock } from './mime-tree.ts';
import type { ParsedMessage } from './parse-message.ts';
import { reportedHeaders } from './read-bounce.ts';
import { storableLine } from './storable-text.ts';

export type FeedbackReport = {
  /** `abuse`, `fraud`, `opt-out`, `not-spam`, `auth-failure` …; `abuse` for reports without fields. */
  type: string;
  /** A reader wants no more of it; reports about signatures or of lost mail are none. */
  is_complaint: boolean;
  /** Who complained; several providers hide it, then empty. */
  recipients: string[];
  original_message_id: string | null;
  /** Reply-To of the reported mail: its signed address proves that the report is about a mail that its reader got. */
  reply_addresses: string[];
  user_agent: string | null;
};

const complaints = new Set(['abuse', 'fraud', 'opt-out', 'opt-out-list', 'complaint', 'miscategorized']);
const hidden = /redacted|privacy|hidden|undisclosed|[*x]{4,}|^anonym/i;

/** The report of a mail of class `abuse-report`; null when it holds none. Never throws. */
export function readFeedback(message: ParsedMessage): FeedbackReport | null {
  const part = message.attachments.find(({ mime }) => mime === 'message/feedback-report');
  const fields = part ? readHeaderBlock(decodeBytes(part.content.subarray(0, 65_536), null).text) : [];
  const original = reportedHeaders(message);
  if (fields.length === 0 && original.length === 0) return null;
  const type = (/^[a-z-]{1,40}/.exec(headerValue(fields, 'feedback-type').trim().toLowerCase())?.[0] ?? 'abuse');
  const named = [
    ...fields.filter(({ key }) => key === 'original-rcpt-to' || key === 'removal-recipient').map(({ value }) => value),
    headerValue(original, 'x-hmxmroriginalrecipient'), headerValue(message.headers, 'x-hmxmroriginalrecipient'), headerValue(original, 'x-original-to'), headerValue(original, 'delivered-to'), headerValue(original, 'to'),
  ];
  const addresses = (text: string): string[] =>
    (text.slice(0, 5000).match(/[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/g) ?? []).slice(0, 20).flatMap((address) => normaliseAddress(address) ?? []);
  const recipients = named.filter((value) => !hidden.test(value)).flatMap(addresses).filter((address) => !hidden.test(address));
  const agent = storableLine(headerValue(fields, 'user-agent'), 200);
  return {
    type, is_complaint: complaints.has(type), recipients: [...new Set(recipients)].slice(0, 20), original_message_id: normaliseMessageId(headerValue(original, 'message-id')),
    reply_addresses: addresses(headerValue(original, 'reply-to')), user_agent: agent === '' ? null : agent,
  };
}
