// Live tools: who may use which, what the wire takes, and what machines of every kind answer.
import { createHash, randomUUID } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from '../support/property.ts';
import { expect, test } from 'vitest';
import { checkCommand, type Judge } from '../../agent/command-check.ts';
import type { Tools, ToolResult } from '../../agent/collect/collector.ts';
import { aptArgs, changeSoftware, parseWindowsEnd, windowsScript } from '../../agent/tools/change-software.ts';
import { CHOCO_OF_SYSTEM } from '../../agent/tools/choco-of-system.ts';
import { pathHere, readFile, writeFile } from '../../agent/tools/files.ts';
import { listUpdates, parseAptUpgrade, parseDnf, parseDpkgLog, parseSoftwareUpdate, parseWindowsUpdates } from '../../agent/tools/list-updates.ts';
import { ownFolder } from '../../agent/tools/own-folder.ts';
import { parsePs, parseStat, parseWindowsProcesses, withoutSecrets } from '../../agent/tools/processes.ts';
import { parseEventLog, parseJournal, parseUnifiedLog, readLog, windowsLogQuestion } from '../../agent/tools/read-log.ts';
import type { ToolAround } from '../../agent/tools/tool-answer.ts';
import { broadcastAddresses, magicPacket, wakeMachines } from '../../agent/tools/wake-machines.ts';
import { ToolCall as WiredCall } from '../../durable-objects/protocol/tools.ts';
import { ToolCall, UploadOrder } from '../../worker/modules/tools/contract.ts';
import { macOf, mayUse, TOOL_RIGHTS, toolRefusal, toolRightsOf, toolTitle } from '../../worker/modules/tools/rules.ts';
import { GROUP_OF_TOOL, TOOL_NAMES } from '../../worker/modules/tools/values.ts';
import { FakeServer } from '../support/fake-server.ts';

const server = new FakeServer();
const judge = (change: Partial<Judge> = {}): Judge => ({
  agent_id: server.agentId, client_id: server.clientId, keys: server.keys, policy: { refuse_kinds: [], refuse_run_as: [], run_as_user: 'nobody' }, serverNow: Date.now(), hasSeen: () => false, ...change,
});
const said = (stdout: string, state: ToolResult['state'] = 'ok', exit_code = 0): ToolResult => ({ state, exit_code, stdout, stderr: '' });
/** A machine that answers each program with what was recorded, and remembers what it was asked. */
function recorded(answers: Record<string, ToolResult>): { tools: Tools; asked: [string, readonly string[]][] } {
  const asked: [string, readonly string[]][] = [];
  const tools = {
    run: async (tool: string, args: readonly string[]) => {
      asked.push([tool, args]);
      return answers[tool] ?? said('', 'missing', 1);
    },
    readText: async () => null, list: async () => (answers['journalctl'] ? ['0123456789abcdef'] : []), now: () => new Date('2026-03-02T15:00:00Z'),
  } as unknown as Tools;
  return { tools, asked };
}

test('technicians use every tool unless the desk decided otherwise, and type the name where something may be lost or run', () => {
  for (const tool of TOOL_NAMES) expect(mayUse(TOOL_RIGHTS, GROUP_OF_TOOL[tool], 'technician')).toBe(true);
  for (const tool of TOOL_NAMES) expect(toolRefusal(TOOL_RIGHTS, tool, 'client_admin', 'PC-01', 'PC-01')).toBe('role');
  expect(TOOL_NAMES.filter((tool) => toolRefusal(TOOL_RIGHTS, tool, 'superadmin', null, 'PC-01') === 'confirm')).toEqual(['restart', 'file.write', 'software.install', 'software.remove']);
  expect(toolRefusal(TOOL_RIGHTS, 'restart', 'technician', ' pc-01 ', 'PC-01')).toBeNull();
  expect(toolRefusal(TOOL_RIGHTS, 'restart', 'technician', 'PC-02', 'PC-01')).toBe('confirm');
});
test('a setting closes a group for roles below it, and nobody means nobody', () => {
  const rights = toolRightsOf({ files: { from: 'admin', confirm: true }, logs: { from: 'nobody', confirm: false }, wake: 'odd', restart: { from: 'king', confirm: 'yes' } });
  expect(['technician', 'admin', 'superadmin'].map((role) => mayUse(rights, 'files', role as 'admin'))).toEqual([false, true, true]);
  expect(mayUse(rights, 'logs', 'superadmin')).toBe(false);
  expect([rights.wake, rights.restart]).toEqual([TOOL_RIGHTS.wake, TOOL_RIGHTS.restart]);
  // A session takes a reason and no name.
  expect(toolRightsOf({ terminal: { from: 'admin', confirm: true } })).toMatchObject({ terminal: { from: 'admin', confirm: false }, desktop: { from: 'technician', confirm: false }, tunnel: { from: 'admin' } });
  // Decided before there were tunnels: as strict as the stricter of the two.
  expect([{ desktop: { from: 'nobody' } }, { terminal: { from: 'admin' }, desktop: { from: 'admin' }, tunnel: { from: 'technician' } }, null].map((value) => toolRightsOf(value).tunnel.from)).toEqual(['nobody', 'technician', 'technician']);
  // Looking takes no name, whatever is closed behind it.
  expect([toolRefusal(rights, 'file.list', 'admin', null, 'PC'), toolRefusal(rights, 'file.read', 'admin', null, 'PC')]).toEqual([null, 'confirm']);
});

