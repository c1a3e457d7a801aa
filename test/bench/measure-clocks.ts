// The sweep of service levels at a size: with none due, and with a thousand due of all that are open.
import { keepClocks, CLOCKS_AT_ONCE } from '../../worker/modules/sla/keep-clocks.ts';
import { dueAt } from '../../worker/modules/sla/rules.ts';
import { systemClock, systemIds } from '../../worker/platform/clock.ts';
import { openDatabase } from '../../worker/platform/database.ts';
import type { StackFacts } from '../support/local-stack.ts';
import { sql } from '../support/sql.ts';
import { filledDatabase } from './filled-database.ts';
import { median } from './statistics.ts';

export interface ClockFigures {
  open_tickets: number;
  /** Milliseconds of a sweep that finds nothing; of one that finds `due`; clocks it touched. */
  none_due_ms: number;
  due: number;
  due_ms: number;
  touched: number;
  notices: number;
  /** Milliseconds of 100,000 due times with three pauses each. */
  due_times_ms: number;
}

const RUNS = 15;
const DUE = 1000;

export async function measureClocks(facts: StackFacts, tickets: number, isKept: boolean): Promise<ClockFigures> {
  const { database } = await filledDatabase(facts, tickets, isKept);
  const owner = sql(database.ownerUrl);
  try {
    // Every ticket open and its clock kept, nothing to come today.
    await owner.query('alter table tickets disable trigger user');
    await owner.query(`update tickets set status = 'en_proceso', priority = 'critica', deleted_at = null`);
    await owner.query('alter table tickets enable trigger user');
    await owner.query(`delete from sla_events where event <> 'started'`);
    await owner.query(`update sla_compliance set is_stale = false, sla_id = '00000000-0000-4000-a002-000000000001', sla_version = 1, calendar_version = 0, started_at = now() - interval '2 hours', created_at = now() - interval '2 hours',
      resolution_state = 'pending', first_response_state = 'pending', next_event_at = now() + interval '1 day'`);
    await owner.query('vacuum analyze');
    const deps = { database: openDatabase(database.appUrl, `${facts.neonUrl}/sql`), clock: systemClock, ids: systemIds };
    await keepClocks(deps);
    const none: number[] = [];
    for (let n = 0; n < RUNS; n++) {
      const from = performance.now();
      const { taken } = await keepClocks(deps);
      if (taken !== 0) throw new Error(`${taken} clocks were due`);
      none.push(performance.now() - from);
    }
    await owner.query(`update sla_compliance set next_event_at = now() where ticket_id in (select ticket_id from sla_compliance order by ticket_id limit ${DUE})`);
    const from = performance.now();
    for (let taken = CLOCKS_AT_ONCE; taken === CLOCKS_AT_ONCE;) ({ taken } = await keepClocks(deps));
    const due_ms = performance.now() - from;
    const [counted] = await owner.query<{ touched: number; notices: number }>(`select (select count(*)::int from sla_compliance where cardinality(told) > 0) as touched, (select count(*)::int from email_queue where event = 'sla_breach') as notices`);
    return { open_tickets: tickets, none_due_ms: median(none)!, due: DUE, due_ms, ...counted!, due_times_ms: dueTimes() };
  } finally {
    await owner.end();
    await database.drop();
  }
}

function dueTimes(): number {
  const week = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [['09:00', '14:00'], ['16:00', '19:00']] as [string, string][]]));
  const calendar = { timezone: 'America/Mexico_City', business_hours: week, holidays: ['2026-03-16', '2026-05-01'] };
  const from = performance.now();
  for (let n = 0; n < 100_000; n++) {
    const start = Date.UTC(2026, n % 12, 1 + (n % 28), n % 24, n % 60);
    const pauses = [1, 2, 3].map((k) => ({ from: start + k * 5_000_000, to: start + k * 5_000_000 + 2_000_000 }));
    dueAt(calendar, start, (60 + (n % 2880)) * 60_000, pauses);
  }
  return performance.now() - from;
}
