// What follows a committed change: live hints first, then its service level, then the mails it left in the queue.
import type { Deps } from './deps.ts';
import { drainMail } from './modules/email/drain-mail.ts';
import { keepClocksOf } from './modules/sla/keep-clocks.ts';
import type { Effect } from './platform/problem.ts';

/**
 * Never throws: the change is committed, and cron repeats what fails here.
 * @param lingers wait for mails whose undo window ends within seconds; not where the caller holds others up.
 */
export async function settle(deps: Deps, effects: Effect[], lingers = true): Promise<void> {
  try {
    await deps.boards.publish(effects);
  } catch (fault) {
    deps.log.error('live_publish_failed', fault);
  }
  try {
    await deps.dispatch(effects);
  } catch (fault) {
    deps.log.error('dispatch_failed', fault);
  }
  let told: Effect[] = [];
  try {
    told = await keepClocksOf(deps, effects);
  } catch (fault) {
    deps.log.error('clocks_failed', fault);
  }
  if (![...effects, ...told].some((effect) => effect.type === 'mail')) return;
  try {
    await drainMail(deps, { lingers });
  } catch (fault) {
    deps.log.error('mail_drain_failed', fault);
  }
}
