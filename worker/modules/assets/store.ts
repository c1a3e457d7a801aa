// SQL of machines: statements for the batches of the use cases.
import { and, desc, eq, gte, inArray, isNull, or, sql, type SQL } from 'drizzle-orm';
import { agentMetrics, assetInventory, assets, tickets } from '../../../drizzle/schema/index.ts';
import { arrayLiteral, type Tx, type UserActor } from '../../platform/database.ts';
import { OPEN_STATUSES } from '../tickets/values.ts';
import type { AssetQuery, AssetRemoval } from './contract.ts';
import type { AssetType, InventoryClass, AgentStatus } from './values.ts';

// Table names are written out in sub-selects: in a select from one table drizzle leaves them away, and the inner table would answer.
const openAlerts = sql`from alerts l where l.client_id = assets.client_id and l.asset_id = assets.asset_id and l.status in ('open', 'acknowledged')`;

export const summaryColumns = {
  asset_id: assets.asset_id,
  name: assets.name,
  asset_type: assets.asset_type,
  agent_status: assets.agent_status,
  site_id: assets.site_id,
  site_name: sql<string>`(select s.name::text from sites s where s.site_id = assets.site_id)`,
  client_id: assets.client_id,
  client_name: sql<string>`(select c.name::text from clients c where c.client_id = assets.client_id)`,
  lifecycle: assets.lifecycle,
  enrolment: assets.enrolment,
  platform: assets.platform,
  hostname: assets.hostname,
  os_name: assets.os_name,
  serial: assets.serial,
  ip_address: assets.ip_address,
  logged_in_user: assets.logged_in_user,
  assigned_person: assets.assigned_person,
  agent_version: assets.agent_version,
  tags: assets.tags,
  open_alerts: sql<number>`(select count(*)::int ${openAlerts})`,
  last_seen_at: assets.last_seen_at,
  offline_since: assets.offline_since,
};

const rowColumns = {
  ...summaryColumns,
  hardware_uuid: assets.hardware_uuid,
  manufacturer: assets.manufacturer,
  model: assets.model,
  os_version: assets.os_version,
  cpu_name: assets.cpu_name,
  memory_bytes: assets.memory_bytes,
  disk_bytes: assets.disk_bytes,
  mac_addresses: assets.mac_addresses,
  notes: sql<string | null>`(case when (select app.is_staff()) then assets.notes end)`,
  purchased_on: assets.purchased_on,
  warranty_until: assets.warranty_until,
  open_tickets: sql<number>`(select count(*)::int from tickets t where t.asset_id = assets.asset_id and t.deleted_at is null and t.status = any(${arrayLiteral(OPEN_STATUSES)}::ticket_status[]))`,
  maintenance_until: sql<Date | null>`(select max(app.window_end(w, now())) from maintenance_windows w where w.client_id = assets.client_id and (w.site_id is null or w.site_id = assets.site_id) and (w.asset_id is null or w.asset_id = assets.asset_id))`
    .mapWith((value: string | null) => (value === null ? null : new Date(value))),
  inventory: sql<{ class: InventoryClass; collected_at: Date; sha256: string }[]>`(select coalesce(json_agg(json_build_object('class', i.class, 'collected_at', i.collected_at, 'sha256', i.sha256) order by i.class), '[]'::json) from asset_inventory i where i.asset_id = assets.asset_id and i.is_current)`,
  removal: sql<AssetRemoval | null>`(select json_build_object('execution_id', e.execution_id, 'status', e.status, 'reason', e.reason, 'requested_by_name', e.requested_by_name, 'created_at', e.created_at, 'finished_at', e.finished_at)
    from script_executions e where e.asset_id = assets.asset_id and e.kind = 'uninstall' order by e.created_at desc limit 1)`,
  enrolled_at: assets.enrolled_at,
  created_at: assets.created_at,
  updated_at: assets.updated_at,
};

const like = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

export type AssetFilters = Partial<Omit<AssetQuery, 'limit' | 'cursor' | 'sort'>>;

