// SQL of how conditions become alerts and alerts become tickets, as the job `fleet`. Every statement may be repeated.
import { sql, type SQL } from 'drizzle-orm';
import { tickets } from '../../../drizzle/schema/index.ts';
import { arrayLiteral, type Tx } from '../../platform/database.ts';
import type { TicketPriority, TicketStatus } from '../tickets/values.ts';
import type { AlertFacts, SiteMachines } from './rules.ts';

/** A stored instant has milliseconds and rounds: cut instead, what is due now is due in the same transaction. */
const dueNow = sql`date_trunc('milliseconds', now())`;

/** What an object said of one condition; `alert_id` is for the row, should it be the first word. */
export interface ConditionWord {
  alert_id: string;
  client_id: string;
  asset_id: string;
  rule_id: string;
  target: string | null;
  opening: string;
  state: 'open' | 'recovered';
  at: string;
  value: number;
  samples: { at: string; value: number }[];
}

const words = (list: ConditionWord[]): SQL => sql`jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as w(alert_id uuid, client_id uuid, asset_id uuid, rule_id uuid, target text, opening text, state text, at timestamptz, value double precision, samples jsonb)`;

/** A rule's threshold for one machine: what the narrowest level of the policies says of it, or the rule itself. */
const thresholdHere = sql`coalesce((select (p.rules -> r.rule_id::text ->> 'threshold')::double precision from fleet_policies p
  where coalesce(p.asset_id, p.site_id, p.client_id) in (a.asset_id, a.site_id, a.client_id) and p.rules -> r.rule_id::text ->> 'threshold' is not null
  order by p.asset_id is null, p.site_id is null limit 1), r.threshold)`;

/**
 * One row an opening. A recovery that comes first is kept as history, so that its opening, when it comes, opens nothing.
 * A ticket is due at once, for an offline machine a little later, under a window or a fallen site not at all.
 */
export const insertConditions = (tx: Tx, list: ConditionWord[], offlineWaitSeconds: number) => tx.execute(sql`
  with fresh as (
    insert into alerts (alert_id, client_id, site_id, asset_id, rule_id, kind, opening, metric, target, value, threshold, samples, status, priority, suppressed_by, folded_into, ticket_due_at, opened_at, recovered_at)
    select x.alert_id, x.client_id, x.site_id, x.asset_id, x.rule_id, x.kind, x.opening, x.metric, x.target, x.value, x.threshold, x.samples, x.state, x.priority, x.suppressed_by, x.folded_into,
           case when x.state <> 'open' or not x.opens_ticket or x.suppressed_by is not null or x.folded_into is not null then null
                when x.kind = 'offline' then x.at + make_interval(secs => ${offlineWaitSeconds}::int) else ${dueNow} end,
           x.at, case when x.state = 'recovered' then x.at end
      from (select w.*, a.site_id, r.metric, ${thresholdHere} as threshold, r.priority, r.opens_ticket, case when r.metric = 'offline' then 'offline' else 'metric' end as kind,
                   app.window_over(a.client_id, a.site_id, a.asset_id, now()) as suppressed_by,
                   case when r.metric = 'offline' then (select s.alert_id from alerts s where s.client_id = a.client_id and s.site_id = a.site_id and s.kind = 'site_down' and s.status in ('open', 'acknowledged') limit 1) end as folded_into
              from ${words(list)}
              join assets a on a.asset_id = w.asset_id and a.client_id = w.client_id and a.deleted_at is null and a.enrolment = 'active' and a.lifecycle <> 'retired'
              join alert_rules r on r.rule_id = w.rule_id and r.deleted_at is null and r.is_active and (r.client_id is null or r.client_id = a.client_id)) x
     order by x.asset_id, x.rule_id, x.opening, x.state
    on conflict do nothing returning asset_id, client_id, site_id, kind)
  select asset_id, client_id, site_id, bool_or(kind = 'offline') as is_offline from fresh group by asset_id, client_id, site_id`);

/** Standing alerts whose end is reported. */
const endedBy = (list: ConditionWord[]): SQL => sql`(select l.alert_id from alerts l join ${words(list.filter((word) => word.state === 'recovered'))}
  on l.asset_id = w.asset_id and l.client_id = w.client_id and l.rule_id = w.rule_id and l.opening = w.opening where l.status in ('open', 'acknowledged'))`;
/** Of alerts that somebody else ended meanwhile nothing is left to say. */
const named = (ids: string[]): SQL => sql`(select l.alert_id from alerts l where l.alert_id = any(${arrayLiteral(ids)}::uuid[]) and l.status in ('open', 'acknowledged'))`;

/** Which alerts end: those that messages name, or those with these ids. */
export type Ended = { words: ConditionWord[] } | { ids: string[] };
const endedIds = (ended: Ended): SQL => ('words' in ended ? endedBy(ended.words) : named(ended.ids));

