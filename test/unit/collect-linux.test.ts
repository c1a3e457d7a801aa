// The Linux collectors on recorded machines: an encrypted laptop in Spanish, a server with rpm, a bare container.
import { expect, test } from 'vitest';
import type { EventEntry } from '../../durable-objects/protocol/inventory.ts';
import { parseJournalLine } from '../../agent/collect/linux/events.ts';
import { parseIptables, parseNftables } from '../../agent/collect/linux/security.ts';
import { linuxPlatform } from '../../agent/platform/linux.ts';
import { recordedTools } from '../fixtures/collect/recorded-tools.ts';

const laptop = (): ReturnType<typeof linuxPlatform> => linuxPlatform(recordedTools('linux-laptop'));
const server = (): ReturnType<typeof linuxPlatform> => linuxPlatform(recordedTools('linux-server'));
const container = (): ReturnType<typeof linuxPlatform> => linuxPlatform(recordedTools('linux-container'));

test('a laptop tells its make, cores, modules, drives and their health', async () => {
  expect(await laptop().inventory.hardware()).toEqual({
    manufacturer: 'Ejemplo Cómputo', model: 'Portátil 14', serial: 'EJ-00042', uuid: '6f1c2b3a-0a1b-4c2d-8e3f-001122334455', chassis: 'laptop', is_virtual: false, is_laptop: true,
    bios: { vendor: 'Ejemplo Firmware', version: '1.07', released: '2025-12-31' }, cpu: { name: 'Example(R) Core(TM) i5-0000U CPU @ 2.40GHz', cores: 2, threads: 4, mhz: 3400 }, memory_bytes: 16_384_000_000,
    memory_modules: [
      { slot: 'ChannelA-DIMM0', size_bytes: 8 * 1024 ** 3, type: 'DDR4', mhz: 2667, manufacturer: 'Ejemplo Memorias' },
      { slot: 'ChannelB-DIMM0', size_bytes: 8 * 1024 ** 3, type: 'DDR4', mhz: 3200, manufacturer: null },
    ],
    disks: [
      { device: '/dev/nvme0n1', model: 'EJEMPLO NVMe 512', serial: 'S0001', size_bytes: 512_110_190_592, kind: 'nvme', health: 'healthy' },
      { device: '/dev/sda', model: 'Ejemplo HDD', serial: 'W0002', size_bytes: 2_000_398_934_016, kind: 'hdd', health: 'failing' },
    ],
    gpus: [{ name: 'Gráficos 620', vendor: 'Example Corporation', memory_bytes: null }],
  });
});

test('the system tells its release, zone, start and who is signed in, accents whole', async () => {
  expect(await laptop().inventory.os()).toMatchObject({
    platform: 'linux', name: 'Ubuntu 24.04.3 LTS', version: '24.04', kernel: '6.8.0-79-generic', hostname: 'portatil-ventas', domain: null, timezone: 'America/Mexico_City', last_boot_at: '2026-03-02T08:00:00.000Z',
    users: [{ name: 'maría', terminal: 'tty2', since: '2026-03-02T14:31:00.000Z' }, { name: 'soporte', terminal: 'pts/0', since: '2026-03-02T14:58:00.000Z' }],
  });
});

test('the time of the start does not move while the machine stays on', async () => {
  const changed: Record<string, string> = {};
  const tools = recordedTools('linux-laptop', changed);
  const machine = linuxPlatform(tools);
  const first = (await machine.inventory.os()).last_boot_at;
  const moved = linuxPlatform({ ...tools, readText: (path) => (path === '/proc/stat' ? Promise.resolve('btime 1772438401\n') : tools.readText(path)) });
  expect((await moved.inventory.os()).last_boot_at).not.toBe(first);
  const { readText } = tools;
  tools.readText = (path) => (path === '/proc/stat' ? Promise.resolve('btime 1772438401\n') : readText(path));
  expect((await machine.inventory.os()).last_boot_at).toBe(first);
});

