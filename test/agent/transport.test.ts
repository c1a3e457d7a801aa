// Ways between a real machine and the server: older protocol, no WebSockets, a proxy, broken lines, sleeping objects, late words.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn } from '../support/api-client.ts';
import { waitFor } from '../support/wait-for.ts';
import { world } from '../support/world.ts';
import { openMiddlebox, type Middlebox } from './middlebox.ts';
import { approvedScript, executionIs, openStage, order, outputOf, presenceIs, textOf, watch, type Machine, type Stage } from './stage.ts';
import { makeYard, type Yard } from './yard.ts';

let stage: Stage;
let yard: Yard;
let machine: Machine;
const boxes: Middlebox[] = [];

beforeAll(async () => {
  yard = makeYard();
  stage = await openStage();
  machine = await stage.machine();
});
afterAll(async () => {
  await stage?.close();
  await Promise.all(boxes.map((box) => box.stop()));
  yard?.remove();
});

const run = async (content: string, on: Machine = machine, version: Record<string, unknown> = {}) => order(stage.technician, await approvedScript(stage, content, version), on);
const isQuiet = (on: Machine) => waitFor('everything to be acknowledged', async () => {
  const status = await on.status();
  return status?.is_online === true && status.queue.records === 0 && status.commands.unacknowledged === 0;
});

test.each([[1, 'an older agent'], [2, 'an agent of today']])('protocol %i: %s has its commands, its output and nothing it does not know', async (protocol) => {
  const said = new Set<string>();
  stage.box.meddle = (text) => {
    said.add((JSON.parse(text) as { type: string }).type);
    return [text];
  };
  await machine.start(['--protocol', String(protocol)]);
  const viewer = await watch(stage.worker, stage.technician, machine);
  const id = await run(`head -c 300000 /dev/urandom > '${yard.path(`old-${protocol}`)}'; cat '${yard.path(`old-${protocol}`)}' ; echo err >&2`);
  const done = await executionIs(stage.technician, id, 'completed');
  const output = await outputOf(stage.technician, id);
  expect([done.output_bytes, createHash('sha256').update(output).digest('hex')]).toEqual([300_004, done.output_sha256]);
  expect(await machine.status()).toMatchObject({ is_online: true, transport: 'websocket', protocol });
  // Somebody watches: only who understands it is asked for more readings.
  if (protocol === 2) await viewer.hear('sample');
  expect([protocol, said.has('live')]).toEqual([protocol, protocol === 2]);
  expect(said.has('welcome') && said.has('command')).toBe(true);
  viewer.leave();
  await machine.stop();
  stage.box.meddle = (text) => [text];
});

test('a line that breaks again and again is mended by the machine, and Postgres hears nothing of it', async () => {
  await machine.start();
  await presenceIs(stage.owner, machine, 'online');
  await isQuiet(machine);
  await stage.worker.resetStats();
  const connections = (): number => machine.agent!.text().split('\n').filter((line) => line.startsWith('connected ')).length;
  for (let n = 0; n < 3; n++) {
    const before = connections();
    stage.box.cut();
    stage.box.mend();
    await waitFor('the machine to be back', async () => connections() > before);
  }
  // What the computer itself changed meanwhile may be told; coming back may not.
  const { by_request: byRequest } = await stage.worker.stats();
  expect(Object.keys(byRequest).filter((id) => !/^(inventory|rollups?|alerts)-/.test(id))).toEqual([]);
});

test('an object that sleeps, or loses its memory and its sockets, in the middle of an output goes on where it was', async () => {
  const id = await run(`echo uno; ${yard.gate('sleep')}; echo dos; ${yard.gate('forget')}; echo tres`);
  await waitFor('the first line', async () => (await textOf(stage.technician, id)) === 'uno\n');
  await stage.evict(machine, 'hibernate');
  yard.open('sleep');
  await waitFor('the second line', async () => (await textOf(stage.technician, id)) === 'uno\ndos\n');
  await stage.evict(machine, 'close');
  yard.open('forget');
  expect(await executionIs(stage.technician, id, 'completed', 'interrupted', 'failed')).toMatchObject({ status: 'completed', exit_code: 0 });
  expect(await textOf(stage.technician, id)).toBe('uno\ndos\ntres\n');
});