const HOSTILE: unknown[] = [
  { tool: 'process.end', pid: 1, name: 'init', is_forced: true }, { tool: 'process.end', pid: -1, name: 'x', is_forced: true }, { tool: 'process.end', pid: 5, name: 'a\nb', is_forced: true },
  ...['relative', '', '../x', '/a/../b', '/a/./b', '//host/share', '\\\\host\\share', '\\\\.\\PhysicalDrive0', 'C:x', 'C:\\a:stream', '/a\0b', '/a\u202eb', 'file:///etc'].map((path) => ({ tool: 'file.read', path })),
  ...['-y', '--purge', 'foo-', 'a b', 'a;reboot', 'a*', '../x', 'https://x', 'Foo', 'a\nb', '$(id)'].map((name) => ({ tool: 'software.remove', manager: 'apt', name })),
  ...['-x', '--source', 'a b', 'a&b', 'C:\\x.exe', 'a-'].map((name) => ({ tool: 'software.install', manager: 'winget', name })),
  { tool: 'software.install', manager: 'bash', name: 'x' }, { tool: 'log.read', source: 'a\nb', level: 'error', since_s: 60, entries: 1 }, { tool: 'log.read', source: null, level: 'error', since_s: 1e9, entries: 1 }, { tool: 'exec', command: 'id' },
];
test('neither side takes hostile parameters', () => {
  for (const call of HOSTILE) expect([ToolCall.safeParse(call).success, WiredCall.safeParse(call).success], JSON.stringify(call)).toEqual([false, false]);
  for (const path of ['../x', '\\\\host\\x', 'C:\\a:b']) expect(UploadOrder.safeParse({ path }).success).toBe(false);
});
test('what the server takes the agent takes, and the other way round', () => {
  const good = [
    { tool: 'process.list' }, { tool: 'process.end', pid: 4711, name: 'Web Content', is_forced: false }, { tool: 'service.control', name: 'nginx@a\\x2db', action: 'stop' }, { tool: 'file.read', path: 'C:\\Users\\Ñandú\\a b.txt' },
    { tool: 'file.read', path: '/var/log/a:b' }, { tool: 'file.list', path: null }, { tool: 'software.install', manager: 'apt', name: 'g++' }, { tool: 'software.install', manager: 'winget', name: 'Mozilla.Firefox' },
    { tool: 'log.read', source: 'nginx', level: 'warning', since_s: 3600, entries: 100 },
  ];
  for (const call of good) {
    const taken = ToolCall.parse(call);
    expect(WiredCall.parse(taken)).toEqual(taken);
    expect(toolTitle(taken, 'es').length).toBeGreaterThan(0);
  }
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (path) => ToolCall.safeParse({ tool: 'file.read', path }).success === ToolCall.safeParse({ tool: 'file.list', path }).success));
  expect(toolTitle({ tool: 'file.read', path: `/${'a'.repeat(298)}😀` }, 'en').isWellFormed()).toBe(true);
});

