// SQL of live tools.
import { sql } from 'drizzle-orm';
import type { Tx } from '../../platform/database.ts';
import type { Machine } from '../scripts/order-rules.ts';

export interface Sleeper {
  name: string;
  mac_addresses: string[];
  /** A machine of the same site that is awake and takes orders; null: none is. */
  neighbour: Machine | null;
}

/** The machine that is to be woken, and who of its site can call it: the one that was heard last. */
export const sleeperRow = (tx: Tx, assetId: string) => tx.execute(sql`
  select a.name, a.mac_addresses, (
    select jsonb_build_object('asset_id', n.asset_id, 'client_id', n.client_id, 'site_id', n.site_id, 'name', n.name, 'enrolment', n.enrolment, 'lifecycle', n.lifecycle, 'platform', n.platform,
        'agent_status', n.agent_status, 'client_is_active', c.is_active and c.deleted_at is null, 'client_is_frozen', c.remote_frozen_at is not null)
      from assets n join clients c on c.client_id = n.client_id
     where n.client_id = a.client_id and n.site_id = a.site_id and n.asset_id <> a.asset_id and n.deleted_at is null and n.enrolment = 'active' and n.lifecycle <> 'retired' and n.agent_status = 'online'
     order by n.last_seen_at desc nulls last, n.asset_id limit 1) as neighbour
    from assets a where a.asset_id = ${assetId}::uuid and a.deleted_at is null and a.lifecycle <> 'retired'`);

/** As the machine itself: an order of its own that is under way. */
export const ownOrder = (tx: Tx, executionId: string) => tx.execute(sql`
  select execution_id from script_executions where execution_id = ${executionId}::uuid and asset_id = app.agent_id() and kind = 'tool' and created_at > now() - interval '1 day' and status in ('queued', 'delivered', 'running')`);

/** Uploads whose orders are over for good. */
export const spentUploads = (tx: Tx) => tx.execute(sql`
  select client_id, asset_id, execution_id from script_executions
   where created_at between now() - interval '8 days' and now() - interval '1 day' and kind = 'tool' and arguments -> 'tool' ->> 'tool' = 'file.write' limit 1000`);
