// The wire of machines and other things a client owns.
import * as z from 'zod';
import { flag, line, optionalLine, pageQuery, prose, searchText, uuid } from '../contract.ts';
import { AGENT_STATUSES, ASSET_TYPES, ENROLMENTS, INVENTORY_CLASSES, LIFECYCLES, PLATFORMS } from './values.ts';
import type { AgentStatus, AssetType, Enrolment, InventoryClass, Lifecycle, Platform } from './values.ts';

/** Several values in one parameter: `agent_status=online,offline`. */
const listOf = <T extends z.ZodType<string, string>>(item: T) =>
  z.string().max(400).transform((text) => text.split(',').map((part) => part.trim()).filter(Boolean)).pipe(z.array(item).min(1).max(20));

/** `workstation` is another word for `desktop`. */
const assetType = z.preprocess((value) => (value === 'workstation' ? 'desktop' : value), z.enum(ASSET_TYPES));

export const ASSET_SORTS = ['name', '-last_seen_at'] as const;
export type AssetSort = (typeof ASSET_SORTS)[number];

const filters = {
  q: searchText,
  client_id: uuid.optional(),
  site_id: uuid.optional(),
  asset_type: listOf(z.enum(ASSET_TYPES)).optional(),
  /** `none`: without an agent. */
  agent_status: listOf(z.enum([...AGENT_STATUSES, 'none'])).optional(),
  /** Retired ones are left out unless they are asked for. */
  lifecycle: listOf(z.enum(LIFECYCLES)).optional(),
  enrolment: listOf(z.enum(ENROLMENTS)).optional(),
  platform: listOf(z.enum(PLATFORMS)).optional(),
  tag: line(50).optional(),
  has_alert: flag.optional(),
};

export const AssetQuery = z.strictObject({ ...pageQuery, ...filters, sort: z.enum(ASSET_SORTS).default('name') });
export type AssetQuery = z.infer<typeof AssetQuery>;

export const AssetStatsQuery = z.strictObject({ client_id: uuid.optional(), site_id: uuid.optional() });
export type AssetStatsQuery = z.infer<typeof AssetStatsQuery>;

const tags = z.array(line(50)).max(20).transform((list) => [...new Set(list)]);
const details = {
  assigned_person: optionalLine(200),
  notes: prose(10_000).nullable().optional(),
  tags: tags.optional(),
  purchased_on: z.iso.date().nullable().optional(),
  warranty_until: z.iso.date().nullable().optional(),
  manufacturer: optionalLine(200),
  model: optionalLine(200),
  serial: optionalLine(200),
  hostname: optionalLine(255),
  ip_address: z.union([z.ipv4(), z.ipv6()]).nullable().optional(),
};

/** A thing without an agent; machines with one come by enrolment. */
export const NewAsset = z.strictObject({ client_id: uuid, site_id: uuid, name: line(255), asset_type: assetType.default('desktop'), lifecycle: z.enum(['active', 'in_repair']).default('active'), ...details });
export type NewAsset = z.infer<typeof NewAsset>;

export const AssetChange = z.strictObject({
  client_id: uuid.optional(), site_id: uuid.optional(), name: line(255).optional(), asset_type: assetType.optional(), lifecycle: z.enum(['active', 'in_repair']).optional(), ...details,
});
export type AssetChange = z.infer<typeof AssetChange>;

export const METRIC_RANGES = ['1h', '24h', '48h', '7d', '30d', '365d'] as const;
export type MetricRange = (typeof METRIC_RANGES)[number];
export const MetricsQuery = z.strictObject({ range: z.enum(METRIC_RANGES).default('24h') });

export const InventoryQuery = z.strictObject({ class: z.enum(INVENTORY_CLASSES).optional() });
export const SoftwareQuery = z.strictObject({ ...pageQuery, q: searchText });
export type SoftwareQuery = z.infer<typeof SoftwareQuery>;
export const ChangesQuery = z.strictObject({ class: z.enum(INVENTORY_CLASSES).optional(), limit: z.coerce.number().int().min(1).max(20).default(10), cursor: pageQuery.cursor });
export type ChangesQuery = z.infer<typeof ChangesQuery>;
export const LiveQuery = z.strictObject({ ticket: z.string().min(20).max(4096) });

export const BULK_ASSET_ACTIONS = ['set_site', 'set_type', 'add_tags', 'remove_tags', 'retire', 'maintenance'] as const;
/** `maintenance`: a window for each machine, from now on. */
export const BulkAssets = z.strictObject({
  asset_ids: z.array(uuid).min(1).max(500).transform((ids) => [...new Set(ids)]),
  action: z.enum(BULK_ASSET_ACTIONS),
  action_data: z.strictObject({
    site_id: uuid.optional(), asset_type: assetType.optional(), tags: tags.optional(), minutes: z.number().int().min(5).max(43_200).optional(), name: line(200).optional(),
  }).default({}),
});
export type BulkAssets = z.infer<typeof BulkAssets>;

