// A push as only the browser can read it: RFC 8291 (keys) over RFC 8188 (aes128gcm), with WebCrypto alone.
import { base64UrlBytes } from './push-bytes.ts';

/** Keys of a browser as its subscription gives them, base64url. */
export interface BrowserKeys {
  p256dh: string;
  auth: string;
}

/** What must be fresh for each push; an argument, so that a test can repeat the example of the RFC. */
export interface PushChance {
  salt: Uint8Array<ArrayBuffer>;
  keys: CryptoKeyPair;
}

/** Bytes of one record: the whole push, since services refuse more than 4,096. */
const RECORD_BYTES = 4096;
/** 4,096 without header (86), tag (16) and delimiter (1). */
export const PUSH_TEXT_BYTES_MAX = 3993;

const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const;
const utf8 = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text));

export const freshChance = async (): Promise<PushChance> => ({
  salt: crypto.getRandomValues(new Uint8Array(16)), keys: (await crypto.subtle.generateKey(CURVE, false, ['deriveBits'])) as CryptoKeyPair,
});

export function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

async function hkdf(salt: Uint8Array<ArrayBuffer>, secret: Uint8Array<ArrayBuffer>, info: Uint8Array<ArrayBuffer>, bytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, bytes * 8));
}

/** The body of the request to the push service. @throws when the keys are none, or the text is too long. */
export async function encryptPush(text: string, browser: BrowserKeys, { salt, keys }: PushChance): Promise<Uint8Array<ArrayBuffer>> {
  const plain = utf8(text);
  if (plain.length > PUSH_TEXT_BYTES_MAX) throw new Error('a push holds at most 3,993 bytes');
  const [theirs, auth] = [base64UrlBytes(browser.p256dh), base64UrlBytes(browser.auth)];
  const ours = new Uint8Array((await crypto.subtle.exportKey('raw', keys.publicKey)) as ArrayBuffer);
  const publicKey = await crypto.subtle.importKey('raw', theirs, CURVE, false, []);
  // The types of the platform call the other key `$public`; the platform itself wants the name of the standard.
  const shared = new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: publicKey } as unknown as Parameters<typeof crypto.subtle.deriveBits>[0], keys.privateKey, 256));
  const secret = await hkdf(auth, shared, joined(utf8('WebPush: info\0'), theirs, ours), 32);
  const contentKey = await crypto.subtle.importKey('raw', await hkdf(salt, secret, utf8('Content-Encoding: aes128gcm\0'), 16), 'AES-GCM', false, ['encrypt']);
  const nonce = await hkdf(salt, secret, utf8('Content-Encoding: nonce\0'), 12);
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, RECORD_BYTES);
  // 2: the last record.
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, contentKey, joined(plain, new Uint8Array([2]))));
  return joined(salt, size, new Uint8Array([ours.length]), ours, sealed);
}
