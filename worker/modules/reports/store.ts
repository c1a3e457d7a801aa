// SQL of reports and schedules: what people ask for, and what becomes of it.
import { and, eq, isNull, sql, type SQL } from 'drizzle-orm';
import { reports, reportSchedules } from '../../../drizzle/schema/index.ts';
import { arrayLiteral, type Tx, type UserActor } from '../../platform/database.ts';
import type { Locale } from '../users/values.ts';
import type { ReportMail, ReportQuery, ScheduleQuery } from './contract.ts';
import type { ReportFormat, ReportGroup, ReportKind } from './values.ts';

const nameOf = (table: string, column: string, fn: string) => sql<string | null>`(case when ${sql.raw(`"${table}"."${column}"`)} is not null then ${sql.raw(fn)}(${sql.raw(`"${table}"."${column}"`)}) end)`;

export const reportColumns = {
  report_id: reports.report_id, client_id: reports.client_id, client_name: nameOf('reports', 'client_id', 'app.client_name'), schedule_id: reports.schedule_id,
  schedule_name: sql<string | null>`(select s.name from report_schedules s where s.schedule_id = "reports"."schedule_id")`, period_key: reports.period_key, kind: reports.kind, format: reports.format,
  group_by: reports.group_by, locale: sql<Locale>`${reports.locale}`, timezone: reports.timezone, from_at: reports.from_at, to_at: reports.to_at, is_for_client: reports.is_for_client,
  asked_by: reports.asked_by, asked_by_name: nameOf('reports', 'asked_by', 'app.person_name'), status: reports.status, attempts: reports.attempts, row_count: reports.row_count, size: reports.size,
  file_name: reports.file_name, error_code: reports.error_code, error: reports.error, created_at: reports.created_at, started_at: reports.started_at, finished_at: reports.finished_at,
  expires_at: reports.expires_at, recipients: sql<string[]>`to_json("reports"."recipients")`,
  mails: sql<ReportMail[]>`(case when cardinality("reports"."recipients") > 0 then app.report_mails("reports"."report_id", "reports"."recipients") else '[]'::jsonb end)`,
};

/** A hint for the planner, never authority. */
const ownFirst = (actor: UserActor, table: string): SQL | undefined => (actor.isClientUser ? sql`${sql.raw(`"${table}"."client_id"`)} = (select app.client_id())` : undefined);

export const reportFilters = (actor: UserActor, query: Omit<ReportQuery, 'limit' | 'cursor'>): SQL => and(
  isNull(reports.deleted_at), ownFirst(actor, 'reports'),
  query.kind ? eq(reports.kind, query.kind) : undefined,
  query.status ? eq(reports.status, query.status) : undefined,
  query.client_id ? eq(reports.client_id, query.client_id) : undefined,
  query.schedule_id ? eq(reports.schedule_id, query.schedule_id) : undefined,
  query.scheduled === undefined ? undefined : query.scheduled ? sql`${reports.schedule_id} is not null` : isNull(reports.schedule_id),
)!;

export const listReports = (tx: Tx, where: SQL, after: { at: string; key: string } | null, limit: number) =>
  tx.select(reportColumns).from(reports)
    .where(and(where, after ? sql`(${reports.created_at}, ${reports.report_id}) < (${after.at}::timestamptz, ${after.key}::uuid)` : undefined))
    .orderBy(sql`${reports.created_at} desc nulls first, ${reports.report_id} desc nulls first`).limit(limit);
export const countReports = (tx: Tx, where: SQL, cap: number) =>
  tx.select({ total: sql<number>`count(*)::int` }).from(tx.select({ one: sql`1`.as('one') }).from(reports).where(where).limit(cap).as('counted'));
export const reportById = (tx: Tx, reportId: string) =>
  tx.select({ ...reportColumns, figures: reports.figures }).from(reports).where(and(eq(reports.report_id, reportId), isNull(reports.deleted_at)));
export const fileOfReport = (tx: Tx, reportId: string) =>
  tx.select({ status: reports.status, format: reports.format, file_name: reports.file_name, r2_key: reports.r2_key, size: reports.size }).from(reports)
    .where(and(eq(reports.report_id, reportId), isNull(reports.deleted_at)));
