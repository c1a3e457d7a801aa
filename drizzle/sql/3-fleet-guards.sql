-- Invariants of the fleet that a policy cannot express: what old and new row may differ in, and by whose hand.
-- Column grants (4-grants.sql) say which columns a role names at all. Without an actor (migrations, restore) the role is null.

-- A machine's key and client are its identity: its object, its history and its credential hang on them.
create or replace function app.guard_assets() returns trigger language plpgsql as $$
begin
  if old.public_key is not null and (new.public_key is distinct from old.public_key or new.client_id <> old.client_id) then
    raise exception 'key and client of an enrolled machine are fixed' using errcode = 'LN409';
  end if;
  if new.config_revision < old.config_revision then
    raise exception 'the revision of a machine only rises' using errcode = 'LN409';
  end if;
  if app.role() is not null then
    if new.enrolment <> old.enrolment then
      if old.enrolment = 'revoked' and not app.is_manager() then
        raise exception 'an administrator lets a revoked machine back in' using errcode = 'LN403';
      end if;
      if (old.enrolment, new.enrolment) not in (('held', 'active'), ('active', 'held'), ('held', 'revoked'), ('active', 'revoked'), ('revoked', 'active'), ('revoked', 'held')) then
        raise exception 'a machine enrols by itself' using errcode = 'LN409';
      end if;
    end if;
    if new.agent_status is distinct from old.agent_status and new.agent_status = 'online' then
      raise exception 'the machine itself says that it is there' using errcode = 'LN403';
    end if;
  elsif app.job() is not null then
    -- A person ordered it, and the machine has said that its program goes.
    if app.job() = 'fleet' and old.lifecycle <> 'retired' and new.lifecycle = 'retired' and new.enrolment = 'revoked'
       and exists (select 1 from script_executions e where e.asset_id = new.asset_id and e.kind = 'uninstall' and e.status = 'completed') then
      old.lifecycle := new.lifecycle;
      old.enrolment := new.enrolment;
    end if;
    if new.lifecycle <> old.lifecycle or new.deleted_at is distinct from old.deleted_at or new.notes is distinct from old.notes
       or new.tags <> old.tags or new.assigned_person is distinct from old.assigned_person then
      raise exception 'people decide this of a machine' using errcode = 'LN403';
    end if;
    if app.job() = 'enroll' and (new.enrolment <> old.enrolment and old.enrolment <> 'none' or new.client_id <> old.client_id)
       or app.job() <> 'enroll' and (new.enrolment <> old.enrolment or new.public_key is distinct from old.public_key or new.client_id <> old.client_id or new.site_id <> old.site_id) then
      raise exception 'people decide whether and where a machine belongs' using errcode = 'LN403';
    end if;
  end if;
  return new;
end $$;
create or replace trigger assets_guard before update on assets for each row execute function app.guard_assets();

-- An installer that was withdrawn stays withdrawn.
create or replace function app.guard_enrollment_tokens() returns trigger language plpgsql as $$
begin
  if old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at then
    raise exception 'a revoked token stays revoked' using errcode = 'LN409';
  end if;
  return new;
end $$;
create or replace trigger agent_enrollment_tokens_guard before update on agent_enrollment_tokens for each row execute function app.guard_enrollment_tokens();

-- What a person orders is what was approved, for a machine that may get it, in the names the database knows.
create or replace function app.name_order() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if app.role() is null then return new; end if;
  new.requested_by_name := (select u.name from users u where u.user_id = new.requested_by);
  new.approved_by_name := case when new.approved_by is not null then (select u.name from users u where u.user_id = new.approved_by) end;
  return new;
end $$;
create or replace trigger script_executions_guard before insert on script_executions for each row execute function app.name_order();
-- All rows of an order at once: a thousand machines cost one look at each table.
create or replace function app.guard_executions() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if app.role() is null then return null; end if;
  if exists (select 1 from ordered o left join assets a on a.asset_id = o.asset_id and a.client_id = o.client_id and a.site_id = o.site_id
                and a.enrolment = 'active' and a.lifecycle <> 'retired' and a.deleted_at is null
              where a.asset_id is null) then
    raise exception 'the machine takes no commands' using errcode = 'LN409';
  end if;
  if exists (select 1 from ordered o
               left join agent_script_versions d on d.version_id = o.version_id and d.script_id = o.script_id and d.state = 'approved'
               left join agent_scripts s on s.script_id = d.script_id and s.is_active and s.deleted_at is null and (s.client_id is null or s.client_id = o.client_id)
              where o.kind = 'script' and (s.script_id is null or o.script_sha256 is distinct from d.sha256 or o.approval_sha256 is distinct from d.approval_sha256
                or o.approved_by is distinct from d.decided_by or (o.run_as = 'system' and not d.requires_admin))) then
    raise exception 'the script is not approved like this' using errcode = 'LN409';
  end if;
  if exists (select 1 from ordered o where o.kind <> 'script' and (o.version_id is not null or o.approved_by is not null)) then
    raise exception 'only a script has an approval' using errcode = 'LN409';
  end if;
  return null;
end $$;
create or replace trigger script_executions_approval after insert on script_executions referencing new table as ordered for each statement execute function app.guard_executions();

-- A person takes note of an alert or closes it, in their own name; whether the condition holds is the machine's word.
create or replace function app.guard_alerts() returns trigger language plpgsql as $$
begin
  if app.role() is null then return new; end if;
  if new.status <> old.status and (old.status, new.status) not in (('open', 'acknowledged'), ('open', 'resolved'), ('acknowledged', 'resolved'), ('recovered', 'resolved')) then
    raise exception 'an alert goes from open to acknowledged to resolved' using errcode = 'LN409';
  end if;
  if (new.acknowledged_by is distinct from old.acknowledged_by and new.acknowledged_by is distinct from app.user_id())
     or (new.resolved_by is distinct from old.resolved_by and new.resolved_by is distinct from app.user_id()) then
    raise exception 'nobody answers an alert for somebody else' using errcode = 'LN403';
  end if;
  if new.ticket_due_at is distinct from old.ticket_due_at and new.ticket_due_at is not null then
    raise exception 'a person calls the ticket of an alert off, and moves it no further' using errcode = 'LN403';
  end if;
  return new;
end $$;
create or replace trigger alerts_guard before update on alerts for each row execute function app.guard_alerts();

-- A window stays with the client it was made for: its people are told of it.
create or replace function app.guard_scope() returns trigger language plpgsql as $$
begin
  if app.role() is not null and new.client_id is distinct from old.client_id then
    raise exception 'the client of a maintenance window is fixed' using errcode = 'LN403';
  end if;
  return new;
end $$;
create or replace trigger maintenance_windows_guard before update on maintenance_windows for each row execute function app.guard_scope();

-- A person at a site names machines of that site.
create or replace function app.guard_ticket_machine() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if app.role() = 'solicitante' and not exists (select 1 from assets a where a.asset_id = new.asset_id and a.client_id = app.client_id() and a.site_id = any (app.site_ids())) then
    raise exception 'no such machine at your sites' using errcode = 'LN422';
  end if;
  return new;
end $$;
create or replace trigger tickets_machine_guard before insert on tickets for each row when (new.asset_id is not null) execute function app.guard_ticket_machine();
