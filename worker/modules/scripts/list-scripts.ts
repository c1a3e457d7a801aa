// The library: what there is, and one script with its versions.
import type { Deps } from '../../deps.ts';
import { decodeNameCursor, page, TOTAL_CAP } from '../../http/pagination.ts';
import type { Authority, UserActor } from '../../platform/database.ts';
import { done, notFound, type Result } from '../../platform/problem.ts';
import type { Pagination } from '../contract.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { ScriptQuery, ScriptRow, VersionRow } from './contract.ts';
import { mayDo, scriptSettingsOf } from './rules.ts';
import { countScripts, listScriptRows, scriptRow, scriptSettings, versionsOf } from './store.ts';

export const STAFF = { roles: STAFF_ROLES } as const;

export async function listScripts(deps: Pick<Deps, 'database'>, actor: UserActor, query: ScriptQuery): Promise<Result<{ scripts: ScriptRow[]; pagination: Pagination }>> {
  const after = decodeNameCursor(query.cursor);
  if (!after.ok) return after;
  const { limit, cursor: _cursor, ...filters } = query;
  const read = await deps.database.asActor(actor, STAFF, (tx) => [listScriptRows(tx, filters, after.value, limit + 1), countScripts(tx, filters, TOTAL_CAP + 1)]);
  if (!read.ok) return read;
  const [rows, [count]] = read.value.rows;
  const shown = page(rows, limit, count!.total, (row) => [row.name.toLowerCase(), row.script_id]);
  return done({ scripts: shown.rows, pagination: shown.pagination });
}

/** With the newest 50 versions and their text. */
export async function readScript(deps: Pick<Deps, 'database'>, actor: UserActor, scriptId: string): Promise<Result<{ script: ScriptRow; versions: VersionRow[] }>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [scriptRow(tx, scriptId), versionsOf(tx, scriptId), scriptSettings(tx)]);
  if (!read.ok) return read;
  const { me, rows: [[script], versions, settings] } = read.value;
  return script ? done({ script, versions: forCaller(versions, me, settings) }) : notFound('script');
}

export type StoredVersion = Omit<VersionRow, 'may'>;

export const forCaller = (versions: StoredVersion[], me: Authority, settings: { name: string; value: unknown }[]): VersionRow[] =>
  versions.map((version) => ({ ...version, may: mayDo(version, me, scriptSettingsOf(settings).fourEyes) }));
