// One act over many machines; each that cannot take part is named with the reason.
import type { Deps } from '../../deps.ts';
import type { Tx, UserActor } from '../../platform/database.ts';
import { done, invalidField, notFound, type Effect, type Result } from '../../platform/problem.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { BulkAssets, BulkAssetsOutcome } from './contract.ts';
import { bulkFault, bulkRefusal } from './rules.ts';
import { assetStates, auditAct, changeTags, endAlertsOf, insertWindows, retirement, siteOf, updateAssets } from './store.ts';
import { hint } from './write-asset.ts';

export async function bulkAssets(deps: Pick<Deps, 'database'>, actor: UserActor, input: BulkAssets): Promise<Result<BulkAssetsOutcome>> {
  const { action, action_data: data } = input;
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [assetStates(tx, input.asset_ids), ...(data.site_id ? [siteOf(tx, data.site_id)] : [])] as const);
  if (!read.ok) return read;
  const fault = bulkFault(input);
  if (fault) return invalidField(fault.field, 'required', fault.message);
  const [found, sites] = read.value.rows;
  const site = sites?.rows[0] as { client_id: string; is_active: boolean } | undefined;
  if (action === 'set_site' && !site) return notFound('site');
  const failed: BulkAssetsOutcome['failed'] = [];
  const taken: typeof found = [];
  for (const assetId of input.asset_ids) {
    const asset = found.find((one) => one.asset_id === assetId);
    const refusal = bulkRefusal(asset, input, site);
    if (refusal) failed.push({ asset_id: assetId, ...refusal });
    else taken.push(asset!);
  }
  const ids = taken.map((asset) => asset.asset_id);
  if (ids.length === 0) return done({ done: [], failed });
  const written = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => statements(tx, input, taken) as unknown as readonly [ReturnType<typeof updateAssets>]);
  if (!written.ok) return written;
  const learns = action === 'set_site' || action === 'set_type' || action === 'retire' ? taken.filter((asset) => asset.enrolment !== 'none').map((asset) => asset.asset_id) : [];
  const effects: Effect[] = [...taken.map((asset) => hint({ ...asset, site_id: action === 'set_site' ? data.site_id! : asset.site_id })), ...(learns.length ? [{ type: 'configure' as const, asset_ids: learns }] : [])];
  return done({ done: ids, failed }, effects);
}

function statements(tx: Tx, { action, action_data: data }: BulkAssets, taken: { asset_id: string; client_id: string }[]) {
  const ids = taken.map((asset) => asset.asset_id);
  switch (action) {
    case 'set_site': return [updateAssets(tx, ids, { site_id: data.site_id! }, true)];
    case 'set_type': return [updateAssets(tx, ids, { asset_type: data.asset_type! }, true)];
    case 'add_tags': return [changeTags(tx, ids, data.tags!, false)];
    case 'remove_tags': return [changeTags(tx, ids, data.tags!, true)];
    case 'retire': return [updateAssets(tx, ids, retirement, true), endAlertsOf(tx, ids, 'Equipo retirado'), ...taken.map((asset) => auditAct(tx, 'retire', asset.asset_id, asset.client_id, { is_bulk: true }))];
    case 'maintenance': return [insertWindows(tx, ids, { name: data.name ?? 'Mantenimiento', minutes: data.minutes! })];
  }
}
