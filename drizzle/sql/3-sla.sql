-- Facts of service levels, written in the transaction of their cause whatever path made it, and what makes a clock stale.

create or replace function app.sla_group(p_status ticket_status) returns text language sql immutable as $$
  select case when p_status in ('espera_cliente', 'pendiente_aprobacion') then 'waiting' when p_status in ('resuelto', 'cerrado') then 'done'
              when p_status = 'cancelado' then 'stopped' else 'running' end $$;

-- One fact; the same one twice is one row. With the rights of whoever calls: the triggers below are the owner's.
create or replace function app.sla_fact(p_ticket uuid, p_client uuid, p_target text, p_event text, p_at timestamptz, p_cause text, p_key text, p_details jsonb default '{}')
returns void language plpgsql set search_path = public, pg_temp as $$
begin
  insert into sla_events (ticket_id, client_id, target, event, at, cause, details, fact_key, actor_id)
  values (p_ticket, p_client, p_target, p_event, p_at, p_cause, p_details, p_key, app.user_id())
  on conflict (ticket_id, fact_key) do nothing;
  if found then
    -- What a clock took counts in figures from the moment the keeper knows it until the fact that undoes it.
    update sla_compliance set is_stale = true, facts = facts + 1, next_event_at = now(),
           resolution_used_s = case when p_event <> 'reopened' and p_cause is distinct from 'deleted' then resolution_used_s end,
           first_response_used_s = case when p_cause is distinct from 'deleted' then first_response_used_s end
     where ticket_id = p_ticket;
  end if;
end $$;

create or replace function app.keep_sla_facts() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  was text := case when tg_op = 'UPDATE' then app.sla_group(old.status) end;
  becomes text := app.sla_group(new.status);
  moment timestamptz := new.created_at;
  key text;
  moved jsonb := '{}';
begin
  if tg_op = 'INSERT' then
    -- The order of these matters to nobody but the reader of the ledger: the clock reads them by their instant.
    insert into sla_compliance (ticket_id, client_id, started_at, next_event_at) values (new.ticket_id, new.client_id, new.created_at, now()) on conflict do nothing;
    insert into sla_events (ticket_id, client_id, event, at, cause, fact_key, actor_id)
    values (new.ticket_id, new.client_id, 'started', new.created_at, new.channel::text, 'started', app.user_id()) on conflict do nothing;
    if becomes = 'running' and new.first_response_at is null and new.deleted_at is null then
      return null;
    end if;
    was := 'running';
    if becomes <> 'running' then
      moment := coalesce(new.resolved_at, new.closed_at, new.updated_at, new.created_at);
    end if;
  else
    -- A change that sets no time of its own happens now.
    moment := case when new.updated_at is distinct from old.updated_at then new.updated_at else date_trunc('milliseconds', clock_timestamp()) end;
  end if;
  key := ':' || new.version || ':' || (extract(epoch from moment) * 1000)::bigint;

  if new.first_response_at is not null and (tg_op = 'INSERT' or old.first_response_at is null) then
    perform app.sla_fact(new.ticket_id, new.client_id, 'first_response', 'met', new.first_response_at,
                         case when new.status = 'en_proceso' then 'work_started' else 'reply' end, 'met:first_response');
  elsif tg_op = 'UPDATE' and new.status <> old.status and app.is_staff() and (new.status = 'en_proceso' or becomes = 'done')
        and not exists (select 1 from ticket_merges m where m.source_id = new.ticket_id and m.undone_version = new.version) then
    perform app.sla_fact(new.ticket_id, new.client_id, 'first_response', 'met', moment,
                         case when becomes = 'done' then 'resolved' else 'work_started' end, 'met:first_response');
  end if;

  if was <> becomes then
    if was in ('done', 'stopped') and becomes in ('running', 'waiting') then
      perform app.sla_fact(new.ticket_id, new.client_id, 'resolution', 'reopened', moment, new.status::text, 'reopened' || key);
    elsif was = 'waiting' and becomes = 'running' then
      perform app.sla_fact(new.ticket_id, new.client_id, 'resolution', 'resumed', moment, new.status::text, 'resumed' || key);
    end if;
    if becomes = 'waiting' then
      perform app.sla_fact(new.ticket_id, new.client_id, 'resolution', 'paused', moment, new.status::text, 'paused' || key);
    elsif becomes = 'done' and was <> 'stopped' then
      perform app.sla_fact(new.ticket_id, new.client_id, 'resolution', 'met', coalesce(new.resolved_at, new.closed_at, moment), new.status::text, 'met:resolution' || key);
    elsif becomes = 'stopped' then
      perform app.sla_fact(new.ticket_id, new.client_id, null, 'stopped', moment,
                           case when exists (select 1 from ticket_merges m where m.source_id = new.ticket_id and m.undone_at is null) then 'merged' else new.status::text end, 'stopped' || key);
    end if;
  elsif tg_op = 'UPDATE' and new.status <> old.status then
    -- Waiting for somebody else, or closed after it was resolved: the clock stands as it stood, what the keeper says next may differ.
    update sla_compliance set is_stale = true, facts = facts + 1, next_event_at = now() where ticket_id = new.ticket_id;
  end if;

  if new.deleted_at is not null and (tg_op = 'INSERT' or old.deleted_at is null) then
    perform app.sla_fact(new.ticket_id, new.client_id, null, 'stopped', new.deleted_at, 'deleted', 'stopped:deleted' || key);
  elsif tg_op = 'UPDATE' and new.deleted_at is null and old.deleted_at is not null then
    perform app.sla_fact(new.ticket_id, new.client_id, null, 'reopened', moment, 'restored', 'reopened:restored' || key);
  end if;

  if tg_op = 'UPDATE' then
    if new.priority <> old.priority then moved := moved || jsonb_build_object('priority', jsonb_build_array(old.priority, new.priority)); end if;
    if new.category_id is distinct from old.category_id then moved := moved || jsonb_build_object('category', jsonb_build_array(old.category_id, new.category_id)); end if;
    if new.site_id <> old.site_id then moved := moved || jsonb_build_object('site', jsonb_build_array(old.site_id, new.site_id)); end if;
    if new.asset_id is distinct from old.asset_id then moved := moved || jsonb_build_object('asset', jsonb_build_array(old.asset_id, new.asset_id)); end if;
    if moved <> '{}' then
      perform app.sla_fact(new.ticket_id, new.client_id, null, 'retargeted', moment, (select min(k) from jsonb_object_keys(moved) k), 'retargeted' || key, moved);
    end if;
  end if;
  return null;
