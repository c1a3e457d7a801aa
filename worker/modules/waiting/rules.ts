// When something may be put off to. Pure.
import type { FieldError } from '../../platform/problem.ts';
import { AHEAD_DAYS_MAX } from './values.ts';

/** Why this moment cannot be waited for, or null. A minute of grace: the sweep looks once a minute. */
export function momentFault(field: string, at: string, now: Date): FieldError | null {
  const ahead = Date.parse(at) - now.getTime();
  if (ahead < -60_000) return { field, code: 'in_the_past', message: 'lies in the past' };
  if (ahead > AHEAD_DAYS_MAX * 86_400_000) return { field, code: 'too_far', message: `is more than ${AHEAD_DAYS_MAX} days ahead` };
  return null;
}

/** Reminders that one person may keep at one ticket. */
export const REMINDERS_MAX = 20;