/** Those who count and then add follow each other. `what`: reports of the caller, schedules of their client. */
export const inTurn = (tx: Tx, what: 'reports' | 'schedules') => tx.execute(sql`
  select pg_advisory_xact_lock(hashtextextended(${what} || ':' || coalesce(${what === 'reports' ? sql`app.user_id()` : sql`app.client_id()`}::text, ''), 0))`);
/** LN429 when the caller has that many under way. */
export const fewWait = (tx: Tx, most: number) => tx.execute(sql`
  select app.must((select count(*) from reports where asked_by = (select app.user_id()) and status in ('queued', 'running') and deleted_at is null) < ${most}::int, 'LN429', 'too many of your reports are still being made')`);
export const insertReport = (tx: Tx, row: typeof reports.$inferInsert) => tx.insert(reports).values(row);
/** The sweep takes the file away, should the caller not come to it. */
export const removeReport = (tx: Tx, reportId: string, now: Date) =>
  tx.update(reports).set({ deleted_at: now, expires_at: now }).where(and(eq(reports.report_id, reportId), isNull(reports.deleted_at))).returning({ report_id: reports.report_id, r2_key: reports.r2_key });

export interface PlaceFacts {
  /** The client as the asker sees it; null when it is not there for them. */
  client: { client_id: string; timezone: string; locale: Locale } | null;
  /** Zone of the house: its calendar's. */
  timezone: string;
}
/** What a report is about. A client user gets their own client whatever they name. */
export const placeFacts = (tx: Tx, clientId: string | null) => tx.execute(sql`
  select (select jsonb_build_object('client_id', c.client_id, 'timezone', c.timezone, 'locale', c.locale) from clients c
           where c.client_id = coalesce((select app.client_id()), ${clientId}::uuid) and c.deleted_at is null) as client,
         coalesce((select b.timezone from business_calendars b where b.client_id is null and b.is_default and b.deleted_at is null limit 1), 'America/Mexico_City') as timezone`);

/** Kinds that say more to the staff than to the client: notes, what is not charged, hours of people. */
const HELD_BACK: readonly ReportKind[] = ['time', 'technicians'];
/** Whether such a report was made for the staff alone. */
export const isInternal = (kind: ReportKind, isForClient: boolean): boolean => HELD_BACK.includes(kind) && !isForClient;

/** Who may get a report of this client by mail: active staff and, unless it is internal, the client's active people and what its domains and sites authorise. `a` is the address. */
const mayGet = (client: SQL, internal: SQL) => sql`(
  exists (select 1 from users u where u.email = a::citext and u.is_active and u.deleted_at is null and (u.client_id is null or (u.client_id = ${client} and not ${internal})))
  or (${client} is not null and not ${internal} and not exists (select 1 from users u where u.email = a::citext and (not u.is_active or u.deleted_at is not null or u.client_id is distinct from ${client}))
      and (exists (select 1 from clients c where c.client_id = ${client} and split_part(lower(a), '@', 2) = any (select lower(d) from unnest(c.authorized_domains) d))
           or exists (select 1 from sites s where s.client_id = ${client} and s.deleted_at is null and lower(a) = any (select lower(e) from unnest(s.authorized_emails) e)))))`;
/** Addresses that may not get it. */
export const refusedRecipients = (tx: Tx, { client_id, kind, is_for_client, recipients }: { client_id?: string | null | undefined; kind: ReportKind; is_for_client?: boolean | undefined; recipients: readonly string[] }) =>
  tx.execute(sql`select a as email from unnest(${arrayLiteral(recipients)}::text[]) a
    where not ${mayGet(sql`coalesce((select app.client_id()), ${client_id ?? null}::uuid)`, sql`((select app.client_id()) is null and ${isInternal(kind, is_for_client ?? false)}::boolean)`)}`);