end $$;
create or replace trigger tickets_sla_begin after insert on tickets for each row execute function app.keep_sla_facts();
create or replace trigger tickets_sla after update on tickets for each row
  when (old.status is distinct from new.status or old.priority is distinct from new.priority or old.category_id is distinct from new.category_id or old.site_id is distinct from new.site_id
        or old.asset_id is distinct from new.asset_id or old.first_response_at is distinct from new.first_response_at or old.deleted_at is distinct from new.deleted_at)
  execute function app.keep_sla_facts();

-- The first public message of the staff answers; one of the client asks again. Internal notes, automatic mail and what the system says do neither.
create or replace function app.keep_sla_replies() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  clock sla_compliance;
  stamp text := ((extract(epoch from new.created_at) * 1000)::bigint)::text;
begin
  if new.visibility <> 'public' or new.kind <> 'message' or (new.author_id is null and new.author_email is null) then
    return null;
  end if;
  select * into clock from sla_compliance where ticket_id = new.ticket_id;
  if new.author_is_staff then
    perform app.sla_fact(new.ticket_id, new.client_id, 'first_response', 'met', new.created_at, 'reply', 'met:first_response');
    if clock.next_reply_since is not null then
      update sla_compliance set next_reply_since = null where ticket_id = new.ticket_id;
      perform app.sla_fact(new.ticket_id, new.client_id, 'next_reply', 'met', new.created_at, 'reply', 'met:next_reply:' || stamp);
    end if;
  elsif clock.ticket_id is not null and clock.next_reply_since is null
        and exists (select 1 from sla_events e where e.ticket_id = new.ticket_id and e.fact_key = 'met:first_response') then
    update sla_compliance set next_reply_since = new.created_at where ticket_id = new.ticket_id;
    perform app.sla_fact(new.ticket_id, new.client_id, 'next_reply', 'started', new.created_at, 'customer_message', 'started:next_reply:' || stamp);
  end if;
  return null;
