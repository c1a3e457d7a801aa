// Only the receiving server's first result, read as tokens and about the From domain, vouches for a sender.
import { describe, expect, it } from 'vitest';
import { readAuthenticationResults, readVerdict } from '../../../worker/modules/email/message/read-verdict.ts';

const from = { email: 'ana@acme.example', name: '' };
const results = (...values: string[]) => values.map((value) => ({ key: 'authentication-results', value }));
const verdictOf = (value: string, sender = from, warnings: string[] = []) => readVerdict({ headers: results(`mx.cloudflare.net; ${value}`), from: sender, sender: null, warnings }).verdict;

describe('readAuthenticationResults', () => {
  it('reads methods, results and properties past comments, quotes, folding and versions', () => {
    expect(readAuthenticationResults('MX.Cloudflare.net 1 (a (nested) comment;);\r\n dkim/1=pass (good; dmarc=fail) header.d=acme.example header.b="a;b=c";\r\n\tspf=none smtp.helo=mx ; spf=Pass smtp.mailfrom=x@acme.example')).toEqual({
      authserv_id: 'mx.cloudflare.net',
      methods: [
        { method: 'dkim', result: 'pass', properties: { 'header.d': 'acme.example', 'header.b': 'a;b=c' } },
        { method: 'spf', result: 'none', properties: { 'smtp.helo': 'mx' } },
        { method: 'spf', result: 'pass', properties: { 'smtp.mailfrom': 'x@acme.example' } },
      ],
    });
  });

  it.each(['', ';', '=', '(only a comment', 'mx.cloudflare.net'])('%s has no methods', (value) => expect(readAuthenticationResults(value)?.methods ?? []).toEqual([]));
});

describe('readVerdict', () => {
  it.each([
    ['dmarc=pass header.from=acme.example', 'verified'],
    ['dmarc=pass header.from=ACME.example.', 'verified'],
    ['dkim=pass header.d=acme.example; dmarc=none header.from=acme.example', 'verified'],
    ['dkim=pass header.d=mail.acme.example; dmarc=none header.from=acme.example', 'unverified'],
    ['spf=pass smtp.mailfrom=bounces@mail.acme.example', 'weak'],
    ['spf=softfail smtp.mailfrom=ana@acme.example', 'unverified'],
    ['spf=neutral smtp.mailfrom=ana@acme.example', 'unverified'],
    ['dmarc=fail header.from=acme.example policy.dmarc=quarantine; spf=pass smtp.mailfrom=ana@acme.example', 'failed'],
    ['dmarc=fail header.from=acme.example policy.dmarc=none; dkim=pass header.d=acme.example', 'unverified'],
    ['dmarc=fail (p=reject; dmarc=pass header.from=acme.example) header.from=acme.example', 'failed'],
    ['x="; dmarc=pass header.from=acme.example"', 'unverified'],
    ['spf=pass smtp.mailfrom="ana@acme.example"@evil.example', 'unverified'],
    ['dkim=pass header.i="x@acme.example"@evil.example', 'unverified'],
    ['spf=pass smtp.mailfrom="a; dmarc=pass header.from=acme.example; b"@evil.example', 'unverified'],
    ['dkim=pass header.d="acme.example"', 'verified'],
    ['dmarc=pass', 'unverified'],
    ['dmarc=pass header.from=example', 'unverified'],
    ['dkim=pass header.d=example', 'unverified'],
    ['dkim=pass header.d=notacme.example', 'unverified'],
    ['dmarc=temperror header.from=acme.example', 'unverified'],
    ['none', 'unverified'],
  ])('%s → %s', (value, verdict) => expect(verdictOf(value)).toBe(verdict));

  it('does not let a subdomain under a shared suffix vouch for the suffix', () => {
    expect(verdictOf('spf=pass smtp.mailfrom=a@evil.com.mx', { email: 'x@com.mx', name: '' })).toBe('unverified');
  });

  it('reads the first result of the believed server even below results of others', () => {
    const headers = results('mx.other.example; dmarc=fail header.from=acme.example', 'mx.cloudflare.net; dmarc=pass header.from=acme.example', 'mx.cloudflare.net; dmarc=fail header.from=acme.example policy.dmarc=reject');
    expect(readVerdict({ headers, from, sender: null, warnings: [] }).verdict).toBe('verified');
  });

  it('never verifies a mail with several From addresses or none', () => {
    expect(verdictOf('dmarc=pass header.from=acme.example', from, ['several_from'])).toBe('unverified');
    expect(readVerdict({ headers: results('mx.cloudflare.net; dmarc=pass header.from=acme.example'), from: null, sender: null, warnings: [] }).verdict).toBe('unverified');
  });

  it('does not believe an older ARC set than the allowed sealer’s own', () => {
    const headers = [
      ...results('mx.cloudflare.net; arc=pass'),
      { key: 'arc-seal', value: 'i=2; cv=pass; d=forwarder.example' },
      { key: 'arc-authentication-results', value: 'i=2; forwarder.example; dmarc=fail header.from=acme.example' },
      { key: 'arc-seal', value: 'i=1; cv=none; d=evil.example' },
      { key: 'arc-authentication-results', value: 'i=1; evil.example; dmarc=pass header.from=acme.example' },
    ];
    const options = { authserv_ids: ['mx.cloudflare.net'], arc_sealers: ['forwarder.example'] };
    expect(readVerdict({ headers, from, sender: null, warnings: [] }, options).verdict).toBe('unverified');
    const honest = headers.map((header) => ({ ...header, value: header.value.replace('dmarc=fail', 'dmarc=pass') }));
    expect(readVerdict({ headers: honest, from, sender: null, warnings: [] }, options).verdict).toBe('forwarded-verified');
    expect(readVerdict({ headers: honest.map((header) => ({ ...header, value: header.value.replace('arc=pass', 'arc=fail') })), from, sender: null, warnings: [] }, options).verdict).toBe('unverified');
  });
});
