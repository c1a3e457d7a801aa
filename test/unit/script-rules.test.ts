// What a script may ask for and be given, in which waves it goes, and what is looked at again before it leaves.
import * as fc from '../support/property.ts';
import { describe, expect, test } from 'vitest';
import type { ScriptParameter } from '../../worker/modules/scripts/contract.ts';
import { cleanTail, inWaves, machineRefusal, orderRefusal, waveVerdict, type Machine, type OrderCheck, type WaveFacts } from '../../worker/modules/scripts/order-rules.ts';
import { wavesOf } from '../../worker/modules/scripts/values.ts';
import { bindArguments, HIDDEN, mayDo, parameterFaults, scriptSettingsOf } from '../../worker/modules/scripts/rules.ts';

const parameter = (more: Partial<ScriptParameter> & Pick<ScriptParameter, 'type'>): ScriptParameter => ({
  name: 'X', label: 'X', required: false, default: null, choices: [], format: 'any', max_length: 100, min: null, max: null, ...more,
});

describe('arguments', () => {
  const cases: [ScriptParameter, unknown, boolean][] = [
    [parameter({ type: 'text' }), 'hola', true], [parameter({ type: 'text' }), 7, false], [parameter({ type: 'text', max_length: 3 }), 'hola', false], [parameter({ type: 'text' }), 'a\u0000b', false],
    [parameter({ type: 'text', format: 'name' }), 'cups-1.service', true], [parameter({ type: 'text', format: 'name' }), 'a;b', false], [parameter({ type: 'text', format: 'name' }), '$(x)', false],
    [parameter({ type: 'text', format: 'path' }), 'C:\\Program Files (x86)\\Ñandú', true], [parameter({ type: 'text', format: 'path' }), '/tmp`x`', false], [parameter({ type: 'text', format: 'host' }), 'srv-1.example.com', true],
    [parameter({ type: 'number', min: 1, max: 5 }), 5, true], [parameter({ type: 'number', min: 1, max: 5 }), 6, false], [parameter({ type: 'number' }), '5', false],
    [parameter({ type: 'boolean' }), true, true], [parameter({ type: 'boolean' }), 'true', false], [parameter({ type: 'choice', choices: ['a', 'b'] }), 'b', true], [parameter({ type: 'choice', choices: ['a', 'b'] }), 'c', false],
  ];
  test.each(cases)('%o given %o', (asked, value, isGood) => {
    expect(bindArguments([asked], { X: value as string }).faults.length === 0).toBe(isGood);
  });

  test('what is required and missing, and what nobody asked for, is refused by name', () => {
    const { faults } = bindArguments([parameter({ type: 'text', required: true })], { Y: '1' });
    expect(faults.map((fault) => [fault.field, fault.code])).toEqual([['arguments.Y', 'unknown_field'], ['arguments.X', 'required']]);
    expect(bindArguments([parameter({ type: 'text', required: true })], { X: '' }).faults).toHaveLength(1);
  });

  test('a default stands in, and a name of the language itself is no value', () => {
    expect(bindArguments([parameter({ type: 'number', default: 7 })], {}).bound.env).toEqual({ X: '7' });
    expect(bindArguments([parameter({ type: 'text', name: 'CONSTRUCTOR' })], JSON.parse('{"constructor": "x"}')).faults).toHaveLength(1);
  });

  test('a secret never stands among what is shown', () => {
    fc.assert(fc.property(fc.string({ minLength: 4, maxLength: 100 }).filter((text) => text.isWellFormed() && !text.includes('\u0000')), (secret) => {
      const { bound, faults } = bindArguments([parameter({ type: 'secret' })], { X: secret });
      expect(faults).toEqual([]);
      expect(bound).toEqual({ env: { X: HIDDEN }, secrets: { X: secret } });
    }));
  });

  test('a default that its own rule refuses is refused', () => {
    expect(parameterFaults([parameter({ type: 'number', default: 9, max: 5 })]).map((fault) => fault.field)).toEqual(['parameters.0.default']);
    expect(parameterFaults([parameter({ type: 'text', choices: ['a'] })]).map((fault) => fault.code)).toEqual(['unexpected']);
  });
});

describe('who may', () => {
  const me = (role: 'superadmin' | 'admin' | 'technician', user_id = 'me') => ({ role, user_id });
  test('technicians write, administrators decide, nobody approves their own with four eyes', () => {
    expect(mayDo({ state: 'draft', created_by: 'me' }, me('technician'), true)).toMatchObject({ edit: true, submit: true, approve: false, reject: false });
    expect(mayDo({ state: 'submitted', created_by: 'me' }, me('technician'), false)).toMatchObject({ edit: false, approve: false, reject: false });
    expect(mayDo({ state: 'submitted', created_by: 'me' }, me('superadmin'), true)).toMatchObject({ approve: false, reject: true, approve_refusal: 'own_version' });
    expect(mayDo({ state: 'submitted', created_by: 'me' }, me('admin'), false)).toMatchObject({ approve: true, approve_refusal: null });
    expect(mayDo({ state: 'approved', created_by: 'you' }, me('admin'), true)).toMatchObject({ edit: false, approve: false, reject: true });
    expect(mayDo({ state: 'rejected', created_by: 'you' }, me('admin'), true)).toMatchObject({ approve: false, reject: false });
  });
  test('a setting that is odd means the careful default', () => {
    expect(scriptSettingsOf([])).toMatchObject({ fourEyes: true, perPersonHour: 500, perClientHour: 2000, isFrozen: false });
    expect(scriptSettingsOf([{ name: 'script_four_eyes', value: 'no' }, { name: 'script_budget', value: { per_person_hour: 'x' } }, { name: 'remote_freeze', value: { by: 'x' } }])).toMatchObject({ fourEyes: true, perPersonHour: 500, isFrozen: true });
  });
});