test('a result that comes after its time is taken and turns the timeout around', async () => {
  const id = await run(`${yard.mark('late')}; echo empieza; ${yard.gate('late-gate')}; echo termina`);
  await executionIs(stage.technician, id, 'running');
  await waitFor('the first line', async () => (await textOf(stage.technician, id)).length > 0);
  stage.box.cut();
  await stage.inObject(machine, `update commands set deadline_at = 1 where execution_id = '${id}'`);
  // Anything that wakes the object shows it the time.
  const next = await order(stage.technician, await approvedScript(stage, 'echo después'), machine);
  expect(await executionIs(stage.technician, id, 'timeout')).toMatchObject({ reason: 'no_result' });
  yard.open('late-gate');
  await waitFor('its end without a line', async () => machine.log().some((line) => line.event === 'command_finished' && line.execution_id === id));
  // A restart of the program loses nothing of it, and spares the test the pauses of one that tried in vain.
  await machine.kill();
  stage.box.mend();
  await machine.start();
  expect(await executionIs(stage.technician, id, 'completed')).toMatchObject({ exit_code: 0, output_tail: 'empieza\ntermina\n' });
  await executionIs(stage.technician, next, 'completed');
  expect(yard.marks('late')).toBe(1);
});

test('what waited too long is asked about again: of a person who left, or with a script that was switched off, nothing is delivered', async () => {
  const leaving = await signIn(stage.worker, world.who.technician2);
  const [kept, left, off] = [await approvedScript(stage, yard.mark('kept')), await approvedScript(stage, yard.mark('left')), await approvedScript(stage, yard.mark('off'))];
  await machine.stop();
  await presenceIs(stage.owner, machine, 'offline');
  const ids = [await order(leaving, left, machine), await order(stage.technician, off, machine), await order(stage.technician, kept, machine)];
  await stage.owner.query('update users set is_active = false where user_id = $1', [world.who.technician2.user_id]);
  expect((await stage.admin.send('PUT', `/api/scripts/${off}`, { is_active: false })).status).toBe(200);
  await stage.inObject(machine, 'update commands set authorised_at = 1');
  await machine.start();
  const ends = await Promise.all(ids.map((id) => executionIs(stage.technician, id, 'completed', 'refused', 'failed')));
  expect(ends.map(({ status, reason }) => [status, reason])).toEqual([['refused', 'requester_not_staff'], ['refused', 'script_inactive'], ['completed', null]]);
  expect(['left', 'off', 'kept'].map(yard.marks)).toEqual([0, 0, 1]);
});

test('where WebSockets are forbidden everything goes by long poll: readings, a command, its output, and the goodbye', async () => {
  const box = await openMiddlebox(stage.worker.url);
  boxes.push(box);
  box.forbidsUpgrades = true;
  const polling = await stage.machine('a1', { url: box.url });
  await polling.start();
  expect(await polling.status()).toMatchObject({ is_online: true, transport: 'long-poll', protocol: 1 });
  expect(box.upgrades).toBe(3);
  await presenceIs(stage.owner, polling, 'online');
  const id = await run('echo por sondeo; head -c 200000 /dev/zero', polling);
  expect(await executionIs(stage.technician, id, 'completed')).toMatchObject({ output_bytes: 200_011, exit_code: 0 });
  expect((await outputOf(stage.technician, id)).toString('latin1', 0, 11)).toBe('por sondeo\n');
  await waitFor('readings', async () => (await stage.technician.get(`/api/assets/${polling.id}/metrics?range=1h`)).body.data.points.length > 0);
  expect(await polling.stop()).toBe(0);
  await presenceIs(stage.owner, polling, 'offline');
});

test('through a proxy the machine asks for a tunnel each time, and says nothing to anybody else', async () => {
  const proxy = await openMiddlebox('http://127.0.0.1:9');
  boxes.push(proxy);
  const behind = await stage.machine('a1', { url: stage.worker.url, words: ['--proxy', proxy.url] });
  await behind.start();
  const id = await run('echo por el túnel', behind);
  expect(await executionIs(stage.technician, id, 'completed')).toMatchObject({ output_tail: 'por el túnel\n' });
  expect(proxy.tunnels.length).toBeGreaterThanOrEqual(3);
  expect(new Set(proxy.tunnels)).toEqual(new Set([`CONNECT ${new URL(stage.worker.url).host} HTTP/1.1`]));
  // The proxy was the only way: without it the machine is away.
  proxy.cut();
  await waitFor('the machine to notice', async () => (await behind.status())?.is_online === false);
});
