-- Policies: who reads which levels, what an editor started from, the trail; and turns of scripts that run by themselves.

-- What is said from the desk down to a place, the broadest first, each level with what it says alone. For staff and jobs any place, for a machine its own.
create or replace function app.policy_levels(p_client uuid, p_site uuid, p_asset uuid)
returns jsonb language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('level', l.level, 'policy_id', l.policy_id, 'values', l.said) order by l.rank), '[]'::jsonb)
    from (
      select 0 as rank, 'msp' as level, null::uuid as policy_id, s.value as said from settings s where s.name = 'agent_config' and jsonb_typeof(s.value) = 'object'
      union all
      select case when p.asset_id is not null then 4 when p.site_id is not null then 3 when p.client_id is not null then 2 else 1 end,
             case when p.asset_id is not null then 'asset' when p.site_id is not null then 'site' when p.client_id is not null then 'client' else 'msp' end, p.policy_id,
             jsonb_strip_nulls(jsonb_build_object('metrics_s', p.metrics_s, 'services_s', p.services_s, 'security_s', p.security_s, 'inventory_s', p.inventory_s, 'events', p.events,
               'script_concurrency', p.script_concurrency, 'update_ring', p.update_ring, 'remote_consent', p.remote_consent, 'remote_minutes', p.remote_minutes, 'rules', p.rules))
        from fleet_policies p
       where coalesce(p.asset_id, p.site_id, p.client_id, '00000000-0000-0000-0000-000000000000'::uuid) in (p_asset, p_site, p_client, '00000000-0000-0000-0000-000000000000'::uuid)) l
   where app.is_staff() or app.job() in ('fleet', 'enroll', 'sweep') or app.agent_id() = p_asset
$$;

create or replace function app.age_policy() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  new.updated_at := now();
  return new;
end $$;
create or replace trigger fleet_policies_age before update on fleet_policies for each row when (app.user_id() is not null) execute function app.age_policy();
create or replace trigger fleet_policies_audit after insert or delete or update on fleet_policies for each row execute function app.audit_row('policy_id');
create or replace trigger script_schedules_age before update on script_schedules for each row when (app.user_id() is not null) execute function app.age_policy();
create or replace trigger script_schedules_audit after insert or delete or update of client_id, site_id, asset_id, asset_types, name, script_id, arguments, trigger, frequency, every, weekdays, day_of_month, nth, month,
  starts_on, ends_on, time_of_day, timezone, rule_id, cooldown_minutes, valid_hours, failure_percent_max, is_active, owner_id, deleted_at
  on script_schedules for each row execute function app.audit_row('schedule_id');

