// A mail as RFC 5322 text, for transports that hand over whole messages.
import { Mailbox, MIMEMessage } from 'mimetext/browser';
import type { OutgoingMail } from './transport.ts';

const allowedHeader = /^(?:In-Reply-To|References|Auto-Submitted|(?:List|X)-[A-Za-z0-9-]+)$/i;
/** Bytes of text in one encoded word: 75 characters with its frame, RFC 2047 §2. */
const wordBytesMax = 45;

/** @throws Error on CR, LF or NUL: such a value would start a header of its own (the library writes them as they are). */
function headerValue(name: string, value: string): string {
  if (/[\r\n\0]/.test(value)) throw new Error(`header ${name} holds a line break`);
  return value;
}

function base64Bytes(bytes: Uint8Array): string {
  let binary = '';
  // In pieces: a call takes some ten thousand arguments at most.
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}
const base64 = (text: string): string => base64Bytes(new TextEncoder().encode(text));

/** The library frames this as one encoded word, of any length; here it goes on in further ones, cut between characters. */
function base64Words(text: string): string {
  const words: string[] = [];
  let chunk = '';
  for (const letter of text) {
    if (new TextEncoder().encode(chunk + letter).length > wordBytesMax) {
      words.push(chunk);
      chunk = '';
    }
    chunk += letter;
  }
  return [...words, chunk].map(base64).join('?=\r\n =?utf-8?B?');
}

/** Printable ASCII that no reader would take for an encoded word stays readable. */
const subjectLine = (text: string): string =>
  /^[\x20-\x7e]*$/.test(text) && text.length <= 900 && !text.includes('=?') ? text : `=?utf-8?B?${base64Words(text)}?=`;

/** A list of ids may be 2,048 bytes, a line 998: RFC 5322 §2.1.1. */
const folded = (value: string): string => value.replace(/ (?=<)/g, '\r\n ');

function mailbox(address: string, name: string | null): Mailbox {
  if (!/^[^\s\p{C}<>",;:]+@[^\s\p{C}<>",;:]+$/u.test(address)) throw new Error('not a mail address');
  return new Mailbox({ addr: address, name: name === null ? '' : headerValue('name', name) });
}

/** Base64 in lines of 76: accents, long lines and lines of a single dot pass every server unchanged. */
const lines = (encoded: string): string => encoded.replace(/.{76}(?=.)/g, '$&\r\n');
const body = (text: string): string => lines(base64(text.replace(/\r\n|\r|\n/g, '\r\n')));

/** RFC 2231 beside a name in ASCII for old programs. */
function disposition(name: string, kind: 'attachment' | 'inline'): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  return `${kind}; filename="${ascii}";\r\n filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)}`;
}

/**
 * @param messageId with its angle brackets.
 * @throws Error on a header outside the allow list, a line break in any of them, or something that is no address.
 */
export function writeMessage(mail: OutgoingMail, messageId: string, date: Date, boundary: string): string {
  const message = new MIMEMessage({ toBase64: base64Words, toBase64WebSafe: base64Words, eol: '\r\n', validateContentType: (type) => type });
  message.boundaries.alt = boundary;
  message.setHeader('Date', date.toUTCString().replace('GMT', '+0000'));
  message.setHeader('Message-ID', headerValue('Message-ID', messageId));
  message.setHeader('From', mailbox(mail.from.address, mail.from.name));
  message.setHeader('To', mailbox(mail.to.address, mail.to.name));
  if (mail.reply_to) message.setHeader('Reply-To', mailbox(mail.reply_to, null));
  message.setSubject(headerValue('Subject', mail.subject));
  const subject = message.headers.fields.find(({ name }) => name === 'Subject');
  if (subject) subject.dump = () => subjectLine(mail.subject);
  for (const [name, value] of Object.entries(mail.headers)) {
    if (!allowedHeader.test(name)) throw new Error(`header ${/^[\w-]{1,60}$/.test(name) ? name : 'name'} may not be set`);
    message.setHeader(name, folded(headerValue(name, value)));
  }
  message.addMessage({ contentType: 'text/plain', encoding: 'base64', data: body(mail.text) });
  if (mail.html) message.addMessage({ contentType: 'text/html', encoding: 'base64', data: body(mail.html) });
  if (mail.attachments?.length) message.boundaries.mixed = `mixed-${boundary}`;
  if (mail.attachments?.some(({ content_id }) => content_id)) message.boundaries.related = `related-${boundary}`;
  for (const { name, mime_type, content, content_id } of mail.attachments ?? []) {
    if (!/^[a-z]+\/[a-z0-9.+-]+$/.test(mime_type)) throw new Error('not a media type');
    const part = message.addAttachment({ filename: 'file', contentType: mime_type, encoding: 'base64', data: lines(base64Bytes(content)) });
    part.setHeader('Content-Type', mime_type);
    part.setHeader('Content-Disposition', disposition(headerValue('file name', name), content_id ? 'inline' : 'attachment'));
    if (content_id) part.setHeader('Content-ID', `<${headerValue('Content-ID', content_id)}>`);
  }
  return `${message.asRaw()}\r\n`;
}
