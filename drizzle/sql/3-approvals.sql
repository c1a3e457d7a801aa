-- Approvals by a named person: a ticket that no longer waits for approval leaves nothing to decide, whatever path took it there.
-- A client's administrator in the portal decided; the link of a mail has written its word before it moves the ticket; all else took the question back.
create or replace function app.settle_approvals() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  is_theirs boolean := app.role() = 'client_admin' and new.deleted_at is null;
begin
  update ticket_approvals a
     set settled_at = now(),
         state = case when is_theirs and new.status = 'en_proceso' then 'approved' when is_theirs and new.status = 'cancelado' then 'refused' else 'withdrawn' end,
         settled_by_name = (select u.name from users u where u.user_id = app.user_id()),
         settled_via = case when is_theirs and new.status in ('en_proceso', 'cancelado') then 'portal' end
   where a.ticket_id = new.ticket_id and a.state = 'open';
  return null;
end $$;
create or replace trigger tickets_settle_approvals after update of status, deleted_at on tickets for each row
  when (new.deleted_at is not null or (old.status = 'pendiente_aprobacion' and new.status <> 'pendiente_aprobacion')) execute function app.settle_approvals();
