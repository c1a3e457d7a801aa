// Links in mails with which somebody without an account does one thing. HS256, with a key derived for each thing alone.
import { base64url, jwtVerify, SignJWT, type JWTPayload } from 'jose';
import type { TokenKey } from './tokens.ts';

export type LinkPurpose = 'rating' | 'approval';

/** A key of sign-in tokens never signs a link, nor that of one thing a link to another: all come from one secret, by different names. */
async function derived(key: TokenKey, purpose: LinkPurpose): Promise<Uint8Array> {
  const secret = await crypto.subtle.importKey('raw', base64url.decode(key.secret.replace(/=+$/, '')) as BufferSource, 'HKDF', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: new TextEncoder().encode(`lanet ${purpose} link 1`) }, secret, 256);
  return new Uint8Array(bits);
}

export async function signLink(keys: readonly TokenKey[], purpose: LinkPurpose, statement: { subject: string; claims: JWTPayload; expiresAt: Date }): Promise<string> {
  const token = await new SignJWT({ type: purpose, ...statement.claims })
    .setProtectedHeader({ alg: 'HS256', kid: keys[0]!.kid }).setSubject(statement.subject).setExpirationTime(Math.floor(statement.expiresAt.getTime() / 1000))
    .sign(await derived(keys[0]!, purpose));
  // With dots the address of the page would look like that of a file.
  return token.replaceAll('.', '~');
}

/** `expired` when it was ours once; null when it is not ours, was altered or is for something else. */
export async function readLink(keys: readonly TokenKey[], purpose: LinkPurpose, token: string, now: Date): Promise<(JWTPayload & { sub: string }) | 'expired' | null> {
  try {
    const { payload } = await jwtVerify(token.replaceAll('~', '.'), async (header) => {
      const key = keys.find((one) => one.kid === header.kid);
      if (!key) throw new Error('unknown key');
      return derived(key, purpose);
    }, { algorithms: ['HS256'], currentDate: now, clockTolerance: 5, requiredClaims: ['sub', 'exp'] });
    return payload.type === purpose && typeof payload.sub === 'string' ? { ...payload, sub: payload.sub } : null;
  } catch (fault) {
    // jose checks the signature before the times: what is said to be expired was signed by us.
    return fault instanceof Error && 'code' in fault && fault.code === 'ERR_JWT_EXPIRED' ? 'expired' : null;
  }
}
