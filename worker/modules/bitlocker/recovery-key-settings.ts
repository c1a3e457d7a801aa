// Whether technicians may see recovery keys: administrators read, a superadmin decides.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, type Result } from '../../platform/problem.ts';
import { storeFleetSettings } from '../settings/agent-settings-store.ts';
import { MANAGER_ROLES } from '../users/values.ts';
import type { RecoveryKeySettings } from './contract.ts';
import { techniciansMayReveal } from './rules.ts';
import { recoverySetting } from './store.ts';

type Answer = Promise<Result<{ recovery_keys: RecoveryKeySettings }>>;

export async function readRecoveryKeySettings(deps: Pick<Deps, 'database'>, actor: UserActor): Answer {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [recoverySetting(tx)]);
  return read.ok ? done({ recovery_keys: { technicians: techniciansMayReveal(read.value.rows[0][0]?.value) } }) : read;
}

export async function writeRecoveryKeySettings(deps: Pick<Deps, 'database'>, actor: UserActor, input: RecoveryKeySettings): Answer {
  const written = await deps.database.asActor(actor, { roles: ['superadmin'] }, (tx) => [storeFleetSettings(tx, { recovery_keys: input })]);
  return written.ok ? done({ recovery_keys: input }) : written;
}
