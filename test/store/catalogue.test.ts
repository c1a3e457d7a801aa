// What every table, function and role must look like, read from the catalogue: a new table cannot forget it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { INBOUND_STATES, MAIL_CLASSES, MAIL_QUEUE_STATUSES, MAIL_VERDICTS, NOTIFICATION_EVENTS } from '../../worker/modules/email/values.ts';
import { COMMENT_VISIBILITIES, TICKET_CHANNELS, TICKET_PRIORITIES, TICKET_STATUSES } from '../../worker/modules/tickets/values.ts';
import { USER_ROLES } from '../../worker/modules/users/values.ts';
import { createTestDatabase, sql, stackFacts } from '../support/stack.ts';
import type { SqlWindow } from '../support/sql.ts';
import type { TestDatabase } from '../support/stack.ts';
import { makeWorld } from '../support/world.ts';

let database: TestDatabase;
let owner: SqlWindow;
const list = async (text: string): Promise<string[]> => (await owner.query<{ name: string }>(text)).map((row) => row.name);
const TABLES = `pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm', 'f')`;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

test('row security is enabled and forced on every table', async () => {
  expect((await list(`select relname as name from ${TABLES}`)).length).toBeGreaterThan(25);
  expect(await list(`select relname as name from ${TABLES} where not (relrowsecurity and relforcerowsecurity)`)).toEqual([]);
});

test('the test world has a row in every table', async () => {
  const empty: string[] = [];
  for (const name of await list(`select relname as name from ${TABLES}`))
    if ((await owner.query(`select 1 from ${name} limit 1`)).length === 0) empty.push(name);
  expect(empty).toEqual([]);
});

test('every policy is permissive for one of our three roles, and a write is checked on the row it leaves', async () => {
  const faults = await list(`select tablename || '.' || policyname as name from pg_policies where schemaname = 'public' and (
    permissive <> 'PERMISSIVE' or cmd = 'ALL' or not (roles <@ array['lanet_user', 'lanet_job', 'lanet_agent']::name[]) or cardinality(roles) <> 1
    or (cmd in ('SELECT', 'DELETE') and qual is null) or (cmd = 'INSERT' and with_check is null) or (cmd = 'UPDATE' and (qual is null or with_check is null)))`);
  expect(faults).toEqual([]);
});

test('every table has a policy for reading, and one role and verb never has two', async () => {
  expect(await list(`select relname as name from ${TABLES} where not exists (select 1 from pg_policies p where p.tablename = relname and p.cmd = 'SELECT')`)).toEqual([]);
  expect(await list(`select tablename || ' ' || cmd || ' ' || roles::text as name from pg_policies where schemaname = 'public' group by tablename, cmd, roles having count(*) > 1`)).toEqual([]);
});

