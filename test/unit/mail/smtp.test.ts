// Sending through an MSP's own server: each step of the conversation, what each refusal means, and that nothing leaves twice unasked.
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { envelopeAddress, transparent } from '../../../worker/platform/mail-transport/smtp-message.ts';
import { openSession, type SmtpLimits, type SmtpSettings } from '../../../worker/platform/mail-transport/smtp-session.ts';
import { smtpTransport } from '../../../worker/platform/mail-transport/smtp.ts';
import type { OutgoingMail } from '../../../worker/platform/mail-transport/transport.ts';
import { SocketFault } from '../../../worker/platform/sockets/duplex.ts';
import { latin1 } from '../../../worker/platform/sockets/wire.ts';
import { scriptedSmtp, type ScriptedSmtp, type SmtpScript } from '../../support/scripted-smtp.ts';

const limits: SmtpLimits = { connectMs: 60, openMs: 400, commandMs: 60, mailMs: 300, finalMs: 60, closeMs: 30 };
const settings: SmtpSettings = { host: 'smtp.example.com', port: 465, security: 'tls', sign_in: { username: 'desk@example.com', password: 'pässword-1' }, hello: 'desk.example.com' };
const mail: OutgoingMail = {
  from: { address: 'desk@example.com', name: 'Soporte' }, reply_to: null, to: { address: 'ana@alfa.example', name: 'Ana Núñez' }, subject: 'Impresora: ¿sigue sin papel?',
  text: 'Hola\r\n.\r\n..dos\r\nFin', html: null, headers: { 'Auto-Submitted': 'auto-generated' }, message_id: '<one@example.com>',
};
const base64 = (text: string): string => Buffer.from(text).toString('base64');

function transportTo(server: ScriptedSmtp, over: Partial<SmtpSettings> = {}) {
  return smtpTransport({ dial: server.dial, clock: { now: () => new Date('2026-11-23T08:00:00Z') }, limits, settings: () => Promise.resolve({ ok: true, settings: { ...settings, ...over } }) });
}
async function sendTo(script: SmtpScript, over: Partial<SmtpSettings> = {}, letter: OutgoingMail = mail) {
  const server = scriptedSmtp(script);
  const transport = transportTo(server, over);
  const outcome = await transport.send(letter);
  await transport.close();
  return { server, outcome };
}