test('an order of a tool needs its call, and an owner who refuses scripts or services refuses what comes to the same', async () => {
  const reasonOf = async (args: object, refuse: Judge['policy']['refuse_kinds'] = []): Promise<string> => {
    const checked = await checkCommand(await server.order(null, { kind: 'tool', lane: 'tool' }, args), judge({ policy: { refuse_kinds: refuse, refuse_run_as: [], run_as_user: 'nobody' } }));
    return checked.ok ? 'taken' : checked.reason;
  };
  const write = { tool: { tool: 'file.write', path: '/tmp/x', upload_id: randomUUID(), size: 1, sha256: 'a'.repeat(64), replaces: false } };
  expect(await reasonOf({})).toBe('bad_arguments');
  expect(await reasonOf(write)).toBe('taken');
  expect(await reasonOf(write, ['script'])).toBe('local_policy');
  expect(await reasonOf({ tool: { tool: 'software.install', manager: 'apt', name: 'htop' } }, ['script'])).toBe('local_policy');
  expect(await reasonOf({ tool: { tool: 'service.control', name: 'x', action: 'stop' } }, ['service'])).toBe('local_policy');
  expect(await reasonOf({ tool: { tool: 'process.list' } }, ['tool'])).toBe('local_policy');
});

test('processes are read from /proc, ps and CIM', () => {
  expect(parseStat('4711 (Web (Content) x) S 1 4711 4711 0 -1 4194304 1 0 0 0 150 50 0 0 20 0 1 0 123456 1000 200 18446744073709551615')).toEqual({ name: 'Web (Content) x', state: 'S', parent: 1, ticks: 200, startTicks: 123456 });
  expect(parseStat('')).toBeNull();
  expect(parsePs('  501   1  20480  1,5  02-03:04:05 maría /Applications/Editor.app/Contents/MacOS/Editor\nbad line\n', new Date('2026-03-02T15:00:00Z'))).toEqual([
    { pid: 501, parent: 1, name: 'Editor', user: 'maría', cpu: 1.5, memory_bytes: 20480 * 1024, started_at: '2026-02-28T11:55:55.000Z', command: '/Applications/Editor.app/Contents/MacOS/Editor' },
  ]);
  expect(parseWindowsProcesses(JSON.stringify({ processes: { Id: 4, Parent: 0, Name: 'System', Memory: '151552', Cpu: 2, Command: null, User: null, Since: '2026-03-02T08:00:00.0000000Z' } }))).toEqual([
    { pid: 4, parent: null, name: 'System', user: null, cpu: 2, memory_bytes: 151552, started_at: '2026-03-02T08:00:00.000Z', command: null },
  ]);
  expect(parseWindowsProcesses('not json')).toEqual([]);
});
test('values behind a word for a secret are hidden in command lines', () => {
  expect(withoutSecrets('mysql --password=hunter2 -u root --api-key "a b" TOKEN: x')).toBe('mysql --password=••• -u root --api-key ••• TOKEN: •••');
  expect(withoutSecrets('nginx: worker process')).toBe('nginx: worker process');
});

test('logs of the three systems become the same entries', async () => {
  const line = JSON.stringify({ __REALTIME_TIMESTAMP: '1772463600000000', PRIORITY: '4', _SYSTEMD_UNIT: 'nginx.service', MESSAGE: [...Buffer.from('señal')] });
  expect(parseJournal(line)).toEqual({ at: '2026-03-02T15:00:00.000Z', level: 'warning', source: 'nginx.service', message: 'señal' });
  expect(parseEventLog(JSON.stringify({ answered: true, entries: [{ At: '2026-03-02T15:00:00Z', Level: 2, Provider: 'disk', Message: 'Bloque dañado' }, { At: 'x', Level: 1 }] }))).toEqual([{ at: '2026-03-02T15:00:00.000Z', level: 'error', source: 'disk', message: 'Bloque dañado' }]);
  expect(parseUnifiedLog(JSON.stringify({ timestamp: '2026-03-02 09:00:00.123456-0600', messageType: 'Fault', processImagePath: '/usr/libexec/x', eventMessage: 'falla' }))).toEqual({ at: '2026-03-02T15:00:00.123Z', level: 'critical', source: 'x', message: 'falla' });
  const { tools, asked } = recorded({ journalctl: said(`${line}\n${line}\n`) });
  const wish = { tool: 'log.read', source: 'nginx', level: 'error', since_s: 3600, entries: 1 } as const;
  expect(await readLog(wish, tools, 'linux')).toMatchObject({ is_cut: true, entries: [{ source: 'nginx.service' }] });
  expect(asked[0]![1]).toContain('--since=@1772460000');
  expect(asked[0]![1].slice(-5)).toEqual(['_SYSTEMD_UNIT=nginx.service', '+', 'SYSLOG_IDENTIFIER=nginx', '+', '_COMM=nginx']);
  expect(await readLog({ ...wish, source: '--file=/etc/shadow' }, tools, 'linux')).toMatchObject({ ok: false });
  expect(await readLog({ ...wish, source: 'a" OR 1' }, tools, 'macos')).toMatchObject({ ok: false });
  expect(await readLog(wish, recorded({}).tools, 'linux')).toMatchObject({ ok: false, reason: 'not_supported' });
  // Whatever a log is called, its name is data in the question.
  expect(windowsLogQuestion({ ...wish, source: "x'; Stop-Computer; '" })).not.toContain('Stop-Computer');
});

