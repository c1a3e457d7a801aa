// Machines and other things a client owns, how they enrol, what they report.
import { sql } from 'drizzle-orm';
import { bigint, boolean, check, date, doublePrecision, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, unique, uniqueIndex, uuid, type AnyPgColumn } from 'drizzle-orm/pg-core';
import { ENROLMENT_OUTCOMES } from '../../worker/modules/agents/values.ts';
import { AGENT_STATUSES, ASSET_TYPES, ENROLMENTS, LIFECYCLES, PLATFORMS, type AgentStatus, type AssetType, type Enrolment, type Lifecycle, type Platform } from '../../worker/modules/assets/values.ts';
import { forAgents, forJobs, forUsers, isClientAdmin, isStaff, ownAsset, ownClient } from '../policies.ts';
import { clients, sites } from './clients.ts';
import { createdAt, id, instant, oneOf } from './columns.ts';
import { users } from './users.ts';

/** Staff sees all, a client's administrator their client's. A `solicitante` reads name, type and status through app.my_machines() alone. */
const staffOrOwnClient = sql`${isStaff} or (${isClientAdmin} and ${ownClient})`;

export const assets = pgTable('assets', {
  asset_id: id(),
  client_id: uuid().notNull().references(() => clients.client_id),
  site_id: uuid().notNull(),
  name: text().notNull(),
  asset_type: text().notNull().default('desktop').$type<AssetType>(),
  lifecycle: text().notNull().default('active').$type<Lifecycle>(),
  enrolment: text().notNull().default('none').$type<Enrolment>(),
  /** Null without an agent. */
  agent_status: text().$type<AgentStatus>(),
  /** Orders what the agent's object says about presence; an older word changes nothing. */
  presence_revision: integer().notNull().default(0),
  last_seen_at: instant(),
  offline_since: instant(),
  platform: text().$type<Platform>(),
  hostname: text(),
  agent_version: text(),
  /** Raw Ed25519 key, base64url: the machine's identity. */
  public_key: text(),
  hardware_uuid: text(),
  serial: text(),
  manufacturer: text(),
  model: text(),
  os_name: text(),
  os_version: text(),
  cpu_name: text(),
  memory_bytes: bigint({ mode: 'number' }),
  disk_bytes: bigint({ mode: 'number' }),
  ip_address: text(),
  mac_addresses: text().array().notNull().default(sql`'{}'::text[]`),
  logged_in_user: text(),
  assigned_person: text(),
  notes: text(),
  tags: text().array().notNull().default(sql`'{}'::text[]`),
  purchased_on: date(),
  warranty_until: date(),
  /** Rises with everything that the object has to know; what the object last took stands beside it. */
  config_revision: integer().notNull().default(1),
  enrolled_at: instant(),
  created_at: createdAt(),
  updated_at: createdAt(),
  deleted_at: instant(),
}, (t) => [
  unique('assets_client_key').on(t.asset_id, t.client_id),
  unique('assets_public_key').on(t.public_key),
  foreignKey({ columns: [t.client_id, t.site_id], foreignColumns: [sites.client_id, sites.site_id], name: 'assets_site_fk' }),
  index('assets_list_idx').on(t.name, t.asset_id).where(sql`deleted_at is null`),
  index('assets_client_idx').on(t.client_id, t.name, t.asset_id).where(sql`deleted_at is null`),
  index('assets_site_idx').on(t.site_id, t.agent_status).where(sql`deleted_at is null`),
  index('assets_seen_idx').on(t.last_seen_at.desc().nullsFirst(), t.asset_id).where(sql`deleted_at is null`),
  index('assets_counts_idx').on(t.client_id, t.site_id, t.agent_status, t.asset_type, t.lifecycle, t.enrolment, t.platform, t.deleted_at).where(sql`deleted_at is null`),
  // The sweep looks at machines that are said to be online, oldest word first.
  index('assets_online_idx').on(t.last_seen_at).where(sql`deleted_at is null and agent_status = 'online'`),
  index('assets_warranty_idx').on(t.warranty_until).where(sql`deleted_at is null and lifecycle <> 'retired' and warranty_until is not null`),
  check('assets_name_length', sql`length(${t.name}) between 1 and 255`),
  oneOf('assets_type', t.asset_type, ASSET_TYPES),
  oneOf('assets_lifecycle', t.lifecycle, LIFECYCLES),
  oneOf('assets_enrolment', t.enrolment, ENROLMENTS),
  oneOf('assets_agent_status', t.agent_status, AGENT_STATUSES),
  oneOf('assets_platform', t.platform, PLATFORMS),
  check('assets_agent_has_key', sql`(${t.enrolment} = 'none') = (${t.public_key} is null)`),
  forUsers('assets', 'select', staffOrOwnClient),
  // A machine with an agent comes by enrolment alone.
  forUsers('assets', 'insert', sql`${isStaff} and enrolment = 'none'`),
  forUsers('assets', 'update', isStaff),
  forAgents('assets', 'select', ownAsset),
  ...forJobs('assets', { select: ['fleet', 'enroll', 'sweep', 'mail_out'], insert: ['enroll'], update: ['fleet', 'enroll', 'sweep'] }),
]).enableRLS();

