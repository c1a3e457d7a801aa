-- Working time: what a ticket took, the one running timer of a person, months that are closed, and what clients may read of it.

-- A begun minute counts; a day is the most.
create or replace function app.minutes_between(p_from timestamptz, p_to timestamptz) returns integer language sql immutable as $$
  select least(1440, greatest(1, ceil(extract(epoch from p_to - p_from) / 60)))::integer
$$;

-- Minutes on a ticket and what was merged into it, a running timer with what it has run so far. Null: the ticket is none the caller could see.
create or replace function app.ticket_minutes(p_ticket uuid) returns integer language sql stable security definer set search_path = public, pg_temp as $$
  select (select coalesce(sum(coalesce(e.minutes, app.minutes_between(e.started_at, now()))), 0)::integer from time_entries e where e.ticket_id = any ((select app.ticket_family(t.ticket_id))::uuid[]))
    from tickets t
   where t.ticket_id = p_ticket and (app.is_staff() or app.job() is not null or t.client_id = app.client_id())
$$;

-- The first instant of a local day of a client.
create or replace function app.client_midnight(p_client uuid, p_day date) returns timestamptz language sql stable security definer set search_path = public, pg_temp as $$
  select p_day::timestamp at time zone c.timezone from clients c where c.client_id = p_client
$$;

create or replace function app.is_time_closed(p_client uuid, p_at timestamptz) returns boolean language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select 1 from time_closings k join clients c using (client_id)
                  where k.client_id = p_client and k.month = date_trunc('month', p_at at time zone c.timezone)::date)
$$;

-- Whole units: rounded up, one at least; the setting is read by whoever counts for a contract or a report.
create or replace function app.rounded_minutes(p_minutes integer, p_unit integer) returns integer language sql immutable as $$
  select (ceil(p_minutes::numeric / greatest(p_unit, 1)) * greatest(p_unit, 1))::integer