const scheduleColumns = {
  schedule_id: reportSchedules.schedule_id, client_id: reportSchedules.client_id, client_name: nameOf('report_schedules', 'client_id', 'app.client_name'), name: reportSchedules.name, kind: reportSchedules.kind,
  format: reportSchedules.format, group_by: reportSchedules.group_by, locale: sql<Locale>`${reportSchedules.locale}`, timezone: reportSchedules.timezone, frequency: reportSchedules.frequency,
  weekday: reportSchedules.weekday, day_of_month: reportSchedules.day_of_month, time_of_day: reportSchedules.time_of_day, recipients: sql<string[]>`to_json("report_schedules"."recipients")`,
  is_for_client: reportSchedules.is_for_client, is_active: reportSchedules.is_active, owner_id: reportSchedules.owner_id, owner_name: nameOf('report_schedules', 'owner_id', 'app.person_name'),
  next_run_at: reportSchedules.next_run_at, last_run_at: reportSchedules.last_run_at, version: reportSchedules.version, created_at: reportSchedules.created_at,
  last_status: sql<(typeof reports.$inferSelect)['status'] | null>`(select r.status from reports r where r.schedule_id = "report_schedules"."schedule_id" order by r.created_at desc limit 1)`,
};
export const scheduleFilters = (actor: UserActor, query: Pick<ScheduleQuery, 'client_id'>): SQL => and(
  isNull(reportSchedules.deleted_at), ownFirst(actor, 'report_schedules'), query.client_id ? eq(reportSchedules.client_id, query.client_id) : undefined)!;
export const listSchedules = (tx: Tx, where: SQL, after: { at: string; key: string } | null, limit: number) =>
  tx.select(scheduleColumns).from(reportSchedules)
    .where(and(where, after ? sql`(${reportSchedules.created_at}, ${reportSchedules.schedule_id}) < (${after.at}::timestamptz, ${after.key}::uuid)` : undefined))
    .orderBy(sql`${reportSchedules.created_at} desc, ${reportSchedules.schedule_id} desc`).limit(limit);
export const countSchedules = (tx: Tx, where: SQL, cap: number) =>
  tx.select({ total: sql<number>`count(*)::int` }).from(tx.select({ one: sql`1`.as('one') }).from(reportSchedules).where(where).limit(cap).as('counted'));
export const scheduleById = (tx: Tx, scheduleId: string) => tx.select(scheduleColumns).from(reportSchedules).where(and(eq(reportSchedules.schedule_id, scheduleId), isNull(reportSchedules.deleted_at)));
/** LN429 when there are that many that the caller sees. */
export const fewSchedules = (tx: Tx, clientId: string | null, most: number) => tx.execute(sql`
  select app.must((select count(*) from report_schedules where client_id is not distinct from ${clientId}::uuid and deleted_at is null) < ${most}::int, 'LN429', 'there are too many schedules')`);
export const insertSchedule = (tx: Tx, row: typeof reportSchedules.$inferInsert) => tx.insert(reportSchedules).values(row);
/** LN409 when somebody was faster. */
export const scheduleUnchanged = (tx: Tx, scheduleId: string, version: number) => tx.execute(sql`
  select app.must(exists (select 1 from report_schedules where schedule_id = ${scheduleId}::uuid and version = ${version}::integer and deleted_at is null for update), 'LN409', 'the schedule changed meanwhile')`);
export const updateSchedule = (tx: Tx, scheduleId: string, change: Partial<typeof reportSchedules.$inferInsert>) =>
  tx.update(reportSchedules).set({ ...change, version: sql`${reportSchedules.version} + 1` }).where(eq(reportSchedules.schedule_id, scheduleId));

export interface DueSchedule {
  schedule_id: string;
  client_id: string | null;
  kind: ReportKind;
  format: ReportFormat;
  group_by: ReportGroup | null;
  timezone: string;
  /** Where the period ends at midnight. */
  period_timezone: string;
  frequency: 'weekly' | 'monthly';
  weekday: number | null;
  day_of_month: number | null;
  time_of_day: string;
  next_run_at: string;
}
/** As the job `sweep`. */
export const dueSchedules = (tx: Tx, limit: number) => tx.execute(sql`
  select s.schedule_id, s.client_id, s.kind, s.format, s.group_by, s.timezone, coalesce(c.timezone, s.timezone) as period_timezone, s.frequency, s.weekday, s.day_of_month, s.time_of_day, s.next_run_at
    from report_schedules s left join clients c on c.client_id = s.client_id
   where s.is_active and s.deleted_at is null and s.next_run_at <= now() order by s.next_run_at limit ${limit}`);

