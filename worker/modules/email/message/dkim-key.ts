// Keys of mail signatures (RFC 6376 §3.6, RFC 8301, RFC 8463): looked up, read strictly, and used for one signature.
import type { DnsResolver } from '../../../platform/dns.ts';
import { readTags } from './dkim-canonical.ts';

export type KeyType = 'rsa' | 'ed25519';
/** `absent`: there is none or it was revoked. `unavailable`: the DNS did not answer. `broken`: a record that nobody can use. */
export type KeyFault = { kind: 'absent' | 'unavailable' | 'broken'; detail: string };
export type SigningKey = {
  key: CryptoKey;
  type: KeyType;
  /** The domain is trying DKIM out: nothing follows from its signatures. */
  isTesting: boolean;
  /** `i=` must be of the signing domain itself, not below it. */
  isStrict: boolean;
};

const RSA_BITS_MIN = 1024;
const RSA_BITS_MAX = 8192;
const RECORDS_MAX = 3;

/** The key of `selector._domainkey.domain`, for that type of signature. */
export async function findKey(dns: DnsResolver, selector: string, domain: string, type: KeyType): Promise<{ ok: true; key: SigningKey } | { ok: false; fault: KeyFault }> {
  const answer = await dns.txt(`${selector}._domainkey.${domain}`);
  if (answer.kind === 'unavailable') return { ok: false, fault: { kind: 'unavailable', detail: 'the DNS did not answer' } };
  if (answer.kind === 'none') return { ok: false, fault: { kind: 'absent', detail: 'there is no key' } };
  let fault: KeyFault = { kind: 'broken', detail: 'no usable key record' };
  for (const record of answer.records.slice(0, RECORDS_MAX)) {
    const read = await readKeyRecord(record, type);
    if (read.ok) return read;
    fault = read.fault;
  }
  return { ok: false, fault };
}

/** One TXT record (`v=DKIM1; k=rsa; p=…`). */
export async function readKeyRecord(record: string, type: KeyType): Promise<{ ok: true; key: SigningKey } | { ok: false; fault: KeyFault }> {
  const broken = (detail: string) => ({ ok: false as const, fault: { kind: 'broken' as const, detail } });
  const tags = readTags(record);
  if (!tags) return broken('the key record cannot be read');
  if (tags.has('v') && (tags.get('v') !== 'DKIM1' || tags.keys().next().value !== 'v')) return broken('the key record is of another version');
  if ((tags.get('k') ?? 'rsa') !== type) return broken(`the key is not of type ${type}`);
  const list = (tag: string): string[] | null => tags.get(tag)?.split(':').map((word) => word.trim().toLowerCase()) ?? null;
  if (list('h')?.includes('sha256') === false) return broken('the key is not for sha256');
  const services = list('s');
  if (services && !services.includes('*') && !services.includes('email')) return broken('the key is not for mail');
  const p = tags.get('p')?.replaceAll(/\s+/g, '');
  if (p === undefined) return broken('the key record holds no key');
  if (p === '') return { ok: false, fault: { kind: 'absent', detail: 'the key was revoked' } };
  const bytes = base64Bytes(p);
  if (!bytes) return broken('the key is not base64');
  const key = type === 'ed25519' ? await ed25519Key(bytes) : await rsaKey(bytes);
  if (!key) return broken('the key cannot be used');
  if (type === 'rsa') {
    const bits = (key.algorithm as { modulusLength?: number }).modulusLength ?? 0;
    if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX) return broken(`an RSA key of ${bits} bits is refused`);
  }
  const flags = list('t') ?? [];
  return { ok: true, key: { key, type, isTesting: flags.includes('y'), isStrict: flags.includes('s') } };
}

/** Whether `signature` is about `data`. Ed25519 signs the hash of the data (RFC 8463 §3). */
export async function isSignedBy({ key, type }: SigningKey, signature: Uint8Array<ArrayBuffer>, data: Uint8Array<ArrayBuffer>): Promise<boolean> {
  try {
    if (type === 'rsa') return await crypto.subtle.verify('RSASSA-PKCS1-v1_5', key, signature, data);
    return await crypto.subtle.verify('Ed25519', key, signature, await crypto.subtle.digest('SHA-256', data));
  } catch {
    return false;
  }
}

/** Null when it is no base64; white space inside is folding. */
export function base64Bytes(text: string): Uint8Array<ArrayBuffer> | null {
  const clean = text.replaceAll(/\s+/g, '');
  if (clean === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(clean)) return null;
  try {
    return Uint8Array.from(atob(clean), (c) => c.charCodeAt(0));
  } catch {
    return null;
  }
}

async function ed25519Key(bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey | null> {
  if (bytes.length !== 32) return null;
  return crypto.subtle.importKey('raw', bytes, 'Ed25519', false, ['verify']).catch(() => null);
}

async function rsaKey(bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey | null> {
  const spki = (der: Uint8Array<ArrayBuffer>) => crypto.subtle.importKey('spki', der, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, false, ['verify']).catch(() => null);
  // RFC 6376 speaks of a bare RSAPublicKey and shows a SubjectPublicKeyInfo; both are found in the DNS.
  return (await spki(bytes)) ?? spki(asPublicKeyInfo(bytes));
}

function asPublicKeyInfo(rsaPublicKey: Uint8Array): Uint8Array<ArrayBuffer> {
  const algorithm = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
  const bits = wrapped(0x03, Uint8Array.from([0, ...rsaPublicKey]));
  return wrapped(0x30, Uint8Array.from([...algorithm, ...bits]));
}

function wrapped(tag: number, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const n = content.length;
  const length = n < 0x80 ? [n] : n < 0x100 ? [0x81, n] : [0x82, n >> 8, n & 0xff];
  return Uint8Array.from([tag, ...length, ...content]);
}
