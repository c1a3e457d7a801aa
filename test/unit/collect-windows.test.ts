// The Windows parsers on the answers of a laptop in Spanish, and what is asked of PowerShell.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseLogs, watchWindowsEvents } from '../../agent/collect/windows/events.ts';
import { parseHardware, parseOperatingSystem, parseVolumes } from '../../agent/collect/windows/parse-machine.ts';
import { parseNetwork, parseSecurity, parseServices, parseSoftware, readProductState } from '../../agent/collect/windows/parse-programs.ts';
import { powershellArgs, quoted } from '../../agent/collect/windows/powershell.ts';
import * as questions from '../../agent/collect/windows/questions.ts';
import { parseReading, windowsSampler } from '../../agent/collect/windows/sample.ts';
import { windowsPlatform } from '../../agent/platform/windows.ts';
import { recordedTools } from '../fixtures/collect/recorded-tools.ts';

const recorded = JSON.parse(readFileSync(new URL('../fixtures/collect/windows-laptop.json', import.meta.url), 'utf8')) as Record<string, unknown>;
/** As Windows PowerShell 5.1 prints it: one line, with a byte order mark now and then. */
const answer = (name: string): string => `\ufeff${JSON.stringify(recorded[name])}\r\n`;

test('hardware is told by numbers: chassis, memory kind, bus and health', () => {
  expect(parseHardware(answer('hardware'))).toEqual({
    manufacturer: 'Ejemplo Cómputo', model: 'Portátil 15 G3', serial: 'EJ-15-0007', uuid: '4c4c4544-0042-3510-8052-b4c04f313233', chassis: 'laptop', is_virtual: false, is_laptop: true,
    bios: { vendor: 'Ejemplo Firmware', version: '1.22.0', released: '2025-06-12' }, cpu: { name: 'Example(R) Core(TM) i7-0000U CPU @ 1.80GHz', cores: 4, threads: 8, mhz: 1992 }, memory_bytes: 17_040_228_352,
    memory_modules: [{ slot: 'DIMM A', size_bytes: 8 * 1024 ** 3, type: 'DDR4', mhz: 2400, manufacturer: 'Ejemplo' }, { slot: 'DIMM B', size_bytes: 8 * 1024 ** 3, type: 'DDR4', mhz: 2667, manufacturer: null }],
    disks: [
      { device: 'PhysicalDrive0', model: 'EJEMPLO NVMe 512', serial: '0000_0001.', size_bytes: 512_110_190_592, kind: 'nvme', health: 'healthy' },
      { device: 'PhysicalDrive1', model: 'Ejemplo USB', serial: 'U1', size_bytes: 64_000_000_000, kind: 'usb', health: 'warning' },
    ],
    gpus: [{ name: 'Gráficos UHD', vendor: 'Example Corporation', memory_bytes: 1024 ** 3 }, { name: 'Aceleradora 8 GB', vendor: 'Example', memory_bytes: null }],
  });
});

test('without the storage service the drives themselves are listed, and a virtual machine is known by its model', () => {
  const hardware = parseHardware(JSON.stringify({ system: [{ Manufacturer: 'Microsoft Corporation', Model: 'Virtual Machine' }], drives: { DeviceID: '\\\\.\\PHYSICALDRIVE0', Model: 'x', Size: '1000' }, disks: [null] }));
  expect(hardware).toMatchObject({ is_virtual: true, disks: [{ device: 'PHYSICALDRIVE0', size_bytes: 1000, health: null }] });
});

test('the system has its build with the revision, its domain and one entry per signed-in person', () => {
  expect(parseOperatingSystem(answer('os'), { hostname: 'otro', timezone: 'America/Mexico_City' })).toEqual({
    platform: 'windows', name: 'Microsoft Windows 11 Pro', version: '24H2', build: '26100.4652', kernel: '10.0.26100', architecture: 'x64', hostname: 'Ventas-07', domain: 'corp.example', timezone: 'America/Mexico_City',
    last_boot_at: '2026-03-01T13:05:22.500Z', users: [{ name: 'CORP\\mañana', terminal: 'session 1', since: '2026-03-02T14:10:01.000Z' }],
  });
});

test('a program of both registry views is one, and dates written for a country are left out', () => {
  expect(parseSoftware(answer('software'))).toEqual([
    { name: 'Agenda', version: null, publisher: null, installed_on: null, source: 'user' },
    { name: 'Contabilidad Ñandú', version: '12.3', publisher: 'Ejemplo, S.A. de C.V.', installed_on: '2025-12-31', source: 'machine' },
  ]);
});

