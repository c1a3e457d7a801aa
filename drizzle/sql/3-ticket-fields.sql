-- Fields of categories: what a category asks for, so do those below it. Names of tags, for suggestions.

create or replace function app.category_line(p_category uuid) returns uuid[] language sql stable as $$
  with recursive line as (
    select category_id, parent_id from categories where category_id = p_category
    union select c.category_id, c.parent_id from categories c join line l on c.category_id = l.parent_id)
  select coalesce(array_agg(category_id), '{}') from line
$$;

-- The kind of a field is what its values were checked against.
create or replace function app.guard_category_fields() returns trigger language plpgsql as $$
begin
  if new.field_type <> old.field_type or new.category_id <> old.category_id then
    raise exception 'kind and category of a field are fixed' using errcode = 'LN409';
  end if;
  new.updated_at := now();
  return new;
end $$;
create or replace trigger category_fields_guard before update on category_fields for each row execute function app.guard_category_fields();
create or replace trigger category_fields_audit after insert or update or delete on category_fields for each row execute function app.audit_row('field_id');

-- Whoever writes a tag, its name is remembered; nobody writes the list by hand.
create or replace function app.keep_tag_names() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into tag_names (name) select distinct unnest(new.tags) on conflict do nothing;
  return null;
end $$;
create or replace trigger tickets_tag_names after insert on tickets for each row when (cardinality(new.tags) > 0) execute function app.keep_tag_names();
create or replace trigger tickets_tag_names_changed after update of tags on tickets for each row when (new.tags is distinct from old.tags and cardinality(new.tags) > 0) execute function app.keep_tag_names();
insert into tag_names (name) select distinct unnest(tags) from tickets where cardinality(tags) > 0 on conflict do nothing;
