// SQL of the dashboards: one statement each. Who counts what is decided by row security.
import { sql, type SQL } from 'drizzle-orm';
import type { Tx, UserActor } from '../../platform/database.ts';
import { complianceQuery } from '../sla/store.ts';
import { dueIs, finishedAt, ticketFilters } from '../tickets/filter-store.ts';
import type { DashboardQuery } from './contract.ts';
import { AGE_EDGES, daysOf, FIRST_RESPONSE_EDGES, outerBounds, RESOLUTION_EDGES } from './rules.ts';

type Query = Pick<DashboardQuery, 'client_id' | 'days' | 'from' | 'to'>;
const iso = (instant: SQL): SQL => sql`to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

// The zone of the person's client, else that of the provider's own calendar.
const span = (query: Query): SQL => {
  const period = daysOf(query);
  const last = 'days' in period ? sql`(now() at time zone z.tz)::date` : sql`${period.to}::date`;
  const first = 'days' in period ? sql`${last} - ${period.days - 1}::integer` : sql`${period.from}::date`;
  return sql`zone as materialized (
    select coalesce((select c.timezone from clients c where c.client_id = (select app.client_id())),
                    (select b.timezone from business_calendars b where b.client_id is null and b.is_default and b.deleted_at is null), 'America/Mexico_City') as tz),
  span as materialized (
    select z.tz, date_trunc('milliseconds', now()) as at, d.first_day, d.last_day, d.first_day::timestamp at time zone z.tz as from_at, (d.last_day + 1)::timestamp at time zone z.tz as to_at
      from zone z cross join lateral (select ${first} as first_day, ${last} as last_day) d)`;
};
const period = sql`(select json_build_object('from', ${iso(sql`from_at`)}, 'to', ${iso(sql`to_at`)}, 'first_day', to_char(first_day, 'YYYY-MM-DD'), 'last_day', to_char(last_day, 'YYYY-MM-DD'), 'timezone', tz) from span)`;

// Constants beside the exact ends: the ends are known when the statement runs, the plan is made before that.
const near = (column: SQL, query: Query, now: Date): SQL => {
  const outer = outerBounds(query, now);
  return sql`${column} >= ${outer.from}::timestamptz and ${column} < ${outer.to}::timestamptz`;
};
const exactly = (column: SQL): SQL => sql`${column} >= (select from_at from span) and ${column} < (select to_at from span)`;
const within = (column: SQL, query: Query, now: Date): SQL => sql`${near(column, query, now)} and ${exactly(column)}`;

// Hints for the planner, never authority.
const placed = (table: 'c' | 't' | 'a' | 'l', actor: UserActor, query: Query): SQL => {
  const client = sql.raw(`${table}.client_id`);
  return sql`${actor.isClientUser ? sql`${client} = (select app.client_id())` : sql`true`} and ${query.client_id ? sql`${client} = ${query.client_id}::uuid` : sql`true`}`;
};

const due = (actor: UserActor, query: Query): SQL => sql`
  due as materialized (select c.ticket_id, ${dueIs('overdue')} as is_over from sla_compliance c where (${dueIs('overdue')} or ${dueIs('soon')}) and ${placed('c', actor, query)})`;
const open = (actor: UserActor, query: Query): SQL => sql`
  open as materialized (select tickets.ticket_id, tickets.client_id, tickets.assigned_to, tickets.created_at, tickets.status::text as status, tickets.priority::text as priority
    from tickets where ${ticketFilters(actor, { open: true, client_id: query.client_id })}), ${due(actor, query)}`;

const seen = (actor: UserActor, query: Query, when: SQL): SQL => sql`from tickets where ${ticketFilters(actor, { client_id: query.client_id })} and ${when}`;
const createdAt = sql`tickets.created_at`;

export const statsStatement = (tx: Tx, actor: UserActor, query: Query, now: Date) => tx.execute(sql`
  with ${span(query)}, ${open(actor, query)}
  select ${iso(sql`s.at`)} as at, ${period} as period,
    (select json_build_object('total', count(*), 'unassigned', count(*) filter (where o.assigned_to is null),
       'overdue', count(*) filter (where d.is_over), 'due_soon', count(*) filter (where not d.is_over)) from open o left join due d on d.ticket_id = o.ticket_id) as open,
    (select json_build_array(${sql.join([0, ...AGE_EDGES].map((days, n) => {
      const edge = AGE_EDGES[n];
      const younger = sql`created_at >= s.at - ${sql.raw(`interval '${24 * (edge ?? 0)} hours'`)}`;
      const older = sql`created_at < s.at - ${sql.raw(`interval '${24 * days} hours'`)}`;
      return sql`count(*) filter (where ${edge === undefined ? older : days === 0 ? younger : sql`${younger} and ${older}`})`;
    }), sql`, `)}) from open) as ages,
    (select json_object_agg(status, n) from (select status, count(*) as n from open group by 1) x) as by_status,
    (select json_object_agg(priority, n) from (select priority, count(*) as n from open group by 1) x) as by_priority,
    ${actor.isClientUser ? sql`(select count(*)::int from tickets where ${ticketFilters(actor, { status: ['resuelto'], client_id: query.client_id })})` : sql`null::int`} as resolved_unconfirmed,
    (select count(*)::int ${seen(actor, query, within(createdAt, query, now))}) as created,
    (select count(*)::int ${seen(actor, query, within(finishedAt, query, now))}) as finished,
    (select coalesce(json_agg(x), '[]'::json) from (${complianceQuery(sql`${placed('t', actor, query)} and ${placed('c', actor, query)} and ${within(sql`c.started_at`, query, now)} and ${near(sql`t.created_at`, query, now)}`)}) x) as compliance,
    (select json_build_object('total', count(*), 'online', count(*) filter (where a.agent_status = 'online'), 'offline', count(*) filter (where a.agent_status = 'offline'),
       'maintenance', count(*) filter (where a.agent_status = 'maintenance'), 'error', count(*) filter (where a.agent_status = 'error'), 'held', count(*) filter (where a.enrolment = 'held'))
       from assets a where a.deleted_at is null and a.lifecycle <> 'retired' and ${placed('a', actor, query)}) as fleet,
    (select json_object_agg(priority, n) from (select l.priority::text as priority, count(*) as n from alerts l where l.status in ('open', 'acknowledged') and ${placed('l', actor, query)} group by 1) x) as alerts
  from span s`);

/** Of clocks that ended, by index alone: `used` is null as long as a ticket is deleted, so no ticket is looked at. */
const distribution = (target: 'first_response' | 'resolution', at: SQL, edges: readonly number[], actor: UserActor, query: Query, now: Date): SQL => {
  const used = sql.raw(`c.${target}_used_s`);
  // Places as differences of sums: a comparison costs less than to look for the place and group by it.
  const below = edges.map((minutes) => sql`count(*) filter (where ${used} < ${sql.raw(String(minutes * 60))})`);
  return sql`(select json_build_object('count', count(*), 'points', percentile_cont(array[0.5, 0.9]) within group (order by ${used}), 'below', json_build_array(${sql.join(below, sql`, `)}))
     from sla_compliance c where ${used} is not null and ${placed('c', actor, query)} and ${within(at, query, now)})`;
};

/** How many of a set fall on each day of the period, as an array that begins with its first day. */
const perDay = (at: SQL, rows: SQL): SQL => sql`(select coalesce(json_object_agg(day, n), '{}'::json) from (select width_bucket(${at}, (select starts from days)) as day, count(*) as n ${rows} group by 1) x)`;

export const chartsStatement = (tx: Tx, actor: UserActor, query: Query, now: Date) => {
  const born = seen(actor, query, within(createdAt, query, now));
  const ended = seen(actor, query, within(finishedAt, query, now));
  const waiting = sql`from tickets where ${ticketFilters(actor, { open: true, client_id: query.client_id })}`;
  return tx.execute(sql`
  with ${span(query)}, ${due(actor, query)},
  -- Instants at which the days begin: to find one among them costs half of working out the local day of each ticket.
  days as materialized (select array_agg((s.first_day + n)::timestamp at time zone s.tz order by n) as starts from span s cross join lateral generate_series(0, s.last_day - s.first_day) n),
  counted as materialized (select ${perDay(createdAt, born)} as born, ${perDay(finishedAt, ended)} as ended)
  select ${period} as period,
    (select json_agg(json_build_object('day', to_char(s.first_day + (d.n - 1)::integer, 'YYYY-MM-DD'), 'from', ${iso(sql`d.starts`)}, 'created', coalesce((k.born ->> d.n::text)::int, 0), 'finished', coalesce((k.ended ->> d.n::text)::int, 0)) order by d.n)
       from span s, counted k, days y cross join lateral unnest(y.starts) with ordinality as d(starts, n)) as days,
    ${distribution('first_response', sql`c.started_at`, FIRST_RESPONSE_EDGES, actor, query, now)} as first_response,
    ${distribution('resolution', sql`c.resolution_at`, RESOLUTION_EDGES, actor, query, now)} as resolution,
    ${actor.isClientUser ? sql`null::json as technicians, null::json as clients` : sql`
    (select coalesce(json_agg(x order by x.open desc, x.finished desc, x.name), '[]'::json) from (
       select u.user_id, u.name, coalesce(o.open, 0) as open, coalesce(o.overdue, 0) as overdue, coalesce(e.finished, 0) as finished
         from users u
         left join (select o.assigned_to, count(*) as open, count(*) filter (where d.is_over) as overdue from (select tickets.ticket_id, tickets.assigned_to ${waiting}) o left join due d on d.ticket_id = o.ticket_id group by 1) o on o.assigned_to = u.user_id
         left join (select tickets.assigned_to, count(*) as finished ${ended} group by 1) e on e.assigned_to = u.user_id
        where u.client_id is null and (o.open > 0 or e.finished > 0 or (u.is_active and u.deleted_at is null and u.role = 'technician'))) x) as technicians,
    (select coalesce(json_agg(x order by x.created desc, x.open desc, x.name), '[]'::json) from (
       select b.client_id, app.client_name(b.client_id) as name, b.created, coalesce(o.open, 0) as open
         from (select tickets.client_id, count(*) as created ${born} group by 1 order by 2 desc, 1 limit 10) b
         left join (select tickets.client_id, count(*) as open ${waiting} group by 1) o on o.client_id = b.client_id) x) as clients`}
  from span`);
};

/** The last word on each of the tickets that changed last. */
export const activityStatement = (tx: Tx, actor: UserActor, query: { client_id?: string | undefined }, limit: number) => tx.execute(sql`
  select t.ticket_id, t.ticket_number, t.subject, app.client_name(t.client_id) as client_name, t.status::text as status, a.activity_id, a.actor_name, a.action, a.field, a.old_value, a.new_value, ${iso(sql`a.created_at`)} as created_at
    from (select * from tickets where ${ticketFilters(actor, query)} order by tickets.updated_at desc, tickets.ticket_id desc limit ${limit}) t
    cross join lateral (select * from ticket_activities x where x.ticket_id = t.ticket_id order by x.created_at desc, x.activity_id desc limit 1) a
   order by a.created_at desc, a.activity_id desc`);
