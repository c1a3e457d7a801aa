// The mail that a mailbox sends to itself: to test it, or as its canary. Its loop header makes it a mail of our own, which opens nothing.
import type { OutgoingMail } from '../../platform/mail-transport/transport.ts';
import type { Config } from '../../env.ts';
import { instanceId } from './installation.ts';
import { probeSubject } from './mailbox-rules.ts';

/** 26 letters that nobody guesses and no mail holds by chance. */
export const randomWord = (): string => Array.from(crypto.getRandomValues(new Uint8Array(26)), (byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte & 31]).join('');

/** `name+word@`: what answers are sent to where a mailbox carries the ticket in its address. */
export const belowMailbox = (address: string, word: string): string => address.replace(/@(?=[^@]*$)/, `+${word}@`);

/** @param to the mailbox itself, or an address below it. */
export async function probeMail(config: Pick<Config, 'mailFrom' | 'origin'>, from: { address: string; name: string }, word: string, to = from.address): Promise<OutgoingMail> {
  return {
    from, reply_to: null, to: { address: to, name: null }, subject: probeSubject(word),
    text: 'LANET Helpdesk se envía este correo a sí mismo para comprobar que el buzón funciona. No hace falta hacer nada.\n\nLANET Helpdesk sends this mail to itself to see that the mailbox works. There is nothing to do.\n',
    html: null,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All', 'X-LANET-Loop': await instanceId(config) },
  };
}
