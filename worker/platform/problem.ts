// Expected outcomes as values. The one map from a problem to an HTTP status is worker/http/errors.ts.

/** One wrong field. `field` is the path in the request, e.g. `sites.0.name`. */
export interface FieldError {
  code: string;
  field?: string;
  message: string;
}

export type Problem =
  | { kind: 'malformed'; message: string }
  | { kind: 'unauthenticated'; code: string; message: string }
  | { kind: 'forbidden'; code: string; message: string }
  | { kind: 'not_found'; message: string }
  | { kind: 'conflict'; code: string; message: string; field?: string; data?: unknown }
  | { kind: 'too_large'; message: string; field?: string }
  | { kind: 'unsupported_media'; message: string; field?: string }
  | { kind: 'invalid'; errors: FieldError[] }
  | { kind: 'too_many'; message: string; retryAfterSeconds: number }
  | { kind: 'unavailable'; message: string };

/** What has to happen after the answer: never content, only what to look at. */
export type Effect =
  | { type: 'mail' }
  | { type: 'ticket'; ticket_id: string; ticket_number: string; client_id: string; site_id: string; created_by: string | null; kind: string; version: number; internal: boolean }
  | { type: 'inbound'; inbound_id: string }
  /** A person has news in their own list, or has read it elsewhere. */
  | { type: 'notification'; user_id: string; client_id: string | null }
  /** A machine looks different: its presence, an alert, a command, what it says of itself. */
  | { type: 'asset'; asset_id: string; client_id: string; site_id: string; kind: 'presence' | 'alert' | 'execution' | 'inventory' | 'changed' }
  /** Objects of these machines have to learn what Postgres decided. */
  | { type: 'configure'; asset_ids: string[] }
  /** Commands that are written down and have to reach their machines. */
  | { type: 'dispatch'; execution_ids: string[] }
  /** A report that was asked for has to be made. */
  | { type: 'report'; report_id: string }
  | { type: 'authority'; user_id: string; client_id: string | null };

/** Effects of a refusal: what was committed because of it. */
export type Result<T> = { ok: true; value: T; effects?: Effect[] } | { ok: false; problem: Problem; effects?: Effect[] };

export const done = <T>(value: T, effects: Effect[] = []): Result<T> => ({ ok: true, value, effects });
export const refused = (problem: Problem): { ok: false; problem: Problem } => ({ ok: false, problem });

export const notFound = (what = 'resource') => refused({ kind: 'not_found', message: `${what} not found` });
export const forbidden = (message = 'your role may not do this', code = 'role_forbidden') => refused({ kind: 'forbidden', code, message });
export const conflict = (code: string, message: string, data?: unknown, field?: string) =>
  refused({ kind: 'conflict', code, message, ...(data === undefined ? {} : { data }), ...(field ? { field } : {}) });
export const invalid = (...errors: FieldError[]) => refused({ kind: 'invalid', errors });
export const invalidField = (field: string, code: string, message: string) => invalid({ field, code, message });
