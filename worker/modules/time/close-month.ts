// Months of a client after which no entry changes any more: what was charged stays what it was.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, notFound, type Result } from '../../platform/problem.ts';
import { MANAGER_ROLES, STAFF_ROLES } from '../users/values.ts';
import { clientExists, closingsOf, deleteClosing, insertClosing } from './store.ts';

export interface ClosingRow {
  /** `YYYY-MM` */
  month: string;
  closed_by_name: string | null;
  created_at: Date;
}
type Closings = Result<{ closings: ClosingRow[] }>;

export async function listClosings(deps: Pick<Deps, 'database'>, actor: UserActor, clientId: string): Promise<Closings> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [clientExists(tx, clientId), closingsOf(tx, clientId)]);
  if (!read.ok) return read;
  return read.value.rows[0].length > 0 ? done({ closings: read.value.rows[1] }) : notFound('client');
}

/** Closing twice is closing once. */
export async function closeMonth(deps: Pick<Deps, 'database'>, actor: UserActor, clientId: string, month: string): Promise<Closings> {
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [clientExists(tx, clientId), insertClosing(tx, clientId, month, actor.userId), closingsOf(tx, clientId)]);
  if (!written.ok) return written.problem.kind === 'conflict' ? conflict(written.problem.message.includes('timer') ? 'timer_running' : 'month_not_over', written.problem.message, undefined, 'month') : written;
  return written.value.rows[0].length > 0 ? done({ closings: written.value.rows[2] }) : notFound('client');
}

export async function reopenMonth(deps: Pick<Deps, 'database'>, actor: UserActor, clientId: string, month: string): Promise<Closings> {
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [clientExists(tx, clientId), deleteClosing(tx, clientId, month), closingsOf(tx, clientId)]);
  if (!written.ok) return written;
  return written.value.rows[0].length > 0 ? done({ closings: written.value.rows[2] }) : notFound('client');
}
