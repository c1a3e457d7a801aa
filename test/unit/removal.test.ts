// A machine that is retired with its program: who may take it away and by which way, and that the removal outlives the agent.
import { execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Tools, ToolResult } from '../../agent/collect/collector.ts';
import { removalOf, windowsRemovalScript, type OwnProgram } from '../../agent/tools/remove-program.ts';
import { removalTitle, retirementWay } from '../../worker/modules/assets/rules.ts';
import { waitFor } from '../support/wait-for.ts';

const ok = (stdout = ''): ToolResult => ({ state: 'ok', exit_code: 0, stdout, stderr: '' });
/** A machine with these files; what it is asked to run is remembered. */
function machine(files: Record<string, string>, answer: (tool: string, args: readonly string[]) => ToolResult | Promise<ToolResult> = () => ok()) {
  const asked: [string, readonly string[]][] = [];
  const tools = {
    run: async (tool: string, args: readonly string[]) => {
      asked.push([tool, args]);
      return answer(tool, args);
    },
    readText: async (path: string) => files[path] ?? null, modifiedAt: async (path: string) => (path in files ? 1 : null),
    list: async (folder: string) => Object.keys(files).flatMap((path) => (path.startsWith(`${folder}\\`) ? [path.slice(folder.length + 1)] : [])),
  } as unknown as Tools;
  return { tools, asked };
}
const LIST = '/var/lib/dpkg/info/lanet-agent.list';
const DEB = { [LIST]: '/.\n/usr/lib/lanet-agent\n/usr/lib/lanet-agent/agent.mjs\n' };
const linux: OwnProgram = { platform: 'linux', folder: '/usr/lib/lanet-agent', isRoot: true };
const macos: OwnProgram = { platform: 'macos', folder: '/usr/local/lanet-agent', isRoot: true };

test('only what a package of ours put there is offered, to root alone', async () => {
  expect((await removalOf(linux, machine(DEB).tools))?.way).toBe('deb');
  expect((await removalOf(linux, machine({ '/usr/lib/lanet-agent/install.sh': '' }).tools))?.way).toBe('archive');
  expect((await removalOf(macos, machine({ '/usr/local/lanet-agent/install.sh': '' }).tools))?.way).toBe('archive');
  expect((await removalOf({ platform: 'windows', folder: 'C:\\Program Files\\LANET Agent', isRoot: true }, machine({ 'C:\\Program Files\\LANET Agent\\lanet-agent.exe': '' }).tools))?.way).toBe('msi');
  const none: [OwnProgram, Record<string, string>][] = [
    [{ ...linux, isRoot: false }, DEB], [{ ...linux, folder: null }, DEB], [{ ...linux, folder: '/home/ana/agent' }, DEB], [linux, {}], [linux, { [LIST]: '/usr/lib/other\n' }], [macos, {}],
    [{ platform: 'windows', folder: 'C:\\agent', isRoot: true }, {}],
  ];
  for (const [own, files] of none) expect(await removalOf(own, machine(files).tools)).toBeNull();
});

