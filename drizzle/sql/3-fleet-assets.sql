-- What a solicitante sees of machines: name, type and status of those at their sites, nothing else. Everybody else has a policy of their own.
create or replace function app.my_machines()
returns table (asset_id uuid, site_id uuid, name text, asset_type text, agent_status text)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.asset_id, a.site_id, a.name, a.asset_type, a.agent_status
    from assets a
   where app.role() = 'solicitante' and a.client_id = app.client_id() and a.site_id = any (app.site_ids())
     and a.deleted_at is null and a.lifecycle <> 'retired'
$$;
