-- Invariants that no route, job or later feature can forget: column rights a policy cannot express.
-- Without an actor (migrations, restore) the role is null and only the invariants of the data hold.

create or replace function app.guard_users() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if app.user_id() = old.user_id then
    if new.role is distinct from old.role or new.client_id is distinct from old.client_id
       or new.is_active is distinct from old.is_active or new.deleted_at is distinct from old.deleted_at then
      raise exception 'nobody edits their own role, client or activity' using errcode = 'LN403';
    end if;
  elsif app.role() is not null and not app.is_manager() and new.client_id is distinct from old.client_id then
    raise exception 'client of a person is fixed' using errcode = 'LN403';
  end if;
  if app.role() is not null and app.role() <> 'superadmin' and new.deleted_at is distinct from old.deleted_at then
    raise exception 'only a superadmin deletes people' using errcode = 'LN403';
  end if;
  if old.role = 'superadmin' and old.is_active and old.deleted_at is null
     and (new.role <> 'superadmin' or not new.is_active or new.deleted_at is not null) then
    perform pg_advisory_xact_lock(724002);
    if not exists (select 1 from users u where u.role = 'superadmin' and u.is_active and u.deleted_at is null and u.user_id <> old.user_id) then
      raise exception 'the last superadmin stays' using errcode = 'LN409';
    end if;
  end if;
  if new.email is distinct from old.email then
    new.email_verified_at := null;
  end if;
  new.updated_at := now();
  return new;
end $$;
-- Mail of an address goes to the client of its person: a client's administrator names nobody under the domain of another client.
create or replace function app.guard_addresses() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if app.role() = 'client_admin' and exists (
    select 1 from client_domains d where d.client_id <> new.client_id
       and (lower(split_part(new.email::text, '@', 2)) = d.domain or lower(split_part(new.email::text, '@', 2)) like '%.' || d.domain)
       and not exists (select 1 from client_domains o where o.client_id = new.client_id and length(o.domain) >= length(d.domain)
                          and (lower(split_part(new.email::text, '@', 2)) = o.domain or lower(split_part(new.email::text, '@', 2)) like '%.' || o.domain))) then
    raise exception 'the address is not one of your organisation' using errcode = 'LN422';
  end if;
  return new;
end $$;
create or replace trigger users_address_guard before insert or update of email on users for each row execute function app.guard_addresses();

create or replace trigger users_guard before update on users for each row execute function app.guard_users();

-- A person who loses access, changes role or client loses every open session's sockets through the caller; the sessions end here.
create or replace function app.end_sessions_of_inactive() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update sessions set revoked_at = now(), revoked_reason = 'deactivated' where user_id = new.user_id and revoked_at is null;
  return null;
end $$;
create or replace trigger users_end_sessions after update on users for each row
  when ((old.is_active and not new.is_active) or (old.deleted_at is null and new.deleted_at is not null))
  execute function app.end_sessions_of_inactive();

-- A link that went to an address which is not the person's any more opens nothing.
create or replace function app.end_links_of_old_address() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update one_time_tokens set used_at = now() where user_id = new.user_id and used_at is null;
  return null;
end $$;
create or replace trigger users_end_links after update of email on users for each row
  when (new.email is distinct from old.email) execute function app.end_links_of_old_address();

create or replace function app.guard_clients() returns trigger language plpgsql as $$
declare
  own text[] := array['email', 'phone', 'address', 'city', 'state', 'country', 'postal_code', 'updated_at'];
begin
  if app.role() = 'client_admin' and (to_jsonb(new) - own) is distinct from (to_jsonb(old) - own) then
    raise exception 'a client administrator edits contact data only' using errcode = 'LN403';
  end if;
  new.updated_at := now();
  return new;
end $$;
create or replace trigger clients_guard before update on clients for each row execute function app.guard_clients();

create or replace function app.touch_updated_at() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end $$;
create or replace trigger sites_touch before update on sites for each row execute function app.touch_updated_at();
create or replace trigger categories_touch before update on categories for each row execute function app.touch_updated_at();

-- Whoever writes a mail secret cannot read the others: those that are not named stay, null takes one away.
create or replace function app.keep_mail_secrets() returns trigger language plpgsql as $$
begin
  new.secrets := jsonb_strip_nulls(old.secrets || new.secrets);
  return new;
end $$;
create or replace trigger email_config_secrets before update of secrets on email_config for each row execute function app.keep_mail_secrets();

create or replace function app.guard_tickets() returns trigger language plpgsql as $$
declare
  theirs text[] := array['status', 'version', 'updated_at', 'closed_at', 'resolved_at', 'search', 'ticket_number'];
