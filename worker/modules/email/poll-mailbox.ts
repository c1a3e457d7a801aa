// One poll of one mailbox, from its lease to its health: signs in, keeps what is new in R2 and in the queue, and writes down where it stands.
import type { Deps } from '../../deps.ts';
import { polledMailKey } from '../../platform/attachments.ts';
import { sha256Hex } from '../../platform/clock.ts';
import type { Actor, Tx } from '../../platform/database.ts';
import type { ImapTarget } from '../../platform/imap/imap-session.ts';
import { accessTokenOf } from './access-token.ts';
import { replyKeys } from './installation.ts';
import { verifyReplyAddress } from './message/reply-address.ts';
import type { Batch } from './outbox-store.ts';
import { converse, PollStopped } from './poll-conversation.ts';
import { headOf, pauseMinutes, returnPathOf, subAddressesOf } from './poll-rules.ts';
import { dropStuck, finishPoll, keepStuck, releaseMailbox, type ClaimedMailbox } from './poll-store.ts';

export type PollDeps = Pick<Deps, 'config' | 'clock' | 'ids' | 'log' | 'database' | 'secretBox' | 'attachments' | 'mailQueue' | 'openImap'>;

/** Throws only when the database does not answer: what goes wrong with the mailbox is its health. @returns how many mails were taken in. */
export async function pollMailbox(deps: PollDeps, box: ClaimedMailbox): Promise<number> {
  const poll = await converse({
    now: () => deps.clock.now(),
    open: async () => deps.openImap(await targetOf(deps, box)),
    keep: (raw, receivedAt) => keep(deps, box, raw, receivedAt),
    mark: (stuck) => write(deps, (tx) => [keepStuck(tx, box.config_id, [stuck])]),
    report: (reason) => deps.log.error('mail_poll_failed', reason, { config_id: box.config_id }),
  }, box);
  const failures = poll.fault ? box.poll_failures + 1 : 0;
  // A folder that takes nothing makes work for a person; the mails came in all the same, and the next ones shall.
  const isInTime = poll.fault === null || (poll.fault.code === 'folder_denied' && poll.position !== null);
  await write(deps, (tx) => [
    finishPoll(tx, box, { position: poll.position, fault: poll.fault, failures, at: deps.clock.now(), pause_minutes: isInTime ? 0 : pauseMinutes(failures, poll.fault!.code), last_mail_at: poll.lastMailAt }),
    releaseMailbox(tx, box),
    ...(poll.position === null ? [] : [dropStuck(tx, box.config_id, poll.position.uid_validity, poll.dealtWith)]),
    ...(poll.stuck.size === 0 ? [] : [keepStuck(tx, box.config_id, [...poll.stuck.values()])]),
  ]);
  return poll.taken;
}

async function targetOf(deps: PollDeps, box: ClaimedMailbox): Promise<ImapTarget> {
  const target = { host: box.imap_host, port: box.imap_port ?? (box.imap_security === 'tls' ? 993 : 143), security: box.imap_security, username: box.imap_username };
  if (box.imap_auth === 'oauth2') {
    const access = await accessTokenOf(deps, box, 'mail_in', box.poll_failures > 0);
    if (!access.ok) throw new PollStopped(access.code, access.detail);
    return { ...target, accessToken: access.token };
  }
  const sealed = box.secrets.imap_password;
  if (!sealed) throw new PollStopped('secret_missing', 'no password is stored');
  try {
    return { ...target, password: await deps.secretBox.open(sealed, `email_config:${box.config_id}`) };
  } catch {
    throw new PollStopped('secret_missing', 'what is stored cannot be read: its key is gone');
  }
}

async function keep(deps: PollDeps, box: ClaimedMailbox, raw: Uint8Array, receivedAt: Date): Promise<void> {
  const raw_sha256 = await sha256Hex(raw);
  const raw_key = polledMailKey(raw_sha256);
  const head = headOf(raw);
  await deps.attachments.put(raw_key, raw, 'message/rfc822');
  await deps.mailQueue.send({
    raw_key, raw_sha256, raw_size: raw.length, envelope_from: returnPathOf(head) ?? '', envelope_to: await recipientOf(deps, head, box.from_address.toLowerCase()), received_at: receivedAt.toISOString(),
  });
}

/** The envelope is gone by now: the mailbox itself, unless the mail names an address below it that only we can have made. */
async function recipientOf(deps: PollDeps, head: string, mailbox: string): Promise<string> {
  for (const address of subAddressesOf(head, mailbox)) if (await verifyReplyAddress(replyKeys(deps.config), address)) return address;
  return mailbox;
}

async function write(deps: Pick<PollDeps, 'database' | 'ids'>, statements: (tx: Tx) => unknown[]): Promise<void> {
  const actor: Actor = { kind: 'job', job: 'mail_in', requestId: `poll-${deps.ids.next()}` };
  const written = await deps.database.asActor(actor, {}, (tx) => statements(tx) as unknown as Batch);
  if (!written.ok) throw new Error(`mail poll: ${written.problem.kind}`);
}
