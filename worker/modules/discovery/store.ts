// SQL of devices that agents saw beside them.
import { sql } from 'drizzle-orm';
import type { Tx } from '../../platform/database.ts';
import type { IgnoreDevice, SeenQuery } from './contract.ts';

/** Newest first; each device once a site, by the machine that saw it last. An address that an asset of the client has is no discovery. */
export const seenDevices = (tx: Tx, { client_id, site_id, ignored }: SeenQuery, limit: number) => tx.execute(sql`
  with told as (
    select a.asset_id, a.name, a.site_id, i.content from assets a join asset_inventory i on i.asset_id = a.asset_id and i.class = 'neighbours' and i.is_current
     where a.client_id = ${client_id}::uuid and (${site_id ?? null}::uuid is null or a.site_id = ${site_id ?? null}::uuid) and a.deleted_at is null and a.lifecycle <> 'retired'
  ), seen as (
    select t.asset_id, t.name, t.site_id, e ->> 'mac' as mac, e ->> 'ip' as ip, (e ->> 'since')::timestamptz as since, (e ->> 'seen_at')::timestamptz as seen_at
      from told t, jsonb_array_elements(case when jsonb_typeof(t.content) = 'array' then t.content else '[]' end) e
  ), owned as (
    select distinct lower(m) as mac from assets a, unnest(a.mac_addresses) m where a.client_id = ${client_id}::uuid and a.deleted_at is null
  ), strange as (
    select s.mac, s.site_id, min(s.since) as since, max(s.seen_at) as seen_at, count(distinct s.asset_id)::int as machines,
           (array_agg(jsonb_build_object('asset_id', s.asset_id, 'name', s.name, 'ip', s.ip) order by s.seen_at desc, s.asset_id))[1] as last
      from seen s left join owned o on o.mac = s.mac
     where o.mac is null and ${ignored}::boolean = exists (select 1 from ignored_devices g where g.client_id = ${client_id}::uuid and g.mac = s.mac)
     group by s.mac, s.site_id
  )
  select x.mac, x.last ->> 'ip' as ip, ${client_id}::uuid as client_id, x.site_id, (select p.name::text from sites p where p.site_id = x.site_id) as site_name,
         x.last - 'ip' as seen_by, x.machines, to_jsonb(x.since) #>> '{}' as since, to_jsonb(x.seen_at) #>> '{}' as seen_at
    from strange x order by x.since desc, x.mac, x.site_id limit ${limit}::int`);

export const tellingMachines = (tx: Tx, { client_id, site_id }: SeenQuery) => tx.execute(sql`
  select count(*)::int as machines from assets a join asset_inventory i on i.asset_id = a.asset_id and i.class = 'neighbours' and i.is_current
   where a.client_id = ${client_id}::uuid and (${site_id ?? null}::uuid is null or a.site_id = ${site_id ?? null}::uuid) and a.deleted_at is null and a.lifecycle <> 'retired'`);

export const clientMustBe = (tx: Tx, clientId: string) =>
  tx.execute(sql`select app.must(exists (select 1 from clients where client_id = ${clientId}::uuid and deleted_at is null), 'LN404', 'client not found')`);

export const writeIgnored = (tx: Tx, { client_id, mac, is_ignored }: IgnoreDevice) => is_ignored
  ? tx.execute(sql`insert into ignored_devices (client_id, mac, ignored_by) values (${client_id}::uuid, ${mac}, (select app.user_id())) on conflict do nothing`)
  : tx.execute(sql`delete from ignored_devices where client_id = ${client_id}::uuid and mac = ${mac}`);
