// Saved views: listed for the caller with what they keep at hand, made, changed, deleted, counted.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, forbidden, invalid, notFound, type Result } from '../../platform/problem.ts';
import type { FieldError } from '../contract.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { NewView, PinnedTicket, RunRow, ViewChange, ViewCount, ViewCounts, ViewRow } from './contract.ts';
import { unfinishedRuns } from './run-store.ts';
import { COUNT_CAP, VIEWS_MAX } from './values.ts';
import { countRow, deletePin, deleteView, insertPin, insertView, pinnedRows, updateView, viewById, viewFacts, viewRows } from './view-store.ts';

const NEEDS = { roles: STAFF_ROLES };
type ViewDeps = Pick<Deps, 'database'>;

export async function listViews(deps: ViewDeps, actor: UserActor): Promise<Result<{ views: ViewRow[]; pinned: PinnedTicket[]; unfinished: RunRow[] }>> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [viewRows(tx), pinnedRows(tx), unfinishedRuns(tx)]);
  return read.ok ? done({ views: read.value.rows[0], pinned: read.value.rows[1], unfinished: read.value.rows[2] }) : read;
}

/** All of them in one query, as the caller sees the tickets. */
export async function countViews(deps: ViewDeps, actor: UserActor, { filters }: ViewCounts): Promise<Result<{ counts: Record<string, ViewCount> }>> {
  const names = Object.keys(filters);
  if (names.length === 0) return done({ counts: {} });
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [countRow(tx, actor, names.map((name) => filters[name]!))]);
  if (!read.ok) return read;
  const row = read.value.rows[0].rows[0] as Record<string, number>;
  return done({ counts: Object.fromEntries(names.map((name, index) => [name, { count: Math.min(row[`n${index}`]!, COUNT_CAP), is_capped: row[`n${index}`]! > COUNT_CAP }])) });
}

/** A view that is not shared with the team names nobody. */
const stored = ({ member_ids, ...input }: NewView) => ({ ...input, member_ids: input.scope === 'team' ? member_ids : [] });

function faultsOf(input: NewView, facts: Record<string, unknown>, isNew: boolean): FieldError[] {
  return [
    ...(input.scope === 'team' && input.member_ids.length === 0 ? [{ field: 'member_ids', code: 'required', message: 'name the people who share it' }] : []),
    ...(facts.are_staff === true ? [] : [{ field: 'member_ids', code: 'not_staff', message: 'views are shared with active staff' }]),
    ...(isNew && Number(facts.mine) >= VIEWS_MAX ? [{ field: 'name', code: 'too_many', message: `a person has ${VIEWS_MAX} views at most` }] : []),
  ];
}

export async function createView(deps: Pick<Deps, 'database' | 'ids'>, actor: UserActor, input: NewView): Promise<Result<{ view: ViewRow }>> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [viewFacts(tx, input.member_ids)]);
  if (!read.ok) return read;
  const faults = faultsOf(input, read.value.rows[0].rows[0]!, true);
  if (faults.length > 0) return invalid(...faults);
  const viewId = deps.ids.next();
  const written = await deps.database.asActor(actor, NEEDS, (tx) => [insertView(tx, { ...stored(input), view_id: viewId, owner_id: actor.userId }), viewById(tx, viewId)]);
  return written.ok ? done({ view: written.value.rows[1][0]! }) : written;
}

export async function changeView(deps: ViewDeps, actor: UserActor, viewId: string, { version, ...input }: ViewChange): Promise<Result<{ view: ViewRow }>> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [viewById(tx, viewId), viewFacts(tx, input.member_ids)]);
  if (!read.ok) return read;
  const [[view], facts] = read.value.rows;
  if (!view) return notFound('view');
  if (!view.may_edit) return forbidden('a shared view is changed by its author or an administrator');
  if (input.scope !== 'everyone' && view.owner_id !== actor.userId) return invalid({ field: 'scope', code: 'not_yours', message: 'only its author takes a view back' });
  if (view.version !== version) return conflict('version_conflict', 'the view changed meanwhile', { view }, 'version');
  const faults = faultsOf(input, facts.rows[0]!, false);
  if (faults.length > 0) return invalid(...faults);
  const written = await deps.database.asActor(actor, NEEDS, (tx) => [updateView(tx, viewId, version, stored(input)), viewById(tx, viewId)]);
  if (!written.ok) return written;
  const [[changed], [after]] = written.value.rows;
  return changed ? done({ view: after! }) : conflict('version_conflict', 'the view changed meanwhile', after ? { view: after } : undefined, 'version');
}

export async function removeView(deps: ViewDeps, actor: UserActor, viewId: string): Promise<Result<null>> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [viewById(tx, viewId)]);
  if (!read.ok) return read;
  const [view] = read.value.rows[0];
  if (!view) return notFound('view');
  if (!view.may_edit) return forbidden('a shared view is deleted by its author or an administrator');
  const written = await deps.database.asActor(actor, NEEDS, (tx) => [deleteView(tx, viewId)]);
  return written.ok ? done(null) : written;
}

export async function pinTicket(deps: ViewDeps, actor: UserActor, idOrNumber: string, isPinned: boolean): Promise<Result<{ pinned: PinnedTicket[] }>> {
  const written = await deps.database.asActor(actor, NEEDS, (tx) => [isPinned ? insertPin(tx, idOrNumber, actor.userId) : deletePin(tx, idOrNumber, actor.userId), pinnedRows(tx)]);
  return written.ok ? done({ pinned: written.value.rows[1] }) : written;
}