describe('a mail leaves', () => {
  test('in one conversation: greeting, sign-in, envelope and text in as few journeys as the server allows, goodbye', async () => {
    const { server, outcome } = await sendTo({});
    expect(outcome).toEqual({ ok: true, message_id: '<one@example.com>' });
    expect(server.heard).toEqual([
      '(connected)', 'EHLO desk.example.com', `AUTH PLAIN ${base64('\0desk@example.com\0pässword-1')}`,
      expect.stringMatching(/^MAIL FROM:<desk@example\.com> SIZE=\d+$/), 'RCPT TO:<ana@alfa.example>', 'DATA', expect.stringContaining('(mail of'), 'QUIT',
    ]);
    expect(server.pipelined).toBe(2);
    const read = await PostalMime.parse(server.mails[0]!);
    expect(read).toMatchObject({ messageId: '<one@example.com>', subject: mail.subject, from: { address: 'desk@example.com', name: 'Soporte' }, to: [{ address: 'ana@alfa.example', name: 'Ana Núñez' }] });
    expect(read.text?.trim()).toBe('Hola\r\n.\r\n..dos\r\nFin');
    expect(new Date(read.date!).toISOString()).toBe('2026-11-23T08:00:00.000Z');
  });
  test('without PIPELINING one command waits for the other; without EHLO, SIZE and 8BITMIME it leaves all the same', async () => {
    const { server, outcome } = await sendTo({ offers: null }, { sign_in: null });
    expect(outcome.ok).toBe(true);
    expect(server.pipelined).toBe(0);
    expect(server.heard.slice(1, 4)).toEqual(['EHLO desk.example.com', 'HELO desk.example.com', 'MAIL FROM:<desk@example.com>']);
  });
  test('the next mail goes over the same connection, after RSET where the one before was refused', async () => {
    const server = scriptedSmtp({ answers: { RCPT: ['550 5.1.1 no such user', '250 ok'] } });
    const transport = transportTo(server);
    expect(await transport.send(mail)).toMatchObject({ ok: false, error_class: 'refused', code: 'recipient_unknown' });
    expect(await transport.send(mail)).toMatchObject({ ok: true });
    expect(await transport.send(mail)).toMatchObject({ ok: true });
    await transport.close();
    expect(server.connections).toBe(1);
    expect(server.heard.filter((line) => line === 'RSET')).toHaveLength(1);
    expect(server.mails.map((text) => text.length > 100)).toEqual([false, true, true]);
  });
  test('a kept connection that died meanwhile costs no try: nothing was handed over', async () => {
    const server = scriptedSmtp({ commandsMax: 5 });
    const transport = transportTo(server);
    expect(await transport.send(mail)).toMatchObject({ ok: true });
    expect(await transport.send(mail)).toMatchObject({ ok: true });
    expect(server.connections).toBe(2);
    expect(server.mails).toHaveLength(2);
  });
  test('answers in several lines, from a server of few words and from one of many', async () => {
    expect((await sendTo({ greeting: '220-mx.example.com\n220-no spam\n220 please', answers: { MAIL: '250', RCPT: '250-2.1.5 one\n250 2.1.5 two', '.': '250-2.0.0 queued\n250 2.0.0 as 12345' } })).outcome.ok).toBe(true);
    expect((await sendTo({ greeting: Array.from({ length: 400 }, () => '220-more').join('\n') })).outcome).toMatchObject({ error_class: 'retry', code: 'bad_reply' });
    expect((await sendTo({ greeting: `220 ${'x'.repeat(10_000)}` })).outcome).toMatchObject({ error_class: 'retry', code: 'too_long' });
    expect((await sendTo({ greeting: '220-one\n250 two' })).outcome).toMatchObject({ error_class: 'retry', code: 'bad_reply' });
    expect((await sendTo({ greeting: 'HTTP/1.1 400 Bad Request' })).outcome).toMatchObject({ error_class: 'retry', code: 'bad_reply' });
  });
});

describe('encryption', () => {
  test('STARTTLS comes before the sign-in, and what was offered in the plain part counts no more', async () => {
    const { server, outcome } = await sendTo({ offers: ['STARTTLS', 'AUTH LOGIN'], offersEncrypted: ['AUTH PLAIN'] }, { security: 'starttls', port: 587 });
    expect(outcome.ok).toBe(true);
    expect(server.heard.slice(0, 6)).toEqual(['(connected)', 'EHLO desk.example.com', 'STARTTLS', '(tls)', 'EHLO desk.example.com', `AUTH PLAIN ${base64('\0desk@example.com\0pässword-1')}`]);
  });
  test.each<[string, SmtpScript, string]>([
    ['not offered', { offers: ['AUTH PLAIN'] }, 'starttls_not_offered'],
    ['refused', { offers: ['STARTTLS'], answers: { STARTTLS: '502 5.5.1 no' } }, 'starttls_refused'],
    ['with a certificate nobody trusts', { offers: ['STARTTLS'], isUntrusted: true }, 'certificate'],
    ['with words put in before it', { offers: ['STARTTLS'], injected: '250 trust me' }, 'early_bytes'],
    ['of a server that knows no EHLO', { offers: null }, 'starttls_not_offered'],
  ])('STARTTLS %s: nothing is sent in the clear, and the setting is to blame', async (_name, script, code) => {
    const { server, outcome } = await sendTo(script, { security: 'starttls' });
    expect(outcome).toMatchObject({ ok: false, error_class: 'configuration', code });
    expect(server.heard.some((line) => /^(?:AUTH|MAIL|QUIT)/.test(line))).toBe(false);
  });
  test.each(['certificate', 'not_tls', 'host_not_allowed', 'host_not_found', 'port_not_allowed'] as const)('a connection that fails with %s is a matter of settings', async (code) => {
    expect((await sendTo({ fault: new SocketFault(code) })).outcome).toMatchObject({ error_class: 'configuration', code });
  });
  test('a server that is away is tried again later', async () => {
    expect((await sendTo({ fault: new SocketFault('unreachable') })).outcome).toMatchObject({ error_class: 'retry', code: 'unreachable' });
  });
});