export interface TurnRow {
  schedule_id: string;
  /** What the sweep read: whoever moved it on in between has made the turn. */
  expected: string;
  next_run_at: string;
  period_key: string;
  from_at: string;
  to_at: string;
  report_id: string;
}
/** Moves schedules on and makes their reports, in one statement: a turn is made once, whoever sweeps. */
export const takeTurns = (tx: Tx, turns: readonly TurnRow[]) => tx.execute(sql`
  with wanted as (select * from jsonb_to_recordset(${JSON.stringify(turns)}::jsonb) as w(schedule_id uuid, expected timestamptz, next_run_at timestamptz, period_key text, from_at timestamptz, to_at timestamptz, report_id uuid)),
  due as (select s.schedule_id from report_schedules s join wanted w on w.schedule_id = s.schedule_id and w.expected = s.next_run_at where s.is_active and s.deleted_at is null for update of s skip locked),
  moved as (update report_schedules s set next_run_at = w.next_run_at, last_run_at = now() from due d join wanted w on w.schedule_id = d.schedule_id where s.schedule_id = d.schedule_id
            returning s.*)
  insert into reports (report_id, client_id, schedule_id, period_key, kind, format, group_by, locale, timezone, from_at, to_at, is_for_client, asked_by, recipients)
  select w.report_id, m.client_id, m.schedule_id, w.period_key, m.kind, m.format, m.group_by, m.locale, coalesce(c.timezone, m.timezone), w.from_at, w.to_at, m.is_for_client, m.owner_id, m.recipients
    from moved m join wanted w on w.schedule_id = m.schedule_id left join clients c on c.client_id = m.client_id
  on conflict (schedule_id, period_key) do nothing
  returning report_id`);

export interface ClaimedReport {
  report_id: string;
  client_id: string | null;
  client_name: string | null;
  schedule_id: string | null;
  kind: ReportKind;
  format: ReportFormat;
  group_by: ReportGroup | null;
  locale: Locale;
  timezone: string;
  from_at: string;
  to_at: string;
  is_for_client: boolean;
  attempts: number;
  asked_by_name: string | null;
  created_at: string;
}
export const LEASE_SECONDS = 180;
/** Takes one report that waits, or whose maker went silent; of one id, or the one that waits longest. Tried so often already: it is given up. */
export const claimReport = (tx: Tx, lease: string, reportId: string | null, attemptsMax: number, interrupted: { es: string; en: string }) => tx.execute(sql`
  with due as (select report_id from reports where status in ('queued', 'running') and deleted_at is null and (case status when 'queued' then not_before <= now() else lease_until < now() end)
                and (${reportId}::uuid is null or report_id = ${reportId}::uuid) order by not_before limit 1 for update skip locked)
  update reports r
     set status = case when r.attempts >= ${attemptsMax}::int then 'failed' else 'running' end, attempts = least(r.attempts + 1, ${attemptsMax}::int), started_at = now(),
         lease_token = case when r.attempts >= ${attemptsMax}::int then null else ${lease}::uuid end, lease_until = now() + make_interval(secs => ${LEASE_SECONDS}),
         finished_at = case when r.attempts >= ${attemptsMax}::int then now() end, error_code = case when r.attempts >= ${attemptsMax}::int then 'interrupted' end,
         error = case when r.attempts >= ${attemptsMax}::int then (case r.locale when 'en' then ${interrupted.en} else ${interrupted.es} end) end
    from due where r.report_id = due.report_id
  returning r.report_id, r.status, r.client_id, app.client_name(r.client_id) as client_name, r.schedule_id, r.kind, r.format, r.group_by, r.locale, r.timezone, r.from_at, r.to_at, r.is_for_client, r.attempts,
            app.person_name(r.asked_by) as asked_by_name, r.created_at`);
