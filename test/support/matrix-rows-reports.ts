// Probes of the lines of reports.
import { at, equals, isJob, place, q } from './matrix-rows-places.ts';
import type { Me, Probe } from './matrix-rows-places.ts';
import type { Scope } from './matrix-expectations.ts';
import { world } from './world.ts';

const asker = (me: Me): string => q(isJob(me) ? world.who.technician.user_id : me.person.user_id);
const newReport = (scope: Scope, asked_by: string): Record<string, string> => ({
  client_id: q(place(scope).client_id), kind: "'tickets'", format: "'csv'", timezone: "'UTC'", from_at: "'2026-01-01'", to_at: "'2026-02-01'", is_for_client: 'true', asked_by,
});
/** People throw away; the job writes what became of it. */
const change = (_scope: Scope, me: Me): string => (isJob(me) ? 'attempts = 1' : 'deleted_at = now()');
const schedule = (scope: Scope): string => equals('schedule_id', at(scope, world.schedule.a, world.schedule.a, world.schedule.b));

export const REPORT_PROBES: Record<string, Probe> = {
  reports: {
    where: (scope) => equals('report_id', at(scope, world.report.a, world.report.a, world.report.b)),
    insert: (scope, me) => newReport(scope, asker(me)),
    change,
  },
  'reports: made by the staff for itself': { where: () => equals('report_id', world.report.a_of_staff), change },
  'reports: in the name of somebody else': { insert: (scope) => newReport(scope, q(world.who.technician2.user_id)) },
  'reports: sent to somebody by mail': { insert: (scope, me) => ({ ...newReport(scope, asker(me)), recipients: "'{fuera@fuera.example}'" }) },
  'reports: its lease': { where: (scope) => equals('report_id', at(scope, world.report.a, world.report.a, world.report.b)), column: 'lease_token', change: () => 'lease_token = gen_random_uuid()' },
  report_schedules: {
    where: schedule,
    insert: (scope, me) => ({ client_id: q(place(scope).client_id), name: "'Otro'", kind: "'tickets'", format: "'csv'", timezone: "'UTC'", frequency: "'weekly'", weekday: '1', time_of_day: "'06:00'", is_for_client: 'true', owner_id: asker(me) }),
    change: (_scope, me) => (isJob(me) ? 'last_run_at = now()' : `name = 'Otro', owner_id = ${asker(me)}`),
  },
  'report_schedules: changed with the rights of its owner': { where: schedule, change: () => "name = 'Otro'" },
};
