// Probes of releases and of what machines said of them.
import { at, equals, place, q, signature } from './matrix-rows-places.ts';
import type { Me, Probe } from './matrix-rows-places.ts';
import { released } from './world-releases.ts';
import { world } from './world.ts';

const row = (): string => equals('release_id', released.release);
const fresh = (me: Me, more: Record<string, string> = {}): Record<string, string> => ({
  version: "'8.8.8'", channel: "'stable'", manifest: "'{}'", key_id: "'00'", signature: "'x'", files: "'[]'", created_at: 'now()', registered_by: signature(me), ...more,
});

export const RELEASE_PROBES: Record<string, Probe> = {
  agent_releases: { where: row, insert: (_scope, me) => fresh(me), change: () => 'spread_s = 60' },
  'agent_releases: in the name of somebody else': { insert: () => fresh({ actor: 'superadmin', person: world.who.superadmin2 }) },
  'agent_releases: at once for all': { insert: (_scope, me) => fresh(me, { ring: '3' }) },
  'agent_releases: another manifest': { where: row, change: () => "manifest = '[]'" },
  asset_updates: {
    where: (scope) => `${row()} and ${equals('asset_id', at(scope, world.asset.a1, world.asset.a2, world.asset.b1))}`,
    insert: (scope) => ({ release_id: q(released.release), asset_id: q(world.asset.a1_held), client_id: q(place(scope).client_id), state: "'updated'" }),
    change: () => "state = 'updated'",
  },
};
