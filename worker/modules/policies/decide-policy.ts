// One level of the policies: read with what it inherits, and said anew as a whole.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, invalid, notFound, type Result } from '../../platform/problem.ts';
import { ruleFaults } from '../alerts/rules.ts';
import type { FieldError } from '../contract.ts';
import { MANAGER_ROLES, STAFF_ROLES } from '../users/values.ts';
import type { PolicyBody, PolicyQuery, PolicyRule, PolicyView } from './contract.ts';
import { AGENT_KEYS, changesMachines, effectivePolicy, POLICY_KEYS, type PolicyValues } from './rules.ts';
import { insertPolicy, levelFacts, machinesUnder, updatePolicy, type LevelFacts, type LevelName } from './store.ts';

const nameOf = (query: PolicyQuery): LevelName => ({ client_id: query.client_id ?? null, site_id: query.site_id ?? null, asset_id: query.asset_id ?? null });

function shown(facts: LevelFacts): PolicyView {
  const { levels, policy_id, version, enrolment: _enrolment, ...place } = facts;
  const own = levels.find((level) => policy_id !== null && level.policy_id === policy_id)?.values ?? {};
  return {
    level: place.asset_id ? 'asset' : place.site_id ? 'site' : place.client_id ? 'client' : 'msp', ...place, version: version ?? 0,
    own: Object.fromEntries(POLICY_KEYS.flatMap((key) => (own[key] === undefined ? [] : [[key, own[key]]]))) as Partial<PolicyValues>,
    own_rules: (own.rules ?? {}) as PolicyView['own_rules'],
    inherited: effectivePolicy(levels.filter((level) => level.policy_id === null || level.policy_id !== policy_id)), effective: effectivePolicy(levels),
  };
}

export async function readPolicy(deps: Pick<Deps, 'database'>, actor: UserActor, query: PolicyQuery): Promise<Result<{ policy: PolicyView }>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [levelFacts(tx, nameOf(query))]);
  if (!read.ok) return read;
  const [facts] = read.value.rows[0].rows as unknown as LevelFacts[];
  return facts ? done({ policy: shown(facts) }) : notFound(query.asset_id ? 'asset' : query.site_id ? 'site' : 'client');
}

/** What cannot be said like this. */
function faultsOf(body: PolicyBody, known: PolicyRule[], isDesk: boolean): FieldError[] {
  const elsewhere = isDesk ? AGENT_KEYS.filter((key) => body[key] !== null).map((field) => ({ field, code: 'elsewhere', message: 'is said by the settings of agents' })) : [];
  const rules = Object.entries(body.rules).flatMap(([ruleId, { threshold }]): FieldError[] => {
    const rule = known.find((one) => one.rule_id === ruleId);
    if (isDesk || !rule) return [{ field: `rules.${ruleId}`, code: 'unknown', message: 'is no rule that holds here' }];
    return threshold === undefined ? [] : ruleFaults({ ...rule, threshold, need: 1, of: 1 }).map((fault) => ({ ...fault, field: `rules.${ruleId}.threshold` }));
  });
  return [...elsewhere, ...rules];
}

/** Two that begin a level at once: the second reads it and says it again. */
const NEEDS = { roles: MANAGER_ROLES, taken: { fleet_policies_level_key: { field: 'version', code: 'version_conflict', message: 'somebody said something here meanwhile' } } };

export async function writePolicy(deps: Pick<Deps, 'database' | 'ids'>, actor: UserActor, body: PolicyBody): Promise<Result<{ policy: PolicyView }>> {
  const { version, client_id, site_id, asset_id, ...said } = body;
  const name: LevelName = { client_id, site_id, asset_id };
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [levelFacts(tx, name)]);
  if (!read.ok) return read;
  const [facts] = read.value.rows[0].rows as unknown as LevelFacts[];
  if (!facts) return notFound(asset_id ? 'asset' : site_id ? 'site' : 'client');
  const before = shown(facts);
  if (asset_id && facts.enrolment === 'none') return conflict('no_agent', 'this asset has no agent that could obey');
  if (before.version !== version) return conflict('version_conflict', 'the policy changed meanwhile', { policy: before }, 'version');
  const faults = faultsOf(body, facts.alert_rules, before.level === 'msp');
  if (faults.length > 0) return invalid(...faults);
  const rules = Object.fromEntries(Object.entries(said.rules).filter(([, one]) => one.threshold !== undefined || one.is_off !== undefined)) as PolicyView['own_rules'];
  const row = { ...said, rules, updated_by: actor.userId };
  const policyId = facts.policy_id ?? deps.ids.next();
  const place = { client_id: facts.client_id, site_id: asset_id ? null : facts.site_id, asset_id: facts.asset_id };
  const tells = changesMachines({ ...before.own, rules: before.own_rules }, { ...said, rules });
  const written = await deps.database.asActor(actor, NEEDS, (tx) => [
    facts.policy_id ? updatePolicy(tx, policyId, version, row) : insertPolicy(tx, { ...row, ...place, policy_id: policyId }), levelFacts(tx, name), ...(tells ? [machinesUnder(tx, name)] : []),
  ] as const);
  if (!written.ok) return written;
  const [changed, after, machines] = written.value.rows;
  const policy = shown((after.rows as unknown as LevelFacts[])[0]!);
  if (Array.isArray(changed) && changed.length === 0) return conflict('version_conflict', 'the policy changed meanwhile', { policy }, 'version');
  const assetIds = (machines?.rows ?? []).map((one) => (one as { asset_id: string }).asset_id);
  return done({ policy }, assetIds.length > 0 ? [{ type: 'configure', asset_ids: assetIds }] : []);
}
