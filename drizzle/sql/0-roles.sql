-- What has to exist before the first table: extensions, roles, the schema `app`, and the functions that policies call.
create extension if not exists citext;
create extension if not exists unaccent;
create extension if not exists pg_trgm;
create extension if not exists pgcrypto;

do $$
begin
  if not exists (select 1 from pg_roles where rolname = 'lanet_user') then create role lanet_user nologin nobypassrls; end if;
  if not exists (select 1 from pg_roles where rolname = 'lanet_job') then create role lanet_job nologin nobypassrls; end if;
  if not exists (select 1 from pg_roles where rolname = 'lanet_agent') then create role lanet_agent nologin nobypassrls; end if;
  if not exists (select 1 from pg_roles where rolname = 'lanet_app') then create role lanet_app login nobypassrls; end if;
end $$;
grant lanet_user, lanet_job, lanet_agent to lanet_app;

create schema if not exists app;
grant usage on schema app, public to lanet_user, lanet_job, lanet_agent, lanet_app;
create sequence if not exists app.ticket_numbers;
-- Partitions live where nobody but their parent table reaches them: row security of a partition is not asked when it is named itself.
create schema if not exists partitions;

do $$
begin
  if not exists (select 1 from pg_ts_config c join pg_namespace n on n.oid = c.cfgnamespace where cfgname = 'es' and nspname = 'app') then
    create text search configuration app.es (copy = pg_catalog.spanish);
    alter text search configuration app.es alter mapping for hword, hword_part, word with public.unaccent, spanish_stem;
  end if;
end $$;

-- Who is asking. A setting is NULL before its first use on a connection and '' after a transaction-local set has ended,
-- hence nullif everywhere. No actor: every function answers NULL or false, so every policy answers no rows.
create or replace function app.user_id() returns uuid language sql stable parallel safe as
  $$ select nullif(current_setting('app.user_id', true), '')::uuid $$;
create or replace function app.role() returns text language sql stable parallel safe as
  $$ select nullif(current_setting('app.role', true), '') $$;
create or replace function app.client_id() returns uuid language sql stable parallel safe as
  $$ select nullif(current_setting('app.client_id', true), '')::uuid $$;
create or replace function app.site_ids() returns uuid[] language sql stable parallel safe as
  $$ select coalesce(nullif(current_setting('app.site_ids', true), '')::uuid[], '{}'::uuid[]) $$;
create or replace function app.job() returns text language sql stable parallel safe as
  $$ select nullif(current_setting('app.job', true), '') $$;
create or replace function app.agent_id() returns uuid language sql stable parallel safe as
  $$ select nullif(current_setting('app.agent_id', true), '')::uuid $$;
create or replace function app.is_staff() returns boolean language sql stable parallel safe as
  $$ select coalesce(nullif(current_setting('app.role', true), '') in ('superadmin', 'admin', 'technician'), false) $$;
create or replace function app.is_manager() returns boolean language sql stable parallel safe as
  $$ select coalesce(nullif(current_setting('app.role', true), '') in ('superadmin', 'admin'), false) $$;
