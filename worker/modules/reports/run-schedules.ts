// Each minute: schedules whose moment has come leave a report that waits to be made, and are moved on.
import type { Deps } from '../../deps.ts';
import type { Actor } from '../../platform/database.ts';
import { lastTurn, nextRun, spanOfDays } from './period-rules.ts';
import * as store from './store.ts';
import type { DueSchedule, TurnRow } from './store.ts';

const SCHEDULES_AT_ONCE = 200;

/** Idempotent, two at once make each turn once; what an outage missed is one report on the last period. One round trip when none is due. */
export async function runSchedules(deps: Pick<Deps, 'database' | 'clock' | 'ids' | 'log'>): Promise<void> {
  const actor: Actor = { kind: 'job', job: 'sweep', requestId: `schedules-${deps.ids.next()}` };
  const read = await deps.database.asActor(actor, {}, (tx) => [store.dueSchedules(tx, SCHEDULES_AT_ONCE)]);
  if (!read.ok) throw new Error(`report schedules: ${read.problem.kind}`);
  const now = deps.clock.now().getTime();
  const turns = (read.value.rows[0].rows as unknown as DueSchedule[]).flatMap((schedule): TurnRow[] => {
    try {
      const { days, period_key } = lastTurn(schedule, now);
      const span = spanOfDays(schedule.period_timezone, days);
      const iso = (at: number): string => new Date(at).toISOString();
      return [{ schedule_id: schedule.schedule_id, expected: schedule.next_run_at, next_run_at: iso(nextRun(schedule, now)), period_key, from_at: iso(span.from), to_at: iso(span.to), report_id: deps.ids.next() }];
    } catch (fault) {
      // A zone the runtime no longer knows: the others go on.
      deps.log.error('report_schedule_failed', fault, { schedule_id: schedule.schedule_id });
      return [];
    }
  });
  if (turns.length === 0) return;
  const written = await deps.database.asActor(actor, {}, (tx) => [store.takeTurns(tx, turns)]);
  if (!written.ok) throw new Error(`report schedules: ${written.problem.kind}`);
}
