// Feedback loops: which mail a reader complained about, in the fields of RFC 5965 and without them (E-L1, E-L4).
import { describe, expect, it } from 'vitest';
import { concludeMessage } from '../../../worker/modules/email/message/conclude.ts';
import { rawFromText } from '../../../worker/modules/email/message/parse-message.ts';

const read = (raw: string) => concludeMessage(rawFromText(raw), { own: { addresses: ['soporte@desk.example.net'], instance_id: null } });
const original = 'From: Soporte <soporte@desk.example.net>\nTo: Ana Ruiz <ana@acme.example>\nReply-To: t+abc@desk.example.net\nMessage-ID: <out7@desk.example.net>\nSubject: [TKT-000123] x\n\nHola';
const arf = (fields: string, inner = original, type = 'message/rfc822') =>
  `From: fbl@isp.example\nTo: soporte@desk.example.net\nSubject: FW: x\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=feedback-report; boundary=f\n\n--f\nContent-Type: text/plain\n\nThis is an email abuse report.\n--f\nContent-Type: message/feedback-report\n\n${fields}\n--f\nContent-Type: ${type}\n\n${inner}\n--f--\n`;

describe('E-L1: feedback reports', () => {
  it('names the kind, the reader, the mail and the address that proves it', async () => {
    const { classification, feedback } = await read(arf('Feedback-Type: abuse\nUser-Agent: SomeGenerator/1.0\nVersion: 1\nOriginal-Mail-From: <soporte@desk.example.net>\nOriginal-Rcpt-To: <Ana@acme.example>\n'));
    expect(classification.class).toBe('abuse-report');
    expect(feedback).toEqual({ type: 'abuse', is_complaint: true, recipients: ['ana@acme.example'], original_message_id: 'out7@desk.example.net', reply_addresses: ['t+abc@desk.example.net'], user_agent: 'SomeGenerator/1.0' });
  });

  it('headers alone of the reported mail do', async () => {
    expect((await read(arf('Feedback-Type: opt-out\nVersion: 1\n', original.split('\n\n')[0], 'text/rfc822-headers'))).feedback).toMatchObject({ type: 'opt-out', is_complaint: true, original_message_id: 'out7@desk.example.net' });
  });

  it.each(['[Redacted]@comcast.example', 'redacted@isp.example', 'xxxxxxxx@isp.example', 'privacy@isp.example'])('a hidden reader is nobody: %s', async (hidden) => {
    expect((await read(arf(`Feedback-Type: abuse\nOriginal-Rcpt-To: ${hidden}\n`, original.replace('Ana Ruiz <ana@acme.example>', hidden)))).feedback).toMatchObject({ recipients: [], original_message_id: 'out7@desk.example.net' });
  });

  it.each(['not-spam', 'auth-failure', 'dmarc', 'virus', 'other'])('no complaint: %s', async (type) => {
    expect((await read(arf(`Feedback-Type: ${type}\n`))).feedback).toMatchObject({ type, is_complaint: false });
  });

  it('the junk reports of Outlook have no fields', async () => {
    const raw = `From: staff@hotmail.example\nTo: soporte@desk.example.net\nSubject: complaint about message from 192.0.2.7\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: message/rfc822\n\nX-HmXmrOriginalRecipient: ana@outlook.example\n${original}\n--m--\n`;
    expect(await read(raw)).toMatchObject({ classification: { class: 'abuse-report' }, feedback: { type: 'abuse', is_complaint: true, recipients: ['ana@outlook.example', 'ana@acme.example'], original_message_id: 'out7@desk.example.net' } });
  });

  it('a mail of another class has no feedback', async () => expect((await read('From: ana@acme.example\nSubject: x\n\nHola')).feedback).toBeNull());
});
