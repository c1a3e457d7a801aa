// SQL of tickets by the calendar: the schedules, and the turns that become tickets.
import { and, eq, isNull, sql, type SQL } from 'drizzle-orm';
import { ticketSchedules } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';
import type { NewTicketSchedule, TicketScheduleQuery } from './contract.ts';

const RUNS_SHOWN = 5;
const SELECT = sql`select s.schedule_id, s.name, s.client_id, c.name::text as client_name, s.site_id, p.name::text as site_name, s.asset_id, (select a.name from assets a where a.asset_id = s.asset_id) as asset_name,
    s.subject, s.description, s.priority, s.category_id, (select k.name from categories k where k.category_id = s.category_id) as category_name, s.assigned_to, app.person_name(s.assigned_to) as assigned_to_name,
    s.requester_id, app.person_name(s.requester_id) as requester_name, to_json(s.tags) as tags, s.frequency, s.every, to_json(s.weekdays) as weekdays, s.day_of_month, s.nth, s.month, s.starts_on, s.ends_on, s.time_of_day,
    s.timezone, s.is_active, s.next_run_at, s.version, s.created_at,
    coalesce((select json_agg(json_build_object('due_at', r.due_at, 'outcome', r.outcome, 'ticket_id', r.ticket_id, 'ticket_number', (select t.ticket_number from tickets t where t.ticket_id = r.ticket_id),
      'missed', r.missed, 'error_code', r.error_code) order by r.due_at desc)
      from (select * from ticket_schedule_runs r where r.schedule_id = s.schedule_id order by r.due_at desc limit ${RUNS_SHOWN}) r), '[]'::json) as runs
  from ticket_schedules s join clients c on c.client_id = s.client_id join sites p on p.site_id = s.site_id`;

const filtered = (query: Pick<TicketScheduleQuery, 'client_id' | 'active'>): SQL => and(
  sql`s.deleted_at is null`,
  query.client_id ? sql`s.client_id = ${query.client_id}::uuid` : undefined,
  query.active === undefined ? undefined : query.active ? sql`(s.is_active and s.next_run_at is not null)` : sql`not (s.is_active and s.next_run_at is not null)`,
)!;

export const scheduleRows = (tx: Tx, query: TicketScheduleQuery, after: { at: string; key: string } | null, limit: number) => tx.execute(sql`
  ${SELECT} where ${filtered(query)} ${after ? sql`and (s.created_at, s.schedule_id) < (${after.at}::timestamptz, ${after.key}::uuid)` : sql``} order by s.created_at desc, s.schedule_id desc limit ${limit}`);
export const countSchedules = (tx: Tx, query: TicketScheduleQuery, cap: number) => tx.execute(sql`select count(*)::int as total from (select 1 from ticket_schedules s where ${filtered(query)} limit ${cap}) n`);
export const scheduleById = (tx: Tx, scheduleId: string) => tx.execute(sql`${SELECT} where s.deleted_at is null and s.schedule_id = ${scheduleId}::uuid`);

/** Whether what a schedule names is there, and the zone of its client. */
export const namedFacts = (tx: Tx, named: Pick<NewTicketSchedule, 'client_id' | 'site_id' | 'asset_id' | 'category_id' | 'assigned_to' | 'requester_id'>) => tx.execute(sql`select
  (select c.timezone from clients c where c.client_id = ${named.client_id}::uuid and c.deleted_at is null and c.is_active) as timezone,
  exists (select 1 from sites where site_id = ${named.site_id}::uuid and client_id = ${named.client_id}::uuid and deleted_at is null and is_active) as has_site,
  ${named.asset_id}::uuid is null or exists (select 1 from assets where asset_id = ${named.asset_id}::uuid and client_id = ${named.client_id}::uuid and site_id = ${named.site_id}::uuid and deleted_at is null) as has_asset,
  ${named.category_id}::uuid is null or exists (select 1 from categories where category_id = ${named.category_id}::uuid and is_active) as has_category,
  ${named.assigned_to}::uuid is null or app.is_active_staff(${named.assigned_to}::uuid) as has_assignee,
  ${named.requester_id}::uuid is null or exists (select 1 from users where user_id = ${named.requester_id}::uuid and client_id = ${named.client_id}::uuid and is_active and deleted_at is null) as has_requester`);

export const zoneOfClient = (tx: Tx, clientId: string) => tx.execute(sql`select timezone from clients where client_id = ${clientId}::uuid and deleted_at is null`);

type Row = typeof ticketSchedules.$inferInsert;
export const insertSchedule = (tx: Tx, row: Row) => tx.insert(ticketSchedules).values(row);
/** Version and time rise by trigger; no row when somebody was faster. */
export const updateSchedule = (tx: Tx, scheduleId: string, version: number, change: Partial<Row>) =>
  tx.update(ticketSchedules).set(change).where(and(eq(ticketSchedules.schedule_id, scheduleId), eq(ticketSchedules.version, version), isNull(ticketSchedules.deleted_at))).returning({ schedule_id: ticketSchedules.schedule_id });

/** A schedule whose moment has come, with what its ticket needs to know now. */
export interface DueSchedule {
  schedule_id: string;
  client_id: string;
  site_id: string;
  next_run_at: string;
  frequency: Row['frequency'];
  every: number;
  weekdays: number[];
  day_of_month: number | null;
  nth: number | null;
  month: number | null;
  starts_on: string;
  ends_on: string | null;
  time_of_day: string;
  timezone: string;
  is_served: boolean;
  category_id: string;
  assigned_to: string | null;
  requester_id: string | null;
}

