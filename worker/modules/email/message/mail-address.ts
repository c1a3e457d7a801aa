// Addresses of header fields: decoded names, lower-case ASCII, groups unwrapped, bounded in number.
import { addressParser } from 'postal-mime';
import { decodeWords } from './encoded-words.ts';
import type { HeaderEntry } from './mime-tree.ts';
import { storableLine, withoutBidi } from './storable-text.ts';

export type MailAddress = { email: string; name: string };

const addressesMax = 500;
const fieldLengthMax = 50_000;

/** The address parser takes quadratic time in one mailbox: a longer one keeps its beginning and its end, where the address is. */
const mailboxLengthMax = 2000;
const boundedMailboxes = (field: string): string =>
  field.slice(0, fieldLengthMax).replace(/[^,;]{2001,}/g, (mailbox) => `${mailbox.slice(0, mailboxLengthMax / 2)} ${mailbox.slice(-mailboxLengthMax / 2)}`);

/** Every mailbox of all fields of that name, in order; entries without a usable address are left out. */
export function addressList(headers: readonly HeaderEntry[], key: string): MailAddress[] {
  const out: MailAddress[] = [];
  for (const header of headers) {
    if (header.key !== key) continue;
    for (const mailbox of addressParser(boundedMailboxes(header.value), { flatten: true })) {
      if (out.length >= addressesMax) return out;
      const email = normaliseAddress(mailbox.address ?? '');
      const name = withoutBidi(storableLine(decodeWords(mailbox.name ?? ''), 200)).replace(/^["']+|["']+$/g, '').trim();
      if (email !== null) out.push({ email, name: name.toLowerCase() === email ? '' : name });
    }
  }
  return out.length > 0 ? out : looseAddress(headers.find((header) => header.key === key)?.value ?? '');
}

/** The one address of a field that the address parser finds none in: comments, space or a missing mark inside it. Never from the name beside brackets. */
function looseAddress(field: string): MailAddress[] {
  const value = withoutComments(decodeWords(field.slice(0, mailboxLengthMax)));
  const open = value.lastIndexOf('<');
  const inside = (open < 0 ? value : value.slice(open + 1).split('>')[0] as string).replace(/\s*([.@])\s*/g, '$1').trim();
  const found = /^[^\s<>,;:"()]{1,64}@[^\s<>,;:"()]{1,253}$/.test(inside) ? normaliseAddress(inside) : null;
  if (found === null) return [];
  return [{ email: found, name: open < 0 ? '' : withoutBidi(storableLine(value.slice(0, open), 200)).replace(/^["'\s]+|["'\s]+$/g, '') }];
}

/** RFC 822 comments, also nested and escaped, taken out. */
function withoutComments(text: string): string {
  let out = '';
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === '\\' && depth > 0) i++;
    else if (letter === '(') depth++;
    else if (letter === ')' && depth > 0) depth--;
    else if (depth === 0) out += letter;
  }
  return depth > 0 ? text : out;
}

/** ASCII-lower-cased address; null when it has no local part, no domain, or white space. */
export function normaliseAddress(address: string): string | null {
  const clean = storableLine(address, 400).replace(/^<|>$/g, '').replace(/^mailto:/i, '');
  const at = clean.lastIndexOf('@');
  if (at < 1 || at === clean.length - 1 || /[\s<>,;]/.test(clean)) return null;
  return clean.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
