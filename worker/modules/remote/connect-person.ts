// The browser's way into a session: a ticket for whoever asked for it, good for one socket within half a minute.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, forbidden, notFound, refused, type Result } from '../../platform/problem.ts';
import { STAFF_ROLES } from '../users/values.ts';
import { sessionRow } from './store.ts';

export async function ticketForSession(deps: Pick<Deps, 'database' | 'clock' | 'ids' | 'tokens'>, actor: UserActor, sessionId: string): Promise<Result<{ ticket: string; expires_in: number }>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [sessionRow(tx, sessionId)]);
  if (!read.ok) return read;
  const [session] = read.value.rows[0];
  if (!session) return notFound('session');
  if (session.requested_by !== actor.userId) return forbidden('only whoever asked for a session takes part in it', 'not_yours');
  if (session.ended_at !== null) return conflict('session_over', 'the session is over', { reason: session.end_reason });
  const { client_id, asset_id, session_id } = session;
  return done({ ticket: await deps.tokens.signRemote({ user_id: actor.userId, client_id, asset_id, session_id }, deps.ids.next(), deps.clock.now()), expires_in: 30 });
}

/** No look at Postgres: the ticket says whose it is, the machine's object whether it is still good. */
export async function connectPerson(deps: Pick<Deps, 'tokens' | 'clock' | 'agents'>, sessionId: string, ticket: string, request: Request): Promise<Result<Response>> {
  const claims = await deps.tokens.verifyRemote(ticket, deps.clock.now());
  if (!claims || claims.session_id !== sessionId) return refused({ kind: 'unauthenticated', code: 'ticket_invalid', message: 'the ticket is not valid or has expired' });
  const { sub, client_id, asset_id, session_id, jti } = claims;
  const answer = await deps.agents.connectRemotePerson({ user_id: sub, client_id, asset_id, session_id, by: 'ticket' }, jti, request);
  if (answer.status === 101) return done(answer);
  await answer.body?.cancel();
  if (answer.status === 401) return refused({ kind: 'unauthenticated', code: 'ticket_used', message: 'the ticket was used' });
  return answer.status === 409 ? conflict('session_over', 'the session is over, or somebody takes part in it') : forbidden('the session is not open to you', 'foreign');
}
