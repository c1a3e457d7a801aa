-- What follows when a mailbox is set up, when its settings change, and when mail goes through it: its row of health.

create or replace function app.keep_mailbox() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into mailbox_health (config_id) values (new.config_id) on conflict do nothing;
  -- A job writes a token that its server replaced: nothing a person changed.
  if tg_op = 'UPDATE' and app.job() is null then
    -- Tried at once, and as if it had never failed.
    update mailbox_health set next_poll_at = null, poll_failures = 0, poll_error = null, poll_error_code = null where config_id = new.config_id;
    if (new.imap_host, new.imap_username, coalesce(new.imap_folder, '')) is distinct from (old.imap_host, old.imap_username, coalesce(old.imap_folder, '')) then
      -- The position in another mailbox means nothing in this one, and what lay there before is none of our business.
      update mailbox_health set uid_validity = null, last_uid = null, poll_since = null, last_poll_ok_at = null where config_id = new.config_id;
      delete from mailbox_stuck where config_id = new.config_id;
    end if;
    if (new.transport, new.smtp_host, new.smtp_port, new.smtp_username, new.smtp_security, new.smtp_auth, new.secrets) is distinct from (old.transport, old.smtp_host, old.smtp_port, old.smtp_username, old.smtp_security, old.smtp_auth, old.secrets) then
      -- The next mail tells whether that helped.
      update mailbox_health set send_error = null, send_error_code = null, send_failing_since = null where config_id = new.config_id;
    end if;
    if new.canary_hours is null then
      update mailbox_health set canary_token = null, canary_sent_at = null, canary_received_at = null, canary_error = null where config_id = new.config_id;
    end if;
  end if;
  return null;
end $$;
create or replace trigger email_config_mailbox after insert or update of imap_host, imap_port, imap_username, imap_folder, imap_security, imap_auth, imap_done_folder, imap_failed_folder,
  transport, smtp_host, smtp_port, smtp_username, smtp_security, smtp_auth, oauth_token_url, oauth_client_id, oauth_scope, secrets, is_active, canary_hours on email_config for each row execute function app.keep_mailbox();

insert into mailbox_health (config_id) select config_id from email_config on conflict do nothing;

-- A mail left, or could not. Said once a minute at most, and never waited for: somebody who writes the same row at this moment says it too.
create or replace function app.note_sending() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.status = 'sent' then
    update mailbox_health h set last_sent_at = new.sent_at, send_error = null, send_error_code = null, send_failing_since = null
     where h.config_id in (
       select k.config_id from mailbox_health k
        where k.config_id = coalesce(new.config_id, (select c.config_id from email_config c where c.is_default))
          and (k.last_sent_at is null or k.last_sent_at < new.sent_at - interval '1 minute' or k.send_failing_since is not null)
          for update skip locked);
  else
    update mailbox_health h set send_error = left(new.last_error, 300), send_error_code = new.error_class, send_error_at = now(), send_failing_since = coalesce(h.send_failing_since, now())
     where h.config_id in (
       select k.config_id from mailbox_health k
        where k.config_id = coalesce(new.config_id, (select c.config_id from email_config c where c.is_default)) for update skip locked);
  end if;
  return null;
end $$;
create or replace trigger email_queue_health after update of status on email_queue for each row
  when (old.status = 'sending' and ((new.status = 'sent' and new.sent_at is not null)
        or (new.status in ('pending', 'parked', 'failed') and new.error_class in ('retry', 'configuration') and new.last_error is not null)))
  execute function app.note_sending();

create or replace function app.note_mail() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update mailbox_health h set last_mail_at = new.received_at
   where h.config_id in (
     select k.config_id from mailbox_health k join email_config c on c.config_id = k.config_id and c.is_active and lower(c.from_address) = new.mailbox
      where k.last_mail_at is null or k.last_mail_at < new.received_at - interval '1 minute' for update of k skip locked);
  return null;
end $$;
create or replace trigger inbound_emails_health after insert on inbound_emails for each row execute function app.note_mail();
