// SQL of what objects report about their machines: presence, and things a person should know of.
import { sql } from 'drizzle-orm';
import type { Tx } from '../../platform/database.ts';

export interface PresenceWord {
  client_id: string;
  asset_id: string;
  is_online: boolean;
  at: string;
  revision: number;
  agent_version: string | null;
  address: string | null;
  hostname: string | null;
}

/** The newest word of each machine; an older one than the stored changes nothing. The address it calls from stands in until its inventory names its own. */
export const writePresence = (tx: Tx, words: PresenceWord[]) => tx.execute(sql`
  update assets a set agent_status = case when x.is_online then 'online' else 'offline' end, presence_revision = x.revision,
         last_seen_at = greatest(a.last_seen_at, x.at), offline_since = case when x.is_online then null when a.agent_status = 'offline' then coalesce(a.offline_since, x.at) else x.at end,
         agent_version = coalesce(x.agent_version, a.agent_version), ip_address = coalesce(a.ip_address, x.address), hostname = coalesce(x.hostname, a.hostname)
    from (select distinct on (asset_id) * from jsonb_to_recordset(${JSON.stringify(words)}::jsonb)
            as w(client_id uuid, asset_id uuid, is_online boolean, at timestamptz, revision integer, agent_version text, address text, hostname text) order by asset_id, revision desc) x
   where a.asset_id = x.asset_id and a.client_id = x.client_id and a.public_key is not null and a.presence_revision < x.revision
  returning a.asset_id, a.client_id, a.site_id`);

export interface NoticeWord {
  client_id: string;
  asset_id: string;
  kind: string;
  at: string;
  details: unknown;
}

const host = (prefix: string) => sql.raw(`nullif(trim(concat(t.details ->> '${prefix}hostname', ' (' || (t.details ->> '${prefix}address') || ')')), '')`);
/** "RECEPCION (203.0.113.9) / RECEPCION-2 (198.51.100.4)": the two that share a key. */
const hosts = sql`nullif(left(concat_ws(' / ', ${host('')}, ${host('other_')}), 300), '')`;

/** One a machine, kind and ten minutes reaches the audit trail, whoever repeats it; how many there were stands in the counter. */
export const writeNotices = (tx: Tx, words: NoticeWord[]) => tx.execute(sql`
  with words as (
    select w.*, date_bin('10 minutes', w.at, timestamptz '2020-01-01') as slot, a.site_id
      from jsonb_to_recordset(${JSON.stringify(words)}::jsonb) as w(client_id uuid, asset_id uuid, kind text, at timestamptz, details jsonb)
      join assets a on a.asset_id = w.asset_id and a.client_id = w.client_id
  ), fresh as (
    insert into rate_counters (bucket, window_start, hits) select 'notice:' || asset_id || ':' || kind, slot, count(*) from words group by asset_id, kind, slot
    on conflict do nothing returning bucket, window_start
  ), told as (
    select distinct on (w.asset_id, w.kind, w.slot) w.* from words w join fresh f on f.bucket = 'notice:' || w.asset_id || ':' || w.kind and f.window_start = w.slot order by w.asset_id, w.kind, w.slot, w.at
  ), opened as (
    insert into alerts (client_id, site_id, asset_id, kind, opening, metric, target, priority, opened_at, ticket_due_at)
    select distinct on (t.asset_id) t.client_id, t.site_id, t.asset_id, 'clone', 'clone:' || extract(epoch from t.slot)::bigint, 'clone', ${hosts}, 'alta', t.at, date_trunc('milliseconds', now()) from told t
     where t.kind = 'clone' and not exists (select 1 from alerts o where o.asset_id = t.asset_id and o.kind = 'clone' and o.status in ('open', 'acknowledged'))
    on conflict do nothing returning asset_id, client_id, site_id
  )
  select t.asset_id, t.client_id, t.site_id, t.kind, exists (select 1 from opened o where o.asset_id = t.asset_id) as is_alert,
         app.audit('agent_' || t.kind, 'assets', t.asset_id::text, t.client_id, t.details || jsonb_build_object('at', t.at)) from told t`);

export interface StaleMachine {
  asset_id: string;
  client_id: string;
  site_id: string;
  known_revision: number;
}

/** Machines said to be online that nobody heard of for a while, oldest first. */
export const staleMachines = (tx: Tx, minutes: number, limit: number) => tx.execute(sql`
  select a.asset_id, a.client_id, a.site_id, a.presence_revision as known_revision from assets a
   where a.deleted_at is null and a.agent_status = 'online' and a.last_seen_at < now() - make_interval(mins => ${minutes}::int) order by a.last_seen_at limit ${limit}::int`);

/** What the objects answered, where nothing newer arrived meanwhile. */
export const writeAnswers = (tx: Tx, answers: { asset_id: string; known_revision: number; is_online: boolean; revision: number; last_seen_at: string | null }[]) => tx.execute(sql`
  update assets a set agent_status = case when x.is_online then 'online' else 'offline' end, presence_revision = x.revision, last_seen_at = greatest(a.last_seen_at, x.last_seen_at),
         offline_since = case when x.is_online then null else coalesce(a.offline_since, x.last_seen_at, a.last_seen_at) end
    from jsonb_to_recordset(${JSON.stringify(answers)}::jsonb) as x(asset_id uuid, known_revision integer, is_online boolean, revision integer, last_seen_at timestamptz)
   where a.asset_id = x.asset_id and a.presence_revision = x.known_revision and a.agent_status = 'online'
  returning a.asset_id, a.client_id, a.site_id, a.agent_status`);
