// The wire of the health page and of a new desk's first steps.
import * as z from 'zod';
import type { ClockJob, FirstStep, HealthLevel, HealthSubject } from './values.ts';

/** One fact with its judgement; the portal says it as a sentence, and what to do about it. Counts, instants (ISO) and names of ours only. */
export interface HealthLine {
  subject: HealthSubject;
  level: HealthLevel;
  /** Which sentence: `late`, `failing`, `quiet` … per subject. */
  code: string;
  facts: Record<string, string | number | null>;
}

export interface JobRun {
  job: ClockJob;
  level: HealthLevel;
  started_at: string | null;
  duration_ms: number | null;
  ok_at: string | null;
  failures_in_row: number;
  error: string | null;
}

export interface Health {
  checked_at: string;
  level: HealthLevel;
  lines: HealthLine[];
  jobs: JobRun[];
  /** Agents that are enrolled, by version, most machines first. */
  versions: { version: string | null; machines: number }[];
}

export interface FirstSteps {
  steps: { step: FirstStep; is_done: boolean }[];
  is_dismissed: boolean;
}

export const FirstStepsBody = z.strictObject({ dismissed: z.boolean() });
export type FirstStepsBody = z.infer<typeof FirstStepsBody>;
