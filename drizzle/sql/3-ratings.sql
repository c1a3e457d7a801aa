-- Satisfaction: the one way in, for people in the portal and for the signed link of a mail.

create or replace function app.ratings_enabled() returns boolean language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce((select value <> 'false'::jsonb from settings where name = 'ratings_enabled'), true)
$$;

-- How often a ticket has been resolved: its ratings belong to one of these.
create or replace function app.resolution_count(p_ticket uuid) returns integer language sql stable security definer set search_path = public, pg_temp as $$
  select count(*)::integer from ticket_resolutions r where r.ticket_id = p_ticket
$$;

-- Whether the person of this address was sent away by the client: their links are over. An address that is no person's keeps its own.
create or replace function app.rater_is_gone(p_client uuid, p_address text) returns boolean language sql stable set search_path = public, pg_temp as $$
  select not exists (select 1 from clients c where c.client_id = p_client and c.is_active and c.deleted_at is null)
      or exists (select 1 from users u where lower(u.email::text) = lower(p_address) and not (u.is_active and u.deleted_at is null))
     and not exists (select 1 from users u where lower(u.email::text) = lower(p_address) and u.is_active and u.deleted_at is null)
$$;

-- What the page behind a link shows. One row, or none when the ticket is gone.
create or replace function app.rating_of_link(p_ticket uuid, p_client uuid, p_resolution integer, p_address text)
returns table (ticket_number text, subject text, client_name text, is_enabled boolean, is_latest boolean, score text, comment text, rated_at timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if app.job() is distinct from 'mail_in' then raise exception 'links are of mails' using errcode = 'LN403'; end if;
  return query select t.ticket_number, t.subject, c.name::text, app.ratings_enabled(), app.resolution_count(t.ticket_id) = p_resolution, r.score, r.comment, r.created_at
    from tickets t join clients c on c.client_id = t.client_id
    left join ticket_ratings r on r.ticket_id = t.ticket_id and r.resolution_number = p_resolution and r.rated_by = lower(p_address)
   where t.ticket_id = p_ticket and t.client_id = p_client and t.deleted_at is null and not app.rater_is_gone(p_client, p_address);
end $$;

-- Rates a resolution. People rate the latest one as themselves; the job behind the links names address and resolution, which were signed.
create or replace function app.rate_ticket(p_ticket uuid, p_client uuid, p_resolution integer, p_address text, p_score text, p_comment text, p_change_days integer)
returns table (rating_id uuid, ticket_id uuid, ticket_number text, client_id uuid, site_id uuid, created_by uuid, version integer)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  t tickets;
  person record;
  before ticket_ratings;
  address text;
  resolution integer;
  technician uuid;
  slot timestamptz := date_trunc('hour', now());
  made uuid;
begin
  select * into t from tickets x where x.ticket_id = p_ticket and x.deleted_at is null;
  if app.user_id() is not null then
    if t.ticket_id is null or t.client_id is distinct from app.client_id()
       or (app.role() = 'client_admin' or t.site_id = any (app.site_ids()) or t.created_by = app.user_id()) is not true then
      raise exception 'ticket' using errcode = 'LN404';
    end if;
    select u.user_id, u.name, lower(u.email::text) as email into person from users u where u.user_id = app.user_id();
    address := person.email;
    resolution := app.resolution_count(p_ticket);
    if t.status not in ('resuelto', 'cerrado') then raise exception 'a ticket is rated once it is resolved' using errcode = 'LN409'; end if;
  elsif app.job() = 'mail_in' then
    if t.ticket_id is null or t.client_id is distinct from p_client or p_resolution is null or p_resolution > app.resolution_count(p_ticket) or app.rater_is_gone(p_client, p_address) then
      raise exception 'ticket' using errcode = 'LN404';
    end if;
    address := lower(p_address);
    resolution := p_resolution;
    select u.user_id, u.name, lower(u.email::text) as email into person from users u
     where lower(u.email::text) = address and u.client_id = t.client_id and u.deleted_at is null;
  else
    raise exception 'people of the client rate' using errcode = 'LN403';
  end if;
  if not app.ratings_enabled() then raise exception 'ratings are switched off' using errcode = 'LN409'; end if;
  if (select coalesce(sum(c.hits), 0) from rate_counters c where c.bucket = 'rating:' || p_ticket || ':' || address and c.window_start > now() - interval '1 hour') >= 20 then
    raise exception 'too many ratings of this ticket' using errcode = 'LN429';
  end if;
  insert into rate_counters as c (bucket, window_start, hits) values ('rating:' || p_ticket || ':' || address, slot, 1)
  on conflict (bucket, window_start) do update set hits = c.hits + 1;

  select * into before from ticket_ratings r where r.ticket_id = p_ticket and r.resolution_number = resolution and r.rated_by = address for update;
  if found and before.created_at < now() - make_interval(days => p_change_days) then
    raise exception 'this rating can no longer be changed' using errcode = 'LN409';
  end if;
  select coalesce((select r.resolved_by from ticket_resolutions r where r.ticket_id = p_ticket order by r.created_at, r.resolution_id offset greatest(resolution - 1, 0) limit 1), t.assigned_to) into technician;
  insert into ticket_ratings as r (ticket_id, client_id, resolution_number, score, comment, rated_by, rated_by_id, rated_by_name, technician_id, source)
  values (p_ticket, t.client_id, resolution, p_score, coalesce(p_comment, ''), address, person.user_id, person.name, technician, case when app.user_id() is null then 'mail' else 'portal' end)
  on conflict (ticket_id, resolution_number, rated_by) do update
    set score = excluded.score, comment = coalesce(p_comment, r.comment), rated_by_id = excluded.rated_by_id, rated_by_name = excluded.rated_by_name, updated_at = now()
  returning r.rating_id into made;
  if before.score is distinct from p_score then
    insert into ticket_activities (activity_id, ticket_id, client_id, actor_id, actor_name, action, field, old_value, new_value, visibility)
    values (gen_random_uuid(), p_ticket, t.client_id, app.user_id(), coalesce(person.name, address), 'rated', 'rating', before.score, p_score, 'internal');
  end if;
  return query select made, t.ticket_id, t.ticket_number, t.client_id, t.site_id, t.created_by, t.version;
end $$;
