-- Who may use which verb at all; the policies say on which rows. Recomputed whole at every run.
do $$
declare
  t record;
begin
  for t in select c.relname, c.relrowsecurity and c.relforcerowsecurity as is_closed from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname <> 'drizzle_migrations_log' loop
    -- Even where it changes nothing this waits for everybody who uses the table, and makes them wait.
    if not t.is_closed then
      execute format('alter table public.%I enable row level security', t.relname);
      execute format('alter table public.%I force row level security', t.relname);
    end if;
    execute format('revoke all on public.%I from public, lanet_app, lanet_user, lanet_job, lanet_agent', t.relname);
    execute format('grant select, insert, update, delete on public.%I to lanet_user, lanet_job', t.relname);
  end loop;
end $$;

-- Nobody signed in reads a password or a one-time secret, whatever the row policies say.
revoke select, update on users from lanet_user;
grant select (user_id, client_id, name, email, role, phone, locale, has_shortcuts, is_active, email_verified_at, last_login, created_at, updated_at, deleted_at) on users to lanet_user;
grant update (client_id, name, email, role, phone, locale, has_shortcuts, is_active, updated_at, deleted_at) on users to lanet_user;
-- Signing in leaves a time and a newer hash; no job changes what a person is.
revoke update on users from lanet_job;
grant update (password_hash, email_verified_at, last_login, totp_secret) on users to lanet_job;
revoke all on refresh_tokens, rate_counters from lanet_user;
revoke select, update, delete on one_time_tokens from lanet_user;
revoke select on email_config from lanet_user;
grant select (config_id, name, from_address, from_name, transport, smtp_host, smtp_port, smtp_username, smtp_security, imap_host, imap_port,
              imap_username, imap_folder, unknown_sender, is_default, is_active, created_at, updated_at, smtp_auth, imap_security, imap_auth, imap_done_folder, imap_failed_folder,
              oauth_token_url, oauth_client_id, oauth_scope, reply_style, canary_hours) on email_config to lanet_user;
-- Health is the jobs' to write; a person leaves how a test went. The word of a canary is what proves it, so nobody reads it.
revoke all on mailbox_health, mailbox_stuck from lanet_user;
grant select (config_id, uid_validity, last_uid, last_poll_at, last_poll_ok_at, last_mail_at, poll_error, poll_error_code, poll_failures, next_poll_at, poll_lease_until, poll_since, last_sent_at, send_error,
              send_error_code, send_error_at, send_failing_since, canary_sent_at, canary_received_at, canary_error, alarm_code, alarm_at, last_test_at, last_test_error_code) on mailbox_health to lanet_user;
grant update (last_test_at, last_test_error_code) on mailbox_health to lanet_user;
grant select on mailbox_stuck to lanet_user;
revoke delete on mailbox_health from lanet_job;
revoke insert, update, delete, truncate on audit_log from lanet_user, lanet_job;
revoke insert, update, delete on client_domains, site_emails from lanet_user, lanet_job;
revoke update, delete on ticket_activities, ticket_resolutions from lanet_user, lanet_job;
revoke delete on tickets, ticket_comments, file_attachments, users, clients, sites, inbound_emails, email_queue from lanet_user, lanet_job;

-- A machine reads itself and opens tickets about itself. Never what people note about it, nor what goes into or comes out of a command.
-- Taking a column from a right on the whole table changes nothing in Postgres: columns are named one by one.
grant select (asset_id, client_id, site_id, name, asset_type, lifecycle, enrolment, agent_status, platform, hostname, agent_version, config_revision, last_seen_at, enrolled_at, deleted_at) on assets to lanet_agent;
grant select (ticket_id, ticket_number, client_id, site_id, asset_id, subject, status, channel, priority, version, created_by, created_at, updated_at, deleted_at) on tickets to lanet_agent;
grant select (execution_id, client_id, site_id, asset_id, kind, title, status, revision, ticket_id, created_at, started_at, finished_at, expires_at) on script_executions to lanet_agent;
grant select on categories, settings to lanet_agent;
grant insert on tickets, ticket_activities, email_queue to lanet_agent;
-- What enrolment and the machine itself say is no person's to write.
revoke update on assets from lanet_user;
grant update (client_id, site_id, name, asset_type, lifecycle, enrolment, agent_status, offline_since, platform, hostname, hardware_uuid, serial, manufacturer, model, os_name, os_version, cpu_name, memory_bytes,
              disk_bytes, ip_address, mac_addresses, logged_in_user, assigned_person, notes, tags, purchased_on, warranty_until, config_revision, updated_at, deleted_at) on assets to lanet_user;
