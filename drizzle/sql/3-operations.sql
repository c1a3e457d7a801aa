-- What the daily job finds out in passing.

-- Bytes of files, mails and reports that rows speak of; for the daily job alone, which reads none of those rows.
create or replace function app.stored_bytes() returns bigint language sql stable security definer set search_path = public, pg_temp as $$
  select case when app.job() = 'sweep' then
    coalesce((select sum(size) from file_attachments), 0)::bigint + coalesce((select sum(raw_size) from inbound_emails), 0)::bigint
      + coalesce((select sum(size) from reports where status = 'ready' and deleted_at is null), 0)::bigint end;
$$;
