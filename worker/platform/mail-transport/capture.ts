// Development's mailbox: the whole mail goes to a local server that keeps it, and nowhere else.
import type { MailTransport, SendOutcome } from './transport.ts';
import { writeMessage } from './write-message.ts';

/** @param url base of the capture server; `/messages` takes a mail. */
export function captureTransport(url: string): MailTransport {
  return {
    name: 'capture',
    async send(mail): Promise<SendOutcome> {
      try {
        // Like the platform's own transport, this one decides the id.
        const messageId = `<${crypto.randomUUID()}@${mail.from.address.split('@')[1] ?? 'localhost'}>`;
        const raw = writeMessage(mail, messageId, new Date(), `part-${crypto.randomUUID()}`);
        const response = await fetch(`${url}/messages`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ from: mail.from.address, to: [mail.to.address], raw, message_id: messageId }),
        });
        await response.body?.cancel();
        if (response.ok) return { ok: true, message_id: messageId };
        return { ok: false, error_class: classOfStatus(response.status), code: `HTTP_${response.status}` };
      } catch {
        return { ok: false, error_class: 'retry', code: 'UNREACHABLE' };
      }
    },
  };
}

/** 550 is a mail server's word for an address that does not exist; 400 and 413 are faults of the mail itself. */
const classOfStatus = (status: number): 'retry' | 'park' | 'refused' =>
  status === 550 ? 'refused' : status === 400 || status === 413 ? 'park' : 'retry';
