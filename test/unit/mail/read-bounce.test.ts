// Delivery reports of the servers that are out there: every recipient with its own status, action and words (E-L4), and what that means for the address (E-L5).
import { describe, expect, it } from 'vitest';
import { bounceOutcomes } from '../../../worker/modules/email/bounce-outcomes.ts';
import { concludeMessage } from '../../../worker/modules/email/message/conclude.ts';
import { condemnsAddress } from '../../../worker/modules/email/message/condemned-address.ts';
import { readBounceGroups } from '../../../worker/modules/email/message/bounce-groups.ts';
import type { BouncedRecipient } from '../../../worker/modules/email/message/read-bounce.ts';
import { rawFromText } from '../../../worker/modules/email/message/parse-message.ts';

const own = { addresses: ['soporte@desk.example.net'], instance_id: null, envelope_from: '' };
const original = 'Return-Path: <soporte@desk.example.net>\nFrom: Soporte <soporte@desk.example.net>\nTo: ana@acme.example\nMessage-ID: <out7@desk.example.net>\nSubject: [TKT-000123] Impresora\n';
const read = async (raw: string) => (await concludeMessage(rawFromText(raw), { own })).classification;
const daemon = (from: string, subject: string, text: string) => read(`From: ${from}\nTo: soporte@desk.example.net\nSubject: ${subject}\nContent-Type: text/plain; charset=utf-8\n\n${text}`);
const report = (fields: string, text = 'Delivery report.') => read(`From: Mail Delivery System <mailer-daemon@mx.acme.example>\nTo: soporte@desk.example.net\nSubject: Delivery Status Notification\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\nContent-Type: text/plain\n\n${text}\n--b\nContent-Type: message/delivery-status\n\n${fields}\n--b\nContent-Type: text/rfc822-headers\n\n${original}\n--b--\n`);

describe('E-L4: reports with fields', () => {
  it('each recipient of one report keeps its own action and status', async () => {
    const { class: kind, bounce } = await report(`Reporting-MTA: dns; mx.acme.example

Final-Recipient: rfc822; ana@acme.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <ana@acme.example>: Recipient address rejected: User unknown

Final-Recipient: rfc822; luis@acme.example
Action: delayed
Status: 4.2.2
Diagnostic-Code: smtp; 452 4.2.2 mailbox full

Final-Recipient: rfc822; eva@acme.example
Action: relayed
Status: 2.0.0
`);
    expect(kind).toBe('bounce-permanent');
    expect(bounce).toMatchObject([
      { recipient: 'ana@acme.example', action: 'failed', status: '5.1.1', original_message_id: 'out7@desk.example.net' },
      { recipient: 'luis@acme.example', action: 'delayed', status: '4.2.2' },
      { recipient: 'eva@acme.example', action: 'relayed', status: '2.0.0' },
    ]);
  });

  it('a server that leaves out the empty line between two recipients reports two', async () => {
    const { bounce } = await report('Reporting-MTA: dns; mx.acme.example\nFinal-Recipient: rfc822; ana@acme.example\nAction: failed\nStatus: 5.1.1\nFinal-Recipient: rfc822; luis@acme.example\nAction: failed\nStatus: 5.2.2\n');
    expect(bounce).toMatchObject([{ recipient: 'ana@acme.example', status: '5.1.1' }, { recipient: 'luis@acme.example', status: '5.2.2' }]);
  });

  it('a forwarded address is reported beside the one that we wrote to', async () => {
    const { bounce } = await report('Reporting-MTA: dns; mx\n\nOriginal-Recipient: rfc822;ana+2Bventas@acme.example\nFinal-Recipient: rfc822; buzon@otra.example\nAction: failed\nStatus: 5.1.1\n');
    expect(bounce).toMatchObject([{ recipient: 'buzon@otra.example', original_recipient: 'ana+ventas@acme.example' }]);
  });

  it('Amazon SES: the status is in the diagnostic when the field has none', async () => {
    const { bounce } = await report('Reporting-MTA: dns; a8-31.smtp-out.amazonses.example\n\nAction: failed\nFinal-Recipient: rfc822; ana@acme.example\nDiagnostic-Code: smtp; 550 5.4.1 Recipient address rejected: Access denied\n', 'An error occurred while trying to deliver the mail to the following recipients:\nana@acme.example');
    expect(bounce).toMatchObject([{ recipient: 'ana@acme.example', status: '5.4.1', action: 'failed' }]);
  });
});

