-- Mails that wait because a mail server's settings were wrong leave as soon as somebody changed them.

create or replace function app.retry_held_up() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update email_queue set not_before = now()
   where status = 'pending' and error_class = 'configuration' and not_before > now() and (config_id = new.config_id or config_id is null or new.is_default);
  return null;
end $$;
create or replace trigger email_config_held_up after insert or update of is_active, is_default, transport, from_address, smtp_host, smtp_port, smtp_username, smtp_security, smtp_auth,
  oauth_token_url, oauth_client_id, oauth_scope, secrets on email_config for each row execute function app.retry_held_up();