revoke insert, update, delete on asset_inventory, agent_metrics, enrollment_attempts from lanet_user;
revoke select, update on agent_enrollment_tokens from lanet_user;
grant select (token_id, client_id, site_id, name, token_hint, platform, holds, max_uses, uses, expires_at, revoked_at, created_by, created_at) on agent_enrollment_tokens to lanet_user;
grant update (revoked_at) on agent_enrollment_tokens to lanet_user;
revoke update on agent_enrollment_tokens from lanet_job;
grant update (uses) on agent_enrollment_tokens to lanet_job;
-- An order is never rewritten: people ask for it, jobs write down what became of it.
revoke select, update on script_executions from lanet_user;
grant select (execution_id, client_id, site_id, asset_id, run_id, wave, kind, lane, title, script_id, version_id, script_sha256, approval_sha256, arguments, run_as, limits, status, revision, reason,
              ticket_id, requested_by, requested_by_name, approved_by, approved_by_name, exit_code, duration_ms, output_bytes, output_sha256, output_tail, is_truncated, dispatched_at,
              created_at, started_at, finished_at, expires_at) on script_executions to lanet_user;
revoke update on script_executions from lanet_job;
grant update (status, revision, reason, exit_code, duration_ms, output_bytes, output_sha256, output_tail, is_truncated, dispatched_at, started_at, finished_at) on script_executions to lanet_job;
revoke update on script_runs from lanet_user, lanet_job;
grant update (state, state_reason, updated_at, finished_at) on script_runs to lanet_user;
grant update (wave, state, state_reason, updated_at, finished_at) on script_runs to lanet_job;
revoke insert, update on alerts from lanet_user;
grant update (status, acknowledged_by, acknowledged_at, resolved_by, resolved_at, resolution_note, ticket_due_at) on alerts to lanet_user;
revoke update on maintenance_windows from lanet_job;
grant update (summed_up_to) on maintenance_windows to lanet_job;
revoke delete on assets, alerts, alert_rules, agent_scripts, agent_script_versions, script_runs, script_executions, agent_enrollment_tokens, maintenance_windows from lanet_user, lanet_job;
-- Facts of service levels come from triggers and from the keeper; policies and calendars are deleted softly.
revoke insert, update, delete on sla_compliance, sla_events from lanet_user;
revoke insert, delete on sla_compliance from lanet_job;
revoke update, delete on sla_events from lanet_job;
revoke delete on slas, business_calendars from lanet_user, lanet_job;
-- Ratings come through app.rate_ticket() alone; contracts end softly; a closing is made or taken back.
revoke insert, update, delete on ticket_ratings from lanet_user, lanet_job;
revoke delete on client_contracts from lanet_user, lanet_job;
revoke update on time_closings from lanet_user, lanet_job;
revoke insert, update, delete on time_entries, time_closings, client_contracts from lanet_job;
-- A macro stays its author's; a step stays on its ticket.
revoke update on macros, macro_uses, ticket_checklist_items from lanet_user;
grant update (scope, client_id, name, description, body_es, body_en, visibility, changes, is_active, version, updated_at) on macros to lanet_user;
grant update (uses, last_used_at) on macro_uses to lanet_user;
grant update (text, is_required, sort_order, done_at, done_by, done_by_name, updated_at) on ticket_checklist_items to lanet_user;
-- A notification is read, announced and forgotten; devices are kept by a function; a push is no person's to look at.
revoke update, delete on notifications from lanet_user;
grant update (read_at) on notifications to lanet_user;
revoke update on notifications from lanet_job;
grant update (announced_at) on notifications to lanet_job;
revoke update on notification_settings from lanet_job;
grant update (digested_at) on notification_settings to lanet_job;
revoke select, insert, update on push_subscriptions from lanet_user;
grant select (subscription_id, user_id, endpoint, server_key, device, last_sent_at, created_at) on push_subscriptions to lanet_user;
revoke update on push_subscriptions from lanet_job;
grant update (failures, last_sent_at) on push_subscriptions to lanet_job;
revoke select, update, delete on push_queue from lanet_user;
revoke delete on notification_settings from lanet_user, lanet_job;
revoke insert, delete on notification_settings from lanet_job;
revoke update on ticket_watchers, ticket_mutes from lanet_user, lanet_job;
grant insert on notifications, push_queue to lanet_agent;
-- A person asks for a report and throws it away; what became of it is the maker's to write, and the lease is its authority.
revoke select, update on reports from lanet_user;
grant select (report_id, client_id, schedule_id, period_key, kind, format, group_by, locale, timezone, from_at, to_at, is_for_client, asked_by, recipients, status, attempts, not_before, started_at, finished_at,
              expires_at, row_count, size, file_name, r2_key, figures, error_code, error, created_at, deleted_at) on reports to lanet_user;
