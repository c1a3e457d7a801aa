// Recovery keys of encrypted volumes, each in a box that the worker's own secret opens.
import { check, foreignKey, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import { forJobs, forUsers, isStaff } from '../policies.ts';
import { assets } from './assets.ts';
import { id, instant } from './columns.ts';

/** One protector of one volume, sealed to one key of the deployment. What was kept is never overwritten and never deleted; people read everything but the box. */
export const bitlockerKeys = pgTable('bitlocker_keys', {
  bitlocker_key_id: id(),
  asset_id: uuid().notNull(),
  client_id: uuid().notNull(),
  volume_id: text().notNull(),
  /** Where the volume was last seen. */
  mount: text(),
  /** What a locked machine shows of it. */
  protector_id: text().notNull(),
  escrow_key_id: text().notNull(),
  /** Opened by app.reveal_bitlocker_key() for the worker, which writes down who asked and why. */
  sealed: text().notNull(),
  first_seen_at: instant().notNull(),
  last_seen_at: instant().notNull(),
  reveals: integer().notNull().default(0),
  last_revealed_at: instant(),
  last_revealed_by_name: text(),
}, (t) => [
  foreignKey({ columns: [t.asset_id, t.client_id], foreignColumns: [assets.asset_id, assets.client_id], name: 'bitlocker_keys_asset_fk' }),
  unique('bitlocker_keys_place_key').on(t.asset_id, t.volume_id, t.protector_id, t.escrow_key_id),
  check('bitlocker_keys_sealed', sql`length(${t.sealed}) between 100 and 400 and ${t.sealed} ~ '^[A-Za-z0-9_-]+$'`),
  forUsers('bitlocker_keys', 'select', isStaff),
  ...forJobs('bitlocker_keys', { select: ['fleet'], insert: ['fleet'], update: ['fleet'] }),
]).enableRLS();
