// A person lets a held machine work, holds it again, or sends a machine away. Its object learns of it before the answer.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, notFound, type Effect, type Result } from '../../platform/problem.ts';
import type { Enrolment } from '../assets/values.ts';
import { STAFF_ROLES } from '../users/values.ts';
import { tellObjects } from './configure-agents.ts';
import { approveMachine, configRows, enrolmentOf, holdMachine, raiseConfigRevision, revokeMachine, type ConfigRow } from './store.ts';

export interface DecidedMachine {
  asset_id: string;
  name: string;
  enrolment: Enrolment;
}

type DecideDeps = Pick<Deps, 'database' | 'agents' | 'config' | 'log'>;

/** Staff for held machines; one whose key was withdrawn comes back by a manager alone. */
export const letMachineWork = (deps: DecideDeps, actor: UserActor, assetId: string) => decide(deps, actor, assetId, 'active');

/** It goes on reporting and gets no commands until somebody approves it; what waits for it waits on. */
export const holdAgent = (deps: DecideDeps, actor: UserActor, assetId: string) => decide(deps, actor, assetId, 'held');

/** Closes the socket at once. The object keeps refusing; Postgres does too. */
export const revokeAgent = (deps: DecideDeps, actor: UserActor, assetId: string) => decide(deps, actor, assetId, 'revoked');

const CHANGES = { active: approveMachine, held: holdMachine, revoked: revokeMachine } as const;

async function decide(deps: DecideDeps, actor: UserActor, assetId: string, to: keyof typeof CHANGES): Promise<Result<{ asset: DecidedMachine }>> {
  const which = { ids: [assetId] };
  const written = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) =>
    [CHANGES[to](tx, assetId), raiseConfigRevision(tx, which), configRows(tx, which), enrolmentOf(tx, assetId)] as const);
  if (!written.ok) return written;
  const [, , configs, [asset]] = written.value.rows;
  if (!asset) return notFound('asset');
  const row = configs.rows[0] as unknown as ConfigRow | undefined;
  if (!row || asset.enrolment !== to) {
    return asset.enrolment === 'none' ? conflict('no_agent', 'this asset has no agent') : conflict('enrolment_conflict', `the machine is ${asset.enrolment} and cannot become ${to} this way`);
  }
  const effects: Effect[] = [{ type: 'asset', asset_id: asset.asset_id, client_id: asset.client_id, site_id: asset.site_id, kind: 'changed' }];
  try {
    if (to === 'revoked') await deps.agents.of(row.client_id, row.asset_id).revoke();
    await tellObjects(deps, [row]);
  } catch (fault) {
    // The decision stands; the dispatch queue tells the object until it listens.
    deps.log.error('object_not_told', fault, { asset_id: assetId });
    effects.push({ type: 'configure', asset_ids: [assetId] });
  }
  return done({ asset: { asset_id: asset.asset_id, name: asset.name, enrolment: asset.enrolment } }, effects);
}
