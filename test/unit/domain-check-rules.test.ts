// The check of a client's domain says in a sentence of both languages what is published and what to do.
import { describe, expect, it } from 'vitest';
import { COMMON_SELECTORS, judgeDomain, mailOutlook, type DomainCheckName, type DomainRecords } from '../../worker/modules/email/domain-check-rules.ts';
import { CHECK_CODES, domainCheckText } from '../../worker/modules/email/domain-check-texts.ts';
import type { DnsAnswer } from '../../worker/platform/dns.ts';

const is = (...records: string[]): DnsAnswer => ({ kind: 'records', records });
const none: DnsAnswer = { kind: 'none' };
const silent: DnsAnswer = { kind: 'unavailable' };
const long = `v=DKIM1; k=rsa; p=${'A'.repeat(392)}`;
const good: DomainRecords = {
  domain: 'acme.example', mx: is('10 mx1.acme.example.', '20 mx2.acme.example.'), txt: is('verificacion=1', 'v=spf1 include:_spf.correo.example -all'), dmarc: is('v=DMARC1; p=reject; rua=mailto:d@acme.example'), dmarc_above: null,
  keys: [{ selector: 'google', answer: none }, { selector: 'selector1', answer: is(long) }],
};
const of = (check: DomainCheckName, change: Partial<DomainRecords>) => judgeDomain({ ...good, ...change }).find((one) => one.check === check)!;

describe('the findings', () => {
  it('of a domain in order ask for nothing', () => {
    const findings = judgeDomain(good);
    expect(findings.map(({ check, state, advice }) => [check, state, advice])).toEqual([['mx', 'good', null], ['spf', 'good', null], ['dkim', 'good', null], ['dmarc', 'good', null]]);
    expect(findings[0]!.text).toEqual({ es: 'acme.example recibe correo en mx1.acme.example, mx2.acme.example.', en: 'acme.example receives mail at mx1.acme.example, mx2.acme.example.' });
    expect(mailOutlook(findings)).toBe('verified');
  });
  it.each<[DomainCheckName, Partial<DomainRecords>, string]>([
    ['mx', { mx: none }, 'bad mx_none'],
    ['mx', { mx: is('0 .') }, 'bad mx_refuses'],
    ['mx', { mx: silent }, 'unknown dns_silent'],
    ['spf', { txt: none }, 'bad spf_none'],
    ['spf', { txt: is('v=spf10 -all') }, 'bad spf_none'],
    ['spf', { txt: is('v=spf1 -all', 'v=spf1 mx -all') }, 'bad spf_several'],
    ['spf', { txt: is('v=spf1 mx +all') }, 'bad spf_everybody'],
    ['spf', { txt: is('v=spf1 mx all') }, 'bad spf_everybody'],
    ['spf', { txt: is('v=spf1 mx ?all') }, 'warning spf_open'],
    ['spf', { txt: is('v=spf1 mx') }, 'warning spf_open'],
    ['spf', { txt: is('v=spf1 redirect=_spf.correo.example') }, 'good spf_good'],
    ['spf', { txt: is(`v=spf1 ${Array.from({ length: 11 }, (_, n) => `include:n${n}.example`).join(' ')} -all`) }, 'bad spf_too_many'],
    ['spf', { txt: is(`v=spf1 ${Array.from({ length: 30 }, (_, n) => `ip4:192.0.2.${n}`).join(' ')} -all`) }, 'good spf_good'],
    ['dkim', { keys: [{ selector: 'google', answer: none }] }, 'warning dkim_not_found'],
    ['dkim', { keys: [{ selector: 'google', answer: is('v=DKIM1; p=') }] }, 'bad dkim_revoked'],
    ['dkim', { keys: [{ selector: 'google', answer: is(long.replace('k=rsa;', 'k=rsa; t=s:y;')) }] }, 'warning dkim_testing'],
    ['dkim', { keys: [{ selector: 'google', answer: is(long.replace('k=rsa;', 'k=rsa; t=s;')) }] }, 'good dkim_good'],
    ['dkim', { keys: [{ selector: 'google', answer: is(`v=DKIM1; p=${'A'.repeat(216)}`) }] }, 'warning dkim_short'],
    ['dkim', { keys: [{ selector: 'google', answer: is(`v=DKIM1; k=ed25519; p=${'A'.repeat(44)}`) }] }, 'good dkim_good'],
    ['dkim', { keys: [{ selector: 'google', answer: silent }] }, 'unknown dns_silent'],
    ['dkim', { keys: [{ selector: 'google', answer: is('otra cosa en un comodín') }] }, 'warning dkim_not_found'],
    ['dmarc', { dmarc: none }, 'bad dmarc_none'],
    ['dmarc', { dmarc: is('v=DMARC1; p=none') }, 'warning dmarc_watching'],
    ['dmarc', { dmarc: is('v=DMARC1; p=quarantine; sp=none') }, 'good dmarc_good'],
    ['dmarc', { dmarc: none, dmarc_above: is('v=DMARC1; p=reject; sp=none') }, 'warning dmarc_watching'],
    ['dmarc', { dmarc: none, dmarc_above: is('v=DMARC1; p=reject') }, 'good dmarc_good'],
    ['dmarc', { dmarc: is('v=DMARC1; p=none', 'v=DMARC1; p=reject') }, 'bad dmarc_several'],
    ['dmarc', { dmarc: is('v=DMARC1; rua=mailto:d@acme.example') }, 'bad dmarc_broken'],
    ['dmarc', { dmarc: silent }, 'unknown dns_silent'],
  ])('%s %j → %s', (check, change, outcome) => {
    const { state, code, advice } = of(check, change);
    expect(`${state} ${code}`).toBe(outcome);
    expect(advice === null).toBe(state === 'good');
  });
  it('show the records, cut and without what could disturb a screen', () => {
    expect(of('dmarc', { dmarc: is(`v=DMARC1; p=none; x=\u202e\u0007${'y'.repeat(900)}`) }).found).toEqual([`v=DMARC1; p=none; x=??${'y'.repeat(900)}`.slice(0, 500)]);
    expect(of('mx', { mx: is(...Array.from({ length: 40 }, (_, n) => `${n} mx${n}.acme.example.`)) }).found).toHaveLength(10);
  });
});

