// The one answer shape.
import type { Context } from 'hono';

/** `{ success, message, data, errors, timestamp }` of a request that worked. */
export function ok<T, S extends 200 | 201>(c: Context, data: T, status: S, message = 'OK') {
  return c.json({ success: true as const, message, data, errors: null, timestamp: new Date().toISOString() }, status);
}