/** LN409 when the lease went to somebody else. */
export const keepLease = (tx: Tx, reportId: string, lease: string) => tx.execute(sql`
  with kept as (update reports set lease_until = now() + make_interval(secs => ${LEASE_SECONDS}) where report_id = ${reportId}::uuid and lease_token = ${lease}::uuid and status = 'running' and deleted_at is null returning 1)
  select app.must((select count(*) from kept) = 1, 'LN409', 'somebody else makes this report')`);

export interface MadeFile {
  row_count: number;
  size: number;
  file_name: string;
  r2_key: string;
  figures: unknown;
}
/** The file is there, and whoever shall have it gets a mail: one transaction. Answers `made` (0: the lease was gone) and `mails`. */
export const finishReport = (tx: Tx, reportId: string, lease: string, file: MadeFile, keepDays: number) => tx.execute(sql`
  with made as (
    update reports set status = 'ready', lease_token = null, lease_until = null, finished_at = now(), expires_at = now() + make_interval(days => ${keepDays}::int), row_count = ${file.row_count}::int, size = ${file.size}::int,
           file_name = ${file.file_name}, r2_key = ${file.r2_key}, figures = ${JSON.stringify(file.figures)}::jsonb, error_code = null, error = null
     where report_id = ${reportId}::uuid and lease_token = ${lease}::uuid and status = 'running' and deleted_at is null
    returning report_id, client_id, locale, recipients, kind, is_for_client),
  mails as (
    insert into email_queue (event, effect_key, client_id, user_id, to_email, to_name, locale, vars)
    select 'report_ready', 'report_ready:' || m.report_id || ':' || lower(a), m.client_id, u.user_id, lower(a), u.name, coalesce(u.locale, m.locale), jsonb_build_object('report_id', m.report_id)
      from made m cross join unnest(m.recipients) a left join users u on u.email = a::citext and u.is_active and u.deleted_at is null
     where ${mayGet(sql`m.client_id`, sql`(m.kind = any (${arrayLiteral(HELD_BACK)}::text[]) and not m.is_for_client)`)}
    on conflict do nothing returning 1)
  select (select count(*)::int from made) as made, (select count(*)::int from mails) as mails`);

/** @param againMinutes null: for good. */
export const failReport = (tx: Tx, reportId: string, lease: string, code: string, sentence: string, againMinutes: number | null) => tx.execute(sql`
  update reports set status = ${againMinutes === null ? 'failed' : 'queued'}, lease_token = null, lease_until = null, error_code = ${code}, error = ${sentence},
         not_before = now() + make_interval(mins => ${againMinutes ?? 0}::int), finished_at = ${againMinutes === null ? sql`now()` : sql`null`}
   where report_id = ${reportId}::uuid and lease_token = ${lease}::uuid and status = 'running'`);

/** Files whose time is over, or whose report was thrown away. */
export const expiredFiles = (tx: Tx, limit: number) => tx.execute(sql`select report_id, r2_key from reports where r2_key is not null and expires_at <= now() order by expires_at limit ${limit}`);
export const forgetFiles = (tx: Tx, reportIds: readonly string[]) => tx.execute(sql`
  update reports set status = 'expired', r2_key = null where report_id = any(${arrayLiteral(reportIds)}::uuid[]) and expires_at <= now()`);

export interface MailedReport {
  kind: ReportKind;
  format: ReportFormat;
  client_name: string | null;
  timezone: string;
  from_at: string;
  to_at: string;
  file_name: string;
  r2_key: string;
  size: number;
}
/** As the job `mail_out`; the report is of the client that the mail names. */
export const mailedReport = (tx: Tx, reportId: string, clientId: string | null) => tx.execute(sql`
  select r.kind, r.format, app.client_name(r.client_id) as client_name, r.timezone, r.from_at, r.to_at, r.file_name, r.r2_key, r.size from reports r
   where r.report_id = ${reportId}::uuid and r.client_id is not distinct from ${clientId}::uuid and r.status = 'ready' and r.r2_key is not null and r.deleted_at is null`);
