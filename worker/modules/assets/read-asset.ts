// One machine: its row, its tickets, and what its object knows at this moment.
import type { Deps } from '../../deps.ts';
import type { Authority, UserActor } from '../../platform/database.ts';
import { conflict, done, notFound, type Result } from '../../platform/problem.ts';
import { isStaffRole } from '../users/values.ts';
import type { AssetRow, AssetSnapshot } from './contract.ts';
import { narrowed } from './list-assets.ts';
import { assetById, assetState, machineById, ticketsOfAsset } from './store.ts';

/** Who reads more of a machine than its name. */
export const READERS = ['superadmin', 'admin', 'technician', 'client_admin'] as const;

const nothingMore = {
  hardware_uuid: null, manufacturer: null, model: null, os_version: null, cpu_name: null, memory_bytes: null, disk_bytes: null, mac_addresses: [], notes: null, purchased_on: null,
  warranty_until: null, open_tickets: null, maintenance_until: null, inventory: [], enrolled_at: null, created_at: null, updated_at: null,
};

export async function readAsset(deps: Pick<Deps, 'database'>, actor: UserActor, assetId: string): Promise<Result<{ asset: AssetRow }>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [assetById(tx, assetId), machineById(tx, assetId)]);
  if (!read.ok) return read;
  const [[row], [machine]] = read.value.rows;
  const asset = row ?? (machine ? { ...narrowed(machine), ...nothingMore } : undefined);
  return asset ? done({ asset }) : notFound('asset');
}

export type AssetState = Awaited<ReturnType<typeof assetState>>[number];

/** The machine as far as its agent matters; one round trip. Of a machine without an agent there is nothing to ask. */
export async function machineOf(deps: Pick<Deps, 'database'>, actor: UserActor, assetId: string): Promise<Result<{ me: Authority; asset: AssetState }>> {
  const read = await deps.database.asActor(actor, { roles: READERS }, (tx) => [assetState(tx, assetId)]);
  if (!read.ok) return read;
  const [asset] = read.value.rows[0];
  return asset ? done({ me: read.value.me, asset }) : notFound('asset');
}

export const withoutAgent = () => conflict('no_agent', 'this asset has no agent');

export async function readSnapshot(deps: Pick<Deps, 'database' | 'agents'>, actor: UserActor, assetId: string): Promise<Result<AssetSnapshot>> {
  const found = await machineOf(deps, actor, assetId);
  if (!found.ok) return found;
  const { me, asset } = found.value;
  if (asset.enrolment === 'none') return withoutAgent();
  const snapshot = await deps.agents.of(asset.client_id, asset.asset_id).snapshot();
  const { presence, sample, queue, events, events_suppressed, features } = snapshot;
  return done({ presence, sample, queue: isStaffRole(me.role) ? queue : [], events: isStaffRole(me.role) ? events : [], events_suppressed, features });
}

const TICKETS_SHOWN = 50;

/** The newest tickets of a machine that the caller may see. */
export async function listAssetTickets(deps: Pick<Deps, 'database'>, actor: UserActor, assetId: string) {
  const read = await deps.database.asActor(actor, { roles: READERS }, (tx) => [assetState(tx, assetId), ticketsOfAsset(tx, assetId, TICKETS_SHOWN)]);
  if (!read.ok) return read;
  const [[asset], tickets] = read.value.rows;
  return asset ? done({ tickets }) : notFound('asset');
}
