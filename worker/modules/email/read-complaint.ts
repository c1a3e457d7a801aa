// A reader marked a mail of ours as spam: which mail, and whether the report may be believed (E-L4, RFC 5965).
import { sql } from 'drizzle-orm';
import type { Deps } from '../../deps.ts';
import type { Config } from '../../env.ts';
import { arrayLiteral, type Actor, type Tx } from '../../platform/database.ts';
import { replyKeys } from './installation.ts';
import type { Conclusion } from './message/conclude.ts';
import type { FeedbackReport } from './message/read-feedback.ts';
import { contactKey, verifyReplyAddress, type ReplyToken } from './message/reply-address.ts';

/** The mail of ours that somebody complained about. */
export interface ComplainedMail {
  queue_id: string;
  ticket_id: string | null;
  client_id: string | null;
  to_email: string;
}

const sentMails = (tx: Tx, messageId: string, ticketIds: string[]) => tx.execute(sql`
  select q.queue_id, q.ticket_id, q.client_id, q.to_email, q.message_id = ${messageId} as is_named from email_queue q
   where q.status = 'sent' and ((${messageId} <> '' and q.message_id = ${messageId}) or q.ticket_id = any(${arrayLiteral(ticketIds)}::uuid[]))
   order by (q.message_id = ${messageId}) is true desc, q.created_at desc limit 200`);

type SentRow = ComplainedMail & { is_named: boolean | null };

/**
 * Null: it is no complaint, is about no mail of ours, or proves nothing. Everybody in a ticket reads the ids of its mails, so the reported mail
 * has to show the reply address that was made for its reader; mails without a ticket have none, there a verified reporter and the id do.
 */
export async function readComplaint(deps: Pick<Deps, 'database'> & { config: Pick<Config, 'replyAddressKeys'> }, actor: Actor, conclusion: Conclusion): Promise<ComplainedMail | null> {
  const { feedback, verdict } = conclusion;
  if (!feedback?.is_complaint) return null;
  const tokens = (await Promise.all(feedback.reply_addresses.slice(0, 5).map((address) => verifyReplyAddress(replyKeys(deps.config), address)))).filter((token) => token !== null);
  if (feedback.original_message_id === null && tokens.length === 0) return null;
  const read = await deps.database.asActor(actor, {}, (tx) => [sentMails(tx, feedback.original_message_id ?? '', tokens.map(({ ticket_id }) => ticket_id))]);
  if (!read.ok) throw new Error(`complaint: ${read.problem.kind}`);
  const isTrusted = verdict.verdict === 'verified' || verdict.verdict === 'forwarded-verified';
  for (const { is_named, ...mail } of read.value.rows[0].rows as unknown as SentRow[]) {
    if (await isBelieved(mail, is_named === true, feedback, tokens, isTrusted)) return mail;
  }
  return null;
}

async function isBelieved(mail: ComplainedMail, isNamed: boolean, feedback: FeedbackReport, tokens: ReplyToken[], isTrusted: boolean): Promise<boolean> {
  const email = mail.to_email.toLowerCase();
  if (mail.ticket_id === null) return isNamed && isTrusted && (feedback.recipients.length === 0 || feedback.recipients.includes(email));
  const key = await contactKey(email);
  return tokens.some((token) => token.ticket_id === mail.ticket_id && token.contact_key === key);
}