describe('the sentences', () => {
  it.each(CHECK_CODES)('of %s stand in both languages with every value in place', (code) => {
    const { text, advice } = domainCheckText(code, { domain: 'acme.example', hosts: 'mx.example', selectors: 'uno', policy: 'reject', count: '11' });
    for (const both of [text, ...(advice ? [advice] : [])]) {
      expect(both.es).not.toBe(both.en);
      for (const sentence of [both.es, both.en]) expect(sentence).toMatch(/^[A-ZÑ¿a-z0-9._].*[.!]$/s);
      for (const sentence of [both.es, both.en]) expect(sentence).not.toMatch(/[{}]|undefined/);
    }
  });
});

describe('what mails of the domain can expect', () => {
  it.each<[Partial<DomainRecords>, string]>([
    [{}, 'verified'],
    [{ keys: [] }, 'verified'],
    [{ keys: [], dmarc: none }, 'weak'],
    [{ keys: [], dmarc: none, txt: none }, 'unverified'],
    [{ keys: [], dmarc: none, txt: silent }, 'unknown'],
    [{ keys: [{ selector: 'a', answer: silent }], dmarc: none }, 'unknown'],
  ])('%j → %s', (change, outlook) => expect(mailOutlook(judgeDomain({ ...good, ...change }))).toBe(outlook));
  it('the usual selectors are names', () => expect(COMMON_SELECTORS.every((name) => /^[a-z0-9-]+$/.test(name)) && new Set(COMMON_SELECTORS).size === COMMON_SELECTORS.length).toBe(true));
});
