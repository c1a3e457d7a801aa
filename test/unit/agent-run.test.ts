// How a script runs on the machine: real processes, which end when they must, see what they should, and leave nothing.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OutputReader, OutputWriter } from '../../agent/output-store.ts';
import { accountFor, accountNamed } from '../../agent/run/account.ts';
import { bound } from '../../agent/run/bounds.ts';
import { gatherOutput } from '../../agent/run/gather-output.ts';
import { membersOf } from '../../agent/run/kill-tree.ts';
import { lanes } from '../../agent/run/lanes.ts';
import { prepareScript, type Ended, type Running } from '../../agent/run/run-script.ts';
import { CommandArguments, Envelope } from '../../durable-objects/protocol/envelope.ts';
import { makeStateDir, removeStateDir } from '../support/agent-process.ts';
import { FakeServer } from '../support/fake-server.ts';
import { waitFor } from '../support/wait-for.ts';

vi.setConfig({ testTimeout: 20_000 });
const server = new FakeServer();
const isRoot = process.getuid?.() === 0;
let stateDir = '';
beforeEach(() => { stateDir = makeStateDir(); });
afterEach(() => removeStateDir(stateDir));

interface Run {
  id: string;
  running: Running;
  text(stream?: 'stdout' | 'stderr'): string;
  end(): Promise<Ended & { output_bytes: number; is_truncated: boolean }>;
}
async function start(script: string, change: Partial<Envelope> = {}, args: Partial<CommandArguments> = {}, limits: Partial<Envelope['limits']> = {}): Promise<Run> {
  const order = await server.order(script, { ...change, limits: { timeout_s: 30, output_bytes: 64 * 1024 * 1024, memory_bytes: null, processes: null, ...limits } }, args);
  const envelope = Envelope.parse(JSON.parse(order.envelope));
  const prepared = prepareScript(envelope, script, CommandArguments.parse(args), 'nobody');
  if (!prepared.ok) throw new Error(prepared.message);
  const path = join(stateDir, `${envelope.execution_id}.out`);
  const writer = new OutputWriter(path, envelope.limits.output_bytes);
  const running = prepared.start(writer, () => {});
  const text = (stream?: 'stdout' | 'stderr'): string => {
    const reader = new OutputReader(path);
    const found: Uint8Array[] = [];
    let offset = 0;
    for (let piece = reader.at(0); piece; piece = reader.at(offset)) {
      offset += piece.data.byteLength;
      if (!stream || piece.stream === stream) found.push(piece.data);
    }
    reader.close();
    return Buffer.concat(found).toString('utf8');
  };
  return { id: envelope.execution_id, running, text, end: async () => ({ ...(await running.ended), ...writer.end() }) };
}

