// What a turn of a script that runs by itself does: which machines, in which waves, or why none.
import { expect, test } from 'vitest';
import { argumentFaults, turnKeyOf, turnPlan, TURN_MACHINES_MAX, type TurnFacts } from '../../worker/modules/script-schedules/rules.ts';
import type { ScriptParameter } from '../../worker/modules/scripts/contract.ts';

const machine = (n: number, change: object = {}) => ({
  asset_id: `m${n}`, client_id: 'a', site_id: 's', name: `M${n}`, asset_type: 'desktop', enrolment: 'active', lifecycle: 'active', platform: 'linux', agent_status: 'online', client_is_active: true, client_is_frozen: false, ...change,
});
const parameter = (name: string, change: object = {}): ScriptParameter => ({ name, label: name, type: 'text', required: true, default: null, choices: [], format: 'any', min: null, max: null, max_length: 100, ...change }) as ScriptParameter;
const facts = (change: Partial<TurnFacts> = {}, script: Partial<TurnFacts['script']> = {}): TurnFacts => ({
  script: { client_id: null, script_type: 'bash', is_active: true, version_id: 'v', parameters: [], ...script }, owner_is_staff: true, all_frozen: false, arguments: {}, asset_types: [], ...change,
});

test('nothing starts while commands are frozen, nobody answers for it, nothing is approved, or the script asks for something else', () => {
  expect(turnPlan(facts({ all_frozen: true }), [machine(1)])).toEqual({ reason: 'frozen' });
  expect(turnPlan(facts({ owner_is_staff: false }), [machine(1)])).toEqual({ reason: 'owner_gone' });
  expect(turnPlan(facts({}, { version_id: null }), [machine(1)])).toEqual({ reason: 'not_approved' });
  expect(turnPlan(facts({}, { is_active: false }), [machine(1)])).toEqual({ reason: 'not_approved' });
  expect(turnPlan(facts({}, { parameters: [parameter('DIR')] }), [machine(1)])).toEqual({ reason: 'arguments' });
  expect(turnPlan(facts({ arguments: { GONE: 'x' } }), [machine(1)])).toEqual({ reason: 'arguments' });
  expect(turnPlan(facts({ arguments: { KEY: 'x' } }, { parameters: [parameter('KEY', { type: 'secret' })] }), [machine(1)])).toEqual({ reason: 'arguments' });
  expect(turnPlan(facts(), Array.from({ length: TURN_MACHINES_MAX + 1 }, (_, n) => machine(n)))).toEqual({ reason: 'too_many_machines' });
});

test('machines that cannot take it are left out, and when none is left it says why', () => {
  expect(turnPlan(facts(), [])).toEqual({ reason: 'no_machine' });
  expect(turnPlan(facts(), [machine(1, { client_is_frozen: true }), machine(2, { platform: 'windows' })])).toEqual({ reason: 'frozen' });
  expect(turnPlan(facts(), [machine(2, { platform: 'windows' }), machine(3, { lifecycle: 'retired' })])).toEqual({ reason: 'no_machine' });
  expect(turnPlan(facts({}, { client_id: 'b' }), [machine(1)])).toEqual({ reason: 'no_machine' });
  expect(turnPlan(facts({ asset_types: ['server'] }), [machine(1), machine(2, { asset_type: 'server' })])).toMatchObject({ reason: null, placed: [{ machine: { asset_id: 'm2' }, wave: 0 }] });
});

test('few go at once, many in waves, and those that are there go first', () => {
  expect(turnPlan(facts({ arguments: { DIR: '/tmp' } }, { parameters: [parameter('DIR'), parameter('DEPTH', { type: 'number', default: 3 })] }), [machine(1)])).toMatchObject({ reason: null, version_id: 'v', env: { DIR: '/tmp', DEPTH: '3' }, waves: [1] });
  const plan = turnPlan(facts(), Array.from({ length: 40 }, (_, n) => machine(n, { agent_status: n === 39 ? 'online' : 'offline' })));
  expect(plan).toMatchObject({ waves: [1, 5, 10, 24] });
  expect(plan.reason === null && plan.placed[0]).toMatchObject({ machine: { asset_id: 'm39' }, wave: 0 });
});

test('a script that asks for a secret does not run by itself, and what it is given has to fit', () => {
  expect(argumentFaults([parameter('KEY', { type: 'secret' })], {})).toMatchObject([{ field: 'arguments.KEY', code: 'secret' }]);
  expect(argumentFaults([parameter('DIR')], {})).toMatchObject([{ field: 'arguments.DIR', code: 'required' }]);
  expect(argumentFaults([parameter('DIR')], { DIR: 'x' })).toEqual([]);
});

test('a turn is named by its time, or by the event it came from', () => {
  expect(turnKeyOf('calendar', null, '2026-01-01T09:00:00.000Z')).toBe('at:2026-01-01T09:00:00.000Z');
  expect(turnKeyOf('alert', 'alert:1', '2026-01-01T09:00:00.000Z')).toBe('alert:1');
});
