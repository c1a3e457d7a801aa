// Cursor of lists sorted by an instant and a key, newest first.
import { decodeCursor } from '../../http/pagination.ts';
import { invalidField, type Result } from '../../platform/problem.ts';

export interface InstantCursor {
  at: string;
  key: string;
}

/** @param isKey whether the second value can be a key of this list. */
export function decodeInstantCursor(cursor: string | undefined, isKey: (text: string) => boolean): Result<InstantCursor | null> {
  const decoded = decodeCursor(cursor, 2);
  if (!decoded.ok || decoded.value === null) return decoded as Result<null>;
  const [at, key] = decoded.value;
  if (typeof at === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at) && !Number.isNaN(Date.parse(at)) && typeof key === 'string' && isKey(key)) {
    return { ok: true, value: { at, key } };
  }
  return invalidField('cursor', 'invalid_cursor', 'is not a cursor of this list');
}

export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
