// Commands and runs that were left behind by an outage: handed over, expired or moved on.
import type { Deps } from '../deps.ts';
import { advanceRuns } from '../modules/scripts/advance-runs.ts';
import { fleetJob } from '../modules/scripts/check-orders.ts';
import { expireUndispatched, leftBehind, noteEnded, staleRuns } from '../modules/scripts/fleet-store.ts';
import { dispatchExecutions } from '../modules/scripts/dispatch-executions.ts';
import { settle } from '../settle.ts';

const ORDERS_AT_ONCE = 500;
const RUNS_AT_ONCE = 20;

/** Idempotent, two at once are safe. One round trip when nothing is left behind. */
export async function sweepScriptRuns(deps: Deps): Promise<void> {
  const done = await deps.database.asActor(fleetJob(deps, 'sweep'), {}, (tx) => [leftBehind(tx, ORDERS_AT_ONCE), staleRuns(tx, RUNS_AT_ONCE), expireUndispatched(tx)]);
  if (!done.ok) throw new Error(`script runs: ${done.problem.kind}`);
  const [orders, runs, expired] = done.value.rows.map((result) => result.rows) as unknown as [{ id: string }[], { run_id: string }[], { execution_id: string }[]];
  if (expired.length > 0) await deps.database.asActor(fleetJob(deps, 'sweep'), {}, (tx) => [noteEnded(tx, expired.map((row) => row.execution_id))]);
  const effects = [
    ...(orders.length > 0 ? await dispatchExecutions(deps, [{ type: 'executions', execution_ids: orders.map((row) => row.id) }]) : []),
    ...(await advanceRuns(deps, runs.map((row) => row.run_id))),
  ];
  if (effects.length > 0) await settle(deps, effects, false);
}
