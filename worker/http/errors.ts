// The one map from a problem to the wire, and the one place where exceptions end.
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { jsonLog } from '../platform/log.ts';
import type { FieldError, Problem, Result } from '../platform/problem.ts';
import { afterwards } from './afterwards.ts';
import type { AppEnv } from './app-env.ts';

/** Carries a problem from a route to the error handler; thrown by `unwrap` and `validate` alone. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.kind);
    this.problem = problem;
  }
}

/** The value of a use case; a problem ends the request. The effects of either are set going. */
export function unwrap<T>(c: Context<AppEnv>, result: Result<T>): T {
  if (result.effects?.length) afterwards(c, result.effects);
  if (!result.ok) throw new ProblemError(result.problem);
  return result.value;
}

const STATUS: Record<Problem['kind'], ContentfulStatusCode> = {
  malformed: 400, unauthenticated: 401, forbidden: 403, not_found: 404, conflict: 409, too_large: 413,
  unsupported_media: 415, invalid: 422, too_many: 429, unavailable: 503,
};

function errorsOf(problem: Problem): FieldError[] {
  switch (problem.kind) {
    case 'invalid': return problem.errors;
    case 'conflict': return [{ code: problem.code, message: problem.message, ...(problem.field ? { field: problem.field } : {}) }];
    case 'unauthenticated': case 'forbidden': return [{ code: problem.code, message: problem.message }];
    case 'too_large': case 'unsupported_media':
      return [{ code: problem.kind, message: problem.message, ...(problem.field ? { field: problem.field } : {}) }];
    default: return [{ code: problem.kind, message: problem.message }];
  }
}

export function answerProblem(c: Context<AppEnv>, problem: Problem): Response {
  const errors = errorsOf(problem);
  if (problem.kind === 'too_many') c.header('Retry-After', String(problem.retryAfterSeconds));
  const message = problem.kind === 'invalid' ? 'some fields are not valid' : problem.message;
  const data = problem.kind === 'conflict' ? (problem.data ?? null) : null;
  return c.json({ success: false, message, data, errors, timestamp: new Date().toISOString() }, STATUS[problem.kind]);
}

export function onError(fault: Error, c: Context<AppEnv>): Response {
  if (fault instanceof ProblemError) return answerProblem(c, fault.problem);
  if (fault instanceof HTTPException) {
    if (fault.status === 413) return answerProblem(c, { kind: 'too_large', message: 'the request is too large' });
    if (fault.status === 400) return answerProblem(c, { kind: 'malformed', message: 'the request body is not well-formed' });
  }
  // Without deps the configuration is what failed.
  (c.var.deps?.log ?? jsonLog).error('request_failed', fault, { requestId: c.var.requestId, path: c.req.routePath, method: c.req.method });
  const message = `internal error, request ${c.var.requestId}`;
  return c.json({ success: false, message, data: null, errors: [{ code: 'internal', message }], timestamp: new Date().toISOString() }, 500);
}
