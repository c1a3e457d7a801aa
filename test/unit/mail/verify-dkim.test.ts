// Signatures of mails (RFC 6376, RFC 8463), checked by us where no server of ours has stamped the mail (E-S2).
import { describe, expect, it } from 'vitest';
import { concludeMessage } from '../../../worker/modules/email/message/conclude.ts';
import { canonicalBody, canonicalField, latin1Bytes, readTags, splitRawMail, withoutSignature } from '../../../worker/modules/email/message/dkim-canonical.ts';
import { readKeyRecord } from '../../../worker/modules/email/message/dkim-key.ts';
import { parseMessage } from '../../../worker/modules/email/message/parse-message.ts';
import { platformAuthserv, unstamped } from '../../../worker/modules/email/message/read-verdict.ts';
import { organisationalDomain } from '../../../worker/modules/email/message/verify-alignment.ts';
import { verifyDkim } from '../../../worker/modules/email/message/verify-dkim.ts';
import { verifyMessage } from '../../../worker/modules/email/message/verify-message.ts';
import type { DnsResolver } from '../../../worker/platform/dns.ts';
import { dkimSigned, fakeDns, keysOf, makeSigner, type SignOptions } from '../../support/sign-mail.ts';

const now = new Date('2026-03-02T16:00:00Z');
const acme = makeSigner('acme.example');
const acmeEd = makeSigner('acme.example', { algorithm: 'ed25519-sha256', selector: 'dos' });
const dns = fakeDns(keysOf(acme, acmeEd));
const mail = 'Received: from a by b\r\nFrom: Ana <ana@acme.example>\r\nTo: soporte@mail.example.com\r\nSubject: Impresora\r\n  del  piso 2\r\nDate: Mon, 2 Mar 2026 16:00:00 +0000\r\n\r\nHola,  no imprime. \t\r\n\r\n-- \r\nAna\r\n\r\n\r\n';
const check = (raw: string, resolver: DnsResolver = dns) => verifyDkim(splitRawMail(latin1Bytes(raw)), { dns: resolver, now });
const first = async (raw: string, resolver?: DnsResolver) => (await check(raw, resolver))[0];
const verdictOf = async (raw: string, resolver: DnsResolver = dns, arc_sealers: string[] = []) => {
  const bytes = latin1Bytes(raw);
  return verifyMessage(bytes, await parseMessage(bytes), { dns: resolver, now, arc_sealers });
};

describe('E-S2 the example of RFC 8463', () => {
  const example = [
    'DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;', ' d=football.example.com; i=@football.example.com;', ' q=dns/txt; s=brisbane; t=1528637909; h=from : to :',
    ' subject : date : message-id : from : subject : date;', ' bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;', ' b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus', ' Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==',
    'DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;', ' d=football.example.com; i=@football.example.com;', ' q=dns/txt; s=test; t=1528637909; h=from : to : subject :',
    ' date : message-id : from : subject : date;', ' bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;', ' b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3', ' DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz', ' dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=',
    'From: Joe SixPack <joe@football.example.com>', 'To: Suzie Q <suzie@shopping.example.net>', 'Subject: Is dinner ready?', 'Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)', 'Message-ID: <20030712040037.46341.5F8J@football.example.com>',
    '', 'Hi.', '', 'We lost the game.  Are you hungry yet?', '', 'Joe.', '',
  ].join('\r\n');
  const published = fakeDns({
    'brisbane._domainkey.football.example.com': 'v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
    'test._domainkey.football.example.com': 'v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB',
  });
  it('passes with both of its keys', async () => {
    expect((await check(example, published)).map(({ result, algorithm }) => [algorithm, result])).toEqual([['ed25519-sha256', 'pass'], ['rsa-sha256', 'pass']]);
    expect((await verdictOf(example, published)).verdict).toBe('verified');
  });
  it('fails when a word of the body or of a signed field is another', async () => {
    expect((await check(example.replace('lost', 'won'), published)).map((one) => one.result)).toEqual(['fail', 'fail']);
    expect((await check(example.replace('Is dinner', 'Was dinner'), published)).map((one) => one.result)).toEqual(['fail', 'fail']);
  });
});

