// The chain of seals of a forwarded mail (RFC 8617): who handled it, and whether everything still stands as the last of them saw it.
import { isDnsName } from '../../../platform/dns-over-https.ts';
import { canonicalField, latin1Bytes, readTags, valueOf, withoutSignature, type RawField, type RawMail } from './dkim-canonical.ts';
import { base64Bytes, findKey, isSignedBy } from './dkim-key.ts';
import { bodyHashes, checkSignature, keyTypeOf, type Check, type VerifyContext } from './verify-dkim.ts';

/** `results` is the ARC-Authentication-Results of the newest sealer without its `i=`; only a chain that passes has it. */
export type ArcResult =
  | { chain: 'none' }
  | { chain: 'fail' | 'temperror'; detail: string }
  | { chain: 'pass'; instance: number; sealer: string; results: string; domains: string[] };

type ArcSet = { results: RawField; message: RawField; seal: RawField; sealTags: Map<string, string>; messageTags: Map<string, string> };

/** Every instance costs a key and a signature; RFC 8617 allows 50, and no honest way is this long. */
const INSTANCES_MAX = 20;
const KEYS = { 'arc-authentication-results': 'results', 'arc-message-signature': 'message', 'arc-seal': 'seal' } as const;

/** Never throws. */
export async function verifyArc(mail: RawMail, context: VerifyContext): Promise<ArcResult> {
  const sets = arcSets(mail.fields);
  if (sets === 'none') return { chain: 'none' };
  if (sets === 'broken') return { chain: 'fail', detail: 'the chain is not whole' };
  const ended = sets.findIndex(({ sealTags }, n) => sealTags.get('cv')?.toLowerCase() !== (n === 0 ? 'none' : 'pass'));
  if (ended >= 0) return { chain: 'fail', detail: `seal ${ended + 1} says that the chain is broken` };
  const newest = sets.at(-1) as ArcSet;
  const checks = await Promise.all([
    checkSignature({ mail, field: newest.message, tags: newest.messageTags, context, hashes: bodyHashes(mail.body), kind: 'arc' }),
    ...sets.map((_, n) => checkSeal(sets, n, context)),
  ]);
  const wrong = checks.find((check) => check.result !== 'pass' && check.result !== 'temperror') ?? checks.find((check) => check.result !== 'pass');
  if (wrong) return { chain: wrong.result === 'temperror' ? 'temperror' : 'fail', detail: wrong.detail };
  const results = valueOf(newest.results);
  const domains = sets.map(({ sealTags }) => (sealTags.get('d') as string).toLowerCase());
  return { chain: 'pass', instance: sets.length, sealer: domains.at(-1) as string, results: results.slice(results.indexOf(';') + 1), domains };
}

/** Instances 1, 2, 3… with exactly one field of each kind. */
function arcSets(fields: readonly RawField[]): ArcSet[] | 'none' | 'broken' {
  const found = new Map<number, Partial<Record<'results' | 'message' | 'seal', RawField>>>();
  for (const field of fields) {
    const kind = KEYS[field.name as keyof typeof KEYS];
    if (!kind) continue;
    const instance = Number(/^\s*i\s*=\s*(\d{1,3})\s*;/.exec(valueOf(field))?.[1] ?? readTags(valueOf(field))?.get('i') ?? 0);
    const set = found.get(instance) ?? {};
    if (set[kind] || !Number.isInteger(instance) || instance < 1 || instance > INSTANCES_MAX) return 'broken';
    set[kind] = field;
    found.set(instance, set);
  }
  if (found.size === 0) return 'none';
  const sets: ArcSet[] = [];
  for (let n = 1; n <= found.size; n++) {
    const { results, message, seal } = found.get(n) ?? {};
    const [sealTags, messageTags] = [seal && readTags(valueOf(seal)), message && readTags(valueOf(message))];
    if (!results || !message || !seal || !sealTags || !messageTags) return 'broken';
    sets.push({ results, message, seal, sealTags, messageTags });
  }
  return sets;
}

/** A seal covers the fields of its own set and of all before it, relaxed, its own `b=` empty. */
async function checkSeal(sets: readonly ArcSet[], n: number, { dns }: VerifyContext): Promise<Check> {
  const { seal, sealTags } = sets[n] as ArcSet;
  const bad = (detail: string): Check => ({ result: 'permerror', detail: `seal ${n + 1}: ${detail}` });
  const type = keyTypeOf(sealTags.get('a'));
  const [domain, selector] = [(sealTags.get('d') ?? '').toLowerCase(), (sealTags.get('s') ?? '').toLowerCase()];
  if (!type) return bad('the algorithm is refused');
  if (sealTags.has('h') || sealTags.has('v')) return bad('it has tags that a seal may not have');
  if (!isDnsName(domain) || !isDnsName(`${selector}._domainkey.${domain}`)) return bad('the sealing domain is not a name');
  const signature = base64Bytes(sealTags.get('b') ?? '');
  if (!signature) return bad('the signature is not base64');
  const found = await findKey(dns, selector, domain, type);
  if (!found.ok) return found.fault.kind === 'unavailable' ? { result: 'temperror', detail: `seal ${n + 1}: ${found.fault.detail}` } : bad(found.fault.detail);
  if (found.key.isTesting) return bad('the domain only tries it out (t=y)');
  const before = sets.slice(0, n).flatMap((set) => [set.results, set.message, set.seal]);
  const own = sets[n] as ArcSet;
  const signed = [...[...before, own.results, own.message].map((field) => `${canonicalField(field.raw, 'relaxed')}\r\n`), canonicalField(withoutSignature(seal.raw), 'relaxed')].join('');
  return (await isSignedBy(found.key, signature, latin1Bytes(signed))) ? { result: 'pass', detail: 'the seal holds' } : bad('the signature does not hold');
}
