// SQL of what reports say, under the rights of whoever asked. Periods are half-open; null as client: every one the asker sees.
import { sql, type SQL } from 'drizzle-orm';
import { arrayLiteral, type Tx } from '../../platform/database.ts';
import { ratingCounts } from '../ratings/store.ts';
import type { RatingScore } from '../ratings/values.ts';
import { complianceQuery } from '../sla/store.ts';
import { OPEN_STATUSES } from '../tickets/values.ts';
import type { ReportGroup } from './values.ts';

export interface Scope {
  client_id: string | null;
  /** ISO-8601. */
  from_at: string;
  to_at: string;
}

const ofClient = (scope: Scope, alias: string): SQL => (scope.client_id === null ? sql`true` : sql`${sql.raw(alias)}.client_id = ${scope.client_id}::uuid`);
const within = (scope: Scope, column: string): SQL => sql`${sql.raw(column)} >= ${scope.from_at}::timestamptz and ${sql.raw(column)} < ${scope.to_at}::timestamptz`;
const hours = (from: string, to: string): SQL => sql`extract(epoch from ${sql.raw(to)} - ${sql.raw(from)}) / 3600`;
const isOpen = sql`t.status = any(${arrayLiteral(OPEN_STATUSES)}::ticket_status[])`;
/** Milliseconds since 1970. */
const ms = (column: string): SQL => sql`(extract(epoch from ${sql.raw(column)}) * 1000)::bigint::float8`;

export interface RatingLine {
  key: string | null;
  score: RatingScore;
  total: number;
}
/** Ratings given in the period; `key` is the technician they are about. */
export const ratingLines = (tx: Tx, scope: Scope) => ratingCounts(tx, { from: scope.from_at, to: scope.to_at, client_id: scope.client_id ?? undefined }, 'technician');

export interface TicketCount {
  by: 'status' | 'priority' | 'channel' | 'category' | 'site';
  key: string | null;
  name: string | null;
  total: number;
}
/** Tickets opened in the period, counted by each of their properties. */
export const ticketCounts = (tx: Tx, scope: Scope) => tx.execute(sql`
  with opened as materialized (select t.status::text as status, t.priority::text as priority, t.channel::text as channel, t.category_id, t.site_id from tickets t where t.deleted_at is null and ${within(scope, 't.created_at')} and ${ofClient(scope, 't')}),
  counted as (
    select 'status' as by, status as key, count(*)::int as total from opened group by status
    union all select 'priority', priority, count(*)::int from opened group by priority
    union all select 'channel', channel, count(*)::int from opened group by channel
    union all select 'category', category_id::text, count(*)::int from opened group by category_id
    union all select 'site', site_id::text, count(*)::int from opened group by site_id)
  select by, key, total, case by when 'category' then (select c.name from categories c where c.category_id = key::uuid) when 'site' then app.site_name(key::uuid) end as name
    from counted order by by, total desc, key`);

export interface TicketTotals {
  opened: number;
  resolved: number;
  still_open: number;
  first_response_avg: number | null;
  first_response_median: number | null;
  resolution_avg: number | null;
  resolution_median: number | null;
}
/** Hours by the wall clock. Resolved: in the period, whenever it was opened; still open: of those opened in it. */
export const ticketTotals = (tx: Tx, scope: Scope) => tx.execute(sql`
  select o.*, r.* from
    (select count(*)::int as opened, count(*) filter (where ${isOpen})::int as still_open, avg(${hours('t.created_at', 't.first_response_at')})::float8 as first_response_avg,
            percentile_cont(0.5) within group (order by ${hours('t.created_at', 't.first_response_at')})::float8 as first_response_median
       from tickets t where t.deleted_at is null and ${within(scope, 't.created_at')} and ${ofClient(scope, 't')}) o,
    (select count(*)::int as resolved, avg(${hours('t.created_at', 't.resolved_at')})::float8 as resolution_avg, percentile_cont(0.5) within group (order by ${hours('t.created_at', 't.resolved_at')})::float8 as resolution_median
       from tickets t where t.deleted_at is null and ${within(scope, 't.resolved_at')} and ${ofClient(scope, 't')}) r`);

export interface TicketLine {
  ticket_id: string;
  created: string;
  ticket_number: string;
  client_name: string;
  site_name: string;
  subject: string;
  status: string;
  priority: string;
  channel: string;
  category: string | null;
  requester: string | null;
  technician: string | null;
  created_at: number;
  first_response_at: number | null;
  resolved_at: number | null;
  closed_at: number | null;
  resolution_at: number | null;
  resolution: string | null;
}
export type After = readonly [at: string, key: string] | null;

