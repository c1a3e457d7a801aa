-- Tickets that were put aside: what wakes them besides their moment.

-- The client answered, by whatever way: a message of theirs, seen by all. Staff reads snoozes, people of a client do not: hence the owner's rights.
create or replace function app.wake_on_answer() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update ticket_snoozes s set woken_at = new.created_at, woken_by = 'answer' where s.ticket_id = new.ticket_id and s.woken_at is null;
  if found then
    insert into ticket_activities (ticket_id, client_id, actor_id, actor_name, action, visibility, created_at)
    values (new.ticket_id, new.client_id, new.author_id, new.author_name, 'woken_by_answer', 'internal', new.created_at);
  end if;
  return null;
end $$;
create or replace trigger ticket_comments_wake after insert on ticket_comments for each row
  when (new.visibility = 'public' and new.kind = 'message' and not new.author_is_staff) execute function app.wake_on_answer();

-- Nothing is left to wait for; the history says how the ticket ended.
create or replace function app.wake_on_end() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update ticket_snoozes s set woken_at = now(), woken_by = 'finished' where s.ticket_id = new.ticket_id and s.woken_at is null;
  return null;
end $$;
create or replace trigger tickets_wake after update of status, deleted_at on tickets for each row
  when (new.deleted_at is not null or new.status in ('resuelto', 'cerrado', 'cancelado')) execute function app.wake_on_end();