export interface BulkAssetsOutcome {
  done: string[];
  failed: { asset_id: string; code: string; message: string }[];
}

/** Instants are ISO-8601 UTC. A `solicitante` reads the first block alone; the rest is null or empty for them. */
export interface AssetSummary {
  asset_id: string;
  name: string;
  asset_type: AssetType;
  /** Null without an agent. */
  agent_status: AgentStatus | null;
  site_id: string;
  site_name: string;

  client_id: string | null;
  client_name: string | null;
  lifecycle: Lifecycle | null;
  enrolment: Enrolment | null;
  platform: Platform | null;
  hostname: string | null;
  os_name: string | null;
  serial: string | null;
  ip_address: string | null;
  logged_in_user: string | null;
  assigned_person: string | null;
  agent_version: string | null;
  tags: string[];
  open_alerts: number | null;
  last_seen_at: Date | null;
  offline_since: Date | null;
}

export interface AssetRow extends AssetSummary {
  hardware_uuid: string | null;
  manufacturer: string | null;
  model: string | null;
  os_version: string | null;
  cpu_name: string | null;
  memory_bytes: number | null;
  disk_bytes: number | null;
  mac_addresses: string[];
  /** Staff only. */
  notes: string | null;
  /** Calendar days, `YYYY-MM-DD`. */
  purchased_on: string | null;
  warranty_until: string | null;
  open_tickets: number | null;
  /** Under a maintenance window at this moment: until when. */
  maintenance_until: Date | null;
  /** When each inventory class was last collected. */
  inventory: { class: InventoryClass; collected_at: Date; sha256: string }[];
  enrolled_at: Date | null;
  created_at: Date | null;
  updated_at: Date | null;
}

export interface AssetStats {
  total: number;
  by_status: Record<AgentStatus | 'none', number>;
  by_platform: Record<Platform | 'none', number>;
  by_type: Record<AssetType, number>;
  held: number;
  with_alerts: number;
}

/** Percentages and bytes a second. `*_max` are null where the point is one reading and no hour. */
export interface MetricPoint {
  at: string;
  cpu: number;
  cpu_max: number | null;
  memory: number;
  memory_max: number | null;
  disks: { mount: string; used: number }[];
  rx: number | null;
  tx: number | null;
}

export interface AssetMetrics {
  range: MetricRange;
  /** `raw`: readings beside the agent; `hour`, `day`: means. */
  resolution: 'raw' | 'hour' | 'day';
  points: MetricPoint[];
}

/** What a class holds is said by the schemas of durable-objects/protocol/inventory.ts; older rows may lack newer fields. */
export interface InventoryRow {
  class: InventoryClass;
  sha256: string;
  content: unknown;
  collected_at: Date;
}

export interface SoftwareRow {
  name: string;
  version: string | null;
  publisher: string | null;
  installed_on: string | null;
  source: string | null;
}

/** `entry` says what (a program, a service, a disk; empty for the class itself), `field` which word of it. */
export interface FieldChange {
  entry: string;
  field: string;
  before: string | null;
  after: string | null;
}

export interface InventoryChange {
  inventory_id: string;
  class: InventoryClass;
  collected_at: Date;
  /** The first report of this class: nothing to compare with. */
  is_first: boolean;
  added: string[];
  removed: string[];
  changed: FieldChange[];
  /** More differences than are listed. */
  is_cut: boolean;
}

/** One reading: percentages, bytes, and bytes a second. */
export interface AssetSample {
  at: string;
  cpu: number;
  memory: number;
  memory_bytes: number | null;
  swap: number | null;
  load: number | null;
  disks: { mount: string; used: number; used_bytes: number | null; size_bytes: number | null }[];
  rx: number | null;
  tx: number | null;
  uptime_s: number | null;
  processes: number | null;
}

/** The machine's object at this moment. */
export interface AssetSnapshot {
  presence: { is_online: boolean; last_seen_at: string | null; revision: number };
  sample: AssetSample | null;
  /** Commands that have not ended, by their place in the queue; staff only. */
  queue: { execution_id: string; state: string; position: number; kind: string }[];
  /** Recent entries of the machine's event log. */
  events: { at: string; level: string; source: string; code: string | null; message: string }[];
  events_suppressed: number;
  /** What the agent that is connected says it can do besides the protocol's own. */
  features: string[];
}