end $$;
create or replace trigger ticket_comments_sla after insert on ticket_comments for each row execute function app.keep_sla_replies();

-- What a policy or calendar says applies to the whole life of a clock: those it concerns are computed again from their start.
create or replace function app.age_policy() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  new.updated_at := now();
  return new;
end $$;
create or replace trigger slas_age before update on slas for each row execute function app.age_policy();
create or replace trigger business_calendars_age before update on business_calendars for each row execute function app.age_policy();

create or replace function app.stale_by_policy() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update sla_compliance c set is_stale = true, facts = c.facts + 1, next_event_at = now()
    from tickets t
   where t.ticket_id = c.ticket_id and c.resolution_at is null and c.resolution_state <> 'stopped'
     and (c.sla_id = new.sla_id
          or (new.is_active and new.deleted_at is null and (new.client_id is null or t.client_id = new.client_id) and (new.priority is null or t.priority = new.priority)));
  return null;
end $$;
create or replace trigger slas_stale after insert or update on slas for each row execute function app.stale_by_policy();

create or replace function app.stale_by_calendar() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update sla_compliance c set is_stale = true, facts = c.facts + 1, next_event_at = now()
   where c.resolution_at is null and c.resolution_state <> 'stopped'
     and (c.calendar_id = new.calendar_id or (new.is_default and (new.client_id is null or c.client_id = new.client_id)));
  return null;
end $$;
create or replace trigger business_calendars_stale after insert or update on business_calendars for each row execute function app.stale_by_calendar();

create or replace function app.stale_by_window() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update sla_compliance c set is_stale = true, facts = c.facts + 1, next_event_at = now()
   where c.client_id = new.client_id and c.resolution_at is null and c.resolution_state <> 'stopped';
  return null;
end $$;
create or replace trigger maintenance_windows_stale_begin after insert on maintenance_windows for each row execute function app.stale_by_window();
create or replace trigger maintenance_windows_stale after update of starts_at, ends_at, every_days, repeats_until, deleted_at on maintenance_windows for each row execute function app.stale_by_window();

create or replace function app.stale_by_setting() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update sla_compliance c set is_stale = true, facts = c.facts + 1, next_event_at = now()
    from tickets t where t.ticket_id = c.ticket_id and t.deleted_at is null and t.status in ('resuelto', 'espera_cliente');
  return null;
end $$;
create or replace trigger settings_stale after update on settings for each row
  when (new.name in ('auto_close', 'waiting_reminder') and old.value is distinct from new.value) execute function app.stale_by_setting();

create or replace trigger slas_audit after insert or update or delete on slas for each row execute function app.audit_row('sla_id');
create or replace trigger business_calendars_audit after insert or update or delete on business_calendars for each row execute function app.audit_row('calendar_id');

-- Tickets from before there were clocks: what their columns still tell.
with begun as (
  insert into sla_compliance (ticket_id, client_id, started_at, next_event_at)
  select t.ticket_id, t.client_id, t.created_at, now() from tickets t where not exists (select 1 from sla_compliance c where c.ticket_id = t.ticket_id)
  returning ticket_id)
insert into sla_events (ticket_id, client_id, target, event, at, cause, fact_key)
select t.ticket_id, t.client_id, f.target, f.event, f.at, f.cause, f.key
  from begun join tickets t using (ticket_id),
  lateral (values
    (1, null::text, 'started', t.created_at, t.channel::text, 'started'),
    (2, 'first_response', 'met', t.first_response_at, 'reply', 'met:first_response'),
    (3, 'resolution', 'paused', case when app.sla_group(t.status) = 'waiting' then t.updated_at end, t.status::text, 'paused:before'),
    (4, 'resolution', 'met', case when app.sla_group(t.status) = 'done' then coalesce(t.resolved_at, t.closed_at, t.updated_at) end, t.status::text, 'met:resolution:before'),
    (5, null, 'stopped', coalesce(t.deleted_at, case when t.status = 'cancelado' then t.updated_at end), t.status::text, 'stopped:before')
  ) as f (n, target, event, at, cause, key)
 where f.at is not null
 order by f.n;
