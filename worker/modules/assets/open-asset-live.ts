// Rights to watch one machine, read from the database and signed for half a minute.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, refused, type Result } from '../../platform/problem.ts';
import { configureMachines } from '../agents/configure-agents.ts';
import { isStaffRole } from '../users/values.ts';
import { machineOf, withoutAgent } from './read-asset.ts';

export async function openAssetLive(deps: Pick<Deps, 'database' | 'clock' | 'ids' | 'tokens'>, actor: UserActor, assetId: string): Promise<Result<{ ticket: string; expires_in: number }>> {
  const found = await machineOf(deps, actor, assetId);
  if (!found.ok) return found;
  const { me, asset } = found.value;
  if (asset.enrolment === 'none') return withoutAgent();
  const viewer = { user_id: me.user_id, client_id: asset.client_id, asset_id: asset.asset_id, may_read_output: isStaffRole(me.role) };
  return done({ ticket: await deps.tokens.signAssetLive(viewer, deps.ids.next(), deps.clock.now()), expires_in: 30 });
}

/** Hands the upgrade to the machine's object; the ticket works once, and for this machine alone. */
export async function watchAsset(deps: Pick<Deps, 'tokens' | 'clock' | 'ids' | 'agents' | 'database' | 'config'>, assetId: string, ticket: string, request: Request): Promise<Result<Response>> {
  const claims = await deps.tokens.verifyAssetLive(ticket, deps.clock.now());
  if (!claims || claims.asset_id !== assetId) return refused({ kind: 'unauthenticated', code: 'ticket_invalid', message: 'the live ticket is not valid or has expired' });
  const { sub, client_id, asset_id, may_read_output, jti } = claims;
  const viewer = { user_id: sub, client_id, asset_id, may_read_output };
  let answer = await deps.agents.connectViewer(viewer, jti, request);
  if (answer.status === 409) {
    // A machine that has not connected yet: its object was never told anything.
    await answer.body?.cancel();
    await configureMachines(deps, [asset_id]);
    answer = await deps.agents.connectViewer(viewer, jti, request);
  }
  return answer.status === 401 ? refused({ kind: 'unauthenticated', code: 'ticket_used', message: 'the live ticket was used' }) : done(answer);
}
