// Calendars: read, made, changed, ended, and the holidays a country proposes.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, invalid, invalidField, notFound, type Result } from '../../platform/problem.ts';
import { MANAGER_ROLES, STAFF_ROLES } from '../users/values.ts';
import type { CalendarChange, CalendarRow, HolidayQuery, NewCalendar } from './contract.ts';
import { holidaysOf, type ProposedHoliday } from './holiday-rules.ts';
import { calendarFaults, calendarOf, isInUse, opensEver } from './policy-rules.ts';
import { calendarById, calendarRows, calendarUnchanged, deleteCalendar as deleteStatement, insertCalendar, policyRows, replaceHolidays, scopeFacts, stepBack, updateCalendar, type ScopeFacts } from './store.ts';
import { missing } from './write-policy.ts';
import { isTimezone } from './zone-rules.ts';

const TAKEN = { business_calendars_name_key: { field: 'name', code: 'taken', message: 'there is a calendar of this name' } };

export async function listCalendars(deps: Pick<Deps, 'database'>, actor: UserActor): Promise<Result<{ calendars: CalendarRow[] }>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [calendarRows(tx)]);
  return read.ok ? done({ calendars: read.value.rows[0] }) : read;
}

/** Proposed days of a country and year; a person confirms each. */
export async function proposeHolidays(deps: Pick<Deps, 'database'>, actor: UserActor, { country, year }: HolidayQuery): Promise<Result<{ holidays: ProposedHoliday[] }>> {
  const allowed = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [scopeFacts(tx, null, null, null)]);
  return allowed.ok ? done({ holidays: holidaysOf(country, year) }) : allowed;
}

export async function createCalendar(deps: Pick<Deps, 'database' | 'ids' | 'clock'>, actor: UserActor, input: NewCalendar): Promise<Result<{ calendar: CalendarRow }>> {
  const faults = calendarFaults(input, isTimezone);
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [policyRows(tx), scopeFacts(tx, input.client_id, input.site_id, null)]);
  if (!read.ok) return read;
  faults.push(...missing(read.value.rows[1].rows[0] as unknown as ScopeFacts));
  if (faults.length > 0) return invalid(...faults);
  const calendarId = deps.ids.next();
  const problem = neverOpen({ ...input, calendar_id: calendarId, version: 1 }, read.value.rows[0], deps.clock.now());
  if (problem) return problem;
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES, taken: TAKEN }, (tx) =>
    [stepBack(tx, calendarId, input), insertCalendar(tx, calendarId, input), ...replaceHolidays(tx, calendarId, input.holidays), calendarById(tx, calendarId)] as unknown as [ReturnType<typeof calendarById>]);
  return written.ok ? done({ calendar: last(written.value.rows) }) : written;
}

export async function changeCalendar(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, calendarId: string, { version, ...input }: CalendarChange): Promise<Result<{ calendar: CalendarRow }>> {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [calendarById(tx, calendarId), policyRows(tx), scopeFacts(tx, input.client_id, input.site_id, null)]);
  if (!read.ok) return read;
  const [[calendar], policies, facts] = read.value.rows;
  if (!calendar) return notFound('calendar');
  if (calendar.version !== version) return conflict('version_conflict', 'the calendar changed meanwhile', { calendar }, 'version');
  const faults = [...calendarFaults(input, isTimezone), ...missing(facts.rows[0] as unknown as ScopeFacts)];
  if (faults.length > 0) return invalid(...faults);
  if (calendar.is_default && calendar.client_id === null && (!input.is_default || input.client_id !== null)) return conflict('last_default', 'make another calendar the standard one first', undefined, 'is_default');
  const problem = neverOpen({ ...input, calendar_id: calendarId, version }, policies, deps.clock.now());
  if (problem) return problem;
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES, taken: TAKEN }, (tx) => [
    calendarUnchanged(tx, calendarId, version), stepBack(tx, calendarId, input), ...replaceHolidays(tx, calendarId, input.holidays), updateCalendar(tx, calendarId, input), calendarById(tx, calendarId),
  ] as unknown as [ReturnType<typeof calendarById>]);
  return written.ok ? done({ calendar: last(written.value.rows) }) : written;
}

export async function deleteCalendar(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, calendarId: string): Promise<Result<{ calendar: CalendarRow }>> {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [calendarById(tx, calendarId), policyRows(tx)]);
  if (!read.ok) return read;
  const [[calendar], policies] = read.value.rows;
  if (!calendar) return notFound('calendar');
  if (calendar.is_default && calendar.client_id === null) return conflict('last_default', 'make another calendar the standard one first', undefined, 'is_default');
  if (policies.some((one) => one.is_active && one.calendar_id === calendarId)) return conflict('in_use', 'an active policy counts in this calendar');
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [deleteStatement(tx, calendarId, deps.clock.now())]);
  return written.ok ? done({ calendar }) : written;
}

const last = (rows: readonly unknown[]): CalendarRow => (rows.at(-1) as CalendarRow[])[0]!;

/** The refusal of a calendar that an active policy counts in and that never opens. */
function neverOpen(calendar: NewCalendar & { calendar_id: string; version: number }, policies: Parameters<typeof isInUse>[1], now: Date) {
  const stored = calendarOf(calendar);
  return isInUse(stored, policies) && !opensEver(stored, now.getTime()) ? invalidField('business_hours', 'never_open', 'the calendar of an active policy opens some time') : null;
}
