// One recovery key for one person of the staff who says who they are and why: written down first, opened after.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, type Result } from '../../platform/problem.ts';
import { confirmPassword } from '../auth/confirm-password.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { RevealedKey, RevealKey } from './contract.ts';
import { openBox } from './open-box.ts';
import { revealKey, type Revealed } from './store.ts';

export async function revealRecoveryKey(deps: Pick<Deps, 'database' | 'clock' | 'config' | 'log'>, actor: UserActor, assetId: string, input: RevealKey): Promise<Result<{ key: RevealedKey }>> {
  const confirmed = await confirmPassword(deps, actor, STAFF_ROLES, input.password, 'reveal');
  if (!confirmed.ok) return confirmed;
  const { bitlocker_key_id } = input;
  const written = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [revealKey(tx, assetId, bitlocker_key_id, input.reason)]);
  if (!written.ok) return written;
  const { escrow_key_id, sealed, mount, volume_id, protector_id } = (written.value.rows[0].rows[0] as { revealed: Revealed }).revealed;
  const recovery_key = await openBox(deps.config.escrowKeys, { escrow_key_id, sealed }, assetId, { volume_id, protector_id });
  if (recovery_key !== null) return done({ key: { bitlocker_key_id, mount, protector_id, recovery_key } });
  deps.log.error('recovery_key_not_opened', new Error('no key of this deployment opens the box'), { asset_id: assetId, escrow_key: escrow_key_id });
  return conflict('not_readable', 'the key was sealed to a key that this deployment does not have, or the box was altered');
}
