// The link in a mail with which somebody without an account rates a resolution. HS256 with keys derived for this purpose alone.
import { base64url, jwtVerify, SignJWT } from 'jose';
import type { TokenKey } from './tokens.ts';

/** What the link was signed for. `address`: to whom the mail went, lower case. */
export interface RatingLink {
  ticket_id: string;
  client_id: string;
  resolution_number: number;
  address: string;
}

export const RATING_LINK_DAYS = 30;

/** A key of sign-in tokens never signs a link and the other way round: both come from one secret, by different names. */
async function derived(key: TokenKey): Promise<Uint8Array> {
  const secret = await crypto.subtle.importKey('raw', base64url.decode(key.secret.replace(/=+$/, '')) as BufferSource, 'HKDF', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: new TextEncoder().encode('lanet rating link 1') }, secret, 256);
  return new Uint8Array(bits);
}

export async function signRatingLink(keys: readonly TokenKey[], link: RatingLink, now: Date): Promise<string> {
  const at = Math.floor(now.getTime() / 1000);
  const token = await new SignJWT({ type: 'rating', cid: link.client_id, n: link.resolution_number, to: link.address.toLowerCase() })
    .setProtectedHeader({ alg: 'HS256', kid: keys[0]!.kid }).setSubject(link.ticket_id).setExpirationTime(at + RATING_LINK_DAYS * 86_400)
    .sign(await derived(keys[0]!));
  // With dots the address of the page would look like that of a file.
  return token.replaceAll('.', '~');
}

/** `expired` when it was ours once; null when it is not ours, was altered or is for something else. */
export async function readRatingLink(keys: readonly TokenKey[], token: string, now: Date): Promise<RatingLink | 'expired' | null> {
  try {
    const { payload } = await jwtVerify(token.replaceAll('~', '.'), async (header) => {
      const key = keys.find((one) => one.kid === header.kid);
      if (!key) throw new Error('unknown key');
      return derived(key);
    }, { algorithms: ['HS256'], currentDate: now, clockTolerance: 5, requiredClaims: ['sub', 'exp'] });
    const { type, sub, cid, n, to } = payload;
    return type === 'rating' && typeof sub === 'string' && typeof cid === 'string' && typeof n === 'number' && typeof to === 'string'
      ? { ticket_id: sub, client_id: cid, resolution_number: n, address: to } : null;
  } catch (fault) {
    // jose checks the signature before the times: what is said to be expired was signed by us.
    return fault instanceof Error && 'code' in fault && fault.code === 'ERR_JWT_EXPIRED' ? 'expired' : null;
  }
}
