// Schedules of reports: listed, made, changed and ended. Whoever changes one becomes its owner, with whose rights it runs.
import type { Deps } from '../../deps.ts';
import { page, TOTAL_CAP } from '../../http/pagination.ts';
import type { Authority, UserActor } from '../../platform/database.ts';
import { done, forbidden, invalid, invalidField, notFound, type Result } from '../../platform/problem.ts';
import type { Pagination } from '../contract.ts';
import { decodeInstantCursor, isUuid } from '../email/instant-cursor.ts';
import { isTimezone } from '../sla/zone-rules.ts';
import { REPORTERS } from './ask-report.ts';
import type { NewSchedule, ScheduleChange, ScheduleQuery, ScheduleRow } from './contract.ts';
import { nextRun } from './period-rules.ts';
import * as store from './store.ts';
import type { PlaceFacts } from './store.ts';

/** For one client, or for all of them; a client cannot use up what the staff may add. */
const SCHEDULES_MAX = { client: 50, staff: 200 };

type StoredSchedule = Awaited<ReturnType<typeof store.listSchedules>>[number];

function shown(row: StoredSchedule): ScheduleRow {
  const { created_at: _created, next_run_at, last_run_at, ...rest } = row;
  return { ...rest, next_run_at: next_run_at?.toISOString() ?? null, last_run_at: last_run_at?.toISOString() ?? null };
}

export async function listSchedules(deps: Pick<Deps, 'database'>, actor: UserActor, query: ScheduleQuery): Promise<Result<{ schedules: ScheduleRow[]; pagination: Pagination }>> {
  const after = decodeInstantCursor(query.cursor, isUuid);
  if (!after.ok) return after;
  const where = store.scheduleFilters(actor, query);
  const read = await deps.database.asActor(actor, { roles: REPORTERS }, (tx) => [store.listSchedules(tx, where, after.value, query.limit + 1), store.countSchedules(tx, where, TOTAL_CAP + 1)]);
  if (!read.ok) return read;
  const [rows, [count]] = read.value.rows;
  const found = page(rows, query.limit, count?.total ?? 0, (row) => [row.created_at.toISOString(), row.schedule_id]);
  return done({ schedules: found.rows.map(shown), pagination: found.pagination });
}

export async function readSchedule(deps: Pick<Deps, 'database'>, actor: UserActor, scheduleId: string): Promise<Result<{ schedule: ScheduleRow }>> {
  const read = await deps.database.asActor(actor, { roles: REPORTERS }, (tx) => [store.scheduleById(tx, scheduleId)]);
  if (!read.ok) return read;
  const [row] = read.value.rows[0];
  return row ? done({ schedule: shown(row) }) : notFound('schedule');
}

/** The row that a body asks for, or why not. */
function rowOf(body: NewSchedule, me: Authority, facts: PlaceFacts, refused: readonly string[], now: number) {
  const { client } = facts;
  const isClientUser = me.client_id !== null;
  if (body.client_id && !client) return notFound('client');
  if (isClientUser && !client) return forbidden();
  if (body.is_for_client && !client) return invalidField('is_for_client', 'needs_client', 'a report on every client is for the staff');
  const timezone = body.timezone ?? client?.timezone ?? facts.timezone;
  if (!isTimezone(timezone)) return invalidField('timezone', 'unknown_timezone', 'is no time zone');
  if (refused.length > 0) {
    return invalid(...body.recipients.flatMap((email, index) => (refused.includes(email) ? [{ field: `recipients.${index}`, code: 'recipient_not_allowed', message: 'is neither staff nor known at this client' }] : [])));
  }
  const { name, kind, format, frequency, time_of_day, is_active } = body;
  const when = { frequency, timezone, time_of_day, weekday: frequency === 'weekly' ? body.weekday : null, day_of_month: frequency === 'monthly' ? body.day_of_month : null };
  return done({
    ...when, name, kind, format, is_active, client_id: client?.client_id ?? null, group_by: kind === 'sla' ? (body.group_by ?? null) : null, locale: body.locale ?? client?.locale ?? me.locale,
    recipients: [...new Set(body.recipients)], is_for_client: isClientUser || (body.is_for_client ?? false), owner_id: me.user_id, next_run_at: is_active ? new Date(nextRun(when, now)) : null,
  });
}

export async function createSchedule(deps: Pick<Deps, 'database' | 'clock' | 'ids'>, actor: UserActor, body: NewSchedule): Promise<Result<{ schedule: ScheduleRow }>> {
  const read = await deps.database.asActor(actor, { roles: REPORTERS }, (tx) => [store.placeFacts(tx, body.client_id ?? null), store.refusedRecipients(tx, body)]);
  if (!read.ok) return read;
  const [facts, refused] = read.value.rows;
  const row = rowOf(body, read.value.me, facts.rows[0] as unknown as PlaceFacts, (refused.rows as { email: string }[]).map(({ email }) => email), deps.clock.now().getTime());
  if (!row.ok) return row;
  const scheduleId = deps.ids.next();
  const written = await deps.database.asActor(actor, { roles: REPORTERS }, (tx) => [
    store.inTurn(tx, 'schedules'), store.fewSchedules(tx, row.value.client_id, read.value.me.client_id === null ? SCHEDULES_MAX.staff : SCHEDULES_MAX.client), store.insertSchedule(tx, { schedule_id: scheduleId, ...row.value }), store.scheduleById(tx, scheduleId),
  ]);
  return written.ok ? done({ schedule: shown(written.value.rows[3][0]!) }) : written;
}

export async function changeSchedule(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, scheduleId: string, body: ScheduleChange): Promise<Result<{ schedule: ScheduleRow }>> {
  const { version, ...wanted } = body;
  const read = await deps.database.asActor(actor, { roles: REPORTERS }, (tx) => [store.scheduleById(tx, scheduleId), store.placeFacts(tx, wanted.client_id ?? null), store.refusedRecipients(tx, wanted)]);
  if (!read.ok) return read;
  const [[found], facts, refused] = read.value.rows;
  if (!found) return notFound('schedule');
  const now = deps.clock.now();
  const row = rowOf(wanted, read.value.me, facts.rows[0] as unknown as PlaceFacts, (refused.rows as { email: string }[]).map(({ email }) => email), now.getTime());
  if (!row.ok) return row;
  const written = await deps.database.asActor(actor, { roles: REPORTERS }, (tx) => [
    store.scheduleUnchanged(tx, scheduleId, version), store.updateSchedule(tx, scheduleId, { ...row.value, updated_at: now }), store.scheduleById(tx, scheduleId),
  ]);
  return written.ok ? done({ schedule: shown(written.value.rows[2][0]!) }) : written;
}

/** Its reports stay. */
export async function deleteSchedule(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, scheduleId: string): Promise<Result<null>> {
  const read = await deps.database.asActor(actor, { roles: REPORTERS }, (tx) => [store.scheduleById(tx, scheduleId)]);
  if (!read.ok) return read;
  if (!read.value.rows[0][0]) return notFound('schedule');
  const now = deps.clock.now();
  const written = await deps.database.asActor(actor, { roles: REPORTERS }, (tx) => [store.updateSchedule(tx, scheduleId, { deleted_at: now, is_active: false, next_run_at: null, owner_id: read.value.me.user_id })]);
  return written.ok ? done(null) : written;
}
