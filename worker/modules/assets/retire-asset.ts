// The end of a machine's life: its agent is sent away, its history stays.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, notFound, type Result } from '../../platform/problem.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { AssetRow } from './contract.ts';
import { assetById, assetState, assetUnchanged, auditAct, endAlertsOf, retirement, updateAsset } from './store.ts';
import { hint } from './write-asset.ts';

type SeenAsset = Pick<Awaited<ReturnType<typeof assetState>>[number], 'asset_id' | 'client_id' | 'site_id' | 'enrolment' | 'updated_at'>;

type Retiring = Pick<Deps, 'database' | 'agents' | 'log'>;

export async function retireAsset(deps: Retiring, actor: UserActor, assetId: string): Promise<Result<{ asset: AssetRow }>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [assetState(tx, assetId)]);
  if (!read.ok) return read;
  const [asset] = read.value.rows[0];
  if (!asset) return notFound('asset');
  if (asset.lifecycle === 'retired') return conflict('retired', 'the asset is retired already');
  return retireSeen(deps, actor, asset);
}

/** What its agent left on the machine stays there until somebody takes it away. */
export async function retireSeen(deps: Retiring, actor: UserActor, asset: SeenAsset): Promise<Result<{ asset: AssetRow }>> {
  const assetId = asset.asset_id;
  const written = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [
    assetUnchanged(tx, assetId, asset.updated_at), updateAsset(tx, assetId, retirement, asset.enrolment !== 'none'), endAlertsOf(tx, [assetId], 'Equipo retirado'),
    auditAct(tx, 'retire', assetId, asset.client_id, { enrolment: asset.enrolment }), assetById(tx, assetId),
  ] as const);
  if (!written.ok) return written;
  if (asset.enrolment === 'none') return done({ asset: written.value.rows[4][0]! }, [hint(asset)]);
  try {
    await deps.agents.of(asset.client_id, assetId).revoke(true);
  } catch (fault) {
    // Postgres knows already; the configuration that follows says it again.
    deps.log.error('revoke_failed', fault, { asset_id: assetId });
  }
  return done({ asset: written.value.rows[4][0]! }, [hint(asset), { type: 'configure', asset_ids: [assetId] }]);
}