grant update (deleted_at, expires_at) on reports to lanet_user;
revoke update on reports, report_schedules from lanet_job;
grant update (status, attempts, not_before, lease_token, lease_until, started_at, finished_at, expires_at, row_count, size, file_name, r2_key, figures, error_code, error) on reports to lanet_job;
grant update (next_run_at, last_run_at) on report_schedules to lanet_job;
revoke delete on reports, report_schedules from lanet_user, lanet_job;
-- A merge is made and taken back; a link is made and cut; what a mail proposed is decided by staff.
revoke update, delete on ticket_merges from lanet_user, lanet_job;
grant update (undone_at, undone_by, undone_by_name, undone_version) on ticket_merges to lanet_user;
revoke insert on ticket_merges from lanet_job;
revoke update on ticket_links from lanet_user, lanet_job;
revoke insert, update, delete on ticket_participants from lanet_user;
grant update (state, decided_by, decided_at) on ticket_participants to lanet_user;
revoke update, delete on ticket_participants from lanet_job;
-- What an article said stays said; a reader has one word. A turn of a schedule is the sweep's to write down.
revoke update, delete on kb_article_versions from lanet_user;
revoke delete on kb_articles, kb_article_feedback from lanet_user;
revoke update on kb_articles, kb_article_feedback from lanet_user;
grant update (visibility, client_id, category_id, state, current_version, published_version, version, published_at, archived_at, updated_at) on kb_articles to lanet_user;
grant update (verdict, created_at) on kb_article_feedback to lanet_user;
revoke all on kb_articles, kb_article_versions, kb_article_feedback from lanet_job;
revoke insert, update, delete on ticket_schedule_runs from lanet_user;
revoke update, delete on ticket_schedule_runs from lanet_job;
revoke insert, update, delete on ticket_schedules from lanet_job;
grant update (next_run_at, last_run_at) on ticket_schedules to lanet_job;
revoke delete on ticket_schedules from lanet_user;
-- A view stays its author's; a pin is put and taken; what a run was asked for stays asked.
revoke all on ticket_views, ticket_pins, ticket_runs, ticket_run_items from lanet_job;
revoke update on ticket_views, ticket_pins, ticket_runs, ticket_run_items from lanet_user;
grant update (scope, member_ids, name, filter, sort, layout, sort_order, version, updated_at) on ticket_views to lanet_user;
grant update (total, undo_asked_at) on ticket_runs to lanet_user;
grant update (state, before, version_after, code, message) on ticket_run_items to lanet_user;
-- A ticket is put aside and woken; a reminder is its owner's to make and to forget. What became due is the sweep's to write down.
revoke update, delete on ticket_snoozes from lanet_user;
grant update (woken_at, woken_by) on ticket_snoozes to lanet_user;
revoke insert, update, delete on ticket_snoozes from lanet_job;
grant update (woken_at, woken_by) on ticket_snoozes to lanet_job;
revoke update on ticket_reminders from lanet_user;
revoke insert, update, delete on ticket_reminders from lanet_job;
grant update (told_at) on ticket_reminders to lanet_job;

-- Drafts are their writers'; the sweep forgets old ones. Names of tags are kept by a trigger.
revoke insert, update on ticket_drafts, ticket_draft_files from lanet_job;
revoke update on ticket_draft_files from lanet_user;
revoke update on ticket_drafts from lanet_user;
grant update (body_text, revision, updated_at) on ticket_drafts to lanet_user;
revoke insert, update on tag_names from lanet_user;
revoke update on ticket_field_values from lanet_user;
grant update (value, updated_at) on ticket_field_values to lanet_user;
revoke all on category_fields, ticket_field_values, tag_names from lanet_job;

