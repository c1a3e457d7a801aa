-- Who could be told, what waits for whom, and who may follow a ticket.

-- May this person see this ticket? The rule of the policies, asked for somebody else: by jobs, and by staff that adds a follower.
create or replace function app.may_see(p_user uuid, p_ticket uuid)
returns boolean language sql stable security definer set search_path = public, pg_temp as $$
  select (app.is_staff() or app.job() is not null) and exists (
    select 1 from users u left join clients c on c.client_id = u.client_id join tickets t on t.ticket_id = p_ticket and t.deleted_at is null
     where u.user_id = p_user and u.is_active and u.deleted_at is null
       and (u.client_id is null
            or (u.client_id = t.client_id and c.is_active and c.deleted_at is null
                and (u.role = 'client_admin' or t.created_by = u.user_id
                     or exists (select 1 from user_site_assignments a where a.user_id = u.user_id and a.site_id = t.site_id)))))
$$;

-- Everybody who could be told about a ticket of this place, already filtered by "active" and "may see it" (2-domain, who is told).
-- Who of them is told about what is decided by worker/modules/notifications/rules.ts. `muted`: events switched off for mail;
-- `choices`: channel → event → yes or no, `mutes_ticket`, `has_push`.
drop function if exists app.notice_people(uuid, uuid, uuid, uuid, uuid);
create function app.notice_people(p_client uuid, p_site uuid, p_creator uuid, p_assignee uuid, p_ticket uuid)
returns table (user_id uuid, email text, name text, role text, locale text, is_creator boolean, is_assignee boolean, is_watcher boolean, muted text[], choices jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select u.user_id, u.email::text, u.name, u.role::text, u.locale,
         u.user_id is not distinct from p_creator, u.user_id is not distinct from p_assignee, w.user_id is not null,
         coalesce((select array_agg(p.event::text) from notification_preferences p
                    where p.user_id = u.user_id and p.channel = 'email' and not p.is_on), '{}'),
         coalesce((select jsonb_object_agg(c.channel, c.events) from (
                    select p.channel, jsonb_object_agg(p.event, p.is_on) as events from notification_preferences p where p.user_id = u.user_id group by p.channel) c), '{}')
           || jsonb_build_object('mutes_ticket', exists (select 1 from ticket_mutes m where m.ticket_id = p_ticket and m.user_id = u.user_id),
                                 'has_push', exists (select 1 from push_subscriptions s where s.user_id = u.user_id))
    from users u
    left join ticket_watchers w on w.ticket_id = p_ticket and w.user_id = u.user_id
   where (app.is_staff() or app.job() is not null or p_client = app.client_id())
     and u.is_active and u.deleted_at is null
     and (u.role in ('superadmin', 'admin', 'technician')
          or (u.client_id = p_client
              and (u.role = 'client_admin'
                   or u.user_id = p_creator
                   or exists (select 1 from user_site_assignments a where a.user_id = u.user_id and a.site_id = p_site))
              and (u.role = 'client_admin' or u.user_id = p_creator or w.user_id is not null)))
$$;
revoke execute on function app.notice_people(uuid, uuid, uuid, uuid, uuid) from public;
grant execute on function app.notice_people(uuid, uuid, uuid, uuid, uuid) to lanet_user, lanet_job, lanet_agent;

-- The end of the quiet time that `p_at` falls into; null outside. Quiet times that touch each other are one; a day's time that ends
-- before it begins ends on the next day.
create or replace function app.quiet_end(s notification_settings, p_at timestamptz) returns timestamptz language plpgsql stable as $$
declare
  start_of_look timestamp := p_at at time zone s.timezone;
  probe timestamp := start_of_look;
  found_end timestamp;
  ends timestamp;
  quiet_day date;
begin
  if not s.quiet_is_on then return null; end if;
  for step in 1..9 loop
    found_end := null;
    foreach quiet_day in array array[probe::date - 1, probe::date] loop
      if extract(isodow from quiet_day)::integer = any (s.quiet_days) then
        ends := quiet_day + s.quiet_to::time + case when s.quiet_to <= s.quiet_from then interval '1 day' else interval '0' end;
        if probe >= quiet_day + s.quiet_from::time and probe < ends then
          found_end := greatest(found_end, ends);
        end if;
      end if;
    end loop;
    exit when found_end is null;
    probe := found_end;
  end loop;
  return case when probe > start_of_look then probe at time zone s.timezone end;
end $$;

-- Until when a mail or push of `p_at` waits, and why; nulls: it does not. A daily digest comes when the person said, an hourly one not in quiet hours.
create or replace function app.hold_until(s notification_settings, p_at timestamptz, out held_until timestamptz, out reason text) language plpgsql stable as $$
declare
  at_place timestamp := p_at at time zone s.timezone;
  due timestamp;
begin
  if s.digest = 'hourly' then
    held_until := (date_trunc('hour', at_place) + interval '1 hour') at time zone s.timezone;
    held_until := coalesce(app.quiet_end(s, held_until), held_until);
    reason := 'digest';
  elsif s.digest = 'daily' then
    due := at_place::date + s.digest_at::time;
    if due <= at_place then due := due + interval '1 day'; end if;
    held_until := due at time zone s.timezone;
    reason := 'digest';
  else
    held_until := app.quiet_end(s, p_at);
    reason := case when held_until is not null then 'quiet' end;
  end if;
end $$;

-- Whatever path queues a mail or a push: it waits as long as its reader wants it to. Answers to what the reader did themselves never wait.
create or replace function app.hold_notice() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  s notification_settings;
  held record;
begin
  new.held_reason := null;
  if new.user_id is null or new.status <> 'pending' or new.event in ('password_reset', 'user_invited', 'report_ready', 'digest') or new.vars -> 'is_acknowledgement' = 'true' then
    return new;
  end if;
  select * into s from notification_settings n where n.user_id = new.user_id;
  if not found or (not s.quiet_is_on and s.digest = 'off') then return new; end if;
  if s.urgent_breaks_quiet and (new.event in ('sla_breach', 'asset_alert', 'asset_offline') or new.vars ->> 'about' in ('asset_alert', 'asset_offline'))
     and exists (select 1 from tickets t where t.ticket_id = new.ticket_id and t.priority = 'critica') then
    return new;
  end if;
  begin
    select * into held from app.hold_until(s, greatest(new.not_before, now()));
  exception when invalid_parameter_value then
    -- A time zone this server does not know must not stop the change that tells of it.
    return new;
  end;
  if held.reason is not null then
    new.not_before := held.held_until;
    new.held_reason := held.reason;
  end if;
  return new;
end $$;
create or replace trigger email_queue_hold before insert on email_queue for each row execute function app.hold_notice();
create or replace trigger push_queue_hold before insert on push_queue for each row execute function app.hold_notice();

-- The person changed their times: what waits for them waits by the new ones, or leaves. Own rows alone.
create or replace function app.hold_again() returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
  s notification_settings;
  held record;
begin
  select * into s from notification_settings n where n.user_id = app.user_id();
  if not found then return; end if;
  select * into held from app.hold_until(s, now());
  update email_queue q set held_reason = held.reason, not_before = coalesce(held.held_until, now()) where q.user_id = app.user_id() and q.status = 'pending' and q.held_reason is not null;
  update push_queue q set held_reason = held.reason, not_before = coalesce(held.held_until, now()) where q.user_id = app.user_id() and q.status = 'pending' and q.held_reason is not null;
end $$;

-- A browser of the person who asks: whoever signed in there last. Ten devices a person, the newest stay.
create or replace function app.keep_push_device(p_endpoint text, p_p256dh text, p_auth text, p_server_key text, p_device text)
returns uuid language plpgsql security definer set search_path = public, pg_temp as $$
declare
  kept uuid;
begin
  perform app.must(app.user_id() is not null, 'LN401', 'nobody is signed in');
  insert into push_subscriptions as s (user_id, endpoint, p256dh, auth, server_key, device) values (app.user_id(), p_endpoint, p_p256dh, p_auth, p_server_key, p_device)
  on conflict (endpoint) do update set user_id = excluded.user_id, p256dh = excluded.p256dh, auth = excluded.auth, server_key = excluded.server_key, device = excluded.device, failures = 0, created_at = now()
  returning s.subscription_id into kept;
  delete from push_subscriptions s where s.user_id = app.user_id() and s.subscription_id in (
    select o.subscription_id from push_subscriptions o where o.user_id = app.user_id() order by o.created_at desc, (o.subscription_id = kept) desc, o.subscription_id offset 10);
  return kept;
end $$;

-- Who is added to a ticket by somebody else may see it.
create or replace function app.guard_watchers() returns trigger language plpgsql as $$
begin
  if app.user_id() is not null and new.user_id <> app.user_id() and not app.may_see(new.user_id, new.ticket_id) then
    raise exception 'this person may not see the ticket' using errcode = 'LN422';
  end if;
  return new;
end $$;
create or replace trigger ticket_watchers_guard before insert on ticket_watchers for each row execute function app.guard_watchers();

-- How many mails and pushes wait for the person who asks.
create or replace function app.held_for_me() returns integer language sql stable security definer set search_path = public, pg_temp as $$
  select ((select count(*) from email_queue q where q.user_id = app.user_id() and q.status = 'pending' and q.held_reason is not null)
        + (select count(*) from push_queue q where q.user_id = app.user_id() and q.status = 'pending' and q.held_reason is not null))::integer
$$;
