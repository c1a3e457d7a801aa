// The command on somebody's own computer that carries a tunnel: a code in place of a ticket, because it is copied by hand, and good for one socket.
import { TUNNEL_SUBPROTOCOL } from '../../../durable-objects/protocol/tunnel.ts';
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, forbidden, notFound, refused, type Result } from '../../platform/problem.ts';
import { sessionOfCode, tunnelCode } from '../../platform/tunnel-codes.ts';
import { checkOrders } from '../scripts/check-orders.ts';
import { STAFF_ROLES } from '../users/values.ts';
import { sessionRow } from './store.ts';

/** For whoever asked for the tunnel, until it stands. */
export async function codeForSession(deps: Pick<Deps, 'database' | 'config'>, actor: UserActor, sessionId: string): Promise<Result<{ code: string }>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [sessionRow(tx, sessionId)]);
  if (!read.ok) return read;
  const [session] = read.value.rows[0];
  if (!session) return notFound('session');
  if (session.requested_by !== actor.userId) return forbidden('only whoever asked for a session takes part in it', 'not_yours');
  if (session.kind !== 'tunnel') return conflict('no_tunnel', 'only a tunnel is opened by a command');
  if (session.ended_at !== null) return conflict('session_over', 'the session is over', { reason: session.end_reason });
  if (session.opened_at !== null) return conflict('code_used', 'the tunnel is open');
  return done({ code: await tunnelCode(deps.config.jwtKeys, session.session_id) });
}

/** A code outlives what its owner may do: rights are read anew. The machine's object says whether it is still good. */
export async function connectCommand(deps: Pick<Deps, 'database' | 'ids' | 'config' | 'agents'>, authorization: string | undefined, offered: string, request: Request): Promise<Result<{ webSocket: WebSocket; protocol: string }>> {
  if (!offered.split(',').some((name) => name.trim() === TUNNEL_SUBPROTOCOL)) return refused({ kind: 'malformed', message: `offer the subprotocol ${TUNNEL_SUBPROTOCOL}` });
  const invalid = refused({ kind: 'unauthenticated', code: 'code_invalid', message: 'the code is not valid' });
  const session_id = await sessionOfCode(deps.config.jwtKeys, /^Bearer ([0-9a-f]{64})$/.exec(authorization ?? '')?.[1] ?? '');
  if (session_id === null) return invalid;
  const [checked] = await checkOrders(deps, [session_id]);
  if (checked?.order.arguments.remote?.session !== 'tunnel') return conflict('session_over', 'the session is over');
  const { order: { client_id, asset_id, requested_by: user_id }, refusal } = checked;
  if (refusal !== null) return conflict('session_over', 'the session may not be opened any more', { reason: refusal });
  const answer = await deps.agents.connectRemotePerson({ user_id, client_id, asset_id, session_id, by: 'code' }, `tunnel:${session_id}`, request);
  if (answer.status === 101 && answer.webSocket) return done({ webSocket: answer.webSocket, protocol: TUNNEL_SUBPROTOCOL });
  await answer.body?.cancel();
  if (answer.status === 401) return refused({ kind: 'unauthenticated', code: 'code_used', message: 'the code was used' });
  return answer.status === 409 ? conflict('session_over', 'the session is over') : forbidden('the session is not open to you', 'foreign');
}
