// Forwarded mails: the chain of seals (RFC 8617) is checked link by link, and only an allowed sealer's word counts (E-S1, E-S2).
import { describe, expect, it } from 'vitest';
import { latin1Bytes, splitRawMail } from '../../../worker/modules/email/message/dkim-canonical.ts';
import { parseMessage } from '../../../worker/modules/email/message/parse-message.ts';
import { verifyArc } from '../../../worker/modules/email/message/verify-arc.ts';
import { verifyMessage } from '../../../worker/modules/email/message/verify-message.ts';
import type { DnsResolver } from '../../../worker/platform/dns.ts';
import { arcSealed, dkimSigned, fakeDns, keysOf, makeSigner } from '../../support/sign-mail.ts';

const now = new Date('2026-03-02T16:00:00Z');
const acme = makeSigner('acme.example');
const lists = makeSigner('listas.example', { selector: 'arc' });
const mailer = makeSigner('correo.example', { algorithm: 'ed25519-sha256', selector: 'arc' });
const evil = makeSigner('evil.example');
const dns = fakeDns(keysOf(acme, lists, mailer, evil));
const mail = 'From: Ana <ana@acme.example>\r\nTo: lista@listas.example\r\nSubject: Impresora\r\nDate: Mon, 2 Mar 2026 16:00:00 +0000\r\n\r\nHola\r\n';
const saw = 'mx.listas.example; dkim=pass header.d=acme.example; dmarc=pass header.from=acme.example';
const sawNothing = 'mx.correo.example; arc=pass; dmarc=fail header.from=acme.example';

const chainOf = (raw: string, resolver: DnsResolver = dns) => verifyArc(splitRawMail(latin1Bytes(raw)), { dns: resolver, now });
const verdictOf = async (raw: string, arc_sealers: string[], resolver: DnsResolver = dns) => {
  const bytes = latin1Bytes(raw);
  return verifyMessage(bytes, await parseMessage(bytes), { dns: resolver, now, arc_sealers });
};
const signed = dkimSigned(mail, acme);
/** A list changes the subject, which breaks the signature of the sender, and seals what it saw before. */
const listed = arcSealed(signed.replace('Subject: ', 'Subject: [lista] '), lists, saw);
const twice = arcSealed(listed, mailer, sawNothing);

describe('E-S2 the chain', () => {
  it('of one, two and three honest servers passes', async () => {
    expect(await chainOf(listed)).toMatchObject({ chain: 'pass', instance: 1, sealer: 'listas.example' });
    expect(await chainOf(twice)).toMatchObject({ chain: 'pass', instance: 2, sealer: 'correo.example', domains: ['listas.example', 'correo.example'] });
    expect(await chainOf(arcSealed(twice, lists, saw))).toMatchObject({ chain: 'pass', instance: 3 });
    expect(await chainOf(mail)).toEqual({ chain: 'none' });
  });
  it('passes when the mail was changed between two seals and the last saw it as it is', async () => {
    expect(await chainOf(arcSealed(listed.replace('Hola', 'Hola y pie'), mailer, sawNothing))).toMatchObject({ chain: 'pass', instance: 2 });
  });
  it.each<[string, string]>([
    ['the body was changed after the last seal', twice.replace('Hola', 'Adiós')],
    ['a signed field was changed after the last seal', twice.replace('[lista]', '[otra]')],
    ['the results of the newest were changed', twice.replace('dmarc=fail', 'dmarc=pass')],
    ['the results of an older one were changed', twice.replace('dkim=pass', 'dkim=none')],
    ['a link is missing', listed.split(/\r\n(?![\t ])/).slice(1).join('\r\n')],
    ['an instance is there twice', listed.replace(/^/, 'ARC-Seal: i=1; a=rsa-sha256; cv=none; d=evil.example; s=uno; b=AAAA\r\n')],
    ['an instance is left out', listed.replaceAll('i=1;', 'i=2;')],
    ['an instance is no number', listed.replaceAll('i=1;', 'i=x;')],
    ['an instance is out of bounds', listed.replaceAll('i=1;', 'i=999;')],
    ['the first seal says that it passed something', arcSealed(mail, lists, saw, { cv: 'pass' })],
    ['a later seal says that there was nothing', arcSealed(listed, mailer, saw, { cv: 'none' })],
    ['a seal says that the chain was broken', arcSealed(listed, mailer, saw, { cv: 'fail' })],
    ['From is not covered', arcSealed(mail, lists, saw, { h: 'to:subject' })],
    ['a seal is of somebody else', listed.replace('d=listas.example; s=arc; t=', 'd=evil.example; s=uno; t=')],
    ['a seal claims an algorithm that is refused', listed.replace(/^(ARC-Seal: i=1; a=)rsa-sha256/, '$1rsa-sha1')],
  ])('fails when %s', async (_, raw) => expect((await chainOf(raw)).chain).toBe('fail'));

  it('is a passing trouble when a key does not come', async () => {
    expect(await chainOf(twice, fakeDns({ ...keysOf(mailer), 'arc._domainkey.listas.example': { kind: 'unavailable' } }))).toMatchObject({ chain: 'temperror' });
    expect(await chainOf(twice, fakeDns(keysOf(mailer)))).toMatchObject({ chain: 'fail' });
  });
  it('longer than twenty is not looked at', async () => {
    const silent = fakeDns({});
    const long = Array.from({ length: 40 }, (_, n) => `ARC-Seal: i=${n + 1}; cv=pass; d=evil.example; s=uno; b=AAAA\r\n`).join('');
    expect([await chainOf(`${long}${mail}`, silent), silent.asked]).toEqual([{ chain: 'fail', detail: 'the chain is not whole' }, []]);
  });
});

describe('E-S1 forwarded-verified', () => {
  it('by the seal of an allowed sealer who saw DMARC pass for From', async () => {
    expect(await verdictOf(listed, ['listas.example'])).toMatchObject({ verdict: 'forwarded-verified', reasons: ['own check: arc pass sealed by listas.example'] });
  });
  it('not by a sealer who is not allowed, nor by one who saw something else', async () => {
    expect((await verdictOf(listed, [])).verdict).toBe('unverified');
    expect((await verdictOf(listed, ['correo.example'])).verdict).toBe('unverified');
    expect((await verdictOf(arcSealed(mail, lists, 'mx; dmarc=pass header.from=otra.example'), ['listas.example'])).verdict).toBe('unverified');
    expect((await verdictOf(arcSealed(mail, lists, 'mx; x="dmarc=pass header.from=acme.example"'), ['listas.example'])).verdict).toBe('unverified');
  });
  it('not by an allowed sealer below a stranger: what the newest says counts, older words are hearsay', async () => {
    expect((await verdictOf(arcSealed(listed, evil, saw), ['listas.example'])).verdict).toBe('unverified');
    expect((await verdictOf(twice, ['listas.example', 'correo.example'])).verdict).toBe('unverified');
  });
  it('not by a chain that was copied onto another mail', async () => {
    const copied = listed.slice(0, listed.indexOf('DKIM-Signature')) + mail.replace('Hola', 'Paguen a esta cuenta');
    expect((await verdictOf(copied, ['listas.example'])).verdict).toBe('unverified');
  });
  it('a signature of From that still holds is worth more than any seal', async () => {
    expect((await verdictOf(arcSealed(signed, lists, saw), ['listas.example'])).verdict).toBe('verified');
  });
});
