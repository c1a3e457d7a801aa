// A run goes on to its next wave, ends, or stops by itself when too many machines failed.
import type { Deps } from '../../deps.ts';
import type { Effect } from '../../platform/problem.ts';
import { fleetJob } from './check-orders.ts';
import { cancelRest, endRun, nextWave, runsOf, type RunFacts } from './fleet-store.ts';
import { waveVerdict } from './order-rules.ts';

/** Two at once are safe: each step is guarded by the wave it began from. One round trip when nothing moves. */
export async function advanceRuns(deps: Pick<Deps, 'database' | 'ids'>, runIds: string[]): Promise<Effect[]> {
  if (runIds.length === 0) return [];
  const actor = fleetJob(deps, 'runs');
  const read = await deps.database.asActor(actor, {}, (tx) => [runsOf(tx, runIds)]);
  if (!read.ok) throw new Error(`runs: ${read.problem.kind}`);
  const effects: Effect[] = [];
  for (const run of read.value.rows[0].rows as unknown as RunFacts[]) {
    const verdict = waveVerdict(run);
    if (verdict === 'wait') continue;
    const written = await deps.database.asActor(actor, {}, (tx) => [
      verdict === 'next' && !run.is_frozen ? nextWave(tx, run.run_id, run.wave)
        : verdict === 'next' ? endRun(tx, run.run_id, run.wave, 'paused', 'frozen')
        : endRun(tx, run.run_id, run.wave, verdict === 'stop' ? 'stopped' : 'done', verdict === 'stop' ? `failed: ${run.failed} of ${run.waves[run.wave]}` : null),
      ...(verdict === 'stop' ? [cancelRest(tx, run.run_id, 'run_stopped')] : []),
    ] as const);
    if (!written.ok) throw new Error(`runs: ${written.problem.kind}`);
    const orders = written.value.rows[0].rows as { execution_id: string }[];
    if (verdict === 'next' && orders.length > 0) effects.push({ type: 'dispatch', execution_ids: orders.map((row) => row.execution_id) });
  }
  return effects;
}