$$;
create or replace function app.time_rounding() returns integer language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce((select least(60, greatest(1, (value #>> '{}')::integer)) from settings where name = 'time_rounding_minutes' and jsonb_typeof(value) = 'number'), 1)
$$;

create or replace function app.guard_time() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if app.role() is null then return coalesce(new, old); end if;
  if tg_op <> 'INSERT' and old.ended_at is not null and app.is_time_closed(old.client_id, old.started_at) then
    raise exception 'the month is closed' using errcode = 'LN409';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  if tg_op = 'UPDATE' then
    if (new.ticket_id, new.client_id, new.user_id, new.created_at, new.is_timer) is distinct from (old.ticket_id, old.client_id, old.user_id, old.created_at, old.is_timer) then
      raise exception 'ticket and person of an entry are fixed' using errcode = 'LN403';
    end if;
    new.version := old.version + 1;
    new.updated_at := now();
  else
    if not exists (select 1 from tickets t where t.ticket_id = new.ticket_id and t.deleted_at is null) then
      raise exception 'ticket' using errcode = 'LN404';
    end if;
    if not app.is_active_staff(new.user_id) then
      raise exception 'time is worked by active staff' using errcode = 'LN422';
    end if;
    new.created_by := app.user_id();
  end if;
  if coalesce(new.ended_at, new.started_at) > now() + interval '5 minutes' then
    raise exception 'time to come has not been worked' using errcode = 'LN422';
  end if;
  if (tg_op = 'INSERT' or new.started_at <> old.started_at) and app.is_time_closed(new.client_id, new.started_at) then
    raise exception 'the month is closed' using errcode = 'LN409';
  end if;
  return new;
end $$;
create or replace trigger time_entries_guard before insert or update or delete on time_entries for each row execute function app.guard_time();
create or replace trigger time_entries_audit after update or delete on time_entries for each row execute function app.audit_row('entry_id');

-- One at a time a person: a lock, so that two starts of the same moment follow each other. Answers the timer and the one that it ended.
create or replace function app.start_timer(p_ticket uuid, p_entry uuid, p_now timestamptz, p_note text, p_activity text, p_billable boolean)
returns table (entry_id uuid, ended_id uuid) language plpgsql set search_path = public, pg_temp as $$
declare
  running time_entries;
  place uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('timer:' || app.user_id(), 0));
  select t.client_id into place from tickets t where t.ticket_id = p_ticket and t.deleted_at is null;
  if not found then raise exception 'ticket' using errcode = 'LN404'; end if;
  select * into running from time_entries e where e.user_id = app.user_id() and e.ended_at is null;
  if running.ticket_id = any (app.ticket_family(p_ticket)) then
    return query select running.entry_id, null::uuid;
    return;
  end if;
  update time_entries e set ended_at = least(greatest(p_now, e.started_at), e.started_at + interval '24 hours'), minutes = app.minutes_between(e.started_at, p_now)
   where e.entry_id = running.entry_id;
  insert into time_entries (entry_id, ticket_id, client_id, user_id, started_at, note, activity, is_billable, is_timer)
  values (p_entry, p_ticket, place, app.user_id(), p_now, p_note, p_activity, p_billable, true);
  return query select p_entry, running.entry_id;
end $$;

create or replace function app.stop_timer(p_ticket uuid, p_now timestamptz, p_note text, p_activity text, p_billable boolean)
returns uuid language plpgsql set search_path = public, pg_temp as $$
declare
  ended uuid;
begin
  if p_ticket is null then raise exception 'ticket' using errcode = 'LN404'; end if;
  perform pg_advisory_xact_lock(hashtextextended('timer:' || app.user_id(), 0));
  update time_entries e set ended_at = least(greatest(p_now, e.started_at), e.started_at + interval '24 hours'), minutes = app.minutes_between(e.started_at, p_now),
         note = coalesce(p_note, e.note), activity = coalesce(p_activity, e.activity), is_billable = coalesce(p_billable, e.is_billable)
   where e.user_id = app.user_id() and e.ticket_id = any ((select app.ticket_family(p_ticket))::uuid[]) and e.ended_at is null returning e.entry_id into ended;
  if ended is null then raise exception 'no timer of yours runs on this ticket' using errcode = 'LN409'; end if;
  return ended;
end $$;

-- A month is closed when it is over and nothing in it runs any more.
create or replace function app.guard_time_closing() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if app.role() is null then return new; end if;
  if app.client_midnight(new.client_id, (new.month + interval '1 month')::date) > now() then
    raise exception 'the month is not over' using errcode = 'LN409';
  end if;
  if exists (select 1 from time_entries e where e.client_id = new.client_id and e.ended_at is null and e.started_at < app.client_midnight(new.client_id, (new.month + interval '1 month')::date)) then
    raise exception 'a timer of that month still runs' using errcode = 'LN409';
  end if;
  return new;
end $$;
create or replace trigger time_closings_guard before insert on time_closings for each row execute function app.guard_time_closing();
create or replace trigger time_closings_audit after insert or delete on time_closings for each row execute function app.audit_row('month');

-- One contract of a client at a time: hours of a month are of one of them.
create or replace function app.guard_contracts() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'UPDATE' then
    if new.client_id <> old.client_id then raise exception 'the client of a contract is fixed' using errcode = 'LN403'; end if;
    new.version := old.version + 1;
    new.updated_at := now();
  end if;
  if new.deleted_at is null then
    perform pg_advisory_xact_lock(hashtextextended('contracts:' || new.client_id, 0));
    if exists (select 1 from client_contracts k where k.client_id = new.client_id and k.contract_id <> new.contract_id and k.deleted_at is null
                  and daterange(k.starts_on, k.ends_on, '[]') && daterange(new.starts_on, new.ends_on, '[]')) then
      raise exception 'another contract of the client covers these days' using errcode = 'LN409';
    end if;
  end if;
  return new;
end $$;
create or replace trigger client_contracts_guard before insert or update on client_contracts for each row execute function app.guard_contracts();
create or replace trigger client_contracts_audit after insert or update or delete on client_contracts for each row execute function app.audit_row('contract_id');

-- Whether the caller may know how much was worked for a client. LN404: no.
create or replace function app.must_read_time(p_client uuid) returns void language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  -- A machine and a job have no role: the comparison is then unknown, and unknown is no.
  if (coalesce(app.is_staff(), false) or (app.role() = 'client_admin' and p_client is not distinct from app.client_id())) is not true
     or not exists (select 1 from clients c where c.client_id = p_client and c.deleted_at is null) then
    raise exception 'client' using errcode = 'LN404';
  end if;
end $$;

-- What was worked for a client and is charged to it: never notes, never what runs, never what is not charged.
create or replace function app.client_time(p_client uuid, p_from timestamptz, p_to timestamptz, p_before timestamptz, p_before_id uuid, p_limit integer)
returns table (entry_id uuid, ticket_id uuid, ticket_number text, subject text, user_name text, started_at timestamptz, minutes integer, activity text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform app.must_read_time(p_client);
  return query select e.entry_id, e.ticket_id, t.ticket_number, t.subject, u.name, e.started_at, e.minutes, e.activity
    from time_entries e join tickets t on t.ticket_id = e.ticket_id join users u on u.user_id = e.user_id
   where e.client_id = p_client and e.is_billable and e.ended_at is not null and t.deleted_at is null
     and (p_from is null or e.started_at >= p_from) and (p_to is null or e.started_at < p_to)
     and (p_before is null or (e.started_at, e.entry_id) < (p_before, p_before_id))
   order by e.started_at desc, e.entry_id desc limit least(p_limit, 1001);
end $$;

create or replace function app.client_time_totals(p_client uuid, p_from timestamptz, p_to timestamptz)
returns table (user_id uuid, user_name text, minutes bigint, rounded bigint, entries bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  unit integer := app.time_rounding();
begin
  perform app.must_read_time(p_client);
  return query select u.user_id, u.name, sum(e.minutes), sum(app.rounded_minutes(e.minutes, unit)), count(*)
    from time_entries e join tickets t on t.ticket_id = e.ticket_id join users u on u.user_id = e.user_id
   where e.client_id = p_client and e.is_billable and e.ended_at is not null and t.deleted_at is null
     and (p_from is null or e.started_at >= p_from) and (p_to is null or e.started_at < p_to)
   group by u.user_id, u.name order by 3 desc, 2;
end $$;

-- Charged minutes of a contract by local month and person, each entry rounded as reports round it, up to a month (its first day).
create or replace function app.contract_minutes(p_contract uuid, p_until date)
returns table (month date, user_id uuid, user_name text, minutes bigint, entries bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  k client_contracts;
  zone text;
  unit integer := app.time_rounding();
  first_day date;
begin
  select * into k from client_contracts c where c.contract_id = p_contract and c.deleted_at is null;
  if not found then raise exception 'contract' using errcode = 'LN404'; end if;
  perform app.must_read_time(k.client_id);
  select c.timezone into zone from clients c where c.client_id = k.client_id;
  first_day := case when k.rolls_over then k.starts_on else greatest(k.starts_on, p_until) end;
  return query select date_trunc('month', e.started_at at time zone zone)::date, u.user_id, u.name, sum(app.rounded_minutes(e.minutes, unit)), count(*)
    from time_entries e join tickets t on t.ticket_id = e.ticket_id join users u on u.user_id = e.user_id
   where e.client_id = k.client_id and e.is_billable and e.ended_at is not null and t.deleted_at is null
     and e.started_at >= first_day::timestamp at time zone zone
     and e.started_at < least((p_until + interval '1 month')::date, coalesce(k.ends_on + 1, 'infinity'::date))::timestamp at time zone zone
   group by 1, u.user_id, u.name order by 1, 4 desc, 3;
end $$;
