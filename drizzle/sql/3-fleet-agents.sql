-- Enrolment of machines: one decision, one transaction, every attempt on record.

-- Runs with the rights of the job `enroll` and nothing more. A token is locked while it is decided on, so its uses count exactly.
-- The worker has checked the proof of the key; p_proof_holds says with which outcome. A machine is known by its key alone, never by a name.
create or replace function app.enrol_agent(p_token_hash text, p_client uuid, p_public_key text, p_proof_holds boolean, p_hardware jsonb, p_address text)
returns jsonb language plpgsql set search_path = public, pg_temp as $$
declare
  token record;
  known record;
  made uuid;
  result text;
  -- An office shares an address; a token cannot be guessed, so only unknown ones count.
  wrong_max constant integer := 30;
  -- Of one known token or machine within the same minutes; beyond it nothing is written down any more.
  repeats_max constant integer := 200;
  bucket_name text := 'enrol:' || coalesce(case when pg_input_is_valid(p_address, 'inet') and family(p_address::inet) = 6 then host(network(set_masklen(p_address::inet, 64))) else p_address end, 'unknown');
  slot timestamptz := date_bin('10 minutes', now(), timestamptz '2020-01-01');
  wrong integer;
begin
  if app.job() is distinct from 'enroll' then
    raise exception 'machines enrol through the job enroll' using errcode = 'LN403';
  end if;
  select t.*, c.is_active and c.deleted_at is null and s.is_active and s.deleted_at is null as place_is_active, c.agent_networks
    into token
    from agent_enrollment_tokens t join clients c on c.client_id = t.client_id join sites s on s.site_id = t.site_id
   where t.token_hash = p_token_hash for update of t;

  if token.token_id is null then
    insert into rate_counters as r (bucket, window_start, hits) values (bucket_name, slot, 1)
      on conflict (bucket, window_start) do update set hits = r.hits + 1 returning hits into wrong;
    if wrong > wrong_max then return jsonb_build_object('outcome', 'too_many'); end if;
    result := 'unknown_token';
  elsif not p_proof_holds then result := 'bad_proof';
  elsif p_client is not null and p_client <> token.client_id then result := 'wrong_client';
  elsif token.revoked_at is not null or not token.place_is_active then result := 'revoked';
  elsif token.expires_at <= now() then result := 'expired';
  elsif token.platform is not null and token.platform <> p_hardware ->> 'platform' then result := 'wrong_platform';
  elsif cardinality(token.agent_networks) > 0 and not coalesce(pg_input_is_valid(p_address, 'inet') and exists (
    select 1 from unnest(token.agent_networks) n where pg_input_is_valid(n, 'inet') and p_address::inet <<= n::inet), false) then result := 'network_refused';
  else
    select a.asset_id, a.client_id, a.enrolment = 'revoked' or a.lifecycle = 'retired' or a.deleted_at is not null as is_out into known
      from assets a where a.public_key = p_public_key for update;
    if known.asset_id is null and token.uses >= token.max_uses then
      result := 'used_up';
    elsif known.asset_id is null then
      insert into assets (client_id, site_id, name, enrolment, agent_status, public_key, enrolled_at, platform, hostname, serial, hardware_uuid, manufacturer, model, agent_version, mac_addresses)
      values (token.client_id, token.site_id, coalesce(p_hardware ->> 'hostname', p_hardware ->> 'serial', 'Equipo ' || left(p_public_key, 8)), case when token.holds then 'held' else 'active' end, 'installing',
              p_public_key, now(), p_hardware ->> 'platform', p_hardware ->> 'hostname', p_hardware ->> 'serial', p_hardware ->> 'uuid', p_hardware ->> 'manufacturer', p_hardware ->> 'model',
              p_hardware ->> 'agent_version', array(select jsonb_array_elements_text(coalesce(p_hardware -> 'mac_addresses', '[]'))))
      on conflict (public_key) do nothing returning asset_id into made;
      if made is null then
        -- The same key by another token at this very moment: the caller asks again and finds the machine.
        raise exception 'the machine is enrolling already' using errcode = '40001';
      end if;
      update agent_enrollment_tokens t set uses = t.uses + 1 where t.token_id = token.token_id;
      result := case when token.holds then 'held' else 'enrolled' end;
    elsif known.client_id <> token.client_id then result := 'wrong_client';
    elsif known.is_out then result := 'machine_revoked';
    else
      made := known.asset_id;
      update assets a set hostname = coalesce(p_hardware ->> 'hostname', a.hostname), agent_version = coalesce(p_hardware ->> 'agent_version', a.agent_version) where a.asset_id = made;
      result := 'again';
    end if;
  end if;

  if result not in ('enrolled', 'held', 'unknown_token') then
    insert into rate_counters as r (bucket, window_start, hits) values ('enrol-repeat:' || coalesce(made, token.token_id), slot, 1)
      on conflict (bucket, window_start) do update set hits = r.hits + 1 returning hits into wrong;
    if wrong > repeats_max then return jsonb_build_object('outcome', 'too_many'); end if;
  end if;
  -- The machine's object learns of it by a newer config than it has.
  if made is not null then
    update assets a set config_revision = a.config_revision + 1 where a.asset_id = made;
  end if;
  insert into enrollment_attempts (token_id, client_id, asset_id, outcome, address, hostname, public_key)
  values (token.token_id, token.client_id, made, result, left(p_address, 64), p_hardware ->> 'hostname', p_public_key);
  return jsonb_build_object('outcome', result, 'asset_id', made);
end $$;

-- The turn of a machine's ticket in this hour; 0: this very ticket is there already, -1: it is there with other words.
-- The machine may read neither the counters nor the text of a ticket.
create or replace function app.machine_ticket_turn(p_ticket uuid, p_subject text, p_description text)
returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare
  known record;
  counted integer;
begin
  if app.agent_id() is null then raise exception 'only a machine counts its tickets' using errcode = 'LN403'; end if;
  select t.subject = p_subject and t.description = p_description as is_same into known from tickets t where t.ticket_id = p_ticket and t.asset_id = app.agent_id();
  if found then return case when known.is_same then 0 else -1 end; end if;
  insert into rate_counters as r (bucket, window_start, hits) values ('agent-ticket:' || app.agent_id(), date_trunc('hour', now()), 1)
    on conflict (bucket, window_start) do update set hits = r.hits + 1 returning hits into counted;
  return counted;
end $$;
