// Commands and runs that were left behind by an outage: handed over, expired or moved on.
import { advanceRuns } from '../modules/scripts/advance-runs.ts';
import { fleetJob } from '../modules/scripts/check-orders.ts';
import { expireUndispatched, leftBehind, noteEnded, staleRuns, type TakenRow } from '../modules/scripts/fleet-store.ts';
import { dispatchExecutions } from '../modules/scripts/dispatch-executions.ts';
import { ticketHints, type TicketHintRow } from '../modules/scripts/take-executions.ts';
import type { Effect } from '../platform/problem.ts';
import { settle } from '../settle.ts';

const ORDERS_AT_ONCE = 500;
const RUNS_AT_ONCE = 20;

/** Idempotent, two at once are safe. One round trip when nothing is left behind. */
export async function sweepScriptRuns(deps: Parameters<typeof dispatchExecutions>[0] & Parameters<typeof settle>[0]): Promise<void> {
  const done = await deps.database.asActor(fleetJob(deps, 'sweep'), {}, (tx) => [leftBehind(tx, ORDERS_AT_ONCE), staleRuns(tx, RUNS_AT_ONCE), expireUndispatched(tx)]);
  if (!done.ok) throw new Error(`script runs: ${done.problem.kind}`);
  const [orders, runs, expired] = done.value.rows.map((result) => result.rows) as unknown as [{ id: string }[], { run_id: string }[], TakenRow[]];
  const noted = expired.length > 0 ? await deps.database.asActor(fleetJob(deps, 'sweep'), {}, (tx) => [noteEnded(tx, expired.map((row) => row.execution_id))]) : null;
  const effects: Effect[] = [
    ...expired.map((row): Effect => ({ type: 'asset', asset_id: row.asset_id, client_id: row.client_id, site_id: row.site_id, kind: 'execution' })),
    ...(noted?.ok ? ticketHints(noted.value.rows[0].rows as unknown as TicketHintRow[]) : []),
    ...(orders.length > 0 ? await dispatchExecutions(deps, [{ type: 'executions', execution_ids: orders.map((row) => row.id) }]) : []),
    ...(await advanceRuns(deps, runs.map((row) => row.run_id))),
  ];
  if (effects.length > 0) await settle(deps, effects, false);
}
