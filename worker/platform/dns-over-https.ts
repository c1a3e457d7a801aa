// DNS over HTTPS (the JSON form of the public resolvers), because a Worker has no resolver of its own: bounded, with a deadline and a cache.
import type { Clock } from './clock.ts';
import type { AddressResolver, DnsAnswer, DnsResolver } from './dns.ts';

export interface DnsOverHttpsOptions {
  /** `https://…/dns-query` */
  endpoint: string;
  clock: Pick<Clock, 'now'>;
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  deadlineMs?: number;
}

const TYPES = { TXT: 16, MX: 15, A: 1, AAAA: 28 } as const;
const ANSWER_BYTES_MAX = 65_536;
const ENTRIES_MAX = 1000;
const SECONDS = { min: 60, max: 3600, none: 300 } as const;

type Wire = { Status?: unknown; Answer?: { type?: unknown; TTL?: unknown; data?: unknown }[] };

/** Answers are kept for their TTL (1 minute to 1 hour), "there is none" for 5 minutes, a failure not at all. */
export function makeDnsOverHttps({ endpoint, clock, fetch: call = (url, init) => fetch(url, init), deadlineMs = 3000 }: DnsOverHttpsOptions): DnsResolver & AddressResolver {
  // Answers only: a promise of one request must not be awaited by another on this platform.
  const kept = new Map<string, { until: number; answer: DnsAnswer }>();

  const ask = async (name: string, type: keyof typeof TYPES): Promise<{ answer: DnsAnswer; seconds: number }> => {
    const url = new URL(endpoint);
    url.searchParams.set('name', name);
    url.searchParams.set('type', type);
    // The platform knows no redirect 'error': one that is not followed is no answer either.
    const response = await call(url.href, { headers: { accept: 'application/dns-json' }, signal: AbortSignal.timeout(deadlineMs), redirect: 'manual' });
    const text = response.ok ? await response.text() : '';
    if (text === '' || text.length > ANSWER_BYTES_MAX) return { answer: { kind: 'unavailable' }, seconds: 0 };
    const wire = JSON.parse(text) as Wire;
    // 0: answered, 3: no such name; anything else is the resolver's trouble.
    if (wire.Status !== 0 && wire.Status !== 3) return { answer: { kind: 'unavailable' }, seconds: 0 };
    const rows = (Array.isArray(wire.Answer) ? wire.Answer : []).filter((row) => row.type === TYPES[type] && typeof row.data === 'string').slice(0, 50);
    if (rows.length === 0) return { answer: { kind: 'none' }, seconds: SECONDS.none };
    const ttl = Math.min(...rows.map((row) => (typeof row.TTL === 'number' ? row.TTL : 0)));
    const records = rows.map((row) => (type === 'TXT' ? joinedStrings(row.data as string) : (row.data as string).trim()));
    return { answer: { kind: 'records', records }, seconds: Math.min(SECONDS.max, Math.max(SECONDS.min, ttl)) };
  };

  const look = async (asked: string, type: keyof typeof TYPES): Promise<DnsAnswer> => {
    const name = asked.toLowerCase().replace(/\.$/, '');
    if (!isDnsName(name)) return { kind: 'none' };
    const key = `${type} ${name}`;
    const now = clock.now().getTime();
    const known = kept.get(key);
    if (known && known.until > now) return known.answer;
    kept.delete(key);
    try {
      const { answer, seconds } = await ask(name, type);
      if (seconds > 0) {
        if (kept.size >= ENTRIES_MAX) kept.delete(kept.keys().next().value as string);
        kept.set(key, { until: now + seconds * 1000, answer });
      }
      return answer;
    } catch {
      return { kind: 'unavailable' };
    }
  };
  return {
    txt: (name) => look(name, 'TXT'),
    mx: (name) => look(name, 'MX'),
    async addresses(name) {
      const both = await Promise.all([look(name, 'A'), look(name, 'AAAA')]);
      const records = both.flatMap((answer) => (answer.kind === 'records' ? answer.records : []));
      if (records.length > 0) return { kind: 'records', records };
      return both.some((answer) => answer.kind === 'unavailable') ? { kind: 'unavailable' } : { kind: 'none' };
    },
  };
}

/** Lower-case letters, digits, hyphens and underscores in labels of at most 63, 253 in all, at least two labels. */
export function isDnsName(name: string): boolean {
  return name.length <= 253 && /^[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_](?:[a-z0-9_-]{0,62}))+$/.test(name);
}

/** `"v=DKIM1; " "p=…"` → one string; escapes as in master files (`\"`, `\\`, `\059`). An answer without quotes is taken as it is. */
export function joinedStrings(data: string): string {
  if (!data.trimStart().startsWith('"')) return data;
  let out = '';
  let inside = false;
  for (let i = 0; i < data.length; i++) {
    const c = data.charAt(i);
    if (c === '"') inside = !inside;
    else if (inside && c === '\\') {
      const code = /^\d{3}/.exec(data.slice(i + 1, i + 4));
      out += code ? String.fromCharCode(Number(code[0]) & 0xff) : data.charAt(i + 1);
      i += code ? 3 : 1;
    } else if (inside) out += c;
  }
  return out;
}
