// What is watched: rules are read, made, changed and taken away; the machines they are about learn of it.
import type { Deps } from '../../deps.ts';
import { decodeNameCursor, page, TOTAL_CAP } from '../../http/pagination.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, invalid, invalidField, notFound, type Effect, type FieldError, type Result } from '../../platform/problem.ts';
import type { Pagination } from '../contract.ts';
import { MANAGER_ROLES } from '../users/values.ts';
import type { AlertRuleChange, AlertRuleQuery, AlertRuleRow, NewAlertRule } from './contract.ts';
import { READERS } from './read-alerts.ts';
import { changesJudgement, ruleFaults, scopeFaults } from './rules.ts';
import { countRules, insertRule, listRules, machinesOfRule, ruleById, ruleFilters, ruleUnchanged, scopeFacts, updateRule } from './store.ts';

export async function listAlertRules(deps: Pick<Deps, 'database'>, actor: UserActor, query: AlertRuleQuery): Promise<Result<{ rules: AlertRuleRow[]; pagination: Pagination }>> {
  const after = decodeNameCursor(query.cursor);
  if (!after.ok) return after;
  const { limit, cursor: _cursor, ...filters } = query;
  const where = ruleFilters(filters);
  const read = await deps.database.asActor(actor, { roles: READERS }, (tx) => [listRules(tx, where, after.value, limit + 1), countRules(tx, where, TOTAL_CAP + 1)]);
  if (!read.ok) return read;
  const [rows, [count]] = read.value.rows;
  const shown = page(rows, limit, count?.total ?? 0, (row) => [row.name, row.rule_id]);
  return done({ rules: shown.rows, pagination: shown.pagination });
}

export interface ScopeFacts {
  client_id: string | null;
  site_client_id: string | null;
  asset_client_id: string | null;
  category_is_active: boolean | null;
}

/** What is named has to exist and to be of the named client. */
export function scopeProblem(scope: { client_id: string | null; site_id: string | null; asset_id: string | null }, facts: ScopeFacts): FieldError | 'client' | 'site' | 'asset' | null {
  if (scope.client_id && !facts.client_id) return 'client';
  if (scope.site_id && !facts.site_client_id) return 'site';
  if (scope.asset_id && !facts.asset_client_id) return 'asset';
  if (scope.site_id && facts.site_client_id !== scope.client_id) return { field: 'site_id', code: 'other_client', message: 'the site is not of this client' };
  if (scope.asset_id && facts.asset_client_id !== scope.client_id) return { field: 'asset_id', code: 'other_client', message: 'the asset is not of this client' };
  return null;
}

const configure = (before: { asset_id: string }[], after: { asset_id: string }[] = []): Effect[] => {
  const ids = [...new Set([...before, ...after].map((row) => row.asset_id))];
  return ids.length > 0 ? [{ type: 'configure', asset_ids: ids }] : [];
};

export async function createAlertRule(deps: Pick<Deps, 'database' | 'ids'>, actor: UserActor, input: NewAlertRule): Promise<Result<{ rule: AlertRuleRow }>> {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [scopeFacts(tx, input)]);
  if (!read.ok) return read;
  const faults = [...ruleFaults(input), ...scopeFaults(input)];
  if (faults.length > 0) return invalid(...faults);
  const facts = read.value.rows[0].rows[0] as unknown as ScopeFacts;
  const problem = scopeProblem(input, facts);
  if (problem) return typeof problem === 'string' ? notFound(problem) : invalid(problem);
  if (input.category_id && facts.category_is_active !== true) return invalidField('category_id', 'unknown_category', 'no such active category');
  const ruleId = deps.ids.next();
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [insertRule(tx, { ...input, target: input.target ?? null, rule_id: ruleId }), machinesOfRule(tx, ruleId), ruleById(tx, ruleId)]);
  if (!written.ok) return written;
  const [, machines, [rule]] = written.value.rows;
  return done({ rule: rule! }, configure(machines));
}

export async function updateAlertRule(deps: Pick<Deps, 'database'>, actor: UserActor, ruleId: string, change: AlertRuleChange): Promise<Result<{ rule: AlertRuleRow }>> {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [ruleById(tx, ruleId), scopeFacts(tx, { client_id: null, site_id: null, asset_id: null, category_id: change.category_id ?? null })]);
  if (!read.ok) return read;
  const [[rule], facts] = read.value.rows;
  if (!rule) return notFound('rule');
  const faults = ruleFaults({ ...rule, ...change });
  if (faults.length > 0) return invalid(...faults);
  if (change.category_id && (facts.rows[0] as unknown as ScopeFacts).category_is_active !== true) return invalidField('category_id', 'unknown_category', 'no such active category');
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [
    ruleUnchanged(tx, ruleId, rule.updated_at), machinesOfRule(tx, ruleId), updateRule(tx, ruleId, change), machinesOfRule(tx, ruleId), ruleById(tx, ruleId),
  ]);
  if (!written.ok) return written;
  const [, before, , after, [row]] = written.value.rows;
  return done({ rule: row! }, changesJudgement(change) ? configure(before, after) : []);
}

/** Alerts that stand go on until their condition ends or somebody resolves them. */
export async function deleteAlertRule(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, ruleId: string): Promise<Result<{ rule: AlertRuleRow }>> {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [ruleById(tx, ruleId), machinesOfRule(tx, ruleId)]);
  if (!read.ok) return read;
  const [[rule], machines] = read.value.rows;
  if (!rule) return notFound('rule');
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [updateRule(tx, ruleId, { is_active: false, deleted_at: deps.clock.now() })]);
  return written.ok ? done({ rule: { ...rule, is_active: false } }, configure(machines)) : written;
}
