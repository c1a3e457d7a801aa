// Commands from the button to a real machine and back: none lost, none run twice, none altered, and read by nobody else.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { membersOf } from '../../agent/run/kill-tree.ts';
import type { Envelope, SignedCommand } from '../../durable-objects/protocol/envelope.ts';
import { call, signIn } from '../support/api-client.ts';
import { waitFor } from '../support/wait-for.ts';
import { world } from '../support/world.ts';
import { approvedScript, executionIs, openStage, order, outputOf, presenceIs, textOf, watch, type Machine, type Stage } from './stage.ts';
import { makeYard, type Yard } from './yard.ts';

let stage: Stage;
let yard: Yard;
let machine: Machine;

beforeAll(async () => {
  yard = makeYard();
  stage = await openStage();
  machine = await stage.machine();
  await machine.start();
});
afterEach(() => {
  stage.box.meddle = (text) => [text];
});
afterAll(async () => {
  await stage?.close();
  yard?.remove();
});

const script = (content: string, version: Record<string, unknown> = {}) => approvedScript(stage, content, version);
const run = async (content: string, version: Record<string, unknown> = {}) => order(stage.technician, await script(content, version), machine);
const isCommand = (text: string): boolean => text.startsWith('{"type":"command",');

test('two commands to one machine run side by side and both are answered', async () => {
  // Each waits for the other: alone neither could end.
  const ids = await Promise.all([run(`echo uno; touch '${yard.path('uno')}'; ${yard.gate('dos')}`), run(`echo dos >&2; touch '${yard.path('dos')}'; ${yard.gate('uno')}; exit 3`)]);
  expect(await executionIs(stage.technician, ids[0]!, 'completed')).toMatchObject({ exit_code: 0, output_tail: 'uno\n' });
  expect(await executionIs(stage.technician, ids[1]!, 'failed')).toMatchObject({ exit_code: 3, output_tail: 'dos\n' });
});

test('a command that is delivered twice, or again after its end, runs once', async () => {
  const seen: string[] = [];
  stage.box.meddle = (text) => {
    if (!isCommand(text)) return [text];
    seen.push(text);
    return [text, text, ...seen];
  };
  const first = await run(yard.mark('first'));
  await executionIs(stage.technician, first, 'completed');
  const second = await run(yard.mark('second'));
  await executionIs(stage.technician, second, 'completed');
  // Five copies were delivered of two commands.
  expect(seen).toHaveLength(2);
  await executionIs(stage.technician, await run('true'), 'completed');
  expect([yard.marks('first'), yard.marks('second')]).toEqual([1, 1]);
  const states = await stage.owner.query<{ status: string }>('select status from script_executions where execution_id = any($1::uuid[])', [[first, second]]);
  expect(states.map((row) => row.status)).toEqual(['completed', 'completed']);
});

type Alter = (order: SignedCommand, envelope: Envelope) => Partial<SignedCommand>;
const ALTERED: [what: string, alter: Alter, reason: string][] = [
  ['another-script', (given) => ({ script: given.script!.replace('honesto', 'ajeno..') }), 'script_hash'],
  ['other-arguments', () => ({ arguments: '{"args":["--force"],"env":{}}' }), 'arguments_hash'],
  ['more-rights', (_, envelope) => ({ envelope: JSON.stringify({ ...envelope, run_as: 'system' }) }), 'bad_signature'],
  ['no-approval', (_, envelope) => ({ envelope: JSON.stringify({ ...envelope, approved_by: null }) }), 'bad_signature'],
  ['a-longer-life', (_, envelope) => ({ envelope: JSON.stringify({ ...envelope, not_after: '2099-01-01T00:00:00.000Z' }) }), 'bad_signature'],
  ['an-unknown-key', () => ({ key_id: 'other' }), 'unknown_key'],
];
test('a command that was altered on its way is refused by the machine, which says why', async () => {
  stage.box.meddle = (text) => {
    if (!isCommand(text)) return [text];
    const given = JSON.parse(text) as SignedCommand;
    const [, alter] = ALTERED.find(([what]) => given.script!.includes(what))!;
    return [JSON.stringify({ ...given, ...alter(given, JSON.parse(given.envelope) as Envelope) })];
  };
  const ids = await Promise.all(ALTERED.map(([what]) => run(`# honesto\n${yard.mark(what)}`)));
  const ends = await Promise.all(ids.map((id) => executionIs(stage.technician, id, 'refused', 'failed', 'completed')));
  expect(ends.map(({ status, reason }) => [status, reason])).toEqual(ALTERED.map(([, , reason]) => ['refused', reason]));
  expect(ALTERED.map(([what]) => yard.marks(what))).toEqual(ALTERED.map(() => 0));
});

