// Our own check of a mail's signatures (RFC 6376, RFC 8301, RFC 8463), for mails that no server of ours has checked.
import { isDnsName } from '../../../platform/dns-over-https.ts';
import type { DnsResolver } from '../../../platform/dns.ts';
import { canonicalBody, canonicalField, latin1Bytes, readTags, valueOf, withoutSignature, type Canonicalisation, type RawField, type RawMail } from './dkim-canonical.ts';
import { base64Bytes, findKey, isSignedBy, type KeyType } from './dkim-key.ts';

/** Words of RFC 8601: `policy` is a signature that holds but is not enough for us, `neutral` one that says nothing. */
export type SignatureResult = 'pass' | 'fail' | 'policy' | 'neutral' | 'temperror' | 'permerror';
export type DkimResult = { result: SignatureResult; detail: string; domain: string; selector: string; algorithm: string };
export type VerifyContext = { dns: DnsResolver; now: Date };

const SIGNATURES_MAX = 10;
const SKEW_SECONDS = 3600;

/** One result a signature, in document order, at most ten. Never throws. */
export async function verifyDkim(mail: RawMail, context: VerifyContext): Promise<DkimResult[]> {
  const hashes = bodyHashes(mail.body);
  const signatures = mail.fields.filter((field) => field.name === 'dkim-signature').slice(0, SIGNATURES_MAX);
  return Promise.all(signatures.map(async (field): Promise<DkimResult> => {
    const tags = readTags(valueOf(field));
    const names = { domain: nameOf(tags?.get('d')), selector: nameOf(tags?.get('s')), algorithm: tags?.get('a')?.toLowerCase() ?? '' };
    const checked = tags ? await checkSignature({ mail, field, tags, context, hashes, kind: 'dkim' }) : { result: 'permerror' as const, detail: 'the signature cannot be read' };
    return { ...checked, ...names };
  }));
}

/** Base64 of the SHA-256 of the body; each canonical form is made once. */
export type BodyHashes = (how: Canonicalisation) => Promise<string>;
export function bodyHashes(body: Uint8Array): BodyHashes {
  const made = new Map<Canonicalisation, Promise<string>>();
  return (how) => {
    const known = made.get(how) ?? crypto.subtle.digest('SHA-256', canonicalBody(body, how)).then((hash) => btoa(String.fromCharCode(...new Uint8Array(hash))));
    made.set(how, known);
    return known;
  };
}

export type Check = { result: SignatureResult; detail: string };
type Subject = { mail: RawMail; field: RawField; tags: Map<string, string>; context: VerifyContext; hashes: BodyHashes; kind: 'dkim' | 'arc' };

const nameOf = (value: string | undefined): string => (value ?? '').trim().toLowerCase();
export const keyTypeOf = (algorithm: string | undefined): KeyType | null =>
  ({ 'rsa-sha256': 'rsa', 'ed25519-sha256': 'ed25519' } as const)[(algorithm ?? '').toLowerCase() as 'rsa-sha256'] ?? null;

