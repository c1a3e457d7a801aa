// SQL of the keeper: clocks claimed with their ledger, what the rules need, and what was decided written in one piece.
import { inArray, isNull, sql, type SQL } from 'drizzle-orm';
import { businessCalendars, categories, settings, slas } from '../../../drizzle/schema/index.ts';
import { arrayLiteral, type Tx } from '../../platform/database.ts';
import type { NoticePerson } from '../notifications/rules.ts';
import type { TicketPriority, TicketStatus } from '../tickets/values.ts';
import type { Escalation, Fact } from './clock-rules.ts';
import type { Calendar } from './rules.ts';
import type { SlaState } from './values.ts';

/** Milliseconds since 1970 of a column, as the rules count. */
const ms = (column: string): SQL => sql.raw(`(extract(epoch from ${column}) * 1000)::float8`);

/** A maintenance window as stored; instants in milliseconds. */
export interface StoredWindow {
  starts_at: number;
  ends_at: number;
  every_days: number | null;
  timezone: string;
  repeats_until: number | null;
  deleted_at: number | null;
}
export interface LedgerLine extends Fact {
  due_at: number | null;
  details: Record<string, unknown>;
  actor_name: string | null;
}
/** A ticket with its clock and ledger. Instants in milliseconds. */
export interface ClockRow {
  ticket_id: string;
  ticket_number: string;
  client_id: string;
  site_id: string;
  category_id: string | null;
  created_by: string | null;
  priority: TicketPriority;
  status: TicketStatus;
  version: number;
  is_deleted: boolean;
  notification_email: string | null;
  additional_emails: string[];
  started: number;
  created: number;
  facts: number;
  is_stale: boolean;
  told: string[];
  sla_id: string | null;
  sla_version: number | null;
  calendar_id: string | null;
  calendar_version: number | null;
  first_response_due: number | null;
  resolution_due: number | null;
  first_response_breached: number | null;
  resolution_breached: number | null;
  ledger: LedgerLine[];
  windows: StoredWindow[];
  people: NoticePerson[] | null;
}

const windows = sql`(select coalesce(json_agg(json_build_object('starts_at', ${ms('w.starts_at')}, 'ends_at', ${ms('w.ends_at')}, 'every_days', w.every_days, 'timezone', w.timezone,
    'repeats_until', ${ms('w.repeats_until')}, 'deleted_at', ${ms('w.deleted_at')})), '[]'::json)
  from maintenance_windows w where w.client_id = t.client_id and (w.site_id is null or w.site_id = t.site_id) and (w.asset_id is null or w.asset_id = t.asset_id)
   and (w.every_days is not null or w.ends_at > c.started_at) and (w.deleted_at is null or w.deleted_at > greatest(c.started_at, w.starts_at)))`;

const clockColumns = (ledger: SQL, people: SQL): SQL => sql`t.ticket_id, t.ticket_number, t.client_id, t.site_id, t.category_id, t.created_by, t.priority::text as priority, t.status::text as status, t.version, t.deleted_at is not null as is_deleted,
  t.notification_email, to_json(t.additional_emails) as additional_emails, ${ms('c.started_at')} as started, ${ms('c.created_at')} as created, c.facts, c.is_stale, to_json(c.told) as told,
  c.sla_id, c.sla_version, c.calendar_id, c.calendar_version, ${ms('c.first_response_due_at')} as first_response_due, ${ms('c.resolution_due_at')} as resolution_due,
  ${ms('c.first_response_breached_at')} as first_response_breached, ${ms('c.resolution_breached_at')} as resolution_breached,
  (select coalesce(json_agg(json_build_object('target', e.target, 'event', e.event, 'at', ${ms('e.at')}, 'cause', e.cause ${ledger}) order by e.at, e.seq), '[]'::json)
     from sla_events e where e.ticket_id = c.ticket_id) as ledger,
  ${windows} as windows, ${people} as people`;

/**
 * Takes clocks for two minutes, so that two keepers never work on the same: those due, or of `ticketIds` those with news. A keeper
 * that dies leaves them to the next sweep. The ledger and `facts` come from the same snapshot; a fact written later makes `keep` skip the clock.
 * People come with clocks that are due for something else than a recomputation.
 */
