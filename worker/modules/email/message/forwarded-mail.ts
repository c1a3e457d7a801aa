// A mail that somebody forwards: who wrote it, about what, its words, and what the forwarder put above (E-T10).
import { readHeaderLine } from './header-labels.ts';
import { normaliseAddress } from './mail-address.ts';
import type { MailAddress } from './mail-address.ts';
import { parseMessage } from './parse-message.ts';
import type { MailAttachment, ParsedMessage } from './parse-message.ts';
import { isForwardLine, isOriginalMessageLine } from './quote-patterns.ts';
import { storableLine, withoutBidi } from './storable-text.ts';

export type ForwardedMail = {
  from: MailAddress;
  subject: string;
  text: string;
  /** As received, not sanitised; null when it was forwarded as text. */
  html: string | null;
  /** Of a mail that came as a file: its own files. Null: it was forwarded inline, and its files hang on the mail around it. */
  attachments: MailAttachment[] | null;
  /** Normalised; null when the forward does not tell. */
  message_id: string | null;
  /** What the forwarder wrote above. */
  note: string;
};

const prefix = /^(?:fwd?|fw|rv|reenv(?:iado|iar)?|tr|trans|wg|weitergeleitet|enc|res?enc|i|inoltr[ao]|doorst|doorgestuurd|vb|vl|vid|pd|przek|ilt|továbbítás|továbbítva|fwd?d|πρθ|прд|пересл|转发|轉寄|転送|전달|הועבר|إعادة توجيه|redirecționat|přep)\s?(?:\[\d{1,3}\])?\s?[:：]\s*/iu;
const linesMax = 20_000;
const textLengthMax = 262_144;

/** Whether the outermost mark of a subject says that the mail is forwarded. */
export function isForwardSubject(subject: string): boolean {
  return prefix.test(subject.trimStart().slice(0, 200));
}

/** The subject without marks of forwarding and answering. */
export function withoutMarks(subject: string): string {
  let text = subject.trim();
  for (let n = 0; n < 20; n++) {
    const less = text.replace(prefix, '').replace(/^(?:re|aw|sv|antw|rif|res|r|odp|ynt|vs|ответ|回复|回覆|返信)\s?(?:\[\d{1,3}\])?\s?[:：]\s*/iu, '');
    if (less === text) break;
    text = less;
  }
  return text;
}

type Block = { from: MailAddress | null; name: string; subject: string; end: number };

/** Header lines from `at` on: at least two of them, From among them; wrapped values are joined. */
function readBlock(lines: readonly string[], at: number): Block | null {
  let i = at;
  while (i < lines.length && i < at + 5 && bare(lines[i] as string) === '') i++;
  const values: Partial<Record<string, string>> = {};
  let last = '';
  let count = 0;
  for (; i < lines.length && count < 14; i++, count++) {
    const text = lines[i] as string;
    if (bare(text) === '') {
      // Apple and Lotus leave an empty line between two header lines.
      if (values['from'] !== undefined && values['subject'] === undefined && readHeaderLine(lines[i + 1] ?? '') !== null) continue;
      break;
    }
    // Zoho draws its line again below the header lines.
    if (isForwardLine(text)) {
      i++;
      break;
    }
    const header = readHeaderLine(text);
    if (header === null) {
      if (last === '') return null;
      values[last] = `${values[last] ?? ''} ${bare(text)}`.slice(0, 2000);
    } else if (values[header.role] === undefined || header.role === 'other') {
      values[header.role] = header.value;
      last = header.role;
    } else break;
  }
  if (values['from'] === undefined || (values['subject'] === undefined && values['date'] === undefined && values['to'] === undefined)) return null;
  const { from, name } = writerOf(values['from']);
  return { from, name, subject: values['subject'] ?? '', end: i };
}

const bare = (line: string): string => line.slice(0, 1000).replace(/^[>|\s]+/, '').trim();