test('no policy reads a setting of the connection itself, and functions are asked once a statement', async () => {
  const texts = await owner.query<{ name: string; text: string }>(
    `select tablename || '.' || policyname as name, coalesce(qual, '') || ' ' || coalesce(with_check, '') as text from pg_policies where schemaname = 'public'`);
  for (const { name, text } of texts) {
    expect(text, name).not.toMatch(/current_setting/i);
    // Postgres prints the sub-select as `( SELECT app.role() AS role)`.
    expect(text.replaceAll(/\(\s*SELECT app\.\w+\(\)/g, ''), name).not.toMatch(/app\.\w+\(/);
  }
});

test('a verb that a named job may use on rows is a verb whose rows it may find', async () => {
  const policies = await owner.query<{ tablename: string; cmd: string; text: string }>(
    `select tablename, cmd, coalesce(qual, with_check) as text from pg_policies where 'lanet_job' = any (roles)`);
  const jobs = (text: string): string[] => [...text.matchAll(/'(auth|mail_in|mail_out|sweep|setup|enroll|fleet)'::text/g)].map((found) => found[1]!);
  const blind = policies.filter((policy) => ['UPDATE', 'DELETE'].includes(policy.cmd)).flatMap((policy) => {
    const readers = jobs(policies.find((other) => other.tablename === policy.tablename && other.cmd === 'SELECT')?.text ?? '');
    return jobs(policy.text).filter((job) => !readers.includes(job)).map((job) => `${job} ${policy.cmd} ${policy.tablename}`);
  });
  expect(blind).toEqual([]);
});

test('a row that belongs to a ticket or a site carries the client, and its keys hold them together', async () => {
  const loose = await list(`
    select c.relname || '.' || a.attname as name from ${TABLES}
      join pg_attribute a on a.attrelid = c.oid and a.attname in ('ticket_id', 'site_id', 'comment_id', 'asset_id') and not a.attisdropped
     where c.relname not in ('tickets', 'sites', 'ticket_comments', 'assets') and not exists (
       select 1 from pg_constraint k where k.conrelid = c.oid and k.contype = 'f' and a.attnum = any (k.conkey)
          and (select attnum from pg_attribute where attrelid = c.oid and attname = 'client_id') = any (k.conkey))
     union all select c.relname || '.site_id' from ${TABLES} where c.relname = 'assets' and not exists (select 1 from pg_constraint k where k.conrelid = c.oid and k.conname = 'assets_site_fk')`);
  expect(loose.toSorted()).toEqual([
    // What was tried, also by machines that are none of ours.
    'enrollment_attempts.asset_id',
    // Names the comment it became, for staff who look at it; nothing is read through it.
    'inbound_emails.comment_id',
  ]);
});

test('a composite key cannot be escaped by leaving its client empty', async () => {
  const escapes = await list(`
    select k.conname as name from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
     where k.contype = 'f' and cardinality(k.conkey) > 1 and k.confmatchtype = 's'
       and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'client_id' and a.attnum = any (k.conkey) and not a.attnotnull)
       and not exists (select 1 from pg_constraint h where h.conrelid = c.oid and h.contype = 'c' and pg_get_constraintdef(h.oid) ~ '(ticket_id|site_id|ticket_id IS NULL\\) AND \\(asset_id|site_id IS NULL\\) AND \\(asset_id|^CHECK \\(\\(\\(asset_id) IS NULL\\)+ OR \\(client_id IS NOT NULL')`);
  expect(escapes).toEqual([]);
});

test('the login role can do nothing by itself, and the roles it takes bypass nothing', async () => {
  const roles = await owner.query<Record<string, unknown>>(
    `select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles where rolname like 'lanet\\_%' order by 1`);
  expect(roles.map((role) => role.rolname)).toEqual(['lanet_agent', 'lanet_app', 'lanet_job', 'lanet_user']);
  for (const role of roles) expect(Object.values(role).filter((value) => value === true)).toEqual([]);
  expect(await list(`select c.relname as name from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname like 'lanet\\_%'
    union all select p.proname from pg_proc p join pg_roles r on r.oid = p.proowner where r.rolname like 'lanet\\_%'
    union all select n.nspname from pg_namespace n join pg_roles r on r.oid = n.nspowner where r.rolname like 'lanet\\_%'`)).toEqual([]);
  expect(await list(`select member.rolname || ' in ' || held.rolname as name from pg_auth_members m join pg_roles member on member.oid = m.member join pg_roles held on held.oid = m.roleid
    where member.rolname like 'lanet\\_%' order by 1`)).toEqual(['lanet_app in lanet_agent', 'lanet_app in lanet_job', 'lanet_app in lanet_user']);
  expect(await list(`select n.nspname || ' ' || r.rolname as name from pg_namespace n, pg_roles r
    where r.rolname like 'lanet\\_%' and n.nspname in ('public', 'app', 'drizzle', 'partitions') and (has_schema_privilege(r.oid, n.oid, 'create') or (n.nspname in ('drizzle', 'partitions') and has_schema_privilege(r.oid, n.oid, 'usage')))`)).toEqual([]);
  expect(await list(`select c.relname || ' ' || r.rolname as name from ${TABLES}, pg_roles r where r.rolname like 'lanet\\_%'
    and (has_table_privilege(r.oid, c.oid, 'truncate') or has_table_privilege(r.oid, c.oid, 'references') or has_table_privilege(r.oid, c.oid, 'trigger'))`)).toEqual([]);
  expect(await list(`select c.relname || ' ' || r.rolname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname in ('public', 'app'), pg_roles r
    where c.relkind = 'S' and r.rolname like 'lanet\\_%' and has_sequence_privilege(r.oid, c.oid, 'update')`)).toEqual([]);
});

test('nobody signed in holds a right on a secret column', async () => {
  const columns = await list(`select c.relname || '.' || a.attname as name from ${TABLES} join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where has_column_privilege('lanet_user', c.oid, a.attnum, 'select') and a.attname ~ '(password|secret|totp|token|hash)' order by 1`);
  expect(columns.toSorted()).toEqual([
    // Names and first characters, by which people tell installers apart.
    'agent_enrollment_tokens.token_hint', 'agent_enrollment_tokens.token_id', 'enrollment_attempts.token_id',
    // The chain of the audit trail, and the fingerprint of a person's own request.
    'audit_log.hash', 'audit_log.previous_hash', 'email_queue.lease_token', 'idempotency_keys.request_hash',
    // Where a server hands out tokens: an address.
    'email_config.oauth_token_url',
  ].toSorted());
  expect(await list(`select c.relname || '.' || a.attname as name from ${TABLES} join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where has_column_privilege('lanet_agent', c.oid, a.attnum, 'select') and a.attname ~ '(password|secret|totp|token|hash|key|arguments|output|notes|description|body)'`)).toEqual(['categories.description']);
});

test('a function with the rights of its owner fixes where it looks for names, and nobody else may run it', async () => {
  expect(await list(`select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace and n.nspname in ('app', 'public')
    where p.prosecdef and not exists (select 1 from unnest(coalesce(p.proconfig, '{}')) s where s = 'search_path=public, pg_temp')`)).toEqual([]);
  expect(await list(`select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'app'
    where exists (select 1 from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x where x.grantee = 0)`)).toEqual([]);
  // Each of these is argued in drizzle/sql; another one needs an argument, and a line here.
  expect(await list(`select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'app'
    where p.prosecdef and p.prorettype <> 'trigger'::regtype order by 1`)).toEqual([
    'accept_comment', 'audit', 'become_agent', 'become_asker', 'become_user', 'cancel_waiting', 'client_midnight', 'client_name', 'client_time', 'client_time_totals', 'contract_minutes',
    'default_assignee', 'due_script_turns', 'found_tickets', 'halt_release', 'held_for_me', 'hold_again', 'is_active_staff', 'is_time_closed', 'keep_metric_partitions', 'keep_push_device', 'keep_refresh_token', 'lift_suppression', 'machine_ticket_turn', 'mail_secrets_set', 'mailbox_of', 'may_reveal_bitlocker_keys', 'may_see', 'merge_assets',
    'must_read_time', 'my_machines', 'note_executions', 'note_update', 'notice_people', 'own_mail_addresses', 'person_name', 'policy_levels', 'rate_ticket', 'rating_of_link', 'ratings_enabled', 'release_for_agent', 'releases_to_install', 'remote_actions', 'remote_now',
    'report_mails', 'resolution_count', 'reveal_bitlocker_key', 'site_name', 'staff_role', 'start_script_turn', 'stored_bytes', 'ticket_family', 'ticket_minutes', 'ticket_of', 'time_rounding', 'update_counts', 'update_facts', 'withdraw_comment',
  ]);
});

test('every foreign key has an index to follow it back, or a reason', async () => {
  const bare = await list(`
    select k.conname as name from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
     where k.contype = 'f' and not exists (
       select 1 from pg_index i where i.indrelid = k.conrelid and i.indpred is null and i.indkey[0] = any (k.conkey))
     order by 1`);
  expect(bare).toEqual([
    // People are deleted softly, so nothing looks these up by the person; rows of one ticket are found by the ticket.
    'categories_default_assignee_id_users_user_id_fk',
    // Configurations are switched off, not deleted.
    'email_queue_config_id_email_config_config_id_fk',
    'email_queue_client_id_clients_client_id_fk',
    'email_queue_user_id_users_user_id_fk',
    'file_attachments_uploaded_by_users_user_id_fk',
    'inbound_emails_client_id_clients_client_id_fk',
    'ticket_activities_actor_id_users_user_id_fk',
    'ticket_comments_author_id_users_user_id_fk',
    'ticket_resolutions_resolved_by_users_user_id_fk',
    'ticket_watchers_user_id_users_user_id_fk',
    'ticket_mutes_user_id_users_user_id_fk',
    'ticket_links_created_by_users_user_id_fk',
    'ticket_participants_decided_by_users_user_id_fk',
    'ticket_merges_merged_by_users_user_id_fk',
    'ticket_merges_undone_by_users_user_id_fk',
    // Of merges that stand there is one; those that were taken back are found by their source.
    'ticket_merges_target_fk',
    // Some weeks of rows; machines are retired, not deleted.
    'notifications_asset_fk',
    'push_queue_ticket_fk',
    'push_queue_user_id_users_user_id_fk',
    // Partial indexes over what is not deleted serve the lists; clients and sites are deleted softly.
    'tickets_assigned_to_users_user_id_fk',
    'tickets_client_id_clients_client_id_fk',
    'tickets_created_by_users_user_id_fk',
    'tickets_follows_fk',
    'tickets_site_fk',
    // Machines, rules, scripts and versions are deleted softly; partial indexes serve what reads them by their parent.
    'alerts_rule_id_alert_rules_rule_id_fk',
    'alerts_site_fk',
    'alerts_ticket_fk',
    'assets_client_id_clients_client_id_fk',
    'assets_site_fk',
    'script_executions_run_id_script_runs_run_id_fk',
    'script_executions_script_id_agent_scripts_script_id_fk',
    'script_executions_version_id_agent_script_versions_version_id_f',
    'script_runs_script_id_agent_scripts_script_id_fk',
    'script_runs_version_id_agent_script_versions_version_id_fk',
    'tickets_asset_fk',
    // Some hundred rows at most: read whole.
    'agent_enrollment_tokens_site_fk',
    'agent_scripts_client_id_clients_client_id_fk',
    'alert_rules_asset_fk',
    'alert_rules_category_id_categories_category_id_fk',
    'alert_rules_client_id_clients_client_id_fk',
    'alert_rules_site_fk',
    'business_calendars_client_id_clients_client_id_fk',
    'business_calendars_site_fk',
    'slas_calendar_id_business_calendars_calendar_id_fk',
    'slas_category_id_categories_category_id_fk',
    'slas_client_id_clients_client_id_fk',
    'categories_checklist_template_id_checklist_templates_checklist_',
    // People again.
    'checklist_templates_created_by_users_user_id_fk',
    'ticket_checklist_items_created_by_users_user_id_fk',
    'ticket_checklist_items_done_by_users_user_id_fk',
    'agent_enrollment_tokens_created_by_users_user_id_fk',
    'agent_script_versions_created_by_users_user_id_fk',
    'agent_script_versions_decided_by_users_user_id_fk',
    'agent_scripts_created_by_users_user_id_fk',
    'alert_rules_created_by_users_user_id_fk',
    'alerts_acknowledged_by_users_user_id_fk',
    'alerts_resolved_by_users_user_id_fk',
    'maintenance_windows_created_by_users_user_id_fk',
    'monitoring_senders_created_by_users_user_id_fk',
    'report_schedules_owner_id_users_user_id_fk',
    'reports_asked_by_users_user_id_fk',
    'script_executions_approved_by_users_user_id_fk',
    'script_runs_requested_by_users_user_id_fk',
    'kb_article_feedback_client_id_clients_client_id_fk',
    'kb_article_versions_author_id_users_user_id_fk',
    'kb_articles_created_by_users_user_id_fk',
    'ticket_schedules_assigned_to_users_user_id_fk',
    'ticket_schedules_category_id_categories_category_id_fk',
    'ticket_schedules_created_by_users_user_id_fk',
    'ticket_schedules_requester_id_users_user_id_fk',
    // A level is found by its narrowest id; schedules and fields are read whole; machines, runs and people are not deleted.
    'asset_care_updated_by_users_user_id_fk',
    'asset_merges_merged_by_users_user_id_fk',
    'fleet_policies_asset_fk',
    'fleet_policies_client_id_clients_client_id_fk',
    'fleet_policies_site_fk',
    'fleet_policies_updated_by_users_user_id_fk',
    'script_schedule_turns_asset_fk',
    'script_schedule_turns_run_id_script_runs_run_id_fk',
    'script_schedules_asset_fk',
    'script_schedules_client_id_clients_client_id_fk',
    'script_schedules_owner_id_users_user_id_fk',
    'script_schedules_rule_id_alert_rules_rule_id_fk',
    'script_schedules_script_id_agent_scripts_script_id_fk',
    'script_schedules_site_fk',
    'software_licences_created_by_users_user_id_fk',
    'agent_releases_registered_by_users_user_id_fk',
  ].toSorted());
});

test('the enum types hold the public value lists, in their order', async () => {
  const labels = async (type: string) => list(`select unnest(enum_range(null::${type}))::text as name`);
  const lists: Record<string, readonly string[]> = {
    user_role: USER_ROLES, ticket_priority: TICKET_PRIORITIES, ticket_status: TICKET_STATUSES, ticket_channel: TICKET_CHANNELS, comment_visibility: COMMENT_VISIBILITIES,
    mail_queue_status: MAIL_QUEUE_STATUSES, inbound_state: INBOUND_STATES, mail_class: MAIL_CLASSES, mail_verdict: MAIL_VERDICTS, notification_event: NOTIFICATION_EVENTS,
  };
  expect((await list(`select t.typname as name from pg_type t join pg_namespace n on n.oid = t.typnamespace where t.typtype = 'e' and n.nspname = 'public' order by 1`)))
    .toEqual(Object.keys(lists).toSorted());
  for (const [type, values] of Object.entries(lists)) expect(await labels(type), type).toEqual(values);
});

test('instants are timestamptz with milliseconds, keys are uuids, and nothing is varchar', async () => {
  expect(await list(`select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) as name from ${TABLES} join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where ((a.attname ~ '_at$' and a.attname not in ('digest_at' /* a time of day */, 'needed_at' /* an end of the way */) or a.attname in ('last_login', 'not_before', 'lease_until', 'window_start')) and format_type(a.atttypid, a.atttypmod) <> 'timestamp(3) with time zone')
       or (a.attname ~ '_id$' and a.attname not in ('message_id', 'event_id', 'oauth_client_id', 'content_id', 'audit_id', 'entity_id', 'request_id', 'key_id', 'escrow_key_id' /* names of keys */, 'volume_id', 'protector_id' /* as Windows names them */) and format_type(a.atttypid, a.atttypmod) <> 'uuid')
       or format_type(a.atttypid, a.atttypmod) ~ '^(character|timestamp without|json$)'`)).toEqual([]);
});

test('a month of metrics is reached through its parent alone', async () => {
  const months = await list(`select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'partitions' and c.relkind = 'r'`);
  expect(months.length).toBeGreaterThan(3);
  expect(await list(`select inhrelid::regclass::text as name from pg_inherits where inhparent = 'agent_metrics'::regclass and inhrelid::regclass::text !~ '^partitions\\.'`)).toEqual([]);
  expect(await list(`select c.relname || ' ' || r.rolname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'partitions', pg_roles r
    where r.rolname like 'lanet\\_%' and c.relkind = 'r' and has_table_privilege(r.oid, c.oid, 'select, insert, update, delete, truncate')`)).toEqual([]);
  const login = sql(database.appUrl);
  for (const role of ['lanet_app', 'lanet_user', 'lanet_job', 'lanet_agent'])
    await expect(login.transaction(async (query) => {
      await query(`select set_config('role', $1, true)`, [role]);
      await query(`select 1 from partitions.${months[0]}`);
    }), role).rejects.toMatchObject({ code: '42501' });
  await login.end();
});

test('nobody but the owner makes tables, not even passing ones', async () => {
  // A copy of a database does not take its rights along: the migrated one itself is asked.
  expect(await list(`select r.rolname as name from pg_roles r where r.rolname like 'lanet\\_%' and has_database_privilege(r.oid, '${stackFacts().template}', 'temporary')`)).toEqual([]);
});
