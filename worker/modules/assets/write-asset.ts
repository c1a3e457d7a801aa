// A thing is added by hand, a machine's data are corrected.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, invalid, invalidField, notFound, type Effect, type Result } from '../../platform/problem.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { AssetChange, AssetRow, NewAsset } from './contract.ts';
import { fixedFields, needsConfigure } from './rules.ts';
import { assetById, assetHasNoPast, assetState, assetUnchanged, insertAsset, siteOf, updateAsset } from './store.ts';

interface Place {
  client_id: string;
  is_active: boolean;
}

const placeOf = (result: { rows: unknown[] } | undefined): Place | undefined => result?.rows[0] as Place | undefined;

export async function createAsset(deps: Pick<Deps, 'database' | 'ids'>, actor: UserActor, input: NewAsset): Promise<Result<{ asset: AssetRow }>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [siteOf(tx, input.site_id)]);
  if (!read.ok) return read;
  const place = placeOf(read.value.rows[0]);
  if (!place) return notFound('site');
  if (place.client_id !== input.client_id) return invalidField('site_id', 'other_client', 'the site is not of this client');
  if (!place.is_active) return invalidField('site_id', 'inactive', 'the client or its site is inactive');
  const assetId = deps.ids.next();
  const written = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [insertAsset(tx, { ...input, asset_id: assetId }), assetById(tx, assetId)]);
  if (!written.ok) return written;
  const asset = written.value.rows[1][0]!;
  return done({ asset }, [hint(asset)]);
}

export const hint = (asset: { asset_id: string; client_id: string; site_id: string }): Effect =>
  ({ type: 'asset', asset_id: asset.asset_id, client_id: asset.client_id, site_id: asset.site_id, kind: 'changed' });

export async function updateAssetRow(deps: Pick<Deps, 'database'>, actor: UserActor, assetId: string, change: AssetChange): Promise<Result<{ asset: AssetRow }>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [assetState(tx, assetId), ...(change.site_id ? [siteOf(tx, change.site_id)] : [])] as const);
  if (!read.ok) return read;
  const [[asset], sites] = read.value.rows;
  if (!asset) return notFound('asset');
  const refusedFields = fixedFields(asset, change);
  if (refusedFields.length > 0) return invalid(...refusedFields.map((field) => ({ field, code: 'fixed', message: 'is said by the machine itself' })));
  // The key of a machine that was sent away must not come back by a change of its life.
  if (change.lifecycle && asset.lifecycle === 'retired' && asset.enrolment !== 'none') return conflict('retired', 'a retired machine comes back by enrolling again', undefined, 'lifecycle');
  const clientId = change.client_id ?? asset.client_id;
  const moves = clientId !== asset.client_id;
  if (moves && !change.site_id) return invalidField('site_id', 'required', 'name the site at the other client');
  const place = placeOf(sites);
  if (change.site_id && place?.client_id !== clientId) return place ? invalidField('site_id', 'other_client', 'the site is not of this client') : notFound('site');
  if (place && !place.is_active) return invalidField('site_id', 'inactive', 'the client or its site is inactive');
  const bump = needsConfigure(asset, change);
  const written = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [
    assetUnchanged(tx, assetId, asset.updated_at), ...(moves ? [assetHasNoPast(tx, assetId)] : []), updateAsset(tx, assetId, change, bump), assetById(tx, assetId),
  ] as unknown as readonly [ReturnType<typeof assetById>]);
  if (!written.ok) return written;
  const row = (written.value.rows as unknown as AssetRow[][]).at(-1)![0]!;
  return done({ asset: row }, [hint({ ...asset, site_id: row.site_id, client_id: clientId }), ...(bump ? [{ type: 'configure' as const, asset_ids: [assetId] }] : [])]);
}
