// Tickets by the calendar: listed, made, changed and ended, and when they would be before they are saved.
import type { Deps } from '../../deps.ts';
import { page, TOTAL_CAP } from '../../http/pagination.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, invalid, invalidField, notFound, type Result } from '../../platform/problem.ts';
import type { FieldError, Pagination } from '../contract.ts';
import { decodeInstantCursor, isUuid } from '../email/instant-cursor.ts';
import { isTimezone } from '../sla/zone-rules.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { NewTicketSchedule, TicketScheduleChange, TicketScheduleQuery, TicketScheduleRow, TurnsQuestion } from './contract.ts';
import { nextTurns, type Recurrence } from './rules.ts';
import * as store from './store.ts';

const NEEDS = { roles: STAFF_ROLES };
const TURNS_SHOWN = 5;

type Stored = Omit<TicketScheduleRow, 'next_run_at'> & { next_run_at: string | Date | null; created_at: string | Date };
const iso = (at: string | Date): string => new Date(at).toISOString();
const shown = ({ created_at: _created, next_run_at, runs, ...row }: Stored): TicketScheduleRow => ({ ...row, next_run_at: next_run_at === null ? null : iso(next_run_at), runs: runs.map((run) => ({ ...run, due_at: iso(run.due_at) })) });
const scheduleOf = (rows: readonly unknown[]): TicketScheduleRow | undefined => (rows as Stored[]).map(shown)[0];

export async function listTicketSchedules(deps: Pick<Deps, 'database'>, actor: UserActor, query: TicketScheduleQuery): Promise<Result<{ schedules: TicketScheduleRow[]; pagination: Pagination }>> {
  const after = decodeInstantCursor(query.cursor, isUuid);
  if (!after.ok) return after;
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [store.scheduleRows(tx, query, after.value, query.limit + 1), store.countSchedules(tx, query, TOTAL_CAP + 1)]);
  if (!read.ok) return read;
  const [rows, counted] = read.value.rows;
  const listed = page(rows.rows as unknown as Stored[], query.limit, (counted.rows[0] as { total: number }).total, (row) => [iso(row.created_at), row.schedule_id]);
  return done({ schedules: listed.rows.map(shown), pagination: listed.pagination });
}

export async function readTicketSchedule(deps: Pick<Deps, 'database'>, actor: UserActor, scheduleId: string): Promise<Result<{ schedule: TicketScheduleRow }>> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [store.scheduleById(tx, scheduleId)]);
  if (!read.ok) return read;
  const schedule = scheduleOf(read.value.rows[0].rows);
  return schedule ? done({ schedule }) : notFound('schedule');
}

/** What the rule does not use is not kept: another frequency later begins anew. */
export function recurrenceOf(body: Omit<TurnsQuestion, 'client_id'>, timezone: string): Recurrence {
  const isOfMonths = body.frequency === 'monthly' || body.frequency === 'yearly';
  return {
    frequency: body.frequency, every: body.frequency === 'once' ? 1 : body.every, weekdays: body.frequency === 'weekly' || (isOfMonths && body.nth !== null) ? body.weekdays : [], day_of_month: isOfMonths ? body.day_of_month : null,
    nth: isOfMonths ? body.nth : null, month: body.frequency === 'yearly' ? body.month : null, starts_on: body.starts_on, ends_on: body.frequency === 'once' ? null : body.ends_on, time_of_day: body.time_of_day, timezone,
  };
}

/** The next turns from now on, as instants, and the zone they are read in. */
export async function previewTurns(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, body: TurnsQuestion): Promise<Result<{ turns: string[]; timezone: string }>> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [store.zoneOfClient(tx, body.client_id)]);
  if (!read.ok) return read;
  const found = read.value.rows[0].rows[0] as { timezone: string } | undefined;
  if (!found) return notFound('client');
  const timezone = body.timezone ?? found.timezone;
  if (!isTimezone(timezone)) return invalidField('timezone', 'unknown_timezone', 'is no time zone');
  return done({ turns: nextTurns(recurrenceOf(body, timezone), deps.clock.now().getTime(), TURNS_SHOWN).map((at) => new Date(at).toISOString()), timezone });
}

interface NamedFacts {
  timezone: string | null;
  has_site: boolean;
  has_asset: boolean;
  has_category: boolean;
  has_assignee: boolean;
  has_requester: boolean;
}
const NAMED = { site: 'site_id', asset: 'asset_id', category: 'category_id', assignee: 'assigned_to', requester: 'requester_id' } as const;