-- What a level says is said anew by people; a turn is written by app.start_script_turn() alone; a merge stays.
revoke delete on fleet_policies, script_schedules, asset_care, asset_reminders, asset_fields, asset_merges, software_licences from lanet_user, lanet_job;
revoke insert, update on fleet_policies, script_schedules, asset_care from lanet_job;
revoke update on fleet_policies, script_schedules, asset_care, software_licences, asset_merges from lanet_user;
grant update (metrics_s, services_s, security_s, inventory_s, events, script_concurrency, update_ring, remote_consent, remote_minutes, rules, updated_by) on fleet_policies to lanet_user;
grant update (client_id, site_id, asset_id, asset_types, name, script_id, arguments, trigger, frequency, every, weekdays, day_of_month, nth, month, starts_on, ends_on, time_of_day, timezone, rule_id,
              cooldown_minutes, valid_hours, failure_percent_max, is_active, watch_from, next_run_at, owner_id, deleted_at) on script_schedules to lanet_user;
revoke insert, update, delete on script_schedule_turns from lanet_user, lanet_job;
grant update (warranty_notice_days, maintenance_every_months, maintenance_next_on, fields, updated_by, updated_at) on asset_care to lanet_user;
grant update (maintenance_next_on) on asset_care to lanet_job;
revoke insert, update on asset_reminders from lanet_user;
revoke update on asset_reminders from lanet_job;
revoke all on asset_fields, asset_merges, software_licences, ignored_devices from lanet_job;
revoke update on ignored_devices from lanet_user;
grant update (name, pattern, seats, expires_on, notes, deleted_at) on software_licences to lanet_user;

-- A release stays as it was signed; how far it goes is decided. What became of it is the machines' to say, through a function.
revoke delete on agent_releases from lanet_user;
revoke update on agent_releases from lanet_user;
grant update (state, ring, ring_since, spread_s, reason) on agent_releases to lanet_user;
revoke insert, update, delete on asset_updates from lanet_user;
revoke all on agent_releases, asset_updates from lanet_job;

-- What a machine sealed is kept as it came; whoever may have a box gets it from app.reveal_bitlocker_key(), which writes that down.
revoke all on bitlocker_keys from lanet_user;
grant select (bitlocker_key_id, asset_id, client_id, volume_id, mount, protector_id, escrow_key_id, first_seen_at, last_seen_at, reveals, last_revealed_at, last_revealed_by_name) on bitlocker_keys to lanet_user;
revoke select, update, delete on bitlocker_keys from lanet_job;
grant select (bitlocker_key_id, asset_id, client_id, volume_id, mount, protector_id, escrow_key_id, first_seen_at, last_seen_at) on bitlocker_keys to lanet_job;
grant update (mount, last_seen_at) on bitlocker_keys to lanet_job;
-- Whoever asks for a session says why, once; how it went is the machine's word.
revoke update, delete on remote_sessions from lanet_user;
revoke insert, update, delete on remote_sessions from lanet_job;
grant update (opened_at, ended_at, end_reason, banner, bytes_up, bytes_down) on remote_sessions to lanet_job;
-- What was asked stays asked; the desk takes it back, the link of the mail decides.
revoke update, delete on ticket_approvals from lanet_user, lanet_job;
revoke insert on ticket_approvals from lanet_job;
grant update (state, settled_at, settled_by_name) on ticket_approvals to lanet_user;
grant update (state, settled_at, settled_by_name, settled_via, reason) on ticket_approvals to lanet_job;

grant usage on sequence app.ticket_numbers to lanet_user, lanet_job, lanet_agent;
revoke execute on all functions in schema app from public;
grant execute on all functions in schema app to lanet_user, lanet_job, lanet_agent;
-- Before the role is taken the login role itself must be able to ask for it, and finds no rows.
grant execute on function app.user_id(), app.role(), app.client_id(), app.site_ids(), app.job(), app.agent_id(), app.is_staff(), app.is_manager() to lanet_app;

-- Nobody but the owner makes tables in this database, passing ones included: what is not there cannot be mistaken for a table of ours.
do $$ begin execute format('revoke temporary on database %I from public', current_database()); end $$;
