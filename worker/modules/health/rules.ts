// Pure policy of health: what counts as late, failing or merely quiet.
import type { HealthLine, JobRun } from './contract.ts';
import { DAILY_JOBS, FIRST_STEPS, HEALTH_LEVELS, MINUTE_JOBS, type ClockJob, type FirstStep, type HealthLevel } from './values.ts';

/** What the database knows at this moment; instants as ISO texts. */
export interface HealthFacts {
  last_mail_at: string | null;
  mailboxes: { name: string; address: string; overall: 'ok' | 'failing' | 'unknown' | 'off'; last_mail_at: string | null }[];
  /** Due and not yet sent. */
  queue_due: number;
  queue_oldest_at: string | null;
  /** Waiting for their time (quiet hours, digests, undo). */
  queue_held: number;
  queue_parked: number;
  queue_failed: number;
  inbound_parked: number;
  inbound_quarantined: number;
  stuck: number;
  jobs: { job: string; started_at: string; duration_ms: number; ok_at: string | null; failures_in_row: number; error: string | null; facts: Record<string, number> }[];
  versions: { version: string | null; machines: number }[];
  agents: number;
  agents_offline: number;
  held: number;
  is_frozen: boolean;
  reports_failed: number;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** The clock strikes each minute: five without a run is an outage. */
const CLOCK_LATE_MS = 5 * minuteMs;
const DAILY_LATE_MS = 26 * 60 * minuteMs;
const QUEUE_SLOW_MS = 5 * minuteMs;
const QUEUE_STUCK_MS = 20 * minuteMs;
/** A desk that gets mail every day and none for three is told. */
const MAIL_QUIET_MS = 3 * dayMs;
/** A run of a minute's job that takes longer gets in the way of the next. */
const JOB_SLOW_MS = 45_000;
const FAILURES_BAD = 3;
/** A fleet of more versions than this was not updated as one. */
const VERSIONS_MANY = 3;
const OFFLINE_SHARE = 0.25;

const since = (iso: string, now: Date): number => now.getTime() - Date.parse(iso);
export const worst = (levels: readonly HealthLevel[]): HealthLevel =>
  levels.reduce<HealthLevel>((sofar, level) => (HEALTH_LEVELS.indexOf(level) > HEALTH_LEVELS.indexOf(sofar) ? level : sofar), 'ok');

/** How one job of the clock is doing; `row` undefined: it never ran. */
export function judgeJob(job: ClockJob, row: HealthFacts['jobs'][number] | undefined, now: Date): JobRun {
  if (!row) return { job, level: 'unknown', started_at: null, duration_ms: null, ok_at: null, failures_in_row: 0, error: null };
  const isDaily = (DAILY_JOBS as readonly string[]).includes(job);
  const isLate = since(row.started_at, now) > (isDaily ? DAILY_LATE_MS : CLOCK_LATE_MS);
  const level: HealthLevel = row.failures_in_row >= FAILURES_BAD || (isDaily && row.failures_in_row > 0) ? 'bad'
    : isLate || row.failures_in_row > 0 || (!isDaily && row.duration_ms > JOB_SLOW_MS) ? 'warn' : 'ok';
  return { job, level, started_at: row.started_at, duration_ms: row.duration_ms, ok_at: row.ok_at, failures_in_row: row.failures_in_row, error: row.error };
}

export const judgeJobs = (facts: Pick<HealthFacts, 'jobs'>, now: Date): JobRun[] =>
  [...MINUTE_JOBS, ...DAILY_JOBS].map((job) => judgeJob(job, facts.jobs.find((row) => row.job === job), now));

function clockLine(jobs: readonly JobRun[], now: Date): HealthLine {
  const latest = jobs.filter(({ job, started_at }) => started_at !== null && !(DAILY_JOBS as readonly string[]).includes(job)).map(({ started_at }) => started_at!).sort().at(-1) ?? null;
  if (latest === null) return { subject: 'clock', level: 'unknown', code: 'never', facts: {} };
  const late = since(latest, now) > CLOCK_LATE_MS;
  return { subject: 'clock', level: late ? 'bad' : 'ok', code: late ? 'late' : 'ok', facts: { at: latest } };
}

function mailLines(facts: HealthFacts, now: Date): HealthLine[] {
  const lines: HealthLine[] = [];
  const quiet = facts.last_mail_at === null ? 'never' : since(facts.last_mail_at, now) > MAIL_QUIET_MS ? 'quiet' : 'ok';
  lines.push({ subject: 'mail_in', level: quiet === 'never' ? 'unknown' : quiet === 'quiet' ? 'warn' : 'ok', code: quiet, facts: { at: facts.last_mail_at } });
  for (const { name, address, overall, last_mail_at } of facts.mailboxes) {
    if (overall === 'off') continue;
    lines.push({ subject: 'mailbox', level: overall === 'failing' ? 'bad' : overall, code: overall, facts: { name, address, at: last_mail_at } });
  }
  const waited = facts.queue_oldest_at === null ? 0 : since(facts.queue_oldest_at, now);
  const slow: [HealthLevel, string] = waited > QUEUE_STUCK_MS ? ['bad', 'stuck'] : waited > QUEUE_SLOW_MS ? ['warn', 'slow'] : facts.queue_due > 0 ? ['ok', 'moving'] : ['ok', 'empty'];
  lines.push({ subject: 'mail_queue', level: slow[0], code: slow[1], facts: { count: facts.queue_due, at: facts.queue_oldest_at, held: facts.queue_held } });
  if (facts.queue_parked + facts.queue_failed > 0) lines.push({ subject: 'mail_parked', level: facts.queue_parked > 0 ? 'bad' : 'warn', code: facts.queue_parked > 0 ? 'parked' : 'failed', facts: { count: facts.queue_parked + facts.queue_failed } });
  if (facts.inbound_parked + facts.inbound_quarantined > 0) {
    const parked = facts.inbound_parked > 0;
    lines.push({ subject: 'inbound_parked', level: parked ? 'bad' : 'warn', code: parked ? 'parked' : 'quarantined', facts: { count: parked ? facts.inbound_parked : facts.inbound_quarantined } });
  }
  if (facts.stuck > 0) lines.push({ subject: 'mail_stuck', level: 'warn', code: 'stuck', facts: { count: facts.stuck } });
  return lines;
}

function fleetLines(facts: HealthFacts): HealthLine[] {
  const lines: HealthLine[] = [];
  if (facts.agents === 0) lines.push({ subject: 'agents', level: 'unknown', code: 'none', facts: {} });
  else {
    const many = facts.agents_offline >= 3 && facts.agents_offline / facts.agents > OFFLINE_SHARE;
    lines.push({ subject: 'agents', level: many ? 'warn' : 'ok', code: many ? 'many_offline' : 'ok', facts: { count: facts.agents, offline: facts.agents_offline } });
    const many_versions = facts.versions.length > VERSIONS_MANY;
    lines.push({ subject: 'agent_versions', level: many_versions ? 'warn' : 'ok', code: many_versions ? 'many' : facts.versions.length === 1 ? 'one' : 'few', facts: { count: facts.versions.length, version: facts.versions[0]?.version ?? null, machines: facts.versions[0]?.machines ?? 0 } });
  }
  if (facts.held > 0) lines.push({ subject: 'held_machines', level: 'warn', code: 'held', facts: { count: facts.held } });
  if (facts.is_frozen) lines.push({ subject: 'freeze', level: 'warn', code: 'frozen', facts: {} });
  return lines;
}

/** Every line, in the order in which it is read. */
export function judgeHealth(facts: HealthFacts, now: Date): { lines: HealthLine[]; jobs: JobRun[]; level: HealthLevel } {
  const jobs = judgeJobs(facts, now);
  const clock = clockLine(jobs, now);
  // A clock that stands says it once; its jobs are late because of it.
  const failing = clock.level === 'bad' ? [] : jobs.filter(({ level }) => level === 'bad' || level === 'warn');
  const stored = facts.jobs.find(({ job }) => job === 'retention');
  const lines: HealthLine[] = [
    ...mailLines(facts, now),
    clock,
    ...failing.map((run): HealthLine => ({ subject: 'job', level: run.level, code: run.failures_in_row > 0 ? 'failing' : since(run.started_at!, now) > CLOCK_LATE_MS ? 'late' : 'slow', facts: { job: run.job, count: run.failures_in_row, at: run.started_at, ok_at: run.ok_at, seconds: Math.round((run.duration_ms ?? 0) / 1000) } })),
    ...fleetLines(facts),
    ...(facts.reports_failed > 0 ? [{ subject: 'reports', level: 'warn', code: 'failed', facts: { count: facts.reports_failed } } as const] : []),
    ...(typeof stored?.facts.stored_bytes === 'number' ? [{ subject: 'storage', level: 'ok', code: 'known', facts: { bytes: stored.facts.stored_bytes, at: stored.started_at } } as const] : []),
  ];
  return { lines, jobs, level: worst(lines.map(({ level }) => level)) };
}

/** What is there already, by counting it. */
export interface StepFacts {
  has_mail_address: boolean;
  has_mail_in: boolean;
  clients: number;
  agents: number;
  technicians: number;
}

export function stepsOf(facts: StepFacts): { step: FirstStep; is_done: boolean }[] {
  const is: Record<FirstStep, boolean> = {
    mail_address: facts.has_mail_address, mail_in: facts.has_mail_in, client: facts.clients > 0, agent: facts.agents > 0, technician: facts.technicians > 0,
  };
  return FIRST_STEPS.map((step) => ({ step, is_done: is[step] }));
}
