// Signs mails as other people's servers do (DKIM, ARC), with Node's crypto and written apart from the code that verifies them.
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { DnsAnswer, DnsResolver } from '../../worker/platform/dns.ts';

export interface MailSigner {
  domain: string;
  selector: string;
  algorithm: 'rsa-sha256' | 'ed25519-sha256';
  private_key: KeyObject;
  /** The TXT record of the key. */
  record: string;
}

export function makeSigner(domain: string, options: { algorithm?: MailSigner['algorithm']; selector?: string; bits?: number; tags?: string } = {}): MailSigner {
  const { algorithm = 'rsa-sha256', selector = 'uno', bits = 2048, tags = '' } = options;
  const { publicKey, privateKey } = algorithm === 'rsa-sha256' ? generateKeyPairSync('rsa', { modulusLength: bits }) : generateKeyPairSync('ed25519');
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const p = (algorithm === 'rsa-sha256' ? der : der.subarray(-32)).toString('base64');
  return { domain, selector, algorithm, private_key: privateKey, record: `v=DKIM1; k=${algorithm === 'rsa-sha256' ? 'rsa' : 'ed25519'};${tags} p=${p}` };
}

/** A resolver that knows these TXT (and MX) records; `asked` lists the names it was asked for. */
export function fakeDns(txt: Record<string, string | string[] | DnsAnswer>, mx: Record<string, string[]> = {}): DnsResolver & { asked: string[] } {
  const asked: string[] = [];
  const answer = (found: string | string[] | DnsAnswer | undefined): DnsAnswer =>
    found === undefined ? { kind: 'none' } : typeof found === 'string' ? { kind: 'records', records: [found] } : Array.isArray(found) ? { kind: 'records', records: found } : found;
  return {
    asked,
    txt: (name) => { asked.push(name); return Promise.resolve(answer(txt[name])); },
    mx: (name) => { asked.push(name); return Promise.resolve(answer(mx[name])); },
  };
}
export const keysOf = (...signers: MailSigner[]): Record<string, string> =>
  Object.fromEntries(signers.map(({ selector, domain, record }) => [`${selector}._domainkey.${domain}`, record]));

const relaxedField = (field: string): string => {
  const [name, ...rest] = field.split(':');
  return `${name!.trim().toLowerCase()}:${rest.join(':').replace(/\r\n/g, '').replace(/[\t ]+/g, ' ').trim()}`;
};
const bodyOf = (body: string, how: string): string => {
  const text = how === 'relaxed' ? body.split('\r\n').map((line) => line.replace(/[\t ]+/g, ' ').replace(/ $/, '')).join('\r\n') : body;
  const cut = text.replace(/(\r\n)+$/, '');
  return cut === '' ? (how === 'relaxed' ? '' : '\r\n') : `${cut}\r\n`;
};
const headOf = (raw: string): string[] => raw.slice(0, raw.indexOf('\r\n\r\n')).split(/\r\n(?![\t ])/);
const signature = ({ algorithm, private_key }: MailSigner, data: string): string => {
  const bytes = Buffer.from(data, 'latin1');
  return (algorithm === 'rsa-sha256' ? sign('sha256', bytes, private_key) : sign(null, createHash('sha256').update(bytes).digest(), private_key)).toString('base64');
};

export interface SignOptions {
  c?: string;
  h?: string;
  /** Further tags, such as `x=1; ` or `l=5; `. */
  tags?: string;
  /** Says another algorithm than it used. */
  a?: string;
  v?: string;
}

function signedField(name: string, raw: string, signer: MailSigner, { c = 'relaxed/relaxed', h = 'from:to:subject:date', tags = '', a = signer.algorithm, v = 'v=1; ' }: SignOptions): string {
  const [header = '', body = 'simple'] = c.split('/');
  const bh = createHash('sha256').update(Buffer.from(bodyOf(raw.slice(raw.indexOf('\r\n\r\n') + 4), body), 'latin1')).digest('base64');
  const own = `${name}: ${v}a=${a}; c=${c}; d=${signer.domain}; s=${signer.selector};\r\n\t${tags}h=${h};\r\n bh=${bh}; b=`;
  const left = headOf(raw);
  const covered = h.split(':').flatMap((one) => {
    const at = left.findLastIndex((field) => field.split(':')[0]!.trim().toLowerCase() === one.trim().toLowerCase());
    return at < 0 ? [] : left.splice(at, 1);
  });
  const form = (field: string): string => (header === 'relaxed' ? relaxedField(field) : field);
  return `${own}${signature(signer, [...covered.map((field) => `${form(field)}\r\n`), form(own)].join('')).replace(/(.{60})/g, '$1\r\n\t')}`;
}

/** The mail with a DKIM-Signature on top; CRLF line ends, one character a byte. */
export const dkimSigned = (raw: string, signer: MailSigner, options: SignOptions = {}): string => `${signedField('DKIM-Signature', raw, signer, options)}\r\n${raw}`;

/** The mail with one more ARC set on top; `results` without its instance. */
export function arcSealed(raw: string, signer: MailSigner, results: string, { cv, h = 'from:to:subject:date' }: { cv?: string; h?: string } = {}): string {
  const head = headOf(raw);
  const valuesOf = (name: string): string[] => head.filter((field) => field.toLowerCase().startsWith(`${name}:`)).toReversed();
  const earlier = ['arc-authentication-results', 'arc-message-signature', 'arc-seal'].map(valuesOf);
  const instance = earlier[2]!.length + 1;
  const aar = `ARC-Authentication-Results: i=${instance}; ${results}`;
  const ams = signedField('ARC-Message-Signature', raw, signer, { h, v: `i=${instance}; ` });
  const seal = `ARC-Seal: i=${instance}; a=${signer.algorithm}; cv=${cv ?? (instance === 1 ? 'none' : 'pass')}; d=${signer.domain}; s=${signer.selector}; t=1700000000;\r\n b=`;
  const before = earlier[2]!.flatMap((_, n) => earlier.map((list) => list[n]!));
  const data = [...[...before, aar, ams].map((field) => `${relaxedField(field)}\r\n`), relaxedField(seal)].join('');
  return `${seal}${signature(signer, data)}\r\n${ams}\r\n${aar}\r\n${raw}`;
}
