// SQL of policies, calendars and the lists of service levels.
import { and, asc, eq, isNull, sql, type SQL } from 'drizzle-orm';
import { businessCalendars, calendarHolidays, slas } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';
import type { Escalation } from './clock-rules.ts';
import type { CalendarRow, MetricsQuery, NewCalendar, NewPolicy, PolicyRow } from './contract.ts';

const clientName = (table: string) => sql<string | null>`(select c.name::text from clients c where c.client_id = ${sql.raw(`"${table}"."client_id"`)})`;

const policyColumns = {
  sla_id: slas.sla_id, client_id: slas.client_id, client_name: clientName('slas'), category_id: slas.category_id,
  category_name: sql<string | null>`(select c.name from categories c where c.category_id = "slas"."category_id")`, priority: slas.priority, name: slas.name, calendar_id: slas.calendar_id,
  is_always_open: slas.is_always_open, first_response_minutes: slas.first_response_minutes, next_reply_minutes: slas.next_reply_minutes, resolution_minutes: slas.resolution_minutes,
  warn_percents: slas.warn_percents, escalations: sql<Escalation[]>`${slas.escalations}`, is_active: slas.is_active, version: slas.version,
} satisfies Record<keyof PolicyRow, unknown>;

export const policyRows = (tx: Tx) => tx.select(policyColumns).from(slas).where(isNull(slas.deleted_at)).orderBy(sql`client_id nulls first`, asc(slas.name), asc(slas.sla_id));
export const policyById = (tx: Tx, slaId: string) => tx.select(policyColumns).from(slas).where(and(eq(slas.sla_id, slaId), isNull(slas.deleted_at)));
export const insertPolicy = (tx: Tx, slaId: string, policy: NewPolicy) => tx.insert(slas).values({ sla_id: slaId, ...policy });
/** Version and time rise by trigger; LN409 when somebody was faster. */
export const policyUnchanged = (tx: Tx, slaId: string, version: number) =>
  tx.execute(sql`select app.must(exists (select 1 from slas where sla_id = ${slaId}::uuid and version = ${version}::integer and deleted_at is null for update), 'LN409', 'the policy changed meanwhile')`);
export const updatePolicy = (tx: Tx, slaId: string, change: Partial<typeof slas.$inferInsert>) => tx.update(slas).set(change).where(eq(slas.sla_id, slaId));

const calendarColumns = {
  calendar_id: businessCalendars.calendar_id, client_id: businessCalendars.client_id, client_name: clientName('business_calendars'), site_id: businessCalendars.site_id, name: businessCalendars.name,
  timezone: businessCalendars.timezone, business_hours: sql<CalendarRow['business_hours']>`${businessCalendars.business_hours}`, is_default: businessCalendars.is_default, version: businessCalendars.version,
  holidays: sql<CalendarRow['holidays']>`(select coalesce(json_agg(json_build_object('day', to_char(h.day, 'YYYY-MM-DD'), 'name', h.name, 'is_confirmed', h.is_confirmed) order by h.day), '[]'::json)
    from calendar_holidays h where h.calendar_id = "business_calendars"."calendar_id")`,
} satisfies Record<keyof CalendarRow, unknown>;

export const calendarRows = (tx: Tx) =>
  tx.select(calendarColumns).from(businessCalendars).where(isNull(businessCalendars.deleted_at)).orderBy(sql`client_id nulls first`, asc(businessCalendars.name), asc(businessCalendars.calendar_id));
export const calendarById = (tx: Tx, calendarId: string) => tx.select(calendarColumns).from(businessCalendars).where(and(eq(businessCalendars.calendar_id, calendarId), isNull(businessCalendars.deleted_at)));
export const calendarUnchanged = (tx: Tx, calendarId: string, version: number) =>
  tx.execute(sql`select app.must(exists (select 1 from business_calendars where calendar_id = ${calendarId}::uuid and version = ${version}::integer and deleted_at is null for update), 'LN409', 'the calendar changed meanwhile')`);