const assetKey = (t: { asset_id: AnyPgColumn; client_id: AnyPgColumn }, name: string) =>
  foreignKey({ columns: [t.asset_id, t.client_id], foreignColumns: [assets.asset_id, assets.client_id], name });

/** What the machine said of itself, one row a change; the newest of a class is current. */
export const assetInventory = pgTable('asset_inventory', {
  inventory_id: id(),
  asset_id: uuid().notNull(),
  client_id: uuid().notNull(),
  class: text().notNull(),
  sha256: text().notNull(),
  content: jsonb().notNull(),
  is_current: boolean().notNull().default(true),
  collected_at: instant().notNull(),
  created_at: createdAt(),
}, (t) => [
  assetKey(t, 'asset_inventory_asset_fk'),
  uniqueIndex('asset_inventory_current_key').on(t.asset_id, t.class).where(sql`is_current`),
  index('asset_inventory_history_idx').on(t.asset_id, t.class, t.collected_at.desc().nullsFirst()),
  forUsers('asset_inventory', 'select', staffOrOwnClient),
  ...forJobs('asset_inventory', { select: ['fleet', 'sweep'], insert: ['fleet'], update: ['fleet'], delete: ['sweep'] }),
]).enableRLS();

/** Hourly roll-ups, partitioned by month (the migration says how); raw samples stay in the agent's object for 48 hours. */
export const agentMetrics = pgTable('agent_metrics', {
  asset_id: uuid().notNull(),
  client_id: uuid().notNull(),
  hour: instant().notNull(),
  samples: integer().notNull(),
  cpu_avg: doublePrecision().notNull(),
  cpu_max: doublePrecision().notNull(),
  memory_avg: doublePrecision().notNull(),
  memory_max: doublePrecision().notNull(),
  disks: jsonb().notNull().default(sql`'[]'::jsonb`),
  rx_avg: doublePrecision(),
  tx_avg: doublePrecision(),
}, (t) => [
  primaryKey({ columns: [t.asset_id, t.hour] }),
  assetKey(t, 'agent_metrics_asset_fk'),
  forUsers('agent_metrics', 'select', staffOrOwnClient),
  ...forJobs('agent_metrics', { select: ['fleet', 'sweep'], insert: ['fleet'], update: ['fleet'] }),
]).enableRLS();

/** What an installer carries: bound to a site, counted, expiring. The token itself is stored hashed. */
export const agentEnrollmentTokens = pgTable('agent_enrollment_tokens', {
  token_id: id(),
  client_id: uuid().notNull(),
  site_id: uuid().notNull(),
  name: text().notNull(),
  token_hash: text().notNull(),
  token_hint: text().notNull(),
  platform: text().$type<Platform>(),
  holds: boolean().notNull().default(false),
  max_uses: integer().notNull().default(100),
  uses: integer().notNull().default(0),
  expires_at: instant().notNull(),
  revoked_at: instant(),
  created_by: uuid().references(() => users.user_id),
  created_at: createdAt(),
}, (t) => [
  unique('agent_enrollment_tokens_hash_key').on(t.token_hash),
  foreignKey({ columns: [t.client_id, t.site_id], foreignColumns: [sites.client_id, sites.site_id], name: 'agent_enrollment_tokens_site_fk' }),
  index('agent_enrollment_tokens_list_idx').on(t.created_at.desc().nullsFirst(), t.token_id),
  check('agent_enrollment_tokens_uses', sql`${t.uses} between 0 and ${t.max_uses} and ${t.max_uses} between 1 and 10000`),
  oneOf('agent_enrollment_tokens_platform', t.platform, PLATFORMS),
  forUsers('agent_enrollment_tokens', 'select', isStaff),
  forUsers('agent_enrollment_tokens', 'insert', sql`${isStaff} and created_by = (select app.user_id()) and uses = 0`),
  forUsers('agent_enrollment_tokens', 'update', isStaff),
  ...forJobs('agent_enrollment_tokens', { select: ['enroll', 'sweep'], update: ['enroll'] }),
]).enableRLS();

/** Every attempt to enrol, good or bad. */
export const enrollmentAttempts = pgTable('enrollment_attempts', {
  attempt_id: id(),
  token_id: uuid(),
  client_id: uuid(),
  asset_id: uuid(),
  outcome: text().notNull(),
  address: text(),
  hostname: text(),
  public_key: text(),
  created_at: createdAt(),
}, (t) => [
  index('enrollment_attempts_token_idx').on(t.token_id, t.created_at.desc().nullsFirst()),
  index('enrollment_attempts_created_idx').on(t.created_at.desc().nullsFirst(), t.attempt_id),
  oneOf('enrollment_attempts_outcome', t.outcome, ENROLMENT_OUTCOMES),
  forUsers('enrollment_attempts', 'select', isStaff),
  ...forJobs('enrollment_attempts', { select: ['enroll', 'sweep'], insert: ['enroll'], delete: ['sweep'] }),
]).enableRLS();