const anyAddress = /[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/g;

/**
 * `Ana Ruiz <ana@x>`, `Ana Ruiz [mailto:ana@x]`, `"ana@x" <ana@x>`, `ana@x`; Outlook sometimes gives the name alone. Whoever writes a mail chooses
 * the name, and programs print it bare in front of the address: with two addresses nobody can tell which of them wrote, so there is none.
 */
function writerOf(value: string): { from: MailAddress | null; name: string } {
  const said = value.slice(0, 2000).split(/\b(?:on behalf of|en nombre de)\s/i).at(-1)!.trim();
  const [address, ...others] = new Set((said.match(anyAddress) ?? []).map((one) => one.toLowerCase()));
  if (others.length > 0 || (address === undefined ? said : said.toLowerCase().replaceAll(address, '')).includes('@')) return { from: null, name: '' };
  const email = address === undefined ? null : normaliseAddress(address);
  const name = cleanName(said.replace(/\s*(?:[<[(]|mailto:).*$/s, ''), email ?? '');
  return { from: email === null ? null : { email, name }, name: email === null && address === undefined ? name : '' };
}

function cleanName(name: string, email: string): string {
  const clean = withoutBidi(storableLine(name, 200)).replace(/^["'*\s]+|["'*\s]+$/g, '').replace(/\s+(?:on behalf of|en nombre de)\s.*$/i, '');
  return clean.toLowerCase() === email ? '' : clean;
}

/** Outlook's HTML links the address that its text leaves out. */
function addressInHtml(html: string | null, name: string): string | null {
  if (html === null || name === '') return null;
  const source = html.slice(0, textLengthMax);
  const at = source.indexOf(name);
  const found = at < 0 ? null : /mailto:([^"'?\s<>]{3,320})/i.exec(source.slice(at, at + 1500));
  return found ? normaliseAddress(found[1] as string) : null;
}

/** Without the rule that Outlook draws, or the line that it writes, above the header lines. */
function noteOf(lines: readonly string[]): string {
  let end = lines.length;
  while (end > 0 && (/^[\s_]*$/.test((lines[end - 1] as string).slice(0, 300)) || isOriginalMessageLine(lines[end - 1] as string))) end--;
  return lines.slice(0, end).join('\n').trim();
}

/** `unclear`: a mail stands there, but not who wrote it. What comes below is its writer's word, and names nobody. */
function inline(message: ParsedMessage): ForwardedMail | 'unclear' | null {
  const lines = message.body_text.slice(0, textLengthMax).replaceAll('\u00a0', ' ').split('\n', linesMax);
  const isMarked = isForwardSubject(message.subject);
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as string;
    const isLine = isForwardLine(line);
    // Without a line that says so, header lines alone are also how Outlook quotes: then the subject has to say it.
    if (!isLine && readHeaderLine(line)?.role !== 'from') continue;
    const block = readBlock(lines, isLine ? i + 1 : i);
    if (block === null) continue;
    if (!isLine && !isMarked) return 'unclear';
    const email = block.from?.email ?? addressInHtml(message.body_html, block.name);
    if (email === null) return 'unclear';
    const isQuoted = /^\s{0,3}>/.test(lines[isLine ? i + 1 : i] ?? '') || (isLine && /^\s{0,3}>/.test(lines[i + 2] ?? ''));
    const body = lines.slice(block.end).map((one) => (isQuoted ? one.replace(/^\s{0,3}> ?/, '') : one)).join('\n').trim();
    return {
      from: { email, name: block.from?.name || block.name }, subject: storableLine(block.subject) || withoutMarks(message.subject), text: body, html: null, attachments: null, message_id: null,
      note: noteOf(lines.slice(0, i)),
    };
  }
  return null;
}

async function attached(message: ParsedMessage): Promise<ForwardedMail | null> {
  const mails = message.attachments.filter(({ mime, filename }) => mime === 'message/rfc822' || mime === 'message/global' || (/\.eml$/i.test(filename) && mime !== 'text/html'));
  const [file] = mails;
  if (mails.length !== 1 || !file) return null;
  const inner = await parseMessage(file.content);
  if (!inner.from) return null;
  return {
    from: inner.from, subject: inner.subject || withoutMarks(message.subject), text: inner.body_text, html: inner.body_html, attachments: inner.attachments, message_id: inner.message_id, note: message.body_text.trim(),
  };
}

/** The mail inside a forward, inline or as its only mail file; null when there is none, or it does not say who wrote it. */
export async function readForwarded(message: ParsedMessage): Promise<ForwardedMail | null> {
  const found = inline(message) ?? (await attached(message));
  return found === 'unclear' ? null : found;
}
