// Versions of the agent, how far each went out, and what became of it machine by machine.
import { sql } from 'drizzle-orm';
import { check, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { ReleaseFile } from '../../durable-objects/protocol/release.ts';
import { RELEASE_STATES, UPDATE_STATES, type ReleaseState, type UpdateState } from '../../worker/modules/releases/values.ts';
import { forUsers, isManager, isStaff } from '../policies.ts';
import { assets } from './assets.ts';
import { createdAt, id, instant, oneOf } from './columns.ts';
import { users } from './users.ts';

/** A release that was found in storage. `manifest` is the exact text that its makers signed; agents judge it, nobody else. */
export const agentReleases = pgTable('agent_releases', {
  release_id: id(),
  version: text().notNull(),
  channel: text().notNull(),
  manifest: text().notNull(),
  key_id: text().notNull(),
  signature: text().notNull(),
  files: jsonb().notNull().$type<ReleaseFile[]>(),
  state: text().notNull().default('registered').$type<ReleaseState>(),
  /** 0 nobody, 1 test machines, 2 ten per cent, 3 all that take part. */
  ring: integer().notNull().default(0),
  ring_since: instant(),
  /** Seconds over which machines spread. */
  spread_s: integer().notNull().default(600),
  /** Why it was halted or called back. */
  reason: text(),
  registered_by: uuid().references(() => users.user_id),
  created_at: instant().notNull(),
  registered_at: createdAt(),
}, (t) => [
  unique('agent_releases_version_key').on(t.version),
  check('agent_releases_bounds', sql`${t.ring} between 0 and 3 and ${t.spread_s} between 0 and 86400 and length(${t.manifest}) <= 16384 and length(${t.reason}) <= 300`),
  oneOf('agent_releases_state', t.state, RELEASE_STATES),
  forUsers('agent_releases', 'select', isStaff),
  forUsers('agent_releases', 'insert', sql`${isManager} and registered_by = (select app.user_id()) and ring = 0`),
  forUsers('agent_releases', 'update', isManager),
]).enableRLS();

/** What a machine said of a release, its last word; written by app.note_update() alone. */
export const assetUpdates = pgTable('asset_updates', {
  release_id: uuid().notNull().references(() => agentReleases.release_id),
  asset_id: uuid().notNull(),
  client_id: uuid().notNull(),
  state: text().notNull().$type<UpdateState>(),
  reason: text(),
  from_version: text(),
  attempts: integer().notNull().default(0),
  started_at: createdAt(),
  updated_at: createdAt(),
}, (t) => [
  primaryKey({ columns: [t.release_id, t.asset_id] }),
  foreignKey({ columns: [t.asset_id, t.client_id], foreignColumns: [assets.asset_id, assets.client_id], name: 'asset_updates_asset_fk' }),
  index('asset_updates_asset_idx').on(t.asset_id, t.client_id),
  index('asset_updates_state_idx').on(t.release_id, t.state, t.updated_at.desc().nullsFirst()),
  oneOf('asset_updates_state', t.state, UPDATE_STATES),
  check('asset_updates_lengths', sql`length(${t.reason}) <= 200 and length(${t.from_version}) <= 40`),
  forUsers('asset_updates', 'select', isStaff),
]).enableRLS();
