-- Reports: made with the rights of whoever asked, and told to whom they were mailed.

-- Becomes the person who asked for a report, for as long as the making of it is held under this lease. There is no session: a schedule
-- asks while its owner sleeps. LN401: no longer active. LN403: may no longer see it. LN404: its client is gone. LN409: the lease is over.
create or replace function app.become_asker(p_report uuid, p_lease uuid) returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  wanted record;
  me record;
begin
  perform app.forget();
  select r.client_id, r.asked_by, c.client_id is not null and (not c.is_active or c.deleted_at is not null) as is_gone into wanted
    from reports r left join clients c on c.client_id = r.client_id
   where r.report_id = p_report and r.lease_token = p_lease and r.status = 'running' and r.deleted_at is null;
  if not found then
    raise exception 'somebody else makes this report' using errcode = 'LN409';
  end if;
  select u.user_id, u.role::text as role, u.client_id, u.name, u.email::text as email, u.locale into me
    from users u left join clients c on c.client_id = u.client_id
   where u.user_id = wanted.asked_by and u.is_active and u.deleted_at is null and (u.client_id is null or (c.is_active and c.deleted_at is null));
  if not found then
    raise exception 'the person who asked is no longer active' using errcode = 'LN401';
  end if;
  if me.role = 'solicitante' or (me.role = 'client_admin' and wanted.client_id is distinct from me.client_id) then
    raise exception 'the person who asked may no longer see this' using errcode = 'LN403';
  end if;
  if wanted.is_gone then
    raise exception 'client' using errcode = 'LN404';
  end if;
  perform set_config('app.user_id', me.user_id::text, true), set_config('app.role', me.role, true), set_config('app.client_id', coalesce(me.client_id::text, ''), true);
  return jsonb_build_object('user_id', me.user_id, 'role', me.role, 'client_id', me.client_id, 'site_ids', '{}'::uuid[], 'name', me.name, 'email', me.email, 'locale', me.locale);
end $$;

-- What became of the mails with a report, for whoever may see the report; the queue itself is for the staff.
create or replace function app.report_mails(p_report uuid, p_recipients text[]) returns jsonb language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('email', q.to_email, 'status', q.status, 'sent_at', q.sent_at) order by q.to_email), '[]'::jsonb)
    from email_queue q
   where q.effect_key = any (select 'report_ready:' || p_report || ':' || lower(a) from unnest(p_recipients) a)
     and exists (select 1 from reports r where r.report_id = p_report
                    and (app.is_staff() or (app.role() = 'client_admin' and r.client_id = app.client_id() and r.is_for_client)))
$$;

create or replace trigger report_schedules_audit after insert or delete or update of client_id, name, kind, format, group_by, frequency, weekday, day_of_month, time_of_day, timezone, recipients, is_for_client, is_active, owner_id, deleted_at
  on report_schedules for each row execute function app.audit_row('schedule_id');
create or replace trigger reports_audit after insert or update of deleted_at on reports for each row execute function app.audit_row('report_id');
