-- What follows when a mailbox is set up or its settings change: its row of health, and the position of another mailbox is not its own.

create or replace function app.keep_mailbox() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into mailbox_health (config_id) values (new.config_id) on conflict do nothing;
  if tg_op = 'UPDATE' then
    -- Tried at once, and as if it had never failed.
    update mailbox_health set next_poll_at = null, poll_failures = 0, poll_error = null, poll_error_code = null where config_id = new.config_id;
    if (new.imap_host, new.imap_username, coalesce(new.imap_folder, '')) is distinct from (old.imap_host, old.imap_username, coalesce(old.imap_folder, '')) then
      update mailbox_health set uid_validity = null, last_uid = null, poll_since = case when last_poll_ok_at is null then poll_since end where config_id = new.config_id;
      delete from mailbox_stuck where config_id = new.config_id;
    end if;
  end if;
  return null;
end $$;
create or replace trigger email_config_mailbox after insert or update of imap_host, imap_port, imap_username, imap_folder, imap_security, imap_auth, imap_done_folder, imap_failed_folder,
  oauth_token_url, oauth_client_id, oauth_scope, secrets, is_active on email_config for each row execute function app.keep_mailbox();

insert into mailbox_health (config_id) select config_id from email_config on conflict do nothing;
