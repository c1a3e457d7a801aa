-- A mail that is held because too many left already is told to those who look after mail (E-L8): once an hour for each ticket or address.
create or replace function app.tell_held_mail() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into notifications (user_id, event, effect_key, vars)
  select u.user_id, 'mailbox_alarm',
         concat_ws(':', 'mail_held', case when new.last_error like '%this ticket' then new.ticket_id::text else lower(new.to_email) end, to_char(now() at time zone 'UTC', 'YYYYMMDDHH24'), u.user_id),
         jsonb_build_object('alarm', case when new.last_error like '%this ticket' then 'held_ticket' else 'held_address' end,
                            'mailbox_name', coalesce((select t.ticket_number from tickets t where t.ticket_id = new.ticket_id), ''), 'mailbox_address', new.to_email)
    from users u where u.role in ('superadmin', 'admin') and u.is_active and u.deleted_at is null
  on conflict do nothing;
  return null;
end $$;
create or replace trigger email_queue_held_told after update of status on email_queue for each row
  when (new.status = 'parked' and new.error_class = 'limit' and old.status = 'sending') execute function app.tell_held_mail();
