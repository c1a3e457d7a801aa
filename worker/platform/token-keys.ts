// The keys of our own signatures, read into the platform's form once: doing it for every token costs as much as the signature.
import { base64url } from 'jose';
import type { TokenKey } from './tokens.ts';

/** Null: no key of ours has this name. */
export type KeyOf = (kid: string) => Promise<CryptoKey | null>;

export function tokenKeys(keys: readonly TokenKey[]): KeyOf {
  const secrets = new Map(keys.map((key) => [key.kid, base64url.decode(key.secret.replace(/=+$/, ''))]));
  // Keys, not promises of them: what one request began another must not wait for.
  const known = new Map<string, CryptoKey>();
  return async (kid) => {
    const secret = secrets.get(kid);
    if (!secret) return null;
    const key = known.get(kid) ?? (await crypto.subtle.importKey('raw', secret as BufferSource, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']));
    known.set(kid, key);
    return key;
  };
}
