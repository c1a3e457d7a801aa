// Hourly means of many machines, one statement a batch.
import type { FleetData } from '../../../durable-objects/protocol/fleet.ts';
import type { Deps } from '../../deps.ts';
import type { Effect } from '../../platform/problem.ts';
import { keepRollups } from './inventory-store.ts';

type Message = Extract<FleetData, { type: 'rollup' }>;

export async function takeRollups(deps: Deps, messages: Message[]): Promise<Effect[]> {
  // One row can be written once in a statement: of two words about one hour the fuller one stays.
  const hours = new Map<string, Message>();
  for (const message of messages) {
    const key = `${message.asset_id} ${Date.parse(message.hour)}`;
    const known = hours.get(key);
    if (!known || known.samples < message.samples) hours.set(key, message);
  }
  const rollups = [...hours.values()].map(({ type: _type, ...rollup }) => ({ ...rollup, disks: rollup.disks.map(({ mount, used }) => ({ mount: mount.replaceAll('\u0000', '').toWellFormed(), used })) }));
  const written = await deps.database.asActor({ kind: 'job', job: 'fleet', requestId: `rollups-${deps.ids.next()}` }, {}, (tx) => [keepRollups(tx, rollups)]);
  if (!written.ok) throw new Error(`rollups: ${written.problem.kind}`);
  return [];
}
