-- Remote help: no session outlives its command, and whoever may see a machine sees who is at it.

-- The end of the command is the end of its session, whatever path wrote it; the object's own word, where it comes, says why in its place.
create or replace function app.end_remote_session() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update remote_sessions s set ended_at = coalesce(new.finished_at, now()), end_reason = left(coalesce(nullif(new.reason, ''), new.status), 64) where s.session_id = new.execution_id and s.ended_at is null;
  return null;
end $$;
create or replace trigger script_executions_remote_end after update of status on script_executions for each row
  when (new.kind = 'remote' and new.status not in ('queued', 'delivered', 'running')) execute function app.end_remote_session();

-- Staff reads sessions, people of a client do not: hence the owner's rights, for as much as a banner says.
create or replace function app.remote_now(p_asset uuid)
returns table (session_id uuid, kind text, requested_by uuid, requested_by_name text, created_at timestamptz, opened_at timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  -- A machine and a job have no role: the comparison is then unknown, and unknown is no.
  if not exists (select 1 from assets a where a.asset_id = p_asset and a.deleted_at is null and coalesce(app.is_staff()
       or (a.client_id = app.client_id() and (app.role() = 'client_admin' or (app.role() = 'solicitante' and a.site_id = any (app.site_ids()) and a.lifecycle <> 'retired'))), false)) then
    raise exception 'asset' using errcode = 'LN404';
  end if;
  return query select s.session_id, s.kind, s.requested_by, e.requested_by_name, s.created_at, s.opened_at
    from remote_sessions s join script_executions e on e.execution_id = s.session_id
   where s.asset_id = p_asset and s.ended_at is null order by s.created_at limit 20;
end $$;