test('service states come from numbers, and those of one sign-in are left out', () => {
  expect(parseServices(answer('services')).map((one) => [one.name, one.label, one.state, one.start])).toEqual([
    ['Arrancando', null, 'other', 'automatic'], ['CDPUserSvc', 'Servicio de usuario', 'stopped', 'automatic'], ['Pausado', 'En pausa', 'paused', 'other'], ['RemoteRegistry', 'Registro remoto', 'stopped', 'disabled'],
    ['Spooler', 'Cola de impresión', 'running', 'automatic'], ['wuauserv', 'Windows Update', 'stopped', 'manual'],
  ]);
});

test('adapters have addresses with the length of their mask; hidden ones without address stay out', () => {
  expect(parseNetwork(answer('network'))).toEqual([
    { name: 'Wi-Fi', mac: 'aa:bb:cc:00:11:55', addresses: ['192.0.2.77/23', '2001:db8::77/64'], gateway: '192.0.2.1', dns: ['192.0.2.1', '192.0.2.2'], is_up: true, speed_mbps: 867, kind: 'wifi' },
    { name: 'Ethernet', mac: 'aa:bb:cc:00:11:44', addresses: [], gateway: null, dns: [], is_up: false, speed_mbps: null, kind: 'ethernet' },
  ]);
});

test('the Security Center tells by bits: off beside another product, on with old signatures', () => {
  expect(readProductState(397312)).toEqual({ isActive: true, isUpToDate: true });
  expect(readProductState(397328)).toEqual({ isActive: true, isUpToDate: false });
  expect(readProductState(393472)).toEqual({ isActive: false, isUpToDate: true });
  expect(readProductState('x')).toEqual({ isActive: null, isUpToDate: null });
  expect(parseSecurity(answer('security'), answer('updates'))).toEqual({
    antivirus: [{ name: 'Windows Defender', is_active: false, is_up_to_date: true }, { name: 'Antivirus Ejemplo', is_active: true, is_up_to_date: false }],
    firewall: [{ name: 'Windows Firewall (Domain)', is_active: true }, { name: 'Windows Firewall (Private)', is_active: false }, { name: 'Windows Firewall (Public)', is_active: null }],
    updates: { pending: 5, security_pending: 2, needs_restart: true, last_installed_at: '2026-02-28T03:12:00.000Z' },
  });
});

test('a server without Security Center lets Defender speak; a search for updates that did not end leaves its counts unknown', () => {
  const server = JSON.stringify({ antivirus: [null], defender: [{ AMServiceEnabled: true, RealTimeProtectionEnabled: true, AntivirusSignatureAge: 1 }], restart: false });
  expect(parseSecurity(server, '')).toEqual({ antivirus: [{ name: 'Microsoft Defender', is_active: true, is_up_to_date: true }], firewall: [], updates: { pending: null, security_pending: null, needs_restart: false, last_installed_at: null } });
  expect(parseSecurity('', '')).toEqual({ antivirus: [], firewall: [], updates: null });
});

test('BitLocker: on, off, encrypted with protection suspended, and unknown without an answer', () => {
  expect(parseVolumes(answer('volumes')).map((one) => [one.mount, one.encryption, one.protection, one.method, one.percent])).toEqual([
    ['C:', 'bitlocker', 'on', 'XTS-AES-128', 100], ['D:', 'none', 'off', null, 0], ['E:', 'bitlocker', 'off', 'AES-256', 100], ['F:', 'unknown', 'unknown', null, null],
  ]);
});

test('a reading counts no adapter twice', () => {
  expect(parseReading(answer('reading'))).toEqual({ rx: 1_000_000, tx: 400_000, swap: 25, processes: 231, disks: [{ mount: 'C:', used: 90, used_bytes: 459_900_000_000, size_bytes: 511_000_000_000 }] });
});

test('readings within a minute start one PowerShell, and rates come from its counters', async () => {
  const counters = recorded['reading'] as { traffic: { BytesReceivedPersec: number }[] };
  const tools = recordedTools(null);
  let received = 1_000_000;
  let runs = 0;
  tools.run = () => {
    runs++;
    counters.traffic[0]!.BytesReceivedPersec = received;
    return Promise.resolve({ state: 'ok', exit_code: 0, stdout: JSON.stringify(counters), stderr: '' });
  };
  let busy = 0;
  const sample = windowsSampler(tools, () => ({ busy: (busy += 250), all: busy * 4, memoryBytes: 1000, freeBytes: 250, uptimeS: 60, load: 0 }));
  expect(await sample()).toMatchObject({ cpu: 25, memory: 75, memory_bytes: 750, load: null, rx: null, swap: 25, processes: 231 });
  tools.setNow('2026-03-02T15:00:01Z');
  await sample();
  expect(runs).toBe(1);
  tools.setNow('2026-03-02T15:05:00Z');
  received = 4_000_000;
  expect(await sample()).toMatchObject({ rx: 10_000, tx: 0, disks: [{ mount: 'C:' }] });
  expect(runs).toBe(2);
});