/** Which machines a query asks for; what the caller may see is the database's business. */
export const assetFilters = (actor: UserActor, f: AssetFilters): SQL => and(
  isNull(assets.deleted_at),
  // A hint for the planner, never authority.
  actor.isClientUser ? sql`${assets.client_id} = (select app.client_id())` : undefined,
  f.client_id ? eq(assets.client_id, f.client_id) : undefined,
  f.site_id ? eq(assets.site_id, f.site_id) : undefined,
  f.asset_type ? inArray(assets.asset_type, f.asset_type) : undefined,
  f.agent_status ? statusIs(f.agent_status) : undefined,
  f.lifecycle ? inArray(assets.lifecycle, f.lifecycle) : sql`${assets.lifecycle} <> 'retired'`,
  f.enrolment ? inArray(assets.enrolment, f.enrolment) : undefined,
  f.platform ? inArray(assets.platform, f.platform) : undefined,
  f.tag ? sql`${f.tag} = any(${assets.tags})` : undefined,
  f.has_alert === undefined ? undefined : sql`${f.has_alert ? sql`` : sql`not`} exists (select 1 ${openAlerts})`,
  f.q ? sql`unaccent(concat_ws(' ', assets.name, assets.hostname, assets.serial, assets.logged_in_user, assets.assigned_person, assets.ip_address)) ilike unaccent(${like(f.q)})` : undefined,
)!;

function statusIs(wanted: (AgentStatus | 'none')[]): SQL {
  const statuses = wanted.filter((status): status is AgentStatus => status !== 'none');
  return or(statuses.length ? inArray(assets.agent_status, statuses) : undefined, wanted.includes('none') ? isNull(assets.agent_status) : undefined)!;
}

const seen = sql`coalesce(${assets.last_seen_at}, 'epoch'::timestamptz)`;

export const listAssets = (tx: Tx, where: SQL, sort: AssetQuery['sort'], after: readonly [string, string] | null, limit: number) => {
  const continues = !after ? undefined : sort === 'name'
    ? sql`(${assets.name}, ${assets.asset_id}) > (${after[0]}, ${after[1]}::uuid)`
    : sql`(${seen}, ${assets.asset_id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)`;
  return tx.select(summaryColumns).from(assets).where(and(where, continues))
    .orderBy(sort === 'name' ? sql`${assets.name}, ${assets.asset_id}` : sql`${seen} desc, ${assets.asset_id} desc`).limit(limit);
};

export const countAssets = (tx: Tx, where: SQL, cap: number) =>
  tx.select({ total: sql<number>`count(*)::int` }).from(tx.select({ one: sql`1`.as('one') }).from(assets).where(where).limit(cap).as('counted'));

const machine = {
  asset_id: sql<string>`m.asset_id`, name: sql<string>`m.name`, asset_type: sql<AssetType>`m.asset_type`, agent_status: sql<AgentStatus | null>`m.agent_status`, site_id: sql<string>`m.site_id`,
  site_name: sql<string>`(select s.name::text from sites s where s.site_id = m.site_id)`,
};

/** What a solicitante may see; nobody else finds a row here. */
const machineFilters = (f: AssetFilters): SQL => and(
  sql`true`,
  f.site_id ? sql`m.site_id = ${f.site_id}::uuid` : undefined,
  f.client_id ? sql`${f.client_id}::uuid = (select app.client_id())` : undefined,
  f.asset_type ? sql`m.asset_type = any(${arrayLiteral(f.asset_type)}::text[])` : undefined,
  f.agent_status ? sql`coalesce(m.agent_status, 'none') = any(${arrayLiteral(f.agent_status)}::text[])` : undefined,
  // What they may not read they may not ask for either: a filter would answer it.
  f.lifecycle || f.enrolment || f.platform || f.tag || f.has_alert !== undefined ? sql`false` : undefined,
  f.q ? sql`unaccent(m.name) ilike unaccent(${like(f.q)})` : undefined,
)!;

export const listMachines = (tx: Tx, filters: AssetFilters, after: readonly [string, string] | null, limit: number) =>
  tx.select(machine).from(sql`app.my_machines() m`)
    .where(and(machineFilters(filters), after ? sql`(m.name, m.asset_id) > (${after[0]}, ${after[1]}::uuid)` : undefined))
    .orderBy(sql`m.name, m.asset_id`).limit(limit);

