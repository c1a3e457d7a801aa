-- The end of a machine whose program goes with it: retired by its own word, because a person ordered it. A word that comes for an order that was withdrawn, or a day late, retires nothing.

-- What the order began the machine's word ends, in the transaction that takes it down. A machine that could not take its program away stays as it is: only there can it be tried again.
create or replace function app.retire_removed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  gone record;
begin
  select a.enrolment into gone from assets a where a.asset_id = new.asset_id and a.lifecycle <> 'retired' and a.deleted_at is null for update;
  if not found then return null; end if;
  update assets a set lifecycle = 'retired', agent_status = null, offline_since = null, enrolment = 'revoked', config_revision = a.config_revision + 1, updated_at = now() where a.asset_id = new.asset_id;
  update alerts l set status = 'resolved', resolved_by = new.requested_by, resolved_at = now(), resolution_note = 'Equipo retirado', ticket_due_at = null
   where l.asset_id = new.asset_id and l.status in ('open', 'acknowledged');
  perform app.audit('retire', 'assets', new.asset_id::text, new.client_id, jsonb_build_object('enrolment', gone.enrolment, 'program', 'removed', 'execution_id', new.execution_id,
    'requested_by', new.requested_by, 'requested_by_name', new.requested_by_name));
  return null;
end $$;
create or replace trigger script_executions_removed after update of status on script_executions for each row
  when (new.kind = 'uninstall' and new.status = 'completed' and old.status not in ('completed', 'cancelled', 'refused', 'expired') and new.created_at > now() - interval '1 day') execute function app.retire_removed();