export interface EndingAlert extends Pick<AlertFacts, 'kind' | 'metric' | 'target' | 'opened_at' | 'asset_name' | 'site_name' | 'timezone'> {
  alert_id: string;
  client_id: string;
  site_id: string;
  asset_id: string | null;
  rule_id: string | null;
  opening: string;
  resolves_ticket: boolean;
  ticket: {
    ticket_id: string; ticket_number: string; client_id: string; site_id: string; created_by: string | null; assigned_to: string | null; status: TicketStatus; version: number;
    first_response_at: string | null; closed_at: string | null; notification_email: string | null; additional_emails: string[];
  } | null;
}

const place = sql`(select a.name from assets a where a.asset_id = l.asset_id) as asset_name, (select s.name::text from sites s where s.site_id = l.site_id) as site_name,
  (select c.timezone from clients c where c.client_id = l.client_id) as timezone`;

export const endingAlerts = (tx: Tx, ended: Ended) => tx.execute(sql`
  select l.alert_id, l.client_id, l.site_id, l.asset_id, l.rule_id, l.opening, l.kind, l.metric, l.target, l.opened_at, ${place},
         -- The end of an alert ends no ticket that its own was merged into: there is more to that one.
         coalesce((select r.resolves_ticket from alert_rules r where r.rule_id = l.rule_id), false) and app.ticket_of(l.ticket_id::text) is not distinct from l.ticket_id as resolves_ticket,
         (select jsonb_build_object('ticket_id', t.ticket_id, 'ticket_number', t.ticket_number, 'client_id', t.client_id, 'site_id', t.site_id, 'created_by', t.created_by, 'assigned_to', t.assigned_to, 'status', t.status,
                 'version', t.version, 'first_response_at', t.first_response_at, 'closed_at', t.closed_at, 'notification_email', t.notification_email, 'additional_emails', t.additional_emails)
            from tickets t where t.ticket_id = app.ticket_of(l.ticket_id::text) and t.deleted_at is null) as ticket
    from alerts l where l.alert_id in ${endedIds(ended)}`);

/** Tickets of alerts that end, as a condition for the people around them. */
export const ticketsOfEnding = (ended: Ended): SQL => sql`${tickets.deleted_at} is null and ${tickets.ticket_id} in (select app.ticket_of(l.ticket_id::text) from alerts l where l.ticket_id is not null and l.alert_id in ${endedIds(ended)})`;

export const endAlerts = (tx: Tx, ends: { alert_id: string; at: string }[]) => tx.execute(sql`
  update alerts l set status = 'recovered', recovered_at = w.at, ticket_due_at = null
    from jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) as w(alert_id uuid, at timestamptz)
   where l.alert_id = w.alert_id and l.status in ('open', 'acknowledged')`);

export interface DueAlert extends AlertFacts {
  alert_id: string;
  client_id: string;
  site_id: string;
  asset_id: string | null;
  suppressed_by: string | null;
  category_id: string;
  default_assignee: string | null;
}

/** Alerts that want a ticket now. @param assetIds only of these machines. */
const isDue = (assetIds: string[] | null): SQL => sql`l.ticket_due_at <= now() and l.ticket_id is null and l.folded_into is null and l.status in ('open', 'acknowledged')
  ${assetIds ? sql`and l.asset_id = any(${arrayLiteral(assetIds)}::uuid[])` : sql``}`;

export const dueAlerts = (tx: Tx, assetIds: string[] | null, limit: number) => tx.execute(sql`
  select l.*, ${place}, (select a.hostname from assets a where a.asset_id = l.asset_id) as hostname, x.rule_name, x.operator, x.category_id, app.default_assignee(x.category_id) as default_assignee,
         case when l.kind = 'site_down' then coalesce((select json_agg(a.name order by a.name) from assets a where a.client_id = l.client_id and a.site_id = l.site_id and a.deleted_at is null
           and a.enrolment = 'active' and a.lifecycle = 'active' and a.agent_status = 'offline'), '[]'::json) else '[]'::json end as machines,
         (select m.name from maintenance_windows m where m.window_id = l.suppressed_by) as window_name
    from (select l.alert_id, l.client_id, l.site_id, l.asset_id, l.rule_id, l.kind, l.metric, l.target, l.value, l.threshold, l.samples, l.priority, l.opened_at, l.suppressed_by
            from alerts l where ${isDue(assetIds)} order by l.ticket_due_at limit ${limit}::int) l
    left join lateral (select r.name as rule_name, r.operator, coalesce(
             (select g.category_id from categories g where g.category_id = coalesce(r.category_id, case when l.kind = 'site_down' then '00000000-0000-4000-8000-000000000002'::uuid end) and g.is_active),
             (select g.category_id from categories g where g.is_protected order by g.sort_order limit 1)) as category_id
            from (select 1) one left join alert_rules r on r.rule_id = l.rule_id) x on true`);