begin
  if tg_op = 'UPDATE' then
    if new.client_id <> old.client_id or new.ticket_seq <> old.ticket_seq or new.channel <> old.channel
       or new.created_at <> old.created_at or new.created_by is distinct from old.created_by then
      raise exception 'client, number, channel and creator of a ticket are fixed' using errcode = 'LN403';
    end if;
    if app.role() in ('client_admin', 'solicitante') and (to_jsonb(new) - theirs) is distinct from (to_jsonb(old) - theirs) then
      raise exception 'client users change the status only' using errcode = 'LN403';
    end if;
    if new.deleted_at is distinct from old.deleted_at and app.role() is not null and not app.is_manager() then
      raise exception 'only administrators delete tickets' using errcode = 'LN403';
    end if;
    if new.version <> old.version + 1 then
      raise exception 'a ticket change moves its version by one' using errcode = 'LN409';
    end if;
  elsif app.role() in ('client_admin', 'solicitante') then
    if new.assigned_to is not null and new.assigned_to is distinct from app.default_assignee(new.category_id) then
      raise exception 'client users do not assign' using errcode = 'LN403';
    end if;
    if new.channel <> 'portal' or new.is_email_originated then
      raise exception 'the channel is decided by the server' using errcode = 'LN403';
    end if;
  end if;
  if new.assigned_to is not null and (tg_op = 'INSERT' or new.assigned_to is distinct from old.assigned_to) and not app.is_active_staff(new.assigned_to) then
    raise exception 'a ticket is assigned to active staff' using errcode = 'LN422';
  end if;
  return new;
end $$;
create or replace trigger tickets_guard before insert or update on tickets for each row execute function app.guard_tickets();

-- A ticket's own ordering moves with what is said in it.
create or replace function app.guard_categories() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.is_protected then raise exception 'this category is protected' using errcode = 'LN409'; end if;
    return old;
  end if;
  if old.is_protected and (new.is_protected is distinct from true or not new.is_active or new.parent_id is not null) then
    raise exception 'this category is protected' using errcode = 'LN409';
  end if;
  if new.parent_id is distinct from old.parent_id and new.parent_id is not null then
    perform pg_advisory_xact_lock(724003);
    if exists (with recursive up as (
                 select category_id, parent_id from categories where category_id = new.parent_id
                 union all select c.category_id, c.parent_id from categories c join up on c.category_id = up.parent_id)
               select 1 from up where category_id = new.category_id) then
      raise exception 'a category cannot move below itself' using errcode = 'LN409';
    end if;
  end if;
  return new;
end $$;
create or replace trigger categories_guard before update or delete on categories for each row execute function app.guard_categories();

-- What hangs on an internal note is as internal as the note.
create or replace function app.guard_attachments() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.visibility = 'public' and exists (select 1 from ticket_comments k where k.comment_id = new.comment_id and k.visibility = 'internal') then
    raise exception 'a file of an internal note is internal' using errcode = 'LN422';
  end if;
  return new;
end $$;
create or replace trigger file_attachments_guard before insert or update on file_attachments for each row execute function app.guard_attachments();

-- The array columns are the contract; these two tables give them a unique key across clients.
create or replace function app.keep_client_domains() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from client_domains where client_id = new.client_id;
  if new.deleted_at is null then
    insert into client_domains (domain, client_id) select distinct lower(d), new.client_id from unnest(new.authorized_domains) d;
  end if;
  return null;
end $$;
create or replace trigger clients_domains after insert or update of authorized_domains, deleted_at on clients
  for each row execute function app.keep_client_domains();

create or replace function app.keep_site_emails() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from site_emails where site_id = new.site_id;
  if new.deleted_at is null then
    insert into site_emails (email, client_id, site_id) select distinct lower(e), new.client_id, new.site_id from unnest(new.authorized_emails) e;
  end if;
  return null;
end $$;
create or replace trigger sites_emails after insert or update of authorized_emails, deleted_at on sites
  for each row execute function app.keep_site_emails();

-- Staff lets the message of a third party into the conversation: from then on it and its files are everybody's who sees the ticket.
-- Comments are otherwise never changed, hence a function with the owner's rights and its own question.
create or replace function app.accept_comment(p_comment uuid, p_ticket uuid) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not app.is_staff() then raise exception 'staff accepts messages' using errcode = 'LN403'; end if;
  update ticket_comments set visibility = 'public', kind = 'message' where comment_id = p_comment and ticket_id = p_ticket and kind = 'third-party';
  if not found then raise exception 'the message waits for nobody' using errcode = 'LN409'; end if;
  update file_attachments set visibility = 'public' where comment_id = p_comment;
end $$;
