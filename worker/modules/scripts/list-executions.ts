// Commands and runs as people read them, and the client's log of them.
import type { Deps } from '../../deps.ts';
import { decodeCursor, page, TOTAL_CAP } from '../../http/pagination.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, invalidField, notFound, type Result } from '../../platform/problem.ts';
import type { Pagination } from '../contract.ts';
import type { ExecutionQuery, ExecutionRow, RemoteAction, RemoteActionQuery, RunQuery, RunRow } from './contract.ts';
import { countExecutions, countRemoteActions, countRuns, executionRow, listExecutionRows, listRunRows, machineMustExist, remoteActionRows, runRow } from './execution-store.ts';
import { STAFF } from './list-scripts.ts';

/** Cursor of a list sorted by instant and id. */
function decodeTimeCursor(cursor: string | undefined): Result<readonly [string, string] | null> {
  const decoded = decodeCursor(cursor, 2);
  if (!decoded.ok || decoded.value === null) return decoded as Result<null>;
  const [at, id] = decoded.value;
  const isOurs = typeof at === 'string' && !Number.isNaN(Date.parse(at)) && typeof id === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
  return isOurs ? { ok: true, value: [at, id] } : invalidField('cursor', 'invalid_cursor', 'is not a cursor of this list');
}

/** Newest first; staff. @param assetId narrows to one machine, which has to exist. */
export async function listExecutions(deps: Pick<Deps, 'database'>, actor: UserActor, query: ExecutionQuery, assetId?: string): Promise<Result<{ executions: ExecutionRow[]; pagination: Pagination }>> {
  const before = decodeTimeCursor(query.cursor);
  if (!before.ok) return before;
  const { limit, cursor: _cursor, ...rest } = query;
  const filters = assetId ? { ...rest, asset_id: assetId } : rest;
  const read = await deps.database.asActor(actor, STAFF, (tx) => [
    listExecutionRows(tx, filters, before.value, limit + 1), countExecutions(tx, filters, TOTAL_CAP + 1), ...(assetId ? [machineMustExist(tx, assetId)] : []),
  ] as const);
  if (!read.ok) return read;
  const [rows, [count]] = read.value.rows;
  const shown = page(rows, limit, count!.total, (row) => [row.created_at.toISOString(), row.execution_id]);
  return done({ executions: shown.rows, pagination: shown.pagination });
}

export async function readExecution(deps: Pick<Deps, 'database'>, actor: UserActor, executionId: string): Promise<Result<{ execution: ExecutionRow }>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [executionRow(tx, executionId)]);
  if (!read.ok) return read;
  const [execution] = read.value.rows[0];
  return execution ? done({ execution }) : notFound('execution');
}

export async function listRuns(deps: Pick<Deps, 'database'>, actor: UserActor, query: RunQuery): Promise<Result<{ runs: RunRow[]; pagination: Pagination }>> {
  const before = decodeTimeCursor(query.cursor);
  if (!before.ok) return before;
  const { limit, cursor: _cursor, ...filters } = query;
  const read = await deps.database.asActor(actor, STAFF, (tx) => [listRunRows(tx, filters, before.value, limit + 1), countRuns(tx, filters, TOTAL_CAP + 1)]);
  if (!read.ok) return read;
  const [rows, [count]] = read.value.rows;
  const shown = page(rows, limit, count!.total, (row) => [row.created_at.toISOString(), row.run_id]);
  return done({ runs: shown.rows, pagination: shown.pagination });
}

export async function readRun(deps: Pick<Deps, 'database'>, actor: UserActor, runId: string): Promise<Result<{ run: RunRow }>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [runRow(tx, runId)]);
  if (!read.ok) return read;
  const [run] = read.value.rows[0];
  return run ? done({ run }) : notFound('run');
}

/** Staff and the client's own administrators: who did what, when, and how it ended. */
export async function listRemoteActions(deps: Pick<Deps, 'database'>, actor: UserActor, clientId: string, query: RemoteActionQuery): Promise<Result<{ actions: RemoteAction[]; pagination: Pagination }>> {
  const before = decodeTimeCursor(query.cursor);
  if (!before.ok) return before;
  const read = await deps.database.asActor(actor, { roles: ['superadmin', 'admin', 'technician', 'client_admin'] }, (tx) => [
    remoteActionRows(tx, clientId, query.asset_id ?? null, before.value, query.limit + 1), countRemoteActions(tx, clientId, query.asset_id ?? null, TOTAL_CAP + 1),
  ]);
  if (!read.ok) return read;
  const [rows, [count]] = read.value.rows.map((result) => result.rows) as unknown as [(Record<string, string | null> & { execution_id: string })[], { total: number }[]];
  const instant = (text: string | null | undefined): Date | null => (text ? new Date(text) : null);
  const actions = rows.map((row) => ({ ...row, created_at: instant(row.created_at)!, started_at: instant(row.started_at), finished_at: instant(row.finished_at) }) as unknown as RemoteAction);
  const shown = page(actions, query.limit, count!.total, (row) => [row.created_at.toISOString(), row.execution_id]);
  return done({ actions: shown.rows, pagination: shown.pagination });
}