test('a script sees its arguments as they were given, whatever they hold', async () => {
  const hostile = ['; rm -rf /', '$(id)', '"quoted" \'too\'', '-x', 'line\nbreak', '*', 'ñandú 🦙', ''];
  const run = await start('for a in "$@"; do printf "[%s]" "$a"; done; printf "<%s>" "$LANET_ARG_NAME" "$LANET_ARG_1"', {}, { args: hostile, env: { NAME: '`id`' } });
  expect(await run.end()).toMatchObject({ status: 'completed', exit_code: 0, reason: null });
  expect(run.text()).toBe(`${hostile.map((arg) => `[${arg}]`).join('')}<\`id\`><${hostile[0]}>`);
});
test('nothing of the agent\'s own environment reaches a script', async () => {
  vi.stubEnv('LANET_SECRET_OF_THE_AGENT', 'hush');
  const run = await start('env');
  await run.end();
  vi.unstubAllEnvs();
  const names = run.text().trim().split('\n').map((line) => line.split('=')[0]!).filter((name) => !['_', 'PWD', 'SHLVL', 'OLDPWD'].includes(name)).sort();
  expect(names).toEqual(['HOME', 'LANET_RUN_ID', 'LANG', 'PATH', 'TMPDIR']);
});
test('a script may open its own output again by name, as any account', async () => {
  for (const run_as of ['system', 'user'] as const) {
    const run = await start('echo one > /dev/stdout; echo two > /dev/stderr; echo three | tee /dev/stderr', { run_as });
    expect(await run.end()).toMatchObject({ status: 'completed', output_bytes: 20 });
    expect([run.text('stdout'), run.text('stderr')]).toEqual(['one\nthree\n', 'two\nthree\n']);
  }
});
test('no file of the agent is open in a script', async () => {
  const run = await start('ls -l /proc/$$/fd');
  await run.end();
  expect(run.text()).toContain('script.sh');
  expect(run.text()).not.toContain(stateDir);
});
test.runIf(isRoot)('a script without administrator rights runs as an ordinary account, and never as root', async () => {
  const run = await start('id -u; id -g; cat /etc/shadow; echo "$HOME"; touch "$HOME/mine" && echo wrote', { run_as: 'user' });
  expect(await run.end()).toMatchObject({ status: 'completed' });
  const nobody = accountNamed('nobody', readFileSync('/etc/passwd', 'utf8'))!;
  expect(run.text('stdout')).toMatch(new RegExp(`^${nobody.uid}\n${nobody.gid}\n.*wrote\n$`, 's'));
  expect(run.text('stderr')).toMatch(/Permission denied/);
});
test('what cannot give up its rights is refused', () => {
  expect(accountFor('user', 'no-such-account', 'linux', 0)).toMatchObject({ ok: false });
  expect(accountFor('user', 'root', 'linux', 0)).toMatchObject({ ok: false });
  expect(accountFor('user', 'nobody', 'win32', -1)).toMatchObject({ ok: false });
  expect(accountFor('user', 'nobody', 'linux', 1000)).toEqual({ ok: true, switchTo: null });
  expect(accountFor('system', 'nobody', 'linux', 0)).toEqual({ ok: true, switchTo: null });
  expect(accountNamed('nobody', 'root:*:0:0::/:/bin/sh\nnobody:*:-2:-2::/:/usr/bin/false\n')).toEqual({ uid: 2 ** 32 - 2, gid: 2 ** 32 - 2 });
});
test('each run has a folder of its own, which is gone afterwards', async () => {
  const run = await start('pwd; ls -la . | head -3; touch left-behind; mkdir -p a/b');
  const folderOf = () => readdirSync(tmpdir()).filter((name) => name.includes(run.id));
  expect(folderOf()).toHaveLength(1);
  await run.end();
  expect(run.text()).toContain('drwx------');
  expect(folderOf()).toEqual([]);
});
test('the time limit ends the whole tree: children, grandchildren, other sessions, and what ignores TERM', async () => {
  const run = await start('trap "" TERM; sleep 1000 & (setsid sleep 1001 & ) ; setsid setsid sh -c "trap : TERM; while :; do sleep 1; done" & echo started; wait; while :; do sleep 1; done', {}, {}, { timeout_s: 1 });
  await waitFor('the tree', async () => membersOf(run.id, null).length >= 4);
  const members = membersOf(run.id, null);
  expect(await run.end()).toMatchObject({ status: 'timeout', reason: 'timeout' });
  expect(membersOf(run.id, null)).toEqual([]);
  expect(members.filter((pid) => existsSync(`/proc/${pid}`) && readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]![0] !== 'Z')).toEqual([]);
  expect(run.text()).toBe('started\n');
});
test('a cancelled script ends with its tree and keeps what it printed', async () => {
  const run = await start('echo before; sleep 1000 & sleep 1000');
  await waitFor('its first line', async () => run.text() !== '');
  run.running.stop('cancelled');
  expect(await run.end()).toMatchObject({ status: 'cancelled', output_bytes: 7 });
  expect(membersOf(run.id, null)).toEqual([]);
});
test('what a script leaves in the background ends with it and does not hold the result back', async () => {
  const run = await start('(setsid sleep 1000 &) ; (setsid sh -c "exec >/dev/null 2>&1; sleep 1000" &) ; echo done');
  expect(await run.end()).toMatchObject({ status: 'completed', exit_code: 0 });
  expect(membersOf(run.id, null)).toEqual([]);
});
test('output beyond the limit is left out, said so, and the script goes on', async () => {
  const run = await start(`head -c 300000 /dev/zero | tr '\\0' x; echo 5 > "$HOME/on"; exit $(cat "$HOME/on")`, {}, {}, { output_bytes: 100_000 });
  expect(await run.end()).toMatchObject({ status: 'failed', exit_code: 5, output_bytes: 100_000, is_truncated: true });
});
test('an exit code and a signal are told apart', async () => {
  expect(await (await start('exit 7')).end()).toMatchObject({ status: 'failed', exit_code: 7, reason: null });
  expect(await (await start('kill -SEGV $$')).end()).toMatchObject({ status: 'failed', exit_code: null, reason: 'signal', message: 'ended by SIGSEGV' });
});
test('python runs where it is installed, its lines seen as they are printed', async () => {
  const run = await start('import sys, time\nprint("uno", sys.argv[1])\nsys.stdout.write("dos")\ntime.sleep(1000)', { script_type: 'python' }, { args: ['$HOME'] });
  await waitFor('the lines', async () => run.text() === 'uno $HOME\ndos');
  run.running.stop('cancelled');
  await run.end();
});
test('a language without a program on this machine is refused before anything starts', async () => {
  const order = await server.order('@echo off', { script_type: 'batch' });
  expect(prepareScript(Envelope.parse(JSON.parse(order.envelope)), '@echo off', CommandArguments.parse({}), 'nobody')).toMatchObject({ ok: false, reason: 'no_interpreter' });
  expect(readdirSync(tmpdir()).filter((name) => name.includes(order.id))).toEqual([]);
});
test('a memory limit holds', async () => {
  const run = await start('x = bytearray(1 << 30)\nprint("had it")', { script_type: 'python' }, {}, { memory_bytes: 256 * 1024 * 1024 });
  expect(await run.end()).toMatchObject({ status: 'failed' });
  expect(run.text()).not.toContain('had it');
});
test.runIf(isRoot)('a process limit holds for an ordinary account', async () => {
  const run = await start('for i in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 5 & done; wait', { run_as: 'user' }, {}, { processes: 5, timeout_s: 10 });
  await run.end();
  expect(run.text()).toMatch(/fork|Resource temporarily unavailable/);
});
test('limits go through a scope of systemd where it runs, else through prlimit, and are never left out silently', () => {
  const limits = { memory_bytes: 64 * 1024 * 1024, processes: 10 };
  const tools = { systemd: true, systemdRun: '/usr/bin/systemd-run', prlimit: '/usr/bin/prlimit' };
  const owner = { uid: 65_534, gid: 65_534 };
  if (isRoot) expect(bound('/bin/bash', ['x'], limits, 'id', owner, tools)).toMatchObject({ program: '/usr/bin/systemd-run', hasSwitched: true, args: expect.arrayContaining(['MemoryMax=67108864', 'TasksMax=10', '--uid=65534', '--', '/bin/bash', 'x']) });
  expect(bound('/bin/bash', ['x'], limits, 'id', owner, { ...tools, systemd: false })).toEqual({ program: '/usr/bin/prlimit', hasSwitched: false, args: ['--as=67108864', '--nproc=10', '--', '/bin/bash', 'x'] });
  expect(bound('/bin/bash', ['x'], limits, 'id', owner, { systemd: false, systemdRun: null, prlimit: null })).toBeNull();
  expect(bound('/bin/bash', ['x'], { memory_bytes: null, processes: null }, 'id', owner, { systemd: false, systemdRun: null, prlimit: null })).toMatchObject({ program: '/bin/bash' });
});
test('small pieces are gathered for a moment, full ones go at once, and both streams keep their order', () => {
  vi.useFakeTimers();
  const batches: string[][] = [];
  const gatherer = gatherOutput((pieces) => batches.push(pieces.map((piece) => `${piece.stream}:${piece.data.byteLength}`)));
  vi.advanceTimersByTime(1000);
  gatherer.add('stdout', Buffer.alloc(10));
  vi.advanceTimersByTime(0);
  expect(batches).toEqual([['stdout:10']]);
  gatherer.add('stdout', Buffer.alloc(5));
  gatherer.add('stdout', Buffer.alloc(5));
  gatherer.add('stderr', Buffer.alloc(1));
  gatherer.add('stdout', Buffer.alloc(2));
  vi.advanceTimersByTime(99);
  expect(batches).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(batches[1]).toEqual(['stdout:10', 'stderr:1', 'stdout:2']);
  gatherer.add('stdout', Buffer.alloc(70_000));
  expect(batches[2]).toEqual(['stdout:70000']);
  vi.useRealTimers();
});
test('a lane is first in, first out, as wide as it may be, and a waiting one can be taken back', async () => {
  const order: string[] = [];
  const gates = new Map<string, () => void>();
  const work = (key: string) => () => new Promise<void>((resolve) => {
    order.push(key);
    gates.set(key, resolve);
  });
  const desk = lanes<'script' | 'control'>((lane) => (lane === 'script' ? 2 : 1));
  for (const key of ['a', 'b', 'c', 'd', 'e']) desk.add('script', key, work(key));
  desk.add('control', 'x', work('x'));
  expect(order).toEqual(['a', 'b', 'x']);
  expect(desk.takeBack('c')).toBe(true);
  expect(desk.takeBack('a')).toBe(false);
  gates.get('b')!();
  await waitFor('the next', async () => order.includes('d'));
  expect(order).toEqual(['a', 'b', 'x', 'd']);
  expect([desk.running, desk.waiting]).toEqual([3, 1]);
  desk.close();
  gates.get('a')!();
  await new Promise((resolve) => setImmediate(resolve));
  expect(order).not.toContain('e');
});
