// What follows a committed change: live hints first, then the mails it left in the queue.
import type { Deps } from './deps.ts';
import { drainMail } from './modules/email/drain-mail.ts';
import type { Effect } from './platform/problem.ts';

/** Never throws: the change is committed, and cron repeats what fails here. */
export async function settle(deps: Deps, effects: Effect[]): Promise<void> {
  try {
    await deps.boards.publish(effects);
  } catch (fault) {
    deps.log.error('live_publish_failed', fault);
  }
  const mails = effects.filter((effect) => effect.type === 'mail');
  if (mails.length === 0) return;
  try {
    // waitUntil lives 30 s after the answer; what is due later leaves with the next cron.
    const waitMs = Math.max(...mails.map((effect) => effect.dueInMs ?? 0));
    if (waitMs > 0 && waitMs <= 20_000) await new Promise((resolve) => setTimeout(resolve, waitMs + 50));
    await drainMail(deps);
  } catch (fault) {
    deps.log.error('mail_drain_failed', fault);
  }
}
