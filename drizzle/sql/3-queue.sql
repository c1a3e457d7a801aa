-- The queue: versions of views, the trail of shared ones, and the search over conversations.

create or replace function app.age_view() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  new.updated_at := now();
  return new;
end $$;
create or replace trigger ticket_views_age before update on ticket_views for each row execute function app.age_view();

-- The trail is read by administrators: what a person keeps for themselves does not go there.
create or replace trigger ticket_views_audit after insert or update on ticket_views for each row when (new.scope = 'everyone') execute function app.audit_row('view_id');
create or replace trigger ticket_views_deletion_audit after delete on ticket_views for each row when (old.scope = 'everyone') execute function app.audit_row('view_id');

-- Tickets in whose own words or conversation something is found. Matching words counts as leaky, so under row security no index would serve it:
-- hence the owner's rights, and their limits once more. It gives ids alone, and the ticket itself is still asked for with the rights of
-- whoever looks; of an internal note a client user learns nothing. A question with "not" in it is about the ticket's own words.
create or replace function app.found_tickets(p_question tsquery) returns setof uuid language sql stable security definer set search_path = public, pg_temp as $$
  select t.ticket_id from tickets t where t.search @@ p_question and t.deleted_at is null
     and ((select app.is_staff()) or t.client_id = (select app.client_id()))
   union
  select c.ticket_id from ticket_comments c where c.search @@ p_question and strpos(p_question::text, '!') = 0
     and ((select app.is_staff()) or (c.client_id = (select app.client_id()) and c.visibility = 'public'))
$$;
