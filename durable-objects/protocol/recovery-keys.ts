// Recovery keys of encrypted volumes as they travel: sealed on the machine to the deployment's key, opened by the worker alone.
import * as z from 'zod';
import { fromBase64Url, KeyPlace, toBase64Url } from './envelope.ts';

/** What an agent says in its greeting when it can seal keys; the server tells nobody else of its key. */
export const RECOVERY_KEYS = 'recovery_keys' as const;
/** Keys of one report. */
export const KEYS_MAX = 64;

export const SealedKey = KeyPlace.extend({ mount: z.string().max(255).nullable().default(null), sealed: z.string().regex(/^[A-Za-z0-9_-]{100,400}$/) });
export type SealedKey = z.infer<typeof SealedKey>;

/** All that a machine holds at one moment; `escrow_key_id` names the key they are sealed to. What is not in a report stays where it is kept. */
export const RecoveryKeys = z.object({ kind: z.literal(RECOVERY_KEYS), escrow_key_id: z.string().min(1).max(32), collected_at: z.iso.datetime(), keys: z.array(SealedKey).min(1).max(KEYS_MAX) });
export type RecoveryKeys = z.infer<typeof RecoveryKeys>;

/** The deployment's public key with the word of a command key: whoever took over the channel cannot name one of their own. */
export const Escrow = z.object({ type: z.literal('escrow'), key_id: z.string().min(1).max(32), public_key: z.string().length(43), by: z.string().max(32), signature: z.string().max(128) });
export type Escrow = z.infer<typeof Escrow>;

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text));

/** The bytes a command key signs to vouch for the key that recovery keys are sealed to. */
export const escrowBytes = (keyId: string, publicKey: string): Uint8Array => utf8(`lanet-escrow-key-v1\n${keyId}\n${publicKey}`);

/** A box moved to another machine, volume or protector does not open. */
const boundTo = (assetId: string, { volume_id, protector_id }: KeyPlace): Uint8Array<ArrayBuffer> => utf8(`lanet-recovery-key-v1\n${assetId}\n${volume_id}\n${protector_id}`);

// A box: format, the public half made for it, nonce, then the text under AES-256-GCM. X25519 and HKDF-SHA-256 give its key.
const FORMAT = 1;
const PUBLIC_BYTES = 32;
const NONCE_BYTES = 12;
const CURVE = 'X25519';

async function boxKey(mine: CryptoKey, theirs: Uint8Array, salt: Uint8Array<ArrayBuffer>, use: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
  const peer = await crypto.subtle.importKey('raw', theirs as BufferSource, CURVE, false, []);
  // The types of the platform call the other key `$public`; the platform itself wants the name of the standard.
  const shared = await crypto.subtle.deriveBits({ name: CURVE, public: peer } as unknown as Parameters<typeof crypto.subtle.deriveBits>[0], mine, 256);
  const secret = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  return crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt, info: utf8('lanet-recovery-key-v1') }, secret, { name: 'AES-GCM', length: 256 }, false, [use]);
}

/** @param publicKey raw, base64url. The answer is base64url. */
export async function sealKey(publicKey: string, text: string, assetId: string, place: KeyPlace): Promise<string> {
  const pair = (await crypto.subtle.generateKey(CURVE, false, ['deriveBits'])) as CryptoKeyPair;
  const ours = new Uint8Array((await crypto.subtle.exportKey('raw', pair.publicKey)) as ArrayBuffer);
  const theirs = fromBase64Url(publicKey);
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const key = await boxKey(pair.privateKey, theirs, joined(ours, theirs), 'encrypt');
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: boundTo(assetId, place) }, key, utf8(text));
  return toBase64Url(joined(new Uint8Array([FORMAT]), ours, nonce, new Uint8Array(sealed)));
}

/** @param pair private half PKCS#8, both base64url. @throws when the box is of another key, place or format, or was altered. */
export async function openKey(pair: { public_key: string; private_key: string }, sealed: string, assetId: string, place: KeyPlace): Promise<string> {
  const box = fromBase64Url(sealed);
  if (box[0] !== FORMAT) throw new Error('a box of another format');
  const theirs = box.slice(1, 1 + PUBLIC_BYTES);
  const nonce = box.slice(1 + PUBLIC_BYTES, 1 + PUBLIC_BYTES + NONCE_BYTES);
  const mine = await crypto.subtle.importKey('pkcs8', fromBase64Url(pair.private_key) as BufferSource, CURVE, false, ['deriveBits']);
  const key = await boxKey(mine, theirs, joined(theirs, fromBase64Url(pair.public_key)), 'decrypt');
  const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce, additionalData: boundTo(assetId, place) }, key, box.slice(1 + PUBLIC_BYTES + NONCE_BYTES) as BufferSource);
  return new TextDecoder().decode(text);
}

function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
