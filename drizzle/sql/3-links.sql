-- Merges: whose ticket speaks for whose, and what can't be written beside one; links without circles.

-- The ticket that answers for an id or a number: the last one up its merges that the caller may see, else itself. Null: no such number.
-- Of a deleted target the source speaks for itself again. Answers an id and nothing else: the row is read under the caller's policies.
create or replace function app.ticket_of(p_ticket text) returns uuid language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  here uuid;
  there uuid;
  seen uuid;
begin
  if p_ticket like 'TKT-%' then
    select t.ticket_id into here from tickets t where t.ticket_number = p_ticket;
  else
    here := p_ticket::uuid;
  end if;
  seen := here;
  -- No chain is that long; a circle can't be stored, and would end here.
  for step in 1..50 loop
    select m.target_id into there from ticket_merges m where m.source_id = here and m.undone_at is null;
    exit when not found;
    here := there;
    if exists (select 1 from tickets t where t.ticket_id = here and t.deleted_at is null
                  and (app.is_staff() or app.job() is not null
                       or (t.client_id = app.client_id() and app.user_id() is not null
                           and (app.role() = 'client_admin' or t.site_id = any (app.site_ids()::uuid[]) or t.created_by = app.user_id())))) then
      seen := here;
    end if;
  end loop;
  return seen;
end $$;

-- A ticket and everything that was merged into it: ids alone.
create or replace function app.ticket_family(p_ticket uuid) returns uuid[] language sql stable security definer set search_path = public, pg_temp as $$
  with recursive family as (
    select p_ticket as ticket_id
    union select m.source_id from ticket_merges m join family f on m.target_id = f.ticket_id where m.undone_at is null)
  select array_agg(ticket_id) from family where ticket_id is not null
$$;

-- One merge of a ticket at a time, into one that stands for itself, never into its own parts; the last merge is taken back first.
create or replace function app.guard_merges() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('merge:' || new.client_id, 0));
  if exists (select 1 from ticket_merges m where m.source_id = new.target_id and m.undone_at is null) then
    raise exception 'the other ticket is merged itself' using errcode = 'LN409';
  end if;
  if tg_op = 'INSERT' then
    if (select count(*) from tickets t where t.ticket_id in (new.source_id, new.target_id) and t.deleted_at is null) <> 2 then
      raise exception 'ticket' using errcode = 'LN404';
    end if;
    if exists (select 1 from ticket_merges m where m.source_id = new.source_id and m.undone_at is null) or new.target_id = any (app.ticket_family(new.source_id)) then
      raise exception 'the ticket is merged already' using errcode = 'LN409';
    end if;
  end if;
  return new;
end $$;
create or replace trigger ticket_merges_guard before insert or update on ticket_merges for each row execute function app.guard_merges();

-- A ticket that is part of another one takes no change of people: they mean the other one. Of a deleted one it is free again.
create or replace function app.guard_merged_ticket() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if app.role() is not null and exists (select 1 from ticket_merges m join tickets t on t.ticket_id = m.target_id and t.deleted_at is null
                                           where m.source_id = old.ticket_id and m.undone_at is null and old.version >= m.source_version) then
    raise exception 'the ticket was merged into another one' using errcode = 'LN409';
  end if;
  return new;
end $$;
create or replace trigger tickets_merged_guard before update on tickets for each row execute function app.guard_merged_ticket();

-- Nobody is their own ancestor.
create or replace function app.guard_links() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if (select count(*) from tickets t where t.ticket_id in (new.ticket_id, new.other_id) and t.deleted_at is null) <> 2 then
    raise exception 'ticket' using errcode = 'LN404';
  end if;
  if new.type = 'parent' then
    perform pg_advisory_xact_lock(hashtextextended('links:' || new.client_id, 0));
    if exists (with recursive up as (
                 select new.ticket_id as ticket_id
                 union select l.ticket_id from ticket_links l join up on l.other_id = up.ticket_id where l.type = 'parent')
               select 1 from up where ticket_id = new.other_id) then
      raise exception 'a ticket can''t be below itself' using errcode = 'LN409';
    end if;
  end if;
  return new;
end $$;
create or replace trigger ticket_links_guard before insert on ticket_links for each row execute function app.guard_links();

-- Addresses of our own mailboxes, for the staff that names who gets copies: the configuration itself is the administrators' to read.
create or replace function app.own_mail_addresses() returns text[] language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(lower(from_address)), '{}') from email_config where app.is_staff()
$$;
