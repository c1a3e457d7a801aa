// Everything the library can say about one raw mail, without a database: the same value for the consumer and for operators.
import { readCalendarCards } from './calendar-card.ts';
import type { CalendarCard } from './calendar-card.ts';
import { checkAttachment } from './check-attachment.ts';
import type { AttachmentCheck } from './check-attachment.ts';
import { classifyMessage } from './classify-message.ts';
import type { Classification, OwnMail } from './classify-message.ts';
import { decodeBytes } from './decode-bytes.ts';
import { ticketNumberInSubject } from './message-ids.ts';
import { parseMessage } from './parse-message.ts';
import type { MailAttachment, ParsedMessage, ParseOptions } from './parse-message.ts';
import { readFeedback } from './read-feedback.ts';
import type { FeedbackReport } from './read-feedback.ts';
import { readPgpText } from './pgp-armor.ts';
import { platformAuthserv, readVerdict } from './read-verdict.ts';
import type { VerdictOptions, VerdictResult } from './read-verdict.ts';
import { splitReply } from './split-reply.ts';
import type { ReplySplit } from './split-reply.ts';
import { verifyMessage } from './verify-message.ts';
import type { VerifyContext } from './verify-dkim.ts';

export type ConcludeContext = {
  own: OwnMail;
  verdict?: VerdictOptions;
  /** Checks the mail's own signatures where no believed server stamped it; `now` is when the mail came. */
  verify?: VerifyContext;
  parse?: ParseOptions;
  now?: Date;
};

export type Conclusion = {
  message: ParsedMessage;
  classification: Classification;
  verdict: VerdictResult;
  reply: ReplySplit;
  /** In the order of `message.attachments`. */
  attachments: { attachment: MailAttachment; check: AttachmentCheck }[];
  /** What a reader complained about; null for mails of every other class. */
  feedback: FeedbackReport | null;
  /** Events of attached calendars, for cards; at most 10. */
  calendar: CalendarCard[];
  /** What is said of its protection: nothing is verified or decrypted here. */
  protection: 'encrypted' | 'signed' | null;
  /** Number of the subject tag, such as `TKT-000123`. */
  subject_ticket: string | null;
  /** Whether the Date header may be believed: at most 24 h ahead and 7 days back; null without `now`. */
  date_plausible: boolean | null;
  /** Of parsing and of concluding. */
  warnings: string[];
};

const dayMs = 86_400_000;

/** Parses, classifies, verifies and splits a raw mail. Never throws. */
export async function concludeMessage(raw: Uint8Array, context: ConcludeContext): Promise<Conclusion> {
  const message = await parseMessage(raw, context.parse);
  const warnings = [...message.warnings];
  const attempt = <T>(work: () => T, otherwise: T, warning: string): T => {
    try {
      return work();
    } catch {
      warnings.push(warning);
      return otherwise;
    }
  };
  const trusted = context.verdict ?? platformAuthserv;
  const stamped = attempt<VerdictResult>(() => readVerdict(message, trusted), { verdict: 'unverified', reasons: ['result unreadable'], methods: [] }, 'verdict_unreadable');
  const verdict = context.verify && stamped.methods.length === 0 ? await checked(raw, message, { ...context.verify, arc_sealers: trusted.arc_sealers ?? [] }, stamped) : stamped;
  const now = context.now?.getTime();
  const sent = message.date === null ? null : Date.parse(message.date);
  const date_plausible = now === undefined ? null : sent !== null && sent <= now + dayMs && sent >= now - 7 * dayMs;
  if (date_plausible === false && sent !== null) warnings.push('date_implausible');
  const classification = attempt<Classification>(() => classifyMessage(message, context.own), { class: 'human', signals: [], auto_generated: false, bounce: null }, 'class_unknown');
  return {
    message,
    classification,
    verdict,
    reply: attempt(() => splitReply({ text: readPgpText(message.body_text).text, html: message.body_html }), { visible: message.body_text, quoted: '', signature: '', confidence: 0, version: 0 }, 'reply_not_split'),
    attachments: message.attachments.map((attachment) => ({ attachment, check: checkAttachment(attachment) })),
    feedback: classification.class === 'abuse-report' ? attempt(() => readFeedback(message), null, 'feedback_unreadable') : null,
    calendar: attempt(() => calendarOf(message), [], 'calendar_unreadable'),
    protection: warnings.includes('encrypted') ? 'encrypted' : warnings.includes('signed_not_checked') ? 'signed' : null,
    subject_ticket: ticketNumberInSubject(message.subject),
    date_plausible,
    warnings,
  };
}

async function checked(raw: Uint8Array, message: ParsedMessage, options: Parameters<typeof verifyMessage>[2], otherwise: VerdictResult): Promise<VerdictResult> {
  try {
    return await verifyMessage(raw, message, options);
  } catch {
    return otherwise;
  }
}

function calendarOf(message: ParsedMessage): CalendarCard[] {
  const files = message.attachments.filter(({ mime, filename }) => mime === 'text/calendar' || mime === 'application/ics' || /\.ics$/i.test(filename)).slice(0, 5);
  const cards = files.flatMap(({ content }) => readCalendarCards(decodeBytes(content.subarray(0, 262_144), 'utf-8').text));
  // Many senders put the same event in twice, as an alternative of the text and as a file.
  return cards.filter((card, n) => cards.findIndex((other) => JSON.stringify(other) === JSON.stringify(card)) === n).slice(0, 10);
}
