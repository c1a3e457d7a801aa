// Whether the sender is who the From header says (E-S): the receiving server's own result, read as tokens.
import type { ParsedMessage } from './parse-message.ts';

export type Verdict = 'verified' | 'forwarded-verified' | 'weak' | 'unverified' | 'failed';

export type VerdictOptions = {
  /** Authserv-ids whose results we believe, lower-case. */
  authserv_ids: readonly string[];
  /** Domains whose ARC seal makes a forwarded mail trustworthy, lower-case. */
  arc_sealers?: readonly string[];
  /** Domains under which the receiving server itself seals; its set says nothing about the forwarder. */
  arc_receivers?: readonly string[];
};

export const platformAuthserv: VerdictOptions = { authserv_ids: ['mx.cloudflare.net'], arc_sealers: [], arc_receivers: ['cloudflare-email.net'] };

/** For mails out of a mailbox that we poll: nobody stood before it whose results we could tell from what the sender wrote. */
export const unstamped: VerdictOptions = { authserv_ids: [], arc_sealers: [], arc_receivers: [] };

export type AuthMethod = { method: string; result: string; properties: Record<string, string> };
export type VerdictResult = { verdict: Verdict; reasons: string[]; methods: AuthMethod[] };

type Token = { text: string; quoted: boolean };

/**
 * Splits a header value into words, quoted strings, `;` and `=`; comments are dropped (RFC 8601 allows them anywhere).
 * What touches a quoted string belongs to it: `"x@alfa.example"@evil.example` is one address, of evil.example.
 */
function tokens(value: string): Token[] {
  const out: Token[] = [];
  let word = '';
  let quoted = false;
  const end = (): void => {
    if (word !== '' || quoted) out.push({ text: word, quoted });
    word = '';
    quoted = false;
  };
  let i = 0;
  while (i < value.length && out.length < 2000) {
    const c = value.charAt(i);
    if (c === '(') {
      end();
      let depth = 0;
      for (; i < value.length; i++) {
        const inner = value.charAt(i);
        if (inner === '\\') i++;
        else if (inner === '(') depth++;
        else if (inner === ')' && --depth === 0) break;
      }
      i++;
    } else if (c === '"') {
      quoted = true;
      for (i++; i < value.length && value.charAt(i) !== '"'; i++) {
        if (value.charAt(i) === '\\') i++;
        word += value.charAt(i);
      }
      i++;
    } else if (c === ';' || c === '=') {
      end();
      out.push({ text: c, quoted: false });
      i++;
    } else if (/\s/.test(c)) {
      end();
      i++;
    } else {
      word += c;
      i++;
    }
  }
  end();
  return out;
}

/** Reads an Authentication-Results value (RFC 8601): authserv-id and methods with their properties; null when it is not one. */
export function readAuthenticationResults(value: string): { authserv_id: string; methods: AuthMethod[] } | null {
  const list = tokens(value.slice(0, 20_000));
  const sections: Token[][] = [[]];
  for (const token of list) {
    if (token.text === ';' && !token.quoted) sections.push([]);
    else (sections.at(-1) as Token[]).push(token);
  }
  const id = sections[0]?.[0];
  if (!id || id.text === '=') return null;
  const methods: AuthMethod[] = [];
  for (const section of sections.slice(1)) {
    const [name, equals, result] = section;
    if (!name || !equals || !result || equals.text !== '=' || equals.quoted) continue;
    const properties: Record<string, string> = {};
    for (let i = 3; i + 2 < section.length; i++) {
      const [key, sign, word] = [section[i], section[i + 1], section[i + 2]];
      if (!key || !sign || !word || sign.text !== '=' || sign.quoted) continue;
      properties[key.text.toLowerCase()] ??= word.text;
      i += 2;
    }
    methods.push({ method: name.text.toLowerCase().replace(/\/\d+$/, ''), result: result.text.toLowerCase(), properties });
  }
  return { authserv_id: id.text.toLowerCase(), methods };
}

function domainOf(value: string | undefined): string {
  const clean = (value ?? '').trim().toLowerCase().replace(/\.$/, '');
  return clean.slice(clean.lastIndexOf('@') + 1);
}

/** The signing domain is the From domain or above it: nobody but the owner of a domain signs for it, so no suffix list is needed. */
function signsFor(domain: string, fromDomain: string): boolean {
  return domain !== '' && domain.includes('.') && (domain === fromDomain || fromDomain.endsWith(`.${domain}`));
}

/** Relaxed alignment of an envelope domain: as above, or a subdomain of From (`bounces.example.com` for `example.com`). */
function isAligned(domain: string, fromDomain: string): boolean {
  return signsFor(domain, fromDomain) || (fromDomain.includes('.') && !publicSuffixes.has(fromDomain) && domain.endsWith(`.${fromDomain}`));
}

// Two-label suffixes under which strangers register; the receiving server's DMARC result already used the full list.
const publicSuffixes = new Set(['com.mx', 'org.mx', 'gob.mx', 'edu.mx', 'net.mx', 'com.ar', 'com.br', 'com.co', 'com.pe', 'com.ve', 'com.ec', 'com.uy', 'com.gt', 'com.es', 'org.es', 'co.uk', 'org.uk', 'ac.uk', 'com.au', 'co.nz', 'co.jp', 'or.jp', 'ne.jp', 'co.kr', 'com.cn', 'com.tw', 'com.hk', 'co.in', 'com.tr', 'co.za', 'github.io', 'pages.dev', 'workers.dev', 'herokuapp.com', 'co.il', 'com.sg']);