export const countMachines = (tx: Tx, filters: AssetFilters, cap: number) =>
  tx.select({ total: sql<number>`count(*)::int` }).from(tx.select({ one: sql`1`.as('one') }).from(sql`app.my_machines() m`).where(machineFilters(filters)).limit(cap).as('counted'));

export const machineById = (tx: Tx, assetId: string) => tx.select(machine).from(sql`app.my_machines() m`).where(sql`m.asset_id = ${assetId}::uuid`);

const isAsset = (assetId: string): SQL => and(eq(assets.asset_id, assetId), isNull(assets.deleted_at))!;

export const assetById = (tx: Tx, assetId: string) => tx.select(rowColumns).from(assets).where(isAsset(assetId));

/** What decisions about one machine look at. */
export const assetState = (tx: Tx, assetId: string) => tx.select({
  asset_id: assets.asset_id, client_id: assets.client_id, site_id: assets.site_id, asset_type: assets.asset_type, enrolment: assets.enrolment, lifecycle: assets.lifecycle, updated_at: assets.updated_at,
}).from(assets).where(isAsset(assetId));

export const assetStates = (tx: Tx, assetIds: string[]) => tx.select({
  asset_id: assets.asset_id, client_id: assets.client_id, site_id: assets.site_id, enrolment: assets.enrolment, lifecycle: assets.lifecycle,
}).from(assets).where(and(inArray(assets.asset_id, assetIds), isNull(assets.deleted_at)));

export const assetGroups = (tx: Tx, where: SQL) => tx.select({
  agent_status: assets.agent_status, platform: assets.platform, asset_type: assets.asset_type, enrolment: assets.enrolment, count: sql<number>`count(*)::int`,
}).from(assets).where(where).groupBy(assets.agent_status, assets.platform, assets.asset_type, assets.enrolment);

export const siteOf = (tx: Tx, siteId: string) =>
  tx.execute(sql`select s.site_id, s.client_id, s.is_active and c.is_active as is_active from sites s join clients c on c.client_id = s.client_id and c.deleted_at is null
    where s.site_id = ${siteId}::uuid and s.deleted_at is null`);

export const insertAsset = (tx: Tx, row: typeof assets.$inferInsert) => tx.insert(assets).values(row);

type AssetPatch = Partial<{ [K in keyof typeof assets.$inferInsert]: (typeof assets.$inferInsert)[K] | SQL }>;

/** @param bump the machine's object has to learn of it. */
export const updateAsset = (tx: Tx, assetId: string, patch: AssetPatch, bump: boolean) =>
  tx.update(assets).set({ ...patch, updated_at: sql`now()`, ...(bump ? { config_revision: sql`${assets.config_revision} + 1` } : {}) } as never).where(isAsset(assetId));

export const updateAssets = (tx: Tx, assetIds: string[], patch: AssetPatch, bump: boolean) =>
  tx.update(assets).set({ ...patch, updated_at: sql`now()`, ...(bump ? { config_revision: sql`${assets.config_revision} + 1` } : {}) } as never)
    .where(and(inArray(assets.asset_id, assetIds), isNull(assets.deleted_at)));

/** Stops the batch when somebody changed the asset since `seenAt`. */
export const assetUnchanged = (tx: Tx, assetId: string, seenAt: Date) =>
  tx.execute(sql`select app.must(exists (select 1 from assets where asset_id = ${assetId}::uuid and updated_at = ${seenAt.toISOString()}::timestamptz and deleted_at is null for update), 'LN409', 'somebody changed this asset meanwhile')`);

/** An asset moves to another client only while nothing tells of it at its own. */
export const assetHasNoPast = (tx: Tx, assetId: string) =>
  tx.execute(sql`select app.must(not exists (select 1 from tickets where asset_id = ${assetId}::uuid) and not exists (select 1 from alerts where asset_id = ${assetId}::uuid)
    and not exists (select 1 from alert_rules where asset_id = ${assetId}::uuid) and not exists (select 1 from maintenance_windows where asset_id = ${assetId}::uuid)
    and not exists (select 1 from asset_reminders where asset_id = ${assetId}::uuid) and not exists (select 1 from ticket_schedules where asset_id = ${assetId}::uuid)
    and not exists (select 1 from asset_merges where ${assetId}::uuid in (source_id, target_id)),
    'LN409', 'the asset has tickets or alerts at its client')`);

