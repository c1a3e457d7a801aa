// Mail through an MSP's own server. Conversations are kept open from mail to mail, until close().
import type { Clock } from '../clock.ts';
import type { Dial } from '../sockets/duplex.ts';
import { envelopeAddress } from './smtp-message.ts';
import type { SmtpFailure } from './smtp-replies.ts';
import { openSession, SMTP_LIMITS, type SmtpLimits, type SmtpSession, type SmtpSettings } from './smtp-session.ts';
import type { MailTransport, OutgoingMail, SendOutcome } from './transport.ts';
import { writeMessage } from './write-message.ts';

export interface SmtpTransportOptions {
  dial: Dial;
  clock: Pick<Clock, 'now'>;
  /** Asked once a conversation, so that secrets are opened when they are needed. @param isFresh the last token was refused. Never throws. */
  settings(isFresh: boolean): Promise<{ ok: true; settings: SmtpSettings } | { ok: false; failure: SmtpFailure }>;
  limits?: SmtpLimits;
}

export function smtpTransport({ dial, clock, settings, limits = SMTP_LIMITS }: SmtpTransportOptions): MailTransport & { close(): Promise<void> } {
  const idle: SmtpSession[] = [];
  /** The server cannot be used: the next mails need not find that out one by one, and an account is not locked by wrong passwords. */
  let hopeless: SmtpFailure | null = null;

  type Opened = { ok: true; session: SmtpSession } | { ok: false; failure: SmtpFailure };
  let opening: Promise<unknown> = Promise.resolve();
  /** One after the other: a second one has nothing to gain where the first is turned away. */
  const open = (): Promise<Opened> => {
    const next = opening.then(() => openNow());
    opening = next;
    return next;
  };
  const openNow = async (isFresh = false): Promise<Opened> => {
    if (hopeless) return { ok: false, failure: hopeless };
    const known = await settings(isFresh);
    const opened = known.ok ? await openSession(dial, known.settings, limits) : known;
    if (opened.ok) return opened;
    // A token that was withdrawn or ran out early.
    if (!isFresh && opened.failure.code === 'token_failed') return openNow(true);
    hopeless = opened.failure;
    return opened;
  };
  const hand = async (mail: OutgoingMail, raw: Uint8Array): Promise<SmtpFailure | null> => {
    let session = idle.pop();
    const isReused = session !== undefined;
    if (!session) {
      const opened = await open();
      if (!opened.ok) return opened.failure;
      session = opened.session;
    }
    const letter = { from: mail.from.address, to: mail.to.address, raw };
    let failure = await session.send(letter);
    // Servers end a conversation that was quiet: before the mail was handed over, a new one can take it.
    if (failure?.error_class === 'retry' && !session.isAlive && isReused) {
      await session.quit();
      const opened = await open();
      if (!opened.ok) return opened.failure;
      session = opened.session;
      failure = await session.send(letter);
    }
    if (session.isAlive) idle.push(session);
    else await session.quit();
    return failure;
  };
  return {
    name: 'smtp',
    async send(mail): Promise<SendOutcome> {
      const messageId = mail.message_id ?? `<${crypto.randomUUID()}@${mail.from.address.split('@')[1] ?? 'localhost'}>`;
      const raw = new TextEncoder().encode(writeMessage(inAscii(mail), messageId, clock.now(), `part-${crypto.randomUUID()}`));
      const failure = await hand(mail, raw);
      return failure ? { ok: false, error_class: failure.error_class, code: failure.code, detail: failure.detail } : { ok: true, message_id: messageId };
    },
    async close() {
      await Promise.all(idle.splice(0).map((session) => session.quit()));
    },
  };
}

/** Domains as the DNS writes them: then only a local part outside ASCII asks for SMTPUTF8. */
function inAscii(mail: OutgoingMail): OutgoingMail {
  const ascii = (address: string): string => envelopeAddress(address) ?? address;
  return { ...mail, from: { ...mail.from, address: ascii(mail.from.address) }, to: { ...mail.to, address: ascii(mail.to.address) }, reply_to: mail.reply_to === null ? null : ascii(mail.reply_to) };
}