const withoutHolidays = ({ holidays: _holidays, ...row }: NewCalendar) => row;
export const insertCalendar = (tx: Tx, calendarId: string, calendar: NewCalendar) => tx.insert(businessCalendars).values({ calendar_id: calendarId, ...withoutHolidays(calendar) });
/** After the holidays: with this row's version the clocks learn of both. */
export const updateCalendar = (tx: Tx, calendarId: string, calendar: NewCalendar) => tx.update(businessCalendars).set(withoutHolidays(calendar)).where(eq(businessCalendars.calendar_id, calendarId));
export const deleteCalendar = (tx: Tx, calendarId: string, now: Date) => tx.update(businessCalendars).set({ deleted_at: now }).where(eq(businessCalendars.calendar_id, calendarId));
/** The calendar of a place is one: the one before steps back. */
export const stepBack = (tx: Tx, calendarId: string, calendar: NewCalendar) => tx.update(businessCalendars).set({ is_default: false }).where(and(
  sql`${calendar.is_default}::boolean`, businessCalendars.is_default, isNull(businessCalendars.deleted_at), sql`${businessCalendars.calendar_id} <> ${calendarId}::uuid`,
  sql`${businessCalendars.client_id} is not distinct from ${calendar.client_id}::uuid`, sql`${businessCalendars.site_id} is not distinct from ${calendar.site_id}::uuid`));
export const replaceHolidays = (tx: Tx, calendarId: string, holidays: NewCalendar['holidays']) => [
  tx.delete(calendarHolidays).where(eq(calendarHolidays.calendar_id, calendarId)),
  ...(holidays.length > 0 ? [tx.insert(calendarHolidays).values(holidays.map((one) => ({ ...one, calendar_id: calendarId })))] : []),
];

/** What a policy or calendar names, as far as the caller sees it. */
export const scopeFacts = (tx: Tx, clientId: string | null, siteId: string | null, categoryId: string | null) => tx.execute(sql`select
  ${clientId}::uuid is null or exists (select 1 from clients where client_id = ${clientId}::uuid and deleted_at is null) as has_client,
  ${siteId}::uuid is null or exists (select 1 from sites where site_id = ${siteId}::uuid and client_id = ${clientId}::uuid and deleted_at is null) as has_site,
  ${categoryId}::uuid is null or exists (select 1 from categories where category_id = ${categoryId}::uuid) as has_category`);
export interface ScopeFacts {
  has_client: boolean;
  has_site: boolean;
  has_category: boolean;
}

/** Each ticket's two recorded clocks as rows; a due time that has passed counts before the keeper writes it down. */
const clocks = sql`sla_compliance c join tickets t on t.ticket_id = c.ticket_id and t.deleted_at is null
  cross join lateral (values
    ('first_response', c.first_response_target, c.first_response_due_at, c.first_response_at, coalesce(c.first_response_breached_at, case when c.first_response_state = 'pending' and c.first_response_due_at <= now() then c.first_response_due_at end), c.first_response_state),
    ('resolution', c.resolution_target, c.resolution_due_at, c.resolution_at, coalesce(c.resolution_breached_at, case when c.resolution_state = 'pending' and c.resolution_due_at <= now() then c.resolution_due_at end), c.resolution_state)
  ) as v(target, target_minutes, due_at, met_at, breached_at, state)`;

const listColumns = sql`t.ticket_id, t.ticket_number, t.subject, t.client_id, (select x.name::text from clients x where x.client_id = t.client_id) as client_name, t.assigned_to,
  app.person_name(t.assigned_to) as assigned_to_name, t.priority::text as priority, v.target, v.due_at, v.met_at, v.breached_at`;