/** The end of a machine's life: its agent is sent away, its history stays. The key stays too, so that it cannot come back. */
export const retirement: AssetPatch = {
  lifecycle: 'retired', agent_status: null, offline_since: null, enrolment: sql`case when ${assets.enrolment} = 'none' then 'none' else 'revoked' end`,
};

/** Conditions of machines that are gone hold no longer. */
export const endAlertsOf = (tx: Tx, assetIds: string[], note: string) =>
  tx.execute(sql`update alerts set status = 'resolved', resolved_by = (select app.user_id()), resolved_at = now(), resolution_note = ${note}, ticket_due_at = null
    where asset_id = any(${arrayLiteral(assetIds)}::uuid[]) and status in ('open', 'acknowledged')`);

export const changeTags = (tx: Tx, assetIds: string[], tags: string[], isRemoval: boolean) => updateAssets(tx, assetIds, {
  tags: isRemoval
    ? sql`array(select t from unnest(${assets.tags}) t where t <> all(${arrayLiteral(tags)}::text[]))`
    : sql`(array(select t from (select distinct on (u.t) u.t, u.n from unnest(${assets.tags} || ${arrayLiteral(tags)}::text[]) with ordinality u(t, n) order by u.t, u.n) x order by x.n))[1:20]`,
}, false);

export const insertWindows = (tx: Tx, assetIds: string[], window: { name: string; minutes: number }) =>
  tx.execute(sql`insert into maintenance_windows (client_id, site_id, asset_id, name, starts_at, ends_at, created_by)
    select a.client_id, a.site_id, a.asset_id, ${window.name}, now(), now() + make_interval(mins => ${window.minutes}), (select app.user_id())
      from assets a where a.asset_id = any(${arrayLiteral(assetIds)}::uuid[]) and a.deleted_at is null`);

export const auditAct = (tx: Tx, action: string, assetId: string, clientId: string, details: Record<string, unknown>) =>
  tx.execute(sql`select app.audit(${action}, 'assets', ${assetId}, ${clientId}::uuid, ${JSON.stringify(details)}::jsonb)`);

export const hourlyMetrics = (tx: Tx, assetId: string, from: Date) => tx.select({
  hour: agentMetrics.hour, cpu_avg: agentMetrics.cpu_avg, cpu_max: agentMetrics.cpu_max, memory_avg: agentMetrics.memory_avg, memory_max: agentMetrics.memory_max,
  disks: agentMetrics.disks, rx_avg: agentMetrics.rx_avg, tx_avg: agentMetrics.tx_avg,
}).from(agentMetrics).where(and(eq(agentMetrics.asset_id, assetId), gte(agentMetrics.hour, from))).orderBy(agentMetrics.hour);

/** Days of UTC; of a disk the day's last word counts. */
export const dailyMetrics = (tx: Tx, assetId: string, from: Date) => tx.select({
  hour: sql<Date>`date_trunc('day', ${agentMetrics.hour}, 'UTC')`.mapWith((value: string) => new Date(value)),
  cpu_avg: sql<number>`sum(${agentMetrics.cpu_avg} * ${agentMetrics.samples}) / sum(${agentMetrics.samples})`, cpu_max: sql<number>`max(${agentMetrics.cpu_max})`,
  memory_avg: sql<number>`sum(${agentMetrics.memory_avg} * ${agentMetrics.samples}) / sum(${agentMetrics.samples})`, memory_max: sql<number>`max(${agentMetrics.memory_max})`,
  disks: sql<unknown>`(array_agg(${agentMetrics.disks} order by ${agentMetrics.hour} desc))[1]`, rx_avg: sql<number | null>`avg(${agentMetrics.rx_avg})`, tx_avg: sql<number | null>`avg(${agentMetrics.tx_avg})`,
}).from(agentMetrics).where(and(eq(agentMetrics.asset_id, assetId), gte(agentMetrics.hour, from))).groupBy(sql`1`).orderBy(sql`1`);

