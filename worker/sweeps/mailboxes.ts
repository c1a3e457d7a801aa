// Each minute: how mailboxes are doing, canaries, and word to the superadmins.
import type { Deps } from '../deps.ts';
import { sendFromMailbox } from '../modules/email/send-from-mailbox.ts';
import { watchMailboxes } from '../modules/email/watch-mailboxes.ts';
import { settle } from '../settle.ts';

/** Idempotent; one round trip when nothing is new. */
export async function sweepMailboxes(deps: Deps): Promise<void> {
  const effects = await watchMailboxes(deps, (mailbox, word) => sendFromMailbox(deps, mailbox.config_id, word));
  if (effects.length > 0) await settle(deps, effects, false);
}
