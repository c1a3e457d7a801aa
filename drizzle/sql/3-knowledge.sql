-- Articles: what an editor started from, and the trail of who let whom read what.

create or replace function app.age_article() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  new.updated_at := now();
  return new;
end $$;
create or replace trigger kb_articles_age before update on kb_articles for each row execute function app.age_article();

-- The text itself is in its versions, which nobody changes.
create or replace trigger kb_articles_audit after insert or delete or update of visibility, client_id, category_id, state, published_version
  on kb_articles for each row execute function app.audit_row('article_id');
