// Policies: read, made, changed, ended. Open clocks they concern are computed again from their start.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, invalid, notFound, type Result } from '../../platform/problem.ts';
import type { FieldError } from '../contract.ts';
import { TICKET_PRIORITIES } from '../tickets/values.ts';
import { MANAGER_ROLES, STAFF_ROLES } from '../users/values.ts';
import { rankOf } from './clock-rules.ts';
import type { NewPolicy, PolicyChange, PolicyRow } from './contract.ts';
import { calendarOf, policyFaults } from './policy-rules.ts';
import { calendarRows, insertPolicy, policyById, policyRows, policyUnchanged, scopeFacts, updatePolicy, type ScopeFacts } from './store.ts';

const SCOPE_TAKEN = { field: 'priority', code: 'taken', message: 'there is an active policy for this client, category and priority' };
const TAKEN = { slas_scope_key: SCOPE_TAKEN, slas_scope_any_key: SCOPE_TAKEN };

/** The most specific first, as they win; of equal ones by the names of their places. */
export async function listPolicies(deps: Pick<Deps, 'database'>, actor: UserActor): Promise<Result<{ policies: PolicyRow[] }>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [policyRows(tx)]);
  if (!read.ok) return read;
  const place = (row: PolicyRow): string => [row.client_name, row.category_name, row.priority === null ? '' : -TICKET_PRIORITIES.indexOf(row.priority) + 9, row.name].join('\n');
  return done({ policies: read.value.rows[0].toSorted((a, b) => rankOf(b) - rankOf(a) || (place(a) < place(b) ? -1 : 1)) });
}

/** What of the places a policy or calendar names the caller cannot see. */
export function missing(facts: ScopeFacts): FieldError[] {
  return (['client', 'site', 'category'] as const).flatMap((what) => (facts[`has_${what}`] ? [] : [{ field: `${what}_id`, code: 'unknown', message: `is no ${what}` }]));
}

export async function createPolicy(deps: Pick<Deps, 'database' | 'ids' | 'clock'>, actor: UserActor, input: NewPolicy): Promise<Result<{ policy: PolicyRow }>> {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [calendarRows(tx), scopeFacts(tx, input.client_id, null, input.category_id)]);
  if (!read.ok) return read;
  const [calendars, facts] = read.value.rows;
  const faults = [...missing(facts.rows[0] as unknown as ScopeFacts), ...policyFaults(input, calendars.map(calendarOf), deps.clock.now().getTime())];
  if (faults.length > 0) return invalid(...faults);
  const slaId = deps.ids.next();
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES, taken: TAKEN }, (tx) => [insertPolicy(tx, slaId, input), policyById(tx, slaId)]);
  return written.ok ? done({ policy: written.value.rows[1][0]! }) : written;
}

export async function changePolicy(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, slaId: string, { version, ...input }: PolicyChange): Promise<Result<{ policy: PolicyRow }>> {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [policyById(tx, slaId), calendarRows(tx), scopeFacts(tx, input.client_id, null, input.category_id)]);
  if (!read.ok) return read;
  const [[policy], calendars, facts] = read.value.rows;
  if (!policy) return notFound('policy');
  if (policy.version !== version) return conflict('version_conflict', 'the policy changed meanwhile', { policy }, 'version');
  const faults = [...missing(facts.rows[0] as unknown as ScopeFacts), ...policyFaults(input, calendars.map(calendarOf), deps.clock.now().getTime())];
  if (faults.length > 0) return invalid(...faults);
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES, taken: TAKEN }, (tx) => [policyUnchanged(tx, slaId, version), updatePolicy(tx, slaId, input), policyById(tx, slaId)]);
  return written.ok ? done({ policy: written.value.rows[2][0]! }) : written;
}

export async function deletePolicy(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, slaId: string): Promise<Result<{ policy: PolicyRow }>> {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [policyById(tx, slaId)]);
  if (!read.ok) return read;
  const [policy] = read.value.rows[0];
  if (!policy) return notFound('policy');
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [updatePolicy(tx, slaId, { deleted_at: deps.clock.now(), is_active: false })]);
  return written.ok ? done({ policy: { ...policy, is_active: false } }) : written;
}
