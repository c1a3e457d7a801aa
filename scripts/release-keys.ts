// `npm run release:keygen -- --out FILE`: the keys that sign releases of the agent, the present one and the next. FILE stays with whoever makes releases, never on a server;
// the public half goes into packages (`--public`, default dist/release-keys.json). `--rotate` drops the present key of FILE, so that the next one signs, and makes another next one.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { TrustedReleases } from '../durable-objects/protocol/release.ts';

export interface ReleasePair {
  key_id: string;
  /** PKCS#8, base64url. */
  private_key: string;
  /** Raw 32 bytes, base64url. */
  public_key: string;
}
export interface ReleaseSigner {
  channel: string;
  /** The present one first, then the next. */
  keys: ReleasePair[];
}

export function releasePair(): ReleasePair {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { key_id: randomBytes(8).toString('hex'), private_key: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'), public_key: publicKey.export({ format: 'jwk' }).x ?? '' };
}

/** What packages and manifests say of it. */
export const publicHalf = ({ channel, keys }: ReleaseSigner): TrustedReleases => ({ channel, keys: keys.map(({ key_id, public_key }) => ({ key_id, public_key })) });

/** A machine that missed every release since the last rotation needs a package: rotate at most as often as your rarest machine updates. */
export const rotated = ({ channel, keys }: ReleaseSigner): ReleaseSigner => ({ channel, keys: [...keys.slice(1), releasePair()] });

if (import.meta.main) {
  const { values } = parseArgs({ options: { out: { type: 'string' }, public: { type: 'string' }, channel: { type: 'string', default: 'stable' }, rotate: { type: 'boolean', default: false } } });
  const open = values.public ?? join(import.meta.dirname, '../dist/release-keys.json');
  if (values.out === undefined) throw new Error('--out FILE says where the private keys are kept');
  if (existsSync(values.out) !== values.rotate) throw new Error(values.rotate ? `${values.out} is not there` : `${values.out} is there already; --rotate replaces its keys`);
  const signer = values.rotate ? rotated(JSON.parse(readFileSync(values.out, 'utf8')) as ReleaseSigner) : { channel: values.channel, keys: [releasePair(), releasePair()] };
  for (const path of [values.out, open]) mkdirSync(dirname(path), { recursive: true });
  writeFileSync(values.out, `${JSON.stringify(signer, null, 1)}\n`, { mode: 0o600 });
  writeFileSync(open, `${JSON.stringify(publicHalf(signer))}\n`);
  console.log(`private: ${values.out}\npublic, for package:agent: ${open}\nsigns now: ${signer.keys[0]!.key_id}, next: ${signer.keys[1]!.key_id}`);
}
