// Maintenance windows: read with their next times, made, changed and called off.
import type { Deps } from '../../deps.ts';
import { page, TOTAL_CAP } from '../../http/pagination.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, invalid, notFound, type Result } from '../../platform/problem.ts';
import type { Pagination } from '../contract.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { NewWindow, WindowChange, WindowQuery, WindowRow } from './contract.ts';
import { instantCursor, READERS } from './read-alerts.ts';
import { scopeFaults } from './rules.ts';
import { countWindows, insertWindow, listWindows as listWindowsStatement, scopeFacts, updateWindow, windowById, windowFilters } from './store.ts';
import { occurrences, windowFaults, type WindowShape } from './window-rules.ts';
import { scopeProblem, type ScopeFacts } from './write-alert-rule.ts';

const OCCURRENCES_SHOWN = 5;

type StoredWindow = Omit<WindowRow, 'is_on' | 'occurrences'>;

function shown(row: StoredWindow, now: Date): WindowRow {
  const next = occurrences(row, now, OCCURRENCES_SHOWN);
  return { ...row, is_on: next.length > 0 && next[0]!.starts_at <= now.toISOString(), occurrences: next };
}

export async function listWindows(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, query: WindowQuery): Promise<Result<{ windows: WindowRow[]; pagination: Pagination }>> {
  const before = instantCursor(query.cursor);
  if (!before.ok) return before;
  const now = deps.clock.now();
  const { limit, cursor: _cursor, ...filters } = query;
  const where = windowFilters(filters, now);
  const read = await deps.database.asActor(actor, { roles: READERS }, (tx) => [listWindowsStatement(tx, where, before.value, limit + 1), countWindows(tx, where, TOTAL_CAP + 1)]);
  if (!read.ok) return read;
  const [rows, [count]] = read.value.rows;
  const found = page(rows, limit, count?.total ?? 0, (row) => [row.starts_at.toISOString(), row.window_id]);
  return done({ windows: found.rows.map((row) => shown(row, now)), pagination: found.pagination });
}

const shapeOf = (window: { starts_at: string; ends_at: string; every_days: number | null; repeats_until: string | null }): Omit<WindowShape, 'timezone'> => ({
  starts_at: new Date(window.starts_at), ends_at: new Date(window.ends_at), every_days: window.every_days, repeats_until: window.repeats_until === null ? null : new Date(window.repeats_until),
});

export async function createWindow(deps: Pick<Deps, 'database' | 'ids' | 'clock'>, actor: UserActor, input: NewWindow): Promise<Result<{ window: WindowRow }>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [scopeFacts(tx, input)]);
  if (!read.ok) return read;
  const shape = shapeOf(input);
  const faults = [...windowFaults(shape), ...scopeFaults(input)];
  if (faults.length > 0) return invalid(...faults);
  const problem = scopeProblem(input, read.value.rows[0].rows[0] as unknown as ScopeFacts);
  if (problem) return typeof problem === 'string' ? notFound(problem) : invalid(problem);
  const windowId = deps.ids.next();
  const { client_id, site_id, asset_id, name } = input;
  const written = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [insertWindow(tx, { window_id: windowId, client_id, site_id, asset_id, name, ...shape }), windowById(tx, windowId)]);
  if (!written.ok) return written;
  return done({ window: shown(written.value.rows[1][0]!, deps.clock.now()) });
}

export async function changeWindow(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, windowId: string, change: WindowChange): Promise<Result<{ window: WindowRow }>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [windowById(tx, windowId)]);
  if (!read.ok) return read;
  const [window] = read.value.rows[0];
  if (!window) return notFound('window');
  const iso = (value: Date | null) => value?.toISOString() ?? null;
  const shape = shapeOf({ starts_at: iso(window.starts_at)!, ends_at: iso(window.ends_at)!, every_days: window.every_days, repeats_until: iso(window.repeats_until), ...change });
  const faults = windowFaults(shape);
  if (faults.length > 0) return invalid(...faults);
  const written = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [updateWindow(tx, windowId, { name: change.name ?? window.name, ...shape }), windowById(tx, windowId)]);
  if (!written.ok) return written;
  return done({ window: shown(written.value.rows[1][0]!, deps.clock.now()) });
}

/** What it kept quiet and still holds becomes a ticket with the next sweep. */
export async function deleteWindow(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, windowId: string): Promise<Result<{ window: WindowRow }>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [windowById(tx, windowId)]);
  if (!read.ok) return read;
  const [window] = read.value.rows[0];
  if (!window) return notFound('window');
  const now = deps.clock.now();
  const written = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [updateWindow(tx, windowId, { deleted_at: now })]);
  return written.ok ? done({ window: { ...shown(window, now), is_on: false, occurrences: [] } }) : written;
}
