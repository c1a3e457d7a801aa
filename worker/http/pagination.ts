// Keyset paging: a cursor holds the sort key of the last row, so a page costs the same at any depth.
import type { Pagination } from '../modules/contract.ts';
import { refused, type Result } from '../platform/problem.ts';

/** Lists count no further than this; the answer says when it stopped. */
export const TOTAL_CAP = 1000;

export type CursorValue = string | number | null;

export const encodeCursor = (values: CursorValue[]): string => btoa(JSON.stringify(values)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

/** @returns null without a cursor; a problem naming `cursor` when it is not one of ours with `length` values. */
export function decodeCursor(cursor: string | undefined, length: number): Result<CursorValue[] | null> {
  if (!cursor) return { ok: true, value: null };
  try {
    const values: unknown = JSON.parse(atob(cursor.replace(/-/g, '+').replace(/_/g, '/')));
    if (Array.isArray(values) && values.length === length && values.every((v) => v === null || ['string', 'number'].includes(typeof v))) {
      return { ok: true, value: values as CursorValue[] };
    }
  } catch {
    // falls through to the refusal
  }
  return refused({ kind: 'invalid', errors: [{ field: 'cursor', code: 'invalid_cursor', message: 'is not a cursor of this list' }] });
}

/** Cursor of a list sorted by name and id. */
export function decodeNameCursor(cursor: string | undefined): Result<readonly [string, string] | null> {
  const decoded = decodeCursor(cursor, 2);
  if (!decoded.ok || decoded.value === null) return decoded as Result<null>;
  const [name, id] = decoded.value;
  if (typeof name === 'string' && typeof id === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id) && !name.includes('\u0000')) {
    return { ok: true, value: [name, id] };
  }
  return refused({ kind: 'invalid', errors: [{ field: 'cursor', code: 'invalid_cursor', message: 'is not a cursor of this list' }] });
}

/** @param rows one more than `limit` was asked for, so that the last page is known. `total` counted up to TOTAL_CAP + 1. */
export function page<R>(rows: R[], limit: number, total: number, keyOf: (row: R) => CursorValue[]): { rows: R[]; pagination: Pagination } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    rows: shown,
    pagination: {
      limit,
      next_cursor: rows.length > limit && last ? encodeCursor(keyOf(last)) : null,
      total: Math.min(total, TOTAL_CAP),
      total_is_capped: total > TOTAL_CAP,
    },
  };
}
