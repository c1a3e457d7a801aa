// The macOS collectors on a recorded laptop: system_profiler, launchctl, ifconfig and the rest, with a comma for the decimal point.
import os from 'node:os';
import { expect, test } from 'vitest';
import { parseLogLine } from '../../agent/collect/macos/events.ts';
import { macosSampler } from '../../agent/collect/macos/sample.ts';
import { macosPlatform } from '../../agent/platform/macos.ts';
import { recordedTools } from '../fixtures/collect/recorded-tools.ts';

const laptop = (changed: Record<string, string> = {}): ReturnType<typeof macosPlatform> => macosPlatform(recordedTools('macos-laptop', changed));

test('hardware comes from the profiler and sysctl, drives from under their controllers', async () => {
  expect(await laptop().inventory.hardware()).toEqual({
    manufacturer: 'Apple', model: 'MacBookPro18,3', serial: 'EJEMPLO001', uuid: '6f1c2b3a-0a1b-4c2d-8e3f-001122334466', chassis: 'laptop', is_virtual: false, is_laptop: true, bios: { vendor: 'Apple', version: '11881.1.1', released: null },
    cpu: { name: 'Example M1', cores: 8, threads: 8, mhz: null }, memory_bytes: 16 * 1024 ** 3, memory_modules: [{ slot: null, size_bytes: 16 * 1024 ** 3, type: 'LPDDR5', mhz: null, manufacturer: 'Ejemplo' }],
    disks: [
      { device: 'disk0', model: 'EJEMPLO SSD', serial: '0x01', size_bytes: 494_384_795_648, kind: 'nvme', health: 'healthy' },
      { device: 'disk4', model: 'Ejemplo HDD', serial: null, size_bytes: 1_000_204_886_016, kind: 'hdd', health: 'failing' },
    ],
    gpus: [{ name: 'Example M1', vendor: 'Example', memory_bytes: null }, { name: 'Tarjeta 560', vendor: null, memory_bytes: 1536 * 1024 ** 2 }],
  });
});

test('the system has its version, build, domain and start', async () => {
  expect(await laptop().inventory.os()).toMatchObject({
    platform: 'macos', name: 'macOS 15.6.1', version: '15.6.1', build: '24G90', hostname: os.hostname(), domain: 'ventas.corp.example', last_boot_at: '2026-03-02T08:00:00.000Z',
    users: [{ name: 'mañana', terminal: 'console', since: null }, { name: 'soporte', terminal: 'ttys001', since: null }],
  });
});

test('programs of the system stay out, makers lose their certificate\'s words', async () => {
  expect(await laptop().inventory.software()).toEqual([{ name: 'Señal', version: '7.1', publisher: 'Ejemplo, S.A.', installed_on: '2025-10-01', source: 'identified_developer' }]);
});

test('without an answer of the profiler the folders of applications are read', async () => {
  const machine = laptop({ 'tool ok 0 system_profiler -json SPApplicationsDataType': '', 'list /Applications': 'Roto.app Señal.app notas.txt', 'tool ok 0 plutil -convert json -o - /Applications/Señal.app': '{"CFBundleName":"Señal","CFBundleShortVersionString":"7.1"}' });
  expect(await machine.inventory.software()).toEqual([
    { name: 'Roto', version: null, publisher: null, installed_on: null, source: 'applications' }, { name: 'Señal', version: '7.1', publisher: null, installed_on: null, source: 'applications' },
  ]);
});

test('jobs tell running, failed and disabled; those that come and go by the second stay out', async () => {
  expect((await laptop().inventory.services()).map((one) => [one.name, one.state, one.start])).toEqual([
    ['com.apple.screensharing', 'running', 'other'], ['com.example.programado', 'stopped', 'disabled'], ['com.example.respaldo', 'running', 'automatic'], ['com.example.roto', 'failed', 'other'], ['com.example.viejo', 'stopped', 'disabled'],
  ]);
});

test('adapters have lasting addresses, gateway and servers', async () => {
  expect(await laptop().inventory.network()).toEqual([
    { name: 'en0', mac: 'aa:bb:cc:00:22:11', addresses: ['fe80::1/64', '192.0.2.90/24', '2001:db8::90/64'], gateway: '192.0.2.1', dns: ['192.0.2.1', '2001:db8::53'], is_up: true, speed_mbps: null, kind: 'wifi' },
    { name: 'en7', mac: 'aa:bb:cc:00:22:33', addresses: [], gateway: null, dns: [], is_up: false, speed_mbps: 1000, kind: 'ethernet' },
    { name: 'utun3', mac: null, addresses: ['198.51.100.7/32'], gateway: null, dns: [], is_up: true, speed_mbps: null, kind: 'tunnel' },
  ]);
});

