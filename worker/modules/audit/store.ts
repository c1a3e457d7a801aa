// SQL of the audit trail. Row security shows it to administrators; the routes ask for a superadmin.
import { sql, type SQL } from 'drizzle-orm';
import { TOTAL_CAP } from '../../http/pagination.ts';
import type { Tx } from '../../platform/database.ts';
import type { AuditFilters } from './contract.ts';

/** Ids follow the time: the ends of a period are found once, then everything goes by the id. */
const conditions = (filters: AuditFilters): SQL => {
  const parts = [
    filters.actor_id && sql`a.actor_id = ${filters.actor_id}::uuid`,
    filters.actor_kind && sql`a.actor_kind = ${filters.actor_kind}`,
    filters.action && sql`a.action = ${filters.action}`,
    filters.entity && sql`a.entity = ${filters.entity}`,
    filters.entity_id && sql`a.entity_id = ${filters.entity_id}`,
    filters.client_id && sql`a.client_id = ${filters.client_id}::uuid`,
    filters.from && sql`a.audit_id >= coalesce((select f.audit_id from audit_log f where f.occurred_at >= ${filters.from}::timestamptz order by f.occurred_at, f.audit_id limit 1), 9223372036854775807)`,
    filters.to && sql`a.audit_id <= coalesce((select l.audit_id from audit_log l where l.occurred_at < ${filters.to}::timestamptz order by l.occurred_at desc, l.audit_id desc limit 1), 0)`,
  ].filter((part) => part !== undefined && part !== '');
  return parts.length > 0 ? sql.join(parts as SQL[], sql` and `) : sql`true`;
};

const UUID = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
/** Entities whose rows have a name, and the key they are found by. */
const NAMED: [entity: string, key: string, name?: string][] = [
  ['users', 'user_id'], ['user_site_assignments', 'user_id'], ['clients', 'client_id'], ['sites', 'site_id'], ['categories', 'category_id'], ['assets', 'asset_id'], ['email_config', 'config_id'], ['agent_scripts', 'script_id'],
  ['alert_rules', 'rule_id'], ['maintenance_windows', 'window_id'], ['agent_enrollment_tokens', 'token_id'], ['macros', 'macro_id'], ['slas', 'sla_id'],
  ['business_calendars', 'calendar_id'], ['report_schedules', 'schedule_id'], ['ticket_schedules', 'schedule_id'], ['tickets', 'ticket_id', 'ticket_number'], ['sessions', 'user_id'],
];
const nameOf = sql.join(NAMED.map(([entity, key, name = 'name']) => {
  const table = entity === 'sessions' || entity === 'user_site_assignments' ? 'users' : entity;
  return sql.raw(`when '${entity}' then (select x.${name}::text from ${table} x where x.${key} = k.id)`);
}), sql` `);

export const auditRows = (tx: Tx, filters: AuditFilters, limit: number, before: number | null) => tx.execute(sql`
  select a.audit_id::float8 as audit_id, a.occurred_at, a.actor_kind, a.actor_id, a.actor_name, a.client_id, app.client_name(a.client_id) as client_name, a.action, a.entity, a.entity_id, a.details, a.request_id,
         coalesce(case a.entity ${nameOf} end, case when jsonb_typeof(a.details -> 'name') = 'string' then a.details ->> 'name' when jsonb_typeof(a.details -> 'ticket_number') = 'string' then a.details ->> 'ticket_number' when jsonb_typeof(a.details -> 'title') = 'string' then a.details ->> 'title' end) as entity_name
    from (select * from audit_log a where ${conditions(filters)} ${before === null ? sql`` : sql`and a.audit_id < ${before}`} order by a.audit_id desc limit ${limit}) a,
         lateral (select case when a.entity_id ~ ${UUID} then a.entity_id::uuid end as id) k
   order by a.audit_id desc`);

export const auditCount = (tx: Tx, filters: AuditFilters) =>
  tx.execute(sql`select count(*)::int as total from (select 1 from audit_log a where ${conditions(filters)} limit ${TOTAL_CAP + 1}) counted`);