export const claimClocks = (tx: Tx, now: Date, limit: number, ticketIds?: readonly string[]) => tx.execute(sql`
  with due as (
    select s.ticket_id from sla_compliance s
     where ${ticketIds ? sql`s.ticket_id = any(${arrayLiteral(ticketIds)}::uuid[]) and s.is_stale` : sql`s.next_event_at <= greatest(now(), ${now.toISOString()}::timestamptz)`}
     order by s.next_event_at limit ${limit} for update skip locked
  ), claimed as (
    update sla_compliance s set next_event_at = greatest(now(), ${now.toISOString()}::timestamptz) + interval '2 minutes' from due where s.ticket_id = due.ticket_id returning s.ticket_id
  )
  select ${clockColumns(sql``, sql`(case when not c.is_stale then
      (select coalesce(json_agg(p), '[]'::json) from app.notice_people(t.client_id, t.site_id, t.created_by, t.assigned_to, t.ticket_id) p) end)`)}
    from claimed join sla_compliance c on c.ticket_id = claimed.ticket_id join tickets t on t.ticket_id = c.ticket_id`);

/** One visible ticket with its clock, for people. */
export const clockOfTicket = (tx: Tx, where: SQL) => tx.execute(sql`
  select ${clockColumns(sql`, 'due_at', ${ms('e.due_at')}, 'details', e.details, 'actor_name', app.person_name(e.actor_id)`, sql`null::json`)}
    from (select * from tickets where ${where}) t join sla_compliance c on c.ticket_id = t.ticket_id`);

/** Whether any clock is due: what a minute without work costs. */
export const anyDue = (tx: Tx, now: Date) => tx.execute(sql`select exists (select 1 from sla_compliance where next_event_at <= greatest(now(), ${now.toISOString()}::timestamptz)) as is_due`);

const policyColumns = {
  sla_id: slas.sla_id, client_id: slas.client_id, category_id: slas.category_id, priority: slas.priority, name: slas.name, calendar_id: slas.calendar_id, is_always_open: slas.is_always_open,
  first_response_minutes: slas.first_response_minutes, next_reply_minutes: slas.next_reply_minutes, resolution_minutes: slas.resolution_minutes,
  warn_percents: slas.warn_percents, escalations: sql<Escalation[]>`${slas.escalations}`, version: slas.version,
};
/** Policies in force. */
export const activePolicies = (tx: Tx) => tx.select(policyColumns).from(slas).where(sql`${slas.is_active} and ${slas.deleted_at} is null`);

/** Calendars with the holidays that somebody confirmed. */
export const calendars = (tx: Tx) => tx.select({
  calendar_id: businessCalendars.calendar_id, client_id: businessCalendars.client_id, site_id: businessCalendars.site_id, name: businessCalendars.name, is_default: businessCalendars.is_default,
  version: businessCalendars.version, timezone: businessCalendars.timezone, business_hours: sql<Calendar['business_hours']>`${businessCalendars.business_hours}`,
  holidays: sql<string[]>`(select coalesce(json_agg(to_char(h.day, 'YYYY-MM-DD') order by h.day), '[]'::json) from calendar_holidays h where h.calendar_id = "business_calendars"."calendar_id" and h.is_confirmed)`,
}).from(businessCalendars).where(isNull(businessCalendars.deleted_at));

export const categoryParents = (tx: Tx) => tx.select({ category_id: categories.category_id, parent_id: categories.parent_id }).from(categories);

export const standingSettings = (tx: Tx) => tx.select({ name: settings.name, value: settings.value }).from(settings).where(inArray(settings.name, ['auto_close', 'waiting_reminder']));

