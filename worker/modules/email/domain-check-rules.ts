// What a domain's published records say about its mail, in findings that a person can act on. Pure.
import type { DnsAnswer } from '../../platform/dns.ts';
import { domainCheckText, type CheckCode } from './domain-check-texts.ts';

export const DOMAIN_CHECKS = ['mx', 'spf', 'dkim', 'dmarc'] as const;
export type DomainCheckName = (typeof DOMAIN_CHECKS)[number];
/** `unknown`: the DNS did not answer. */
export type DomainCheckState = 'good' | 'warning' | 'bad' | 'unknown';

export interface DomainFinding {
  check: DomainCheckName;
  state: DomainCheckState;
  code: CheckCode;
  /** The records it was read from, at most ten, cut at 500 characters. */
  found: string[];
  /** What is the case. */
  text: { es: string; en: string };
  /** What to do; null when nothing is to be done. */
  advice: { es: string; en: string } | null;
}

/** Selectors that the usual services publish; a selector of another name is not found without being told. */
export const COMMON_SELECTORS = [
  'selector1', 'selector2', 'google', 'default', 'dkim', 'mail', 's1', 's2', 'k1', 'k2', 'k3', 'zoho', 'zmail', 'protonmail', 'fm1', 'sig1', 'mx', 'smtp', 'titan1', 'hostingermail-a', 'mandrill', 'amazonses',
] as const;

export interface DomainRecords {
  domain: string;
  mx: DnsAnswer;
  /** TXT of the domain itself. */
  txt: DnsAnswer;
  /** TXT of `_dmarc.`, and of the registered domain above where that is another one. */
  dmarc: DnsAnswer;
  dmarc_above: DnsAnswer | null;
  /** TXT of `<selector>._domainkey.` */
  keys: { selector: string; answer: DnsAnswer }[];
}

/** One finding a check, in the order of `DOMAIN_CHECKS`. */
export function judgeDomain(records: DomainRecords): DomainFinding[] {
  return [mxFinding(records), spfFinding(records), dkimFinding(records), dmarcFinding(records)];
}

function finding(check: DomainCheckName, state: DomainCheckState, code: CheckCode, found: string[], values: Record<string, string> = {}): DomainFinding {
  const shown = found.slice(0, 10).map((record) => record.replaceAll(/[^\u0020-\u007e]/g, '?').slice(0, 500));
  return { check, state, code, found: shown, ...domainCheckText(code, values) };
}

function mxFinding({ domain, mx }: DomainRecords): DomainFinding {
  if (mx.kind === 'unavailable') return finding('mx', 'unknown', 'dns_silent', [], { domain });
  if (mx.kind === 'none') return finding('mx', 'bad', 'mx_none', [], { domain });
  // RFC 7505: "0 ." says that no mail is wanted.
  if (mx.records.every((record) => /^\d+\s+\.$/.test(record))) return finding('mx', 'bad', 'mx_refuses', mx.records, { domain });
  return finding('mx', 'good', 'mx_good', mx.records, { domain, hosts: mx.records.slice(0, 3).map((record) => record.replace(/^\d+\s+/, '').replace(/\.$/, '')).join(', ') });
}

/** Terms that cost a look-up at the receiver; more than ten of them, counted without what they include, break the record (RFC 7208 §4.6.4). */
const LOOKS_UP = /^[+?~-]?(include:|a(?=$|[:/])|mx(?=$|[:/])|ptr(?=$|:)|exists:|redirect=)/i;

function spfFinding({ domain, txt }: DomainRecords): DomainFinding {
  if (txt.kind === 'unavailable') return finding('spf', 'unknown', 'dns_silent', [], { domain });
  const records = txt.kind === 'records' ? txt.records.filter((record) => /^v=spf1(\s|$)/i.test(record.trim())) : [];
  const [record] = records;
  if (record === undefined) return finding('spf', 'bad', 'spf_none', [], { domain });
  if (records.length > 1) return finding('spf', 'bad', 'spf_several', records, { domain });
  const terms = record.trim().split(/\s+/).slice(1);
  const all = terms.find((term) => /^[+?~-]?all$/i.test(term))?.toLowerCase();
  const count = terms.filter((term) => LOOKS_UP.test(term)).length;
  if (count > 10) return finding('spf', 'bad', 'spf_too_many', records, { domain, count: String(count) });
  if (all === 'all' || all === '+all') return finding('spf', 'bad', 'spf_everybody', records, { domain });
  if (all === '?all' || (all === undefined && !terms.some((term) => /^redirect=/i.test(term)))) return finding('spf', 'warning', 'spf_open', records, { domain });
  return finding('spf', 'good', 'spf_good', records, { domain });
}

