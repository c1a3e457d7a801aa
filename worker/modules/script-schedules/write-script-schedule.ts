// Scripts that run by themselves: listed, made, changed and ended. Who changes one answers for it.
import type { Deps } from '../../deps.ts';
import { page, TOTAL_CAP } from '../../http/pagination.ts';
import type { Authority, UserActor } from '../../platform/database.ts';
import { conflict, done, forbidden, invalid, invalidField, notFound, type Result } from '../../platform/problem.ts';
import type { FieldError, Pagination } from '../contract.ts';
import { decodeInstantCursor, isUuid } from '../email/instant-cursor.ts';
import { nextTurns, type Recurrence } from '../schedules/rules.ts';
import { recurrenceOf } from '../schedules/write-schedule.ts';
import { isTimezone } from '../sla/zone-rules.ts';
import { isManagerRole, STAFF_ROLES } from '../users/values.ts';
import type { NewScriptSchedule, ScriptScheduleChange, ScriptScheduleQuery, ScriptScheduleRow } from './contract.ts';
import { argumentFaults } from './rules.ts';
import * as store from './store.ts';
import type { NamedFacts, StoredSchedule } from './store.ts';

const NEEDS = { roles: STAFF_ROLES };
const iso = (at: string | Date): string => new Date(at).toISOString();

function shown({ created_at: _created, next_run_at, frequency, every, weekdays, day_of_month, nth, month, starts_on, ends_on, time_of_day, timezone, turns, ...row }: StoredSchedule): ScriptScheduleRow {
  const calendar = frequency === null ? null : { frequency, every, weekdays: [...weekdays], day_of_month, nth, month, starts_on, ends_on, time_of_day, timezone };
  return { ...row, calendar, next_run_at: next_run_at === null ? null : iso(next_run_at), turns: turns.map((turn) => ({ ...turn, due_at: iso(turn.due_at) })) };
}
const scheduleOf = (rows: readonly unknown[]): ScriptScheduleRow | undefined => (rows as StoredSchedule[]).map(shown)[0];

export async function listScriptSchedules(deps: Pick<Deps, 'database'>, actor: UserActor, query: ScriptScheduleQuery): Promise<Result<{ schedules: ScriptScheduleRow[]; pagination: Pagination }>> {
  const after = decodeInstantCursor(query.cursor, isUuid);
  if (!after.ok) return after;
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [store.scheduleRows(tx, query, after.value, query.limit + 1), store.countSchedules(tx, query, TOTAL_CAP + 1)]);
  if (!read.ok) return read;
  const [rows, counted] = read.value.rows;
  const listed = page(rows.rows as unknown as StoredSchedule[], query.limit, (counted.rows[0] as { total: number }).total, (row) => [iso(row.created_at), row.schedule_id]);
  return done({ schedules: listed.rows.map(shown), pagination: listed.pagination });
}

export async function readScriptSchedule(deps: Pick<Deps, 'database'>, actor: UserActor, scheduleId: string): Promise<Result<{ schedule: ScriptScheduleRow }>> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [store.scheduleById(tx, scheduleId)]);
  if (!read.ok) return read;
  const schedule = scheduleOf(read.value.rows[0].rows);
  return schedule ? done({ schedule }) : notFound('schedule');
}

const wholeDesk = () => forbidden('administrators let scripts run by themselves on the machines of every client', 'desk_managers');
const EMPTY = { frequency: null, every: 1, weekdays: [], day_of_month: null, nth: null, month: null, starts_on: null, ends_on: null, time_of_day: null, timezone: null };

