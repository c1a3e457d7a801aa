-- Macros and checklists: versions, the trail, and the steps that come with a category.

create or replace function app.age_macro() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  new.updated_at := now();
  return new;
end $$;
create or replace trigger macros_age before update on macros for each row execute function app.age_macro();
create or replace trigger checklist_templates_age before update on checklist_templates for each row execute function app.age_macro();

-- The trail is read by administrators: what a person keeps for themselves does not go there.
create or replace trigger macros_audit after insert or update on macros for each row when (new.scope = 'team') execute function app.audit_row('macro_id');
create or replace trigger macros_deletion_audit after delete on macros for each row when (old.scope = 'team') execute function app.audit_row('macro_id');
create or replace trigger checklist_templates_audit after insert or update or delete on checklist_templates for each row execute function app.audit_row('checklist_template_id');

-- A step is ticked in one's own name.
create or replace function app.guard_checklist_items() returns trigger language plpgsql as $$
begin
  if app.user_id() is not null and new.done_by is not null and new.done_by <> app.user_id() and (tg_op = 'INSERT' or new.done_by is distinct from old.done_by or new.done_at is distinct from old.done_at) then
    raise exception 'a step is ticked in one''s own name' using errcode = 'LN403';
  end if;
  return new;
end $$;
create or replace trigger ticket_checklist_items_guard before insert or update on ticket_checklist_items for each row execute function app.guard_checklist_items();

-- Whatever path opens a ticket (portal, mail, alert, machine): the steps of its category come with it. With the owner's rights,
-- because whoever opens it may be somebody who never sees them.
create or replace function app.begin_checklist() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into ticket_checklist_items (ticket_id, client_id, checklist_template_id, checklist_name, text, is_required, sort_order, created_at, updated_at)
  select new.ticket_id, new.client_id, t.checklist_template_id, t.name, i.step ->> 'text', coalesce((i.step ->> 'is_required')::boolean, false), i.n, new.created_at, new.created_at
    from categories c join checklist_templates t on t.checklist_template_id = c.checklist_template_id and t.is_active,
         jsonb_array_elements(t.items) with ordinality as i (step, n)
   where c.category_id = new.category_id;
  return null;
end $$;
create or replace trigger tickets_checklist after insert on tickets for each row when (new.category_id is not null) execute function app.begin_checklist();
