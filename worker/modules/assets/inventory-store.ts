// SQL of what machines report, written in batches over many of them. Every statement may be repeated.
import { sql, type SQL } from 'drizzle-orm';
import type { Tx } from '../../platform/database.ts';
import type { InventoryClass } from './values.ts';

export interface Report {
  inventory_id: string;
  client_id: string;
  asset_id: string;
  class: InventoryClass;
  sha256: string;
  collected_at: string;
  content: unknown;
}

const reported = (reports: Report[], hasContent: boolean): SQL => {
  const rows = hasContent ? reports : reports.map(({ content: _content, ...row }) => row);
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as w(inventory_id uuid, client_id uuid, asset_id uuid, class text, sha256 text, collected_at timestamptz, content jsonb)`;
};

/** What is current gives way to a newer report that says something else. Locks in one order, so that two batches never wait for each other. */
export const retireReports = (tx: Tx, reports: Report[]) => tx.execute(sql`
  update asset_inventory i set is_current = false
   where i.inventory_id in (
     select o.inventory_id from asset_inventory o join ${reported(reports, false)} on o.asset_id = w.asset_id and o.class = w.class
      where o.is_current and o.sha256 <> w.sha256 and o.collected_at < w.collected_at
      order by o.asset_id, o.class for update of o)`);

/** Nothing for the same hash, for a machine of another client, or for a report older than the current one. */
export const keepReports = (tx: Tx, reports: Report[]) => tx.execute(sql`
  with kept as (
    insert into asset_inventory (inventory_id, asset_id, client_id, class, sha256, content, collected_at)
    select w.inventory_id, w.asset_id, w.client_id, w.class, w.sha256, w.content, w.collected_at
      from ${reported(reports, true)} join assets a on a.asset_id = w.asset_id and a.client_id = w.client_id and a.deleted_at is null
     where not exists (select 1 from asset_inventory i where i.asset_id = w.asset_id and i.class = w.class and i.is_current)
     order by w.asset_id, w.class
    on conflict do nothing returning asset_id)
  select distinct a.asset_id, a.client_id, a.site_id from kept join assets a using (asset_id)`);

/** One row a machine, without history: what is beside it changes all the time. A device keeps since when it is known. */
export const keepNeighbours = (tx: Tx, reports: Report[]) => tx.execute(sql`
  with kept as (
    insert into asset_inventory as i (inventory_id, asset_id, client_id, class, sha256, content, collected_at)
    select w.inventory_id, w.asset_id, w.client_id, w.class, w.sha256, app.merge_neighbours('[]', w.content, w.collected_at), w.collected_at
      from ${reported(reports, true)} join assets a on a.asset_id = w.asset_id and a.client_id = w.client_id and a.deleted_at is null
     order by w.asset_id
    on conflict (asset_id, class) where is_current do update
       set sha256 = excluded.sha256, content = app.merge_neighbours(i.content, excluded.content, excluded.collected_at), collected_at = excluded.collected_at
     where i.collected_at < excluded.collected_at
    returning asset_id)
  select distinct a.asset_id, a.client_id, a.site_id from kept join assets a using (asset_id)`);

const TEXTS = ['hostname', 'serial', 'manufacturer', 'model', 'hardware_uuid', 'os_name', 'os_version', 'cpu_name', 'ip_address', 'logged_in_user'] as const;
const NUMBERS = ['memory_bytes', 'disk_bytes'] as const;

/** The words that lists show; a row is written only when one of them differs. */
export const summarise = (tx: Tx, summaries: { asset_id: string; client_id: string; words: Record<string, unknown> }[]) => {
  const named = (column: string, value: string): SQL => sql.raw(`${column} = case when w.words ? '${column}' then ${value} else a.${column} end`);
  const differs = (column: string, value: string): SQL => sql.raw(`(w.words ? '${column}' and a.${column} is distinct from ${value})`);
  const macs = `array(select jsonb_array_elements_text(w.words -> 'mac_addresses'))`;
  const columns: [string, string][] = [...TEXTS.map((name): [string, string] => [name, `w.words ->> '${name}'`]), ...NUMBERS.map((name): [string, string] => [name, `(w.words ->> '${name}')::bigint`]), ['mac_addresses', macs]];
  return tx.execute(sql`
    update assets a set ${sql.join(columns.map(([column, value]) => named(column, value)), sql`, `)}
      from jsonb_to_recordset(${JSON.stringify(summaries)}::jsonb) as w(asset_id uuid, client_id uuid, words jsonb)
     where a.asset_id = w.asset_id and a.client_id = w.client_id and a.deleted_at is null
       and (${sql.join(columns.map(([column, value]) => differs(column, value)), sql` or `)})`);
};

export interface Rollup {
  client_id: string;
  asset_id: string;
  hour: string;
  samples: number;
  cpu_avg: number;
  cpu_max: number;
  memory_avg: number;
  memory_max: number;
  disks: { mount: string; used: number }[];
  rx_avg: number | null;
  tx_avg: number | null;
}

/** One statement for the hours of many machines; the word with more samples wins. Hours without a partition are too old to matter. */
export const keepRollups = (tx: Tx, rollups: Rollup[]) => tx.execute(sql`
  insert into agent_metrics as m (asset_id, client_id, hour, samples, cpu_avg, cpu_max, memory_avg, memory_max, disks, rx_avg, tx_avg)
  select w.asset_id, w.client_id, w.hour, w.samples, w.cpu_avg, w.cpu_max, w.memory_avg, w.memory_max, w.disks, w.rx_avg, w.tx_avg
    from jsonb_to_recordset(${JSON.stringify(rollups)}::jsonb) as w(asset_id uuid, client_id uuid, hour timestamptz, samples integer, cpu_avg double precision, cpu_max double precision,
         memory_avg double precision, memory_max double precision, disks jsonb, rx_avg double precision, tx_avg double precision)
    join assets a on a.asset_id = w.asset_id and a.client_id = w.client_id and a.deleted_at is null
   where w.hour >= date_trunc('month', now(), 'UTC') - interval '2 months' and w.hour < now() + interval '1 day'
   order by w.asset_id, w.hour
  on conflict (asset_id, hour) do update set samples = excluded.samples, cpu_avg = excluded.cpu_avg, cpu_max = excluded.cpu_max, memory_avg = excluded.memory_avg,
    memory_max = excluded.memory_max, disks = excluded.disks, rx_avg = excluded.rx_avg, tx_avg = excluded.tx_avg
   where excluded.samples > m.samples`);
