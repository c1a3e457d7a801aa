// What the health page calls late, failing or merely quiet.
import { describe, expect, test } from 'vitest';
import { judgeHealth, judgeJob, stepsOf, worst, type HealthFacts } from '../../worker/modules/health/rules.ts';
import { DAILY_JOBS, MINUTE_JOBS } from '../../worker/modules/health/values.ts';

const now = new Date('2026-11-23T12:00:00.000Z');
const ago = (minutes: number): string => new Date(now.getTime() - minutes * 60_000).toISOString();
const run = (job: string, minutes = 1, change: object = {}) => ({ job, started_at: ago(minutes), duration_ms: 40, ok_at: ago(minutes), failures_in_row: 0, error: null, facts: {}, ...change });
const WELL: HealthFacts = {
  last_mail_at: ago(10), mailboxes: [{ name: 'Mesa', address: 'mesa@example.com', overall: 'ok', last_mail_at: ago(10) }], queue_due: 0, queue_oldest_at: null, queue_held: 0, queue_parked: 0, queue_failed: 0,
  inbound_parked: 0, inbound_quarantined: 0, stuck: 0, jobs: [...MINUTE_JOBS.map((job) => run(job)), ...DAILY_JOBS.map((job) => run(job, 600, { facts: { stored_bytes: 2048 } }))],
  versions: [{ version: '2.1.0', machines: 9 }], agents: 9, agents_offline: 1, held: 0, is_frozen: false, reports_failed: 0,
};
const of = (change: Partial<HealthFacts>, subject: string) => judgeHealth({ ...WELL, ...change }, now).lines.find((line) => line.subject === subject);

test('a desk where all is well says so in every line, and how much is stored', () => {
  const health = judgeHealth(WELL, now);
  expect(health.level).toBe('ok');
  expect(health.lines.map((line) => `${line.subject} ${line.level} ${line.code}`)).toEqual(['mail_in ok ok', 'mailbox ok ok', 'mail_queue ok empty', 'clock ok ok', 'agents ok ok', 'agent_versions ok one', 'storage ok known']);
  expect(health.jobs).toHaveLength(MINUTE_JOBS.length + DAILY_JOBS.length);
});

test('the worst line is the level of the page, and not knowing is worse than well', () => {
  expect(worst(['ok', 'unknown', 'ok'])).toBe('unknown');
  expect(worst(['warn', 'unknown', 'bad', 'ok'])).toBe('bad');
  expect(worst([])).toBe('ok');
});

describe('mail', () => {
  test.each([[1, 'ok', 'moving'], [5.1, 'warn', 'slow'], [20.1, 'bad', 'stuck']] as const)('the oldest due mail waits %s minutes: %s', (minutes, level, code) =>
    expect(of({ queue_due: 3, queue_oldest_at: ago(minutes) }, 'mail_queue')).toMatchObject({ level, code, facts: { count: 3 } }));
  test('three days without mail are quiet, none ever is unknown', () => {
    expect(of({ last_mail_at: ago(4 * 1440) }, 'mail_in')).toMatchObject({ level: 'warn', code: 'quiet' });
    expect(of({ last_mail_at: null }, 'mail_in')).toMatchObject({ level: 'unknown', code: 'never' });
  });
  test('what is parked is said with its count, and only then', () => {
    expect(of({ queue_parked: 2, queue_failed: 1 }, 'mail_parked')).toMatchObject({ level: 'bad', code: 'parked', facts: { count: 3 } });
    expect(of({ queue_failed: 1 }, 'mail_parked')).toMatchObject({ level: 'warn', code: 'failed' });
    expect(of({ inbound_quarantined: 4 }, 'inbound_parked')).toMatchObject({ level: 'warn', facts: { count: 4 } });
    expect(of({ inbound_quarantined: 4, inbound_parked: 1 }, 'inbound_parked')).toMatchObject({ level: 'bad', facts: { count: 1 } });
    expect(of({}, 'inbound_parked')).toBeUndefined();
  });
  test('a mailbox that is switched off is not spoken of', () => {
    expect(of({ mailboxes: [{ name: 'Vieja', address: 'vieja@example.com', overall: 'off', last_mail_at: null }] }, 'mailbox')).toBeUndefined();
    expect(of({ mailboxes: [{ name: 'Mesa', address: 'mesa@example.com', overall: 'failing', last_mail_at: null }] }, 'mailbox')).toMatchObject({ level: 'bad' });
  });
});

describe('the clock', () => {
  test('one that stands is said once, not by each of its jobs', () => {
    const health = judgeHealth({ ...WELL, jobs: MINUTE_JOBS.map((job) => run(job, 9)) }, now);
    expect(health.lines.filter((line) => line.subject === 'clock' || line.subject === 'job').map((line) => `${line.subject} ${line.level}`)).toEqual(['clock bad']);
  });
  test('one that never ran is unknown', () => expect(of({ jobs: [] }, 'clock')).toMatchObject({ level: 'unknown', code: 'never' }));
  test('a failing job is amber, after three times red, and a daily one at once', () => {
    expect(judgeJob('alerts', run('alerts', 1, { failures_in_row: 1, error: 'Error' }), now).level).toBe('warn');
    expect(judgeJob('alerts', run('alerts', 1, { failures_in_row: 3, error: 'Error' }), now).level).toBe('bad');
    expect(judgeJob('retention', run('retention', 60, { failures_in_row: 1, error: 'Error' }), now).level).toBe('bad');
    expect(judgeJob('retention', run('retention', 27 * 60), now).level).toBe('warn');
    expect(judgeJob('retention', run('retention', 20 * 60), now).level).toBe('ok');
    expect(judgeJob('mail_poll', run('mail_poll', 1, { duration_ms: 50_000 }), now).level).toBe('warn');
  });
});

test('the fleet: many away, many versions, machines that wait for a decision, commands that are frozen', () => {
  expect(of({ agents: 8, agents_offline: 3 }, 'agents')).toMatchObject({ level: 'warn', code: 'many_offline' });
  expect(of({ agents: 4, agents_offline: 2 }, 'agents')).toMatchObject({ level: 'ok' });
  expect(of({ versions: ['4', '3', '2', '1'].map((version, n) => ({ version, machines: 9 - n })) }, 'agent_versions')).toMatchObject({ level: 'warn', code: 'many', facts: { version: '4' } });
  expect(of({ held: 2 }, 'held_machines')).toMatchObject({ level: 'warn', facts: { count: 2 } });
  expect(of({ is_frozen: true }, 'freeze')).toMatchObject({ level: 'warn' });
  expect(of({ agents: 0, versions: [] }, 'agents')).toMatchObject({ level: 'unknown', code: 'none' });
});

test('first steps are done by what is there', () => {
  const none = { has_mail_address: false, has_mail_in: false, clients: 0, agents: 0, technicians: 0 };
  expect(stepsOf(none).map(({ is_done }) => is_done)).toEqual([false, false, false, false, false]);
  expect(stepsOf({ ...none, clients: 3, has_mail_address: true }).filter(({ is_done }) => is_done).map(({ step }) => step)).toEqual(['mail_address', 'client']);
});
