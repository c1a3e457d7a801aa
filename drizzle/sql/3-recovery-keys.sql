-- Administrators, and technicians unless the setting says otherwise; they cannot read it themselves.
create or replace function app.may_reveal_bitlocker_keys() returns boolean language sql stable security definer set search_path = public, pg_temp as $$
  select app.is_manager() or (app.role() = 'technician' and coalesce((select x.value -> 'technicians' from settings x where x.name = 'recovery_keys'), 'true') <> 'false')
$$;

-- A recovery key's box, for whoever of the staff may have it and says why: the audit row stands in the transaction that hands it out.
-- Nobody has another way to the box.
create or replace function app.reveal_bitlocker_key(p_asset uuid, p_key uuid, p_reason text) returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  found_key record;
begin
  if app.may_reveal_bitlocker_keys() is not true then
    raise exception 'recovery keys are not for this role' using errcode = 'LN403';
  end if;
  if coalesce(length(trim(p_reason)), 0) < 5 then
    raise exception 'a reason is needed' using errcode = 'LN422';
  end if;
  update bitlocker_keys k set reveals = k.reveals + 1, last_revealed_at = now(), last_revealed_by_name = (select u.name from users u where u.user_id = app.user_id())
   where k.asset_id = p_asset and k.bitlocker_key_id = p_key
   returning k.* into found_key;
  if not found then
    raise exception 'no such recovery key' using errcode = 'LN404';
  end if;
  perform app.audit('reveal', 'bitlocker_keys', p_key::text, found_key.client_id, jsonb_build_object('asset_id', p_asset, 'mount', found_key.mount, 'protector_id', found_key.protector_id, 'reason', trim(p_reason)));
  return jsonb_build_object('asset_id', p_asset, 'volume_id', found_key.volume_id, 'protector_id', found_key.protector_id, 'mount', found_key.mount, 'escrow_key_id', found_key.escrow_key_id, 'sealed', found_key.sealed);
end $$;
