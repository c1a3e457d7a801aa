// Password hashing: scrypt with its parameters beside the hash, and the predecessor's bcrypt accepted once.
import { compare } from 'bcryptjs';
import { scrypt, timingSafeEqual } from 'node:crypto';
import { toHex } from './clock.ts';

// Production caps scrypt at N*r*p <= 2^20 and PBKDF2 at 100,000 rounds; only the first cap is enforced locally too.
export const SCRYPT = { N: 2 ** 14, r: 8, p: 5 } as const;
const KEY_BYTES = 32;

/** @returns `scrypt$N$r$p$salt$hash`, salt and hash in hexadecimal. The password is never transformed. */
export async function hashPassword(password: string): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const key = await derive(password, salt, SCRYPT);
  return `scrypt$${SCRYPT.N}$${SCRYPT.r}$${SCRYPT.p}$${toHex(salt)}$${toHex(key)}`;
}

/** `rehash` tells that the stored form is older than today's and should be replaced after this sign-in. */
export async function verifyPassword(password: string, stored: string): Promise<{ matches: boolean; rehash: boolean }> {
  if (/^\$2[aby]\$/.test(stored)) return { matches: await compare(password, stored), rehash: true };
  const [scheme, n, r, p, salt, hash] = stored.split('$');
  if (scheme !== 'scrypt' || !salt || !hash) return { matches: false, rehash: false };
  const cost = { N: Number(n), r: Number(r), p: Number(p) };
  const key = await derive(password, fromHex(salt), cost);
  const expected = fromHex(hash);
  const matches = key.length === expected.length && timingSafeEqual(key, expected);
  return { matches, rehash: cost.N !== SCRYPT.N || cost.r !== SCRYPT.r || cost.p !== SCRYPT.p };
}

/** Costs as much as a real check and never matches: unknown accounts answer no faster than known ones. */
export async function verifyNothing(password: string): Promise<void> {
  await derive(password, new Uint8Array(16), SCRYPT);
}

function derive(password: string, salt: Uint8Array, cost: { N: number; r: number; p: number }): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, { ...cost, maxmem: 64 * 1024 * 1024 }, (fault, key) => (fault ? reject(fault) : resolve(new Uint8Array(key))));
  });
}

const fromHex = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
