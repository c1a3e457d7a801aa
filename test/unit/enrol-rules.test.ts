// Policy of machines at the door, without a database.
import { expect, test } from 'vitest';
import { agentConfigOf, objectConfigOf } from '../../worker/modules/agents/object-config.ts';
import { plainAddress, protocolOf, refusalOf, serverNames, ticketText } from '../../worker/modules/agents/rules.ts';
import { effectivePolicy } from '../../worker/modules/policies/rules.ts';
import { ENROLMENT_OUTCOMES } from '../../worker/modules/agents/values.ts';

const keys = { commandKeys: [{ key_id: 'k1', private_key: 'secret', public_key: 'a'.repeat(43) }] };

test('the newest protocol both sides speak is taken, whatever else is offered', () => {
  expect(['lanet.agent.2', 'lanet.agent.1', 'lanet.agent.1, lanet.agent.2', 'lanet.agent.9,lanet.agent.1', 'lanet.agent.0', 'lanet.agent.22', 'chat', ''].map(protocolOf)).toEqual([2, 1, 2, 1, null, null, null, null]);
});

test('in production a machine signs for the one name of the server; elsewhere also for the name it used', () => {
  expect(serverNames('https://helpdesk.example.com', 'relay.example', true)).toEqual(['helpdesk.example.com']);
  expect(serverNames('https://helpdesk.example.com', '127.0.0.1:8787', false)).toEqual(['helpdesk.example.com', '127.0.0.1:8787']);
});

test('an IPv4 address is one in any clothing', () => {
  expect(['::ffff:192.0.2.1', '::FFFF:192.0.2.1', '2001:db8::1', '192.0.2.1', undefined].map(plainAddress)).toEqual(['192.0.2.1', '192.0.2.1', '2001:db8::1', '192.0.2.1', 'local']);
});

test('every outcome either lets in or says why not', () => {
  const open = ENROLMENT_OUTCOMES.filter((outcome) => refusalOf(outcome) === null);
  expect(open).toEqual(['enrolled', 'again', 'held']);
  for (const outcome of ENROLMENT_OUTCOMES) if (!open.includes(outcome)) expect(refusalOf(outcome)).toMatchObject({ code: outcome, message: expect.stringMatching(/^[a-z].{10,}/) });
  expect(refusalOf('too_many')).toMatchObject({ kind: 'too_many', retryAfterSeconds: 600 });
});

test('what a machine adds to a ticket is text of one line each, and never longer than a ticket holds', () => {
  expect(ticketText('Hola\n', { 'a\nb': 'x\u0000\u001b[2Jy\ud800', n: 5, no: null, l: ['1', '2\n3'] })).toBe('Hola\n\n--- Diagnóstico del equipo ---\na b: x [2Jy\nn: 5\nno: —\nl: 1, 2 3');
  expect(ticketText('', undefined)).toBe('');
  expect(ticketText('x'.repeat(20_000), { a: 'y'.repeat(40_000) })).toHaveLength(50_000);
});

test('a setting that cannot be read gives the defaults, and no private key ever leaves', () => {
  const policy = (values: Record<string, unknown>) => effectivePolicy([{ level: 'msp', policy_id: null, values }]);
  for (const values of [{}, { metrics_s: -5 }, { metrics_s: 'often' }, { metrics_s: null }]) expect(agentConfigOf(policy(values), 7, true, keys)).toMatchObject({ revision: 7, metrics_s: 300, is_held: true });
  expect(agentConfigOf(policy({ metrics_s: 60, revision: 99, is_held: false, command_keys: [] }), 7, true, keys)).toMatchObject({ revision: 7, metrics_s: 60, is_held: true, command_keys: [{ key_id: 'k1' }] });
  expect(Object.keys(agentConfigOf(policy({}), 1, false, keys))).not.toContain('remote_consent');
  expect(JSON.stringify(agentConfigOf(policy({}), 1, false, keys))).not.toContain('secret');
});

test('one rule that makes no sense takes away neither the others nor the machine', () => {
  const id = '00000000-0000-4000-8000-000000000001';
  const good = { rule_id: id, metric: 'cpu', operator: '>=', threshold: 90, hysteresis: 5, need: 3, of: 4, target: null };
  const row = { asset_id: id, client_id: id, site_id: id, revision: 2, public_key: 'k', status: 'active' as const, is_retired: false, updates: null, networks: ['10.0.0.0/8', 'x'.repeat(80)], levels: [], rules: [good, { ...good, threshold: -1 }, { ...good, metric: 'moon' }, 'x'] };
  expect(objectConfigOf(row, keys)).toMatchObject({ rules: [good], allowed_networks: ['10.0.0.0/8'] });
});
