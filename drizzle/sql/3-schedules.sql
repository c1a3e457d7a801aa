-- Tickets that open by the calendar: what an editor started from, and the trail.

-- A turn moves a schedule on; that is no change of it.
create or replace function app.age_schedule() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  new.updated_at := now();
  return new;
end $$;
create or replace trigger ticket_schedules_age before update on ticket_schedules for each row when (app.user_id() is not null) execute function app.age_schedule();

create or replace trigger ticket_schedules_audit after insert or delete or update of client_id, site_id, asset_id, name, subject, description, priority, category_id, assigned_to, requester_id, tags,
  frequency, every, weekdays, day_of_month, nth, month, starts_on, ends_on, time_of_day, timezone, is_active, deleted_at
  on ticket_schedules for each row execute function app.audit_row('schedule_id');
