// `npm run keys:escrow`: a value for the secret ESCROW_KEYS, the pair that machines seal recovery keys to. Without it none are kept.
// With `-- --rotate` it reads the present value from standard input and puts a fresh pair first; the older ones stay, because they alone open what was sealed to them.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface EscrowKey {
  key_id: string;
  /** Raw X25519, base64url. */
  public_key: string;
  /** PKCS#8, base64url. */
  private_key: string;
}

/** A fresh X25519 pair with a name of its own. */
export function escrowKey(): EscrowKey {
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  return { key_id: randomBytes(4).toString('hex'), public_key: publicKey.export({ format: 'jwk' }).x ?? '', private_key: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url') };
}

if (import.meta.main) {
  const present = process.argv.includes('--rotate') ? (JSON.parse(readFileSync(0, 'utf8')) as EscrowKey[]) : [];
  console.log(JSON.stringify([escrowKey(), ...present]));
}