function dkimFinding({ domain, keys }: DomainRecords): DomainFinding {
  const published = keys.flatMap(({ selector, answer }) => (answer.kind === 'records' ? answer.records.filter((record) => /(^|;)\s*p\s*=/.test(record)).map((record) => ({ selector, record })) : []));
  const shown = published.map(({ selector, record }) => `${selector}: ${record}`);
  const usable = published.filter(({ record }) => /(^|;)\s*p\s*=\s*[A-Za-z0-9+/]/.test(record));
  if (usable.length === 0) {
    if (published.length > 0) return finding('dkim', 'bad', 'dkim_revoked', shown, { domain });
    if (keys.length > 0 && keys.every(({ answer }) => answer.kind === 'unavailable')) return finding('dkim', 'unknown', 'dns_silent', [], { domain });
    return finding('dkim', 'warning', 'dkim_not_found', [], { domain });
  }
  const selectors = [...new Set(usable.map(({ selector }) => selector))].join(', ');
  const isTesting = ({ record }: { record: string }): boolean => /(^|;)\s*t\s*=\s*([a-z]\s*:\s*)*y\b/i.test(record);
  if (usable.every(isTesting)) return finding('dkim', 'warning', 'dkim_testing', shown, { domain, selectors });
  // Base64 of 1,024-bit RSA is 216 characters, of 2,048-bit 392; Ed25519 is short and strong.
  const isShort = ({ record }: { record: string }): boolean => !/k\s*=\s*ed25519/i.test(record) && (/p\s*=\s*([^;]*)/.exec(record)?.[1] ?? '').replaceAll(/\s/g, '').length < 300;
  if (usable.every(isShort)) return finding('dkim', 'warning', 'dkim_short', shown, { domain, selectors });
  return finding('dkim', 'good', 'dkim_good', shown, { domain, selectors });
}

function dmarcFinding({ domain, dmarc, dmarc_above: above }: DomainRecords): DomainFinding {
  const recordsOf = (answer: DnsAnswer | null): string[] => (answer?.kind === 'records' ? answer.records.filter((record) => /^v\s*=\s*DMARC1\s*(;|$)/.test(record.trim())) : []);
  const own = recordsOf(dmarc);
  const records = own.length > 0 ? own : recordsOf(above);
  const [record] = records;
  if (record === undefined && (dmarc.kind === 'unavailable' || above?.kind === 'unavailable')) return finding('dmarc', 'unknown', 'dns_silent', [], { domain });
  if (record === undefined) return finding('dmarc', 'bad', 'dmarc_none', [], { domain });
  if (records.length > 1) return finding('dmarc', 'bad', 'dmarc_several', records, { domain });
  const tag = (name: string): string => new RegExp(`;\\s*${name}\\s*=\\s*([a-z]+)`, 'i').exec(record)?.[1]?.toLowerCase() ?? '';
  const policy = (own.length === 0 && tag('sp')) || tag('p');
  if (policy === 'reject' || policy === 'quarantine') return finding('dmarc', 'good', 'dmarc_good', records, { domain, policy });
  return policy === 'none' ? finding('dmarc', 'warning', 'dmarc_watching', records, { domain }) : finding('dmarc', 'bad', 'dmarc_broken', records, { domain });
}

/** What it means for the mails that people of this domain send to the desk. */
export function mailOutlook(findings: readonly DomainFinding[]): 'verified' | 'weak' | 'unverified' | 'unknown' {
  const stateOf = (check: DomainCheckName): DomainCheckState | undefined => findings.find((one) => one.check === check)?.state;
  const isTesting = findings.some((one) => one.code === 'dkim_testing');
  if (stateOf('dkim') === 'good' || (stateOf('dkim') === 'warning' && findings.some((one) => one.code === 'dkim_short'))) return 'verified';
  const [spf, dmarc] = [stateOf('spf'), stateOf('dmarc')];
  if (stateOf('dkim') === 'unknown' || spf === 'unknown' || dmarc === 'unknown') return 'unknown';
  if (spf === 'good') return dmarc === 'good' || dmarc === 'warning' ? 'verified' : 'weak';
  return spf === 'warning' && !isTesting ? 'weak' : 'unverified';
}