/** The row that a body asks for, or why not. */
function rowOf(body: NewTicketSchedule, facts: NamedFacts, now: Date) {
  const missing = (Object.keys(NAMED) as (keyof typeof NAMED)[]).flatMap((what): FieldError[] => (facts[`has_${what}`] ? [] : [{ field: NAMED[what], code: 'unknown', message: `is no ${what} of this client that can be used` }]));
  if (facts.timezone === null) return invalidField('client_id', 'unknown', 'is no active client');
  if (missing.length > 0) return invalid(...missing);
  const timezone = body.timezone ?? facts.timezone;
  if (!isTimezone(timezone)) return invalidField('timezone', 'unknown_timezone', 'is no time zone');
  const rule = recurrenceOf(body, timezone);
  const [next] = nextTurns(rule, now.getTime(), 1);
  if (body.is_active && next === undefined) return invalidField(body.ends_on === null ? 'starts_on' : 'ends_on', 'never', 'nothing is due any more');
  const { name, client_id, site_id, asset_id, subject, description, priority, category_id, assigned_to, requester_id, tags, is_active } = body;
  return done({ ...rule, weekdays: [...rule.weekdays], name, client_id, site_id, asset_id, subject, description, priority, category_id, assigned_to, requester_id, tags, is_active, next_run_at: is_active && next !== undefined ? new Date(next) : null });
}

export async function createTicketSchedule(deps: Pick<Deps, 'database' | 'clock' | 'ids'>, actor: UserActor, body: NewTicketSchedule): Promise<Result<{ schedule: TicketScheduleRow }>> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [store.namedFacts(tx, body)]);
  if (!read.ok) return read;
  const now = deps.clock.now();
  const row = rowOf(body, read.value.rows[0].rows[0] as unknown as NamedFacts, now);
  if (!row.ok) return row;
  const scheduleId = deps.ids.next();
  const written = await deps.database.asActor(actor, NEEDS, (tx) => [
    store.insertSchedule(tx, { ...row.value, schedule_id: scheduleId, created_by: actor.userId, created_at: now, updated_at: now }), store.scheduleById(tx, scheduleId),
  ]);
  return written.ok ? done({ schedule: scheduleOf(written.value.rows[1].rows)! }) : written;
}

const changedMeanwhile = (schedule: TicketScheduleRow) => conflict('version_conflict', 'the schedule changed meanwhile', { schedule }, 'version');

export async function changeTicketSchedule(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, scheduleId: string, { version, ...body }: TicketScheduleChange): Promise<Result<{ schedule: TicketScheduleRow }>> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [store.scheduleById(tx, scheduleId), store.namedFacts(tx, body)]);
  if (!read.ok) return read;
  const schedule = scheduleOf(read.value.rows[0].rows);
  if (!schedule) return notFound('schedule');
  if (schedule.version !== version) return changedMeanwhile(schedule);
  if (body.client_id !== schedule.client_id) return invalidField('client_id', 'fixed', 'a schedule stays with its client');
  const row = rowOf(body, read.value.rows[1].rows[0] as unknown as NamedFacts, deps.clock.now());
  if (!row.ok) return row;
  const written = await deps.database.asActor(actor, NEEDS, (tx) => [store.updateSchedule(tx, scheduleId, version, row.value), store.scheduleById(tx, scheduleId)]);
  if (!written.ok) return written;
  const [changed, rows] = written.value.rows;
  const after = scheduleOf(rows.rows);
  return after === undefined ? notFound('schedule') : changed.length > 0 ? done({ schedule: after }) : changedMeanwhile(after);
}

/** Its tickets stay. */
export async function deleteTicketSchedule(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, scheduleId: string): Promise<Result<null>> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [store.scheduleById(tx, scheduleId)]);
  if (!read.ok) return read;
  const schedule = scheduleOf(read.value.rows[0].rows);
  if (!schedule) return notFound('schedule');
  const written = await deps.database.asActor(actor, NEEDS, (tx) => [store.updateSchedule(tx, scheduleId, schedule.version, { deleted_at: deps.clock.now(), is_active: false, next_run_at: null })]);
  if (!written.ok) return written;
  return written.value.rows[0].length > 0 ? done(null) : changedMeanwhile(schedule);
}
