-- Updates of agents: who is offered what, what a machine may write down about it, and the halt that nobody has to order.

-- 0 to 99, the same for ever: which tenth of a fleet a machine belongs to.
create or replace function app.update_bucket(p_asset uuid) returns integer language sql immutable as $$
  select (('x' || substr(md5(p_asset::text), 1, 8))::bit(32)::bigint % 100)::integer
$$;

-- What decides about one machine, for whoever configures it and for the machine itself: what the narrowest level of its policy says, and what goes out.
create or replace function app.update_facts(p_asset uuid) returns jsonb language sql stable security definer set search_path = public, pg_temp as $$
  select jsonb_build_object(
           'update_ring', coalesce((select p.update_ring from fleet_policies p
                                     where p.update_ring is not null and (p.client_id is null or p.client_id = a.client_id) and (p.site_id is null or p.site_id = a.site_id) and (p.asset_id is null or p.asset_id = a.asset_id)
                                     order by p.asset_id is null, p.site_id is null, p.client_id is null limit 1), 'none'),
           'bucket', app.update_bucket(a.asset_id),
           'releases', coalesce((select jsonb_agg(jsonb_build_object('version', r.version, 'state', r.state, 'ring', r.ring, 'spread_s', r.spread_s))
                                   from (select * from agent_releases where state in ('rolling', 'recalled') order by registered_at desc limit 40) r), '[]'))
    from assets a
   where a.asset_id = p_asset and (app.is_staff() or app.job() in ('fleet', 'enroll') or a.asset_id = app.agent_id())
$$;

-- Numbers alone, for staff and for machines: a machine that asks may be the one that stops a release. Its own word is not among them, it is about to say another.
create or replace function app.update_counts(p_release uuid) returns jsonb language sql stable security definer set search_path = public, pg_temp as $$
  select jsonb_build_object(
           'taken', count(*) filter (where u.state = 'taken'), 'restarting', count(*) filter (where u.state = 'restarting' and u.updated_at >= now() - interval '15 minutes'),
           'updated', count(*) filter (where u.state = 'updated'), 'failed', count(*) filter (where u.state = 'failed'), 'refused', count(*) filter (where u.state = 'refused'),
           'unable', count(*) filter (where u.state = 'unable'), 'gone_back', count(*) filter (where u.state = 'gone_back'),
           'silent', count(*) filter (where u.state = 'restarting' and u.updated_at < now() - interval '15 minutes'))
    from asset_updates u where u.release_id = p_release and (app.is_staff() or app.agent_id() is not null) and u.asset_id is distinct from app.agent_id()
$$;

-- A release as a machine may know it; null when there is none.
create or replace function app.release_for_agent(p_version text) returns jsonb language sql stable security definer set search_path = public, pg_temp as $$
  select jsonb_build_object('release_id', r.release_id, 'state', r.state, 'manifest', r.manifest, 'key_id', r.key_id, 'signature', r.signature, 'files', r.files, 'counts', app.update_counts(r.release_id),
           'is_known', exists (select 1 from asset_updates u where u.release_id = r.release_id and u.asset_id = app.agent_id()))
    from agent_releases r where r.version = p_version and app.agent_id() is not null
$$;

-- The machine's last word about a release; another one's it cannot write, and how it went only when it took it.
create or replace function app.note_update(p_version text, p_state text, p_reason text, p_from text) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if app.agent_id() is null then raise exception 'only a machine tells of its update' using errcode = 'LN403'; end if;
  insert into asset_updates as u (release_id, asset_id, client_id, state, reason, from_version, attempts)
  select r.release_id, a.asset_id, a.client_id, p_state, left(p_reason, 200), left(p_from, 40), 1
    from agent_releases r, assets a where r.version = p_version and a.asset_id = app.agent_id()
     and (p_state in ('taken', 'unable') or exists (select 1 from asset_updates k where k.release_id = r.release_id and k.asset_id = a.asset_id))
  on conflict (release_id, asset_id) do update
    set state = excluded.state, reason = excluded.reason, from_version = coalesce(excluded.from_version, u.from_version),
        attempts = u.attempts + (excluded.state = 'taken')::integer, started_at = case when excluded.state = 'taken' then now() else u.started_at end, updated_at = now();
end $$;

-- A release that goes badly stops, whoever notices: a machine's own word may be the one too many.
create or replace function app.halt_release(p_version text, p_reason text) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
  halted uuid;
begin
  if app.agent_id() is null then raise exception 'people halt a release by its own route' using errcode = 'LN403'; end if;
  update agent_releases set state = 'halted', reason = left(p_reason, 300) where version = p_version and state = 'rolling' returning release_id into halted;
  if halted is not null then
    perform app.audit('halt', 'agent_releases', halted::text, null, jsonb_build_object('version', p_version, 'reason', p_reason, 'by_itself', true));
  end if;
end $$;

-- What there is to install, for staff and for whoever holds a token.
create or replace function app.releases_to_install() returns jsonb language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('version', r.version, 'state', r.state, 'ring', r.ring, 'files', r.files)), '[]')
    from (select * from agent_releases where state in ('registered', 'rolling') order by registered_at desc limit 40) r
   where app.is_staff() or app.job() = 'enroll'
$$;
