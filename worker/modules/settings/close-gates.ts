// What staff must have done before closing: read by administrators, decided by a superadmin.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, type Result } from '../../platform/problem.ts';
import { closeGatesOf, type CloseGates } from '../tickets/gate-rules.ts';
import { MANAGER_ROLES } from '../users/values.ts';
import type { CloseGatesBody } from './contract.ts';
import { settingNamed, storeSetting } from './store.ts';

const NAME = 'close_gates';

export async function readCloseGates(deps: Pick<Deps, 'database'>, actor: UserActor): Promise<Result<{ close_gates: CloseGates }>> {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [settingNamed(tx, NAME)]);
  return read.ok ? done({ close_gates: closeGatesOf(read.value.rows[0][0]?.value) }) : read;
}

export async function writeCloseGates(deps: Pick<Deps, 'database'>, actor: UserActor, input: CloseGatesBody): Promise<Result<{ close_gates: CloseGates }>> {
  const written = await deps.database.asActor(actor, { roles: ['superadmin'] }, (tx) => [storeSetting(tx, NAME, input)]);
  return written.ok ? done({ close_gates: closeGatesOf(input) }) : written;
}