describe('signing in', () => {
  test('LOGIN where PLAIN is not offered, also in the old spelling; PLAIN in two steps where the server wants that', async () => {
    const login = await sendTo({ offers: ['AUTH=LOGIN'], answers: { AUTH: '334 VXNlcm5hbWU6', '+': ['334 UGFzc3dvcmQ6', '235 ok'] } });
    expect(login.outcome.ok).toBe(true);
    expect(login.server.heard.slice(2, 5)).toEqual(['AUTH LOGIN', base64('desk@example.com'), base64('pässword-1')]);
    const plain = await sendTo({ offers: ['AUTH PLAIN'], answers: { AUTH: '334 ', '+': '235 ok' } });
    expect(plain.outcome.ok).toBe(true);
  });
  test('XOAUTH2, and OAUTHBEARER where that is all there is', async () => {
    const sign_in = { username: 'desk@example.com', token: 'ya29.token' };
    expect((await sendTo({ offers: ['AUTH XOAUTH2 PLAIN'] }, { sign_in })).server.heard[2]).toBe(`AUTH XOAUTH2 ${base64('user=desk@example.com\u0001auth=Bearer ya29.token\u0001\u0001')}`);
    expect((await sendTo({ offers: ['AUTH OAUTHBEARER'] }, { sign_in })).server.heard[2]).toBe(`AUTH OAUTHBEARER ${base64('n,a=desk@example.com,\u0001auth=Bearer ya29.token\u0001\u0001')}`);
    const refused = await sendTo({ offers: ['AUTH XOAUTH2'], answers: { AUTH: `334 ${base64('{"status":"401"}')}`, '+': '535 5.7.3 unsuccessful' } }, { sign_in });
    expect(refused.outcome).toMatchObject({ error_class: 'configuration', code: 'token_failed' });
    expect(refused.server.heard[3]).toBe('');
  });
  test('a refused token is asked for anew once', async () => {
    const asked: boolean[] = [];
    const server = scriptedSmtp({ offers: ['AUTH XOAUTH2'], answers: { AUTH: ['535 5.7.8 expired', '235 ok'] } });
    const transport = smtpTransport({ dial: server.dial, clock: { now: () => new Date(0) }, limits, settings: (isFresh) => {
      asked.push(isFresh);
      return Promise.resolve({ ok: true, settings: { ...settings, sign_in: { username: 'desk@example.com', token: isFresh ? 'new-token' : 'old-token' } } });
    } });
    expect(await transport.send(mail)).toMatchObject({ ok: true });
    expect(asked).toEqual([false, true]);
  });
  test.each<[string, SmtpScript, object]>([
    ['a wrong password', { answers: { AUTH: '535 5.7.8 wrong' } }, { error_class: 'configuration', code: 'auth_failed' }],
    ['a trouble of the server', { answers: { AUTH: '454 4.7.0 later' } }, { error_class: 'retry', code: 'server_busy' }],
    ['no sign-in that we know', { offers: ['AUTH CRAM-MD5 GSSAPI'] }, { error_class: 'configuration', code: 'auth_not_offered' }],
  ])('%s', async (_name, script, expected) => {
    expect((await sendTo(script)).outcome).toMatchObject({ ok: false, ...expected });
  });
  test('a wrong password is tried once, not once a mail, so that the account is not locked', async () => {
    const server = scriptedSmtp({ answers: { AUTH: '535 5.7.8 wrong' } });
    const transport = transportTo(server);
    for (let i = 0; i < 5; i++) expect(await transport.send(mail)).toMatchObject({ error_class: 'configuration', code: 'auth_failed' });
    expect(server.connections).toBe(1);
  });
  test('a server that repeats the password does not bring it into our books', async () => {
    const { outcome } = await sendTo({ answers: { AUTH: `535 5.7.8 I got pässword-1 and ${base64('\0desk@example.com\0pässword-1')}` } });
    expect(JSON.stringify(outcome)).not.toMatch(/ssword-1|AGRlc2/);
    expect(outcome).toMatchObject({ detail: expect.stringContaining('535 5.7.8 I got') });
  });
});

