// `npm run keys:command`: a value for the secret COMMAND_KEYS, the pairs that sign commands to machines (current first, next announced).
// With `-- --rotate` it reads the present value from standard input, drops its first pair and appends a fresh one.
import { createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { endorsementBytes } from '../durable-objects/protocol/envelope.ts';

export interface CommandKey {
  key_id: string;
  /** PKCS#8, base64url. */
  private_key: string;
  /** Raw 32 bytes, base64url. */
  public_key: string;
  /** The key before it vouches for it: agents trust no other new one. */
  endorsed?: { by: string; signature: string };
}

/** A fresh Ed25519 pair with a name of its own. @param before vouches for it. */
export function commandKey(before?: CommandKey): CommandKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key = { key_id: randomBytes(4).toString('hex'), private_key: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'), public_key: publicKey.export({ format: 'jwk' }).x ?? '' };
  if (!before) return key;
  const voucher = createPrivateKey({ key: Buffer.from(before.private_key, 'base64url'), format: 'der', type: 'pkcs8' });
  return { ...key, endorsed: { by: before.key_id, signature: sign(null, endorsementBytes(key.key_id, key.public_key), voucher).toString('base64url') } };
}

const freshPair = (): CommandKey[] => {
  const first = commandKey();
  return [first, commandKey(first)];
};

/** Agents trust both pairs of a value, so the next one is known before it signs. Rotate at most as often as your rarest machine connects. */
export function rotated(present: CommandKey[]): CommandKey[] {
  return [...present.slice(1), commandKey(present.at(-1))];
}

if (import.meta.main) {
  const present = process.argv.includes('--rotate') ? (JSON.parse(readFileSync(0, 'utf8')) as CommandKey[]) : null;
  console.log(JSON.stringify(present ? rotated(present) : freshPair()));
}
