// What a machine says of itself: as it is, its programs, and what changed from one report to the next.
import type { Deps } from '../../deps.ts';
import { decodeCursor, page, TOTAL_CAP } from '../../http/pagination.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, notFound, refused, type Result } from '../../platform/problem.ts';
import type { Pagination } from '../contract.ts';
import type { ChangesQuery, InventoryChange, InventoryRow, SoftwareQuery, SoftwareRow } from './contract.ts';
import { READERS } from './read-asset.ts';
import { diffInventory } from './rules.ts';
import { assetState, countHistory, countSoftware, currentInventory, inventoryHistory, listSoftware as listSoftwareStatement } from './store.ts';
import type { InventoryClass } from './values.ts';

const wrongCursor = refused({ kind: 'invalid', errors: [{ field: 'cursor', code: 'invalid_cursor', message: 'is not a cursor of this list' }] });

export async function readInventory(deps: Pick<Deps, 'database'>, actor: UserActor, assetId: string, inventoryClass: InventoryClass | undefined): Promise<Result<{ inventory: InventoryRow[] }>> {
  const read = await deps.database.asActor(actor, { roles: READERS }, (tx) => [assetState(tx, assetId), currentInventory(tx, assetId, inventoryClass)]);
  if (!read.ok) return read;
  const [[asset], inventory] = read.value.rows;
  return asset ? done({ inventory }) : notFound('asset');
}

export async function listSoftware(deps: Pick<Deps, 'database'>, actor: UserActor, assetId: string, query: SoftwareQuery): Promise<Result<{ software: SoftwareRow[]; pagination: Pagination }>> {
  const cursor = decodeCursor(query.cursor, 1);
  if (!cursor.ok) return cursor;
  const after = cursor.value?.[0] ?? 0;
  if (typeof after !== 'number' || !Number.isInteger(after)) return wrongCursor;
  const read = await deps.database.asActor(actor, { roles: READERS }, (tx) => [assetState(tx, assetId), listSoftwareStatement(tx, assetId, query.q, after, query.limit + 1), countSoftware(tx, assetId, query.q)]);
  if (!read.ok) return read;
  const [[asset], rows, [count]] = read.value.rows;
  if (!asset) return notFound('asset');
  const { pagination, rows: shown } = page(rows, query.limit, 0, (row) => [row.n]);
  // A machine has at most some thousand programs, and they were all read: the count is exact.
  return done({ software: shown.map(({ n: _n, ...row }) => row), pagination: { ...pagination, total: count!.total } });
}

/** Newest first. */
export async function listChanges(deps: Pick<Deps, 'database'>, actor: UserActor, assetId: string, query: ChangesQuery): Promise<Result<{ changes: InventoryChange[]; pagination: Pagination }>> {
  const cursor = decodeCursor(query.cursor, 2);
  if (!cursor.ok) return cursor;
  if (cursor.value?.some((value) => typeof value !== 'string')) return wrongCursor;
  const before = cursor.value as readonly [string, string] | null;
  const read = await deps.database.asActor(actor, { roles: READERS }, (tx) => [
    assetState(tx, assetId), inventoryHistory(tx, assetId, query.class, before, query.limit + 1), countHistory(tx, assetId, query.class, TOTAL_CAP + 1),
  ]);
  if (!read.ok) return read;
  const [[asset], rows, [count]] = read.value.rows;
  if (!asset) return notFound('asset');
  const shown = page(rows, query.limit, count!.total, (row) => [row.collected_at.toISOString(), row.inventory_id]);
  return done({
    changes: shown.rows.map(({ content, previous, ...row }) => {
      const isFirst = previous === null || previous === undefined;
      return { ...row, is_first: isFirst, ...(isFirst ? { added: [], removed: [], changed: [], is_cut: false } : diffInventory(previous, content)) };
    }),
    pagination: shown.pagination,
  });
}
