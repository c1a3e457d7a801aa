// How the jobs of the clock are doing: one row a job, written by the clock alone.
import { sql } from 'drizzle-orm';
import { bigint, check, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { forJobs, forUsers, isManager } from '../policies.ts';
import { instant } from './columns.ts';

/** The last run of each job of the clock; a job that never ran has no row. */
export const jobRuns = pgTable('job_runs', {
  job: text().primaryKey(),
  /** The cron expression that started it. */
  cron: text().notNull(),
  started_at: instant().notNull(),
  duration_ms: integer().notNull(),
  ok_at: instant(),
  failed_at: instant(),
  /** What the last failure said, without its values; null when the last run went well. */
  error: text(),
  failures_in_row: integer().notNull().default(0),
  runs: bigint({ mode: 'number' }).notNull().default(1),
  /** What a run found out in passing (bytes that are stored). */
  facts: jsonb().notNull().default(sql`'{}'::jsonb`),
}, (t) => [
  check('job_runs_lengths', sql`length(${t.job}) between 1 and 60 and length(${t.error}) <= 300`),
  forUsers('job_runs', 'select', isManager),
  ...forJobs('job_runs', { select: ['sweep'], insert: ['sweep'], update: ['sweep'] }),
]).enableRLS();
