// A raw mail as values: never throws, keeps to limits, and says in `warnings` what it had to repair.
import { cleanFileName, inventedFileName } from './attachment-name.ts';
import { decodeBytes } from './decode-bytes.ts';
import { decodeWords } from './encoded-words.ts';
import { htmlToText, textToHtml } from './html-to-text.ts';
import { isUsableMessageId, messageIdList, normaliseMessageId } from './message-ids.ts';
import { takeInlineFiles } from './inline-files.ts';
import { addressList } from './mail-address.ts';
import type { MailAddress } from './mail-address.ts';
import { headerValue, mimeLimits, readMimeTree, utf8Bytes } from './mime-tree.ts';
import type { HeaderEntry, MimeLimits, MimePart } from './mime-tree.ts';
import { hasBidi, storableLine, storableText, withoutBidi } from './storable-text.ts';
import { readPgpText } from './pgp-armor.ts';
import { readSmime } from './signed-data.ts';
import { readTnef } from './tnef.ts';

export type MailAttachment = {
  filename: string;
  /** Declared type, lower-case; not to be trusted. */
  mime: string;
  size: number;
  content: Uint8Array;
  content_id: string | null;
  disposition: 'inline' | 'attachment';
  /** Inside multipart/related with a Content-ID: a picture of the HTML body. */
  related: boolean;
};

export type ParsedMessage = {
  /** Normalised; null when the mail has none that is usable. */
  message_id: string | null;
  /** `message_id`, or `sha256-<hex>@synthetic.invalid` of the raw bytes. */
  identity: string;
  sha256: string;
  in_reply_to: string[];
  references: string[];
  from: MailAddress | null;
  sender: MailAddress | null;
  reply_to: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  subject: string;
  /** ISO 8601 of the Date header; null when absent or unreadable. */
  date: string | null;
  body_text: string;
  /** As received, not sanitised; null when the mail has no HTML part. */
  body_html: string | null;
  attachments: MailAttachment[];
  /** Value and parameters of the outermost Content-Type. */
  content_type: { mime: string; params: Record<string, string> };
  /** Document order; values unfolded and decoded. */
  headers: HeaderEntry[];
  /** Machine-readable words such as `from_missing`, `boundary_missing`. */
  warnings: string[];
};

export type ParseOptions = {
  /** Milliseconds since the caller began; the parser stops reading when its budget is spent. */
  elapsed?: () => number;
  limits?: Partial<MimeLimits>;
};

const bodyLengthMax = 1_000_000;
/** Decoded at most, so that a text part of 25 MiB does not become several strings of that size. */
const bodyBytesMax = 4_000_000;
const referencesMax = 200;
const subjectLengthMax = 998;

type Body = { plain: string | null; html: string | null };

function decodedParam(part: MimePart): string | null {
  const declared = part.disposition_params['filename'] || part.params['name'] || '';
  return declared === '' ? null : decodeWords(declared);
}

