// Sessions as people read them: those of a machine for the staff, and who is at it now for everybody who may see it.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, notFound, type Result } from '../../platform/problem.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { RemoteNow, RemoteSessionRow } from './contract.ts';
import { remoteNow, sessionRow, sessionsOf } from './store.ts';
import { machineMustExist } from '../scripts/execution-store.ts';

const STAFF = { roles: STAFF_ROLES } as const;

export async function listSessions(deps: Pick<Deps, 'database'>, actor: UserActor, assetId: string, limit: number): Promise<Result<{ sessions: RemoteSessionRow[] }>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [machineMustExist(tx, assetId), sessionsOf(tx, assetId, limit)] as const);
  return read.ok ? done({ sessions: read.value.rows[1] }) : read;
}

export async function readSession(deps: Pick<Deps, 'database'>, actor: UserActor, sessionId: string): Promise<Result<{ session: RemoteSessionRow }>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [sessionRow(tx, sessionId)]);
  if (!read.ok) return read;
  const [session] = read.value.rows[0];
  return session ? done({ session }) : notFound('session');
}

export async function whoIsThere(deps: Pick<Deps, 'database'>, actor: UserActor, assetId: string): Promise<Result<{ sessions: RemoteNow[] }>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [remoteNow(tx, assetId)]);
  if (!read.ok) return read;
  const rows = read.value.rows[0].rows as unknown as (Omit<RemoteNow, 'created_at' | 'opened_at'> & { created_at: string; opened_at: string | null })[];
  return done({ sessions: rows.map((row) => ({ ...row, created_at: new Date(row.created_at), opened_at: row.opened_at === null ? null : new Date(row.opened_at) })) });
}
