// Which orders an agent takes: only what a pinned key signed, for this machine, now, once, approved, and allowed here.
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkCommand, type Judge } from '../../agent/command-check.ts';
import { renewKeys, type CommandKey } from '../../agent/identity.ts';
import { sha256Hex } from '../../durable-objects/protocol/envelope.ts';
import { commandKey } from '../../scripts/command-keys.ts';
import { FakeServer, makeKey } from '../support/fake-server.ts';

const server = new FakeServer();
const judge = (change: Partial<Judge> = {}): Judge => ({
  agent_id: server.agentId, client_id: server.clientId, keys: server.keys, policy: { refuse_kinds: [], refuse_run_as: [], run_as_user: 'nobody' }, serverNow: Date.now(), hasSeen: () => false, ...change,
});
const reasonOf = async (order: Awaited<ReturnType<FakeServer['order']>>, change: Partial<Judge> = {}): Promise<string> => {
  const checked = await checkCommand(order, judge(change));
  return checked.ok ? 'taken' : checked.reason;
};

test('an order signed with the current or the announced next key is taken', async () => {
  expect(await reasonOf(await server.order('echo hi'))).toBe('taken');
  expect(await reasonOf(await server.order('echo hi', {}, {}, {}, server.keys[1]))).toBe('taken');
  expect(await reasonOf(await server.order(null))).toBe('taken');
});
test('an order without a valid signature of a pinned key is refused', async () => {
  const stranger = makeKey('k1');
  expect(await reasonOf(await server.order('echo hi', {}, {}, {}, stranger))).toBe('bad_signature');
  expect(await reasonOf(await server.order('echo hi', {}, {}, { signature: '' }))).toBe('bad_signature');
  expect(await reasonOf(await server.order('echo hi', {}, {}, { signature: '%%%' }))).toBe('bad_signature');
  expect(await reasonOf(await server.order('echo hi', {}, {}, { key_id: 'k9' }))).toBe('unknown_key');
  const order = await server.order('echo hi');
  expect(await reasonOf({ ...order, envelope: order.envelope.replace('"run_as":"system"', '"run_as":"user"') })).toBe('bad_signature');
  // The same content in another spelling is not what was signed.
  expect(await reasonOf({ ...order, envelope: ` ${order.envelope}` })).toBe('bad_signature');
  expect(await reasonOf({ ...order, envelope: '{}' })).toBe('unreadable');
  expect(await reasonOf({ ...order, envelope: 'nonsense' })).toBe('unreadable');
});
test('an order for another machine or another client is refused', async () => {
  expect(await reasonOf(await server.order('echo hi', { agent_id: randomUUID() }))).toBe('wrong_machine');
  expect(await reasonOf(await server.order('echo hi', { client_id: randomUUID() }))).toBe('wrong_machine');
});
test('an order is stale by the clock of the server, not by that of the machine', async () => {
  const order = await server.order('echo hi');
  expect(await reasonOf(order, { serverNow: Date.now() + 601_000 })).toBe('stale');
  expect(await reasonOf(order, { serverNow: Date.now() - 86_400_000 * 3 })).toBe('taken');
});
test('a used sequence is refused', async () => {
  expect(await reasonOf(await server.order('echo hi'), { hasSeen: () => true })).toBe('repeated');
});
test('another script, other arguments or a language that is missing are refused', async () => {
  expect(await reasonOf(await server.order('echo hi', {}, {}, { script: 'echo other' }))).toBe('script_hash');
  expect(await reasonOf(await server.order('echo hi', {}, {}, { script: null }))).toBe('script_hash');
  expect(await reasonOf(await server.order(null, {}, {}, { script: 'echo hi' }))).toBe('script_hash');
  expect(await reasonOf(await server.order('echo hi', {}, { args: ['a'] }, { arguments: '{"args":["b"]}' }))).toBe('arguments_hash');
  expect(await reasonOf(await server.order('echo hi', { script_type: null }))).toBe('bad_arguments');
  expect(await reasonOf(await server.order('echo hi', {}, { args: ['a\0b'] }))).toBe('bad_arguments');
  expect(await reasonOf(await server.order(null, { kind: 'service' }))).toBe('bad_arguments');
  expect(await reasonOf(await server.order(null, { kind: 'reboot' }))).toBe('bad_arguments');
});
test('a script nobody approved is refused, an order without a script needs no approval', async () => {
  expect(await reasonOf(await server.order('echo hi', { approved_by: null }))).toBe('unapproved');
  expect(await reasonOf(await server.order('echo hi', { approval_sha256: null }))).toBe('unapproved');
  expect(await reasonOf(await server.order(null, { approved_by: null, approval_sha256: null }))).toBe('taken');
});
test('the machine owner may refuse kinds and rights whatever is signed', async () => {
  const policy = { refuse_kinds: ['reboot' as const], refuse_run_as: ['system' as const], run_as_user: 'nobody' };
  expect(await reasonOf(await server.order(null, { kind: 'reboot' }, { reboot: { delay_s: 60, message: '' } }), { policy })).toBe('local_policy');
  expect(await reasonOf(await server.order('echo hi'), { policy })).toBe('local_policy');
  expect(await reasonOf(await server.order('echo hi', { run_as: 'user' }), { policy })).toBe('taken');
  // Whoever refuses scripts refuses a terminal to type them into.
  const noScripts = { policy: { refuse_kinds: ['script' as const], refuse_run_as: [], run_as_user: 'nobody' } };
  const remote = { port: 5900, consent: 'none' as const, minutes: 10, locale: 'en' as const };
  expect(await reasonOf(await server.order(null, { kind: 'remote' }, { remote: { ...remote, session: 'terminal' } }), noScripts)).toBe('local_policy');
  expect(await reasonOf(await server.order(null, { kind: 'remote' }, { remote: { ...remote, session: 'desktop' } }), noScripts)).toBe('taken');
  // SSH and RDP ask for an account of the machine themselves.
  const tunnel = async (port: number) => {
    const text = JSON.stringify({ remote: { ...remote, session: 'tunnel', port } });
    return server.order(null, { kind: 'remote', arguments_sha256: await sha256Hex(text) }, {}, { arguments: text });
  };
  expect(await reasonOf(await tunnel(22), noScripts)).toBe('taken');
  expect(await reasonOf(await tunnel(5432))).toBe('bad_arguments');
  expect(await reasonOf(await tunnel(22), { policy: { refuse_kinds: ['remote'], refuse_run_as: [], run_as_user: 'nobody' } })).toBe('local_policy');
});

