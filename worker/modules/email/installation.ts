// What this installation calls itself in mail: its addresses, its reply keys, its loop header.
import type { Config } from '../../env.ts';
import { sha256Hex } from '../../platform/clock.ts';
import { mailboxOfReply, type ReplyKeys } from './message/reply-address.ts';

/** Opaque value of the loop header: the same for every mail of this installation. */
export const instanceId = async (config: Pick<Config, 'mailFrom' | 'origin'>): Promise<string> =>
  (await sha256Hex(`lanet-instance-1\n${config.mailFrom}\n${config.origin}`)).slice(0, 24);

export const mailDomain = (config: Pick<Config, 'mailFrom'>): string => config.mailFrom.split('@')[1]!;

/** Keys by id; the first configured one signs. */
export function replyKeys(config: Pick<Config, 'replyAddressKeys'>): ReplyKeys {
  const secrets: Record<number, Uint8Array> = {};
  for (const { id, key } of config.replyAddressKeys) {
    const binary = atob(key.replace(/=+$/, '').replace(/-/g, '+').replace(/_/g, '/'));
    secrets[id] = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
  }
  return { current: config.replyAddressKeys[0]!.id, secrets };
}

/**
 * Which mailbox a mail was delivered to, for telling duplicates: all addresses of our own domain are one mailbox,
 * so that a copy to the support address and one to a reply address are the same mail; of a domain of its own, a mailbox and its reply addresses.
 */
export function mailboxOf(config: Pick<Config, 'mailFrom'>, envelopeTo: string): string {
  const address = envelopeTo.trim().toLowerCase();
  return address.endsWith(`@${mailDomain(config)}`) ? config.mailFrom : mailboxOfReply(address);
}
