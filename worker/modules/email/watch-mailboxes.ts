// Each minute: sends canaries that are due, notices those that came back, and tells the superadmins when a mailbox fails.
import type { Deps } from '../../deps.ts';
import type { Actor } from '../../platform/database.ts';
import type { Effect } from '../../platform/problem.ts';
import { canaryFailed, claimCanary, keepNews, tellAlarms, watchedMailboxes, type MailboxNews, type WatchedMailbox } from './canary-store.ts';
import { alarmOf, isCanaryDue, type MailboxRow } from './mailbox-rules.ts';
import { randomWord } from './probe-mail.ts';

/** Hands a canary over to the server of its mailbox. @returns null when it left, else a code. */
export type SendCanary = (mailbox: WatchedMailbox, word: string) => Promise<string | null>;
type WatchDeps = Pick<Deps, 'database' | 'clock' | 'ids' | 'log'>;

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));

/** The mailbox as the rules read it; a canary that came in is taken as read. */
function rowOf(mailbox: WatchedMailbox): MailboxRow {
  const { last_poll_at, last_poll_ok_at, last_sent_at, send_failing_since, canary_sent_at, canary_received_at, came_in_at, updated_at, ...rest } = mailbox;
  return {
    ...rest, updated_at: new Date(updated_at), last_poll_at: instant(last_poll_at), last_poll_ok_at: instant(last_poll_ok_at), last_sent_at: instant(last_sent_at),
    send_failing_since: instant(send_failing_since), canary_sent_at: instant(canary_sent_at), canary_received_at: instant(canary_received_at ?? came_in_at),
  };
}

/** Idempotent and safe beside itself; one round trip when nothing is new. @returns who has to look at their notifications. */
export async function watchMailboxes(deps: WatchDeps, send: SendCanary): Promise<Effect[]> {
  const actor: Actor = { kind: 'job', job: 'sweep', requestId: `mailboxes-${deps.ids.next()}` };
  const now = deps.clock.now();
  const read = await deps.database.asActor(actor, {}, (tx) => [watchedMailboxes(tx)]);
  if (!read.ok) throw new Error(`mailboxes: ${read.problem.kind}`);
  const all = (read.value.rows[0].rows as unknown as { mailbox: WatchedMailbox }[]).map((row) => row.mailbox);
  const news = all.flatMap((mailbox): MailboxNews[] => {
    const alarm_code = alarmOf(rowOf(mailbox), now);
    return mailbox.came_in_at !== null || alarm_code !== mailbox.alarm_code ? [{ config_id: mailbox.config_id, received_at: mailbox.came_in_at, alarm_code }] : [];
  });
  const effects: Effect[] = [];
  if (news.length > 0) {
    const kept = await deps.database.asActor(actor, {}, (tx) => [keepNews(tx, news, now), tellAlarms(tx, news.map((one) => one.config_id), now)]);
    if (!kept.ok) throw new Error(`mailboxes: ${kept.problem.kind}`);
    effects.push(...(kept.value.rows[1].rows as { user_id: string }[]).map(({ user_id }): Effect => ({ type: 'notification', user_id, client_id: null })));
  }
  for (const mailbox of all) if (isCanaryDue(rowOf(mailbox), now)) await sendCanary(deps, actor, mailbox, send);
  return effects;
}

/** Written down before it leaves: one that nobody knows of could not be missed. */
async function sendCanary(deps: WatchDeps, actor: Actor, mailbox: WatchedMailbox, send: SendCanary): Promise<void> {
  const word = randomWord();
  const claimed = await deps.database.asActor(actor, {}, (tx) => [claimCanary(tx, mailbox.config_id, mailbox.canary_sent_at, word, deps.clock.now())]);
  if (!claimed.ok) throw new Error(`canary: ${claimed.problem.kind}`);
  if (claimed.value.rows[0].rows.length === 0) return;
  const code = await send(mailbox, word).catch((fault: unknown) => {
    deps.log.error('canary_failed', fault, { config_id: mailbox.config_id });
    return 'error';
  });
  if (code === null) return;
  const kept = await deps.database.asActor(actor, {}, (tx) => [canaryFailed(tx, mailbox.config_id, word, code)]);
  if (!kept.ok) throw new Error(`canary: ${kept.problem.kind}`);
}
