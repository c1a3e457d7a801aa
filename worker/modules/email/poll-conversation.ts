// The conversation of one poll: what is new is kept before it is moved, and no mail holds up another. Knows neither database nor store.
import { endsSession, ImapFault } from '../../platform/imap/imap-fault.ts';
import type { ImapSession, MailFacts } from '../../platform/imap/imap-session.ts';
import { RAW_BYTES_MAX } from './accept-mail.ts';
import { DONE_FOLDER, FAILED_FOLDER, folderFor, LOOKED_AT_MAX, planOf, POLL_LIMITS, searchDay, startOf, STUCK_ATTEMPTS_MAX, type PollFaultCode } from './poll-rules.ts';
import type { ClaimedMailbox, StuckMail } from './poll-store.ts';

const INBOX = 'INBOX';

/** What a poll needs to know of its mailbox. */
export type PolledMailbox = Pick<ClaimedMailbox,
  'imap_folder' | 'imap_done_folder' | 'imap_failed_folder' | 'uid_validity' | 'last_uid' | 'last_poll_ok_at' | 'poll_since' | 'was_interrupted' | 'had_failed' | 'stuck' | 'passed_over'>;

export interface PollWorld {
  now(): Date;
  /** Signed in. @throws ImapFault, PollStopped */
  open(): Promise<ImapSession>;
  /** Once it returns, the mail is safe and will be worked on. The same mail twice is one mail. */
  keep(raw: Uint8Array, receivedAt: Date): Promise<void>;
  /** Remembered at once, whatever becomes of this poll. */
  mark(stuck: StuckMail): Promise<void>;
  /** A fault that is nobody's out there. */
  report(reason: unknown): void;
}

/** What a poll came to. */
export interface PollResult {
  position: { uid_validity: number; last_uid: number } | null;
  fault: { code: PollFaultCode; detail: string } | null;
  stuck: Map<number, StuckMail>;
  /** Uids that are not stuck, or no longer. */
  dealtWith: number[];
  /** When the server took in the latest mail that was taken in here. */
  lastMailAt: Date | null;
  taken: number;
}

/** Ends a poll for a reason of ours. */
export class PollStopped extends Error {
  readonly code: PollFaultCode;
  constructor(code: PollFaultCode, detail: string) {
    super(detail);
    this.code = code;
  }
}

/** Never throws: what goes wrong is part of the result. */
export async function converse(world: PollWorld, box: PolledMailbox): Promise<PollResult> {
  const poll: PollResult = { position: null, fault: null, stuck: new Map(), dealtWith: [], lastMailAt: null, taken: 0 };
  const until = world.now().getTime() + POLL_LIMITS.seconds * 1000;
  let session: ImapSession | null = null;
  try {
    session = await world.open();
    await readFolder(world, box, session, poll, until);
  } catch (reason) {
    poll.fault = faultOf(world, reason);
  } finally {
    await session?.close();
  }
  return poll;
}

function faultOf(world: PollWorld, reason: unknown): NonNullable<PollResult['fault']> {
  if (reason instanceof ImapFault || reason instanceof PollStopped) return { code: reason.code, detail: reason.message };
  world.report(reason);
  return { code: 'own_store', detail: 'the mail could not be kept' };
}

async function readFolder(world: PollWorld, box: PolledMailbox, session: ImapSession, poll: PollResult, until: number): Promise<void> {
  const folder = await session.open(box.imap_folder ?? INBOX);
  const isSame = folder.uidValidity === box.uid_validity;
  const waiting = box.stuck.filter((mail) => mail.uid_validity === folder.uidValidity);
  const start = startOf({
    uid_validity: box.uid_validity, last_uid: box.last_uid, last_poll_ok_at: box.last_poll_ok_at === null ? null : new Date(box.last_poll_ok_at), poll_since: new Date(box.poll_since),
    oldest_retry_at: box.stuck.length === 0 ? null : new Date(Math.min(...box.stuck.map((mail) => Date.parse(mail.created_at)))),
  }, folder);
  const found = await session.find('above' in start ? start : { since: searchDay(start.since) });
  const looked = 'above' in start ? found.slice(0, LOOKED_AT_MAX) : found;
  const plan = planOf(start, folder, await session.facts(looked), waiting.map((mail) => mail.uid), RAW_BYTES_MAX);
  const context: Context = { world, box, session, poll, validity: folder.uidValidity };
  for (const mail of [...plan.take, ...plan.tooLarge].toSorted((a, b) => a.uid - b.uid)) {
    if (world.now().getTime() > until) return;
    await takeIn(context, mail, 0, plan.tooLarge.includes(mail));
    reached(context, mail.uid);
  }
  reached(context, plan.lastUid);
  // What failed before comes last: it must not keep the others waiting.
  const there = waiting.length === 0 ? [] : await session.facts(waiting.map((mail) => mail.uid));
  for (const { uid, attempts, size_bytes } of waiting) {
    if (world.now().getTime() > until) return;
    const facts = there.find((mail) => mail.uid === uid);
    const size = facts?.size ?? size_bytes;
    if (facts) await takeIn(context, { ...facts, size }, attempts, size !== null && size > RAW_BYTES_MAX);
    else poll.dealtWith.push(uid);
  }
  if (box.had_failed && isSame && box.last_uid !== null) await tidy(context, box.last_uid, until);
}

