-- Maintenance windows: whether one holds, and until when. They repeat by the days of their own zone, so that 02:00 stays 02:00
-- when the clocks change; the caller's own policies decide which windows count. worker/modules/alerts/window-rules.ts counts the same way.

-- So many days later at the same time of day. An hour that does not exist moves on, one that comes twice is the second.
create or replace function app.days_later(p_at timestamptz, p_days double precision, p_zone text)
returns timestamptz language sql stable set search_path = public, pg_temp as $$
  select case when p_days = 0 then p_at else ((p_at at time zone p_zone) + make_interval(days => p_days::integer)) at time zone p_zone end
$$;

-- Occurrences around an instant: a change of clocks moves one past its neighbour by less than a repetition.
create or replace function app.window_times(w maintenance_windows, p_at timestamptz)
returns table (starts_at timestamptz, ends_at timestamptz) language sql stable set search_path = public, pg_temp as $$
  select t.starts_at, t.ends_at
    from (select case when w.every_days is null then 0 else floor(extract(epoch from (p_at at time zone w.timezone) - (w.starts_at at time zone w.timezone)) / (w.every_days * 86400)) end as k) n,
         generate_series(case when w.every_days is null then 0 else greatest(n.k - 2, 0) end, case when w.every_days is null then 0 else n.k + 1 end) as g (k),
         lateral (select app.days_later(w.starts_at, (g.k * coalesce(w.every_days, 0))::double precision, w.timezone) as starts_at,
                         app.days_later(w.ends_at, (g.k * coalesce(w.every_days, 0))::double precision, w.timezone) as ends_at) t
   where w.repeats_until is null or t.starts_at <= w.repeats_until
$$;

-- End of the occurrence that covers this instant; null when none does. No occurrence begins after `repeats_until`.
create or replace function app.window_end(w maintenance_windows, p_at timestamptz)
returns timestamptz language sql stable set search_path = public, pg_temp as $$
  select max(t.ends_at) from app.window_times(w, p_at) t where w.deleted_at is null and p_at >= t.starts_at and p_at < t.ends_at
$$;

-- End of the last occurrence that is over; null before the first one.
create or replace function app.window_last_end(w maintenance_windows, p_at timestamptz)
returns timestamptz language sql stable set search_path = public, pg_temp as $$
  select max(t.ends_at) from app.window_times(w, least(p_at, coalesce(w.repeats_until, p_at))) t where t.ends_at <= p_at
$$;

-- The window that keeps this machine (or, without one, this site) quiet; null when nothing does.
create or replace function app.window_over(p_client uuid, p_site uuid, p_asset uuid, p_at timestamptz)
returns uuid language sql stable set search_path = public, pg_temp as $$
  select w.window_id from maintenance_windows w
   where w.client_id = p_client and w.deleted_at is null and (w.site_id is null or w.site_id = p_site) and (w.asset_id is null or w.asset_id = p_asset)
     and app.window_end(w, p_at) is not null
   order by w.window_id limit 1
$$;