test('protection: firewall by its number, updates from the last search, antivirus by what runs', async () => {
  expect(await laptop().inventory.security()).toEqual({
    antivirus: [{ name: 'Microsoft Defender', is_active: true, is_up_to_date: null }], firewall: [{ name: 'Application Firewall', is_active: true }],
    updates: { pending: 2, security_pending: null, needs_restart: null, last_installed_at: '2026-02-27T10:00:00.000Z' },
  });
});

test('FileVault covers the start volume, a plugged-in disk is unknown, a share is none', async () => {
  expect((await laptop().inventory.volumes()).map((one) => [one.mount, one.label, one.encryption, one.protection, one.percent])).toEqual([['/', null, 'filevault', 'on', 100], ['/Volumes/Disco externo', 'Disco externo', 'unknown', 'unknown', null]]);
  const encrypting = laptop({ 'tool ok 0 fdesetup status': 'FileVault is On.\nEncryption in progress: Percent completed = 42\n' });
  expect((await encrypting.inventory.volumes())[0]).toMatchObject({ encryption: 'filevault', percent: 42 });
  expect((await laptop({ 'tool ok 0 fdesetup status': 'Error' }).inventory.volumes())[0]).toMatchObject({ encryption: 'unknown', protection: 'unknown', percent: null });
});

test('a reading counts memory as programs use it, and a comma is a decimal point', async () => {
  let busy = 0;
  const sample = macosSampler(recordedTools('macos-laptop'), () => ({ busy: (busy += 100), all: busy * 2, memoryBytes: 16 * 1024 ** 3, freeBytes: 1, uptimeS: 100, load: 1.5 }));
  const reading = await sample();
  expect(reading).toMatchObject({ cpu: 50, memory: 57.2, memory_bytes: 600_000 * 16_384, swap: 25, load: 1.5, rx: null, processes: 3 });
  expect(reading.disks.map((disk) => [disk.mount, disk.used])).toEqual([['/', 60.7], ['/Volumes/Disco externo', 50]]);
});

test('a fault of the log is an entry with its time in UTC', () => {
  const line = { timestamp: '2026-03-02 09:00:00.123456-0600', messageType: 'Fault', eventMessage: 'sin memoria', processImagePath: '/usr/libexec/ejemplo', category: 'vm' };
  expect(parseLogLine(JSON.stringify(line))).toEqual({ at: '2026-03-02T15:00:00.123Z', level: 'error', source: 'ejemplo', code: 'vm', message: 'sin memoria' });
  expect(parseLogLine(JSON.stringify({ ...line, messageType: 'Info' }))).toBeNull();
  expect(parseLogLine('Filtering the log data using "messageType == 17"')).toBeNull();
});

test('a job is named exactly, and a restart rounds up to minutes', async () => {
  const tools = recordedTools('macos-laptop', { 'tool ok 0 launchctl kickstart': '', 'tool ok 0 shutdown': '' });
  const machine = macosPlatform(tools);
  expect(await machine.controlService('com.example.respaldo', 'restart')).toEqual({ ok: true, message: 'done' });
  expect(tools.calls).toEqual([{ tool: 'launchctl', args: ['kickstart', '-k', 'system/com.example.respaldo'] }]);
  for (const name of ['../x', 'a b', '-k', '']) expect(await machine.controlService(name, 'stop')).toMatchObject({ ok: false });
  expect(await machine.reboot(61, 'x')).toEqual({ ok: true, message: 'restarting in 2 min' });
});

test('enrolment knows the serial number and the addresses of hardware', async () => {
  expect(await laptop().enrolmentFacts()).toEqual({ hostname: os.hostname(), platform: 'macos', serial: 'EJEMPLO001', uuid: '6f1c2b3a-0a1b-4c2d-8e3f-001122334466', manufacturer: 'Apple', model: 'MacBookPro18,3', mac_addresses: ['aa:bb:cc:00:22:11', 'aa:bb:cc:00:22:33'] });
});
