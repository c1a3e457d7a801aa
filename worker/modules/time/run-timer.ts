// The timer: one a person, started and stopped on a ticket; it lives in the database, so that a reload finds it.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, notFound, type Result } from '../../platform/problem.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { EntryRow, TimerAnswer, TimerStart, TimerStop, TimeWarning } from './contract.ts';
import { timeEffects, warningsOf } from './log-time.ts';
import { overlapping, runningOf, startTimer, stopTimer, ticketByIdOrNumber, touchedTimers } from './store.ts';
import { sql } from 'drizzle-orm';

const STAFF = { roles: STAFF_ROLES };

export async function readTimer(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor): Promise<Result<TimerAnswer>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [runningOf(tx, actor.userId)]);
  return read.ok ? done({ timer: read.value.rows[0][0] ?? null, server_time: deps.clock.now().toISOString() }) : read;
}

/** Starting where it runs already changes nothing; elsewhere it ends the other one, whose minutes are kept and told. */
export async function startTimerOn(deps: Pick<Deps, 'database' | 'clock' | 'ids'>, actor: UserActor, idOrNumber: string, input: TimerStart): Promise<Result<TimerAnswer>> {
  const now = deps.clock.now();
  const written = await deps.database.asActor(actor, STAFF, (tx) => [
    startTimer(tx, idOrNumber, deps.ids.next(), now, input), touchedTimers(tx, actor.userId), ticketByIdOrNumber(tx, idOrNumber),
  ]);
  if (!written.ok) return written;
  const [started, rows, tickets] = written.value.rows;
  const { entry_id, ended_id } = started.rows[0] as { entry_id: string; ended_id: string | null };
  const timer = rows.find((row) => row.entry_id === entry_id);
  if (!timer) return notFound('ticket');
  const stopped = rows.find((row) => row.entry_id === ended_id) ?? null;
  return done({ timer, stopped, warnings: stopped ? warningsOf(stopped, []) : [], server_time: now.toISOString() }, timeEffects(tickets));
}

export async function stopTimerOn(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, idOrNumber: string, input: TimerStop): Promise<Result<{ entry: EntryRow; warnings: TimeWarning[] }>> {
  const written = await deps.database.asActor(actor, STAFF, (tx) => [
    stopTimer(tx, idOrNumber, deps.clock.now(), input), touchedTimers(tx, actor.userId),
    overlapping(tx, sql`(select e.entry_id from time_entries e where e.user_id = app.user_id() and e.is_timer and e.updated_at = now()::timestamptz(3) limit 1)`), ticketByIdOrNumber(tx, idOrNumber),
  ]);
  if (!written.ok) return written.problem.kind === 'conflict' ? conflict('no_timer', 'no timer of yours runs on this ticket') : written;
  const [ended, rows, overlaps, tickets] = written.value.rows;
  const entry = rows.find((row) => row.entry_id === (ended.rows[0] as { entry_id: string }).entry_id);
  return entry ? done({ entry, warnings: warningsOf(entry, overlaps.rows) }, timeEffects(tickets)) : notFound('entry');
}
