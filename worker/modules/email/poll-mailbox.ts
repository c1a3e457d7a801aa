// One poll of one mailbox: what is new is safe in R2 and queued before it is moved, and no mail holds up another.
import type { Deps } from '../../deps.ts';
import { polledMailKey } from '../../platform/attachments.ts';
import { sha256Hex } from '../../platform/clock.ts';
import type { Actor, Tx } from '../../platform/database.ts';
import { endsSession, ImapFault } from '../../platform/imap/imap-fault.ts';
import type { ImapSession, ImapTarget, MailFacts } from '../../platform/imap/imap-session.ts';
import { accessTokenOf } from './access-token.ts';
import { RAW_BYTES_MAX } from './accept-mail.ts';
import { replyKeys } from './installation.ts';
import { verifyReplyAddress } from './message/reply-address.ts';
import type { Batch } from './outbox-store.ts';
import {
  DONE_FOLDER, FAILED_FOLDER, headOf, pauseMinutes, planOf, POLL_LIMITS, returnPathOf, searchDay, startOf, STUCK_ATTEMPTS_MAX, subAddressesOf, type PollFaultCode,
} from './poll-rules.ts';
import { dropStuck, finishPoll, keepStuck, releaseMailbox, type ClaimedMailbox, type StuckMail } from './poll-store.ts';

export type PollDeps = Pick<Deps, 'config' | 'clock' | 'ids' | 'log' | 'database' | 'secretBox' | 'attachments' | 'mailQueue' | 'openImap'>;

/** What the poll came to; written as one statement batch at its end. */
interface Poll {
  position: { uid_validity: number; last_uid: number } | null;
  fault: { code: PollFaultCode; detail: string } | null;
  stuck: Map<number, StuckMail>;
  dealtWith: number[];
  lastMailAt: Date | null;
  taken: number;
}

/** Never throws but for the database: what goes wrong with the mailbox is its health. @returns how many mails were taken in. */
export async function pollMailbox(deps: PollDeps, box: ClaimedMailbox): Promise<number> {
  const poll: Poll = { position: null, fault: null, stuck: new Map(), dealtWith: [], lastMailAt: null, taken: 0 };
  const until = deps.clock.now().getTime() + POLL_LIMITS.seconds * 1000;
  let session: ImapSession | null = null;
  try {
    session = await deps.openImap(await targetOf(deps, box));
    await readFolder(deps, box, session, poll, until);
  } catch (reason) {
    poll.fault = faultOf(deps, box, reason);
  } finally {
    await session?.close();
  }
  const failures = poll.fault ? box.poll_failures + 1 : 0;
  const validity = poll.position?.uid_validity;
  // A folder that takes nothing makes work for a person; the mails came in all the same, and the next ones shall.
  const isInTime = poll.fault === null || (poll.fault.code === 'folder_denied' && poll.position !== null);
  await write(deps, (tx) => [
    finishPoll(tx, box, { position: poll.position, fault: poll.fault, failures, at: deps.clock.now(), pause_minutes: isInTime ? 0 : pauseMinutes(failures, poll.fault!.code), last_mail_at: poll.lastMailAt }),
    releaseMailbox(tx, box),
    ...(validity === undefined ? [] : [dropStuck(tx, box.config_id, validity, poll.dealtWith)]),
    ...(poll.stuck.size === 0 ? [] : [keepStuck(tx, box.config_id, [...poll.stuck.values()])]),
  ]);
  return poll.taken;
}

async function targetOf(deps: PollDeps, box: ClaimedMailbox): Promise<ImapTarget> {
  const target = { host: box.imap_host, port: box.imap_port ?? (box.imap_security === 'tls' ? 993 : 143), security: box.imap_security, username: box.imap_username };
  if (box.imap_auth === 'oauth2') {
    const access = await accessTokenOf(deps, box, 'mail_in');
    if (!access.ok) throw new PollStopped(access.code, access.detail);
    return { ...target, accessToken: access.token };
  }
  const sealed = box.secrets.imap_password;
  if (!sealed) throw new PollStopped('secret_missing', 'no password is stored');
  return { ...target, password: await deps.secretBox.open(sealed, `email_config:${box.config_id}`) };
}

/** Ends a poll for a reason of ours. */
class PollStopped extends Error {
  readonly code: PollFaultCode;
  constructor(code: PollFaultCode, detail: string) {
    super(detail);
    this.code = code;
  }
}