/** The people of every place where something is due, one row a place and person. */
export const peopleOfDue = (tx: Tx, assetIds: string[] | null) => tx.execute(sql`
  select x.site_id, p.user_id, p.email, p.name, p.role, p.locale, p.is_creator, p.is_assignee, p.is_watcher, to_json(p.muted) as muted, p.choices
    from (select distinct l.client_id, l.site_id from alerts l where ${isDue(assetIds)}) x, app.notice_people(x.client_id, x.site_id, null, null, null) p`);

export interface TicketToOpen {
  alert_id: string;
  activity_id: string;
  subject: string;
  description: string;
  category_id: string;
  assigned_to: string | null;
  at: string;
}

export interface OpenedTicket {
  ticket_id: string;
  ticket_number: string;
  client_id: string;
  site_id: string;
  asset_id: string | null;
  priority: TicketPriority;
}

/**
 * One ticket an alert, whoever comes first: the alert's row is held while it is written, and the ticket carries the alert's own id.
 * A second worker waits, finds the alert with its ticket, and opens nothing.
 */
export const openTickets = (tx: Tx, list: TicketToOpen[]) => tx.execute(sql`
  with want as (
    select * from jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as w(alert_id uuid, activity_id uuid, subject text, description text, category_id uuid, assigned_to uuid, at timestamptz)
  ), due as (
    select l.alert_id, l.client_id, l.site_id, l.asset_id, l.priority from alerts l
     where l.alert_id in (select alert_id from want) and l.ticket_id is null and l.ticket_due_at is not null and l.folded_into is null and l.status in ('open', 'acknowledged')
     order by l.alert_id for update of l
  ), opened as (
    insert into tickets (ticket_id, client_id, site_id, asset_id, category_id, subject, description, priority, channel, status, assigned_to, assigned_at, created_at, updated_at)
    select d.alert_id, d.client_id, d.site_id, d.asset_id, w.category_id, w.subject, w.description, d.priority, 'agente', (case when w.assigned_to is null then 'nuevo' else 'asignado' end)::ticket_status,
           w.assigned_to, case when w.assigned_to is not null then w.at end, w.at, w.at
      from due d join want w using (alert_id)
    returning ticket_id, ticket_number, client_id, site_id, asset_id, priority
  ), said as (
    insert into ticket_activities (activity_id, ticket_id, client_id, actor_name, action, created_at)
    select w.activity_id, o.ticket_id, o.client_id, 'Agente', 'created', w.at from opened o join want w on w.alert_id = o.ticket_id
  ), linked as (
    update alerts l set ticket_id = d.alert_id, ticket_due_at = null from due d where l.alert_id = d.alert_id
  )
  select * from opened`);

/** Sites in which machines went silent lately. */
export const fallenSites = (tx: Tx, withinMinutes: number) => tx.execute(sql`
  select a.client_id, a.site_id, count(*)::int as machines,
         json_agg(json_build_object('asset_id', a.asset_id, 'offline_since', a.offline_since)) filter (where a.agent_status = 'offline' and a.offline_since > now() - make_interval(mins => ${withinMinutes}::int)) as offline
    from assets a
   where a.deleted_at is null and a.enrolment = 'active' and a.lifecycle = 'active'
     and a.site_id in (select o.site_id from assets o where o.agent_status = 'offline' and o.offline_since > now() - make_interval(mins => ${withinMinutes}::int) and o.deleted_at is null and o.enrolment = 'active')
   group by a.client_id, a.site_id`);

/** Open alerts of whole sites, with how many machines are silent now. */
export const standingSites = (tx: Tx) => tx.execute(sql`
  select l.alert_id, l.client_id, l.site_id, count(a.asset_id)::int as machines, (count(a.asset_id) filter (where a.agent_status = 'offline'))::int as offline
    from alerts l left join assets a on a.client_id = l.client_id and a.site_id = l.site_id and a.deleted_at is null and a.enrolment = 'active' and a.lifecycle = 'active'
   where l.kind = 'site_down' and l.status in ('open', 'acknowledged') group by l.alert_id`);

export interface SiteToOpen extends Pick<SiteMachines, 'client_id' | 'site_id' | 'machines'> {
  alert_id: string;
  since: string;
  fallen: number;
}

