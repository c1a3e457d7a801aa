// Each minute: schedules that are due, reports that wait or were left behind, files whose time is over.
import type { Deps } from '../deps.ts';
import { expireFiles } from '../modules/reports/expire-files.ts';
import { makeReports } from '../modules/reports/make-reports.ts';
import { runSchedules } from '../modules/reports/run-schedules.ts';
import { settle } from '../settle.ts';

/** What is left after so many belongs to the next minute. */
const REPORTS_MAX = 10;

/** Idempotent and safe beside itself; three round trips when nothing is to be done. */
export async function sweepReports(deps: Deps): Promise<void> {
  await runSchedules(deps);
  const effects = await makeReports(deps, null, REPORTS_MAX);
  await expireFiles(deps);
  if (effects.length > 0) await settle(deps, effects, false);
}
