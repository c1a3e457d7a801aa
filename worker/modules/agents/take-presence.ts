// Machines that came and went, written in one statement.
import type { FleetChange } from '../../../durable-objects/protocol/fleet.ts';
import type { Deps } from '../../deps.ts';
import type { Effect } from '../../platform/problem.ts';
import { writePresence } from './report-store.ts';

export interface Placed {
  asset_id: string;
  client_id: string;
  site_id: string;
}

/** Idempotent: the object's own revision orders what it says. */
export async function takePresence(deps: Pick<Deps, 'database' | 'ids'>, messages: Extract<FleetChange, { type: 'presence' }>[]): Promise<Effect[]> {
  const words = messages.map(({ client_id, asset_id, is_online, at, revision, agent_version, address, hostname }) =>
    ({ client_id, asset_id, is_online, at, revision, agent_version: storable(agent_version), address, hostname: storable(hostname) }));
  const written = await deps.database.asActor({ kind: 'job', job: 'fleet', requestId: `presence-${deps.ids.next()}` }, {}, (tx) => [writePresence(tx, words)]);
  if (!written.ok) throw new Error(`presence: ${written.problem.kind}`);
  return (written.value.rows[0].rows as unknown as Placed[]).map(({ asset_id, client_id, site_id }) => ({ type: 'asset', asset_id, client_id, site_id, kind: 'presence' }));
}

/** Control characters and halves of characters cannot be stored or shown. */
const storable = (text: string | null): string | null => text?.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Cs}]+/gu, ' ').trim() || null;