/** A DKIM-Signature, or an ARC-Message-Signature, which is the same but for `v=` and the fields it may not cover. */
export async function checkSignature({ mail, field, tags, context, hashes, kind }: Subject): Promise<Check> {
  const bad = (detail: string): Check => ({ result: 'permerror', detail });
  if (kind === 'dkim' ? tags.get('v') !== '1' : tags.has('v')) return bad('the signature is of another version');
  for (const tag of ['a', 'b', 'bh', 'd', 'h', 's']) if (!tags.get(tag)) return bad(`the signature lacks ${tag}=`);
  const type = keyTypeOf(tags.get('a'));
  if (!type) return { result: 'policy', detail: `the algorithm ${(tags.get('a') as string).slice(0, 40)} is refused` };
  const [domain, selector] = [nameOf(tags.get('d')), nameOf(tags.get('s'))];
  if (!isDnsName(domain) || !isDnsName(`${selector}._domainkey.${domain}`)) return bad('the signing domain is not a name');
  const covered = (tags.get('h') as string).split(':').map((name) => name.trim().toLowerCase());
  if (covered.length > 500 || covered.includes('')) return bad('the list of signed fields cannot be read');
  if (!covered.includes('from')) return bad('From is not signed');
  if (kind === 'arc' && covered.some((name) => name === 'arc-seal')) return bad('the signature covers a seal');
  if (tags.get('q')?.split(':').some((way) => way.trim().toLowerCase() === 'dns/txt') === false) return bad('the key lies elsewhere than in the DNS');
  const canon = canonicalisationOf(tags.get('c'));
  if (!canon) return bad('the canonical form is unknown');
  const identity = kind === 'dkim' ? identityDomain(tags.get('i')) : null;
  if (identity !== null && identity !== domain && !identity.endsWith(`.${domain}`)) return bad('i= is not of the signing domain');
  const time = timeFault(tags, context.now);
  if (time) return time;
  // What follows the signed length could be anybody's: such a signature may hold and still proves nothing of what is read.
  if (tags.has('l')) return { result: 'policy', detail: 'l= leaves the end of the body unsigned' };
  if ((await hashes(canon.body)) !== (tags.get('bh') as string).replaceAll(/\s+/g, '')) return { result: 'fail', detail: 'the body was changed' };

  const found = await findKey(context.dns, selector, domain, type);
  if (!found.ok) return { result: found.fault.kind === 'unavailable' ? 'temperror' : 'permerror', detail: found.fault.detail };
  if (found.key.isStrict && identity !== null && identity !== domain) return bad('the key is not for subdomains');
  const signature = base64Bytes(tags.get('b') as string);
  if (!signature) return bad('the signature is not base64');
  const signed = [...signedFields(mail.fields, covered, field).map((raw) => `${canonicalField(raw, canon.header)}\r\n`), canonicalField(withoutSignature(field.raw), canon.header)].join('');
  if (!(await isSignedBy(found.key, signature, latin1Bytes(signed)))) return { result: 'fail', detail: 'the signed fields were changed, or the key is another' };
  return found.key.isTesting ? { result: 'neutral', detail: 'the domain only tries DKIM out (t=y)' } : { result: 'pass', detail: 'the signature holds' };
}

/** Of a name that is signed several times the lowest field comes first (§5.4.2); a field that is not there counts as nothing. */
function signedFields(fields: readonly RawField[], covered: readonly string[], own: RawField): string[] {
  const left = new Map<string, RawField[]>();
  for (const field of fields) {
    if (field === own) continue;
    const same = left.get(field.name);
    if (same) same.push(field);
    else left.set(field.name, [field]);
  }
  return covered.flatMap((name) => left.get(name)?.pop()?.raw ?? []);
}

function canonicalisationOf(value: string | undefined): { header: Canonicalisation; body: Canonicalisation } | null {
  const [header = 'simple', body = 'simple', ...more] = (value ?? 'simple/simple').toLowerCase().split('/').map((word) => word.trim());
  const isKnown = (word: string): word is Canonicalisation => word === 'simple' || word === 'relaxed';
  return isKnown(header) && isKnown(body) && more.length === 0 ? { header, body } : null;
}

function identityDomain(identity: string | undefined): string | null {
  return identity === undefined ? null : nameOf(identity.slice(identity.lastIndexOf('@') + 1));
}

function timeFault(tags: Map<string, string>, now: Date): Check | null {
  const seconds = (tag: string): number | null => (tags.has(tag) ? (/^\d{1,12}$/.test(tags.get(tag) as string) ? Number(tags.get(tag)) : Number.NaN) : null);
  const [made, until] = [seconds('t'), seconds('x')];
  const moment = now.getTime() / 1000;
  if (Number.isNaN(made) || Number.isNaN(until)) return { result: 'permerror', detail: 'the time of the signature cannot be read' };
  if (made !== null && until !== null && until <= made) return { result: 'permerror', detail: 'the signature ends before it begins' };
  if (made !== null && made > moment + SKEW_SECONDS) return { result: 'neutral', detail: 'the signature is of the future' };
  return until !== null && until < moment ? { result: 'fail', detail: 'the signature has expired' } : null;
}
