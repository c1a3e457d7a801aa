-- Loading an actor's authority: the first statement of every transaction.

create or replace function app.forget() returns void language sql as $$
  select set_config('app.user_id', '', true), set_config('app.role', '', true), set_config('app.client_id', '', true),
         set_config('app.site_ids', '', true), set_config('app.job', '', true), set_config('app.agent_id', '', true);
$$;

-- Becomes a person. LN401: session over, person or client inactive. LN403: role not among the allowed ones.
create or replace function app.become_user(p_user uuid, p_session uuid, p_roles text[] default null)
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  me record;
begin
  perform app.forget();
  select u.user_id, u.role::text as role, u.client_id, u.name, u.email::text as email, u.locale,
         coalesce((select array_agg(a.site_id order by a.site_id) from user_site_assignments a
                    join sites s on s.site_id = a.site_id and s.is_active and s.deleted_at is null
                   where a.user_id = u.user_id), '{}') as site_ids
    into me
    from users u
    join sessions s on s.user_id = u.user_id and s.session_id = p_session and s.revoked_at is null and s.expires_at > now()
    left join clients c on c.client_id = u.client_id
   where u.user_id = p_user and u.is_active and u.deleted_at is null and (u.client_id is null or (c.is_active and c.deleted_at is null));
  if not found then
    raise exception 'session is over' using errcode = 'LN401';
  end if;
  if p_roles is not null and not (me.role = any (p_roles)) then
    raise exception 'role may not' using errcode = 'LN403';
  end if;
  perform set_config('app.user_id', me.user_id::text, true), set_config('app.role', me.role, true),
          set_config('app.client_id', coalesce(me.client_id::text, ''), true), set_config('app.site_ids', me.site_ids::text, true);
  return jsonb_build_object('user_id', me.user_id, 'role', me.role, 'client_id', me.client_id, 'site_ids', me.site_ids,
                            'name', me.name, 'email', me.email, 'locale', me.locale);
end $$;

-- Becomes a machine. LN401: retired, revoked, of an inactive client, or with another key than it enrolled with.
create or replace function app.become_agent(p_asset uuid, p_public_key text)
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  me record;
begin
  perform app.forget();
  select a.asset_id, a.client_id, a.site_id, a.name, a.enrolment, c.locale
    into me
    from assets a join clients c on c.client_id = a.client_id and c.is_active and c.deleted_at is null
   where a.asset_id = p_asset and a.public_key = p_public_key and a.deleted_at is null and a.enrolment in ('active', 'held') and a.lifecycle <> 'retired';
  if not found then
    raise exception 'the machine is not enrolled' using errcode = 'LN401';
  end if;
  perform set_config('app.agent_id', me.asset_id::text, true), set_config('app.client_id', me.client_id::text, true),
          set_config('app.site_ids', array[me.site_id]::text, true);
  return jsonb_build_object('asset_id', me.asset_id, 'client_id', me.client_id, 'site_ids', array[me.site_id], 'name', me.name, 'enrolment', me.enrolment, 'locale', me.locale);
end $$;

-- Becomes a named system job.
create or replace function app.become_job(p_job text)
returns jsonb language plpgsql as $$
begin
  perform app.forget();
  if p_job not in ('auth', 'mail_in', 'mail_out', 'sweep', 'setup', 'enroll', 'fleet') then
    raise exception 'no such job' using errcode = 'LN403';
  end if;
  perform set_config('app.job', p_job, true);
  return jsonb_build_object('job', p_job);
end $$;

-- Stops the whole batch unless the claim holds.
create or replace function app.must(p_ok boolean, p_code text, p_message text default '')
returns void language plpgsql as $$
begin
  if p_ok is not true then
    raise exception '%', p_message using errcode = p_code;
  end if;
end $$;

-- Optimistic lock: the ticket as the decision saw it, held until the end of the batch. LN409 when somebody was faster.
create or replace function app.lock_ticket(p_ticket uuid, p_version integer)
returns void language plpgsql as $$
begin
  perform 1 from tickets where ticket_id = p_ticket and version = p_version and deleted_at is null for update;
  if not found then
    raise exception 'ticket changed meanwhile' using errcode = 'LN409';
  end if;
end $$;

-- Names only: client users see who answers them without being able to read the staff's rows.
create or replace function app.person_name(p_user uuid)
returns text language sql stable security definer set search_path = public, pg_temp as
  $$ select name from users where user_id = p_user
      and (client_id is null or app.is_staff() or app.job() is not null or client_id = app.client_id()) $$;

-- Site and client names of a visible ticket, for people who can't read the row itself (a site they lost).
create or replace function app.site_name(p_site uuid)
returns text language sql stable security definer set search_path = public, pg_temp as
  $$ select name::text from sites where site_id = p_site and (app.is_staff() or app.job() is not null or client_id = app.client_id()) $$;

create or replace function app.client_name(p_client uuid)
returns text language sql stable security definer set search_path = public, pg_temp as
  $$ select name::text from clients where client_id = p_client and (app.is_staff() or app.job() is not null or client_id = app.client_id()) $$;

create or replace function app.is_active_staff(p_user uuid)
returns boolean language sql stable security definer set search_path = public, pg_temp as
  $$ select exists (select 1 from users where user_id = p_user and is_active and deleted_at is null
                     and role in ('superadmin', 'admin', 'technician')) $$;

-- What somebody of the staff may do by now, for whoever hands their orders over; null for all others.
create or replace function app.staff_role(p_user uuid)
returns text language sql stable security definer set search_path = public, pg_temp as
  $$ select role::text from users where user_id = p_user and app.job() = 'fleet' and is_active and deleted_at is null and role in ('superadmin', 'admin', 'technician') $$;

-- First technician in charge of new tickets of a category: the category's own default, if active.
create or replace function app.default_assignee(p_category uuid)
returns uuid language sql stable security definer set search_path = public, pg_temp as
  $$ select c.default_assignee_id from categories c where c.category_id = p_category and app.is_active_staff(c.default_assignee_id) $$;

-- Which mail secrets are stored, for those who may read the configuration; what is in the boxes is read by jobs alone.
create or replace function app.mail_secrets_set(p_config uuid)
returns jsonb language sql stable security definer set search_path = public, pg_temp as
  $$ select jsonb_build_object('smtp_password', c.secrets ? 'smtp_password', 'imap_password', c.secrets ? 'imap_password',
                                'oauth_client_secret', c.secrets ? 'oauth_client_secret', 'oauth_refresh_token', c.secrets ? 'oauth_refresh_token')
       from email_config c where c.config_id = p_config and app.is_manager() $$;