function faultOf(deps: PollDeps, box: ClaimedMailbox, reason: unknown): NonNullable<Poll['fault']> {
  if (reason instanceof ImapFault || reason instanceof PollStopped) return { code: reason.code, detail: reason.message };
  deps.log.error('mail_poll_failed', reason, { config_id: box.config_id });
  return { code: 'own_store', detail: 'the mail could not be kept' };
}

async function readFolder(deps: PollDeps, box: ClaimedMailbox, session: ImapSession, poll: Poll, until: number): Promise<void> {
  const folder = await session.open(box.imap_folder ?? 'INBOX');
  const isSame = folder.uidValidity === box.uid_validity;
  const waiting = box.stuck.filter((mail) => mail.uid_validity === folder.uidValidity);
  const start = startOf({
    uid_validity: box.uid_validity, last_uid: box.last_uid, last_poll_ok_at: box.last_poll_ok_at === null ? null : new Date(box.last_poll_ok_at), poll_since: new Date(box.poll_since),
    oldest_retry_at: box.stuck.length === 0 ? null : new Date(Math.min(...box.stuck.map((mail) => Date.parse(mail.created_at)))),
  }, folder);
  const found = await session.find('above' in start ? start : { since: searchDay(start.since) });
  const plan = planOf(start, folder, await session.facts(found), waiting.map((mail) => mail.uid), RAW_BYTES_MAX);
  const context = { deps, box, session, poll, validity: folder.uidValidity };
  for (const mail of [...plan.take, ...plan.tooLarge].toSorted((a, b) => a.uid - b.uid)) {
    if (deps.clock.now().getTime() > until) return;
    await takeIn(context, mail, 0, plan.tooLarge.includes(mail));
    reached(context, mail.uid);
  }
  reached(context, plan.lastUid);
  // What failed before comes last: it must not keep the others waiting.
  const there = waiting.length === 0 ? [] : await session.facts(waiting.map((mail) => mail.uid));
  for (const { uid, attempts, size_bytes } of waiting) {
    if (deps.clock.now().getTime() > until) return;
    const facts = there.find((mail) => mail.uid === uid);
    if (facts) await takeIn(context, { ...facts, size: facts.size ?? size_bytes }, attempts, false);
    else poll.dealtWith.push(uid);
  }
  if (box.had_failed && isSame && box.last_uid !== null) await tidy(context, box.last_uid, until);
}

interface Context {
  deps: PollDeps;
  box: ClaimedMailbox;
  session: ImapSession;
  poll: Poll;
  validity: number;
}

/** Everything up to this mail is dealt with: taken in, or remembered. */
function reached({ poll, validity }: Context, uid: number): void {
  poll.position = { uid_validity: validity, last_uid: Math.max(poll.position?.last_uid ?? 0, uid) };
}

/** One mail, to the end of its way here. Faults that end the conversation go on to the caller, the mail being remembered. */
async function takeIn(context: Context, mail: MailFacts, attempts: number, isTooLarge: boolean): Promise<void> {
  const { deps, box, session, poll, validity } = context;
  const stuck = (code: PollFaultCode, error: string, state: StuckMail['state']): StuckMail => ({ uid_validity: validity, uid: mail.uid, attempts: attempts + 1, error, error_code: code, size_bytes: mail.size, state });
  const giveUp = async (code: PollFaultCode, error: string): Promise<void> => {
    poll.stuck.set(mail.uid, stuck(code, error, 'passed_over'));
    if (await moveAside(session, mail.uid, box.imap_failed_folder ?? FAILED_FOLDER)) poll.stuck.set(mail.uid, stuck(code, error, 'moved'));
  };
  if (isTooLarge) return giveUp('mail_too_large', `larger than ${RAW_BYTES_MAX / 1024 / 1024} MiB`);
  if (attempts >= STUCK_ATTEMPTS_MAX) return giveUp('interrupted', 'the mail could not be fetched, several times');
  // The poll before died: should it have been over this mail, that must not happen for ever.
  if (box.was_interrupted) await write(deps, (tx) => [keepStuck(tx, box.config_id, [stuck('interrupted', 'the poll ended while it was fetched', 'retrying')])]);
  try {
    const raw = await session.raw(mail.uid, RAW_BYTES_MAX, mail.size);
    if (raw === 'too_large') return await giveUp('mail_too_large', `larger than ${RAW_BYTES_MAX / 1024 / 1024} MiB`);
    if (raw !== 'gone') await keep(context, raw, mail);
  } catch (reason) {
    if (!(reason instanceof ImapFault)) throw reason;
    poll.stuck.set(mail.uid, stuck(reason.code, reason.message, 'retrying'));
    if (endsSession(reason.code)) {
      // It is this mail's, so those after it are not asked to wait for it.
      if (attempts === 0) reached(context, mail.uid);
      throw reason;
    }
    return attempts + 1 >= STUCK_ATTEMPTS_MAX ? giveUp(reason.code, reason.message) : undefined;
  }
  poll.stuck.delete(mail.uid);
  poll.dealtWith.push(mail.uid);
  await putAway(context, mail.uid);
}

