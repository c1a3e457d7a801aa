-- What no route may forget about scripts and commands: versions that never change, who approves, and what clients may read.
create or replace function app.guard_scripts() returns trigger language plpgsql as $$
begin
  if app.role() is not null then
    if new.client_id is distinct from old.client_id or new.script_type <> old.script_type or new.created_by is distinct from old.created_by or new.created_at <> old.created_at then
      raise exception 'scope, type and author of a script are fixed' using errcode = 'LN403';
    end if;
    if not app.is_manager() and (new.is_active <> old.is_active or new.deleted_at is distinct from old.deleted_at or old.created_by is distinct from app.user_id()) then
      raise exception 'technicians change the words of their own scripts' using errcode = 'LN403';
    end if;
    if not app.is_manager() and (new.name <> old.name or new.description <> old.description)
       and exists (select 1 from agent_script_versions v where v.script_id = new.script_id and v.state = 'approved') then
      raise exception 'administrators change the words of an approved script' using errcode = 'LN403';
    end if;
  end if;
  new.updated_at := now();
  return new;
end $$;
create or replace trigger agent_scripts_guard before update on agent_scripts for each row execute function app.guard_scripts();

-- draft → submitted → approved | rejected; approved → rejected takes an approval back. Text, parameters, limits and rights are fixed from the submission on.
create or replace function app.guard_script_versions() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  decisions text[] := array['state', 'approval_sha256', 'submitted_at', 'decided_by', 'decided_at', 'decision_note'];
  is_author boolean := new.created_by is not distinct from app.user_id();
begin
  if app.role() is null then return new; end if;
  if encode(sha256(convert_to(new.content, 'UTF8')), 'hex') <> new.sha256 then
    raise exception 'the hash is not of this text' using errcode = 'LN422';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'draft' or new.approval_sha256 is not null or new.decided_by is not null or new.submitted_at is not null then
      raise exception 'a version begins as a draft' using errcode = 'LN403';
    end if;
    return new;
  end if;
  if new.version_id <> old.version_id or new.script_id <> old.script_id or new.version <> old.version or new.created_by <> old.created_by or new.created_at <> old.created_at then
    raise exception 'number and author of a version are fixed' using errcode = 'LN403';
  end if;
  if (to_jsonb(new) - decisions) is distinct from (to_jsonb(old) - decisions) then
    if old.state <> 'draft' then raise exception 'a submitted version is never changed' using errcode = 'LN409'; end if;
    if not is_author then raise exception 'a draft is changed by its author' using errcode = 'LN403'; end if;
  end if;
  if new.state = old.state then
    if (new.approval_sha256, new.submitted_at, new.decided_by, new.decided_at, new.decision_note) is distinct from (old.approval_sha256, old.submitted_at, old.decided_by, old.decided_at, old.decision_note) then
      raise exception 'a decision is never changed' using errcode = 'LN409';
    end if;
  elsif old.state = 'draft' and new.state = 'submitted' then
    if not is_author then raise exception 'a draft is submitted by its author' using errcode = 'LN403'; end if;
    if new.submitted_at is null or new.decided_by is not null or new.approval_sha256 is not null then raise exception 'a submission decides nothing' using errcode = 'LN422'; end if;
  elsif (old.state = 'submitted' and new.state in ('approved', 'rejected')) or (old.state = 'approved' and new.state = 'rejected') then
    if not app.is_manager() or new.decided_by is distinct from app.user_id() then raise exception 'administrators decide about scripts' using errcode = 'LN403'; end if;
    if new.state = 'approved' and is_author and coalesce((select value from settings where name = 'script_four_eyes'), 'true') <> 'false' then
      raise exception 'another person approves your script' using errcode = 'LN403';
    end if;
  else
    raise exception 'the version is not in a state for this' using errcode = 'LN409';
  end if;
  return new;
end $$;
create or replace trigger agent_script_versions_guard before insert or update on agent_script_versions for each row execute function app.guard_script_versions();

-- Commands that no object has yet end here; what an object has is cancelled through it. Answers those that ended.
create or replace function app.cancel_waiting(p_execution uuid, p_run uuid, p_reason text) returns table (execution_id uuid) language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not app.is_staff() and app.job() is distinct from 'fleet' then raise exception 'staff cancels commands' using errcode = 'LN403'; end if;
  return query update script_executions e set status = 'cancelled', reason = p_reason, finished_at = now()
    where e.status = 'queued' and e.dispatched_at is null and (e.execution_id = p_execution or e.run_id = p_run) returning e.execution_id;
end $$;