/** `https://x.example/a/logo.png?v=1` → `logo.png`; null when its end is no name of a file. */
function nameInLocation(location: string): string | null {
  const last = location.replace(/[?#].*$/, '').split(/[\\/]/).at(-1) ?? '';
  return /\.[A-Za-z0-9]{2,5}$/.test(last) ? cleanFileName(last) : null;
}

function isTextLeaf(part: MimePart): boolean {
  return part.mime === 'text/plain' || part.mime === 'text/html' || !part.mime.includes('/') || part.mime === 'text/enriched' || part.mime === 'text/richtext' || part.mime === 'text/markdown';
}

/** Whether a leaf is body text; an inline text part with a file name is an attachment, unless it is all the mail has. */
function isBodyPart(part: MimePart, parent: MimePart | null): boolean {
  if (!isTextLeaf(part) || part.disposition === 'attachment') return false;
  return parent === null || parent.multipart === 'alternative' || decodedParam(part) === null;
}

/** Without the half of an AppleDouble that only a Macintosh has a use for. */
function shownChildren(part: MimePart): MimePart[] {
  const files = part.multipart === 'appledouble' ? part.children.filter(({ mime }) => mime !== 'application/applefile') : [];
  return files.length > 0 ? files : part.children;
}

class Collector {
  readonly attachments: MailAttachment[] = [];
  readonly warnings: Set<string>;

  constructor(warnings: Set<string>) {
    this.warnings = warnings;
  }

  collect(part: MimePart, parent: MimePart | null, related: boolean): Body {
    if (part.multipart !== null && (part.children.length > 0 || part.content.length === 0)) {
      if (part.multipart === 'encrypted') this.warnings.add('encrypted');
      if (part.multipart === 'signed') this.warnings.add('signed_not_checked');
      const inside = related || part.multipart === 'related';
      const bodies = shownChildren(part).map((child) => this.collect(child, part, inside));
      return part.multipart === 'alternative' ? best(bodies) : joined(bodies);
    }
    // A multipart in which no delimiter was found: what is there is shown as text.
    if (isBodyPart(part, parent) || part.multipart !== null) return this.text(part);
    this.attach(part, parent, related);
    // The mail inside a signed container is shown; the container stays beside it as a file.
    return part.children.length > 0 ? joined(part.children.map((child) => this.collect(child, part, related))) : { plain: null, html: null };
  }

  text(part: MimePart): Body {
    const inline = part.mime === 'text/plain' && part.content.length <= bodyBytesMax ? takeInlineFiles(part.content) : null;
    for (const { name, content } of inline?.files ?? []) {
      this.push({ filename: cleanFileName(name) ?? inventedFileName('application/octet-stream', this.attachments.length + 1), mime: 'application/octet-stream', content, content_id: null, disposition: 'attachment', related: false });
    }
    const decoded = decodeBytes(wholeCharacters(inline?.rest ?? part.content, bodyBytesMax), labelOf(part));
    if (part.content.length > bodyBytesMax) this.warnings.add('body_cut');
    if (decoded.guessed && decoded.encoding !== 'utf-8') this.warnings.add('charset_guessed');
    let text = storableText(decoded.text).replace(/\r\n?/g, '\n');
    if (text.length > bodyLengthMax) {
      text = text.slice(0, bodyLengthMax);
      this.warnings.add('body_cut');
    }
    if (part.mime === 'text/enriched' || part.mime === 'text/richtext') text = withoutRichMarks(text);
    if (part.mime === 'text/html') return { plain: null, html: text };
    if (part.mime === 'text/plain' && /^\s*<(!doctype html|html)\b/i.test(text)) return { plain: null, html: text };
    if (part.params['format']?.toLowerCase() === 'flowed') text = unflow(text, part.params['delsp']?.toLowerCase() === 'yes');
    return { plain: text, html: null };
  }

  attach(part: MimePart, parent: MimePart | null, related: boolean): void {
    const declared = decodedParam(part);
    if (declared !== null && hasBidi(declared)) this.warnings.add('file_name_with_bidi');
    const location = storableLine(headerValue(part.headers, 'content-location'), 250).trim();
    const cleaned = declared === null ? (location === '' ? null : nameInLocation(location)) : cleanFileName(declared);
    // E-C6: the HTML names its pictures by their id, or by where they were once.
    const content_id = part.content_id === null ? (related && location !== '' ? location : null) : storableLine(part.content_id, 250);
    const mime = storableLine(part.mime, 127) || 'application/octet-stream';
    if (isSmime(part)) {
      const kind = readSmime(part.content)?.kind;
      if (kind === 'signed' || (kind === undefined && part.params['smime-type']?.toLowerCase() === 'signed-data')) this.warnings.add('signed_not_checked');
      else if (kind === 'encrypted' || part.params['smime-type']?.toLowerCase() !== 'certs-only') this.warnings.add('encrypted');
    }
    if (/^application\/(ms-tnef|vnd\.ms-tnef)$/.test(mime) || /^winmail\.dat$/i.test(cleaned ?? '')) {
      const tnef = readTnef(part.content);
      if (tnef) {
        this.tnef(tnef);
        return;
      }
      this.warnings.add('tnef_unreadable');
    }
    this.push({
      filename: cleaned ?? inventedFileName(mime, this.attachments.length + 1),
      mime,
      content: part.content,
      content_id,
      disposition: part.disposition === 'inline' || (related && content_id !== null && part.disposition !== 'attachment') ? 'inline' : 'attachment',
      related: related && content_id !== null && parent !== null,
    });
  }

  push(attachment: Omit<MailAttachment, 'size'>): void {
    this.attachments.push({ ...attachment, size: attachment.content.length });
  }

  tnefBody: Body = { plain: null, html: null };

  tnef(tnef: NonNullable<ReturnType<typeof readTnef>>): void {
    this.warnings.add('tnef_decoded');
    for (const file of tnef.attachments) {
      this.push({ filename: cleanFileName(file.name) ?? inventedFileName(file.mime, this.attachments.length + 1), mime: file.mime, content: file.content, content_id: file.content_id, disposition: 'attachment', related: false });
    }
    this.tnefBody = { plain: tnef.text === null ? null : storableText(tnef.text), html: tnef.html === null ? null : storableText(tnef.html) };
  }
}

/** The label of the part; HTML may say it itself when its header says nothing. */
function labelOf(part: MimePart): string | undefined {
  const declared = part.params['charset'];
  if (part.mime !== 'text/html' || (declared !== undefined && !/^["']?(?:us-ascii|ascii|unknown-8bit|)["']?$/i.test(declared))) return declared;
  let head = '';
  for (const byte of part.content.subarray(0, 2048)) head += String.fromCharCode(byte);
  return /<meta[^>]{0,200}charset\s{0,4}=\s{0,4}["']?([\w.:-]{2,40})/i.exec(head)?.[1] ?? declared;
}

function isSmime(part: MimePart): boolean {
  return /^application\/(?:x-)?pkcs7-mime$/.test(part.mime) || (part.mime === 'application/octet-stream' && /\.p7m$/i.test(decodedParam(part) ?? ''));
}

/** Reads the mails inside signed S/MIME containers and hangs them under their part; at most a few, each with the limits of a mail. */
async function openSigned(part: MimePart, elapsed: () => number, limits: MimeLimits, warnings: Set<string>, left: { opens: number }): Promise<void> {
  for (const child of part.children) await openSigned(child, elapsed, limits, warnings, left);
  if (part.multipart !== null || !isSmime(part) || left.opens <= 0) return;
  const content = readSmime(part.content)?.content;
  if (!content || content.length === 0) return;
  left.opens--;
  const inner = await readMimeTree(content, elapsed, limits);
  for (const warning of inner.warnings) warnings.add(warning);
  await openSigned(inner.root, elapsed, limits, warnings, left);
  part.children.push(inner.root);
}

/** Opens containers that a gateway encoded as a whole, delimiters and all, which no standard allows; at most a few. */
async function openEncoded(part: MimePart, elapsed: () => number, limits: MimeLimits, warnings: Set<string>, left: { opens: number }): Promise<void> {
  for (const child of part.children) await openEncoded(child, elapsed, limits, warnings, left);
  const boundary = part.params['boundary'];
  if (part.multipart === null || part.children.length > 0 || !boundary || left.opens <= 0 || !/base64|quoted-printable/i.test(headerValue(part.headers, 'content-transfer-encoding'))) return;
  left.opens--;
  const start = utf8Bytes(`Content-Type: multipart/mixed; boundary="${boundary.replace(/["\\\r\n]/g, '')}"\r\n\r\n`);
  const raw = new Uint8Array(start.length + part.content.length);
  raw.set(start);
  raw.set(part.content, start.length);
  const inner = await readMimeTree(raw, elapsed, limits);
  if (inner.root.children.length === 0) return;
  for (const warning of inner.warnings) warnings.add(warning);
  part.children.push(...inner.root.children);
}

/** The first bytes, not ending inside a UTF-8 character. */
function wholeCharacters(bytes: Uint8Array, max: number): Uint8Array {
  if (bytes.length <= max) return bytes;
  let end = max;
  while (end > max - 4 && ((bytes[end] as number) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}

function isBlank(text: string | null): boolean {
  return text === null || text.trim() === '';
}

function best(bodies: readonly Body[]): Body {
  const html = bodies.findLast((body) => !isBlank(body.html))?.html ?? null;
  const plain = (bodies.find((body) => !isBlank(body.plain) && body.html === null) ?? bodies.find((body) => !isBlank(body.plain)))?.plain ?? null;
  return { plain, html };
}

function joined(bodies: readonly Body[]): Body {
  const present = bodies.filter((body) => body.plain !== null || body.html !== null);
  const anyPlain = present.some((body) => !isBlank(body.plain));
  const anyHtml = present.some((body) => body.html !== null);
  return {
    // The line break before a delimiter belongs to the delimiter.
    plain: anyPlain ? present.map((body) => (body.plain ?? htmlToText(body.html ?? '')).replace(/\n$/, '')).join('\n') : null,
    html: anyHtml ? present.map((body) => body.html ?? textToHtml(body.plain ?? '')).join('\n') : null,
  };
}

/** RFC 1896: marks removed, one line break is a space, two are one. */
function withoutRichMarks(text: string): string {
  return text.replace(/<param>[^<]{0,200}<\/param>/gi, '').replace(/<<|<\/?[a-z-]{1,60}>/gi, (mark) => (mark === '<<' ? '<' : '')).replace(/\n+/g, (breaks) => (breaks.length === 1 ? ' ' : breaks.slice(1)));
}

/** RFC 3676: soft line breaks joined, stuffing removed, quoted paragraphs kept apart. */
function unflow(text: string, deleteSpace: boolean): string {
  const out: string[] = [];
  let open = false;
  let openDepth = 0;
  for (const line of text.split('\n')) {
    const depth = /^>*/.exec(line)?.[0].length ?? 0;
    const bare = line.slice(depth).replace(/^ /, '');
    const isSignature = bare === '-- ';
    if (open && depth === openDepth && !isSignature) out[out.length - 1] = (deleteSpace ? (out.at(-1) as string).slice(0, -1) : out.at(-1) as string) + bare;
    else out.push(depth > 0 ? '>'.repeat(depth) + ' ' + bare : bare);
    open = bare.endsWith(' ') && !isSignature;
    openDepth = depth;
  }
  return out.join('\n');
}

function readDate(value: string): string | null {
  if (value === '') return null;
  const clean = value.replace(/\([^()]*\)/g, ' ').replace(/\s+/g, ' ').trim();
  const timed = clean.replace(/(\d)\s?[:.]\s{0,8}(?=\d{2}\b)/g, '$1:');
  // Day, month, year and what can be read of the time; a zone that is none is left out.
  const parts = /(\d{1,2})[ -]([A-Za-z]{3})[a-z]{0,6}[ -](\d{4}|\d{2})(?: (\d{1,2}:\d{2}(?::\d{2})?))?(?: ([+-]\d{4})\b)?/.exec(timed);
  const rebuilt = parts ? `${parts[1]} ${parts[2]} ${parts[3]} ${parts[4] ?? '00:00:00'} ${parts[5] ?? 'GMT'}` : '';
  for (const attempt of [clean, clean.replace(/^[^\d,]*,?\s*/, ''), clean.replace(/ (?:UT|Z)$/, ' GMT'), timed, timed.replace(/^[^\d,]*,?\s*/, ''), rebuilt]) {
    const time = Date.parse(attempt);
    if (Number.isFinite(time) && time > -62_135_596_800_000 && time < 253_402_300_800_000) return new Date(time).toISOString();
  }
  return null;
}

async function sha256Hex(raw: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', raw as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function fallbackTree(raw: Uint8Array): MimePart {
  let split = 0;
  while (split + 1 < raw.length && !(raw[split] === 10 && (raw[split + 1] === 10 || (raw[split + 1] === 13 && raw[split + 2] === 10)))) split++;
  return { mime: 'text/plain', params: {}, disposition: '', disposition_params: {}, content_id: null, headers: [], content: raw.slice(split + 1), children: [], multipart: null, depth: 0 };
}

/** Parses a raw mail. Never throws, whatever the bytes; what had to be repaired or dropped stands in `warnings`. */
export async function parseMessage(raw: Uint8Array, options: ParseOptions = {}): Promise<ParsedMessage> {
  const warnings = new Set<string>();
  const sha256 = await sha256Hex(raw);
  let root: MimePart;
  try {
    const elapsed = options.elapsed ?? (() => 0);
    const limits = { ...mimeLimits, ...options.limits };
    const tree = await readMimeTree(raw, elapsed, limits);
    root = tree.root;
    for (const warning of tree.warnings) warnings.add(warning);
    await openEncoded(root, elapsed, limits, warnings, { opens: 2 });
    await openSigned(root, elapsed, limits, warnings, { opens: 3 }).catch(() => warnings.add('signed_unreadable'));
  } catch {
    root = fallbackTree(raw);
    warnings.add('structure_unreadable');
  }
  const collector = new Collector(warnings);
  let body: Body = { plain: null, html: null };
  try {
    body = collector.collect(root, null, false);
  } catch {
    warnings.add('body_unreadable');
  }
  if (isBlank(body.plain) && isBlank(body.html)) body = { plain: collector.tnefBody.plain, html: collector.tnefBody.html };
  if (raw.length === 0) warnings.add('empty_mail');
  const shown = bodyOf(body);
  const pgp = readPgpText(shown.body_text).kind;
  if (pgp !== null) warnings.add(pgp === 'signed' ? 'signed_not_checked' : 'encrypted');
  return { ...envelopeOf(root.headers, sha256, warnings), ...shown, attachments: collector.attachments, content_type: contentTypeOf(root), warnings: [...warnings] };
}

function contentTypeOf(root: MimePart): ParsedMessage['content_type'] {
  return { mime: storableLine(root.mime, 127), params: Object.fromEntries(Object.entries(root.params).map(([key, value]) => [storableLine(key, 80), storableLine(value, 998)])) };
}

function bodyOf(body: Body): Pick<ParsedMessage, 'body_text' | 'body_html'> {
  const text = isBlank(body.plain) && body.html !== null ? htmlToText(body.html) : body.plain ?? '';
  return { body_text: storableText(text).replace(/^(?:[ \t]*\n)+/, '').trimEnd(), body_html: isBlank(body.html) ? null : body.html };
}

type Envelope = Omit<ParsedMessage, 'body_text' | 'body_html' | 'attachments' | 'content_type' | 'warnings'>;

function envelopeOf(headers: readonly HeaderEntry[], sha256: string, warnings: Set<string>): Envelope {
  const from = addressList(headers, 'from');
  if (from.length === 0) warnings.add('from_missing');
  if (from.length > 1) warnings.add('several_from');
  const ids = headers.filter((header) => header.key === 'message-id').map((header) => normaliseMessageId(header.value));
  const id = ids[0] ?? null;
  const message_id = isUsableMessageId(id) ? storableLine(id) : null;
  if (message_id === null) warnings.add(ids.length === 0 ? 'message_id_missing' : 'message_id_unusable');
  const references = messageIdList(headerValue(headers, 'references')).map((reference) => storableLine(reference));
  if (references.length > referencesMax) warnings.add('references_cut');
  const rawSubject = decodeWords(headerValue(headers, 'subject'));
  if (hasBidi(rawSubject)) warnings.add('subject_with_bidi');
  if (rawSubject.length > subjectLengthMax) warnings.add('subject_cut');
  const rawDate = headerValue(headers, 'date');
  const date = readDate(rawDate);
  if (date === null) warnings.add(rawDate === '' ? 'date_missing' : 'date_unreadable');
  return {
    message_id,
    identity: message_id ?? `sha256-${sha256}@synthetic.invalid`,
    sha256,
    in_reply_to: messageIdList(headerValue(headers, 'in-reply-to')).slice(0, 20).map((reference) => storableLine(reference)),
    references: references.length > referencesMax ? [references[0] as string, ...references.slice(1 - referencesMax)] : references,
    from: from[0] ?? null,
    sender: addressList(headers, 'sender')[0] ?? null,
    reply_to: addressList(headers, 'reply-to'),
    to: addressList(headers, 'to'),
    cc: addressList(headers, 'cc'),
    subject: withoutBidi(storableLine(rawSubject, subjectLengthMax)).replace(/ {2,}/g, ' '),
    date,
    headers: headers.map(({ key, value }) => ({ key: storableLine(key, 200), value: storableText(value) })),
  };
}

/** A text part of the library's own making, for tests and for mails built by hand. */
export function rawFromText(text: string): Uint8Array {
  return utf8Bytes(text.replace(/\r?\n/g, '\r\n'));
}
