// Shapes that the contracts of all modules share.
import { z } from 'zod';

export const uuid = z.uuid();
export const idParam = z.strictObject({ id: uuid });

/** Text a person typed: trimmed, no NUL, at least one character. */
export const line = (max: number) => z.string().trim().min(1).max(max).refine((text) => !/[\u0000-\u001f\u007f]/.test(text), 'holds control characters');
/** Several lines of text. NUL cannot be stored in Postgres. */
export const prose = (max: number) => z.string().max(max).refine((text) => !text.includes('\u0000'), 'holds a NUL character');
/** Optional text: an empty string means "none" and is stored as null. */
export const optionalLine = (max: number) =>
  z.string().trim().max(max).refine((text) => !/[\u0000-\u001f\u007f]/.test(text), 'holds control characters')
    .transform((text) => (text === '' ? null : text)).nullable().optional();

export const emailAddress = z.string().trim().max(254).transform((text) => text.toLowerCase()).pipe(z.email());
export const optionalEmail = z.union([z.literal('').transform(() => null), emailAddress]).nullable().optional();

/** C12: at least 12 characters, at most 200, no composition rules; the list of common ones is checked beside it. Never trimmed. */
export const newPassword = z.string().min(12).max(200);

export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** Query parameters of every list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(400).optional(),
};

export interface Pagination {
  limit: number;
  next_cursor: string | null;
  total: number;
  /** True when there are more than `total` and counting stopped. */
  total_is_capped: boolean;
}

export interface Envelope<T> {
  success: boolean;
  message: string;
  data: T | null;
  errors: { code: string; field?: string; message: string }[] | null;
  timestamp: string;
}
