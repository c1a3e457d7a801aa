// What a signed-in person sees of themselves, and how they end sessions.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, notFound, type Result } from '../../platform/problem.ts';
import type { MeRow, SessionRow } from './contract.ts';
import { endSession, meRow, mySessions, mySites } from './store.ts';

export async function readMe(deps: Pick<Deps, 'database'>, actor: UserActor): Promise<Result<MeRow>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [meRow(tx, actor.userId), mySites(tx, actor.userId)]);
  if (!read.ok) return read;
  const { me, rows: [[row], sites] } = read.value;
  return row ? done({ ...row, locale: me.locale, site_ids: me.site_ids, sites }) : notFound('user');
}

export async function listSessions(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor): Promise<Result<SessionRow[]>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [mySessions(tx, actor.userId, deps.clock.now())]);
  return read.ok ? done(read.value.rows[0].map((row) => ({ ...row, is_current: row.session_id === actor.sessionId }))) : read;
}

/** Ends one of the caller's own sessions (by default the one of this request) at once. */
export async function signOut(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, sessionId = actor.sessionId): Promise<Result<null>> {
  const written = await deps.database.asActor(actor, {}, (tx) => [endSession(tx, sessionId, deps.clock.now(), 'signed out')]);
  if (!written.ok) return written;
  if (written.value.rows[0].length === 0) return notFound('session');
  return done(null, [{ type: 'authority', user_id: actor.userId, client_id: written.value.me.client_id }]);
}