/** The row that a body asks for, or why not. */
function rowOf(body: NewScriptSchedule, facts: NamedFacts, me: Authority, now: Date) {
  if (body.client_id === null && !isManagerRole(me.role)) return wholeDesk();
  const unknown = (field: string, message: string): FieldError => ({ field, code: 'unknown', message });
  const { script } = facts;
  const faults = [
    ...(body.client_id !== null && facts.timezone === null ? [unknown('client_id', 'is no active client')] : []),
    ...(facts.has_site ? [] : [unknown('site_id', 'is no active site of this client')]), ...(facts.has_asset ? [] : [unknown('asset_id', 'is no machine of this client with an agent')]),
    ...(facts.has_rule ? [] : [unknown('rule_id', 'is no rule that holds there')]),
    ...(script === null || (script.client_id !== null && script.client_id !== body.client_id) ? [unknown('script_id', 'is no script for these machines')] : []),
    ...(script !== null && (script.parameters === null || !script.is_active) ? [{ field: 'script_id', code: 'not_approved', message: 'no version of the script is approved' }] : []),
    ...(script?.parameters ? argumentFaults(script.parameters, body.arguments) : []),
  ];
  if (faults.length > 0) return invalid(...faults);
  const { calendar, ...said } = body;
  let when: Recurrence | typeof EMPTY = EMPTY;
  let next: number | undefined;
  if (calendar !== null) {
    const timezone = calendar.timezone ?? facts.timezone;
    if (timezone === null) return invalidField('calendar.timezone', 'required', 'name the zone: the clients have several');
    if (!isTimezone(timezone)) return invalidField('calendar.timezone', 'unknown_timezone', 'is no time zone');
    const rule = recurrenceOf(calendar, timezone);
    when = rule;
    [next] = nextTurns(rule, now.getTime(), 1);
    if (body.is_active && next === undefined) return invalidField(calendar.ends_on === null ? 'calendar.starts_on' : 'calendar.ends_on', 'never', 'nothing is due any more');
  }
  return done({ ...said, ...when, weekdays: [...when.weekdays], owner_id: me.user_id, watch_from: now, next_run_at: body.is_active && next !== undefined ? new Date(next) : null });
}

export async function createScriptSchedule(deps: Pick<Deps, 'database' | 'clock' | 'ids'>, actor: UserActor, body: NewScriptSchedule): Promise<Result<{ schedule: ScriptScheduleRow }>> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [store.namedFacts(tx, body)]);
  if (!read.ok) return read;
  const row = rowOf(body, read.value.rows[0].rows[0] as unknown as NamedFacts, read.value.me, deps.clock.now());
  if (!row.ok) return row;
  const scheduleId = deps.ids.next();
  const written = await deps.database.asActor(actor, NEEDS, (tx) => [store.insertSchedule(tx, { ...row.value, schedule_id: scheduleId }), store.scheduleById(tx, scheduleId)]);
  return written.ok ? done({ schedule: scheduleOf(written.value.rows[1].rows)! }) : written;
}

const changedMeanwhile = (schedule: ScriptScheduleRow) => conflict('version_conflict', 'the schedule changed meanwhile', { schedule }, 'version');

export async function changeScriptSchedule(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, scheduleId: string, { version, ...body }: ScriptScheduleChange): Promise<Result<{ schedule: ScriptScheduleRow }>> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [store.scheduleById(tx, scheduleId), store.namedFacts(tx, body)]);
  if (!read.ok) return read;
  const { me, rows: [found, named] } = read.value;
  const schedule = scheduleOf(found.rows);
  if (!schedule) return notFound('schedule');
  if (schedule.client_id === null && !isManagerRole(me.role)) return wholeDesk();
  if (schedule.version !== version) return changedMeanwhile(schedule);
  const row = rowOf(body, named.rows[0] as unknown as NamedFacts, me, deps.clock.now());
  if (!row.ok) return row;
  // What happened while it watched is still its business.
  const { watch_from, ...kept } = row.value;
  const change = schedule.is_active && schedule.trigger === body.trigger ? kept : { ...kept, watch_from };
  const written = await deps.database.asActor(actor, NEEDS, (tx) => [store.updateSchedule(tx, scheduleId, version, change), store.scheduleById(tx, scheduleId)]);
  if (!written.ok) return written;
  const [changed, rows] = written.value.rows;
  const after = scheduleOf(rows.rows);
  return after === undefined ? notFound('schedule') : changed.length > 0 ? done({ schedule: after }) : changedMeanwhile(after);
}

/** What it started stays. */
export async function deleteScriptSchedule(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, scheduleId: string): Promise<Result<null>> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [store.scheduleById(tx, scheduleId)]);
  if (!read.ok) return read;
  const schedule = scheduleOf(read.value.rows[0].rows);
  if (!schedule) return notFound('schedule');
  if (schedule.client_id === null && !isManagerRole(read.value.me.role)) return wholeDesk();
  const written = await deps.database.asActor(actor, NEEDS, (tx) => [store.updateSchedule(tx, scheduleId, schedule.version, { deleted_at: deps.clock.now(), is_active: false, next_run_at: null, owner_id: actor.userId })]);
  if (!written.ok) return written;
  return written.value.rows[0].length > 0 ? done(null) : changedMeanwhile(schedule);
}
