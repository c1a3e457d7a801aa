// Probes of the lines of policies, of scripts that run by themselves and of an asset's care.
import type { Scope } from './matrix-expectations.ts';
import { at, equals, isJob, place, q } from './matrix-rows-places.ts';
import type { Me, Probe } from './matrix-rows-places.ts';
import { world } from './world.ts';

const { who, asset, client } = world;
const pick = <T>(of: { a: T; b: T }, scope: Scope): T => at(scope, of.a, of.a, of.b);
/** For a job, whose empty signature no column takes, the technician. */
const by = (me: Me): string => q(isJob(me) ? who.technician.user_id : me.person.user_id);
const colleague = (me: Me): string => q(me.person.user_id === who.technician2.user_id ? who.admin2.user_id : who.technician2.user_id);
const machine = (scope: Scope): string => at(scope, asset.a1, asset.a2, asset.b1);
const ofMachine = (scope: Scope): Record<string, string> => ({ asset_id: q(machine(scope)), client_id: q(place(scope).client_id) });
const newSchedule = (client_id: string | null, owner: string): Record<string, string> => ({
  client_id: client_id === null ? 'null' : q(client_id), name: "'Otra'", script_id: q(world.script.global), trigger: "'enrolment'", owner_id: owner,
});
const policy = (scope: Scope): string => equals('policy_id', pick(world.fleet_policy, scope));
const newMerge = (source: string, owner: string): Record<string, string> => ({ client_id: q(client.a), source_id: q(source), target_id: q(asset.a1), tickets: '0', merged_by: owner, merged_by_name: "'Alguien'" });

export const POLICY_PROBES: Record<string, Probe> = {
  fleet_policies: {
    where: policy,
    insert: (scope, me) => ({ ...ofMachine(scope), remote_minutes: '30', updated_by: by(me) }),
    change: (_scope, me) => `remote_minutes = 30, updated_by = ${by(me)}`,
  },
  'fleet_policies: of the desk': { insert: (_scope, me) => ({ remote_minutes: '30', updated_by: by(me) }) },
  "fleet_policies: in a colleague's name": { where: policy, insert: (scope, me) => ({ ...ofMachine(scope), remote_minutes: '30', updated_by: colleague(me) }), change: (_scope, me) => `remote_minutes = 30, updated_by = ${colleague(me)}` },
  'fleet_policies: moved to another client': { where: policy, change: () => `client_id = ${q(client.b)}` },
  script_schedules: {
    where: (scope) => equals('schedule_id', pick(world.script_schedule, scope)),
    insert: (scope, me) => newSchedule(place(scope).client_id, by(me)),
    change: (_scope, me) => `name = 'Otra', owner_id = ${by(me)}`,
  },
  'script_schedules: for every client': { where: () => equals('schedule_id', world.script_schedule.global), insert: (_scope, me) => newSchedule(null, by(me)), change: (_scope, me) => `name = 'Otra', owner_id = ${by(me)}` },
  "script_schedules: in a colleague's name": {
    where: (scope) => equals('schedule_id', pick(world.script_schedule, scope)),
    insert: (scope, me) => newSchedule(place(scope).client_id, colleague(me)),
    change: (_scope, me) => `name = 'Otra', owner_id = ${colleague(me)}`,
  },
  script_schedule_turns: {
    where: (scope) => equals('turn_id', at(scope, world.script_turn.a1, world.script_turn.a2, world.script_turn.b1)),
    insert: (scope) => ({ schedule_id: q(pick(world.script_schedule, scope)), turn_key: "'probe'", due_at: 'now()', outcome: "'skipped'", reason: "'frozen'" }),
    change: () => "reason = 'budget'",
  },
  asset_care: {
    where: (scope) => equals('asset_id', machine(scope)),
    insert: (scope, me) => ({ ...ofMachine(scope), updated_by: by(me) }),
    isTaken: true,
    change: (_scope, me) => (isJob(me) ? "maintenance_next_on = '2030-01-01'" : `maintenance_next_on = '2030-01-01', updated_by = ${by(me)}`),
  },
  'asset_care: fields of the desk': { where: (scope) => equals('asset_id', machine(scope)), change: (_scope, me) => `fields = '{}', updated_by = ${by(me)}` },
  asset_reminders: {
    where: (scope) => equals('reminder_id', at(scope, world.asset_reminder.a1, world.asset_reminder.a2, world.asset_reminder.b1)),
    insert: (scope) => ({ ...ofMachine(scope), kind: "'warranty'", due_on: "'2026-01-01'", ticket_id: q(place(scope).ticket_id) }),
    change: () => "due_on = '2026-02-01'",
  },
  asset_fields: { where: () => equals('field_id', world.asset_field), insert: () => ({ label: "'Otro'", field_type: "'text'" }), change: () => "label = 'Otro'" },
  ignored_devices: {
    where: (scope) => `client_id = ${q(pick(client, scope))} and mac = ${q(pick({ a: '02:00:00:00:00:0a', b: '02:00:00:00:00:0b' }, scope))}`,
    insert: (scope, me) => ({ client_id: q(pick(client, scope)), mac: "'02:00:00:00:00:0c'", ignored_by: by(me) }),
    change: () => "mac = '02:00:00:00:00:0d'",
  },
  "ignored_devices: in a colleague's name": { insert: (scope, me) => ({ client_id: q(pick(client, scope)), mac: "'02:00:00:00:00:0c'", ignored_by: colleague(me) }) },
  asset_merges: { where: () => equals('merge_id', world.asset_merge), insert: (_scope, me) => newMerge(asset.a1_plain, by(me)), change: () => 'tickets = 5' },
  'asset_merges: across clients': { insert: (_scope, me) => newMerge(asset.b1, by(me)), isConstraint: true },
  "asset_merges: in a colleague's name": { insert: (_scope, me) => newMerge(asset.a1_plain, colleague(me)) },
  software_licences: {
    where: (scope) => equals('licence_id', pick(world.licence, scope)),
    insert: (scope, me) => ({ client_id: q(place(scope).client_id), name: "'Otra'", pattern: "'otra*'", seats: '3', created_by: by(me) }),
    change: () => 'seats = 5',
  },
};