describe('E-S2 canonical forms', () => {
  it.each(['simple/simple', 'simple/relaxed', 'relaxed/simple', 'relaxed/relaxed', 'relaxed'])('%s passes with RSA and Ed25519', async (c) => {
    expect((await check(dkimSigned(dkimSigned(mail, acme, { c }), acmeEd, { c }))).map((one) => one.result)).toEqual(['pass', 'pass']);
  });
  it('relaxed forgives other white space and folds, simple does not', async () => {
    const touched = (raw: string) => raw.replace('Subject: Impresora\r\n  del', 'SUBJECT:Impresora\t\r\n\tdel').replace('Hola,  no imprime. \t', 'Hola, \t no imprime.');
    expect(await first(touched(dkimSigned(mail, acme)))).toMatchObject({ result: 'pass' });
    expect(await first(touched(dkimSigned(mail, acme, { c: 'simple/simple' })))).toMatchObject({ result: 'fail' });
    expect(await first(dkimSigned(mail, acme, { c: 'simple/simple' }).replace(/\r\n\r\n$/, ''))).toMatchObject({ result: 'pass' });
  });
  it('line ends that a mailbox turned into bare line feeds change nothing', async () => {
    expect(await first(dkimSigned(mail, acme, { c: 'simple/simple' }).replaceAll('\r\n', '\n'))).toMatchObject({ result: 'pass' });
  });
  it('an empty body is an empty line to simple and nothing to relaxed', () => {
    const text = (body: string, how: 'simple' | 'relaxed') => new TextDecoder().decode(canonicalBody(latin1Bytes(body), how));
    expect([text('', 'simple'), text('', 'relaxed'), text('\r\n\r\n', 'simple'), text(' \r\n\t\r\n', 'relaxed'), text('a', 'simple'), text(' a \t b ', 'relaxed')]).toEqual(['\r\n', '', '\r\n', '', 'a\r\n', ' a b\r\n']);
    expect(text(' C \r\nD \t E\r\n\r\n\r\n', 'relaxed')).toBe(' C\r\nD E\r\n');
  });
  it('a relaxed field is lower-case, unfolded and without white space around its colon', () => {
    expect(canonicalField('B \t: Y\t\r\n\tZ  ', 'relaxed')).toBe('b:Y Z');
    expect(canonicalField('B : Y\t\r\n\tZ  ', 'simple')).toBe('B : Y\t\r\n\tZ  ');
  });
  it('bytes above 7 bit count as they are', async () => {
    const eight = mail.replace('Impresora', 'Impresión ').replace('Hola', '¡Qué día!');
    expect(await first(dkimSigned(eight, acme))).toMatchObject({ result: 'pass' });
  });
  it('takes the signature alone out of its field', () => {
    expect(withoutSignature('DKIM-Signature: v=1; b\r\n = abc=; bh=xyz; z=b=c')).toBe('DKIM-Signature: v=1; b\r\n =; bh=xyz; z=b=c');
    expect(readTags('a=1; a=2')).toBeNull();
    expect(readTags(' a = 1 ;b=;')).toEqual(new Map([['a', '1'], ['b', '']]));
  });
});

describe('E-S2 what a signature must be', () => {
  const other = (options: SignOptions) => first(dkimSigned(mail, acme, options));
  it.each<[string, SignOptions, string]>([
    ['a part of the body (l=)', { tags: 'l=4; ' }, 'policy'],
    ['SHA-1', { a: 'rsa-sha1' }, 'policy'],
    ['From not signed', { h: 'to:subject:date' }, 'permerror'],
    ['expired', { tags: 't=1700000000; x=1700000001; ' }, 'fail'],
    ['not expired', { tags: `x=${now.getTime() / 1000 + 60}; ` }, 'pass'],
    ['ends before it begins', { tags: 't=1700000000; x=1600000000; ' }, 'permerror'],
    ['of the future', { tags: `t=${now.getTime() / 1000 + 86_400}; ` }, 'neutral'],
    ['another version', { v: 'v=2; ' }, 'permerror'],
    ['a foreign identity', { tags: 'i=ana@evil.example; ' }, 'permerror'],
    ['an identity below', { tags: 'i=ana@ventas.acme.example; ' }, 'pass'],
    ['a key outside the DNS', { tags: 'q=http; ' }, 'permerror'],
    ['an unknown form', { c: 'nowsp/relaxed' }, 'permerror'],
    ['a tag twice', { tags: 'd=evil.example; ' }, 'permerror'],
    ['a field that is not there', { h: 'from:from:subject:x-not-there' }, 'pass'],
  ])('%s', async (_, options, result) => expect((await other(options))?.result).toBe(result));

  it('of several fields of a name the lowest is signed, and one added on top is seen when the signer said so', async () => {
    const on = (h: string) => first(`Subject: Otra cosa\r\n${dkimSigned(mail, acme, { h })}`);
    expect(await on('from:to:subject')).toMatchObject({ result: 'pass' });
    expect(await on('from:to:subject:subject')).toMatchObject({ result: 'fail' });
  });
  it('at most ten signatures are looked at', async () => {
    const flood = fakeDns(keysOf(acme));
    const many = `${'DKIM-Signature: v=1; a=rsa-sha256; d=evil.example; s=x; h=from; bh=x; b=x\r\n'.repeat(500)}${mail}`;
    expect(await check(many, flood)).toHaveLength(10);
  });
  it.each(['', 'a', '\r\n', 'DKIM-Signature\r\n\r\n', 'DKIM-Signature: ;;;\r\n\r\nx', 'DKIM-Signature: v=1; a=rsa-sha256; d=..; s=../..; h=from; bh=a; b=a\r\n\r\nx'])('%j throws nothing', async (raw) => {
    expect((await check(raw)).every((one) => one.result === 'permerror')).toBe(true);
  });
});

