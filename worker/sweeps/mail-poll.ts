// Each minute: mailboxes of MSPs that are read over IMAP, each by one sweep at a time.
import type { Deps } from '../deps.ts';
import { pollMailbox } from '../modules/email/poll-mailbox.ts';
import { claimMailboxes, type ClaimedMailbox } from '../modules/email/poll-store.ts';
import type { Actor } from '../platform/database.ts';

/** Mailboxes of one sweep; what is left is taken by the next, longest waiting first. */
const MAILBOXES = 40;
/** At once: the platform gives an invocation six connections, and the other jobs of the minute use them too. */
const LANES = 2;
/** Longer than a poll can take; after that its Worker is taken for dead. */
const LEASE_SECONDS = 180;
/** After this a sweep begins no further poll. */
const SWEEP_SECONDS = 50;

/** One round trip when nothing is due. */
export async function pollMailboxes(deps: Deps): Promise<void> {
  const began = deps.clock.now();
  const actor: Actor = { kind: 'job', job: 'mail_in', requestId: `polls-${deps.ids.next()}` };
  const claim = async (limit: number): Promise<ClaimedMailbox[]> => {
    const now = deps.clock.now();
    const claimed = await deps.database.asActor(actor, {}, (tx) => [claimMailboxes(tx, { now, began, lease: new Date(now.getTime() + LEASE_SECONDS * 1000), limit })]);
    if (!claimed.ok) throw new Error(`mail poll: ${claimed.problem.kind}`);
    return (claimed.value.rows[0].rows as unknown as { box: ClaimedMailbox }[]).map((row) => row.box);
  };
  let left = MAILBOXES;
  const lane = async (first: ClaimedMailbox): Promise<void> => {
    for (let box: ClaimedMailbox | undefined = first; box; [box] = left > 0 && deps.clock.now().getTime() - began.getTime() < SWEEP_SECONDS * 1000 ? await claim(1) : []) {
      left -= 1;
      await pollMailbox(deps, box);
    }
  };
  await Promise.all((await claim(LANES)).map(lane));
}