describe('what a refusal means', () => {
  test.each<[string, string, string, string, string]>([
    ['RCPT', '550 5.1.1 <ana@alfa.example>: user unknown', 'refused', 'recipient_unknown', 'knows no such recipient'],
    ['RCPT', '550 No such user here', 'refused', 'recipient_unknown', ''],
    ['RCPT', '553 sorry, that mailbox does not exist', 'refused', 'recipient_unknown', ''],
    ['RCPT', '550 5.1.10 RESOLVER.ADR.RecipientNotFound', 'refused', 'recipient_unknown', ''],
    ['RCPT', '550 relay not permitted', 'configuration', 'relay_denied', ''],
    ['RCPT', '554 5.7.1 <ana@alfa.example>: Relay access denied', 'configuration', 'relay_denied', ''],
    ['RCPT', '550 5.7.1 blocked by policy', 'park', 'recipient_refused', ''],
    ['RCPT', '550 rejected', 'park', 'recipient_refused', ''],
    ['RCPT', '450 4.2.0 greylisted', 'retry', 'server_busy', ''],
    ['RCPT', '452 4.2.2 mailbox full', 'retry', 'server_busy', ''],
    ['RCPT', '530 5.7.0 authentication required', 'configuration', 'auth_not_offered', ''],
    ['MAIL', '553 5.7.1 sender address rejected: not owned by user', 'configuration', 'sender_refused', ''],
    ['MAIL', '552 5.3.4 message size exceeds fixed limit', 'park', 'too_large', ''],
    ['MAIL', '451 4.3.0 try later', 'retry', 'server_busy', ''],
    ['DATA', '554 5.5.1 no', 'park', 'data_refused', ''],
    ['.', '554 5.7.1 looks like spam', 'park', 'message_refused', 'refused the mail'],
    ['.', '550 5.1.1 unknown after all', 'refused', 'recipient_unknown', ''],
    ['.', '552 message too large', 'park', 'too_large', ''],
    ['.', '451 4.3.2 queue full', 'retry', 'server_busy', ''],
  ])('%s answered %s: %s', async (verb, answer, error_class, code, words) => {
    for (const offers of [undefined, ['AUTH PLAIN']]) {
      const { outcome } = await sendTo({ answers: { [verb]: answer }, ...(offers ? { offers } : {}) });
      expect(outcome).toMatchObject({ ok: false, error_class, code });
      expect((outcome as { detail: string }).detail).toContain(words);
      expect((outcome as { detail: string }).detail).toContain(answer.slice(0, 3));
    }
  });
  test('a recipient that is refused while the server already waits for the mail gets an empty one, which goes to nobody', async () => {
    const { server, outcome } = await sendTo({ answers: { RCPT: '550 5.1.1 unknown', '.': '554 no valid recipients' } });
    expect(outcome).toMatchObject({ error_class: 'refused' });
    expect(server.mails).toEqual(['\r\n']);
  });
  test('421 at any step means later, and that the conversation is over', async () => {
    for (const verb of ['EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA', '.']) {
      const { outcome, server } = await sendTo({ answers: { [verb]: { last: '421 4.3.2 shutting down' } } });
      expect(outcome, verb).toMatchObject({ error_class: 'retry', code: 'server_busy' });
      expect(server.heard, verb).not.toContain('QUIT');
    }
  });
  test('a mail the server says it will not take is not even begun', async () => {
    expect((await sendTo({ offers: ['SIZE 200', 'AUTH PLAIN'] })).outcome).toMatchObject({ error_class: 'park', code: 'too_large' });
    const umlaut = { ...mail, to: { address: 'jürgen@alfa.example', name: null } };
    expect((await sendTo({}, {}, umlaut)).outcome).toMatchObject({ error_class: 'park', code: 'utf8_not_offered' });
    const taken = await sendTo({ offers: ['SMTPUTF8', '8BITMIME', 'AUTH PLAIN'] }, {}, umlaut);
    expect(taken.outcome.ok).toBe(true);
    expect(taken.server.heard).toContain('MAIL FROM:<desk@example.com> BODY=8BITMIME SMTPUTF8');
    expect(Buffer.from(taken.server.mails[0]!, 'latin1').toString()).toMatch(/^To: <?jürgen@alfa\.example>?\r$/m);
    const domain = await sendTo({}, {}, { ...mail, to: { address: 'ana@münchen.example', name: null } });
    expect(domain.outcome.ok).toBe(true);
    expect(domain.server.heard).toContain('RCPT TO:<ana@xn--mnchen-3ya.example>');
  });
  test('an address cannot carry a command', async () => {
    for (const address of ['ana@alfa.example>\r\nRCPT TO:<eva@alfa.example', 'ana@alfa.example> NOTIFY=NEVER', 'a b@alfa.example', 'ana', '<ana@alfa.example>']) {
      expect(envelopeAddress(address), address).toBeNull();
    }
    expect(envelopeAddress("o'hara+tag@alfa.example")).toBe("o'hara+tag@alfa.example");
  });
});

