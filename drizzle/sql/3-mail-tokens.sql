-- A token server may replace the refresh token each time it is used: the jobs that use it keep the new one, and can change nothing else of a configuration.

create or replace function app.keep_refresh_token(p_config uuid, p_before text, p_after jsonb) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if coalesce(app.job(), '') not in ('mail_in', 'mail_out') then
    raise exception 'only the mail jobs keep tokens' using errcode = 'LN403';
  end if;
  update email_config set secrets = jsonb_set(secrets, '{oauth_refresh_token}', jsonb_build_object('key_id', p_after ->> 'key_id', 'box', p_after ->> 'box'))
   where config_id = p_config and secrets -> 'oauth_refresh_token' ->> 'box' = p_before;
end $$;
