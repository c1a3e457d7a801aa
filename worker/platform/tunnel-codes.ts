// The code with which somebody's own computer takes the person's side of a tunnel: the session's id and our word for it, in letters a shell leaves alone. It says nothing else, and its session is open once.
import { base64url } from 'jose';
import { toHex } from './clock.ts';
import type { TokenKey } from './tokens.ts';

const MAC_CHARS = 32;
const CODE = /^[0-9a-f]{64}$/;

/** A key of sign-in tokens never signs a code: both come from one secret, by different names. */
async function wordFor(key: TokenKey, session: string): Promise<string> {
  const secret = await crypto.subtle.importKey('raw', base64url.decode(key.secret.replace(/=+$/, '')) as BufferSource, 'HKDF', false, ['deriveKey']);
  const derived = await crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: new TextEncoder().encode('lanet tunnel code 1') }, secret, { name: 'HMAC', hash: 'SHA-256', length: 256 }, false, ['sign'],
  );
  return toHex(new Uint8Array(await crypto.subtle.sign('HMAC', derived, new TextEncoder().encode(session)))).slice(0, MAC_CHARS);
}

/** 64 letters. The same session has the same code; whether it was used its object knows. */
export async function tunnelCode(keys: readonly TokenKey[], sessionId: string): Promise<string> {
  const session = sessionId.replaceAll('-', '').toLowerCase();
  return session + (await wordFor(keys[0]!, session));
}

/** The session's id; null when the code is not ours. */
export async function sessionOfCode(keys: readonly TokenKey[], code: string): Promise<string | null> {
  if (!CODE.test(code)) return null;
  const session = code.slice(0, -MAC_CHARS);
  for (const key of keys) if (isSame(await wordFor(key, session), code.slice(-MAC_CHARS))) return session.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return null;
}

/** Takes the same time wherever they differ. */
function isSame(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length; at++) difference |= one.charCodeAt(at) ^ other.charCodeAt(at);
  return difference === 0;
}