describe('silence and broken lines', () => {
  test.each(['greeting', 'EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA'])('silence or a hang-up at %s is over by its deadline and tried again', async (step) => {
    for (const rude of [{ stall: true as const }, { drop: true as const }]) {
      const from = performance.now();
      const { outcome, server } = await sendTo({ offers: ['AUTH PLAIN'], ...(step === 'greeting' ? { greeting: rude } : { answers: { [step]: rude } }) });
      expect(outcome, step).toMatchObject({ ok: false, error_class: 'retry', code: 'stall' in rude ? 'timeout' : 'closed' });
      expect(performance.now() - from).toBeLessThan(2000);
      expect(server.mails).toEqual([]);
    }
  });
  test.each<[string, SmtpScript['answers']]>([
    ['silence', { '.': { stall: true } }], ['a hang-up', { '.': { drop: true } }], ['nonsense', { '.': 'fine by me' }], ['a question', { '.': '354 more?' }],
  ])('%s after the final dot: it may have left, so nobody sends it again unasked', async (_name, answers) => {
    const server = scriptedSmtp({ answers });
    const transport = transportTo(server);
    expect(await transport.send(mail)).toMatchObject({ ok: false, error_class: 'unknown' });
    expect(server.mails).toHaveLength(1);
    expect(server.connections).toBe(1);
  });
  test('the same over a kept connection is no reason to send it again either', async () => {
    const server = scriptedSmtp({ answers: { '.': ['250 ok', { drop: true }] } });
    const transport = transportTo(server);
    expect(await transport.send(mail)).toMatchObject({ ok: true });
    expect(await transport.send(mail)).toMatchObject({ error_class: 'unknown', code: 'lost_after_data' });
    expect(server.mails).toHaveLength(2);
  });
  test('goodbye is not waited for longer than its deadline', async () => {
    const from = performance.now();
    expect((await sendTo({ answers: { QUIT: { stall: true } } })).outcome.ok).toBe(true);
    expect(performance.now() - from).toBeLessThan(1000);
  });
  test('the steps of opening are told one by one', async () => {
    const steps: string[] = [];
    const opened = await openSession(scriptedSmtp({ offers: ['STARTTLS'], offersEncrypted: ['AUTH PLAIN'] }).dial, { ...settings, security: 'starttls' }, limits, (step) => steps.push(step));
    expect(opened.ok).toBe(true);
    expect(steps).toEqual(['connect', 'greeting', 'hello', 'starttls', 'auth']);
  });
});

describe('the text on the wire', () => {
  const over = (text: string): string => latin1(transparent(new TextEncoder().encode(text)));
  test('dots at the beginning of a line are doubled, line ends are CRLF, and the last line has one', () => {
    expect(over('.\r\n..a\r\nb.\r\n.c')).toBe('..\r\n...a\r\nb.\r\n..c\r\n');
    expect(over('')).toBe('');
    expect(over('a\r\n')).toBe('a\r\n');
  });
  test('a lone CR or LF cannot end the mail early and smuggle another in behind it', () => {
    expect(over('a\n.\nMAIL FROM:<x@y>\r.\rb\n.\r\nc\r\r\n.\r\n')).toBe('a\r\n..\r\nMAIL FROM:<x@y>\r\n..\r\nb\r\n..\r\nc\r\n\r\n..\r\n');
  });
});