/** What a schedule named may be gone by now: the ticket then opens without it. */
const DUE = sql`select s.schedule_id, s.client_id, s.site_id, to_char(s.next_run_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as next_run_at, s.frequency, s.every, to_json(s.weekdays) as weekdays, s.day_of_month, s.nth,
    s.month, s.starts_on, s.ends_on, s.time_of_day, s.timezone, (c.is_active and c.deleted_at is null and p.is_active and p.deleted_at is null) as is_served, k.category_id,
    case when app.is_active_staff(s.assigned_to) then s.assigned_to else app.default_assignee(k.category_id) end as assigned_to,
    (select u.user_id from users u where u.user_id = s.requester_id and u.client_id = s.client_id and u.is_active and u.deleted_at is null) as requester_id
  from ticket_schedules s join clients c on c.client_id = s.client_id join sites p on p.site_id = s.site_id
  cross join lateral (select coalesce((select g.category_id from categories g where g.category_id = s.category_id and g.is_active), (select g.category_id from categories g where g.is_protected order by g.sort_order limit 1)) as category_id) k
 where s.is_active and s.deleted_at is null and s.next_run_at <= `;

export const dueSchedules = (tx: Tx, now: Date, limit: number) => tx.execute(sql`${DUE} ${now.toISOString()}::timestamptz order by s.next_run_at limit ${limit}`);
/** The people around what is due, one row a schedule and person. */
export const peopleOfDue = (tx: Tx, now: Date, limit: number) => tx.execute(sql`
  select d.schedule_id, n.user_id, n.email, n.name, n.role, n.locale, n.is_creator, n.is_assignee, n.is_watcher, to_json(n.muted) as muted, n.choices
    from (${DUE} ${now.toISOString()}::timestamptz order by s.next_run_at limit ${limit}) d, app.notice_people(d.client_id, d.site_id, d.requester_id, d.assigned_to, null) n`);

export interface TurnToOpen {
  schedule_id: string;
  /** The turn that was waited for: whoever comes second finds another one. */
  expected: string;
  due_at: string;
  next_run_at: string | null;
  missed: number;
  outcome: string;
  error_code: string | null;
  ticket_id: string | null;
  run_id: string;
  activity_ids: [string, string];
  category_id: string;
  assigned_to: string | null;
  requester_id: string | null;
  author: string;
  now: string;
}

/** One turn becomes a ticket, or a line that says why not, and the schedule moves on: all of it or nothing, once. */
export const openTurn = (tx: Tx, turn: TurnToOpen) => tx.execute(sql`
  with due as (
    select s.* from ticket_schedules s where s.schedule_id = ${turn.schedule_id}::uuid and s.next_run_at = ${turn.expected}::timestamptz and s.is_active and s.deleted_at is null for update of s
  ), opened as (
    insert into tickets (ticket_id, client_id, site_id, asset_id, created_by, category_id, subject, description, priority, channel, status, assigned_to, assigned_at, tags, created_at, updated_at)
    select ${turn.ticket_id}::uuid, d.client_id, d.site_id, (select a.asset_id from assets a where a.asset_id = d.asset_id and a.site_id = d.site_id and a.deleted_at is null), ${turn.requester_id}::uuid, ${turn.category_id}::uuid, d.subject, d.description,
           d.priority::ticket_priority, 'portal', (case when ${turn.assigned_to}::uuid is null then 'nuevo' else 'asignado' end)::ticket_status, ${turn.assigned_to}::uuid,
           case when ${turn.assigned_to}::uuid is not null then ${turn.now}::timestamptz end, d.tags, ${turn.now}::timestamptz, ${turn.now}::timestamptz
      from due d where ${turn.ticket_id}::uuid is not null
    returning ticket_id, ticket_number, client_id, site_id, created_by, version
  ), said as (
    insert into ticket_activities (activity_id, ticket_id, client_id, actor_name, action, new_value, visibility, created_at)
    select v.activity_id, o.ticket_id, o.client_id, ${turn.author}, v.action, v.new_value, v.visibility, ${turn.now}::timestamptz
      from opened o, (values (${turn.activity_ids[0]}::uuid, 'created', null, 'public'::comment_visibility), (${turn.activity_ids[1]}::uuid, 'schedule_missed', ${String(turn.missed)}, 'internal'::comment_visibility)) as v (activity_id, action, new_value, visibility)
     where v.action = 'created' or ${turn.missed}::int > 0
  ), ran as (
    insert into ticket_schedule_runs (run_id, schedule_id, client_id, due_at, ticket_id, outcome, missed, error_code, created_at)
    select ${turn.run_id}::uuid, d.schedule_id, d.client_id, ${turn.due_at}::timestamptz, ${turn.ticket_id}::uuid, ${turn.outcome}, ${turn.missed}::int, ${turn.error_code}, ${turn.now}::timestamptz from due d
  ), moved as (
    update ticket_schedules s set next_run_at = ${turn.next_run_at}::timestamptz, last_run_at = ${turn.due_at}::timestamptz from due d where s.schedule_id = d.schedule_id
  )
  select * from opened`);
