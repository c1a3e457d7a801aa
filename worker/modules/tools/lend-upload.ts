// A machine fetches the bytes of an order of its own, while that order is under way.
import type { Deps } from '../../deps.ts';
import type { Machine } from '../../platform/agent-credentials.ts';
import type { AgentActor } from '../../platform/database.ts';
import { done, notFound, type Result } from '../../platform/problem.ts';
import { ownOrder } from './store.ts';
import { uploadKey } from './upload-key.ts';

export async function lendUpload(deps: Pick<Deps, 'database' | 'attachments'>, actor: AgentActor, machine: Machine, executionId: string): Promise<Result<{ body: ReadableStream; size: number }>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [ownOrder(tx, executionId)]);
  if (!read.ok) return read;
  const { me, rows: [order] } = read.value;
  if (order.rows.length === 0) return notFound('upload');
  const file = await deps.attachments.get(uploadKey(me.client_id, machine.asset_id, executionId));
  return file ? done(file) : notFound('upload');
}
