// Cron expression → jobs. The keys are those of wrangler.toml; every job is idempotent and safe beside a second copy of itself.
import type { Deps } from '../deps.ts';
import { drainMail } from '../modules/email/drain-mail.ts';
import { deliverNotices } from '../modules/notifications/deliver-notices.ts';
import { sweepAlerts } from './alerts.ts';
import { sweepClocks } from './clocks.ts';
import { sweepDigests } from './digests.ts';
import { sweepHeartbeats } from './heartbeat.ts';
import { pollMailboxes } from './mail-poll.ts';
import { sweepMailboxes } from './mailboxes.ts';
import { forgetOldRows } from './retention.ts';
import { sweepReports } from './reports.ts';
import { sweepTicketSchedules } from './schedules.ts';
import { sweepScriptRuns } from './script-runs.ts';

export const SCHEDULE: Record<string, ((deps: Deps) => Promise<unknown>)[]> = {
  '* * * * *': [drainMail, deliverNotices, sweepDigests, sweepHeartbeats, sweepScriptRuns, sweepAlerts, sweepClocks, sweepReports, sweepTicketSchedules, pollMailboxes, sweepMailboxes],
  '17 3 * * *': [forgetOldRows],
};

/** One that fails holds up no other. An expression without a job is a fault of the deployment and said in the log. */
export async function runSchedule(deps: Deps, cron: string): Promise<void> {
  const jobs = SCHEDULE[cron];
  if (!jobs) return deps.log.error('cron_without_job', new Error('no job for this expression'), { cron });
  const faults = (await Promise.allSettled(jobs.map((job) => job(deps)))).filter((result) => result.status === 'rejected').map((result) => result.reason as unknown);
  for (const fault of faults.slice(1)) deps.log.error('cron_job_failed', fault, { cron });
  if (faults.length > 0) throw faults[0];
}
