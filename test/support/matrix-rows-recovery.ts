// Probes of the lines of recovery keys.
import { at, equals, place, q } from './matrix-rows-places.ts';
import type { Probe } from './matrix-rows-places.ts';
import type { Scope } from './matrix-expectations.ts';
import { BOX, protectorOf, VOLUME_ID } from './world-recovery.ts';
import { world } from './world.ts';

const { asset, recovery_key: key } = world;
const row = (scope: Scope): string => equals('bitlocker_key_id', at(scope, key.a1, key.a2, key.b1));

export const RECOVERY_PROBES: Record<string, Probe> = {
  bitlocker_keys: {
    where: row, column: 'bitlocker_key_id',
    insert: (scope) => ({
      asset_id: q(at(scope, asset.a1, asset.a2, asset.b1)), client_id: q(place(scope).client_id), volume_id: q(VOLUME_ID), mount: "'C:'", protector_id: q(protectorOf(99)), escrow_key_id: "'world'", sealed: q(BOX),
      first_seen_at: 'now()', last_seen_at: 'now()',
    }),
    change: () => 'last_seen_at = now()',
  },
  'bitlocker_keys: the box': { where: row, column: 'sealed', change: () => `sealed = ${q(BOX)}` },
  'bitlocker_keys: who has seen it': { where: row, change: () => "reveals = 0, last_revealed_by_name = 'Nadie'" },
};