describe('E-L4: reports in words', () => {
  it.each<[string, string, string, string, object[]]>([
    ['Zoho without space in its headers', 'mailer-daemon@mail.zoho.example', 'Undelivered Mail Returned to Sender', 'A message that you sent could not be delivered to one or more of its recipients. This is a permanent error.\n\nana@acme.example Invalid Address, ERROR_CODE :550, ERROR_CODE :Requested action not taken: mailbox unavailable\n\nReceived:from desk.example.net\nMessage-ID:<out7@desk.example.net>\nFrom:Soporte <soporte@desk.example.net>\nSubject:x\nTo:<ana@acme.example>', [{ recipient: 'ana@acme.example', original_message_id: 'out7@desk.example.net' }]],
    ['Exchange of 2003 with two people', 'postmaster@acme.example', 'Undeliverable: x', 'did not reach the following recipient(s):\n\nana@acme.example on Tue, 17 Nov 2026 09:00:00 -0600\n    The recipient name is not recognized\nluis@acme.example on Tue, 17 Nov 2026 09:00:00 -0600\n    The recipient name is not recognized', [{ recipient: 'ana@acme.example', action: 'failed' }, { recipient: 'luis@acme.example', action: 'failed' }]],
    ['PMDF', 'MAILER-DAEMON@acme.example', 'Delivery Notification: Delivery has failed', 'Your message cannot be delivered to the following recipients:\n\n  Recipient address: ana@acme.example\n  Reason: Remote SMTP server has rejected address\n  Diagnostic code: smtp; 550 5.1.1 User Unknown\n  Recipient address: luis@acme.example\n  Reason: Remote SMTP server has rejected address\n  Diagnostic code: smtp; 550 5.2.2 Full', [{ recipient: 'ana@acme.example', status: '5.1.1' }, { recipient: 'luis@acme.example', status: '5.2.2' }]],
    ['a transcript alone', 'MAILER-DAEMON@acme.example', 'Returned mail: User unknown', '   ----- Transcript of session follows -----\n>>> RCPT To:<ana@acme.example>\n<<< 550 No such user here.\n550 5.1.1 <ana@acme.example>... User unknown\n554 5.1.2 <luis@beta.example>... 550 Host unknown\n\n   ----- Unsent message follows -----\nx', [{ recipient: 'ana@acme.example', status: '5.1.1' }, { recipient: 'luis@beta.example', status: '5.1.2' }]],
    ['the reason in brackets', 'MAILER-DAEMON@acme.example', 'Returned Mail: User unknown', '---The following addresses had delivery errors---\n\nana@acme.example [User unknown]', [{ recipient: 'ana@acme.example', action: 'failed' }]],
    ['one who wrote to a postmaster', 'MAILER-DAEMON@acme.example', 'Mail delivery failed', 'There was an error delivering your mail to <postmaster@acme.example>.\n\nDNS lookup failure: host acme.example not found\n\nMessage headers follow.\n', [{ recipient: 'postmaster@acme.example' }]],
    ['a daemon with a space in its name', 'Mailer Daemon <errors@acme.example>', 'Delivery status notification: error', 'An error has occurred while attempting to deliver a message for\nthe following list of recipients:\n\nana@acme.example: Envelope expired', [{ recipient: 'ana@acme.example' }]],
  ])('%s', async (_, from, subject, text, expected) => {
    const { class: kind, bounce } = await daemon(from, subject, text);
    expect(kind).toBe('bounce-permanent');
    expect(bounce).toHaveLength(expected.length);
    expect(bounce).toMatchObject(expected);
  });

  it('a person who forwards a report asks what it means', async () => {
    const raw = `From: Ana <ana@acme.example>\nTo: soporte@desk.example.net\nSubject: Fwd: Undelivered Mail Returned to Sender\n\n¿Qué significa esto?\n\n---------- Forwarded message ---------\nFrom: MAILER-DAEMON@mx.beta.example\nSubject: Undelivered Mail Returned to Sender\n\n<luis@beta.example>: host mx said: 550 5.1.1 User unknown\n\n${original}`;
    const { class: kind } = (await concludeMessage(rawFromText(raw), { own: { ...own, envelope_from: 'ana@acme.example' } })).classification;
    expect(kind).toBe('human');
  });

  it('Postfix', async () => {
    const { class: kind, bounce } = await daemon('MAILER-DAEMON@mx.acme.example (Mail Delivery System)', 'Undelivered Mail Returned to Sender', `This is the mail system at host mx.acme.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<ana@acme.example>: host mx1.acme.example[192.0.2.7] said: 550 5.1.1
    <ana@acme.example>: Recipient address rejected: User unknown (in reply to
    RCPT TO command)

<luis@beta.example> (expanded from <equipo@acme.example>): host mx.beta.example[192.0.2.9] said: 552 5.2.2
    Mailbox full (in reply to DATA command)

--- Below this line is a copy of the message.

${original}\nHola`);
    expect(kind).toBe('bounce-permanent');
    expect(bounce).toMatchObject([{ recipient: 'ana@acme.example', status: '5.1.1' }, { recipient: 'luis@beta.example', status: '5.2.2' }]);
    expect(bounce?.[1]?.diagnostic).toContain('552 5.2.2');
  });

  it('qmail and Yahoo', async () => {
    const { bounce } = await daemon('MAILER-DAEMON@mx.acme.example', 'failure notice', `Hi. This is the qmail-send program at mx.acme.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ana@acme.example>:
192.0.2.7 does not like recipient.
Remote host said: 550 5.1.1 User unknown
Giving up on 192.0.2.7.

<luis@beta.example>:
Sorry, I couldn't find any host named beta.example. (#5.1.2)

--- Below this line is a copy of the message.

${original}\nHola`);
    expect(bounce).toMatchObject([{ recipient: 'ana@acme.example', status: '5.1.1', action: 'failed', original_message_id: 'out7@desk.example.net' }, { recipient: 'luis@beta.example', status: '5.1.2', action: 'failed' }]);
  });

  it('Exim', async () => {
    const { bounce } = await daemon('Mail Delivery System <Mailer-Daemon@mx.acme.example>', 'Mail delivery failed: returning message to sender', `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ana@acme.example
    host mx1.acme.example [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<ana@acme.example>:
    550 5.1.1 No such user here
  luis@beta.example
    (generated from equipo@acme.example)
    retry timeout exceeded

------ This is a copy of the message, including all the headers. ------

${original}\nHola`);
    expect(bounce).toMatchObject([{ recipient: 'ana@acme.example', status: '5.1.1', action: 'failed' }, { recipient: 'luis@beta.example', status: null, action: 'failed' }]);
  });

  it('Sendmail: the heading above the address tells whether it is over', async () => {
    const { bounce } = await daemon('Mail Delivery Subsystem <MAILER-DAEMON@mx.acme.example>', 'Returned mail: see transcript for details', `The original message was received at Tue, 17 Nov 2026 09:00:00 -0600
from desk.example.net [192.0.2.1]

   ----- The following addresses had permanent fatal errors -----
<ana@acme.example>
    (reason: 550 5.1.1 <ana@acme.example>... User unknown)

   ----- The following addresses had transient non-fatal errors -----
<luis@beta.example>
    (reason: 451 4.7.1 Please try again later)

   ----- Transcript of session follows -----
... while talking to mx1.acme.example.:
>>> DATA
<<< 550 5.1.1 <ana@acme.example>... User unknown
550 5.1.1 <ana@acme.example>... User unknown

${original}`);
    expect(bounce).toMatchObject([{ recipient: 'ana@acme.example', status: '5.1.1', action: 'failed' }, { recipient: 'luis@beta.example', status: '4.7.1', action: 'delayed' }]);
  });

  it('Exchange and Office 365', async () => {
    const { class: kind, bounce } = await daemon('postmaster@acme.example', 'Undeliverable: [TKT-000123] Impresora', `Delivery has failed to these recipients or groups:

Ana Torres (ana@acme.example)<mailto:ana@acme.example>
The email address you entered couldn't be found. Please check the recipient's email address and try to resend the message.

Luis Mora (luis@acme.example)<mailto:luis@acme.example>
The recipient's mailbox is full and can't accept messages now.

Diagnostic information for administrators:

Generating server: EX1.acme.example

ana@acme.example
Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'

luis@acme.example
Remote Server returned '554 5.2.2 STOREDRV.Deliver; quota exceeded'

Original message headers:

${original}`);
    expect(kind).toBe('bounce-permanent');
    expect(bounce).toMatchObject([{ recipient: 'ana@acme.example', status: '5.1.10' }, { recipient: 'luis@acme.example', status: '5.2.2' }]);
  });

  it('Gmail', async () => {
    const { bounce } = await daemon('Mail Delivery Subsystem <mailer-daemon@googlemail.example>', 'Delivery Status Notification (Failure)', `** Address not found **

Your message wasn't delivered to ana@acme.example because the address couldn't be found, or is unable to receive mail.

The response was:
550 5.1.1 The email account that you tried to reach does not exist.
`);
    expect(bounce).toMatchObject([{ recipient: 'ana@acme.example', status: '5.1.1', action: 'failed' }]);
  });

  it('Zoho', async () => {
    const { bounce } = await daemon('mailer-daemon@mail.zoho.example', 'Undelivered Mail Returned to Sender', `This message was created automatically by mail delivery software.
 A message that you sent could not be delivered to one or more of its recipients. This is a permanent error.

ana@acme.example, ERROR CODE :550 - 5.1.1 The email account that you tried to reach does not exist.
luis@beta.example, ERROR CODE :554 - 5.7.1 Message blocked

${original}`);
    expect(bounce).toMatchObject([{ recipient: 'ana@acme.example', status: '5.1.1' }, { recipient: 'luis@beta.example', status: '5.7.1' }]);
  });

  it('a warning names the address and is no failure', async () => {
    const { class: kind, bounce } = await daemon('Mail Delivery System <Mailer-Daemon@mx.acme.example>', 'Warning: message 1abc delayed 24 hours', `A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on mx.acme.example.

The address to which the message has not yet been delivered is:

  ana@acme.example
    host mx1.acme.example [192.0.2.7]: 451 4.3.0 try later

No action is required on your part.`);
    expect([kind, bounce?.[0]?.recipient, bounce?.[0]?.action]).toEqual(['bounce-temporary', 'ana@acme.example', 'delayed']);
  });

  it('a flood of addresses is bounded and quick', () => {
    const flood = Array.from({ length: 20_000 }, (_, n) => `<p${n}@acme.example>: 550 no`).join('\n');
    expect(readBounceGroups(flood)).toHaveLength(100);
    expect(readBounceGroups(`${'<'.repeat(50_000)}@${'a.'.repeat(50_000)}\n${'(a@b.c'.repeat(9000)}`)).toEqual([]);
  });
});

