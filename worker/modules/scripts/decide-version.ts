// A version is submitted by its author, approved or rejected by administrators. The database refuses the same things.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, forbidden, invalidField, notFound, type Effect, type Result } from '../../platform/problem.ts';
import { MANAGER_ROLES, STAFF_ROLES } from '../users/values.ts';
import { approvalOf } from './approval.ts';
import type { Decision, ScriptRow, VersionRow } from './contract.ts';
import { waitingOrders } from './execution-store.ts';
import { forCaller } from './list-scripts.ts';
import { mayDo, scriptSettingsOf } from './rules.ts';
import { scriptRow, scriptSettings, updateVersion, versionRow } from './store.ts';

export type Verb = 'submit' | 'approve' | 'reject';

export async function decideVersion(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, scriptId: string, verb: Verb, input: Decision): Promise<Result<{ script: ScriptRow; version: VersionRow }>> {
  const needs = { roles: verb === 'submit' ? STAFF_ROLES : MANAGER_ROLES };
  const read = await deps.database.asActor(actor, needs, (tx) => [scriptRow(tx, scriptId), versionRow(tx, input.version_id), scriptSettings(tx)]);
  if (!read.ok) return read;
  const { me, rows: [[script], [version], settings] } = read.value;
  if (!script || version?.script_id !== scriptId) return notFound('version');
  const may = mayDo(version, me, scriptSettingsOf(settings).fourEyes);
  if (may.approve_refusal && verb === 'approve') return forbidden('another person approves your version', 'four_eyes');
  if (!may[verb]) {
    if (verb === 'submit' && version.state === 'draft') return forbidden('a draft is submitted by its author', 'not_author');
    return conflict('wrong_state', `a version that is ${version.state} cannot be changed like this`, { state: version.state });
  }
  if (verb === 'reject' && !input.note?.trim()) return invalidField('note', 'required', 'say why it is rejected');
  const now = deps.clock.now();
  const decision = { decided_by: me.user_id, decided_at: now, decision_note: input.note };
  const patch = verb === 'submit' ? { state: 'submitted' as const, submitted_at: now, ...(input.note ? { decision_note: input.note } : {}) }
    : verb === 'approve' ? { state: 'approved' as const, ...decision, approval_sha256: await approvalOf({ ...version, client_id: script.client_id, script_type: script.script_type }) }
    : { state: 'rejected' as const, ...decision };
  const written = await deps.database.asActor(actor, needs, (tx) => [updateVersion(tx, version.version_id, version.state, patch), scriptRow(tx, scriptId), versionRow(tx, version.version_id), waitingOrders(tx, { version_id: version.version_id })]);
  if (!written.ok) return written;
  const [, [after], versions, waiting] = written.value.rows;
  // An approval that is taken back calls back what waits: a machine that is there would not ask about it again.
  const effects: Effect[] = verb === 'reject' && waiting.length > 0 ? [{ type: 'dispatch', execution_ids: waiting.map((row) => row.execution_id) }] : [];
  return done({ script: after!, version: forCaller(versions, me, settings)[0]! }, effects);
}