test('packages of every manager are one list; removed ones are not in it', async () => {
  expect(await laptop().inventory.software()).toEqual([
    { name: 'Dibujo', version: '4.1', publisher: 'flathub', installed_on: null, source: 'flatpak' },
    { name: 'core22', version: '20250822', publisher: 'canonical', installed_on: null, source: 'snap' },
    { name: 'editor', version: '1.2', publisher: null, installed_on: null, source: 'snap' },
    { name: 'org.example.SinNombre', version: '2.0', publisher: 'flathub', installed_on: null, source: 'flatpak' },
    { name: 'bash', version: '5.2.21-2ubuntu4', publisher: 'Ubuntu Developers', installed_on: '2025-11-05', source: 'dpkg' },
    { name: 'libfoo:amd64', version: '1.0', publisher: 'José Ñandú', installed_on: null, source: 'dpkg' },
    { name: 'retenido', version: '2.0', publisher: 'Equipo', installed_on: null, source: 'dpkg' },
  ]);
  expect((await server().inventory.software()).map((one) => [one.name, one.installed_on])).toEqual([['bash', '2025-01-01'], ['kernel', '2026-01-01']]);
  expect((await container().inventory.software()).map((one) => [one.name, one.version, one.publisher])).toEqual([['busybox', '1.37.0-r18', 'Equipo Alpino'], ['musl', '1.2.5-r10', null]]);
});

test('services tell running from failed, finished, stopped and masked; those of a session stay out', async () => {
  expect((await laptop().inventory.services()).map((one) => [one.name, one.state, one.start])).toEqual([
    ['bluetooth', 'stopped', 'disabled'], ['keyboard-setup', 'other', 'automatic'], ['nginx', 'failed', 'automatic'], ['ssh', 'running', 'automatic'], ['viejo', 'stopped', 'disabled'],
  ]);
});

test('a container without systemd lists its scripts and says only what it can see', async () => {
  expect(await container().inventory.services()).toEqual([{ name: 'cron', label: null, state: 'running', start: 'manual' }, { name: 'sshd', label: null, state: 'other', start: 'manual' }]);
});

test('adapters of hardware come first, containers and temporary addresses stay out', async () => {
  expect(await laptop().inventory.network()).toEqual([
    { name: 'eth0', mac: 'aa:bb:cc:00:11:22', addresses: [], gateway: null, dns: [], is_up: false, speed_mbps: null, kind: 'ethernet' },
    { name: 'wlp2s0', mac: 'aa:bb:cc:00:11:33', addresses: ['192.0.2.44/24', '2001:db8::1/64'], gateway: '192.0.2.1', dns: ['192.0.2.1', '2001:db8::53'], is_up: true, speed_mbps: null, kind: 'wifi' },
    { name: 'docker0', mac: '02:42:00:00:00:01', addresses: [], gateway: null, dns: [], is_up: false, speed_mbps: null, kind: 'bridge' },
  ]);
});

test('a volume on LVM on LUKS is encrypted, the boot partition is not, a foreign disk is unknown, a locked one is told', async () => {
  expect((await laptop().inventory.volumes()).map((one) => [one.mount, one.encryption, one.protection, one.label])).toEqual([
    ['/', 'luks', 'on', 'raíz'], ['/boot/efi', 'none', 'off', null], ['/mnt/disco externo', 'unknown', 'unknown', null], ['/dev/sda', 'luks', 'on', 'respaldo'],
  ]);
  expect(await container().inventory.volumes()).toEqual([{ mount: '/', label: null, filesystem: 'overlay', size_bytes: 100_000, encryption: 'unknown', protection: 'unknown', method: null, percent: null }]);
});

test('protection counts pending and security updates from the cached lists, and old signatures are old', async () => {
  expect(await laptop().inventory.security()).toEqual({
    antivirus: [{ name: 'ClamAV', is_active: true, is_up_to_date: false }], firewall: [{ name: 'ufw', is_active: true }],
    updates: { pending: 2, security_pending: 1, needs_restart: true, last_installed_at: new Date('2026-02-20T09:10:11').toISOString() },
  });
  expect(await server().inventory.security()).toEqual({
    antivirus: [], firewall: [{ name: 'firewalld', is_active: false }, { name: 'nftables', is_active: true }],
    updates: { pending: 3, security_pending: 2, needs_restart: true, last_installed_at: '2026-01-01T00:00:00.000Z' },
  });
});