async function keep({ deps, box, poll }: Context, raw: Uint8Array, mail: MailFacts): Promise<void> {
  const now = deps.clock.now();
  const received = mail.receivedAt !== null && mail.receivedAt < now ? mail.receivedAt : now;
  const raw_sha256 = await sha256Hex(raw);
  const raw_key = polledMailKey(raw_sha256);
  const head = headOf(raw);
  await deps.attachments.put(raw_key, raw, 'message/rfc822');
  await deps.mailQueue.send({
    raw_key, raw_sha256, raw_size: raw.length, envelope_from: returnPathOf(head) ?? '', envelope_to: await recipientOf(deps, head, box.from_address.toLowerCase()), received_at: received.toISOString(),
  });
  poll.taken += 1;
  if (poll.lastMailAt === null || received > poll.lastMailAt) poll.lastMailAt = received;
}

/** The envelope is gone by now: the mailbox itself, unless the mail names an address below it that only we can have made. */
async function recipientOf(deps: PollDeps, head: string, mailbox: string): Promise<string> {
  for (const address of subAddressesOf(head, mailbox)) if (await verifyReplyAddress(replyKeys(deps.config), address)) return address;
  return mailbox;
}

/** Taken in: out of the way of the next poll. A folder that takes nothing is the mailbox's fault, told once, and holds up no mail. */
async function putAway(context: Context, uid: number): Promise<void> {
  const { box, session, poll } = context;
  try {
    await session.move(uid, box.imap_done_folder ?? DONE_FOLDER);
  } catch (reason) {
    if (!(reason instanceof ImapFault) || endsSession(reason.code)) {
      reached(context, uid);
      throw reason;
    }
    poll.fault = { code: reason.code, detail: reason.message };
  }
}

async function moveAside(session: ImapSession, uid: number, folder: string): Promise<boolean> {
  try {
    return await session.move(uid, folder);
  } catch (reason) {
    if (reason instanceof ImapFault && !endsSession(reason.code)) return false;
    throw reason;
  }
}

/** After a poll that ended badly: what was taken in then and is still there goes where it belongs. */
async function tidy(context: Context, lastUid: number, until: number): Promise<void> {
  const { deps, box, session, poll } = context;
  const since = new Date(box.poll_since);
  const day = new Date(Math.max(since.getTime(), box.last_poll_ok_at === null ? 0 : Date.parse(box.last_poll_ok_at)));
  const kept = new Set([...box.stuck, ...box.passed_over, ...poll.stuck.values()].map((mail) => mail.uid));
  const found = (await session.find({ since: searchDay(day) })).filter((uid) => uid <= lastUid && !kept.has(uid));
  const left = (await session.facts(found.slice(0, POLL_LIMITS.mails))).filter((mail) => mail.receivedAt !== null && mail.receivedAt >= since);
  for (const { uid } of left) {
    if (deps.clock.now().getTime() > until || poll.fault !== null) return;
    await putAway(context, uid);
  }
}

async function write(deps: Pick<PollDeps, 'database' | 'ids'>, statements: (tx: Tx) => unknown[]): Promise<void> {
  const actor: Actor = { kind: 'job', job: 'mail_in', requestId: `poll-${deps.ids.next()}` };
  const written = await deps.database.asActor(actor, {}, (tx) => statements(tx) as unknown as Batch);
  if (!written.ok) throw new Error(`mail poll: ${written.problem.kind}`);
}