test('log entries keep their lines, and the place to go on survives full answers and cleared logs', () => {
  const [system, application] = parseLogs(answer('logs'), new Map([['System', 900], ['Application', 500]]));
  expect(system).toEqual({
    log: 'System', record: 910,
    entries: [
      { at: '2026-03-02T14:59:58.123Z', level: 'error', source: 'Service Control Manager', code: '7031', message: 'El servicio Cola de impresión terminó\nde manera inesperada.' },
      { at: '2026-03-02T14:59:59.000Z', level: 'critical', source: 'Microsoft-Windows-Kernel-Power', code: '41', message: '(no text)' },
    ],
  });
  // Newest 12 after 500: somebody emptied the log.
  expect(application).toEqual({ log: 'Application', record: 0, entries: [] });
  const full = { Log: 'System', Newest: 5000, Entries: Array.from({ length: 100 }, (_, n) => ({ Record: 1001 + n, Level: 2, Id: 1, Provider: 'x', At: '2026-03-02T14:59:58Z', Message: 'y' })) };
  expect(parseLogs(JSON.stringify({ logs: [full] }), new Map([['System', 1000]]))[0]!.record).toBe(1100);
});

test('the first question only learns where the logs stand; the next asks from there', async () => {
  const tools = recordedTools(null);
  const scripts: string[] = [];
  let tick = (): void => undefined;
  tools.every = (_, work) => {
    tick = work;
    return () => undefined;
  };
  tools.run = (_, args) => {
    scripts.push(Buffer.from(args.at(-1)!, 'base64').toString('utf16le'));
    return Promise.resolve({ state: 'ok', exit_code: 0, stdout: JSON.stringify({ logs: [{ Log: 'System', Newest: 910, Entries: [] }] }), stderr: '' });
  };
  const stop = watchWindowsEvents(tools, () => undefined);
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  tick();
  expect(scripts[0]).not.toContain('EventRecordID');
  expect(scripts[1]).toContain("-LogName 'System' -FilterXPath '*[System[(Level=1 or Level=2) and EventRecordID>910]]'");
  stop();
});

const scripts: string[] = [...Object.values(questions).filter((question) => typeof question === 'string'), questions.eventsAfter([{ log: 'System', record: 7 }, { log: 'Application', record: null }]), questions.serviceAction(quoted('x'), 'restart')];

test('every question closes what it opens and asks nothing that is translated, that repairs programs or that reads keys', () => {
  for (const script of scripts) {
    for (const [open, close] of [['{', '}'], ['(', ')'], ['[', ']']]) expect(script.split(open!).length, script).toBe(script.split(close!).length);
    expect(script.split("'").length % 2).toBe(1);
    expect(script).not.toMatch(/Win32_Product\b|wmic|Get-Counter|PerfFormattedData|manage-bde|GetKeyProtectorNumericalPassword|RecoveryPassword|systeminfo|Invoke-Expression/i);
  }
  expect(scripts).toHaveLength(11);
});

test('a question fits the command line of Windows', () => {
  for (const script of scripts) expect(powershellArgs(script).join(' ').length).toBeLessThan(16_000);
});

test('a name can end no quote: it travels encoded', async () => {
  const tools = recordedTools(null);
  const scriptsRun: string[] = [];
  tools.run = (_, args) => {
    scriptsRun.push(Buffer.from(args.at(-1)!, 'base64').toString('utf16le'));
    return Promise.resolve({ state: 'ok', exit_code: 0, stdout: '{"ok":true,"state":4}', stderr: '' });
  };
  const machine = windowsPlatform(tools);
  expect(await machine.controlService("x'; Restart-Computer; '", 'stop')).toEqual({ ok: true, message: 'done' });
  expect(scriptsRun[0]).not.toContain('Restart-Computer');
  expect(await machine.controlService('a\u0000b', 'stop')).toMatchObject({ ok: false });
  expect(scriptsRun).toHaveLength(1);
});

test('a restart passes seconds and text as arguments', async () => {
  const tools = recordedTools(null, { 'tool ok 0 shutdown.exe': '' });
  expect(await windowsPlatform(tools).reboot(89.2, 'Mantenimiento "hoy"')).toEqual({ ok: true, message: 'restarting in 90 s' });
  expect(tools.calls).toEqual([{ tool: 'shutdown.exe', args: ['/r', '/t', '90', '/d', 'p:0:0', '/c', "Mantenimiento 'hoy'"] }]);
});
