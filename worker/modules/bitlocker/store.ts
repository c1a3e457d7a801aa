// SQL of recovery keys. The boxes are written here and read by app.reveal_bitlocker_key() alone.
import { desc, eq, sql } from 'drizzle-orm';
import { bitlockerKeys, settings } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';

/** More than a machine has in its life: a bound for one that lies. */
const KEYS_PER_MACHINE_MAX = 5000;

export interface SealedRow {
  asset_id: string;
  client_id: string;
  volume_id: string;
  mount: string | null;
  protector_id: string;
  escrow_key_id: string;
  sealed: string;
  seen_at: string;
}

/** A key that is known keeps its box and gets a newer time; each place at most once in `rows`. */
export const keepKeys = (tx: Tx, rows: SealedRow[]) => tx.execute(sql`
  insert into bitlocker_keys as k (asset_id, client_id, volume_id, mount, protector_id, escrow_key_id, sealed, first_seen_at, last_seen_at)
  select w.asset_id, w.client_id, w.volume_id, w.mount, w.protector_id, w.escrow_key_id, w.sealed, w.seen_at, w.seen_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as w(asset_id uuid, client_id uuid, volume_id text, mount text, protector_id text, escrow_key_id text, sealed text, seen_at timestamptz)
    join assets a on a.asset_id = w.asset_id and a.client_id = w.client_id
   where (select count(*) from bitlocker_keys o where o.asset_id = w.asset_id) < ${KEYS_PER_MACHINE_MAX}
   order by w.asset_id, w.volume_id, w.protector_id, w.escrow_key_id
  on conflict (asset_id, volume_id, protector_id, escrow_key_id) do update set mount = excluded.mount, last_seen_at = excluded.last_seen_at
   where excluded.last_seen_at > k.last_seen_at`);

/** Newest first. `is_current`: in the newest report of its volume. A key that was sealed again to a newer key of the deployment is shown once. */
export const keysOf = (tx: Tx, assetId: string) => {
  const newest = tx.selectDistinctOn([bitlockerKeys.volume_id, bitlockerKeys.protector_id], {
    bitlocker_key_id: bitlockerKeys.bitlocker_key_id, volume_id: bitlockerKeys.volume_id, mount: bitlockerKeys.mount, protector_id: bitlockerKeys.protector_id,
    first_seen_at: bitlockerKeys.first_seen_at, last_seen_at: bitlockerKeys.last_seen_at, reveals: bitlockerKeys.reveals, last_revealed_at: bitlockerKeys.last_revealed_at, last_revealed_by_name: bitlockerKeys.last_revealed_by_name,
    is_current: sql<boolean>`${bitlockerKeys.last_seen_at} = max(${bitlockerKeys.last_seen_at}) over (partition by ${bitlockerKeys.volume_id})`.as('is_current'),
  }).from(bitlockerKeys).where(eq(bitlockerKeys.asset_id, assetId)).orderBy(bitlockerKeys.volume_id, bitlockerKeys.protector_id, desc(bitlockerKeys.last_seen_at)).as('newest');
  return tx.select().from(newest).orderBy(newest.mount, newest.volume_id, desc(newest.last_seen_at), newest.protector_id);
};

export const keyPlace = (tx: Tx, assetId: string, keyId: string) =>
  tx.select({ volume_id: bitlockerKeys.volume_id, protector_id: bitlockerKeys.protector_id, mount: bitlockerKeys.mount }).from(bitlockerKeys)
    .where(sql`${bitlockerKeys.asset_id} = ${assetId}::uuid and ${bitlockerKeys.bitlocker_key_id} = ${keyId}::uuid`);

/** Whether the caller's role may have a key opened. */
export const revealRight = (tx: Tx) => tx.select({ may_reveal: sql<boolean>`app.may_reveal_bitlocker_keys()` }).from(sql`(select 1) one`);

export const recoverySetting = (tx: Tx) => tx.select({ value: settings.value }).from(settings).where(eq(settings.name, 'recovery_keys'));

export interface Revealed {
  asset_id: string;
  volume_id: string;
  protector_id: string;
  mount: string | null;
  escrow_key_id: string;
  sealed: string;
}

/** The box, once it is written down who asked and why. LN403, LN404. */
export const revealKey = (tx: Tx, assetId: string, keyId: string, reason: string) =>
  tx.execute(sql`select app.reveal_bitlocker_key(${assetId}::uuid, ${keyId}::uuid, ${reason}) as revealed`);
