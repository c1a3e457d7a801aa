-- A verified mail of a person proves that the address lives (E-L5): the job of incoming mail lifts what was known before the mail came, and nothing else.
create or replace function app.lift_suppression(p_email text, p_received_at timestamptz)
returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if app.job() is distinct from 'mail_in' then raise exception 'only incoming mail proves an address' using errcode = 'LN403'; end if;
  delete from email_suppressions where email = lower(p_email) and created_at < p_received_at;
end $$;