test('a new key is trusted by the word of one that was pinned, not for standing beside it', () => {
  const a = commandKey();
  const b = commandKey(a);
  const c = commandKey(b);
  const d = commandKey(c);
  const thief = commandKey();
  const [pa, pb, pc, pd] = [a, b, c, d].map(({ key_id, public_key }) => ({ key_id, public_key })) as [CommandKey, CommandKey, CommandKey, CommandKey];
  expect(renewKeys([pa, pb], [b, c])).toEqual({ keys: [pb, pc], verdict: 'renewed' });
  expect(renewKeys([pa, pb], [a, b]).verdict).toBe('same');
  expect(renewKeys([pa, pb], [])).toEqual({ keys: [pa, pb], verdict: 'same' });
  // Off for two rotations: one word leads to the next.
  expect(renewKeys([pa, pb], [c, d])).toEqual({ keys: [pc, pd], verdict: 'renewed' });
  const forged = { by: a.key_id, signature: 'A'.repeat(86) };
  for (const announced of [[pc], [pb, pc], [a, b, thief], [b, { ...thief, endorsed: forged }], [b, { ...thief, endorsed: b.endorsed! }], [b, commandKey(thief)], [{ ...thief, key_id: a.key_id }], [b, { ...c, public_key: thief.public_key }], [b, { ...c, key_id: a.key_id }], [d]]) {
    expect(renewKeys([pa, pb], announced)).toEqual({ keys: [pa, pb], verdict: 'refused' });
  }
  expect(renewKeys([], [c])).toEqual({ keys: [], verdict: 'refused' });
});