test('updates are read from apt, dnf, Windows and macOS', async () => {
  const apt = 'Reading package lists...\nInst libc6 [2.31-13] (2.31-13+deb11u11 Debian-Security:11/oldstable-security [amd64])\nInst nuevo (1.0 Debian:11/oldstable [all])\nConf libc6 (2.31 Debian)\n';
  expect(parseAptUpgrade(apt)).toEqual([
    { name: 'libc6', version: '2.31-13+deb11u11', installed: '2.31-13', is_security: true }, { name: 'nuevo', version: '1.0', installed: null, is_security: false },
  ]);
  expect(parseDpkgLog('2026-03-01 10:00:00 upgrade tzdata:all 2025a 2026a\n2026-03-02 10:00:00 status installed tzdata:all 2026a\n').map((one) => one.name)).toEqual(['tzdata:all 2026a']);
  expect(parseDnf('\nkernel.x86_64   6.12.1-1.el10   baseos\nObsoleting Packages\nold.noarch 1 x\n')).toEqual([{ name: 'kernel.x86_64', version: '6.12.1-1.el10', installed: null, is_security: null }]);
  expect(parseWindowsUpdates(JSON.stringify({ updates: [{ Title: 'Actualización acumulativa', Kb: '5050000', Security: true }], installed: [{ Id: 'KB1', At: '2026-01-01T00:00:00Z' }, { Id: 'KB2', At: '2026-02-01T00:00:00Z' }], winget: true, choco: false }))).toEqual({
    updates: [{ name: 'Actualización acumulativa', version: 'KB5050000', installed: null, is_security: true }], installed: [{ name: 'KB2', installed_at: '2026-02-01T00:00:00.000Z' }, { name: 'KB1', installed_at: '2026-01-01T00:00:00.000Z' }], managers: ['winget'],
  });
  expect(parseSoftwareUpdate('* Label: macOS 16.2\n\tTitle: macOS 16.2, Version: 16.2, Size: 3000KiB, Recommended: YES,\n')).toEqual([{ name: 'macOS 16.2', version: '16.2', installed: null, is_security: null }]);
  expect(await listUpdates(recorded({ 'apt-get': said(apt) }).tools, 'linux')).toMatchObject({ managers: ['apt'], is_cut: false });
  expect(await listUpdates(recorded({ dnf: said('', 'failed', 100) }).tools, 'linux')).toMatchObject({ updates: [] });
  expect(await listUpdates(recorded({}).tools, 'linux')).toMatchObject({ ok: false, reason: 'not_supported' });
});
test('a manager is given fixed arguments and a name it knows letter by letter', async () => {
  expect(aptArgs('software.remove', 'htop')).toEqual(['remove', '--yes', '--quiet', '--option=Dpkg::Options::=--force-confold', '--option=Dpkg::Use-Pty=0', '--', 'htop']);
  const { tools, asked } = recorded({ 'dpkg-query': said('python3x11 installed\n') });
  const around = { tools, platform: { name: 'linux' }, print: () => undefined, signal: new AbortController().signal } as unknown as ToolAround;
  // apt-get would take it for a pattern, and remove whatever matches.
  expect(await changeSoftware({ tool: 'software.remove', manager: 'apt', name: 'python3.11' }, around)).toMatchObject({ ok: false, message: 'python3.11 is not installed' });
  expect(asked.map(([tool]) => tool)).toEqual(['dpkg-query']);
  expect(await changeSoftware({ tool: 'software.install', manager: 'winget', name: 'A.B' }, around)).toMatchObject({ reason: 'not_supported' });
  const script = windowsScript({ tool: 'software.install', manager: 'winget', name: 'Mozilla.Firefox' });
  expect(script).toContain(`'--id', $name, '--exact'`);
  expect(script).not.toContain('Mozilla');
  // Everybody may make a folder in %ProgramData%: whose it is decides, for the list as for the act.
  const listing = recorded({ 'powershell.exe': said('{}') });
  await listUpdates(listing.tools, 'windows');
  for (const text of [windowsScript({ tool: 'software.install', manager: 'choco', name: 'htop' }), Buffer.from(listing.asked[0]![1].at(-1)!, 'base64').toString('utf16le')]) {
    expect(text).toContain(CHOCO_OF_SYSTEM.trim());
    expect(text.replace(CHOCO_OF_SYSTEM.trim(), '')).not.toContain('choco.exe');
  }
  expect(parseWindowsEnd('\ufeff{"code":-1978335189,"text":"No hay"}')).toEqual({ isMissing: false, code: -1978335189, text: 'No hay' });
  expect(parseWindowsEnd('broken')).toBeNull();
});

