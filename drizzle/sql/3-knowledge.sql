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

-- What is looked for, in both languages at once: every word by its stems, the last one also as a beginning. A word that is one of
-- the small ones of either language says nothing: the articles of one language are full of those of the other.
-- p_any: some of the words will do.
create or replace function app.article_question(p_words text[], p_any boolean) returns tsquery language sql stable as $$
  select string_agg('(' || w.query::text || ')', case when p_any then ' | ' else ' & ' end)::tsquery
    from (select plainto_tsquery('app.es', word) || plainto_tsquery('pg_catalog.english', word)
                 || case when n = cardinality(p_words) and length(word) > 2 then to_tsquery('simple', '''' || unaccent(word) || ''':*') else ''::tsquery end as query
            from unnest(p_words) with ordinality as one (word, n)
           where numnode(plainto_tsquery('app.es', word)) > 0 and numnode(plainto_tsquery('pg_catalog.english', word)) > 0) w
   where numnode(w.query) > 0
$$;