const filters = (query: { client_id?: string | undefined; assigned_to?: string | undefined }): SQL => sql`
  (${query.client_id ?? null}::uuid is null or t.client_id = ${query.client_id ?? null}::uuid) and (${query.assigned_to ?? null}::uuid is null or t.assigned_to = ${query.assigned_to ?? null}::uuid)`;

const WARNED = sql`c.due_at is not null and v.due_at > now() and v.met_at is null and v.breached_at is null and v.state = 'pending'
  and exists (select 1 from unnest(c.told) k where k like 'warned:' || v.target || ':%')`;
const BREACHED = sql`v.breached_at is not null and c.resolution_at is null and c.resolution_state <> 'stopped'`;

export type ClockList = 'warned' | 'breached';
const conditionOf = (list: ClockList): SQL => (list === 'warned' ? WARNED : BREACHED);

/** The next to be due, or the longest overdue, first. */
export const clockList = (tx: Tx, list: ClockList, query: { client_id?: string | undefined; assigned_to?: string | undefined }, after: readonly string[] | null, limit: number) => tx.execute(sql`
  select ${listColumns} from ${clocks} where ${conditionOf(list)} and ${filters(query)}
    and ${after ? sql`(v.due_at, t.ticket_id, v.target) > (${after[0]}::timestamptz, ${after[1]}::uuid, ${after[2]})` : sql`true`} and v.due_at is not null
   order by v.due_at, t.ticket_id, v.target limit ${limit}`);
export const countClocks = (tx: Tx, list: ClockList, query: { client_id?: string | undefined; assigned_to?: string | undefined }, cap: number) => tx.execute(sql`
  select count(*)::int as total from (select 1 from ${clocks} where ${conditionOf(list)} and ${filters(query)} and v.due_at is not null limit ${cap}) x`);

/**
 * The one query behind every percentage of service levels: clocks of tickets opened in a period, by target. Clocks without a target and stopped ones count nowhere.
 * @param where over `c` (sla_compliance) and `t` (tickets).
 */
export const complianceQuery = (where: SQL): SQL => sql`
  select v.target, v.breached::int as breached, v.met::int as met, v.open::int as open
    from (select ${sql.join((['first_response', 'resolution'] as const).map(clockCounts), sql`, `)}
            from sla_compliance c join tickets t on t.ticket_id = c.ticket_id and t.deleted_at is null
           where ${where}) x
   cross join lateral (values ('first_response', x.first_response_all, x.first_response_breached, x.first_response_met, x.first_response_open),
                              ('resolution', x.resolution_all, x.resolution_breached, x.resolution_met, x.resolution_open)) as v(target, n, breached, met, open)
   where v.n > 0`;

/** One pass over the tickets for both targets. A due time that has passed counts before the keeper writes it down. */
function clockCounts(target: 'first_response' | 'resolution'): SQL {
  const of = (column: string): SQL => sql.raw(`c.${target}_${column}`);
  const isBreached = sql`(${of('breached_at')} is not null or (${of('state')} = 'pending' and ${of('due_at')} <= now()))`;
  const count = (name: string, where: SQL): SQL => sql`count(*) filter (where ${of('target')} is not null and ${where}) as ${sql.raw(`${target}_${name}`)}`;
  return sql.join([
    count('all', sql`true`), count('breached', isBreached), count('met', sql`${isBreached} is not true and ${of('state')} = 'met'`),
    count('open', sql`${isBreached} is not true and ${of('state')} in ('pending', 'paused')`),
  ], sql`, `);
}

export const complianceCounts = (tx: Tx, query: MetricsQuery) => tx.execute(complianceQuery(sql`
  ${filters(query)} and (${query.category_id ?? null}::uuid is null or t.category_id = ${query.category_id ?? null}::uuid)
     and (${query.from ?? null}::timestamptz is null or c.started_at >= ${query.from ?? null}::timestamptz) and (${query.to ?? null}::timestamptz is null or c.started_at < ${query.to ?? null}::timestamptz)`));