describe('E-S2 what a key must be', () => {
  it.each<[string, string, { ok: boolean } | object]>([
    ['revoked', 'v=DKIM1; p=', { ok: false, fault: { kind: 'absent', detail: 'the key was revoked' } }],
    ['another version', 'v=DKIM2; p=AAAA', { ok: false, fault: { kind: 'broken' } }],
    ['the version not first', `k=rsa; v=DKIM1; p=AAAA`, { ok: false, fault: { kind: 'broken' } }],
    ['for other hashes', acme.record.replace('k=rsa;', 'k=rsa; h=sha1;'), { ok: false }],
    ['for other services', acme.record.replace('k=rsa;', 'k=rsa; s=tlsrpt;'), { ok: false }],
    ['for all services', acme.record.replace('k=rsa;', 'k=rsa; s=tlsrpt:*; h=sha1:sha256;'), { ok: true }],
    ['no base64', 'v=DKIM1; p=%%%', { ok: false }],
    ['no key', 'v=DKIM1; p=AAAA', { ok: false }],
    ['without a version and folded', acme.record.replace('v=DKIM1; ', '').replace(/(.{50})/g, '$1 '), { ok: true }],
    ['of the other type', acmeEd.record, { ok: false }],
  ])('%s', async (_, record, outcome) => expect(await readKeyRecord(record, 'rsa')).toMatchObject(outcome));

  it('an RSA key below 1,024 bits is refused, and a bare RSAPublicKey is taken', async () => {
    expect(await readKeyRecord(makeSigner('acme.example', { bits: 768 }).record, 'rsa')).toMatchObject({ ok: false, fault: { detail: 'an RSA key of 768 bits is refused' } });
    const bare = acme.record.replace(/p=.*/, (p) => `p=${Buffer.from(p.slice(2), 'base64').subarray(24).toString('base64')}`);
    expect(await readKeyRecord(bare, 'rsa')).toMatchObject({ ok: true });
    expect(await first(dkimSigned(mail, acme), fakeDns({ 'uno._domainkey.acme.example': bare }))).toMatchObject({ result: 'pass' });
  });
  it('a key that only tries DKIM out (t=y) proves nothing, a strict one (t=s) nothing below its domain', async () => {
    const trying = makeSigner('acme.example', { tags: ' t=y;' });
    const strict = makeSigner('acme.example', { tags: ' t=s;' });
    expect(await first(dkimSigned(mail, trying), fakeDns(keysOf(trying)))).toMatchObject({ result: 'neutral' });
    expect(await first(dkimSigned(mail, strict, { tags: 'i=a@b.acme.example; ' }), fakeDns(keysOf(strict)))).toMatchObject({ result: 'permerror' });
    expect(await first(dkimSigned(mail, strict), fakeDns(keysOf(strict)))).toMatchObject({ result: 'pass' });
  });
  it('no answer of the DNS is a passing trouble, no key a lasting one', async () => {
    expect(await first(dkimSigned(mail, acme), fakeDns({ 'uno._domainkey.acme.example': { kind: 'unavailable' } }))).toMatchObject({ result: 'temperror' });
    expect(await first(dkimSigned(mail, acme), fakeDns({}))).toMatchObject({ result: 'permerror', detail: 'there is no key' });
  });
});

