// Signed reply addresses `t+<token>@domain`, or `<mailbox>+<token>@domain` of a mailbox that answers for itself: they select a ticket; who may write is decided elsewhere.
// Token, 32 bytes as 52 base32 characters: ticket uuid 16, contact key 5, scope and key id 1, HMAC-SHA-256 cut to 10 (80 bits).

export type ReplyScope = 'reply' | 'staff';

/** Signing keys by id (0–63). The current one signs; all of them verify, so keys can rotate. */
export type ReplyKeys = { current: number; secrets: Readonly<Record<number, Uint8Array>> };

export type ReplyToken = {
  ticket_id: string;
  /** Five bytes as 10 hex characters; compare with `contactKey` of the sender. */
  contact_key: string;
  scope: ReplyScope;
  key_id: number;
};

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const prefix = 't+';
const payloadBytes = 22;
const macBytes = 10;
const uuidPattern = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const scopes: readonly ReplyScope[] = ['reply', 'staff'];

function toBase32(bytes: Uint8Array): string {
  let out = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += alphabet.charAt((buffer >> bits) & 31);
    }
  }
  return bits > 0 ? out + alphabet.charAt((buffer << (5 - bits)) & 31) : out;
}

function fromBase32(text: string): Uint8Array | null {
  const out = new Uint8Array(Math.floor((text.length * 5) / 8));
  let buffer = 0;
  let bits = 0;
  let length = 0;
  for (const letter of text.toLowerCase()) {
    const value = alphabet.indexOf(letter);
    if (value < 0) return null;
    buffer = ((buffer << 5) | value) & 0xffff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out[length++] = (buffer >> bits) & 255;
    }
  }
  // Leftover bits must be zero, so that one token has one spelling.
  return (buffer & ((1 << bits) - 1)) === 0 ? out : null;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function fromHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

async function hmac(secret: Uint8Array, data: Uint8Array): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', secret as Uint8Array<ArrayBuffer>, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, data as Uint8Array<ArrayBuffer>));
}

function tokenMac(secret: Uint8Array, payload: Uint8Array): Promise<Uint8Array> {
  const label = new TextEncoder().encode('lanet-reply-address-1\n');
  const data = new Uint8Array(label.length + payload.length);
  data.set(label);
  data.set(payload, label.length);
  return hmac(secret, data).then((mac) => mac.slice(0, macBytes));
}

/** A short, stable reference to a recipient that does not reveal the address: SHA-256 of the lower-case address, 10 hex characters. */
export async function contactKey(email: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`lanet-contact-1\n${email.trim().toLowerCase()}`));
  return hex(new Uint8Array(digest).slice(0, 5));
}

/** The reply address of one ticket for one recipient. Throws when the current key is missing or the ticket id is no uuid: both are bugs. */
export async function signReplyAddress(keys: ReplyKeys, token: { ticket_id: string; email: string; scope: ReplyScope }, domain: string): Promise<string> {
  const secret = keys.secrets[keys.current];
  if (!secret || secret.length < 16 || keys.current < 0 || keys.current > 63) throw new Error('the current reply key is missing or shorter than 16 bytes');
  if (!uuidPattern.test(token.ticket_id)) throw new Error('a reply address needs the uuid of a ticket');
  const payload = new Uint8Array(payloadBytes);
  payload.set(fromHex(token.ticket_id.replaceAll('-', '').toLowerCase()));
  payload.set(fromHex(await contactKey(token.email)), 16);
  payload[21] = (scopes.indexOf(token.scope) << 6) | keys.current;
  const bytes = new Uint8Array(payloadBytes + macBytes);
  bytes.set(payload);
  bytes.set(await tokenMac(secret, payload), payloadBytes);
  return `${prefix}${toBase32(bytes)}@${domain.toLowerCase()}`;
}

/** The same below a mailbox: `mesa@` → `mesa+<token>@`. Null when its name leaves no room: the part before the @ has 64 octets at most (RFC 5321). */
export async function signReplyBelow(keys: ReplyKeys, token: { ticket_id: string; email: string; scope: ReplyScope }, mailbox: string): Promise<string | null> {
  const at = mailbox.lastIndexOf('@');
  const signed = await signReplyAddress(keys, token, mailbox.slice(at + 1));
  const local = `${mailbox.slice(0, at).toLowerCase()}${signed.slice(prefix.length - 1, signed.indexOf('@'))}`;
  return /^[\x21-\x7e]+$/.test(local) && !/["<>()]/.test(local) && local.length <= 64 ? `${local}${signed.slice(signed.indexOf('@'))}` : null;
}

/** An address without what follows a plus: the mailbox that it belongs to. */
export const mailboxOfReply = (address: string): string => (isReplyAddress(address) ? address.replace(/\+[a-z2-7]{52}(?=@|$)/i, '') : address);

function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] ?? 0);
  return difference === 0;
}

/** Whether an address (or its local part) has the form of a reply address, valid or not. */
export function isReplyAddress(address: string): boolean {
  const at = address.lastIndexOf('@');
  return /^[^\s@]{1,11}\+[a-z2-7]{52}$/i.test(at < 0 ? address : address.slice(0, at));
}

/** Reads a reply address or its local part, in any letter case. Null when it is none, its key is unknown, or it was altered. */
export async function verifyReplyAddress(keys: ReplyKeys, address: string): Promise<ReplyToken | null> {
  if (!isReplyAddress(address)) return null;
  const at = address.lastIndexOf('@');
  const local = at < 0 ? address : address.slice(0, at);
  const bytes = fromBase32(local.slice(local.lastIndexOf('+') + 1));
  if (bytes === null || bytes.length !== payloadBytes + macBytes) return null;
  const payload = bytes.slice(0, payloadBytes);
  const flags = payload[21] as number;
  const key_id = flags & 63;
  const scope = scopes[flags >> 6];
  const secret = Object.hasOwn(keys.secrets, key_id) ? keys.secrets[key_id] : undefined;
  if (!secret || scope === undefined) return null;
  if (!equalInConstantTime(bytes.slice(payloadBytes), await tokenMac(secret, payload))) return null;
  const id = hex(payload.slice(0, 16));
  return {
    ticket_id: `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`,
    contact_key: hex(payload.slice(16, 21)),
    scope,
    key_id,
  };
}
