-- Who may use which verb at all; the policies say on which rows. Recomputed whole at every run.
do $$
declare
  t record;
begin
  for t in select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname <> 'drizzle_migrations_log' loop
    execute format('alter table public.%I enable row level security', t.relname);
    execute format('alter table public.%I force row level security', t.relname);
    execute format('revoke all on public.%I from public, lanet_app, lanet_user, lanet_job', t.relname);
    execute format('grant select, insert, update, delete on public.%I to lanet_user, lanet_job', t.relname);
  end loop;
end $$;

-- Nobody signed in reads a password or a one-time secret, whatever the row policies say.
revoke select, update on users from lanet_user;
grant select (user_id, client_id, name, email, role, phone, locale, is_active, email_verified_at, last_login, created_at, updated_at, deleted_at) on users to lanet_user;
grant update (client_id, name, email, role, phone, locale, is_active, updated_at, deleted_at) on users to lanet_user;
-- Signing in leaves a time and a newer hash; no job changes what a person is.
revoke update on users from lanet_job;
grant update (password_hash, email_verified_at, last_login, totp_secret) on users to lanet_job;
revoke all on refresh_tokens, rate_counters from lanet_user;
revoke select, update, delete on one_time_tokens from lanet_user;
revoke select on email_config from lanet_user;
grant select (config_id, name, from_address, from_name, transport, smtp_host, smtp_port, smtp_username, smtp_security, imap_host, imap_port,
              imap_username, imap_folder, unknown_sender, is_default, is_active, created_at, updated_at) on email_config to lanet_user;
revoke insert, update, delete, truncate on audit_log from lanet_user, lanet_job;
revoke insert, update, delete on client_domains, site_emails from lanet_user, lanet_job;
revoke update, delete on ticket_activities, ticket_resolutions from lanet_user, lanet_job;
revoke delete on tickets, ticket_comments, file_attachments, users, clients, sites, inbound_emails, email_queue from lanet_user, lanet_job;

grant usage on sequence app.ticket_numbers to lanet_user, lanet_job;
revoke execute on all functions in schema app from public;
grant execute on all functions in schema app to lanet_user, lanet_job;
-- Before the role is taken the login role itself must be able to ask for it, and finds no rows.
grant execute on function app.user_id(), app.role(), app.client_id(), app.site_ids(), app.job(), app.is_staff(), app.is_manager() to lanet_app;
