// SQL of alerts as people read them and decide about them, of rules, and of maintenance windows.
import { and, desc, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm';
import { alertRules, alerts, assets, maintenanceWindows } from '../../../drizzle/schema/index.ts';
import type { Tx, UserActor } from '../../platform/database.ts';
import type { AlertQuery, AlertRow, AlertRuleQuery, AlertStatsQuery, WindowQuery } from './contract.ts';
import type { AssetType } from '../assets/values.ts';

// Table names are written out in sub-selects: in a select from one table drizzle leaves them away, and the inner table would answer.
const named = (table: string) => ({
  client_name: sql<string>`(select c.name::text from clients c where c.client_id = ${sql.raw(table)}.client_id)`,
  site_name: sql<string>`(select s.name::text from sites s where s.site_id = ${sql.raw(table)}.site_id)`,
  asset_name: sql<string | null>`(select a.name from assets a where a.asset_id = ${sql.raw(table)}.asset_id)`,
});

const alertColumns = {
  alert_id: alerts.alert_id, client_id: alerts.client_id, site_id: alerts.site_id, asset_id: alerts.asset_id, ...named('alerts'),
  rule_id: alerts.rule_id, rule_name: sql<string | null>`(select r.name from alert_rules r where r.rule_id = alerts.rule_id)`,
  kind: alerts.kind, metric: alerts.metric, target: alerts.target, value: alerts.value, threshold: alerts.threshold, samples: sql<AlertRow['samples']>`${alerts.samples}`,
  status: alerts.status, priority: alerts.priority, ticket_id: alerts.ticket_id,
  ticket_number: sql<string | null>`(select t.ticket_number from tickets t where t.ticket_id = alerts.ticket_id and t.deleted_at is null)`,
  suppressed_by: alerts.suppressed_by, folded_into: alerts.folded_into, ticket_due_at: alerts.ticket_due_at, opened_at: alerts.opened_at, recovered_at: alerts.recovered_at,
  acknowledged_by_name: sql<string | null>`app.person_name(alerts.acknowledged_by)`, acknowledged_at: alerts.acknowledged_at,
  resolved_by_name: sql<string | null>`app.person_name(alerts.resolved_by)`, resolved_at: alerts.resolved_at, resolution_note: alerts.resolution_note,
};

export const alertFilters = (actor: UserActor, f: Omit<AlertQuery, 'limit' | 'cursor'>): SQL => and(
  sql`true`,
  // A hint for the planner, never authority.
  actor.isClientUser ? sql`${alerts.client_id} = (select app.client_id())` : undefined,
  f.status ? inArray(alerts.status, f.status) : undefined,
  f.kind ? inArray(alerts.kind, f.kind) : undefined,
  f.priority ? inArray(alerts.priority, f.priority) : undefined,
  f.client_id ? eq(alerts.client_id, f.client_id) : undefined,
  f.site_id ? eq(alerts.site_id, f.site_id) : undefined,
  f.asset_id ? eq(alerts.asset_id, f.asset_id) : undefined,
)!;

export const listAlerts = (tx: Tx, where: SQL, before: readonly [string, string] | null, limit: number) => tx.select(alertColumns).from(alerts)
  .where(and(where, before ? sql`(${alerts.opened_at}, ${alerts.alert_id}) < (${before[0]}::timestamptz, ${before[1]}::uuid)` : undefined))
  .orderBy(desc(alerts.opened_at), desc(alerts.alert_id)).limit(limit);

export const countAlerts = (tx: Tx, where: SQL, cap: number) =>
  tx.select({ total: sql<number>`count(*)::int` }).from(tx.select({ one: sql`1`.as('one') }).from(alerts).where(where).limit(cap).as('counted'));

export const alertById = (tx: Tx, alertId: string) => tx.select(alertColumns).from(alerts).where(eq(alerts.alert_id, alertId));

export const assetIsVisible = (tx: Tx, assetId: string) =>
  tx.execute(sql`select app.must(exists (select 1 from assets where asset_id = ${assetId}::uuid and deleted_at is null), 'LN404', 'asset not found')`);

export const standingGroups = (tx: Tx, f: AlertStatsQuery) => tx.select({
  status: alerts.status, kind: alerts.kind, priority: alerts.priority, is_suppressed: sql<boolean>`(${alerts.suppressed_by} is not null and ${alerts.ticket_id} is null)`, count: sql<number>`count(*)::int`,
}).from(alerts).where(and(
  sql`${alerts.status} in ('open', 'acknowledged')`, f.client_id ? eq(alerts.client_id, f.client_id) : undefined, f.site_id ? eq(alerts.site_id, f.site_id) : undefined,
)).groupBy(alerts.status, alerts.kind, alerts.priority, sql`4`);

/** Sites in which enrolled machines do not answer, worst first. */
export const sitesOffline = (tx: Tx) => tx.execute(sql`
  select x.*, (select s.name::text from sites s where s.site_id = x.site_id) as site_name, (select c.name::text from clients c where c.client_id = x.client_id) as client_name,
         l.alert_id, l.ticket_id, (select t.ticket_number from tickets t where t.ticket_id = l.ticket_id) as ticket_number
    from (select a.client_id, a.site_id, count(*)::int as machines, (count(*) filter (where a.agent_status = 'offline'))::int as offline, min(a.offline_since) filter (where a.agent_status = 'offline') as since
            from assets a where a.deleted_at is null and a.enrolment = 'active' and a.lifecycle = 'active' group by a.client_id, a.site_id) x
    left join lateral (select o.alert_id, o.ticket_id from alerts o where o.client_id = x.client_id and o.site_id = x.site_id and o.kind = 'site_down' and o.status in ('open', 'acknowledged')
                        order by o.opened_at desc limit 1) l on true
   where x.offline > 0
   order by l.alert_id is null, x.offline::float8 / x.machines desc, x.offline desc, x.site_id limit 500`);

/** The decision of a person; guarded by the states from which it may be made. */
export const acknowledgeAlert = (tx: Tx, alertId: string, note: string | null) =>
  tx.update(alerts).set({ status: 'acknowledged', acknowledged_by: sql`(select app.user_id())`, acknowledged_at: sql`now()`, ...(note ? { resolution_note: note } : {}) })
    .where(and(eq(alerts.alert_id, alertId), eq(alerts.status, 'open'))).returning({ alert_id: alerts.alert_id });

export const resolveAlert = (tx: Tx, alertId: string, note: string | null) =>
  tx.update(alerts).set({ status: 'resolved', resolved_by: sql`(select app.user_id())`, resolved_at: sql`now()`, ticket_due_at: null, ...(note ? { resolution_note: note } : {}) })
    .where(and(eq(alerts.alert_id, alertId), inArray(alerts.status, ['open', 'acknowledged']))).returning({ alert_id: alerts.alert_id });

export const auditAlert = (tx: Tx, action: string, alertId: string, clientId: string, note: string) =>
  tx.execute(sql`select app.audit(${action}, 'alerts', ${alertId}, ${clientId}::uuid, ${JSON.stringify({ note })}::jsonb)`);

const ruleColumns = {
  rule_id: alertRules.rule_id, client_id: alertRules.client_id, site_id: alertRules.site_id, asset_id: alertRules.asset_id, ...named('alert_rules'), name: alertRules.name, metric: alertRules.metric,
  operator: alertRules.operator, threshold: alertRules.threshold, hysteresis: alertRules.hysteresis, need: alertRules.need, of: alertRules.of, target: alertRules.target,
  asset_types: sql<AssetType[]>`to_json(${alertRules.asset_types})`, priority: alertRules.priority, category_id: alertRules.category_id,
  category_name: sql<string | null>`(select g.name from categories g where g.category_id = alert_rules.category_id)`,
  opens_ticket: alertRules.opens_ticket, resolves_ticket: alertRules.resolves_ticket, is_active: alertRules.is_active, created_at: alertRules.created_at, updated_at: alertRules.updated_at,
};

/** Rules and machines meet here: scope, and the types of machine a rule is about. */
const appliesTo = (asset: string, rule: string): SQL => sql.raw(
  `(${rule}.client_id is null or ${rule}.client_id = ${asset}.client_id) and (${rule}.site_id is null or ${rule}.site_id = ${asset}.site_id) and (${rule}.asset_id is null or ${rule}.asset_id = ${asset}.asset_id)`
  + ` and (cardinality(${rule}.asset_types) = 0 or ${asset}.asset_type = any (${rule}.asset_types))`);

export const ruleFilters = (f: Omit<AlertRuleQuery, 'limit' | 'cursor'>): SQL => and(
  isNull(alertRules.deleted_at),
  f.client_id ? eq(alertRules.client_id, f.client_id) : undefined,
  f.asset_id ? sql`exists (select 1 from assets a where a.asset_id = ${f.asset_id}::uuid and a.deleted_at is null and ${appliesTo('a', 'alert_rules')})` : undefined,
  f.metric ? eq(alertRules.metric, f.metric) : undefined,
  f.is_active === undefined ? undefined : eq(alertRules.is_active, f.is_active),
)!;

export const listRules = (tx: Tx, where: SQL, after: readonly [string, string] | null, limit: number) => tx.select(ruleColumns).from(alertRules)
  .where(and(where, after ? sql`(${alertRules.name}, ${alertRules.rule_id}) > (${after[0]}, ${after[1]}::uuid)` : undefined)).orderBy(alertRules.name, alertRules.rule_id).limit(limit);

export const countRules = (tx: Tx, where: SQL, cap: number) =>
  tx.select({ total: sql<number>`count(*)::int` }).from(tx.select({ one: sql`1`.as('one') }).from(alertRules).where(where).limit(cap).as('counted'));

export const ruleById = (tx: Tx, ruleId: string) => tx.select(ruleColumns).from(alertRules).where(and(eq(alertRules.rule_id, ruleId), isNull(alertRules.deleted_at)));

/** Machines with an agent that a rule is about: their objects have to learn of it. Read before and after a change, since the types may change. */
export const machinesOfRule = (tx: Tx, ruleId: string) => tx.select({ asset_id: assets.asset_id }).from(assets)
  .innerJoin(alertRules, eq(alertRules.rule_id, ruleId))
  .where(and(isNull(assets.deleted_at), inArray(assets.enrolment, ['active', 'held']), appliesTo('assets', 'alert_rules')));

type RuleInsert = typeof alertRules.$inferInsert;
export const insertRule = (tx: Tx, row: RuleInsert) => tx.insert(alertRules).values({ ...row, created_by: sql`(select app.user_id())` as never });
export const updateRule = (tx: Tx, ruleId: string, change: Partial<RuleInsert>) =>
  tx.update(alertRules).set({ ...change, updated_at: sql`now()` }).where(and(eq(alertRules.rule_id, ruleId), isNull(alertRules.deleted_at)));
export const ruleUnchanged = (tx: Tx, ruleId: string, seenAt: Date) =>
  tx.execute(sql`select app.must(exists (select 1 from alert_rules where rule_id = ${ruleId}::uuid and updated_at = ${seenAt.toISOString()}::timestamptz and deleted_at is null for update), 'LN409', 'somebody changed this rule meanwhile')`);

/** What a rule or a window names, as far as the caller sees it. */
export const scopeFacts = (tx: Tx, scope: { client_id: string | null; site_id: string | null; asset_id: string | null; category_id?: string | null }) => tx.execute(sql`select
  (select c.client_id from clients c where c.client_id = ${scope.client_id}::uuid and c.deleted_at is null) as client_id,
  (select s.client_id from sites s where s.site_id = ${scope.site_id}::uuid and s.deleted_at is null) as site_client_id,
  (select a.client_id from assets a where a.asset_id = ${scope.asset_id}::uuid and a.deleted_at is null) as asset_client_id,
  (select g.is_active from categories g where g.category_id = ${scope.category_id ?? null}::uuid) as category_is_active`);

const windowColumns = {
  window_id: maintenanceWindows.window_id, client_id: maintenanceWindows.client_id, site_id: maintenanceWindows.site_id, asset_id: maintenanceWindows.asset_id, ...named('maintenance_windows'),
  name: maintenanceWindows.name, starts_at: maintenanceWindows.starts_at, ends_at: maintenanceWindows.ends_at, every_days: maintenanceWindows.every_days, repeats_until: maintenanceWindows.repeats_until, timezone: maintenanceWindows.timezone,
  created_by_name: sql<string | null>`app.person_name(maintenance_windows.created_by)`,
};

export const windowFilters = (f: Omit<WindowQuery, 'limit' | 'cursor'>, now: Date): SQL => and(
  isNull(maintenanceWindows.deleted_at),
  f.client_id ? eq(maintenanceWindows.client_id, f.client_id) : undefined,
  f.asset_id ? sql`exists (select 1 from assets a where a.asset_id = ${f.asset_id}::uuid and a.client_id = maintenance_windows.client_id and (maintenance_windows.site_id is null or maintenance_windows.site_id = a.site_id)
    and (maintenance_windows.asset_id is null or maintenance_windows.asset_id = a.asset_id))` : undefined,
  f.upcoming === true ? sql`(${maintenanceWindows.ends_at} > ${now.toISOString()}::timestamptz or (${maintenanceWindows.every_days} is not null and coalesce(${maintenanceWindows.repeats_until}, 'infinity') > ${now.toISOString()}::timestamptz))` : undefined,
)!;

export const listWindows = (tx: Tx, where: SQL, before: readonly [string, string] | null, limit: number) => tx.select(windowColumns).from(maintenanceWindows)
  .where(and(where, before ? sql`(${maintenanceWindows.starts_at}, ${maintenanceWindows.window_id}) < (${before[0]}::timestamptz, ${before[1]}::uuid)` : undefined))
  .orderBy(desc(maintenanceWindows.starts_at), desc(maintenanceWindows.window_id)).limit(limit);

export const countWindows = (tx: Tx, where: SQL, cap: number) =>
  tx.select({ total: sql<number>`count(*)::int` }).from(tx.select({ one: sql`1`.as('one') }).from(maintenanceWindows).where(where).limit(cap).as('counted'));

export const windowById = (tx: Tx, windowId: string) => tx.select(windowColumns).from(maintenanceWindows).where(and(eq(maintenanceWindows.window_id, windowId), isNull(maintenanceWindows.deleted_at)));

type WindowInsert = typeof maintenanceWindows.$inferInsert;
/** It repeats in the days of its client; the zone is read anew whenever its times are written. */
export const insertWindow = (tx: Tx, row: Omit<WindowInsert, 'timezone'>) =>
  tx.insert(maintenanceWindows).values({ ...row, timezone: sql`(select c.timezone from clients c where c.client_id = ${row.client_id}::uuid)` as never, created_by: sql`(select app.user_id())` as never });
export const updateWindow = (tx: Tx, windowId: string, change: Partial<WindowInsert>) =>
  tx.update(maintenanceWindows).set({ ...change, ...(change.starts_at ? { timezone: sql`(select c.timezone from clients c where c.client_id = maintenance_windows.client_id)` } : {}) })
    .where(and(eq(maintenanceWindows.window_id, windowId), isNull(maintenanceWindows.deleted_at)));
