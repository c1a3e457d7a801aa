// Another recovery key in the place of one that somebody has seen: an order for the machine, like every other.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { notFound, type Result } from '../../platform/problem.ts';
import type { OrderOutcome } from '../scripts/contract.ts';
import { commandMachines } from '../scripts/command-machines.ts';
import { STAFF_ROLES } from '../users/values.ts';
import { keyPlace } from './store.ts';

/** A machine that is locked comes back when somebody has used the key: the order waits for it. */
const EXPIRES_S = 7 * 86_400;

export async function rotateRecoveryKey(deps: Pick<Deps, 'database' | 'clock' | 'ids' | 'secretBox' | 'agents' | 'log'>, actor: UserActor, assetId: string, keyId: string): Promise<Result<OrderOutcome>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [keyPlace(tx, assetId, keyId)]);
  if (!read.ok) return read;
  const place = read.value.rows[0][0];
  if (!place) return notFound('recovery key');
  return commandMachines(deps, actor, [assetId], { kind: 'recovery_key', ...place, ticket_id: null, expires_in_s: EXPIRES_S });
}
