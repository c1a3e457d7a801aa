// SQL of the health page: everything it knows in one statement, and what the clock writes down about its jobs.
import { sql } from 'drizzle-orm';
import type { Tx } from '../../platform/database.ts';

const iso = (instant: Date) => sql`${instant.toISOString()}::timestamptz`;

/** One row with one JSON value. Counts of mail look back thirty days. */
export const healthStatement = (tx: Tx, now: Date) => tx.execute(sql`
  select jsonb_build_object(
    'last_mail_at', (select max(received_at) from inbound_emails),
    'mailboxes', (select coalesce(jsonb_agg(to_jsonb(m) order by m.is_default desc, m.name), '[]') from (
      select c.name, c.from_address, c.is_default, c.imap_host, c.is_active, c.canary_hours, c.updated_at, h.last_poll_at, h.last_poll_ok_at, h.poll_error, h.last_sent_at, h.last_mail_at,
             h.send_failing_since, h.canary_sent_at, h.canary_received_at, h.canary_error, h.alarm_code
        from email_config c join mailbox_health h on h.config_id = c.config_id limit 50) m),
    'queue', (select jsonb_build_object('due', count(*) filter (where not_before <= ${iso(now)}), 'oldest', min(not_before) filter (where not_before <= ${iso(now)}), 'held', count(*) filter (where not_before > ${iso(now)}))
                from email_queue where status in ('pending', 'sending')),
    'ended', (select jsonb_build_object('parked', count(*) filter (where status = 'parked'), 'failed', count(*) filter (where status = 'failed'))
                from email_queue where created_at > ${iso(now)} - interval '30 days'),
    'inbound', (select jsonb_build_object('parked', count(*) filter (where state = 'parked'), 'quarantined', count(*) filter (where state in ('quarantined', 'conflict')))
                  from inbound_emails where received_at > ${iso(now)} - interval '30 days'),
    'stuck', (select count(*) from mailbox_stuck),
    'jobs', (select coalesce(jsonb_agg(to_jsonb(j)), '[]') from job_runs j),
    'versions', (select coalesce(jsonb_agg(to_jsonb(v) order by v.machines desc, v.version), '[]') from (
      select agent_version as version, count(*) as machines from assets where deleted_at is null and enrolment = 'active' and lifecycle <> 'retired' group by 1) v),
    'fleet', (select jsonb_build_object('agents', count(*) filter (where enrolment = 'active'), 'held', count(*) filter (where enrolment = 'held'), 'offline', count(*) filter (where enrolment = 'active' and agent_status = 'offline'))
                from assets where deleted_at is null and lifecycle <> 'retired'),
    'frozen', coalesce((select value from settings where name = 'remote_freeze'), 'null'::jsonb) not in ('null'::jsonb, 'false'::jsonb),
    'reports_failed', (select count(*) from reports where status = 'failed' and deleted_at is null and created_at > ${iso(now)} - interval '7 days')
  ) as health`);

/** What a new desk has already; the same statement says whether somebody put the list away. */
export const stepsStatement = (tx: Tx) => tx.execute(sql`
  select exists (select 1 from email_config where is_active) as has_mail_address, exists (select 1 from inbound_emails) as has_mail_in,
         (select count(*)::int from (select 1 from clients where deleted_at is null limit 1) c) as clients,
         (select count(*)::int from (select 1 from assets where enrolment in ('active', 'held') and deleted_at is null limit 1) a) as agents,
         (select count(*)::int from (select 1 from users where role in ('technician', 'admin') and is_active and deleted_at is null limit 1) u) as technicians,
         coalesce((select value = 'true'::jsonb from settings where name = 'first_steps_dismissed'), false) as is_dismissed`);

/** One run of one job of the clock. */
export interface RunToNote {
  job: string;
  cron: string;
  started_at: Date;
  duration_ms: number;
  /** Null: it went well. */
  error: string | null;
  facts: Record<string, number>;
}

/** All jobs of one stroke of the clock; a run that began later is not overwritten by one that ended late. */
export const noteRuns = (tx: Tx, runs: readonly RunToNote[]) => tx.execute(sql`
  insert into job_runs as r (job, cron, started_at, duration_ms, ok_at, failed_at, error, failures_in_row, facts)
  select n.job, n.cron, n.started_at, n.duration_ms, case when n.error is null then n.started_at end, case when n.error is not null then n.started_at end, n.error, case when n.error is null then 0 else 1 end, n.facts
    from jsonb_to_recordset(${JSON.stringify(runs)}::jsonb) as n(job text, cron text, started_at timestamptz, duration_ms integer, error text, facts jsonb) order by n.job
  on conflict (job) do update set cron = excluded.cron, started_at = excluded.started_at, duration_ms = excluded.duration_ms, ok_at = coalesce(excluded.ok_at, r.ok_at), failed_at = coalesce(excluded.failed_at, r.failed_at),
    error = excluded.error, failures_in_row = case when excluded.error is null then 0 else r.failures_in_row + 1 end, runs = r.runs + 1, facts = case when excluded.error is null then excluded.facts else r.facts end
   where excluded.started_at >= r.started_at`);
