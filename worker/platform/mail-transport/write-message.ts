// A mail as RFC 5322 text, for transports that hand over whole messages.
import type { OutgoingMail } from './transport.ts';

const isPlain = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/** @throws Error on CR, LF or NUL: such a value would start a header of its own. */
function headerValue(name: string, value: string): string {
  if (/[\r\n\0]/.test(value)) throw new Error(`header ${name} holds a line break`);
  return value;
}

function base64(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Encoded words of at most 75 characters, cut between characters (RFC 2047). */
export function encodeWords(text: string): string {
  if (isPlain(text) && text.length <= 900 && !text.includes('=?')) return text;
  const words: string[] = [];
  let chunk = '';
  for (const letter of text) {
    if (new TextEncoder().encode(chunk + letter).length > 42) {
      words.push(chunk);
      chunk = '';
    }
    chunk += letter;
  }
  if (chunk) words.push(chunk);
  return words.map((word) => `=?utf-8?B?${base64(word)}?=`).join('\r\n ');
}

function mailbox(address: string, name: string | null): string {
  if (!/^[^\s<>",;:]+@[^\s<>",;:]+$/.test(address)) throw new Error('not a mail address');
  if (!name) return address;
  return isPlain(name) ? `"${name.replace(/["\\]/g, '\\$&')}" <${address}>` : `${encodeWords(name)} <${address}>`;
}

const part = (type: string, text: string): string =>
  `Content-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(text).replace(/.{76}/g, '$&\r\n')}\r\n`;

/** @param messageId with its angle brackets. */
export function writeMessage(mail: OutgoingMail, messageId: string, date: Date, boundary: string): string {
  const lines = [
    ['From', mailbox(mail.from.address, headerValue('From', mail.from.name))],
    ['To', mailbox(mail.to.address, mail.to.name === null ? null : headerValue('To', mail.to.name))],
    ...(mail.reply_to ? [['Reply-To', mailbox(mail.reply_to, null)]] : []),
    ['Subject', encodeWords(headerValue('Subject', mail.subject))],
    ['Date', date.toUTCString().replace('GMT', '+0000')],
    ['Message-ID', headerValue('Message-ID', messageId)],
    ...Object.entries(mail.headers).map(([name, value]) => [name, headerValue(name, value)]),
    ['MIME-Version', '1.0'],
  ];
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  if (!mail.html) return head + part('text/plain', mail.text);
  return `${head}Content-Type: multipart/alternative; boundary="${boundary}"\r\n\r\n--${boundary}\r\n${part('text/plain', mail.text)}--${boundary}\r\n${part('text/html', mail.html)}--${boundary}--\r\n`;
}