/** The verdict on a mail's From, from the first Authentication-Results of a believed server; no such header means `unverified`. */
export function readVerdict(message: Pick<ParsedMessage, 'headers' | 'from' | 'warnings' | 'sender'>, options: VerdictOptions = platformAuthserv): VerdictResult {
  const none = (verdict: Verdict, reason: string, methods: AuthMethod[] = []): VerdictResult => ({ verdict, reasons: [reason], methods });
  if (message.from === null) return none('unverified', 'no From address');
  const fromDomain = domainOf(message.from.email);
  let methods: AuthMethod[] | null = null;
  for (const header of message.headers) {
    if (header.key !== 'authentication-results') continue;
    const read = readAuthenticationResults(header.value);
    if (read && options.authserv_ids.includes(read.authserv_id)) {
      methods = read.methods;
      break;
    }
  }
  if (methods === null) return none('unverified', 'no result of our receiving server');
  const several = message.warnings.includes('several_from');
  const dmarc = methods.find((entry) => entry.method === 'dmarc');
  const dmarcDomain = domainOf(dmarc?.properties['header.from']);
  const dmarcIsAboutFrom = dmarc !== undefined && dmarcDomain !== '' && dmarcDomain === fromDomain;
  if (dmarc?.result === 'pass' && dmarcIsAboutFrom && !several) return none('verified', `dmarc pass for ${fromDomain}`, methods);
  const arc = methods.find((entry) => entry.method === 'arc');
  const seal = newestSeal(message, options.arc_receivers ?? []);
  if (arc?.result === 'pass' && seal !== null && (options.arc_sealers ?? []).includes(seal.domain) && sealedPass(message, seal.instance, fromDomain) && !several) {
    return none('forwarded-verified', `arc pass sealed by ${seal.domain}`, methods);
  }
  if (dmarc?.result === 'fail') {
    const policy = policyOf(dmarc);
    if (policy !== 'none') return none('failed', `dmarc fail for ${dmarcDomain || fromDomain}, policy ${policy || 'not told'}`, methods);
  }
  if (several) return none('unverified', 'several From addresses', methods);
  if (dmarc?.result === 'pass') return none('unverified', `dmarc pass is about ${dmarcDomain || 'no domain'}, not ${fromDomain}`, methods);
  const dkim = methods.find((entry) => entry.method === 'dkim' && entry.result === 'pass' && signsFor(domainOf(entry.properties['header.d'] ?? entry.properties['header.i']), fromDomain));
  if (dkim && dmarc?.result !== 'fail') return none('verified', `dkim pass of ${domainOf(dkim.properties['header.d'] ?? dkim.properties['header.i'])}`, methods);
  const spf = methods.find((entry) => entry.method === 'spf' && entry.properties['smtp.mailfrom'] !== undefined);
  if (spf?.result === 'pass' && dmarc?.result !== 'fail' && isAligned(domainOf(spf.properties['smtp.mailfrom']), fromDomain)) return none('weak', `spf pass of ${domainOf(spf.properties['smtp.mailfrom'])} only`, methods);
  return none('unverified', 'nothing vouches for the From domain', methods);
}

function policyOf(dmarc: AuthMethod): string {
  return (dmarc.properties['policy.dmarc'] ?? dmarc.properties['policy'] ?? dmarc.properties['policy.published-domain-policy'] ?? dmarc.properties['p'] ?? '').toLowerCase();
}

/** Instance and `d=` of the newest ARC-Seal that is not the receiver's own; the receiver already checked the chain (`arc=pass`). */
function newestSeal(message: Pick<ParsedMessage, 'headers'>, receivers: readonly string[]): { instance: number; domain: string } | null {
  let newest: { instance: number; domain: string } | null = null;
  for (const header of message.headers) {
    if (header.key !== 'arc-seal') continue;
    const instance = Number(tagOf(header.value, 'i'));
    const domain = domainOf(tagOf(header.value, 'd'));
    if (!Number.isInteger(instance) || instance < 1 || instance > 50 || receivers.includes(domain)) continue;
    if (newest === null || instance > newest.instance) newest = { instance, domain };
  }
  return newest;
}

function tagOf(value: string, tag: string): string {
  for (const part of value.slice(0, 5000).split(';')) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals).trim() === tag) return part.slice(equals + 1).trim();
  }
  return '';
}

/** Whether the sealer of that instance recorded a DMARC pass for the From domain; older instances are hearsay. */
function sealedPass(message: Pick<ParsedMessage, 'headers'>, instance: number, fromDomain: string): boolean {
  return message.headers.some((header) => {
    if (header.key !== 'arc-authentication-results' || Number(tagOf(header.value, 'i')) !== instance) return false;
    const read = readAuthenticationResults(header.value.slice(header.value.indexOf(';') + 1));
    return read?.methods.some((entry) => entry.method === 'dmarc' && entry.result === 'pass' && domainOf(entry.properties['header.from']) === fromDomain) ?? false;
  });
}
