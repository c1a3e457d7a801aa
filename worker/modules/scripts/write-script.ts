// A script and its versions are written: drafts by their authors, words by managers or the author.
import type { Deps } from '../../deps.ts';
import { sha256Hex } from '../../platform/clock.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, forbidden, invalid, invalidField, notFound, type Result } from '../../platform/problem.ts';
import { clientById } from '../clients/store.ts';
import { isManagerRole, MANAGER_ROLES } from '../users/values.ts';
import type { DraftChange, NewScript, NewVersion, ScriptChange, ScriptRow, VersionRow } from './contract.ts';
import { forCaller, STAFF } from './list-scripts.ts';
import { parameterFaults } from './rules.ts';
import { insertScript, insertVersion, newestVersion, scriptRow, scriptSettings, scriptUnchanged, updateScript, updateVersion, versionRow } from './store.ts';

type Writes = Pick<Deps, 'database' | 'clock' | 'ids'>;
type Written = Result<{ script: ScriptRow; version: VersionRow }>;
const TAKEN = {
  agent_scripts_name_key: { field: 'name', message: 'a script of this scope has this name' },
  agent_script_versions_key: { field: 'base_version', code: 'version_conflict', message: 'somebody wrote a newer version meanwhile' },
};

export async function createScript(deps: Writes, actor: UserActor, input: NewScript): Promise<Written> {
  const faults = parameterFaults(input.version.parameters, 'version.parameters');
  if (faults.length > 0) return invalid(...faults);
  const { version, ...fields } = input;
  if (input.client_id) {
    const read = await deps.database.asActor(actor, STAFF, (tx) => [clientById(tx, input.client_id!)]);
    if (!read.ok) return read;
    if (!read.value.rows[0][0]) return invalidField('client_id', 'unknown_client', 'no such client');
  }
  const ids = { script: deps.ids.next(), version: deps.ids.next() };
  const row = await versionFields(version);
  const written = await deps.database.asActor(actor, { ...STAFF, taken: TAKEN }, (tx) => [
    insertScript(tx, { ...fields, script_id: ids.script, created_by: actor.userId }),
    insertVersion(tx, { ...row, version_id: ids.version, script_id: ids.script, version: 1, created_by: actor.userId }),
    scriptRow(tx, ids.script), versionRow(tx, ids.version), scriptSettings(tx),
  ]);
  if (!written.ok) return written;
  const { me, rows: [, , [script], versions, settings] } = written.value;
  return done({ script: script!, version: forCaller(versions, me, settings)[0]! });
}

export async function changeScript(deps: Writes, actor: UserActor, scriptId: string, change: ScriptChange): Promise<Result<{ script: ScriptRow }>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [scriptRow(tx, scriptId)]);
  if (!read.ok) return read;
  const { me, rows: [[before]] } = read.value;
  if (!before) return notFound('script');
  if (!isManagerRole(me.role)) {
    if (before.created_by !== me.user_id) return forbidden('technicians change their own scripts');
    // The name is what people, tickets and the client's log read of a command.
    if (before.approved && ((change.name !== undefined && change.name !== before.name) || (change.description !== undefined && change.description !== before.description))) {
      return forbidden('administrators change the words of an approved script', 'approved');
    }
    if (change.is_active !== undefined && change.is_active !== before.is_active) return forbidden('administrators switch scripts on and off');
  }
  if (Object.keys(change).length === 0) return done({ script: before });
  const written = await deps.database.asActor(actor, { ...STAFF, taken: TAKEN }, (tx) => [scriptUnchanged(tx, scriptId, before.updated_at), updateScript(tx, scriptId, change), scriptRow(tx, scriptId)]);
  return written.ok ? done({ script: written.value.rows[2][0]! }) : written;
}

/** Soft: it leaves the library, its runs and versions stay. What waits for a machine is refused on delivery. */
export async function deleteScript(deps: Writes, actor: UserActor, scriptId: string): Promise<Result<null>> {
  const needs = { roles: MANAGER_ROLES };
  const read = await deps.database.asActor(actor, needs, (tx) => [scriptRow(tx, scriptId)]);
  if (!read.ok) return read;
  const [before] = read.value.rows[0];
  if (!before) return notFound('script');
  const written = await deps.database.asActor(actor, needs, (tx) => [scriptUnchanged(tx, scriptId, before.updated_at), updateScript(tx, scriptId, { deleted_at: deps.clock.now(), is_active: false })]);
  return written.ok ? done(null) : written;
}

export async function addVersion(deps: Writes, actor: UserActor, scriptId: string, input: NewVersion): Promise<Written> {
  const faults = parameterFaults(input.parameters);
  if (faults.length > 0) return invalid(...faults);
  const { base_version, ...fields } = input;
  const row = await versionFields(fields);
  const read = await deps.database.asActor(actor, STAFF, (tx) => [scriptRow(tx, scriptId), newestVersion(tx, scriptId)]);
  if (!read.ok) return read;
  const [[script], [newest]] = read.value.rows;
  if (!script) return notFound('script');
  const latest = newest?.version ?? 0;
  if (latest !== base_version) return conflict('version_conflict', `version ${latest} is newer than the one you began with`, { version: latest }, 'base_version');
  const versionId = deps.ids.next();
  const written = await deps.database.asActor(actor, { ...STAFF, taken: TAKEN }, (tx) => [
    insertVersion(tx, { ...row, version_id: versionId, script_id: scriptId, version: latest + 1, created_by: actor.userId }),
    scriptRow(tx, scriptId), versionRow(tx, versionId), scriptSettings(tx),
  ]);
  if (!written.ok) return written;
  const { me, rows: [, [after], versions, settings] } = written.value;
  return done({ script: after!, version: forCaller(versions, me, settings)[0]! });
}

/** A draft is replaced by its author; anything later is a new version. */
export async function editDraft(deps: Writes, actor: UserActor, scriptId: string, versionId: string, input: DraftChange): Promise<Written> {
  const faults = parameterFaults(input.parameters);
  if (faults.length > 0) return invalid(...faults);
  const row = await versionFields(input);
  const read = await deps.database.asActor(actor, STAFF, (tx) => [scriptRow(tx, scriptId), versionRow(tx, versionId)]);
  if (!read.ok) return read;
  const { me, rows: [[script], [version]] } = read.value;
  if (!script || version?.script_id !== scriptId) return notFound('version');
  if (version.created_by !== me.user_id) return forbidden('a draft is changed by its author', 'not_author');
  if (version.state !== 'draft') return conflict('not_a_draft', 'a submitted version is never changed: write a new one', { state: version.state });
  const written = await deps.database.asActor(actor, STAFF, (tx) => [updateVersion(tx, versionId, 'draft', row), scriptRow(tx, scriptId), versionRow(tx, versionId), scriptSettings(tx)]);
  if (!written.ok) return written;
  const [, [after], versions, settings] = written.value.rows;
  return done({ script: after!, version: forCaller(versions, me, settings)[0]! });
}

const versionFields = async (fields: DraftChange) => ({ ...fields, sha256: await sha256Hex(fields.content) });
