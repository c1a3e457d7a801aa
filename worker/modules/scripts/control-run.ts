// A run over many machines is held, let go on, or ended.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, forbidden, notFound, type Result } from '../../platform/problem.ts';
import { isManagerRole } from '../users/values.ts';
import type { RunRow } from './contract.ts';
import { cancelWaiting, dueOrders, runRow, setRunState } from './execution-store.ts';
import { STAFF } from './list-scripts.ts';
import { scriptSettingsOf } from './rules.ts';
import { scriptSettings } from './store.ts';

export type RunVerb = 'pause' | 'resume' | 'cancel';
const FROM = { pause: ['running'], resume: ['paused'], cancel: ['running', 'paused'] } as const satisfies Record<RunVerb, readonly RunRow['state'][]>;
const TO = { pause: 'paused', resume: 'running', cancel: 'cancelled' } as const;

/** Technicians hold and end their own runs. What machines already have runs to its end. A run that stopped by itself is over: what waited was taken back. */
export async function controlRun(deps: Pick<Deps, 'database'>, actor: UserActor, runId: string, verb: RunVerb): Promise<Result<{ run: RunRow }>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [runRow(tx, runId), scriptSettings(tx)]);
  if (!read.ok) return read;
  const { me, rows: [[run], settings] } = read.value;
  if (!run) return notFound('run');
  if (!isManagerRole(me.role) && run.requested_by !== me.user_id) return forbidden('technicians control their own runs');
  const from: RunRow['state'][] = [...FROM[verb]];
  if (!from.includes(run.state)) return conflict('wrong_state', `a run that is ${run.state} cannot be changed like this`, { state: run.state });
  if (verb === 'resume' && scriptSettingsOf(settings).isFrozen) return conflict('frozen', 'remote commands are frozen');
  const written = await deps.database.asActor(actor, STAFF, (tx) => [
    setRunState(tx, runId, from, TO[verb], verb === 'resume' ? null : `by ${me.name}`),
    ...(verb === 'cancel' ? [cancelWaiting(tx, { run_id: runId }, 'run_cancelled')] : []),
    dueOrders(tx, runId),
    runRow(tx, runId),
  ] as const);
  if (!written.ok) return written;
  const due = (written.value.rows.at(-2) as Awaited<ReturnType<typeof dueOrders>>).map((row) => row.execution_id);
  const [after] = written.value.rows.at(-1) as Awaited<ReturnType<typeof runRow>>;
  return done({ run: after! }, verb === 'resume' && due.length > 0 ? [{ type: 'dispatch', execution_ids: due }] : []);
}
