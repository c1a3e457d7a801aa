// Recovery keys of many machines, sealed as they came: a report adds and confirms, and never takes away.
import type { FleetData } from '../../../durable-objects/protocol/fleet.ts';
import type { Deps } from '../../deps.ts';
import type { Effect } from '../../platform/problem.ts';
import { keepKeys, type SealedRow } from './store.ts';

type Message = Extract<FleetData, { type: 'recovery_keys' }>;

export async function takeRecoveryKeys(deps: Deps, messages: Message[]): Promise<Effect[]> {
  // One row can be written once in a statement: of two words about one key the later one stays.
  const rows = new Map<string, SealedRow>();
  for (const { asset_id, client_id, escrow_key_id, collected_at: seen_at, keys } of messages) {
    for (const { mount, ...key } of keys) {
      const place = [asset_id, key.volume_id, key.protector_id, escrow_key_id].join(' ');
      const known = rows.get(place);
      if (!known || Date.parse(known.seen_at) < Date.parse(seen_at)) rows.set(place, { asset_id, client_id, escrow_key_id, seen_at, mount: mount?.replaceAll('\u0000', '').toWellFormed() ?? null, ...key });
    }
  }
  const written = await deps.database.asActor({ kind: 'job', job: 'fleet', requestId: `recovery-keys-${deps.ids.next()}` }, {}, (tx) => [keepKeys(tx, [...rows.values()])]);
  if (!written.ok) throw new Error(`recovery keys: ${written.problem.kind}`);
  return [];
}