test('where systemd runs the removal is a unit of its own; elsewhere a session of its own that holds no pipe', async () => {
  const unit = machine({ ...DEB, '/run/systemd/system': '' });
  expect(await (await removalOf(linux, unit.tools))!.begin(4711)).toEqual({ ok: true, message: 'the program is taken away by dpkg' });
  const [[tool, args]] = unit.asked as [[string, string[]]];
  expect([tool, args.slice(0, 3), args.at(-1)]).toEqual(['systemd-run', ['--quiet', '--collect', '--unit=lanet-agent-removal'], '4711']);
  // What systemd would put something else in the place of.
  expect(args.join(' ')).not.toMatch(/%|\$\$|\$\{/);
  expect(args.join(' ')).toContain('dpkg --purge lanet-agent');

  const plain = machine({ '/usr/lib/lanet-agent/install.sh': '' });
  await (await removalOf(linux, plain.tools))!.begin(4711);
  expect(plain.asked[0]).toEqual(['setsid', ['--fork', '/bin/sh', '-c', expect.stringMatching(/^exec <\/dev\/null >\/dev\/null 2>&1; .*sh \/usr\/lib\/lanet-agent\/install\.sh --purge$/), 'lanet-agent-removal', '4711']]);
  const mac = machine({ '/usr/local/lanet-agent/install.sh': '' });
  await (await removalOf(macos, mac.tools))!.begin(4711);
  expect(mac.asked[0]).toEqual(['sh', ['-c', expect.stringMatching(/^set -m; \(exec .*install\.sh --purge\) &$/), 'lanet-agent-removal', '4711']]);
});

test('a removal that does not start is said, and what the system printed', async () => {
  const refuses = machine({ ...DEB, '/run/systemd/system': '' }, () => ({ state: 'failed', exit_code: 1, stdout: '', stderr: 'Failed to connect to bus' }));
  expect(await (await removalOf(linux, refuses.tools))!.begin(1)).toEqual({ ok: false, message: 'Failed to connect to bus' });
  const windows = (answer: object): Promise<unknown> => removalOf({ platform: 'windows', folder: 'C:\\A', isRoot: true }, machine({ 'C:\\A\\lanet-agent.exe': '' }, () => ok(JSON.stringify(answer))).tools).then((found) => found!.begin(7));
  expect(await windows({ code: 0 })).toEqual({ ok: true, message: 'the program is taken away by Windows Installer' });
  expect(await windows({ missing: true })).toMatchObject({ ok: false });
  expect(await windows({ code: 8 })).toEqual({ ok: false, message: 'the removal did not start (code 8)' });
  expect(windowsRemovalScript(7)).toContain('Wait-Process -Id 7 ');
});

test('the removal waits for the agent to end, and then takes the program away, though nobody of its own waits for it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'removal-'));
  const agent = spawn('sleep', ['60'], { stdio: 'ignore' });
  try {
    const said = join(folder, 'said');
    writeFileSync(join(folder, 'dpkg'), `#!/bin/sh\nkill -0 ${agent.pid} 2>/dev/null && echo too early >> ${said}\necho "$@" >> ${said}\n`);
    chmodSync(join(folder, 'dpkg'), 0o755);
    const real = machine(DEB, (tool, args) => new Promise((resolve) => {
      execFile(tool, [...args], { env: { PATH: `${folder}:${process.env['PATH']}` }, timeout: 5000 }, (fault, stdout, stderr) => resolve({ state: fault ? 'failed' : 'ok', exit_code: fault ? 1 : 0, stdout, stderr }));
    }));
    expect(await (await removalOf(linux, real.tools))!.begin(agent.pid!)).toMatchObject({ ok: true });
    expect(existsSync(said)).toBe(false);
    const ended = new Promise((resolve) => agent.once('exit', resolve));
    agent.kill('SIGKILL');
    await ended;
    await waitFor('dpkg to be asked', async () => existsSync(said) && readFileSync(said, 'utf8') !== '');
    expect(readFileSync(said, 'utf8')).toBe('--purge lanet-agent\n');
  } finally {
    agent.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a machine that is there is asked for its program once; one that is not loses its access at once', () => {
  const online = { lifecycle: 'active', enrolment: 'active', agent_status: 'online', removal: null };
  expect(retirementWay(online)).toBe('with_program');
  for (const status of ['failed', 'refused', 'expired', 'cancelled', 'timeout', 'interrupted'] as const) expect(retirementWay({ ...online, removal: { status } })).toBe('with_program');
  for (const status of ['queued', 'delivered', 'running'] as const) expect(retirementWay({ ...online, removal: { status } })).toBe('under_way');
  for (const change of [{ agent_status: 'offline' }, { agent_status: null }, { agent_status: 'installing' }, { enrolment: 'held' }, { enrolment: 'revoked' }, { enrolment: 'none', agent_status: null }])
    expect(retirementWay({ ...online, ...change })).toBe('at_once');
  expect(retirementWay({ ...online, lifecycle: 'retired', removal: { status: 'completed' } })).toBe('retired');
  expect(removalTitle('es')).not.toBe(removalTitle('en'));
});
