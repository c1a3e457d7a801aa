// What follows a committed change: live hints first, then its service level, then who has news, then the mails it left in the queue.
import type { Deps } from './deps.ts';
import { drainMail } from './modules/email/drain-mail.ts';
import { deliverNotices } from './modules/notifications/deliver-notices.ts';
import { endSessionsOf } from './modules/remote/take-sessions.ts';
import { makeReports } from './modules/reports/make-reports.ts';
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
    await endSessionsOf(deps, effects);
  } catch (fault) {
    deps.log.error('remote_end_failed', fault);
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
  for (const effect of effects) {
    if (effect.type !== 'report') continue;
    try {
      told = [...told, ...(await makeReports(deps, effect.report_id))];
    } catch (fault) {
      deps.log.error('report_failed', fault);
    }
  }
  if (![...effects, ...told].some((effect) => effect.type === 'mail')) return;
  try {
    await deliverNotices(deps);
  } catch (fault) {
    deps.log.error('notices_failed', fault);
  }
  try {
    // Where it may linger an answer has just left, and with it the platform's patience.
    await drainMail(deps, { lingers, hasTime: !lingers });
  } catch (fault) {
    deps.log.error('mail_drain_failed', fault);
  }
}
