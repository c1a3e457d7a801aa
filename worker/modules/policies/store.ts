// SQL of policies. The levels come from app.policy_levels(), for people, jobs and the machine itself alike.
import { and, eq, sql, type SQL } from 'drizzle-orm';
import { fleetPolicies } from '../../../drizzle/schema/index.ts';
import { arrayLiteral, type Tx } from '../../platform/database.ts';
import type { PolicyRule, PolicyView } from './contract.ts';
import { effectivePolicy, type EffectivePolicy, type PolicyLevelRow } from './rules.ts';

/** What holds for these machines, for whoever needs one of its values: give the rows to `policiesIn`. For staff and the jobs `fleet`, `enroll` and `sweep`. */
export const policiesOf = (tx: Tx, assetIds: readonly string[]) => tx.execute(sql`
  select a.asset_id, app.policy_levels(a.client_id, a.site_id, a.asset_id) as levels from assets a where a.asset_id = any(${arrayLiteral(assetIds)}::uuid[]) and a.deleted_at is null`);

/** By the machine's id. */
export const policiesIn = (result: { rows: unknown[] }): Map<string, EffectivePolicy> =>
  new Map((result.rows as { asset_id: string; levels: PolicyLevelRow[] }[]).map(({ asset_id, levels }) => [asset_id, effectivePolicy(levels)]));

/** A machine's own, as itself. */
export const ownLevels = (tx: Tx) => tx.execute(sql`select app.policy_levels(a.client_id, a.site_id, a.asset_id) as levels from assets a where a.asset_id = app.agent_id()`);

/** One level by its narrowest id; all null: the desk. */
export interface LevelName {
  client_id: string | null;
  site_id: string | null;
  asset_id: string | null;
}

const placeOf = ({ client_id, site_id, asset_id }: LevelName): SQL =>
  asset_id ? sql`(select a.client_id, a.site_id, a.asset_id, a.name as asset_name, a.enrolment, a.asset_type from assets a where a.asset_id = ${asset_id}::uuid and a.deleted_at is null)`
    : site_id ? sql`(select s.client_id, s.site_id, null::uuid as asset_id, null::text as asset_name, null::text as enrolment, null::text as asset_type from sites s where s.site_id = ${site_id}::uuid and s.deleted_at is null)`
    : client_id ? sql`(select c.client_id, null::uuid as site_id, null::uuid as asset_id, null::text as asset_name, null::text as enrolment, null::text as asset_type from clients c where c.client_id = ${client_id}::uuid and c.deleted_at is null)`
    : sql`(select null::uuid as client_id, null::uuid as site_id, null::uuid as asset_id, null::text as asset_name, null::text as enrolment, null::text as asset_type)`;

export interface LevelFacts extends Pick<PolicyView, 'client_id' | 'client_name' | 'site_id' | 'site_name' | 'asset_id' | 'asset_name'> {
  enrolment: string | null;
  levels: PolicyLevelRow[];
  policy_id: string | null;
  version: number | null;
  alert_rules: PolicyRule[];
}

/** Everything a level's page shows, in one row; none: there is no such place. */
export const levelFacts = (tx: Tx, name: LevelName) => tx.execute(sql`
  select x.client_id, (select c.name::text from clients c where c.client_id = x.client_id) as client_name, x.site_id, (select s.name::text from sites s where s.site_id = x.site_id) as site_name,
         x.asset_id, x.asset_name, x.enrolment, app.policy_levels(x.client_id, x.site_id, x.asset_id) as levels, p.policy_id, p.version,
         coalesce((select json_agg(json_build_object('rule_id', r.rule_id, 'name', r.name, 'metric', r.metric, 'operator', r.operator, 'threshold', r.threshold, 'hysteresis', r.hysteresis,
             'level', case when r.asset_id is not null then 'asset' when r.site_id is not null then 'site' when r.client_id is not null then 'client' else 'msp' end) order by r.name, r.rule_id)
           from (select * from alert_rules r where r.is_active and r.deleted_at is null and (r.client_id is null or r.client_id = x.client_id) and (r.site_id is null or r.site_id = x.site_id)
                   and (r.asset_id is null or r.asset_id = x.asset_id) and (x.asset_type is null or cardinality(r.asset_types) = 0 or x.asset_type = any(r.asset_types)) order by r.name limit 200) r), '[]'::json) as alert_rules
    from ${placeOf(name)} x
    left join fleet_policies p on coalesce(p.asset_id, p.site_id, p.client_id, '00000000-0000-0000-0000-000000000000'::uuid) = coalesce(x.asset_id, x.site_id, x.client_id, '00000000-0000-0000-0000-000000000000'::uuid)`);

export type PolicyRow = typeof fleetPolicies.$inferInsert;
export const insertPolicy = (tx: Tx, row: PolicyRow) => tx.insert(fleetPolicies).values(row);
/** Version and time rise by trigger; no row when somebody was faster. */
export const updatePolicy = (tx: Tx, policyId: string, version: number, change: Partial<PolicyRow>) =>
  tx.update(fleetPolicies).set(change).where(and(eq(fleetPolicies.policy_id, policyId), eq(fleetPolicies.version, version))).returning({ policy_id: fleetPolicies.policy_id });

/** Machines whose objects have to hear of a change of a level. */
export const machinesUnder = (tx: Tx, name: LevelName) => tx.execute(sql`
  select a.asset_id from assets a where a.deleted_at is null and a.enrolment in ('active', 'held')
     ${name.asset_id ? sql`and a.asset_id = ${name.asset_id}::uuid` : name.site_id ? sql`and a.site_id = ${name.site_id}::uuid` : name.client_id ? sql`and a.client_id = ${name.client_id}::uuid` : sql``}`);
