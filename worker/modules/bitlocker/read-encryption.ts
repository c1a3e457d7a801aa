// How a machine's volumes are protected, and which recovery keys are kept: never a key.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, notFound, type Result } from '../../platform/problem.ts';
import { READERS } from '../assets/read-asset.ts';
import { assetState, currentInventory } from '../assets/store.ts';
import type { EncryptionAnswer } from './contract.ts';
import { volumesOf } from './rules.ts';
import { keysOf, revealRight } from './store.ts';

/** Row security shows keys to the staff alone. */
export async function readEncryption(deps: Pick<Deps, 'database' | 'config'>, actor: UserActor, assetId: string): Promise<Result<EncryptionAnswer>> {
  const read = await deps.database.asActor(actor, { roles: READERS }, (tx) => [assetState(tx, assetId), currentInventory(tx, assetId, 'volumes'), keysOf(tx, assetId), revealRight(tx)]);
  if (!read.ok) return read;
  const [[asset], [report], keys, [right]] = read.value.rows;
  if (!asset) return notFound('asset');
  return done({
    volumes: volumesOf(report?.content), collected_at: report?.collected_at ?? null, keys, may_reveal: right!.may_reveal, is_set_up: deps.config.escrowKeys.length > 0,
  });
}