describe('E-S1 the verdict', () => {
  const evil = makeSigner('evil.example');
  it('is verified by a signature of the From domain, and by nobody else\'s', async () => {
    expect(await verdictOf(dkimSigned(mail, acme))).toMatchObject({ verdict: 'verified', reasons: ['own check: dkim pass of acme.example (uno, rsa-sha256)'] });
    expect(await verdictOf(dkimSigned(mail, evil), fakeDns(keysOf(evil)))).toMatchObject({ verdict: 'unverified', reasons: ['own check: signed by evil.example, which does not speak for acme.example'] });
    expect(await verdictOf(mail)).toMatchObject({ verdict: 'unverified', reasons: ['own check: the mail is not signed'] });
    expect((await verdictOf(dkimSigned(mail, acme, { tags: 'l=4; ' }))).verdict).toBe('unverified');
  });
  it('E-S6 a second From on top of a signed one makes it unverified', async () => {
    expect((await verdictOf(`From: jefe@acme.example\r\n${dkimSigned(mail, acme)}`)).verdict).toBe('unverified');
    expect((await verdictOf(`from : jefe@acme.example\r\n${dkimSigned(mail, acme)}`)).verdict).toBe('unverified');
  });
  it.each<[string, string, Record<string, string>, string]>([
    ['above From', 'ana@ventas.acme.example', {}, 'verified'],
    ['above From, which asks for strict alignment', 'ana@ventas.acme.example', { '_dmarc.ventas.acme.example': 'v=DMARC1; p=none; adkim=s' }, 'unverified'],
    ['above From, the whole asks for strict alignment', 'ana@ventas.acme.example', { '_dmarc.acme.example': 'v=DMARC1; p=reject; adkim=s' }, 'unverified'],
    ['the same, strict or not', 'ana@acme.example', { '_dmarc.acme.example': 'v=DMARC1; p=reject; adkim=s' }, 'verified'],
    ['of another registered domain', 'ana@otra.example', { '_dmarc.otra.example': 'v=DMARC1; p=none' }, 'unverified'],
    ['of a name that only ends alike', 'ana@pacme.example', {}, 'unverified'],
  ])('a signing domain %s', async (_, address, records, verdict) => {
    const raw = dkimSigned(mail.replace('ana@acme.example', address), acme);
    expect((await verdictOf(raw, fakeDns({ ...keysOf(acme), ...records }))).verdict).toBe(verdict);
  });
  it('a domain beside or below From counts only where the registered domain publishes DMARC', async () => {
    const mailer = makeSigner('mta.acme.example');
    const raw = dkimSigned(mail, mailer);
    expect((await verdictOf(raw, fakeDns(keysOf(mailer)))).verdict).toBe('unverified');
    expect((await verdictOf(raw, fakeDns({ ...keysOf(mailer), '_dmarc.acme.example': 'v=DMARC1; p=none' }))).verdict).toBe('verified');
    expect((await verdictOf(raw, fakeDns({ ...keysOf(mailer), '_dmarc.acme.example': 'v=DMARC1; p=none; psd=y' }))).verdict).toBe('unverified');
  });
  it.each([['acme.example', 'acme.example'], ['a.b.acme.example', 'acme.example'], ['acme.com.mx', 'acme.com.mx'], ['mail.acme.gob.mx', 'acme.gob.mx'], ['com.mx', null], ['acme.mx', 'acme.mx'], ['x.acme.github.io', 'acme.github.io'], ['github.io', null], ['example', null]])('the registered domain of %s is %s', (domain, registered) => {
    expect(organisationalDomain(domain)).toBe(registered);
  });
});

describe('E-S2 where results are believed', () => {
  const forged = (raw: string) => latin1Bytes(`Authentication-Results: mx.cloudflare.net; dmarc=pass header.from=acme.example\r\n${raw}`);
  const conclude = (raw: Uint8Array, verdict: typeof unstamped) => concludeMessage(raw, { own: { addresses: [], instance_id: null }, verdict, verify: { dns, now }, now });
  it('a polled mailbox believes no header, however well it is written', async () => {
    expect((await conclude(forged(mail), unstamped)).verdict).toMatchObject({ verdict: 'unverified' });
    expect((await conclude(forged(dkimSigned(mail, acme)), unstamped)).verdict).toMatchObject({ verdict: 'verified', reasons: ['own check: dkim pass of acme.example (uno, rsa-sha256)'] });
  });
  it('a stamp of the platform decides alone, and nothing is asked of the DNS', async () => {
    const silent = fakeDns({});
    const raw = forged(dkimSigned(mail, acme));
    const { verdict } = await concludeMessage(raw, { own: { addresses: [], instance_id: null }, verdict: platformAuthserv, verify: { dns: silent, now } });
    expect([verdict.reasons, silent.asked]).toEqual([['dmarc pass for acme.example'], []]);
  });
  it('a mail of the platform without any result is checked by us', async () => {
    expect((await conclude(latin1Bytes(dkimSigned(mail, acme)), platformAuthserv)).verdict.verdict).toBe('verified');
  });
});