test('what a bare container cannot know is null, never "off"', async () => {
  expect(await container().inventory.security()).toEqual({ antivirus: [], firewall: [], updates: null });
  expect(await container().inventory.hardware()).toMatchObject({ manufacturer: null, serial: null, uuid: null, is_virtual: null, is_laptop: null, bios: null, cpu: null, disks: [] });
});

test('the simulation of updates runs again only when lists or packages changed', async () => {
  const tools = recordedTools('linux-laptop');
  const machine = linuxPlatform(tools);
  await machine.inventory.security();
  await machine.inventory.security();
  expect(tools.calls.filter((call) => call.tool === 'apt-get')).toHaveLength(1);
});

test('a virtual server is virtual, and the marks its maker left blank are no serial and no UUID', async () => {
  expect(await server().enrolmentFacts()).toEqual({ hostname: 'servidor1.interno.example', platform: 'linux', serial: null, uuid: null, manufacturer: 'QEMU', model: 'Standard PC (Q35 + ICH9, 2009)', mac_addresses: [] });
  expect(await server().inventory.hardware()).toMatchObject({ is_virtual: true, chassis: null, is_laptop: null });
  expect(await server().inventory.os()).toMatchObject({ domain: 'interno.example' });
});

test('a reading runs no program, and rates and CPU are differences', async () => {
  const tools = recordedTools('linux-laptop');
  const { readText } = tools;
  const read = { stat: 'cpu  1000 50 500 8000 200 0 10 0 300 0\n', dev: '' };
  tools.readText = (path) => (path === '/proc/stat' ? Promise.resolve(read.stat) : path === '/proc/net/dev' && read.dev !== '' ? Promise.resolve(read.dev) : readText(path));
  const machine = linuxPlatform(tools);
  const first = await machine.sample();
  expect(first).toMatchObject({ cpu: 0, memory: 75, memory_bytes: 12_000_000 * 1024, swap: 25, load: 0.42, rx: null, tx: null, uptime_s: 25_200, processes: 3 });
  expect(first.disks.map((disk) => [disk.mount, disk.used])).toEqual([['/', 98.9], ['/boot/efi', 1.1], ['/mnt/disco externo', 50]]);
  // 10 s later: 1000 ticks, 400 of them idle and 100 waiting for a disk.
  read.stat = 'cpu  1300 50 700 8400 300 0 10 0 300 0\n';
  read.dev = 'wlp2s0: 3000000 1000 0 0 0 0 0 0 600000 800 0 0 0 0 0 0\nlo: 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1\n';
  tools.setNow('2026-03-02T15:00:10Z');
  expect(await machine.sample()).toMatchObject({ at: '2026-03-02T15:00:10.000Z', cpu: 50, rx: 200_000, tx: 10_000 });
  // The counter started again: no rate is invented.
  read.dev = 'wlp2s0: 10 1000 0 0 0 0 0 0 10 800 0 0 0 0 0 0\n';
  tools.setNow('2026-03-02T15:00:20Z');
  expect(await machine.sample()).toMatchObject({ cpu: 50, rx: null, tx: null });
  expect(tools.calls).toEqual([]);
});

test('two readings within half a second are one', async () => {
  const tools = recordedTools('linux-laptop');
  const { readText } = tools;
  let stat = 'cpu  0 0 0 100 0 0 0 0\n';
  tools.readText = (path) => (path === '/proc/stat' ? Promise.resolve(stat) : readText(path));
  const machine = linuxPlatform(tools);
  await machine.sample();
  stat = 'cpu  50 0 0 150 0 0 0 0\n';
  tools.setNow('2026-03-02T15:00:05Z');
  expect((await machine.sample()).cpu).toBe(50);
  stat = 'cpu  54 0 0 150 0 0 0 0\n';
  tools.setNow('2026-03-02T15:00:05.100Z');
  expect((await machine.sample()).cpu).toBe(50);
});

