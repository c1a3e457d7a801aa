-- Months of agent_metrics: made ahead, dropped when they are older than the setting says. Idempotent; run by every migration and daily.
create or replace function app.make_metric_month(p_month date) returns void language plpgsql set search_path = public, pg_temp as $$
begin
  execute format('create table if not exists partitions.agent_metrics_%s partition of public.agent_metrics for values from (%L) to (%L)',
                 to_char(p_month, 'YYYYMM'), p_month::timestamp at time zone 'UTC', (p_month + interval '1 month') at time zone 'UTC');
end $$;

create or replace function app.keep_metric_partitions(p_today date default current_date) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
  month date;
  keep_days integer := coalesce((select (value ->> 'metrics_days')::integer from settings where name = 'fleet_retention'), 400);
  old record;
begin
  -- It drops what is old: a machine or a person with a date of their own choice must not get here. The owner migrates without an actor.
  if app.job() is distinct from 'sweep' and (app.job() is not null or app.role() is not null or app.agent_id() is not null or session_user = 'lanet_app') then
    raise exception 'the sweep keeps the partitions' using errcode = 'LN403';
  end if;
  for month in select generate_series(date_trunc('month', p_today) - interval '2 months', date_trunc('month', p_today) + interval '2 months', interval '1 month')::date loop
    perform app.make_metric_month(month);
  end loop;
  for old in select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where n.nspname = 'partitions' and c.relname ~ '^agent_metrics_\d{6}$'
                and to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month' < p_today - make_interval(days => keep_days) loop
    execute format('drop table partitions.%I', old.relname);
  end loop;
end $$;
select app.keep_metric_partitions();
