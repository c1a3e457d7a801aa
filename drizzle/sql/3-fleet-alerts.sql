-- Maintenance windows: whether one holds, and until when. Days are 24 hours; the caller's own policies decide which windows count.

-- End of the occurrence that covers this instant; null when none does. No occurrence begins after `repeats_until`.
create or replace function app.window_end(w maintenance_windows, p_at timestamptz)
returns timestamptz language sql stable set search_path = public, pg_temp as $$
  select w.ends_at + n.k * make_interval(secs => coalesce(w.every_days, 0) * 86400)
    from (select case when w.every_days is null then 0 else floor(extract(epoch from p_at - w.starts_at) / (w.every_days * 86400)) end as k) n
   where w.deleted_at is null and p_at >= w.starts_at
     and p_at < w.ends_at + n.k * make_interval(secs => coalesce(w.every_days, 0) * 86400)
     and (w.repeats_until is null or w.starts_at + n.k * make_interval(secs => coalesce(w.every_days, 0) * 86400) <= w.repeats_until)
$$;

-- End of the last occurrence that is over; null before the first one.
create or replace function app.window_last_end(w maintenance_windows, p_at timestamptz)
returns timestamptz language sql stable set search_path = public, pg_temp as $$
  select w.ends_at + (case when w.every_days is null then 0 else
           least(floor(extract(epoch from p_at - w.ends_at) / (w.every_days * 86400)),
                 coalesce(floor(extract(epoch from w.repeats_until - w.starts_at) / (w.every_days * 86400)), 'Infinity')) end)
         * make_interval(secs => coalesce(w.every_days, 0) * 86400)
   where p_at >= w.ends_at
$$;

-- The window that keeps this machine (or, without one, this site) quiet; null when nothing does.
create or replace function app.window_over(p_client uuid, p_site uuid, p_asset uuid, p_at timestamptz)
returns uuid language sql stable set search_path = public, pg_temp as $$
  select w.window_id from maintenance_windows w
   where w.client_id = p_client and w.deleted_at is null and (w.site_id is null or w.site_id = p_site) and (w.asset_id is null or w.asset_id = p_asset)
     and app.window_end(w, p_at) is not null
   order by w.window_id limit 1
$$;