interface Context {
  world: PollWorld;
  box: PolledMailbox;
  session: ImapSession;
  poll: PollResult;
  validity: number;
}

/** Everything up to this mail is dealt with: taken in, or remembered. */
function reached({ poll, validity }: Context, uid: number): void {
  poll.position = { uid_validity: validity, last_uid: Math.max(poll.position?.last_uid ?? 0, uid) };
}

/** One mail, to the end of its way here. Faults that end the conversation go on to the caller, the mail being remembered. */
async function takeIn(context: Context, mail: MailFacts, attempts: number, isTooLarge: boolean): Promise<void> {
  const { world, box, session, poll, validity } = context;
  const stuck = (code: PollFaultCode, error: string, state: StuckMail['state']): StuckMail => ({ uid_validity: validity, uid: mail.uid, attempts: attempts + 1, error, error_code: code, size_bytes: mail.size, state });
  const giveUp = async (code: PollFaultCode, error: string): Promise<void> => {
    // A folder that takes nothing today is asked again, though not for ever.
    poll.stuck.set(mail.uid, stuck(code, error, attempts + 1 < 2 * STUCK_ATTEMPTS_MAX ? 'retrying' : 'passed_over'));
    if (await moveAside(session, mail.uid, folderFor(box.imap_failed_folder, FAILED_FOLDER, box.imap_folder ?? INBOX))) poll.stuck.set(mail.uid, stuck(code, error, 'moved'));
  };
  if (isTooLarge) return giveUp('mail_too_large', `larger than ${RAW_BYTES_MAX / 1024 / 1024} MiB`);
  if (attempts >= STUCK_ATTEMPTS_MAX) return giveUp('interrupted', 'the mail could not be fetched, several times');
  // The poll before died: should it have been over this mail, that must not happen for ever.
  if (box.was_interrupted) await world.mark(stuck('interrupted', 'the poll ended while it was fetched', 'retrying'));
  try {
    const raw = await session.raw(mail.uid, RAW_BYTES_MAX, mail.size);
    if (raw === 'too_large') return await giveUp('mail_too_large', `larger than ${RAW_BYTES_MAX / 1024 / 1024} MiB`);
    if (raw === 'gone') return void poll.dealtWith.push(mail.uid);
    await keep(context, raw, mail);
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

async function keep({ world, poll }: Context, raw: Uint8Array, mail: MailFacts): Promise<void> {
  const now = world.now();
  const receivedAt = mail.receivedAt !== null && mail.receivedAt < now ? mail.receivedAt : now;
  await world.keep(raw, receivedAt);
  poll.taken += 1;
  if (poll.lastMailAt === null || receivedAt > poll.lastMailAt) poll.lastMailAt = receivedAt;
}

/** Taken in: out of the way of the next poll. A folder that takes nothing is the mailbox's fault, told once, and holds up no mail. */
async function putAway(context: Context, uid: number): Promise<void> {
  const { box, session, poll } = context;
  try {
    await session.move(uid, folderFor(box.imap_done_folder, DONE_FOLDER, box.imap_folder ?? INBOX));
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
  const { world, box, session, poll } = context;
  const since = new Date(box.poll_since);
  const day = new Date(Math.max(since.getTime(), box.last_poll_ok_at === null ? 0 : Date.parse(box.last_poll_ok_at)));
  const kept = new Set([...box.stuck, ...box.passed_over, ...poll.stuck.values()].map((mail) => mail.uid));
  const found = (await session.find({ since: searchDay(day) })).filter((uid) => uid <= lastUid && !kept.has(uid));
  const left = (await session.facts(found.slice(0, POLL_LIMITS.mails))).filter((mail) => mail.receivedAt !== null && mail.receivedAt >= since);
  for (const { uid } of left) {
    if (world.now().getTime() > until || poll.fault !== null) return;
    await putAway(context, uid);
  }
}