/** What the keeper found of one clock; instants ISO-8601. */
export interface KeptClock {
  ticket_id: string;
  facts: number;
  sla_id: string | null;
  sla_version: number | null;
  calendar_id: string | null;
  calendar_version: number | null;
  first_response_target: number | null;
  resolution_target: number | null;
  first_response_due_at: string | null;
  first_response_at: string | null;
  first_response_breached_at: string | null;
  first_response_state: SlaState;
  next_reply_due_at: string | null;
  resolution_due_at: string | null;
  resolution_at: string | null;
  resolution_breached_at: string | null;
  resolution_state: SlaState;
  first_response_used_s: number | null;
  resolution_used_s: number | null;
  due_at: string | null;
  told: string[];
  next_event_at: string | null;
}
export interface KeptEvent {
  ticket_id: string;
  client_id: string;
  target: string | null;
  event: string;
  at: string;
  due_at: string | null;
  cause: string | null;
  details: object;
  fact_key: string;
}

const rowsOf = (rows: readonly object[]): SQL => sql`${JSON.stringify(rows)}::jsonb`;

/** Ledger lines of the keeper; the same one twice is one. */
export const insertEvents = (tx: Tx, events: readonly KeptEvent[]) => tx.execute(sql`
  insert into sla_events (ticket_id, client_id, target, event, at, due_at, cause, details, fact_key)
  select * from jsonb_to_recordset(${rowsOf(events)}) as v(ticket_id uuid, client_id uuid, target text, event text, at timestamptz, due_at timestamptz, cause text, details jsonb, fact_key text)
  order by v.ticket_id on conflict (ticket_id, fact_key) do nothing`);

/** After the ledger: both wait for the ticket first, as everybody does who changes one. A clock with a newer fact is left alone: it is due at once. */
export const keep = (tx: Tx, clocks: readonly KeptClock[]) => tx.execute(sql`
  update sla_compliance c set is_stale = false, sla_id = v.sla_id, sla_version = v.sla_version, calendar_id = v.calendar_id, calendar_version = v.calendar_version,
         first_response_target = v.first_response_target, resolution_target = v.resolution_target, first_response_due_at = v.first_response_due_at, first_response_at = v.first_response_at,
         first_response_breached_at = v.first_response_breached_at, first_response_state = v.first_response_state, next_reply_due_at = v.next_reply_due_at,
         resolution_due_at = v.resolution_due_at, resolution_at = v.resolution_at, resolution_breached_at = v.resolution_breached_at, resolution_state = v.resolution_state,
         first_response_used_s = v.first_response_used_s, resolution_used_s = v.resolution_used_s, due_at = v.due_at, told = array(select jsonb_array_elements_text(v.told)), next_event_at = v.next_event_at, updated_at = now()
    from jsonb_to_recordset(${rowsOf(clocks)}) as v(ticket_id uuid, facts integer, sla_id uuid, sla_version integer, calendar_id uuid, calendar_version integer,
         first_response_target integer, resolution_target integer, first_response_due_at timestamptz, first_response_at timestamptz, first_response_breached_at timestamptz, first_response_state text,
         next_reply_due_at timestamptz, resolution_due_at timestamptz, resolution_at timestamptz, resolution_breached_at timestamptz, resolution_state text, first_response_used_s integer, resolution_used_s integer, due_at timestamptz, told jsonb, next_event_at timestamptz)
   where c.ticket_id = v.ticket_id and c.facts = v.facts`);

/** Resolved tickets whose days are over, unless somebody changed them meanwhile. */
export const closeResolved = (tx: Tx, rows: readonly { ticket_id: string; version: number; activity_id: string }[], now: Date, author: string) => tx.execute(sql`
  with closed as (
    update tickets t set status = 'cerrado', closed_at = ${now.toISOString()}::timestamptz, updated_at = ${now.toISOString()}::timestamptz, version = t.version + 1
      from jsonb_to_recordset(${rowsOf(rows)}) as v(ticket_id uuid, version integer, activity_id uuid)
     where t.ticket_id = v.ticket_id and t.version = v.version and t.status = 'resuelto' and t.deleted_at is null
    returning t.*, v.activity_id)
  , noted as (
    insert into ticket_activities (activity_id, ticket_id, client_id, actor_name, action, field, old_value, new_value, created_at)
    select activity_id, ticket_id, client_id, ${author}, 'status', 'status', 'resuelto', 'cerrado', ${now.toISOString()}::timestamptz from closed)
  select ticket_id, ticket_number, client_id, site_id, created_by, version from closed`);

