// Parsing at the door: wrong fields end the request with one entry a field.
import { validator } from 'hono-openapi';
import type { ValidationTargets } from 'hono';
import type { z } from 'zod';
import type { FieldError } from '../platform/problem.ts';
import { ProblemError } from './errors.ts';

/**
 * Middleware that parses `target` with `schema` and describes it in the OpenAPI document.
 * The hook throws, so that the types of the typed client stay those of the handler alone.
 */
export function validate<S extends z.ZodType, T extends keyof ValidationTargets>(target: T, schema: S) {
  return validator(target, schema, (result) => {
    if (!result.success) throw new ProblemError({ kind: 'invalid', errors: fieldErrors(result.error as readonly Issue[], target) });
  });
}

type Issue = { readonly message: string; readonly code?: string; readonly keys?: readonly string[]; readonly path?: readonly (PropertyKey | { key: PropertyKey })[] };

/** One entry a field; an unknown key is an entry of its own. */
export function fieldErrors(issues: readonly Issue[], target: string): FieldError[] {
  return issues.flatMap((issue): FieldError[] => {
    const path = (issue.path ?? []).map((step) => String(typeof step === 'object' ? step.key : step));
    if (issue.code === 'unrecognized_keys' && issue.keys) {
      return issue.keys.map((key) => ({ code: 'unknown_field', field: [...path, key].join('.'), message: `${key} is not a known field` }));
    }
    return [{ code: issue.code ?? 'invalid', field: path.join('.') || target, message: issue.message }];
  });
}
