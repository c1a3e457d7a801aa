// An approved script goes to machines.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, invalid, invalidField, notFound, type Result } from '../../platform/problem.ts';
import type { ExecuteScript, OrderOutcome } from './contract.ts';
import { machinesFor, orderFacts } from './execution-store.ts';
import { STAFF } from './list-scripts.ts';
import { scriptAtOnce } from './place-at-once.ts';
import { MACHINES_MAX, placeOrders, type Once } from './place-orders.ts';
import { bindArguments } from './rules.ts';
import { storedAnswer } from '../tickets/store.ts';
import { scriptRow, scriptSettings, versionToRun } from './store.ts';

export async function executeScript(deps: Pick<Deps, 'database' | 'clock' | 'ids' | 'secretBox' | 'agents' | 'log'>, actor: UserActor, input: ExecuteScript, once: Once | null = null): Promise<Result<OrderOutcome>> {
  const asset_ids = input.asset_ids ? [...new Set(input.asset_ids)] : null;
  if (asset_ids?.length === 1) {
    const { script_id, version_id, timeout_s, ticket_id, expires_in_s } = input;
    const placed = await scriptAtOnce(deps, actor, { asset_id: asset_ids[0]!, script_id, version_id, timeout_s, ticket_id, expires_in_s, given: input.arguments, once });
    if (placed) return placed;
  }
  const target = { asset_ids: asset_ids ?? undefined, filter: input.filter };
  const read = await deps.database.asActor(actor, STAFF, (tx) => [
    machinesFor(tx, target, MACHINES_MAX + 1), orderFacts(tx, actor.sessionId, target, input.ticket_id), scriptSettings(tx), scriptRow(tx, input.script_id), versionToRun(tx, input.script_id, input.version_id),
    ...(once ? [storedAnswer(tx, actor.userId, once.key)] : []),
  ] as const);
  if (!read.ok) return read;
  const { me, rows: [machines, [facts], settings, [script], [version], stored] } = read.value;
  const answered = stored?.[0];
  if (!script) return notFound('script');
  if (!script.is_active) return conflict('script_inactive', 'the script is switched off');
  if (!version) return input.version_id ? notFound('version') : conflict('not_approved', 'no version of the script is approved');
  if (version.state !== 'approved' || !version.approval_sha256 || !version.decided_by) return conflict('not_approved', 'this version is not approved', { state: version.state });
  if (input.timeout_s !== undefined && input.timeout_s > version.limits.timeout_s) return invalidField('timeout_s', 'beyond_approval', `the approved limit is ${version.limits.timeout_s} seconds`);
  const { bound, faults } = bindArguments(version.parameters, input.arguments);
  if (faults.length > 0) return invalid(...faults);
  return placeOrders(deps, actor, { me, machines, settings, answered, facts: facts! }, {
    kind: 'script', lane: 'script', title: script.name,
    script: {
      script_id: script.script_id, version_id: version.version_id, script_type: script.script_type, client_id: script.client_id, content: version.content, sha256: version.sha256,
      approval_sha256: version.approval_sha256, decided_by: version.decided_by, decided_by_name: version.decided_by_name ?? '',
    },
    arguments: { env: bound.env }, secrets: bound.secrets, run_as: version.requires_admin ? 'system' : 'user', limits: { ...version.limits, timeout_s: input.timeout_s ?? version.limits.timeout_s },
    ticket_id: input.ticket_id, expires_in_s: input.expires_in_s, rollout: input.rollout, failure_percent_max: input.failure_percent_max, asset_ids, once,
  });
}