export const currentInventory = (tx: Tx, assetId: string, inventoryClass: InventoryClass | undefined) => tx.select({
  class: sql<InventoryClass>`${assetInventory.class}`, sha256: assetInventory.sha256, content: assetInventory.content, collected_at: assetInventory.collected_at,
}).from(assetInventory).where(and(eq(assetInventory.asset_id, assetId), assetInventory.is_current, sql`(${assetInventory.class} <> 'neighbours' or (select app.is_staff()))`, inventoryClass ? eq(assetInventory.class, inventoryClass) : undefined)).orderBy(assetInventory.class);

/** Programs by name; `n` numbers them within what is looked for. */
const programs = (assetId: string, q: string | undefined): SQL => sql`(
  select p ->> 'name' as name, p ->> 'version' as version, p ->> 'publisher' as publisher, p ->> 'installed_on' as installed_on, p ->> 'source' as source,
         row_number() over (order by lower(p ->> 'name'), p ->> 'version', o.ordinality) as n
    from asset_inventory i, jsonb_array_elements(case when jsonb_typeof(i.content) = 'array' then i.content else '[]' end) with ordinality o(p, ordinality)
   where i.asset_id = ${assetId}::uuid and i.class = 'software' and i.is_current
     ${q ? sql`and unaccent(concat_ws(' ', p ->> 'name', p ->> 'publisher', p ->> 'version')) ilike unaccent(${like(q)})` : sql``}) s`;

export const listSoftware = (tx: Tx, assetId: string, q: string | undefined, after: number, limit: number) => tx.select({
  name: sql<string>`s.name`, version: sql<string | null>`s.version`, publisher: sql<string | null>`s.publisher`, installed_on: sql<string | null>`s.installed_on`, source: sql<string | null>`s.source`, n: sql<number>`s.n::int`,
}).from(programs(assetId, q)).where(sql`s.n > ${after}`).orderBy(sql`s.n`).limit(limit);

export const countSoftware = (tx: Tx, assetId: string, q: string | undefined) => tx.select({ total: sql<number>`count(*)::int` }).from(programs(assetId, q));

/** What is beside a machine is no change of it. */
const hasHistory = sql`${assetInventory.class} <> 'neighbours'`;

/** Reports newest first, each beside the one before it. */
export const inventoryHistory = (tx: Tx, assetId: string, inventoryClass: InventoryClass | undefined, before: readonly [string, string] | null, limit: number) => tx.select({
  inventory_id: assetInventory.inventory_id, class: sql<InventoryClass>`${assetInventory.class}`, collected_at: assetInventory.collected_at, content: assetInventory.content,
  previous: sql<unknown>`(select p.content from asset_inventory p where p.asset_id = asset_inventory.asset_id and p.class = asset_inventory.class
    and (p.collected_at, p.inventory_id) < (asset_inventory.collected_at, asset_inventory.inventory_id) order by p.collected_at desc nulls first, p.inventory_id desc limit 1)`,
}).from(assetInventory).where(and(
  eq(assetInventory.asset_id, assetId), inventoryClass ? eq(assetInventory.class, inventoryClass) : undefined, hasHistory,
  before ? sql`(${assetInventory.collected_at}, ${assetInventory.inventory_id}) < (${before[0]}::timestamptz, ${before[1]}::uuid)` : undefined,
)).orderBy(desc(assetInventory.collected_at), desc(assetInventory.inventory_id)).limit(limit);

export const countHistory = (tx: Tx, assetId: string, inventoryClass: InventoryClass | undefined, cap: number) =>
  tx.select({ total: sql<number>`count(*)::int` }).from(tx.select({ one: sql`1`.as('one') }).from(assetInventory)
    .where(and(eq(assetInventory.asset_id, assetId), inventoryClass ? eq(assetInventory.class, inventoryClass) : undefined, hasHistory)).limit(cap).as('counted'));

/** The newest tickets of a machine, as far as the caller may see them. */
export const ticketsOfAsset = (tx: Tx, assetId: string, limit: number) => tx.select({
  ticket_id: tickets.ticket_id, ticket_number: sql<string>`${tickets.ticket_number}`, subject: tickets.subject, status: tickets.status, priority: tickets.priority, channel: tickets.channel, created_at: tickets.created_at,
}).from(tickets).where(and(eq(tickets.asset_id, assetId), isNull(tickets.deleted_at))).orderBy(desc(tickets.created_at)).limit(limit);
