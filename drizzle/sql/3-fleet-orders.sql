-- One command for one machine, written in one statement with the rights of whoever asks: turn, freeze, machine, approval, budget, row and audit row.
-- It refuses without sentences for people (LN409, LN429): whoever is refused reads what there is and decides in words. Its plans are kept by the connection.

-- `p`: execution_id, asset_id, kind, lane, title, arguments, secret_arguments, run_as, limits, ticket_id, expires_at; for a script instead of title, run_as and
-- limits: script_id, version_id, timeout_s, platforms by language; per_person_hour, per_client_hour: budgets where the settings name none; key, request_hash.
-- Answers the row as people read it, and the script; or the script alone, when `arguments` is null and it takes some, or `asks` is true.
create or replace function app.place_order(p jsonb) returns jsonb language plpgsql as $$
declare
  me constant uuid := app.user_id();
  is_script constant boolean := p ->> 'kind' = 'script';
  place record;
  budget jsonb;
  person_max numeric;
  client_max numeric;
  version record;
  -- A record without a value may not be named in an expression, not even where it is not evaluated.
  version_number integer;
  script jsonb;
  made record;
begin
  select a.client_id, a.site_id into place from assets a where a.asset_id = (p ->> 'asset_id')::uuid;
  if not found then raise exception 'no such machine' using errcode = 'LN409'; end if;
  -- The same turns as an order for many machines takes, in the same order.
  perform pg_advisory_xact_lock(hashtextextended(x.name, 0)) from (select unnest(array['orders:' || me, 'orders-to:' || place.client_id]) as name order by 1) x;

  select a.client_id, a.site_id, a.name, a.platform, c.name::text as client_name, s.name::text as site_name into place
    from assets a join clients c on c.client_id = a.client_id join sites s on s.site_id = a.site_id
   where a.asset_id = (p ->> 'asset_id')::uuid and a.deleted_at is null and a.enrolment = 'active' and a.lifecycle <> 'retired'
     and c.is_active and c.deleted_at is null and c.remote_frozen_at is null
     and coalesce((select x.value from settings x where x.name = 'remote_freeze'), 'null') in ('null', 'false');
  if not found then raise exception 'the machine takes no commands' using errcode = 'LN409'; end if;

  if is_script then
    select d.version_id, d.version, s.script_id, s.name, s.script_type, s.client_id, d.content, d.sha256, d.parameters, d.requires_admin, d.limits, d.approval_sha256, d.decided_by into version
      from agent_scripts s join agent_script_versions d on d.script_id = s.script_id
     where s.script_id = (p ->> 'script_id')::uuid and s.is_active and s.deleted_at is null and (s.client_id is null or s.client_id = place.client_id)
       and d.state = 'approved' and (p ->> 'version_id' is null or d.version_id = (p ->> 'version_id')::uuid)
     order by d.version desc limit 1;
    if not found or coalesce((p ->> 'timeout_s')::integer > (version.limits ->> 'timeout_s')::integer, false)
       or (place.platform is not null and not (p -> 'platforms' -> version.script_type ? place.platform)) then
      raise exception 'the script does not run like this' using errcode = 'LN409';
    end if;
    if p -> 'arguments' = 'null' and (version.parameters <> '[]' or p ->> 'asks' = 'true') then return jsonb_build_object('script', to_jsonb(version)); end if;
    version_number := version.version;
    script := to_jsonb(version);
  end if;

  if p ->> 'ticket_id' is not null and not exists (select 1 from tickets t where t.ticket_id = (p ->> 'ticket_id')::uuid and t.client_id = place.client_id and t.deleted_at is null) then
    raise exception 'the ticket is of somebody else' using errcode = 'LN409';
  end if;
  if p ->> 'kind' <> 'inventory' then
    budget := (select x.value from settings x where x.name = 'script_budget');
    person_max := case when jsonb_typeof(budget -> 'per_person_hour') = 'number' and (budget ->> 'per_person_hour')::numeric >= 0 then budget ->> 'per_person_hour' else p ->> 'per_person_hour' end;
    client_max := case when jsonb_typeof(budget -> 'per_client_hour') = 'number' and (budget ->> 'per_client_hour')::numeric >= 0 then budget ->> 'per_client_hour' else p ->> 'per_client_hour' end;
    if (select count(*) from script_executions e where e.requested_by = me and e.created_at > now() - interval '1 hour' and e.kind <> 'inventory') >= person_max
       or (select count(*) from script_executions e where e.client_id = place.client_id and e.created_at > now() - interval '1 hour' and e.kind <> 'inventory') >= client_max then
      raise exception 'the budget of this hour is spent' using errcode = 'LN429';
    end if;
  end if;

  -- Before the row: of two requests with one key the second writes nothing.
  if p ->> 'key' is not null then
    insert into idempotency_keys (user_id, key, request_hash, result_id) values (me, p ->> 'key', p ->> 'request_hash', (p ->> 'execution_id')::uuid);
  end if;
  if is_script then
    insert into script_executions (execution_id, client_id, site_id, asset_id, kind, lane, title, script_id, version_id, script_sha256, approval_sha256, approved_by, arguments, secret_arguments, run_as, limits,
        ticket_id, requested_by, requested_by_name, expires_at)
      values ((p ->> 'execution_id')::uuid, place.client_id, place.site_id, (p ->> 'asset_id')::uuid, 'script', 'script', version.name, version.script_id, version.version_id, version.sha256, version.approval_sha256, version.decided_by,
        coalesce(nullif(p -> 'arguments', 'null'), '{"env": {}}'), nullif(p -> 'secret_arguments', 'null'), case when version.requires_admin then 'system' else 'user' end,
        case when p ->> 'timeout_s' is null then version.limits else version.limits || jsonb_build_object('timeout_s', (p ->> 'timeout_s')::integer) end,
        (p ->> 'ticket_id')::uuid, me, '', (p ->> 'expires_at')::timestamptz)
      returning title, script_id, version_id, script_sha256, approval_sha256, approved_by, approved_by_name, requested_by_name, arguments, run_as, limits, created_at, expires_at into made;
  else
    insert into script_executions (execution_id, client_id, site_id, asset_id, kind, lane, title, arguments, run_as, limits, ticket_id, requested_by, requested_by_name, expires_at)
      values ((p ->> 'execution_id')::uuid, place.client_id, place.site_id, (p ->> 'asset_id')::uuid, p ->> 'kind', p ->> 'lane', p ->> 'title', p -> 'arguments', p ->> 'run_as', p -> 'limits',
        (p ->> 'ticket_id')::uuid, me, '', (p ->> 'expires_at')::timestamptz)
      returning title, script_id, version_id, script_sha256, approval_sha256, approved_by, approved_by_name, requested_by_name, arguments, run_as, limits, created_at, expires_at into made;
  end if;
  perform app.audit('execute', 'script_executions', p ->> 'execution_id', place.client_id, jsonb_build_object('kind', p ->> 'kind', 'title', made.title, 'version_id', made.version_id, 'approval_sha256', made.approval_sha256,
    'approved_by', made.approved_by, 'run_as', made.run_as, 'ticket_id', p ->> 'ticket_id', 'asset_id', p ->> 'asset_id'));

  return jsonb_build_object(
    'execution', jsonb_build_object('execution_id', p ->> 'execution_id', 'client_id', place.client_id, 'client_name', place.client_name, 'site_id', place.site_id, 'site_name', place.site_name,
      'asset_id', p ->> 'asset_id', 'asset_name', place.name, 'run_id', null, 'wave', 0, 'kind', p ->> 'kind', 'title', made.title, 'script_id', made.script_id, 'version_id', made.version_id,
      'version', version_number, 'script_sha256', made.script_sha256, 'approval_sha256', made.approval_sha256, 'arguments', made.arguments, 'run_as', made.run_as, 'limits', made.limits,
      'status', 'queued', 'reason', null, 'ticket_id', p ->> 'ticket_id', 'ticket_number', (select t.ticket_number from tickets t where t.ticket_id = (p ->> 'ticket_id')::uuid),
      'requested_by', me, 'requested_by_name', made.requested_by_name, 'approved_by', made.approved_by, 'approved_by_name', made.approved_by_name,
      'exit_code', null, 'duration_ms', null, 'output_bytes', 0, 'output_sha256', null, 'output_tail', '', 'is_truncated', false)
      || jsonb_build_object('created_at', made.created_at, 'started_at', null, 'finished_at', null, 'expires_at', made.expires_at),
    'script', script);
end $$;
