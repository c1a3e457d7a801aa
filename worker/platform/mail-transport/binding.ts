// Mail through the platform's send_email binding, which sets Message-ID, Date and Return-Path itself.
import type { MailTransport, SendOutcome } from './transport.ts';

/** Codes that say the address is wrong, and ones that say our own set-up is; everything else may work later. */
const refusedCodes = new Set(['E_RECIPIENT_SUPPRESSED', 'E_RECIPIENT_NOT_ALLOWED', 'E_INVALID_RECIPIENT']);
const parkedCodes = new Set([
  'E_VALIDATION_ERROR', 'E_FIELD_MISSING', 'E_TOO_MANY_RECIPIENTS', 'E_SENDER_NOT_VERIFIED', 'E_SENDER_DOMAIN_NOT_AVAILABLE', 'E_CONTENT_TOO_LARGE',
  'E_HEADER_NOT_ALLOWED', 'E_HEADER_USE_API_FIELD', 'E_HEADER_VALUE_INVALID', 'E_HEADER_VALUE_TOO_LONG', 'E_HEADER_NAME_INVALID', 'E_HEADERS_TOO_LARGE', 'E_HEADERS_TOO_MANY',
]);

interface Mailbox {
  email: string;
  name: string;
}
/** What we use of the platform's binding. */
export interface MailBinding {
  send(mail: { from: Mailbox; to: Mailbox | string; replyTo?: string; subject: string; text: string; html?: string; headers: Record<string, string>; attachments?: (({ disposition: 'attachment' } | { disposition: 'inline'; contentId: string }) & { filename: string; type: string; content: Uint8Array })[] }): Promise<{ messageId: string }>;
}

export function bindingTransport(binding: MailBinding): MailTransport {
  return {
    name: 'binding',
    async send(mail): Promise<SendOutcome> {
      try {
        const { messageId } = await binding.send({
          from: { email: mail.from.address, name: mail.from.name },
          to: mail.to.name ? { email: mail.to.address, name: mail.to.name } : mail.to.address,
          ...(mail.reply_to ? { replyTo: mail.reply_to } : {}),
          subject: mail.subject,
          text: mail.text,
          ...(mail.html ? { html: mail.html } : {}),
          ...(mail.attachments?.length ? { attachments: mail.attachments.map(({ name, mime_type, content, content_id }) => ({ ...(content_id ? { disposition: 'inline' as const, contentId: content_id } : { disposition: 'attachment' as const }), filename: name, type: mime_type, content })) } : {}),
          headers: mail.headers,
        });
        return { ok: true, message_id: messageId };
      } catch (fault) {
        const code = codeOf(fault);
        return { ok: false, error_class: refusedCodes.has(code) ? 'refused' : parkedCodes.has(code) ? 'park' : 'retry', code };
      }
    },
  };
}

function codeOf(fault: unknown): string {
  const code = typeof fault === 'object' && fault !== null && 'code' in fault ? fault.code : null;
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'E_UNKNOWN';
}
