// Cron expression → job. The keys are those of wrangler.toml; every job is idempotent and safe beside a second copy of itself.
import type { Deps } from '../deps.ts';
import { drainMail } from '../modules/email/drain-mail.ts';
import { forgetOldRows } from './retention.ts';

export const SCHEDULE: Record<string, (deps: Deps) => Promise<unknown>> = {
  '* * * * *': drainMail,
  '17 3 * * *': forgetOldRows,
};

/** An expression without a job is a fault of the deployment and said in the log. */
export async function runSchedule(deps: Deps, cron: string): Promise<void> {
  const job = SCHEDULE[cron];
  if (!job) return deps.log.error('cron_without_job', new Error('no job for this expression'), { cron });
  await job(deps);
}
