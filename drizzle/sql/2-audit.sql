-- The audit trail: written by triggers and by app.audit() alone, chained by hash, never altered.

-- The hash of one row: over everything it says and the row before. The same text whatever time zone the connection has.
create or replace function app.audit_hash(a audit_log) returns text language sql stable set search_path = public, pg_temp as $$
  select encode(sha256(convert_to(jsonb_build_array(
    a.previous_hash, to_char(a.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), a.actor_kind, a.actor_id, a.actor_name,
    a.client_id, a.action, a.entity, a.entity_id, a.details, a.request_id)::text, 'utf8')), 'hex');
$$;

create or replace function app.audit(p_action text, p_entity text, p_entity_id text, p_client uuid, p_details jsonb default '{}')
returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
  entry audit_log;
begin
  perform pg_advisory_xact_lock(724001);
  entry.occurred_at := clock_timestamp();
  entry.actor_kind := case when app.user_id() is not null then 'user' when app.agent_id() is not null then 'agent' when app.job() is not null then 'job' else 'system' end;
  entry.actor_id := coalesce(app.user_id(), app.agent_id());
  entry.actor_name := coalesce((select u.name from users u where u.user_id = app.user_id()), (select a.name from assets a where a.asset_id = app.agent_id()), app.job(), session_user::text);
  entry.client_id := p_client;
  entry.action := p_action;
  entry.entity := p_entity;
  entry.entity_id := p_entity_id;
  entry.details := p_details;
  entry.request_id := nullif(current_setting('app.request_id', true), '');
  entry.previous_hash := (select a.hash from audit_log a order by a.audit_id desc limit 1);
  insert into audit_log (occurred_at, actor_kind, actor_id, actor_name, client_id, action, entity, entity_id, details, request_id, previous_hash, hash)
  values (entry.occurred_at, entry.actor_kind, entry.actor_id, entry.actor_name, entry.client_id, entry.action, entry.entity, entry.entity_id,
          entry.details, entry.request_id, entry.previous_hash, app.audit_hash(entry));
end $$;

-- The first row that does not follow from the one before it; no row when the chain holds. For administrators of the database.
create or replace function app.audit_fault() returns table (audit_id bigint) language sql stable set search_path = public, pg_temp as $$
  select a.audit_id from (select l as entry, l.audit_id, l.hash, l.previous_hash, lag(l.hash) over (order by l.audit_id) as before from audit_log l) a
   where a.hash <> app.audit_hash(a.entry) or a.previous_hash is distinct from a.before
   order by a.audit_id limit 1;
$$;

-- Old and new value of every changed column that is no secret.
create or replace function app.audit_row() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  hidden text[] := array['password_hash', 'totp_secret', 'secrets', 'updated_at', 'last_login', 'search', 'token_hash', 'content', 'secret_arguments', 'config_revision', 'presence_revision', 'last_seen_at'];
  before jsonb := case when tg_op = 'INSERT' then '{}'::jsonb else to_jsonb(old) end;
  after jsonb := case when tg_op = 'DELETE' then '{}'::jsonb else to_jsonb(new) end;
  changed jsonb;
begin
  select coalesce(jsonb_object_agg(k.key, case when tg_op = 'UPDATE' then jsonb_build_array(before -> k.key, after -> k.key)
                                               else coalesce(after -> k.key, before -> k.key) end), '{}')
    into changed
    from (select distinct jsonb_object_keys(before || after) as key) k
   where not (k.key = any (hidden)) and (before -> k.key) is distinct from (after -> k.key);
  if tg_op = 'UPDATE' and (before -> 'password_hash') is distinct from (after -> 'password_hash') then
    changed := changed || '{"password_hash": "changed"}';
  end if;
  if tg_op = 'UPDATE' and (before -> 'secrets') is distinct from (after -> 'secrets') then
    changed := changed || '{"secrets": "changed"}';
  end if;
  if tg_op = 'UPDATE' and changed = '{}'::jsonb then
    return null;
  end if;
  perform app.audit(lower(tg_op), tg_table_name, coalesce(after ->> tg_argv[0], before ->> tg_argv[0]),
                    coalesce(after ->> 'client_id', before ->> 'client_id')::uuid, changed);
  return null;
end $$;

create or replace function app.audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'audit_log is append-only' using errcode = 'LN403';
end $$;

create or replace trigger audit_log_append_only before update or delete or truncate on audit_log
  for each statement execute function app.audit_is_append_only();

create or replace trigger users_audit after insert or update or delete on users for each row execute function app.audit_row('user_id');
create or replace trigger clients_audit after insert or update or delete on clients for each row execute function app.audit_row('client_id');
create or replace trigger sites_audit after insert or update or delete on sites for each row execute function app.audit_row('site_id');
create or replace trigger assignments_audit after insert or delete on user_site_assignments for each row execute function app.audit_row('user_id');
create or replace trigger categories_audit after insert or update or delete on categories for each row execute function app.audit_row('category_id');
create or replace trigger settings_audit after insert or update or delete on settings for each row execute function app.audit_row('name');
create or replace trigger email_config_audit after insert or update or delete on email_config for each row execute function app.audit_row('config_id');
create or replace trigger email_templates_audit after insert or update or delete on email_templates for each row execute function app.audit_row('template_id');
create or replace trigger agent_scripts_audit after insert or update or delete on agent_scripts for each row execute function app.audit_row('script_id');
create or replace trigger agent_script_versions_audit after insert or update or delete on agent_script_versions for each row execute function app.audit_row('version_id');
create or replace trigger alert_rules_audit after insert or update or delete on alert_rules for each row execute function app.audit_row('rule_id');
create or replace trigger maintenance_windows_audit after insert or update or delete on maintenance_windows for each row execute function app.audit_row('window_id');
create or replace trigger agent_enrollment_tokens_audit after insert or delete or update of revoked_at on agent_enrollment_tokens for each row execute function app.audit_row('token_id');
-- What people decide about a machine; what it reports about itself is not an act.
create or replace trigger assets_audit after insert or delete or update of client_id, site_id, name, asset_type, lifecycle, enrolment, assigned_person, notes, tags, deleted_at on assets
  for each row execute function app.audit_row('asset_id');
create or replace trigger script_runs_audit after insert or update of state on script_runs for each row execute function app.audit_row('run_id');
create or replace trigger email_suppressions_audit after insert or delete on email_suppressions for each row execute function app.audit_row('email');

create or replace function app.audit_ticket_deletion() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform app.audit('delete', 'tickets', new.ticket_id::text, new.client_id, jsonb_build_object('ticket_number', new.ticket_number, 'subject', new.subject));
  return null;
end $$;
create or replace trigger tickets_deletion_audit after update of deleted_at on tickets for each row
  when (old.deleted_at is null and new.deleted_at is not null) execute function app.audit_ticket_deletion();