describe('E-L5: what a report means for the address', () => {
  const of = (status: string | null, diagnostic: string | null = null, action: BouncedRecipient['action'] = 'failed') => condemnsAddress({ status, diagnostic, action });

  it('an address that does not exist is given up; a full mailbox, a large mail or a spam filter is not the address', () => {
    expect([of('5.1.1'), of('5.0.0', '550 No such user'), of(null), of('5.7.1', '550 5.7.1 recipient not found'), of('5.1.1', '550 5.1.1 see https://mx.example/policy')]).toEqual([true, true, true, true, true]);
    expect([of('5.2.2'), of('5.3.4'), of('5.7.1', '550 5.7.1 blocked using an RBL'), of('5.0.0', '552 mailbox full'), of('4.4.7'), of('5.1.1', null, 'delayed')]).toEqual([false, false, false, false, false, false]);
  });

  it('one dead address of a report does not silence the others, and a dead forwarding counts for the address that we wrote to', () => {
    const base = { original_recipient: null, diagnostic: null, original_message_id: null };
    const reports: BouncedRecipient[] = [
      { ...base, recipient: 'ana@acme.example', status: '5.1.1', action: 'failed' }, { ...base, recipient: 'luis@acme.example', status: '4.4.7', action: 'failed' },
      { ...base, recipient: 'eva@acme.example', status: '2.0.0', action: 'delivered' }, { ...base, recipient: 'x@otra.example', original_recipient: 'leo@acme.example', status: '5.1.1', action: 'failed' },
      { ...base, recipient: 'jefa@desk.example.net', status: '5.1.1', action: 'failed' },
    ];
    const sent = [['Ana@acme.example', true], ['luis@acme.example', true], ['eva@acme.example', true], ['leo@acme.example', true], ['jefa@desk.example.net', false]] as const;
    const outcomes = bounceOutcomes(sent.map(([to_email, may_suppress]) => ({ to_email, may_suppress })), reports);
    expect(outcomes.map(({ sent: mail, is_permanent, suppresses }) => [mail.to_email, is_permanent, suppresses])).toEqual([
      ['Ana@acme.example', true, true], ['luis@acme.example', false, false], ['leo@acme.example', true, true], ['jefa@desk.example.net', true, false],
    ]);
  });
});