-- Who did what to the machines of a client, when, and how it ended. Never arguments, never output.
create or replace function app.remote_actions(p_client uuid, p_asset uuid, p_before timestamptz, p_before_id uuid, p_limit integer)
returns table (execution_id uuid, asset_id uuid, asset_name text, kind text, title text, requested_by_name text, approved_by_name text, status text,
               created_at timestamptz, started_at timestamptz, finished_at timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  -- A machine and a job have no role: the comparison is then unknown, and unknown is no.
  if (coalesce(app.is_staff(), false) or (app.role() = 'client_admin' and p_client is not distinct from app.client_id())) is not true
     or not exists (select 1 from clients c where c.client_id = p_client and c.deleted_at is null) then
    raise exception 'client' using errcode = 'LN404';
  end if;
  return query select e.execution_id, e.asset_id, a.name, e.kind, e.title, e.requested_by_name, e.approved_by_name, e.status, e.created_at, e.started_at, e.finished_at
    from script_executions e join assets a on a.asset_id = e.asset_id
   where e.client_id = p_client and (p_asset is null or e.asset_id = p_asset)
     and (p_before is null or (e.created_at, e.execution_id) < (p_before, p_before_id))
   order by e.created_at desc, e.execution_id desc limit least(p_limit, 1001);
end $$;

-- The end of a command that belongs to a ticket, as one internal note: its key comes from the command, so it is written once however often it is told.
create or replace function app.note_executions(p_executions uuid[])
returns table (ticket_id uuid, ticket_number text, client_id uuid, site_id uuid, created_by uuid, version integer)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if app.job() is distinct from 'fleet' then raise exception 'the fleet notes what commands did' using errcode = 'LN403'; end if;
  return query
  with ended as (
    select e.*, app.ticket_of(e.ticket_id::text) as noted_on, a.name as asset_name, c.locale = 'en' as is_en, v.version as script_version
      from script_executions e
      join tickets t on t.ticket_id = e.ticket_id and t.deleted_at is null
      join assets a on a.asset_id = e.asset_id
      join clients c on c.client_id = e.client_id
      left join agent_script_versions v on v.version_id = e.version_id
     -- A time limit that passed without word of the machine is a view; its end is noted when it comes.
     where e.execution_id = any (p_executions)
       and (e.status in ('completed', 'failed', 'refused', 'cancelled', 'expired', 'interrupted') or (e.status = 'timeout' and e.finished_at is not null))
  ), noted as (
    insert into ticket_comments (comment_id, ticket_id, client_id, author_name, author_is_staff, body_text, visibility, channel, created_at)
    select md5('execution-note:' || d.execution_id)::uuid, d.noted_on, d.client_id, d.asset_name, true,
           concat_ws(E'\n',
             format(case when d.is_en then '%s on %s: %s' else '%s en %s: %s' end,
                    d.title || coalesce(' (v' || d.script_version || ')', ''), d.asset_name,
                    case d.status when 'completed' then case when d.is_en then 'completed' else 'terminado' end
                                  when 'failed' then case when d.is_en then 'failed' else 'falló' end
                                  when 'timeout' then case when d.is_en then 'ran out of time' else 'agotó su tiempo' end
                                  when 'refused' then case when d.is_en then 'refused' else 'rechazado' end
                                  when 'cancelled' then case when d.is_en then 'cancelled' else 'cancelado' end
                                  when 'expired' then case when d.is_en then 'expired before it ran' else 'caducó sin ejecutarse' end
                                  else case when d.is_en then 'interrupted' else 'interrumpido' end end),
             format(case when d.is_en then 'Requested by %s' else 'Lo pidió %s' end, d.requested_by_name)
               || coalesce(format(case when d.is_en then ', approved by %s' else ', lo aprobó %s' end, d.approved_by_name), ''),
             case when d.exit_code is not null then format(case when d.is_en then 'Exit code: %s' else 'Código de salida: %s' end, d.exit_code) end,
             case when d.duration_ms is not null then format(case when d.is_en then 'Duration: %s s' else 'Duración: %s s' end, round(d.duration_ms / 1000.0, 1)) end,
             case when d.reason is not null then format(case when d.is_en then 'Reason: %s' else 'Motivo: %s' end, d.reason) end,
             case when d.output_tail <> '' then E'\n' || case when d.is_en then 'End of the output:' else 'Final de la salida:' end || E'\n' || d.output_tail end),
           'internal', 'agente', clock_timestamp()
      from ended d
    on conflict do nothing
    returning ticket_comments.ticket_id, ticket_comments.client_id, ticket_comments.author_name
  ), acted as (
    insert into ticket_activities (activity_id, ticket_id, client_id, actor_name, action, visibility)
    select gen_random_uuid(), n.ticket_id, n.client_id, n.author_name, 'noted', 'internal' from noted n
  )
  update tickets t set version = t.version + 1, updated_at = clock_timestamp()
    from (select distinct n.ticket_id from noted n) n where t.ticket_id = n.ticket_id
  returning t.ticket_id, t.ticket_number, t.client_id, t.site_id, t.created_by, t.version;
end $$;