test('paths of the other system are none, and the folder of the agent is closed by every name', async () => {
  expect([pathHere('C:\\x', 'linux'), pathHere('/x', 'win32'), pathHere('/a//b/', 'linux'), pathHere('C:/a/b', 'win32')]).toEqual([null, null, '/a/b/', 'C:\\a\\b']);
  const stateDir = mkdtempSync(join(tmpdir(), 'lanet-tools-'));
  const around = { stateDir, print: () => undefined, signal: new AbortController().signal } as unknown as ToolAround;
  for (const path of [stateDir, join(stateDir, 'machine-key.json'), `/proc/self/root${stateDir}/machine-key.json`]) expect(await readFile(path, around), path).toMatchObject({ ok: false, reason: 'protected' });
  expect(await readFile('/dev/zero', around)).toMatchObject({ ok: false, reason: null });
  rmSync(stateDir, { recursive: true });
});

test('a file is put only where nobody else can change the folder, and never with a right to run as its owner', async () => {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'lanet-tools-'));
  const bytes = Buffer.from('#!/bin/sh\n');
  const around = { stateDir: join(folder, 'state'), print: () => undefined, signal: new AbortController().signal, fetchUpload: async (_id: string, take: (part: Uint8Array) => Promise<void>) => { await take(bytes); return null; } } as unknown as ToolAround;
  const put = (path: string) => writeFile({ tool: 'file.write', path, upload_id: randomUUID(), size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), replaces: true }, around);
  const [own, open, inside] = [join(folder, 'own'), join(folder, 'open'), join(folder, 'open', 'inside')];
  for (const path of [own, open, inside]) mkdirSync(path, { mode: 0o755 });
  symlinkSync(inside, join(own, 'way'));
  writeFileSync(join(own, 'program'), 'old');
  chmodSync(join(own, 'program'), 0o6750);
  expect(await put(join(own, 'program'))).toEqual({ ok: true });
  expect(statSync(join(own, 'program')).mode & 0o7777).toBe(0o750);
  for (const mode of [0o777, 0o1777, 0o775]) {
    chmodSync(open, mode);
    expect(await put(join(open, 'new')), mode.toString(8)).toMatchObject({ ok: false, reason: 'open_folder' });
    expect(existsSync(join(open, 'new'))).toBe(false);
  }
  // The way counts, too, and so does whose it is.
  expect(await put(join(own, 'way', 'new'))).toMatchObject({ ok: false, reason: 'open_folder' });
  expect(await ownFolder(own)).toBe(own);
  if (process.geteuid?.() === 0) chownSync(own, 65_534, 65_534);
  expect(await ownFolder(own, 4242)).toBeNull();
  rmSync(folder, { recursive: true });
});

test('a call to wake is six bytes of ones and the address sixteen times, to every network', async () => {
  expect(magicPacket('01:23:45:67:89:ab').toString('hex')).toBe(`ffffffffffff${'0123456789ab'.repeat(16)}`);
  const net = { address: '192.168.7.20', netmask: '255.255.252.0', family: 'IPv4', internal: false, mac: '', cidr: null } as const;
  expect(broadcastAddresses({ eth0: [net, { ...net, internal: true, address: '127.0.0.1' }] })).toEqual(['255.255.255.255', '192.168.7.255']);
  expect(await wakeMachines(['01:23:45:67:89:ab'], { addresses: ['127.0.0.1'], port: 9 })).toEqual({ ok: true });
  expect([macOf('AA-BB-CC-DD-EE-0F'), macOf('01:00:5e:00:00:01'), macOf('ff:ff:ff:ff:ff:ff'), macOf('x')]).toEqual(['aa:bb:cc:dd:ee:0f', null, null, null]);
});
