// `npm run keys:push`: a value for the secret PUSH_KEYS, the pair that browsers subscribe with. Without it there is no web push.
// With `-- --rotate` it reads the present value from standard input and puts a fresh pair first; browsers subscribed with the old one keep it.
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface PushKey {
  /** Raw, 65 bytes, base64url. */
  public_key: string;
  /** PKCS#8, base64url. */
  private_key: string;
}

/** A fresh P-256 pair (RFC 8292). */
export function pushKey(): PushKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const raw = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return { public_key: raw.toString('base64url'), private_key: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url') };
}

if (import.meta.main) {
  const present = process.argv.includes('--rotate') ? (JSON.parse(readFileSync(0, 'utf8')) as PushKey[]) : [];
  console.log(JSON.stringify([pushKey(), ...present].slice(0, 3)));
}
