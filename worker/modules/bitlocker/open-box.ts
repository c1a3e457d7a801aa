// Opens what a machine sealed to this deployment; the private halves are a secret of the Worker, apart from the database.
import type { KeyPlace } from '../../../durable-objects/protocol/envelope.ts';
import { openKey } from '../../../durable-objects/protocol/recovery-keys.ts';
import type { Config } from '../../env.ts';

/** Null: sealed to a key that is not here, or to another place, or altered. */
export async function openBox(pairs: Config['escrowKeys'], box: { escrow_key_id: string; sealed: string }, assetId: string, place: KeyPlace): Promise<string | null> {
  const pair = pairs.find((one) => one.key_id === box.escrow_key_id);
  return pair ? openKey(pair, box.sealed, assetId, place).catch(() => null) : null;
}
