// What a mail that came as a file says, in a few lines: who wrote it, when, about what, and how it begins.
import { parseMessage } from './parse-message.ts';
import type { MailAttachment } from './parse-message.ts';
import { splitReply } from './split-reply.ts';

export type EmbeddedSummary = {
  from_name: string;
  from_email: string;
  /** ISO 8601; null when its Date cannot be read. */
  date: string | null;
  subject: string;
  /** First lines, without what it quotes. */
  text: string;
  /** How many files it carries. */
  files: number;
};

const textLengthMax = 600;

export const isMailFile = ({ mime, filename }: Pick<MailAttachment, 'mime' | 'filename'>): boolean => mime === 'message/rfc822' || mime === 'message/global' || /\.eml$/i.test(filename);

/** Null when the file is no mail. Never throws. */
export async function summariseMail(file: Pick<MailAttachment, 'mime' | 'filename' | 'content'>): Promise<EmbeddedSummary | null> {
  if (!isMailFile(file) || file.content.length === 0) return null;
  const inner = await parseMessage(file.content);
  if (inner.from === null && inner.subject === '' && inner.date === null) return null;
  const visible = splitReply({ text: inner.body_text, html: inner.body_html }).visible.replace(/\n{3,}/g, '\n\n');
  const text = visible.length > textLengthMax ? `${visible.slice(0, textLengthMax).replace(/[\ud800-\udbff]$/, '').trimEnd()}…` : visible;
  return { from_name: inner.from?.name ?? '', from_email: inner.from?.email ?? '', date: inner.date, subject: inner.subject, text, files: inner.attachments.length };
}