test('errors of the journal arrive as entries, warnings and noise do not', () => {
  const line = { PRIORITY: '3', MESSAGE: 'Falló el disco\u001b[31m', _SYSTEMD_UNIT: 'smartd.service', __REALTIME_TIMESTAMP: '1772463600123456' };
  expect(parseJournalLine(JSON.stringify(line))).toEqual({ at: '2026-03-02T15:00:00.123Z', level: 'error', source: 'smartd.service', code: null, message: 'Falló el disco[31m' });
  expect(parseJournalLine(JSON.stringify({ ...line, PRIORITY: '0', MESSAGE: [104, 111, 108, 97, 255] }))).toMatchObject({ level: 'critical', message: 'hola\ufffd' });
  expect(parseJournalLine(JSON.stringify({ ...line, PRIORITY: '4' }))).toBeNull();
  expect(parseJournalLine(JSON.stringify({ ...line, MESSAGE: null }))).toBeNull();
  expect(parseJournalLine('{"PRIORITY":"3"')).toBeNull();
});

test('events come in batches of at most a hundred, and none after the watch is ended', async () => {
  const tools = recordedTools('linux-laptop');
  const batches: EventEntry[][] = [];
  const stop = await new Promise<() => void>((resolve) => {
    const end = linuxPlatform(tools).watchEvents((entries) => {
      batches.push(entries);
      if (batches.flat().length === 250) resolve(end);
    });
    // The follower starts once the machine is known to have a journal.
    setImmediate(() => {
      for (let n = 0; n < 250; n++) tools.say(JSON.stringify({ PRIORITY: '3', MESSAGE: `n ${n}`, SYSLOG_IDENTIFIER: 'x', __REALTIME_TIMESTAMP: '1772463600000000' }));
    });
  });
  expect(batches.map((batch) => batch.length)).toEqual([100, 100, 50]);
  stop();
  tools.say(JSON.stringify({ PRIORITY: '3', MESSAGE: 'late', SYSLOG_IDENTIFIER: 'x', __REALTIME_TIMESTAMP: '1772463600000000' }));
  expect(batches.flat()).toHaveLength(250);
});

test('a service is started by its exact name and no option can be smuggled in', async () => {
  const tools = recordedTools('linux-laptop', { 'tool ok 0 systemctl restart': '' });
  const machine = linuxPlatform(tools);
  expect(await machine.controlService('nginx', 'restart')).toEqual({ ok: true, message: 'done' });
  expect(tools.calls.at(-1)).toEqual({ tool: 'systemctl', args: ['restart', '--no-ask-password', '--', 'nginx.service'] });
  const before = tools.calls.length;
  for (const name of ['--force', 'a b', 'a;reboot', '../x', '', 'x\n', '$(id)']) expect(await machine.controlService(name, 'stop')).toMatchObject({ ok: false });
  expect(tools.calls).toHaveLength(before);
  expect(await container().controlService('nginx', 'stop')).toEqual({ ok: false, message: 'no such service: nginx' });
});

test('a restart rounds its delay up to minutes and hands the text over as one argument', async () => {
  const tools = recordedTools('linux-laptop', { 'tool ok 0 shutdown': '' });
  expect(await linuxPlatform(tools).reboot(90, '-h now; \u0007mantenimiento')).toEqual({ ok: true, message: 'restarting in 2 min' });
  expect(tools.calls.at(-1)).toEqual({ tool: 'shutdown', args: ['-r', '+2', 'Restart: -h now; mantenimiento'] });
  expect(await container().reboot(0, '')).toEqual({ ok: false, message: 'the system has no tool for this' });
});

test('a firewall counts as active only when something that arrives is judged', () => {
  const chain = { family: 'ip', table: 't', name: 'INPUT', hook: 'input', policy: 'accept' };
  expect(parseNftables(JSON.stringify({ nftables: [{ chain }] }))).toBe(false);
  expect(parseNftables(JSON.stringify({ nftables: [{ chain: { ...chain, policy: 'drop' } }] }))).toBe(true);
  expect(parseNftables(JSON.stringify({ nftables: [{ chain }, { rule: { family: 'ip', table: 't', chain: 'FORWARD' } }] }))).toBe(false);
  expect(parseNftables('')).toBeNull();
  expect(parseIptables('*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n')).toBe(false);
  expect(parseIptables('*filter\n:INPUT DROP [0:0]\nCOMMIT\n')).toBe(true);
  expect(parseIptables('')).toBeNull();
});
