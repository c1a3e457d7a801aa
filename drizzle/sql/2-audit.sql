-- The audit trail: written by triggers and by app.audit() alone, chained by hash, never altered.

create or replace function app.audit(p_action text, p_entity text, p_entity_id text, p_client uuid, p_details jsonb default '{}')
returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
  previous text;
  who uuid := app.user_id();
  kind text := case when app.user_id() is not null then 'user' when app.job() is not null then 'job' else 'system' end;
  label text := coalesce((select u.name from users u where u.user_id = app.user_id()), app.job(), session_user::text);
  request text := nullif(current_setting('app.request_id', true), '');
  at timestamptz(3) := clock_timestamp();
begin
  perform pg_advisory_xact_lock(724001);
  select a.hash into previous from audit_log a order by a.audit_id desc limit 1;
  insert into audit_log (occurred_at, actor_kind, actor_id, actor_name, client_id, action, entity, entity_id, details, request_id, previous_hash, hash)
  values (at, kind, who, label, p_client, p_action, p_entity, p_entity_id, p_details, request, previous,
          encode(sha256(convert_to(concat_ws('|', coalesce(previous, ''), at::text, kind, coalesce(who::text, ''), p_action, p_entity,
                                             coalesce(p_entity_id, ''), coalesce(p_client::text, ''), p_details::text), 'utf8')), 'hex'));
end $$;

-- Old and new value of every changed column that is no secret.
create or replace function app.audit_row() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  hidden text[] := array['password_hash', 'totp_secret', 'secrets', 'updated_at', 'last_login', 'search'];
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
create or replace trigger email_suppressions_audit after insert or delete on email_suppressions for each row execute function app.audit_row('email');

create or replace function app.audit_ticket_deletion() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform app.audit('delete', 'tickets', new.ticket_id::text, new.client_id, jsonb_build_object('ticket_number', new.ticket_number, 'subject', new.subject));
  return null;
end $$;
create or replace trigger tickets_deletion_audit after update of deleted_at on tickets for each row
  when (old.deleted_at is null and new.deleted_at is not null) execute function app.audit_ticket_deletion();
