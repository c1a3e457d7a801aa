// Cron expression → jobs. The keys are those of wrangler.toml; every job is idempotent and safe beside a second copy of itself.
import type { Deps } from '../deps.ts';
import { drainMail } from '../modules/email/drain-mail.ts';
import { noteRuns, type RunToNote } from '../modules/health/store.ts';
import type { ClockJob } from '../modules/health/values.ts';
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

type Job = [name: ClockJob, run: (deps: Deps) => Promise<unknown>];

export const SCHEDULE: Record<string, Job[]> = {
  '* * * * *': [
    ['mail_queue', drainMail], ['pushes', deliverNotices], ['digests', sweepDigests], ['heartbeat', sweepHeartbeats], ['script_runs', sweepScriptRuns], ['alerts', sweepAlerts], ['service_levels', sweepClocks],
    ['reports', sweepReports], ['ticket_schedules', sweepTicketSchedules], ['mail_poll', pollMailboxes], ['mailboxes', sweepMailboxes],
  ],
  '17 3 * * *': [['retention', forgetOldRows]],
};

/** One that fails holds up no other. An expression without a job is a fault of the deployment and said in the log. */
export async function runSchedule(deps: Deps, cron: string): Promise<void> {
  const jobs = SCHEDULE[cron];
  if (!jobs) return deps.log.error('cron_without_job', new Error('no job for this expression'), { cron });
  const faults: unknown[] = [];
  const runs = await Promise.all(jobs.map(async ([job, run]): Promise<RunToNote> => {
    const started_at = deps.clock.now();
    const ended = (error: string | null, facts: Record<string, number>): RunToNote => ({ job, cron, started_at, duration_ms: Math.max(0, deps.clock.now().getTime() - started_at.getTime()), error, facts });
    try {
      return ended(null, factsOf(await run(deps)));
    } catch (fault) {
      faults.push(fault);
      // The name alone: a message may hold what a person typed.
      return ended(fault instanceof Error ? fault.name.slice(0, 100) : 'fault', {});
    }
  }));
  await note(deps, runs);
  for (const fault of faults.slice(1)) deps.log.error('cron_job_failed', fault, { cron });
  if (faults.length > 0) throw faults[0];
}

/** Numbers that a job brings back for the health page. */
function factsOf(result: unknown): Record<string, number> {
  const told = typeof result === 'object' && result !== null && 'facts' in result ? result.facts : null;
  return typeof told === 'object' && told !== null ? Object.fromEntries(Object.entries(told).filter((pair): pair is [string, number] => typeof pair[1] === 'number')) : {};
}

/** What cannot be written down is no reason to run the jobs again. */
async function note(deps: Deps, runs: RunToNote[]): Promise<void> {
  const noted = await deps.database.asActor({ kind: 'job', job: 'sweep', requestId: `clock-${deps.ids.next()}` }, {}, (tx) => [noteRuns(tx, runs)]).catch((fault: unknown) => ({ ok: false as const, fault }));
  if (!noted.ok) deps.log.error('runs_not_noted', 'fault' in noted ? noted.fault : new Error(noted.problem.kind));
}
