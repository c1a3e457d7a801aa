// SQL of releases and of what became of them.
import { sql } from 'drizzle-orm';
import { agentReleases } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';
import type { MachineQuery, PromoteBody } from './contract.ts';
import { EARLY_PERCENT } from './rules.ts';
import type { ReleaseState } from './values.ts';

/** Rows as JSON, instants as text: they go out as they are. */
export const releaseRows = (tx: Tx, releaseId: string | null = null) => tx.execute(sql`
  select to_jsonb(r) as release from (
    select release_id, version, channel, key_id, state, ring, ring_since, spread_s, reason, files, created_at, registered_at, app.update_counts(release_id) as counts
      from agent_releases where ${releaseId}::uuid is null or release_id = ${releaseId}::uuid order by registered_at desc, version desc limit 50) r`);

// What the narrowest level of a policy says, as app.update_facts() reads it for one machine.
const fleet = sql`assets a
  left join fleet_policies pa on pa.asset_id = a.asset_id
  left join fleet_policies ps on ps.site_id = a.site_id
  left join fleet_policies pc on pc.client_id = a.client_id and pc.site_id is null and pc.asset_id is null
  left join fleet_policies pm on pm.client_id is null
  cross join lateral (select coalesce(pa.update_ring, ps.update_ring, pc.update_ring, pm.update_ring, 'none') as said) r`;
const hasAgent = sql`a.deleted_at is null and a.enrolment in ('active', 'held')`;
const ring = sql`(case when r.said = 'test' then 1 when r.said = 'early' or app.update_bucket(a.asset_id) < ${sql.raw(String(EARLY_PERCENT))} then 2 else 3 end)`;

export const ringMembers = (tx: Tx) => tx.execute(sql`select ${ring} as ring, count(*)::int as machines from ${fleet} where ${hasAgent} and r.said <> 'none' group by 1`);
/** Who has to learn of a change that reaches rings up to `upTo`. */
export const machinesUpTo = (tx: Tx, upTo: number) => tx.execute(sql`select a.asset_id from ${fleet} where ${hasAgent} and r.said <> 'none' and ${ring} <= ${upTo}::integer`);

export const versionSpread = (tx: Tx) => tx.execute(sql`
  select a.agent_version as version, count(*)::int as machines from assets a where a.deleted_at is null and a.enrolment in ('active', 'held') group by 1 order by 2 desc, 1 limit 50`);

export const clientsTaking = (tx: Tx) => tx.execute(sql`
  select c.client_id, c.name::text as name, count(*)::int as machines, (count(*) filter (where r.said <> 'none'))::int as taking_part
    from ${fleet} join clients c on c.client_id = a.client_id and c.deleted_at is null where ${hasAgent} group by c.client_id, c.name order by c.name limit 1000`);

export const updateMachines = (tx: Tx, releaseId: string, query: MachineQuery) => tx.execute(sql`
  select to_jsonb(m) as machine from (
    select u.asset_id, a.name, c.name::text as client_name, a.agent_version, u.state, u.reason, u.from_version, u.attempts, u.updated_at
      from asset_updates u join assets a on a.asset_id = u.asset_id join clients c on c.client_id = u.client_id
     where u.release_id = ${releaseId}::uuid and (${query.state ?? null}::text is null or u.state = ${query.state ?? null}::text)
     order by u.updated_at desc, u.asset_id limit 200) m`);

export const knownVersions = (tx: Tx) => tx.select({ version: agentReleases.version }).from(agentReleases);
/** A version that is there stays as it was registered. */
export const insertReleases = (tx: Tx, rows: (typeof agentReleases.$inferInsert)[]) =>
  tx.insert(agentReleases).values(rows).onConflictDoNothing({ target: agentReleases.version }).returning({ version: agentReleases.version });

export const audit = (tx: Tx, action: string, releaseId: string, details: Record<string, unknown>) =>
  tx.execute(sql`select app.audit(${action}, 'agent_releases', ${releaseId}, null, ${JSON.stringify(details)}::jsonb)`);

/** Stops the batch with LN409 when somebody decided meanwhile. */
export const moveRelease = (tx: Tx, releaseId: string, from: { state: ReleaseState; ring: number }, to: { state: ReleaseState; ring: number; reason: string | null } & Partial<Pick<PromoteBody, 'spread_s'>>, now: Date) => tx.execute(sql`
  with moved as (
    update agent_releases set state = ${to.state}, ring = ${to.ring}::integer, reason = ${to.reason}, spread_s = coalesce(${to.spread_s ?? null}::integer, spread_s),
           ring_since = case when ring <> ${to.ring}::integer or state <> ${to.state} then ${now.toISOString()}::timestamptz else ring_since end
     where release_id = ${releaseId}::uuid and state = ${from.state} and ring = ${from.ring}::integer returning release_id)
  select app.must(exists (select 1 from moved), 'LN409', 'the release changed meanwhile')`);

/** As the machine itself. */
export const ownUpdateFacts = (tx: Tx) => tx.execute(sql`select app.update_facts(app.agent_id()) as facts`);
export const releaseForAgent = (tx: Tx, version: string) => tx.execute(sql`select app.release_for_agent(${version}) as release`);
export const noteUpdate = (tx: Tx, version: string, state: string, reason: string | null, from: string | null) => tx.execute(sql`select app.note_update(${version}, ${state}, ${reason}, ${from})`);
export const haltRelease = (tx: Tx, version: string, reason: string) => tx.execute(sql`select app.halt_release(${version}, ${reason})`);

/** As the job that enrols: whether this token still opens a door, and which releases there are to hand out. */
export const downloadFor = (tx: Tx, tokenHash: string) => tx.execute(sql`
  select t.platform, app.releases_to_install() as releases from agent_enrollment_tokens t join clients c on c.client_id = t.client_id join sites s on s.site_id = t.site_id
   where t.token_hash = ${tokenHash} and t.revoked_at is null and t.expires_at > now() and t.uses < t.max_uses and c.is_active and c.deleted_at is null and s.is_active and s.deleted_at is null`);
export const releasesToInstall = (tx: Tx) => tx.execute(sql`select app.releases_to_install() as releases`);
