-- What agents see beside them: one list a machine, in which a device keeps since when it is known.

-- The machine's newest list over the one before it. A device that sleeps for a while is no new one: it stays for thirty days of lists.
create or replace function app.merge_neighbours(p_before jsonb, p_now jsonb, p_at timestamptz) returns jsonb language sql stable set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('mac', m.mac, 'ip', coalesce(m.ip, m.old_ip), 'since', coalesce(m.since, p_at), 'seen_at', case when m.ip is not null then p_at else m.seen_at end) order by m.mac), '[]')
    from (
      select mac, n.ip, o.ip as old_ip, o.since, o.seen_at
        from (select distinct on (e ->> 'mac') e ->> 'mac' as mac, e ->> 'ip' as ip from jsonb_array_elements(case when jsonb_typeof(p_now) = 'array' then p_now else '[]' end) e order by e ->> 'mac', e ->> 'ip') n
        full join (select e ->> 'mac' as mac, e ->> 'ip' as ip, (e ->> 'since')::timestamptz as since, (e ->> 'seen_at')::timestamptz as seen_at
                     from jsonb_array_elements(case when jsonb_typeof(p_before) = 'array' then p_before else '[]' end) e) o using (mac)
       where n.ip is not null or o.seen_at > p_at - interval '30 days'
       order by n.ip is null, o.seen_at desc nulls last, mac limit 512) m
$$;
create or replace trigger ignored_devices_audit after insert or delete on ignored_devices for each row execute function app.audit_row('mac');
