// Who this machine is: a key pair made here that never leaves, what the server gave for it, and the keys whose orders it obeys.
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { AgentConfig, type AnnouncedKey } from '../durable-objects/protocol/agent-frames.ts';
import { endorsementBytes, fromBase64Url, toBase64Url } from '../durable-objects/protocol/envelope.ts';
import { ensureDirectory, readText, writeAtomically } from './state-dir.ts';

const CommandKey = z.object({ key_id: z.string().max(32), public_key: z.string().max(64) });
export type CommandKey = z.infer<typeof CommandKey>;

const Identity = z.object({
  version: z.literal(1), server: z.url(),
  /** Explicit proxy; null: what the environment says. */
  proxy: z.string().max(500).nullable(),
  agent_id: z.uuid(), client_id: z.uuid(), credential: z.string().max(8192), auth_token: z.string().max(8192).nullable(),
  /** Pinned at enrolment, renewed by `renewKeys`. */
  command_keys: z.array(CommandKey).max(4), config: AgentConfig,
});
export type Identity = z.infer<typeof Identity>;

/** PKCS#8 and raw public key, base64url. */
export interface MachineKey {
  private_key: string;
  public_key: string;
}
const MachineKey = z.object({ private_key: z.string(), public_key: z.string() });

const keyFile = (stateDir: string): string => join(stateDir, 'machine-key.json');
export const identityFile = (stateDir: string): string => join(stateDir, 'identity.json');

/** The machine's key; made at the first call. The same key enrols again as the same machine. @throws when the disk refuses. */
export function machineKey(stateDir: string): MachineKey {
  const kept = MachineKey.safeParse(parsed(readText(keyFile(stateDir))));
  if (kept.success) return kept.data;
  const pair = generateKeyPairSync('ed25519');
  const jwk = pair.publicKey.export({ format: 'jwk' });
  const key = { private_key: toBase64Url(pair.privateKey.export({ format: 'der', type: 'pkcs8' })), public_key: jwk.x! };
  ensureDirectory(stateDir);
  writeAtomically(keyFile(stateDir), JSON.stringify(key));
  return key;
}

/** Ed25519 over `bytes`, base64url. */
export const signWith = (key: MachineKey, bytes: Uint8Array): string =>
  toBase64Url(sign(null, bytes, createPrivateKey({ key: Buffer.from(fromBase64Url(key.private_key)), format: 'der', type: 'pkcs8' })));

/** Null when this machine is not enrolled. */
export function readIdentity(stateDir: string): Identity | null {
  const kept = Identity.safeParse(parsed(readText(identityFile(stateDir))));
  return kept.success ? kept.data : null;
}

export const writeIdentity = (stateDir: string, identity: Identity): void => writeAtomically(identityFile(stateDir), `${JSON.stringify(identity, null, 1)}\n`);

/**
 * Which keys to trust after the server announced `announced`. Each must be pinned already or carry the word of one that is: whoever took
 * over the channel knows the pinned public keys and can name them beside a key of their own, but cannot sign for it. Otherwise the pinned
 * ones stay. The way back from a lost key is enrolling again.
 */
export function renewKeys(pinned: CommandKey[], announced: AnnouncedKey[]): { keys: CommandKey[]; verdict: 'same' | 'renewed' | 'refused' } {
  const isIn = (keys: CommandKey[], key: CommandKey): boolean => keys.some((known) => known.key_id === key.key_id && known.public_key === key.public_key);
  if (announced.length === 0 || (announced.length === pinned.length && announced.every((key) => isIn(pinned, key)))) return { keys: pinned, verdict: 'same' };
  const trusted = [...pinned];
  for (const { key_id, public_key, endorsed } of announced) {
    if (isIn(trusted, { key_id, public_key })) continue;
    const voucher = trusted.find((known) => known.key_id === endorsed?.by);
    if (!endorsed || !voucher || trusted.some((known) => known.key_id === key_id) || !vouches(voucher, endorsed.signature, endorsementBytes(key_id, public_key))) return { keys: pinned, verdict: 'refused' };
    trusted.push({ key_id, public_key });
  }
  return { keys: announced.map(({ key_id, public_key }) => ({ key_id, public_key })), verdict: 'renewed' };
}

/** Never throws: what cannot be read vouches for nothing. */
function vouches(key: CommandKey, signature: string, bytes: Uint8Array): boolean {
  try {
    return verify(null, bytes, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key.public_key }, format: 'jwk' }), Buffer.from(fromBase64Url(signature)));
  } catch {
    return false;
  }
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