-- What is due at this moment: calendars whose time has come, machines that came, alerts that opened; each with the script as it stands. Soonest first.
create or replace function app.due_script_turns(p_now timestamptz, p_limit integer)
returns table (schedule jsonb, turn_key text, client_id uuid, asset_id uuid, alert_id uuid, due_at text, script jsonb, owner_is_staff boolean, all_frozen boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  with live as (select s.* from script_schedules s where s.is_active and s.deleted_at is null and app.job() = 'sweep'),
  due as (
    select s.schedule_id, null::text as turn_key, s.client_id, null::uuid as asset_id, null::uuid as alert_id, s.next_run_at as due_at from live s where s.trigger = 'calendar' and s.next_run_at <= p_now
    union all
    select s.schedule_id, 'machine:' || a.asset_id, a.client_id, a.asset_id, null, a.enrolled_at
      from live s join assets a on (s.client_id is null or a.client_id = s.client_id) and (s.site_id is null or a.site_id = s.site_id) and (s.asset_id is null or a.asset_id = s.asset_id)
           and (cardinality(s.asset_types) = 0 or a.asset_type = any (s.asset_types))
     where s.trigger = 'enrolment' and a.enrolment = 'active' and a.lifecycle <> 'retired' and a.deleted_at is null and a.enrolled_at >= s.watch_from and a.enrolled_at > p_now - interval '30 days'
       and not exists (select 1 from script_schedule_turns t where t.schedule_id = s.schedule_id and t.turn_key = 'machine:' || a.asset_id)
    union all
    select s.schedule_id, 'alert:' || l.alert_id, l.client_id, l.asset_id, l.alert_id, l.opened_at
      from live s join alerts l on (s.client_id is null or l.client_id = s.client_id) and (s.site_id is null or l.site_id = s.site_id) and (s.asset_id is null or l.asset_id = s.asset_id)
           and (s.rule_id is null or l.rule_id = s.rule_id)
      join assets a on a.asset_id = l.asset_id and (cardinality(s.asset_types) = 0 or a.asset_type = any (s.asset_types))
     where s.trigger = 'alert' and l.kind in ('metric', 'offline') and l.status in ('open', 'acknowledged') and l.suppressed_by is null and l.created_at >= s.watch_from and l.created_at > p_now - interval '1 day'
       and not exists (select 1 from script_schedule_turns t where t.schedule_id = s.schedule_id
             and (t.turn_key = 'alert:' || l.alert_id or (t.asset_id = l.asset_id and t.outcome = 'started' and t.created_at > p_now - make_interval(mins => s.cooldown_minutes)))))
  select jsonb_build_object('schedule_id', s.schedule_id, 'name', s.name, 'client_id', s.client_id, 'site_id', s.site_id, 'asset_id', s.asset_id, 'asset_types', s.asset_types, 'arguments', s.arguments,
           'trigger', s.trigger, 'frequency', s.frequency, 'every', s.every, 'weekdays', s.weekdays, 'day_of_month', s.day_of_month, 'nth', s.nth, 'month', s.month, 'starts_on', s.starts_on,
           'ends_on', s.ends_on, 'time_of_day', s.time_of_day, 'timezone', s.timezone, 'valid_hours', s.valid_hours, 'failure_percent_max', s.failure_percent_max),
         d.turn_key, d.client_id, d.asset_id, d.alert_id, to_char(d.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
         jsonb_build_object('client_id', c.client_id, 'script_type', c.script_type, 'is_active', c.is_active and c.deleted_at is null, 'version_id', v.version_id, 'parameters', v.parameters),
         app.is_active_staff(s.owner_id) and (s.client_id is not null or exists (select 1 from users u where u.user_id = s.owner_id and u.role in ('superadmin', 'admin'))),
         coalesce((select x.value from settings x where x.name = 'remote_freeze'), 'null'::jsonb) not in ('null'::jsonb, 'false'::jsonb)
    from due d join live s using (schedule_id) join agent_scripts c on c.script_id = s.script_id
    left join lateral (select v.version_id, v.parameters from agent_script_versions v where v.script_id = s.script_id and v.state = 'approved' order by v.version desc limit 1) v on true
   order by d.due_at, d.turn_key nulls first limit p_limit
$$;

-- One turn, written down once with all that follows from it: its line, its run, the commands, their audit rows, and the next time of the calendar.
-- `p`: schedule_id, expected (the time that was waited for; calendars alone), next_run_at, turn_id, turn_key, client_id, asset_id, alert_id, due_at, missed, reason; without a reason also
-- run_id, version_id, arguments, waves, per_client_hour, orders [{execution_id, asset_id, wave}]. Answers the commands of the first wave. LN409: what it was decided on is no longer so.
create or replace function app.start_script_turn(p jsonb) returns setof uuid language plpgsql security definer set search_path = public, pg_temp as $$
declare
  s record;
  version record;
  owner_name text;
  placed integer;
  reason text := p ->> 'reason';
begin
  if app.job() is distinct from 'sweep' then raise exception 'scripts run by themselves through the sweep' using errcode = 'LN403'; end if;
  select x.* into s from script_schedules x where x.schedule_id = (p ->> 'schedule_id')::uuid and x.is_active and x.deleted_at is null for update;
  if not found then return; end if;
  if s.trigger = 'calendar' then
    if s.next_run_at is distinct from (p ->> 'expected')::timestamptz then return; end if;
    update script_schedules x set next_run_at = (p ->> 'next_run_at')::timestamptz, last_run_at = (p ->> 'due_at')::timestamptz where x.schedule_id = s.schedule_id;
  end if;
  if exists (select 1 from script_schedule_turns t where t.schedule_id = s.schedule_id and t.turn_key = p ->> 'turn_key') then return; end if;
  -- Two alerts of one machine in one minute.
  if s.trigger = 'alert' and exists (select 1 from script_schedule_turns t where t.schedule_id = s.schedule_id and t.asset_id = (p ->> 'asset_id')::uuid and t.outcome = 'started'
      and t.created_at > now() - make_interval(mins => s.cooldown_minutes)) then return; end if;

  if reason is null then
    -- The same turns as people's orders take, so that the budget of an hour is counted once.
    perform pg_advisory_xact_lock(hashtextextended(x.name, 0)) from (
      select 'orders-to:' || c.client_id as name from (select distinct a.client_id from assets a join jsonb_to_recordset(p -> 'orders') as o(asset_id uuid) using (asset_id)) c order by 1) x;
    if exists (select 1 from (select a.client_id, count(*) as n from assets a join jsonb_to_recordset(p -> 'orders') as o(asset_id uuid) using (asset_id) group by a.client_id) w
        where w.n + (select count(*) from script_executions e where e.client_id = w.client_id and e.created_at > now() - interval '1 hour' and e.kind <> 'inventory') > (p ->> 'per_client_hour')::numeric) then
      reason := 'budget';
    end if;
  end if;
  if reason is not null then
    insert into script_schedule_turns (turn_id, schedule_id, turn_key, client_id, asset_id, alert_id, due_at, outcome, reason, missed)
    values ((p ->> 'turn_id')::uuid, s.schedule_id, p ->> 'turn_key', (p ->> 'client_id')::uuid, (p ->> 'asset_id')::uuid, (p ->> 'alert_id')::uuid, (p ->> 'due_at')::timestamptz, 'skipped', reason, (p ->> 'missed')::integer);
    return;
  end if;

  select d.*, c.name as script_name, c.client_id as script_client, (select u.name from users u where u.user_id = d.decided_by) as decided_by_name into version
    from agent_script_versions d join agent_scripts c on c.script_id = d.script_id
   where d.version_id = (p ->> 'version_id')::uuid and d.script_id = s.script_id and d.state = 'approved' and c.is_active and c.deleted_at is null;
  if not found then raise exception 'the script is not approved like this' using errcode = 'LN409'; end if;
  select u.name into owner_name from users u where u.user_id = s.owner_id and app.is_active_staff(u.user_id) and (s.client_id is not null or u.role in ('superadmin', 'admin'));
  if not found then raise exception 'nobody answers for this any more' using errcode = 'LN409'; end if;
  insert into script_runs (run_id, kind, script_id, version_id, title, machines, waves, failure_percent_max, requested_by)
  values ((p ->> 'run_id')::uuid, 'script', s.script_id, version.version_id, s.name, jsonb_array_length(p -> 'orders'), p -> 'waves', s.failure_percent_max, s.owner_id);
  insert into script_executions (execution_id, client_id, site_id, asset_id, wave, run_id, kind, lane, title, script_id, version_id, script_sha256, approval_sha256, approved_by, approved_by_name, arguments, run_as, limits,
      requested_by, requested_by_name, expires_at)
    select o.execution_id, a.client_id, a.site_id, a.asset_id, o.wave, (p ->> 'run_id')::uuid, 'script', 'script', version.script_name, s.script_id, version.version_id, version.sha256, version.approval_sha256, version.decided_by,
           version.decided_by_name, p -> 'arguments', case when version.requires_admin then 'system' else 'user' end, version.limits, s.owner_id, owner_name, now() + make_interval(hours => s.valid_hours)
      from jsonb_to_recordset(p -> 'orders') as o(execution_id uuid, asset_id uuid, wave integer)
      join assets a on a.asset_id = o.asset_id and a.deleted_at is null and a.enrolment = 'active' and a.lifecycle <> 'retired'
      join clients c on c.client_id = a.client_id and c.is_active and c.deleted_at is null and c.remote_frozen_at is null
     where (s.client_id is null or a.client_id = s.client_id) and (version.script_client is null or a.client_id = version.script_client)
       and coalesce((select x.value from settings x where x.name = 'remote_freeze'), 'null'::jsonb) in ('null'::jsonb, 'false'::jsonb);
  get diagnostics placed = row_count;
  if placed <> jsonb_array_length(p -> 'orders') then raise exception 'the machines changed meanwhile' using errcode = 'LN409'; end if;
  insert into script_schedule_turns (turn_id, schedule_id, turn_key, client_id, asset_id, alert_id, due_at, outcome, run_id, machines, missed)
  values ((p ->> 'turn_id')::uuid, s.schedule_id, p ->> 'turn_key', (p ->> 'client_id')::uuid, (p ->> 'asset_id')::uuid, (p ->> 'alert_id')::uuid, (p ->> 'due_at')::timestamptz, 'started', (p ->> 'run_id')::uuid, placed, (p ->> 'missed')::integer);
  perform app.audit('execute', 'script_runs', p ->> 'run_id', x.client_id, jsonb_build_object('kind', 'script', 'title', version.script_name, 'schedule_id', s.schedule_id, 'schedule', s.name, 'cause', s.trigger,
      'version_id', version.version_id, 'approval_sha256', version.approval_sha256, 'approved_by', version.decided_by, 'owner_id', s.owner_id, 'machines', x.machines))
    from (select e.client_id, jsonb_agg(e.asset_id) as machines from script_executions e where e.run_id = (p ->> 'run_id')::uuid group by e.client_id order by e.client_id) x;
  return query select e.execution_id from script_executions e where e.run_id = (p ->> 'run_id')::uuid and e.wave = 0;
end $$;

-- The rest of an asset's life.
create or replace trigger software_licences_age before update on software_licences for each row when (app.user_id() is not null) execute function app.age_policy();
create or replace trigger software_licences_audit after insert or delete or update on software_licences for each row execute function app.audit_row('licence_id');
create or replace trigger asset_care_audit after insert or delete or update on asset_care for each row execute function app.audit_row('asset_id');
create or replace trigger asset_fields_audit after insert or delete or update on asset_fields for each row execute function app.audit_row('field_id');

-- Two assets of one client that are one machine: what was said of the source is the target's from now on, the source is retired, its own history stays with it.
-- For the staff alone; the worker has looked at both. Answers how many tickets moved. LN409 when one of them is no longer as it was seen.
create or replace function app.merge_assets(p_merge uuid, p_source uuid, p_source_seen timestamptz, p_target uuid, p_target_seen timestamptz) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  source assets;
  target assets;
  moved integer;
begin
  if app.is_staff() is not true then raise exception 'the staff merges machines' using errcode = 'LN403'; end if;
  perform 1 from assets a where a.asset_id in (p_source, p_target) order by a.asset_id for update;
  select * into source from assets a where a.asset_id = p_source and a.updated_at = p_source_seen and a.deleted_at is null;
  select * into target from assets a where a.asset_id = p_target and a.updated_at = p_target_seen and a.deleted_at is null and a.lifecycle <> 'retired';
  if source.asset_id is null or target.asset_id is null or source.client_id <> target.client_id then
    raise exception 'somebody changed one of these assets meanwhile' using errcode = 'LN409';
  end if;

  update tickets t set asset_id = p_target, version = t.version + 1, updated_at = now() where t.asset_id = p_source;
  get diagnostics moved = row_count;
  update alert_rules r set asset_id = p_target where r.asset_id = p_source;
  update maintenance_windows w set asset_id = p_target, site_id = case when w.site_id is not null then target.site_id end where w.asset_id = p_source;
  update ticket_schedules s set asset_id = p_target where s.asset_id = p_source and s.site_id = target.site_id;
  update ticket_schedules s set asset_id = null where s.asset_id = p_source;
  update script_schedules s set asset_id = p_target where s.asset_id = p_source;
  update fleet_policies p set asset_id = p_target where p.asset_id = p_source and not exists (select 1 from fleet_policies o where o.asset_id = p_target);
  update asset_care c set warranty_notice_days = s.warranty_notice_days, maintenance_every_months = s.maintenance_every_months, maintenance_next_on = s.maintenance_next_on, updated_by = app.user_id()
    from asset_care s where c.asset_id = p_target and s.asset_id = p_source and c.maintenance_every_months is null and s.maintenance_every_months is not null;
  update asset_care c set fields = s.fields || c.fields, updated_by = app.user_id() from asset_care s where c.asset_id = p_target and s.asset_id = p_source;
  insert into asset_care (asset_id, client_id, warranty_notice_days, maintenance_every_months, maintenance_next_on, fields, updated_by)
    select p_target, c.client_id, c.warranty_notice_days, c.maintenance_every_months, c.maintenance_next_on, c.fields, app.user_id() from asset_care c where c.asset_id = p_source on conflict do nothing;
  update alerts l set status = 'resolved', resolved_by = app.user_id(), resolved_at = now(), resolution_note = 'Es el mismo equipo que ' || target.name, ticket_due_at = null
   where l.asset_id = p_source and l.status in ('open', 'acknowledged');

  update assets a set assigned_person = coalesce(a.assigned_person, source.assigned_person), notes = coalesce(a.notes, source.notes), purchased_on = coalesce(a.purchased_on, source.purchased_on),
         warranty_until = coalesce(a.warranty_until, source.warranty_until), tags = (array(select distinct t from unnest(a.tags || source.tags) t order by t))[1:20], config_revision = a.config_revision + 1, updated_at = now()
   where a.asset_id = p_target;
  update assets a set lifecycle = 'retired', agent_status = null, offline_since = null, enrolment = case when a.enrolment = 'none' then 'none' else 'revoked' end, config_revision = a.config_revision + 1, updated_at = now()
   where a.asset_id = p_source;
  insert into asset_merges (merge_id, client_id, source_id, target_id, tickets, merged_by, merged_by_name)
    select p_merge, source.client_id, p_source, p_target, moved, u.user_id, u.name from users u where u.user_id = app.user_id();
  perform app.audit('merge', 'assets', p_target::text, source.client_id, jsonb_build_object('source_id', p_source, 'source', source.name, 'target', target.name, 'tickets', moved, 'enrolment', source.enrolment));
  return moved;
end $$;

-- Programs of a client's machines whose name fits a licence: on how many machines. `*` stands for anything; letters are compared without case.
create or replace function app.installed_count(p_client uuid, p_pattern text) returns integer language sql stable set search_path = public, pg_temp as $$
  select count(*)::int from assets a
   where a.client_id = p_client and a.deleted_at is null and a.lifecycle <> 'retired'
     and exists (select 1 from asset_inventory i, jsonb_array_elements(case when jsonb_typeof(i.content) = 'array' then i.content else '[]' end) p
                  where i.asset_id = a.asset_id and i.class = 'software' and i.is_current
                    and p ->> 'name' ilike replace(replace(replace(replace(p_pattern, '\', '\\'), '%', '\%'), '_', '\_'), '*', '%'))
$$;