/** At most one open alert a site: whoever comes second waits and finds it. */
export const lockSite = (tx: Tx, siteId: string) => tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('site_down:' || ${siteId}, 0))`);
export const openSite = (tx: Tx, site: SiteToOpen) => tx.execute(sql`
  insert into alerts (alert_id, client_id, site_id, kind, opening, metric, value, threshold, priority, suppressed_by, ticket_due_at, opened_at)
  select ${site.alert_id}::uuid, ${site.client_id}::uuid, ${site.site_id}::uuid, 'site_down', ${site.since}, 'offline', ${site.fallen}::int, ${site.machines}::int, 'critica', x.w, case when x.w is null then ${dueNow} end, ${site.since}::timestamptz
    from (select app.window_over(${site.client_id}::uuid, ${site.site_id}::uuid, null, now()) as w) x
   where not exists (select 1 from alerts l where l.client_id = ${site.client_id}::uuid and l.site_id = ${site.site_id}::uuid and l.kind = 'site_down' and l.status in ('open', 'acknowledged'))
  on conflict do nothing`);

/** Offline machines of a fallen site that have no ticket yet are spoken for by the site. */
export const foldMachines = (tx: Tx) => tx.execute(sql`
  update alerts l set folded_into = s.alert_id, ticket_due_at = null from alerts s
   where s.kind = 'site_down' and s.status in ('open', 'acknowledged') and l.client_id = s.client_id and l.site_id = s.site_id
     and l.kind = 'offline' and l.status in ('open', 'acknowledged') and l.ticket_id is null and l.folded_into is null
  returning l.asset_id, l.client_id, l.site_id`);

/** The site is back, or was dealt with: machines that still do not answer speak for themselves again. */
export const unfoldMachines = (tx: Tx) => tx.execute(sql`
  update alerts l set folded_into = null, ticket_due_at = case when l.suppressed_by is null then ${dueNow} end from alerts s
   where s.alert_id = l.folded_into and s.status not in ('open', 'acknowledged') and l.status in ('open', 'acknowledged') and l.ticket_id is null
     and exists (select 1 from assets a where a.asset_id = l.asset_id and a.agent_status = 'offline')
     and coalesce((select r.opens_ticket from alert_rules r where r.rule_id = l.rule_id), true)`);

/** Alerts that no window keeps quiet any more want their ticket. */
export const releaseQuiet = (tx: Tx) => tx.execute(sql`
  update alerts l set ticket_due_at = ${dueNow}
   where l.suppressed_by is not null and l.ticket_due_at is null and l.ticket_id is null and l.folded_into is null and l.status in ('open', 'acknowledged')
     and app.window_over(l.client_id, l.site_id, l.asset_id, now()) is null
     and coalesce((select r.opens_ticket from alert_rules r where r.rule_id = l.rule_id), true)`);

export interface EndedWindow {
  window_id: string;
  client_id: string;
  name: string;
  silenced: number;
  standing: number;
}

/** As the job `sweep`: windows whose last time is over and was not summed up; whoever comes second finds none. */
export const sumUpWindows = (tx: Tx) => tx.execute(sql`
  with ended as (
    update maintenance_windows w set summed_up_to = app.window_last_end(w, now())
     where w.starts_at < now() and app.window_last_end(w, now()) > coalesce(w.summed_up_to, '-infinity')
    returning w.window_id, w.client_id, w.name, w.summed_up_to, w.summed_up_to - (w.ends_at - w.starts_at) as began_at)
  select x.*, app.audit('window_ended', 'maintenance_windows', x.window_id::text, x.client_id, jsonb_build_object('silenced', x.silenced, 'standing', x.standing))
    from (select e.window_id, e.client_id, e.name, count(l.alert_id)::int as silenced, (count(l.alert_id) filter (where l.status in ('open', 'acknowledged')))::int as standing
            from ended e join alerts l on l.suppressed_by = e.window_id and l.created_at >= e.began_at group by e.window_id, e.client_id, e.name) x`);

/** An internal word on the first ticket that came of a window. */
export const sayOnFirstTicket = (tx: Tx, windowId: string, commentId: string, text: string) => tx.execute(sql`
  insert into ticket_comments (comment_id, ticket_id, client_id, author_name, body_text, visibility, channel)
  select ${commentId}::uuid, app.ticket_of(l.ticket_id::text), l.client_id, 'Agente', ${text}, 'internal', 'agente' from alerts l
   where l.suppressed_by = ${windowId}::uuid and l.ticket_id is not null and l.status in ('open', 'acknowledged') order by l.opened_at, l.alert_id limit 1`);

/** Whether the minute has anything to do at all. */
export const isAnythingWaiting = (tx: Tx) => tx.execute(sql`select
  exists (select 1 from alerts l where ${isDue(null)}) as is_due,
  exists (select 1 from alerts l where l.suppressed_by is not null and l.ticket_id is null and l.status in ('open', 'acknowledged')) as is_quiet,
  exists (select 1 from maintenance_windows w where w.starts_at < now() and app.window_last_end(w, now()) > coalesce(w.summed_up_to, '-infinity')) as is_window_over,
  exists (select 1 from alerts l join alerts s on s.alert_id = l.folded_into where s.status not in ('open', 'acknowledged') and l.status in ('open', 'acknowledged') and l.ticket_id is null) as is_unfolding`);