describe('waves', () => {
  test.each([[1, [1]], [5, [5]], [6, [1, 5]], [8, [1, 5, 2]], [100, [1, 5, 25, 69]], [1000, [1, 5, 250, 744]]])('%i machines go as %o', (machines, waves) => {
    expect(wavesOf(machines, 'waves')).toEqual(waves);
  });
  test('every machine is in exactly one wave, and those that are online come first', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('online', 'offline', null), { minLength: 1, maxLength: 300 }), fc.constantFrom('waves' as const, 'at_once' as const), (states, rollout) => {
      const waves = wavesOf(states.length, rollout);
      const placed = inWaves(states.map((agent_status, n) => ({ agent_status, n })), waves);
      expect(new Set(placed.map(({ machine }) => machine.n)).size).toBe(states.length);
      expect(waves.map((_, wave) => placed.filter((one) => one.wave === wave).length)).toEqual(waves);
      const online = placed.map(({ machine }) => Number(machine.agent_status === 'online'));
      expect(online).toEqual(online.toSorted((a, b) => b - a));
    }));
  });
  const facts = (more: Partial<WaveFacts>): WaveFacts => ({ wave: 1, waves: [1, 5, 25, 69], failurePercentMax: 20, open: 0, waiting: 0, finals: 5, failed: 0, unfinished: 94, ...more });
  test.each<[Partial<WaveFacts>, string]>([
    [{}, 'next'], [{ open: 1, finals: 4 }, 'wait'], [{ failed: 1 }, 'next'], [{ failed: 2 }, 'stop'], [{ failed: 2, open: 3, finals: 2 }, 'stop'], [{ wave: 0, failed: 1, finals: 1 }, 'stop'],
    [{ wave: 0, failed: 1, finals: 1, failurePercentMax: 100 }, 'next'], [{ finals: 0, waiting: 5 }, 'wait'], [{ finals: 3, waiting: 2 }, 'next'], [{ wave: 3, finals: 69, failed: 60, unfinished: 0 }, 'done'],
    [{ wave: 3, finals: 60, waiting: 9, unfinished: 9 }, 'wait'], [{ unfinished: 0 }, 'done'],
  ])('%o: %s', (more, verdict) => expect(waveVerdict(facts(more))).toBe(verdict));
});

describe('before a command leaves', () => {
  const machine: Machine = { asset_id: 'a', client_id: 'c', site_id: 's', name: 'n', enrolment: 'active', lifecycle: 'active', platform: 'linux', agent_status: 'online', client_is_active: true, client_is_frozen: false };
  const good: OrderCheck = {
    kind: 'script', status: 'queued', approval_sha256: 'h', requester_is_staff: true, requester_may: true, machine, all_frozen: false, run_state: null, version_state: 'approved', version_approval: 'h', computed_approval: 'h', script_is_active: true,
  };
  test.each<[Partial<OrderCheck>, string | null]>([
    [{}, null], [{ run_state: 'running' }, null], [{ run_state: 'done' }, null], [{ requester_is_staff: false }, 'requester_not_staff'], [{ kind: 'tool', requester_may: false }, 'tool_role'], [{ machine: null }, 'machine_gone'], [{ all_frozen: true }, 'frozen'],
    [{ machine: { ...machine, client_is_frozen: true } }, 'frozen'], [{ machine: { ...machine, enrolment: 'held' } }, 'held'], [{ machine: { ...machine, enrolment: 'revoked' } }, 'revoked'],
    [{ machine: { ...machine, lifecycle: 'retired' } }, 'retired'], [{ machine: { ...machine, client_is_active: false } }, 'inactive_client'], [{ run_state: 'cancelled' }, 'run_cancelled'], [{ run_state: 'stopped' }, 'run_stopped'],
    [{ version_state: 'rejected' }, 'not_approved'], [{ version_approval: 'other' }, 'not_approved'], [{ computed_approval: 'other' }, 'not_approved'], [{ approval_sha256: null, version_approval: null, computed_approval: null }, 'not_approved'],
    [{ script_is_active: false }, 'script_inactive'], [{ status: 'cancelled' }, 'cancelled'], [{ kind: 'inventory', version_state: null, approval_sha256: null }, null],
  ])('%o: %s', (more, reason) => expect(orderRefusal({ ...good, ...more })).toBe(reason));
  test('a script goes to the systems it is written for and to its own client', () => {
    expect(machineRefusal(machine, { script_type: 'batch', client_id: null })).toBe('wrong_platform');
    expect(machineRefusal(machine, { script_type: 'bash', client_id: 'other' })).toBe('other_client');
    expect(machineRefusal({ ...machine, platform: null }, { script_type: 'bash', client_id: 'c' })).toBeNull();
  });
});

describe('the end of an output', () => {
  test.each([['\u001b[31mrojo\u001b[0m', 'rojo'], ['\u001b]0;título\u0007x', 'x'], ['a\r\nb\rc', 'a\nb\nc'], ['a\tb\u0000\u0007c', 'a\tbc'], ['\u202eatras', 'atras'], ['<b>x</b>', '<b>x</b>']])('%o reads %o', (raw, clean) => {
    expect(cleanTail(raw)).toBe(clean);
  });
  test('holds no control character and at most 4,000 characters, whatever was printed', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 6000 }), (text) => {
      const clean = cleanTail(text);
      expect(clean.length).toBeLessThanOrEqual(4000);
      expect(clean.isWellFormed()).toBe(true);
      expect(clean).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
    }));
  });
});
