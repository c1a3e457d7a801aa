// Shapes that the contracts of all modules share.
import * as z from 'zod';

export const uuid = z.uuid();
export const idParam = z.strictObject({ id: uuid });

// NUL cannot be stored in Postgres; half a surrogate pair is no character and cannot travel to it as JSON.
const isOneLine = (text: string): boolean => !/[\u0000-\u001f\u007f\p{Cs}]/u.test(text);
const isStorable = (text: string): boolean => !/[\u0000\p{Cs}]/u.test(text);

/** Text a person typed: trimmed, no control characters, at least one character. */
export const line = (max: number) => z.string().trim().min(1).max(max).refine(isOneLine, 'holds control characters');
/** Several lines of text. */
export const prose = (max: number) => z.string().max(max).refine(isStorable, 'holds a character that cannot be stored');
/** Optional text: an empty string means "none" and is stored as null. */
export const optionalLine = (max: number) =>
  z.string().trim().max(max).refine(isOneLine, 'holds control characters')
    .transform((text) => (text === '' ? null : text)).nullable().optional();
/** What somebody looks for; empty means everything. */
export const searchText = z.string().trim().max(200).refine(isOneLine, 'holds control characters').optional();

export const emailAddress = z.string().trim().max(254).transform((text) => text.toLowerCase()).pipe(z.email());
export const optionalEmail = z.union([z.literal('').transform(() => null), emailAddress]).nullable().optional();

/** Years 1900 to 2099: beyond them neither zones nor databases agree on what an instant is. Of a text that begins with its year. */
export const isOurTime = (text: string): boolean => /^(?:19|20)/.test(text);

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

/** One wrong field; `field` is its path in the request, e.g. `sites.0.name`. */
export interface FieldError {
  code: string;
  field?: string;
  message: string;
}

export interface Envelope<T> {
  success: boolean;
  message: string;
  data: T | null;
  errors: FieldError[] | null;
  timestamp: string;
}