/** The order tickets were opened in. Names are asked for once a page. */
export const ticketLines = (tx: Tx, scope: Scope, after: After, limit: number, hasResolution: boolean) => tx.execute(sql`
  with page as materialized (
    select t.ticket_id, t.created_at, t.ticket_number, t.client_id, t.site_id, t.assigned_to, t.created_by, t.category_id, t.subject, t.status, t.priority, t.channel, t.affected_person, t.from_name, t.from_email,
           t.first_response_at, t.resolved_at, t.closed_at, t.resolution_notes
      from tickets t where t.deleted_at is null and ${within(scope, 't.created_at')} and ${ofClient(scope, 't')}
       and ${after ? sql`(t.created_at, t.ticket_id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql`true`}
     order by t.created_at, t.ticket_id limit ${limit}),
  people as materialized (select p.id, app.person_name(p.id) as name from (select assigned_to as id from page union select created_by from page) p where p.id is not null),
  places as materialized (select p.site_id, app.site_name(p.site_id) as name from (select distinct site_id from page) p),
  houses as materialized (select p.client_id, app.client_name(p.client_id) as name from (select distinct client_id from page) p)
  select p.ticket_id, p.created_at as created, p.ticket_number, h.name as client_name, l.name as site_name, p.subject, p.status, p.priority, p.channel, c.name as category,
         coalesce(p.affected_person, w.name, p.from_name, p.from_email) as requester, a.name as technician, ${ms('p.created_at')} as created_at, ${ms('p.first_response_at')} as first_response_at,
         ${ms('p.resolved_at')} as resolved_at, ${ms('p.closed_at')} as closed_at
         ${hasResolution ? sql`, ${ms('r.created_at')} as resolution_at, left(coalesce(r.resolution_notes, p.resolution_notes), 32767) as resolution` : sql``}
    from page p join houses h on h.client_id = p.client_id join places l on l.site_id = p.site_id left join people a on a.id = p.assigned_to left join people w on w.id = p.created_by
    left join categories c on c.category_id = p.category_id
    ${hasResolution ? sql`left join lateral (select x.created_at, x.resolution_notes from ticket_resolutions x where x.ticket_id = p.ticket_id order by x.created_at desc limit 1) r on true` : sql``}
   order by p.created_at, p.ticket_id`);

export interface ComplianceLine {
  key: string | null;
  name: string | null;
  target: 'first_response' | 'resolution';
  met: number;
  breached: number;
  open: number;
}
const groupKey: Record<ReportGroup, { column: string; name: string }> = {
  client: { column: 't.client_id', name: 'app.client_name(g.key)' },
  technician: { column: 't.assigned_to', name: 'app.person_name(g.key)' },
  category: { column: 't.category_id', name: '(select c.name from categories c where c.category_id = g.key)' },
};
const clocksWithin = (scope: Scope): SQL => sql`${ofClient(scope, 't')} and ${within(scope, 'c.started_at')}`;

/** All of them, by target: what GET /sla/metrics answers for the same period. */
export const complianceTotals = (tx: Tx, scope: Scope) => tx.execute(complianceQuery(clocksWithin(scope)));
/** The same by group; tickets without one are what is left of the total. */
export const complianceGroups = (tx: Tx, scope: Scope, by: ReportGroup) => {
  const { column, name } = groupKey[by];
  const key = sql.raw(column);
  return tx.execute(sql`
    with g as materialized (
      select distinct ${key} as key from sla_compliance c join tickets t on t.ticket_id = c.ticket_id and t.deleted_at is null where ${key} is not null and ${clocksWithin(scope)})
    select g.key, ${sql.raw(name)} as name, x.target, x.met, x.breached, x.open from g cross join lateral (${complianceQuery(sql`${clocksWithin(scope)} and ${key} = g.key`)}) x order by 2, 1`);
};

export interface ClockLine {
  ticket_id: string;
  started: string;
  ticket_number: string;
  client_name: string;
  subject: string;
  priority: string;
  category: string | null;
  technician: string | null;
  first_due: number | null;
  first_at: number | null;
  first_state: string | null;
  due: number | null;
  at: number | null;
  state: string | null;
}
/** Each ticket of the period with both clocks; `breached` counts before the keeper wrote it down, as in the percentage. */
export const clockLines = (tx: Tx, scope: Scope, after: After, limit: number) => tx.execute(sql`
  with page as materialized (
    select c.*, t.ticket_number, t.subject, t.priority, t.category_id, t.assigned_to from sla_compliance c join tickets t on t.ticket_id = c.ticket_id and t.deleted_at is null
     where (c.first_response_target is not null or c.resolution_target is not null) and ${clocksWithin(scope)}
       and ${after ? sql`(c.started_at, c.ticket_id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql`true`}
     order by c.started_at, c.ticket_id limit ${limit}),
  people as materialized (select p.id, app.person_name(p.id) as name from (select distinct assigned_to as id from page) p where p.id is not null),
  houses as materialized (select p.client_id, app.client_name(p.client_id) as name from (select distinct client_id from page) p)
  select p.ticket_id, p.started_at as started, p.ticket_number, h.name as client_name, p.subject, p.priority, g.name as category, a.name as technician,
         case when p.first_response_target is not null then ${ms('p.first_response_due_at')} end as first_due, ${ms('p.first_response_at')} as first_at,
         case when p.first_response_target is null then null when p.first_response_breached_at is not null or (p.first_response_state = 'pending' and p.first_response_due_at <= now()) then 'breached' else p.first_response_state end as first_state,
         case when p.resolution_target is not null then ${ms('p.resolution_due_at')} end as due, ${ms('p.resolution_at')} as at,
         case when p.resolution_target is null then null when p.resolution_breached_at is not null or (p.resolution_state = 'pending' and p.resolution_due_at <= now()) then 'breached' else p.resolution_state end as state
    from page p join houses h on h.client_id = p.client_id left join people a on a.id = p.assigned_to left join categories g on g.category_id = p.category_id
   order by p.started_at, p.ticket_id`);

export interface TechnicianLine {
  key: string | null;
  name: string | null;
  assigned: number;
  resolved: number;
  open_now: number;
  first_response_avg: number | null;
  resolution_avg: number | null;
  minutes: number | null;
}
/** By technician: opened in the period, resolved in it, open today. Hours by the wall clock; minutes as far as the asker may see them. */
export const technicianLines = (tx: Tx, scope: Scope, hasTime: boolean) => tx.execute(sql`
  with worked as (
    select t.assigned_to as key, count(*) filter (where ${within(scope, 't.created_at')})::int as assigned, count(*) filter (where ${within(scope, 't.resolved_at')})::int as resolved, count(*) filter (where ${isOpen})::int as open_now,
           avg(${hours('t.created_at', 't.first_response_at')}) filter (where ${within(scope, 't.created_at')})::float8 as first_response_avg, avg(${hours('t.created_at', 't.resolved_at')}) filter (where ${within(scope, 't.resolved_at')})::float8 as resolution_avg
      from tickets t where t.deleted_at is null and ${ofClient(scope, 't')} group by t.assigned_to),
  timed as (${hasTime ? sql`select e.user_id as key, sum(e.minutes)::int as minutes from time_entries e where e.ended_at is not null and ${within(scope, 'e.started_at')} and ${ofClient(scope, 'e')} group by e.user_id` : sql`select null::uuid as key, null::int as minutes where false`}),
  people as (select key from worked where key is not null and (assigned > 0 or resolved > 0 or open_now > 0) union select key from timed
    union select r.technician_id from ticket_ratings r where r.technician_id is not null and ${within(scope, 'r.created_at')} and ${ofClient(scope, 'r')})
  select p.key, app.person_name(p.key) as name, coalesce(w.assigned, 0) as assigned, coalesce(w.resolved, 0) as resolved, coalesce(w.open_now, 0) as open_now, w.first_response_avg, w.resolution_avg, m.minutes
    from people p left join worked w on w.key = p.key left join timed m on m.key = p.key
  union all
  select null, null, w.assigned, w.resolved, w.open_now, w.first_response_avg, w.resolution_avg, null from worked w where w.key is null and (w.assigned > 0 or w.resolved > 0 or w.open_now > 0)
   order by resolved desc, name`);

export interface AssetCount {
  by: 'asset_type' | 'agent_status' | 'platform' | 'lifecycle';
  key: string | null;
  total: number;
}
export const assetCounts = (tx: Tx, scope: Scope) => tx.execute(sql`
  with counted as materialized (select a.asset_type, a.agent_status, a.platform, a.lifecycle from assets a where a.deleted_at is null and ${ofClient(scope, 'a')})
  select 'asset_type' as by, asset_type as key, count(*)::int as total from counted group by asset_type
  union all select 'agent_status', agent_status, count(*)::int from counted group by agent_status
  union all select 'platform', platform, count(*)::int from counted group by platform
  union all select 'lifecycle', lifecycle, count(*)::int from counted group by lifecycle order by 1, 3 desc, 2`);

export interface AssetLine {
  asset_id: string;
  name: string;
  client_name: string;
  site_name: string | null;
  asset_type: string;
  lifecycle: string;
  agent_status: string | null;
  hostname: string | null;
  platform: string | null;
  os: string | null;
  manufacturer: string | null;
  model: string | null;
  serial: string | null;
  cpu_name: string | null;
  memory_gb: number | null;
  disk_gb: number | null;
  ip_address: string | null;
  person: string | null;
  purchased_on: string | null;
  warranty_until: string | null;
  last_seen_at: number | null;
}
export const assetLines = (tx: Tx, scope: Scope, after: After, limit: number) => tx.execute(sql`
  with page as materialized (select a.* from assets a where a.deleted_at is null and ${ofClient(scope, 'a')} and ${after ? sql`(a.name, a.asset_id) > (${after[0]}, ${after[1]}::uuid)` : sql`true`} order by a.name, a.asset_id limit ${limit}),
  places as materialized (select p.site_id, app.site_name(p.site_id) as name from (select distinct site_id from page) p),
  houses as materialized (select p.client_id, app.client_name(p.client_id) as name from (select distinct client_id from page) p)
  select p.asset_id, p.name, h.name as client_name, l.name as site_name, p.asset_type, p.lifecycle, p.agent_status, p.hostname, p.platform, nullif(concat_ws(' ', p.os_name, p.os_version), '') as os, p.manufacturer, p.model, p.serial,
         p.cpu_name, round(p.memory_bytes / 1073741824.0, 1)::float8 as memory_gb, round(p.disk_bytes / 1073741824.0)::float8 as disk_gb, p.ip_address, coalesce(p.assigned_person, p.logged_in_user) as person,
         to_char(p.purchased_on, 'YYYY-MM-DD') as purchased_on, to_char(p.warranty_until, 'YYYY-MM-DD') as warranty_until, ${ms('p.last_seen_at')} as last_seen_at
    from page p join houses h on h.client_id = p.client_id left join places l on l.site_id = p.site_id order by p.name, p.asset_id`);

export interface TimeTotalLine {
  client_name: string | null;
  name: string;
  minutes: number;
  billable: number;
  entries: number;
}
/** Each entry rounded as the desk charges it; what is kept stays exact. */
const rounded = (minutes: string): SQL => sql`app.rounded_minutes(${sql.raw(minutes)}, (select app.time_rounding()))`;
/** Of the staff. */
export const timeTotals = (tx: Tx, scope: Scope) => tx.execute(sql`
  select app.client_name(x.client_id) as client_name, app.person_name(x.user_id) as name, x.minutes, x.billable, x.entries from (
    select e.client_id, e.user_id, sum(${rounded('e.minutes')})::int as minutes, coalesce(sum(${rounded('e.minutes')}) filter (where e.is_billable), 0)::int as billable, count(*)::int as entries
      from time_entries e join tickets t on t.ticket_id = e.ticket_id and t.deleted_at is null where e.ended_at is not null and ${within(scope, 'e.started_at')} and ${ofClient(scope, 'e')} group by e.client_id, e.user_id) x
   order by 1, 3 desc, 2`);
/** Of the client: what is charged. */
export const clientTimeTotals = (tx: Tx, scope: Scope) => tx.execute(sql`
  select app.client_name(${scope.client_id}::uuid) as client_name, x.user_name as name, x.rounded::int as minutes, x.rounded::int as billable, x.entries::int from app.client_time_totals(${scope.client_id}::uuid, ${scope.from_at}::timestamptz, ${scope.to_at}::timestamptz) x`);

export interface TimeLine {
  entry_id: string;
  started: string;
  started_at: number;
  minutes: number;
  activity: string;
  is_billable: boolean | null;
  note: string | null;
  ticket_number: string;
  subject: string;
  client_name: string;
  name: string;
}
/** Newest first; of the staff with notes. */
export const timeLines = (tx: Tx, scope: Scope, after: After, limit: number) => tx.execute(sql`
  with page as materialized (
    select e.*, t.ticket_number, t.subject from time_entries e join tickets t on t.ticket_id = e.ticket_id and t.deleted_at is null
     where e.ended_at is not null and ${within(scope, 'e.started_at')} and ${ofClient(scope, 'e')} and ${after ? sql`(e.started_at, e.entry_id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql`true`}
     order by e.started_at desc, e.entry_id desc limit ${limit}),
  people as materialized (select p.id, app.person_name(p.id) as name from (select distinct user_id as id from page) p),
  houses as materialized (select p.client_id, app.client_name(p.client_id) as name from (select distinct client_id from page) p)
  select p.entry_id, p.started_at as started, ${ms('p.started_at')} as started_at, ${rounded('p.minutes')} as minutes, p.activity, p.is_billable, p.note, p.ticket_number, p.subject, h.name as client_name, w.name
    from page p join houses h on h.client_id = p.client_id join people w on w.id = p.user_id order by p.started_at desc, p.entry_id desc`);
/** What is charged, without notes. */
export const clientTimeLines = (tx: Tx, scope: Scope, after: After, limit: number) => tx.execute(sql`
  select x.entry_id, x.started_at as started, ${ms('x.started_at')} as started_at, ${rounded('x.minutes')} as minutes, x.activity, true as is_billable, null as note, x.ticket_number, x.subject, app.client_name(${scope.client_id}::uuid) as client_name, x.user_name as name
    from app.client_time(${scope.client_id}::uuid, ${scope.from_at}::timestamptz, ${scope.to_at}::timestamptz, ${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? null}::uuid, ${limit}) x`);
