// A command is called back: at once when its machine does not have it, by the machine's own word when it has.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, notFound, refused, type Result } from '../../platform/problem.ts';
import type { ExecutionRow } from './contract.ts';
import { audit, cancelWaiting, executionRow } from './execution-store.ts';
import { STAFF } from './list-scripts.ts';
import { OPEN_EXECUTION_STATES } from './values.ts';

/** `execution.status` may still be open: a machine that runs it is asked to stop and answers in its own time. */
export async function cancelExecution(deps: Pick<Deps, 'database' | 'agents' | 'log'>, actor: UserActor, executionId: string): Promise<Result<{ execution: ExecutionRow }>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [executionRow(tx, executionId)]);
  if (!read.ok) return read;
  const [execution] = read.value.rows[0];
  if (!execution) return notFound('execution');
  if (!(OPEN_EXECUTION_STATES as readonly string[]).includes(execution.status)) return conflict('already_over', 'the command is over', { status: execution.status });
  let known: Awaited<ReturnType<ReturnType<Deps['agents']['of']>['cancel']>>;
  try {
    known = await deps.agents.of(execution.client_id, execution.asset_id).cancel(executionId);
  } catch (fault) {
    deps.log.error('cancel_failed', fault, { requestId: actor.requestId, execution_id: executionId });
    return refused({ kind: 'unavailable', message: 'the machine cannot be asked right now, try again' });
  }
  const written = await deps.database.asActor(actor, STAFF, (tx) => [
    audit(tx, 'cancel', 'script_executions', executionId, execution.client_id, { title: execution.title, status: execution.status }),
    ...(known ? [] : [cancelWaiting(tx, { execution_id: executionId }, 'cancelled')]),
    executionRow(tx, executionId),
  ] as const);
  if (!written.ok) return written;
  const [after] = written.value.rows.at(-1) as Awaited<ReturnType<typeof executionRow>>;
  return done({ execution: { ...after!, status: known?.state ?? after!.status } }, [{ type: 'asset', asset_id: execution.asset_id, client_id: execution.client_id, site_id: execution.site_id, kind: 'execution' }]);
}