test('a large output arrives whole, byte for byte', async () => {
  // Twenty megabytes keep the test short; fifty are measured by the benchmark.
  const size = 20 * 1024 * 1024;
  const id = await run(`head -c ${size} /dev/urandom > '${yard.path('large')}'; cat '${yard.path('large')}'`, { limits: { timeout_s: 120, output_bytes: 64 * 1024 * 1024 } });
  const done = await executionIs(stage.technician, id, 'completed');
  const printed = createHash('sha256').update(readFileSync(yard.path('large'))).digest('hex');
  expect(done).toMatchObject({ output_bytes: size, output_sha256: printed, is_truncated: false });
  const file = await stage.worker.fetch(`/api/executions/${id}/output?download=1`, { headers: { Authorization: `Bearer ${stage.technician.token}` } });
  expect(createHash('sha256').update(new Uint8Array(await file.arrayBuffer())).digest('hex')).toBe(printed);
});

test('what a command printed is read by staff and by nobody else', async () => {
  const id = await run('echo secreto-de-salida');
  await executionIs(stage.technician, id, 'completed');
  expect(await textOf(stage.technician, id)).toBe('secreto-de-salida\n');
  const [direction, requester, stranger] = await Promise.all([world.who.client_admin, world.who.solicitante, world.who.client_admin_b].map((who) => signIn(stage.worker, who)));
  for (const person of [direction!, requester!, stranger!]) {
    for (const path of [`/api/executions/${id}`, `/api/executions/${id}/output?offset=0`, `/api/executions/${id}/output?download=1`, `/api/assets/${machine.id}/executions`]) {
      const answer = await person.get(path);
      expect([path, answer.status >= 400, JSON.stringify(answer.body).includes('secreto-de-salida')]).toEqual([path, true, false]);
    }
  }
  // Another organisation cannot even watch; this one's own administrator can, but not the output.
  expect((await stranger!.send('POST', `/api/assets/${machine.id}/live`)).status).toBe(404);
  const viewer = await watch(stage.worker, direction!, machine);
  viewer.say({ type: 'follow', execution_id: id, offset: 0 });
  await waitFor('the close', async () => viewer.closed !== null);
  expect(viewer.text(id)).toBe('');
  // Nor does a machine read what another one said.
  expect((await call(stage.worker, 'GET', `/api/executions/${id}/output?offset=0`, { token: machine.stolen().auth_token })).status).toBe(401);
});

test('a machine that dies in the middle of a command reports it interrupted with what it printed, and does not run it again', async () => {
  const id = await run(`${yard.mark('dies')}; echo hasta aquí; sleep 1000`);
  await executionIs(stage.technician, id, 'running');
  await waitFor('the first line', async () => (await outputOf(stage.technician, id)).length > 0);
  await machine.kill();
  expect(membersOf(id, null).length).toBeGreaterThan(0);
  await machine.start();
  expect(await executionIs(stage.technician, id, 'interrupted')).toMatchObject({ reason: 'agent_restarted', output_tail: 'hasta aquí\n', exit_code: null });
  expect(yard.marks('dies')).toBe(1);
  await waitFor('the old tree to be gone', async () => membersOf(id, null).length === 0);
});

test('a machine that is stopped is offline at once; what is ordered meanwhile waits in its place and runs once, in order, when it returns', async () => {
  await presenceIs(stage.owner, machine, 'online');
  const [one, two] = [await script(`${yard.mark('waited')}; echo uno`), await script(`cat '${yard.path('waited')}'; echo dos`)];
  expect(await machine.stop()).toBe(0);
  const stoppedAt = performance.now();
  await presenceIs(stage.owner, machine, 'offline');
  // Two seconds is what people are promised; a loaded test machine is given more.
  expect(performance.now() - stoppedAt).toBeLessThan(8000);
  const ordered = [];
  for (const scriptId of [one, two]) ordered.push((await stage.technician.send('POST', '/api/agents/execute-script', { script_id: scriptId, asset_ids: [machine.id] })).body.data.execution);
  expect(ordered.map((execution) => [execution.status, execution.accepted])).toEqual([['queued', { position: 0, is_online: false }], ['queued', { position: 1, is_online: false }]]);
  await machine.start();
  await executionIs(stage.technician, ordered[0].execution_id, 'completed');
  await executionIs(stage.technician, ordered[1].execution_id, 'completed', 'failed');
  expect(yard.marks('waited')).toBe(1);
});
