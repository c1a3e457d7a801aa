// Whether a signing domain speaks for the From domain, as DMARC means it, without the full list of public suffixes.
import type { DnsResolver } from '../../../platform/dns.ts';
import { readTags } from './dkim-canonical.ts';

/** Words under a country's top level below which strangers register (`com.mx`, `co.uk`, `gob.mx`). */
const SHARED_WORDS = new Set(['ac', 'asn', 'co', 'com', 'edu', 'go', 'gob', 'gouv', 'gov', 'gv', 'id', 'info', 'ltd', 'me', 'mil', 'ne', 'net', 'nom', 'or', 'org', 'plc', 'sch']);
/** Places where strangers get a name below somebody's domain. */
const SHARED_PLACES = new Set([
  'appspot.com', 'azurewebsites.net', 'blogspot.com', 'cloudfront.net', 'duckdns.org', 'eu.org', 'firebaseapp.com', 'github.io', 'gitlab.io', 'herokuapp.com', 'netlify.app', 'onmicrosoft.com',
  'pages.dev', 'vercel.app', 'web.app', 'workers.dev',
]);

/**
 * The domain somebody registered, of any name below it; null for a public suffix. A guess by shape: a country's shared word, a short list of
 * hosting places, else the last two labels. Suffixes of other shapes (`k12.ca.us`, `kawasaki.jp`) are taken for a registered domain; that is
 * why nothing is concluded from it alone (see `isAligned`).
 */
export function organisationalDomain(domain: string): string | null {
  const labels = domain.toLowerCase().replace(/\.$/, '').split('.');
  if (labels.length < 2 || labels.some((label) => label === '')) return null;
  const [second, top] = labels.slice(-2) as [string, string];
  const isShared = (top.length === 2 && SHARED_WORDS.has(second)) || SHARED_PLACES.has(`${second}.${top}`);
  const size = isShared ? 3 : 2;
  return labels.length < size ? null : labels.slice(-size).join('.');
}

export type DmarcPolicy = { policy: 'none' | 'quarantine' | 'reject'; isStrict: boolean; isPublicSuffix: boolean };

/** Reads a DMARC record; null when it is none. */
export function readDmarc(records: readonly string[]): DmarcPolicy | null {
  const [record, ...more] = records.filter((text) => /^v\s*=\s*DMARC1\s*(;|$)/.test(text.trim()));
  const tags = record === undefined || more.length > 0 ? null : readTags(record);
  if (!tags) return null;
  const p = tags.get('p')?.toLowerCase();
  return {
    policy: p === 'quarantine' || p === 'reject' ? p : 'none', isStrict: tags.get('adkim')?.toLowerCase() === 's', isPublicSuffix: tags.get('psd')?.toLowerCase() === 'y',
  };
}

/**
 * The From domain itself always; a domain above it, unless the From domain asks for strict alignment, for nobody but its owner signs there;
 * a domain beside or below it only if the registered domain publishes DMARC and so says that all of it belongs together.
 */
export async function isAligned(dns: DnsResolver, signer: string, from: string): Promise<boolean> {
  if (!signer.includes('.') || !from.includes('.')) return false;
  if (signer === from) return true;
  const organisation = organisationalDomain(from);
  if (organisation === null || organisationalDomain(signer) !== organisation) return false;
  const [own, whole] = await Promise.all([dns.txt(`_dmarc.${from}`), dns.txt(`_dmarc.${organisation}`)]);
  const wholePolicy = whole.kind === 'records' ? readDmarc(whole.records) : null;
  const inEffect = (own.kind === 'records' ? readDmarc(own.records) : null) ?? wholePolicy;
  if (inEffect?.isStrict) return false;
  if (from.endsWith(`.${signer}`)) return true;
  return wholePolicy !== null && !wholePolicy.isPublicSuffix;
}
